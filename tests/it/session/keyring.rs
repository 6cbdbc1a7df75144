//! The system's keyring: used where it answers, and never waited for.

use super::{ALICE, BOB, LIMIT, Renewing, held, in_seconds, secret, session, tokens};
use stagedoor::adapters::session::{KeptIn, Keyring, Pointer, Vault};
use stagedoor::platform::fault::FaultKind;
use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::{Arc, Condvar, Mutex};
use tempfile::TempDir;
use zeroize::Zeroizing;

/// A keyring in memory that may be locked: then it answers nobody.
#[derive(Default)]
pub struct Ring {
    /// It says no to everything.
    pub closed: AtomicBool,
    /// It takes nothing more.
    full: AtomicBool,
    /// How often it told what it holds.
    told: Mutex<usize>,
    secrets: Mutex<HashMap<String, Vec<u8>>>,
    locked: Mutex<bool>,
    changed: Condvar,
}

impl Ring {
    pub fn lock(&self, locked: bool) {
        *self.locked.lock().unwrap() = locked;
        self.changed.notify_all();
    }

    fn answer(&self) -> std::sync::MutexGuard<'_, HashMap<String, Vec<u8>>> {
        drop(self.changed.wait_while(self.locked.lock().unwrap(), |locked| *locked).unwrap());
        let secrets = self.secrets.lock().unwrap();
        self.changed.notify_all();
        secrets
    }

    pub fn count(&self) -> usize {
        self.secrets.lock().unwrap().len()
    }

    fn open(&self) -> Result<(), String> {
        if self.closed.load(SeqCst) { Err("it is locked".into()) } else { Ok(()) }
    }

    /// Waits until it told so often what it holds.
    fn until_told(&self, count: usize) {
        let guard = self.locked.lock().unwrap();
        let waiting = |_: &mut bool| *self.told.lock().unwrap() < count;
        let (_guard, waited) = self.changed.wait_timeout_while(guard, LIMIT, waiting).unwrap();
        assert!(!waited.timed_out());
    }

    /// Waits until it holds so many secrets.
    fn until(&self, count: usize) {
        let guard = self.locked.lock().unwrap();
        let (_guard, waited) = self.changed.wait_timeout_while(guard, LIMIT, |_| self.count() != count).unwrap();
        assert!(!waited.timed_out());
    }
}

impl Keyring for Ring {
    fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, String> {
        self.open()?;
        let got = self.answer().get(account).cloned().map(Zeroizing::new);
        *self.told.lock().unwrap() += 1;
        drop(self.locked.lock().unwrap());
        self.changed.notify_all();
        Ok(got)
    }

    fn set(&self, account: &str, secret: &[u8]) -> Result<(), String> {
        self.open()?;
        if self.full.load(SeqCst) {
            return Err("it is full".into());
        }
        self.answer().insert(account.to_owned(), secret.to_vec());
        Ok(())
    }

    fn remove(&self, account: &str) -> Result<(), String> {
        self.open()?;
        self.answer().remove(account);
        drop(self.locked.lock().unwrap());
        self.changed.notify_all();
        Ok(())
    }
}

fn vault(folder: &Path, ring: &Arc<Ring>) -> Vault {
    with_ring(folder, ring)
}

pub fn with_ring(folder: &Path, ring: &Arc<Ring>) -> Vault {
    Vault::in_folder(folder.join("account"), Some(Arc::clone(ring) as Arc<_>))
}

fn kept_in(folder: &Path) -> KeptIn {
    Pointer::read(&folder.join("account")).unwrap().unwrap().kept
}

fn has_file(folder: &Path) -> bool {
    folder.join("account/tokens.json").exists()
}

