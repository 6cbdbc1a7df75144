//! What was lent by this program: in memory alone, and wiped as soon as it ends.

use crate::domain::model::At;
use crate::domain::model::credential::{Lease, LeaseId};
use crate::domain::text::{Clean, Secret};
use crate::platform::command::Seen;
use crate::platform::credentials::Shown;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::watch;

/// Leases that are remembered; of those that have ended the oldest go first.
const MOST: usize = 64;

/// What the vault calls a lease, and what was lent. Neither is ever told but where it is wanted.
#[derive(Debug)]
pub(super) struct Lent {
    /// The vault's own id of the lease.
    pub(super) theirs: Secret,
    /// Names and secrets, in the order they are read.
    pub(super) fields: Vec<(Clean, Secret)>,
}

#[derive(Debug)]
struct Kept {
    lease: Arc<Lease>,
    /// Nothing any more once it has ended.
    lent: Option<Lent>,
}

/// The leases, newest first.
#[derive(Debug)]
pub(super) struct Ledger {
    kept: Mutex<Vec<Kept>>,
    changed: watch::Sender<u64>,
}

impl Ledger {
    pub(super) fn new() -> Self {
        Self { kept: Mutex::default(), changed: watch::Sender::new(0) }
    }

    /// Tells whenever something changes.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Takes in what was lent.
    pub(super) fn add(&self, lease: Lease, lent: Lent) -> Arc<Lease> {
        let lease = Arc::new(lease);
        self.change(|kept| {
            kept.insert(0, Kept { lease: Arc::clone(&lease), lent: Some(lent) });
            while kept.len() > MOST {
                let Some(oldest) = kept.iter().rposition(|kept| kept.lent.is_none()) else { break };
                kept.remove(oldest);
            }
        });
        lease
    }

    /// The leases as they stand; what has ended is wiped first.
    pub(super) fn leases(&self, now: At) -> Vec<Arc<Lease>> {
        self.expire(now);
        self.with(|kept| kept.iter().map(|kept| Arc::clone(&kept.lease)).collect())
    }

    /// One of them that is live, and the vault's id of it.
    pub(super) fn live(&self, id: &LeaseId, now: At) -> Option<(Arc<Lease>, Secret)> {
        self.expire(now);
        self.with(|kept| {
            let found = kept.iter().find(|kept| kept.lease.id == *id)?;
            Some((Arc::clone(&found.lease), found.lent.as_ref()?.theirs.clone()))
        })
    }

    /// Its secrets.
    pub(super) fn shown(&self, id: &LeaseId, now: At) -> Option<Shown> {
        self.expire(now);
        self.with(|kept| {
            let lent = kept.iter().find(|kept| kept.lease.id == *id)?.lent.as_ref()?;
            Some(Shown { lease: id.clone(), fields: lent.fields.clone() })
        })
    }

    /// It ends at another time.
    pub(super) fn lasts(&self, id: &LeaseId, expires_at: At, renewable: bool) {
        self.replace(id, |lease| Lease { expires_at, renewable, ..lease });
    }

    /// It was given back, or taken back.
    pub(super) fn revoked(&self, id: &LeaseId) {
        self.replace(id, |lease| Lease { is_revoked: true, ..lease });
    }

    fn replace(&self, id: &LeaseId, how: impl FnOnce(Lease) -> Lease) {
        self.change(|kept| {
            if let Some(found) = kept.iter_mut().find(|kept| kept.lease.id == *id) {
                found.lease = Arc::new(how((*found.lease).clone()));
                if found.lease.is_revoked {
                    found.lent = None;
                }
            }
        });
    }

    /// Wipes what has ended.
    pub(super) fn expire(&self, now: At) {
        let is_over = |kept: &Kept| kept.lent.is_some() && !kept.lease.is_live(now);
        if self.with(|kept| kept.iter().any(is_over)) {
            self.change(|kept| kept.iter_mut().filter(|kept| is_over(kept)).for_each(|kept| kept.lent = None));
        }
    }

    /// When the next of them ends.
    pub(super) fn next_end(&self) -> Option<At> {
        self.with(|kept| kept.iter().filter(|kept| kept.lent.is_some()).map(|kept| kept.lease.expires_at).min())
    }

