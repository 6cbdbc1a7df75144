//! The system's keyring: used where it answers, and never waited for.

use super::{ALICE, LIMIT, held};
use stagedoor::adapters::session::{KeptIn, Keyring, Pointer, Vault};
use stagedoor::platform::fault::FaultKind;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use tempfile::TempDir;
use zeroize::Zeroizing;

/// A keyring in memory that may be locked: then it answers nobody.
#[derive(Default)]
struct Ring {
    secrets: Mutex<HashMap<String, Vec<u8>>>,
    locked: Mutex<bool>,
    changed: Condvar,
}

impl Ring {
    fn lock(&self, locked: bool) {
        *self.locked.lock().unwrap() = locked;
        self.changed.notify_all();
    }

    fn answer(&self) -> std::sync::MutexGuard<'_, HashMap<String, Vec<u8>>> {
        drop(self.changed.wait_while(self.locked.lock().unwrap(), |locked| *locked).unwrap());
        let secrets = self.secrets.lock().unwrap();
        self.changed.notify_all();
        secrets
    }

    fn count(&self) -> usize {
        self.secrets.lock().unwrap().len()
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
        Ok(self.answer().get(account).cloned().map(Zeroizing::new))
    }

    fn set(&self, account: &str, secret: &[u8]) -> Result<(), String> {
        self.answer().insert(account.to_owned(), secret.to_vec());
        Ok(())
    }

    fn remove(&self, account: &str) -> Result<(), String> {
        self.answer().remove(account);
        drop(self.locked.lock().unwrap());
        self.changed.notify_all();
        Ok(())
    }
}

fn vault(folder: &Path, ring: &Arc<Ring>) -> Vault {
    Vault::in_folder(folder.join("account"), Some(Arc::clone(ring) as Arc<_>))
}

fn kept_in(folder: &Path) -> KeptIn {
    Pointer::read(&folder.join("account")).unwrap().kept
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
    assert_eq!(fault.kind, FaultKind::NotSignedIn);
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