#[tokio::test]
async fn tokens_are_in_the_keyring_and_in_no_file() {
    let (folder, ring) = (TempDir::new().unwrap(), Arc::<Ring>::default());
    vault(folder.path(), &ring).keep(&held(ALICE, None)).await.unwrap();
    assert_eq!((kept_in(folder.path()), has_file(folder.path()), ring.count()), (KeptIn::Keyring, false, 1));
    assert_eq!(vault(folder.path(), &ring).held().await.unwrap(), Some(held(ALICE, None)));
    vault(folder.path(), &ring).purge().await.unwrap();
    assert_eq!(ring.count(), 0);
}

#[tokio::test]
async fn a_keyring_that_does_not_take_them_in_time_leaves_them_to_a_file_and_keeps_none() {
    let (folder, ring) = (TempDir::new().unwrap(), Arc::<Ring>::default());
    ring.lock(true);
    let vault = vault(folder.path(), &ring);
    vault.keep(&held(ALICE, None)).await.unwrap();
    assert_eq!((kept_in(folder.path()), has_file(folder.path())), (KeptIn::File, true));
    assert!(vault.kept_where().as_str().contains("tokens.json"));
    ring.lock(false);
    tokio::task::spawn_blocking({
        let ring = Arc::clone(&ring);
        move || ring.until(0)
    })
    .await
    .unwrap();
    // renewed ones stay where the session is, though the keyring would take them by now
    self::vault(folder.path(), &ring).keep(&held(ALICE, None)).await.unwrap();
    assert_eq!((kept_in(folder.path()), ring.count()), (KeptIn::File, 0));
}

#[tokio::test]
async fn a_keyring_that_worked_and_is_locked_now_is_told_and_the_session_is_there_once_it_is_open() {
    let (folder, ring) = (TempDir::new().unwrap(), Arc::<Ring>::default());
    vault(folder.path(), &ring).keep(&held(ALICE, None)).await.unwrap();
    ring.lock(true);
    let vault = vault(folder.path(), &ring);
    let fault = vault.held().await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Local, "the session is not over");
    assert!(fault.to_string().contains("did not answer within 300 ms"), "{fault}");
    assert!(fault.cure.as_str().contains("unlock it"), "{fault}");
    assert!(!has_file(folder.path()), "nothing takes its place");
    ring.lock(false);
    assert_eq!(vault.held().await.unwrap(), Some(held(ALICE, None)));
}

#[tokio::test]
async fn an_entry_that_somebody_removed_and_a_keyring_that_is_gone_are_no_session() {
    let (folder, ring) = (TempDir::new().unwrap(), Arc::<Ring>::default());
    vault(folder.path(), &ring).keep(&held(ALICE, None)).await.unwrap();
    let fault = Vault::in_folder(folder.path().join("account"), None).held().await.unwrap_err();
    assert!(fault.to_string().contains("there is none here"), "{fault}");
    ring.secrets.lock().unwrap().clear();
    let fault = vault(folder.path(), &ring).held().await.unwrap_err();
    assert!(fault.to_string().contains("does not hold them any more"), "{fault}");
    assert_eq!(fault.kind, FaultKind::NotSignedIn);
}

#[tokio::test]
async fn what_a_locked_keyring_answers_late_is_not_taken_for_what_is_there_now() {
    let (folder, ring) = (TempDir::new().unwrap(), Arc::<Ring>::default());
    vault(folder.path(), &ring).keep(&held(ALICE, None)).await.unwrap();
    ring.lock(true);
    let here = vault(folder.path(), &ring);
    here.held().await.unwrap_err();
    ring.lock(false);
    let waiting = Arc::clone(&ring);
    tokio::task::spawn_blocking(move || waiting.until_told(1)).await.unwrap();
    // another process keeps newer ones after the question was answered and before the answer is used
    vault(folder.path(), &ring).keep(&held(BOB, None)).await.unwrap();
    assert_eq!(here.lock().await.unwrap().held().await.unwrap().unwrap().subject, BOB);
}

