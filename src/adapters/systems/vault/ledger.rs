//! What was lent by this program: in memory alone, and wiped as soon as it ends.

use crate::domain::model::At;
use crate::domain::model::credential::{Lease, LeaseEnd, LeaseId};
use crate::domain::text::{Clean, Secret};
use crate::platform::command::Seen;
use crate::platform::credentials::Shown;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};
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
    /// When it ends by a clock that nobody sets: the earlier of both counts.
    until: Instant,
    /// Nothing any more once it has ended.
    lent: Option<Lent>,
}

impl Kept {
    /// Nothing of what was lent is left.
    fn end(&mut self, end: LeaseEnd) {
        self.lent = None;
        self.lease = Arc::new(Lease { ended: Some(end), ..(*self.lease).clone() });
    }

    fn is_over(&self, now: At) -> bool {
        self.lent.is_some() && (!self.lease.is_live(now) || self.until <= Instant::now())
    }

    /// How long it still lasts.
    fn left(&self, now: At) -> Duration {
        self.lease.expires_at.since(now).min(self.until.saturating_duration_since(Instant::now()))
    }
}

/// The moment a span from now; as good as never where there is no such moment.
fn in_a(span: Duration) -> Instant {
    const LONG: Duration = Duration::from_secs(86_400 * 365);
    let now = Instant::now();
    now.checked_add(span.min(LONG)).unwrap_or(now)
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

    /// Takes in what was lent just now.
    pub(super) fn add(&self, lease: Lease, lent: Lent) -> Arc<Lease> {
        let until = in_a(lease.expires_at.since(lease.issued_at));
        let lease = Arc::new(lease);
        self.change(|kept| {
            kept.insert(0, Kept { lease: Arc::clone(&lease), until, lent: Some(lent) });
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

    /// It lasts so long from a moment that is now, as the vault says.
    pub(super) fn lasts(&self, id: &LeaseId, now: At, left: Duration, renewable: bool) {
        self.replace(id, |kept| {
            kept.until = in_a(left);
            kept.lease = Arc::new(Lease { expires_at: now.after(left), renewable, ..(*kept.lease).clone() });
        });
    }

    /// It has ended.
    pub(super) fn ended(&self, id: &LeaseId, end: LeaseEnd) {
        self.replace(id, |kept| kept.end(end));
    }

    fn replace(&self, id: &LeaseId, how: impl FnOnce(&mut Kept)) {
        self.change(|kept| {
            if let Some(found) = kept.iter_mut().find(|kept| kept.lease.id == *id) {
                how(found);
            }
        });
    }

    /// Wipes what has ended.
    pub(super) fn expire(&self, now: At) {
        if self.with(|kept| kept.iter().any(|kept| kept.is_over(now))) {
            let over = |kept: &&mut Kept| kept.is_over(now);
            self.change(|kept| kept.iter_mut().filter(over).for_each(|kept| kept.end(LeaseEnd::Over)));
        }
    }

    /// How long it is until the next of them ends.
    pub(super) fn next_end(&self, now: At) -> Option<Duration> {
        self.with(|kept| kept.iter().filter(|kept| kept.lent.is_some()).map(|kept| kept.left(now)).min())
    }

    /// How long one of them that is live lasts.
    fn left(&self, id: &LeaseId, now: At) -> Option<Duration> {
        self.with(|kept| {
            let found = kept.iter().find(|kept| kept.lease.id == *id && kept.lent.is_some())?;
            Some(found.left(now))
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
        let Some(left) = ledger.upgrade().and_then(|ledger| ledger.left(&id, now)) else { return };
        if left.is_zero() {
            if let Some(ledger) = ledger.upgrade() {
                ledger.expire(now);
            }
            return;
        }
        tokio::time::sleep(left + Duration::from_millis(1)).await;
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

    fn lent(ledger: &Ledger, seconds: i64) -> LeaseId {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let theirs = format!("database/creds/ro/{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let id = id_of(&Secret::new(theirs), &"v-ro-1".into());
        let role = CredentialRole { vault: "v".into(), mount: "database".into(), name: "ro".into() };
        let lease = Lease {
            id: id.clone(),
            role,
            username: "v-ro-1".into(),
            issued_at: At(0),
            expires_at: At(seconds * 1000),
            renewable: true,
            ended: None,
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
        assert_eq!(ledger.shown(&id, At(999_999)).unwrap().fields[0].1.reveal(), "hunter2");
        assert_eq!(ledger.shown(&id, At(1_000_000)), None);
        assert_eq!(ledger.shown(&id, At(10)), None, "a clock that is set back brings nothing back");
        let leases = ledger.leases(At(10));
        assert_eq!(leases.len(), 1, "that there was one is still told");
        assert!(leases[0].ended == Some(LeaseEnd::Over) && !leases[0].is_live(At(10)));
        assert!(ledger.live(&id, At(10)).is_none());
    }

    #[test]
    fn a_clock_that_is_set_back_meanwhile_makes_nothing_last_longer() {
        let ledger = Ledger::new();
        // over at once by the clock that nobody sets, and not for long by the other
        let id = lent(&ledger, 1000);
        ledger.lasts(&id, At(0), Duration::ZERO, true);
        assert_eq!(ledger.next_end(At(-5_000_000)), Some(Duration::ZERO));
        assert_eq!(ledger.shown(&id, At(-5_000_000)), None);
    }

    #[test]
    fn a_lease_that_is_made_longer_is_shown_longer_and_one_that_is_given_back_never_again() {
        let ledger = Ledger::new();
        let (long, back) = (lent(&ledger, 1000), lent(&ledger, 1000));
        ledger.lasts(&long, At(0), Duration::from_secs(5000), false);
        ledger.ended(&back, LeaseEnd::GivenBack);
        assert!(ledger.shown(&long, At(4_999_000)).is_some());
        assert_eq!(ledger.shown(&back, At(1)), None);
        assert_eq!(ledger.next_end(At(4_999_000)), Some(Duration::from_secs(1)));
    }

    #[test]
    fn leases_that_are_live_are_never_forgotten_for_those_that_have_ended() {
        let ledger = Ledger::new();
        let live = lent(&ledger, 9000);
        for _ in 0..(2 * MOST) {
            let id = lent(&ledger, 10);
            ledger.ended(&id, LeaseEnd::GivenBack);
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