    fn ends(&self, id: &LeaseId) -> Option<At> {
        self.with(|kept| {
            let found = kept.iter().find(|kept| kept.lease.id == *id)?;
            found.lent.as_ref().map(|_| found.lease.expires_at)
        })
    }

    fn with<T>(&self, read: impl FnOnce(&[Kept]) -> T) -> T {
        read(&self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn change(&self, how: impl FnOnce(&mut Vec<Kept>)) {
        how(&mut self.kept.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.send_modify(|count| *count += 1);
    }
}

/// Wipes a lease when it ends, also while nobody looks.
pub(super) async fn wipe_in_time(ledger: Weak<Ledger>, id: LeaseId, clock: super::Clock) {
    loop {
        let now = clock();
        let Some(ends) = ledger.upgrade().and_then(|ledger| ledger.ends(&id)) else { return };
        if ends <= now {
            if let Some(ledger) = ledger.upgrade() {
                ledger.expire(now);
            }
            return;
        }
        tokio::time::sleep(ends.since(now) + Duration::from_millis(1)).await;
    }
}

/// The id of a lease here: six letters and digits made of the vault's own, which is as long as a password. They tell
/// nothing of it that could be used.
pub(super) fn id_of(theirs: &Secret, username: &Clean) -> LeaseId {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut number = Seen::of(format!("{} {username}", theirs.reveal()).as_bytes()).0;
    let letter = |_| {
        let at = usize::try_from(number % 32).unwrap_or_default();
        number /= 32;
        LETTERS.get(at).map_or('a', |letter| char::from(*letter))
    };
    LeaseId((0..6).map(letter).collect::<String>().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::credential::CredentialRole;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn lent(ledger: &Ledger, until: i64) -> LeaseId {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let theirs = format!("database/creds/ro/{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let id = id_of(&Secret::new(theirs), &"v-ro-1".into());
        let role = CredentialRole { vault: "v".into(), mount: "database".into(), name: "ro".into() };
        let lease = Lease {
            id: id.clone(),
            role,
            username: "v-ro-1".into(),
            issued_at: At(0),
            expires_at: At(until),
            renewable: true,
            is_revoked: false,
            connect: None,
            entity: None,
        };
        let secret = |text: &str| Secret::new(text.into());
        ledger.add(
            lease,
            Lent { theirs: secret("database/creds/ro/x"), fields: vec![("password".into(), secret("hunter2"))] },
        );
        id
    }

    #[test]
    fn what_was_lent_is_there_until_it_ends_and_not_a_moment_longer() {
        let ledger = Ledger::new();
        let id = lent(&ledger, 1000);
        assert_eq!(ledger.shown(&id, At(999)).unwrap().fields[0].1.reveal(), "hunter2");
        assert_eq!(ledger.shown(&id, At(1000)), None);
        assert_eq!(ledger.shown(&id, At(10)), None, "a clock that is set back brings nothing back");
        assert_eq!(ledger.leases(At(1000)).len(), 1, "that there was one is still told");
        assert!(ledger.live(&id, At(10)).is_none());
    }

    #[test]
    fn a_lease_that_is_made_longer_is_shown_longer_and_one_that_is_given_back_never_again() {
        let ledger = Ledger::new();
        let (long, back) = (lent(&ledger, 1000), lent(&ledger, 1000));
        ledger.lasts(&long, At(5000), false);
        ledger.revoked(&back);
        assert!(ledger.shown(&long, At(4999)).is_some());
        assert_eq!(ledger.shown(&back, At(1)), None);
        assert_eq!(ledger.next_end(), Some(At(5000)));
    }

    #[test]
    fn leases_that_are_live_are_never_forgotten_for_those_that_have_ended() {
        let ledger = Ledger::new();
        let live = lent(&ledger, 9000);
        for _ in 0..(2 * MOST) {
            let id = lent(&ledger, 10);
            ledger.revoked(&id);
        }
        assert!(ledger.leases(At(1)).len() <= MOST + 1);
        assert!(ledger.shown(&live, At(1)).is_some());
    }

    #[test]
    fn nothing_of_a_secret_is_in_what_is_written_out_for_developers() {
        let ledger = Ledger::new();
        lent(&ledger, 1000);
        let told = format!("{ledger:?}");
        assert!(!told.contains("hunter2") && !told.contains("creds/ro/x"), "{told}");
    }
}