#[tokio::test]
async fn a_keyring_that_is_locked_when_a_token_is_renewed_is_not_the_end_of_the_session() {
    let (folder, ring) = (TempDir::new().unwrap(), Arc::<Ring>::default());
    let vault = Arc::new(vault(folder.path(), &ring));
    vault.keep(&held(ALICE, Some(in_seconds(-1)))).await.unwrap();
    let renewing = Renewing::well();
    let session = session(&vault, &renewing, ALICE);
    ring.closed.store(true, SeqCst);
    let fault = session.token().await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Local, "{fault}");
    assert!(fault.cure.as_str().contains("unlock it"), "{fault}");
    assert_eq!(renewing.asked(), 0);
    ring.closed.store(false, SeqCst);
    assert_eq!(session.token().await.unwrap().unwrap().reveal(), "access-1");
}

#[tokio::test]
async fn renewed_tokens_that_cannot_be_kept_are_told_once_and_used_and_renewed_from_there() {
    let (folder, ring) = (TempDir::new().unwrap(), Arc::<Ring>::default());
    let vault = Arc::new(vault(folder.path(), &ring));
    vault.keep(&held(ALICE, Some(in_seconds(-1)))).await.unwrap();
    let renewing = Renewing::by(|nth, _| Ok(tokens(nth, Some(in_seconds(if nth == 1 { -1 } else { 3_600 })))));
    let session = session(&vault, &renewing, ALICE);
    ring.full.store(true, SeqCst);
    let in_the_way = folder.path().join("account/tokens.json/taken");
    std::fs::create_dir_all(&in_the_way).unwrap();
    let fault = session.token().await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Local);
    assert!(fault.to_string().contains("cannot keep the renewed session"), "{fault}");
    assert!(fault.to_string().contains("until stagedoor ends"), "{fault}");
    // there is room again
    ring.full.store(false, SeqCst);
    std::fs::remove_dir_all(in_the_way.parent().unwrap()).unwrap();
    assert_eq!(session.token().await.unwrap().unwrap().reveal(), "access-2");
    assert_eq!(*renewing.sent.lock().unwrap(), ["refresh-0", "refresh-1"], "the void one is not sent again");
    let kept = with_ring(folder.path(), &ring).held().await.unwrap().unwrap();
    assert_eq!(kept.grants[0].tokens.refresh, Some(secret("refresh-2")));
}

#[tokio::test]
async fn who_signs_in_elsewhere_is_taken_though_tokens_here_could_not_be_kept() {
    let (folder, ring) = (TempDir::new().unwrap(), Arc::<Ring>::default());
    let here = vault(folder.path(), &ring);
    here.keep(&held(ALICE, None)).await.unwrap();
    ring.full.store(true, SeqCst);
    let in_the_way = folder.path().join("account/tokens.json/taken");
    std::fs::create_dir_all(&in_the_way).unwrap();
    let mut newer = held(ALICE, None);
    newer.grants[0].tokens = tokens(1, None);
    here.keep(&newer).await.unwrap_err();
    assert_eq!(here.read_anew().await.unwrap(), Some(newer));
    ring.full.store(false, SeqCst);
    std::fs::remove_dir_all(in_the_way.parent().unwrap()).unwrap();
    vault(folder.path(), &ring).keep(&held(BOB, None)).await.unwrap();
    assert_eq!(here.read_anew().await.unwrap().unwrap().subject, BOB);
}

#[tokio::test]
async fn signing_out_removes_what_was_left_in_the_keyring_when_the_tokens_went_into_a_file() {
    let (folder, ring) = (TempDir::new().unwrap(), Arc::<Ring>::default());
    vault(folder.path(), &ring).keep(&held(ALICE, None)).await.unwrap();
    let pointer = Pointer { subject: ALICE.into(), kept: KeptIn::File, ..Pointer::default() };
    pointer.write(&folder.path().join("account")).unwrap();
    vault(folder.path(), &ring).purge().await.unwrap();
    assert_eq!(ring.count(), 0);
}
