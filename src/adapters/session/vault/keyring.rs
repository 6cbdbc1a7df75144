//! The system's keyring. What asks it blocks for as long as it likes, a user who is asked for a
//! password included, so each question has a thread of its own that nobody waits for longer than
//! [`LIMIT`].

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;
use zeroize::Zeroizing;

/// How long the keyring may take.
pub const LIMIT: Duration = Duration::from_millis(300);
const SERVICE: &str = "stagedoor";

/// A keyring: secrets by the name of an account. Everything blocks.
pub trait Keyring: Send + Sync {
    /// The secret of an account; `None` where there is none.
    ///
    /// # Errors
    /// Why it cannot be had, in words.
    fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, String>;

    /// Keeps a secret instead of the one before.
    ///
    /// # Errors
    /// Why it is not kept, in words.
    fn set(&self, account: &str, secret: &[u8]) -> Result<(), String>;

    /// Removes a secret; none is as good as removed.
    ///
    /// # Errors
    /// Why it is still there, in words.
    fn remove(&self, account: &str) -> Result<(), String>;
}

/// The keyring of this machine: Keychain, Credential Manager, or the Secret Service.
#[derive(Clone, Copy, Debug)]
pub struct SystemKeyring;

impl SystemKeyring {
    /// The keyring, where there may be one. Nothing is asked.
    pub fn find() -> Option<Arc<dyn Keyring>> {
        is_likely().then(|| Arc::new(Self) as Arc<dyn Keyring>)
    }

    fn entry(account: &str) -> Result<keyring::Entry, String> {
        keyring::Entry::new(SERVICE, account).map_err(|error| why(&error))
    }
}

/// Without a session bus there is nobody to ask, and none is to be started for asking.
#[cfg(all(unix, not(target_os = "macos")))]
fn is_likely() -> bool {
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    named("DBUS_SESSION_BUS_ADDRESS").is_some()
        || named("XDG_RUNTIME_DIR").is_some_and(|folder| std::path::Path::new(&folder).join("bus").exists())
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn is_likely() -> bool {
    true
}

/// The kind of an error alone: its own words may hold what was asked for.
fn why(error: &keyring::Error) -> String {
    match error {
        keyring::Error::NoStorageAccess(_) => "it is locked or cannot be reached",
        keyring::Error::NoDefaultStore => "there is none",
        keyring::Error::TooLong(..) => "the tokens are too long for it",
        keyring::Error::BadDataFormat(..) | keyring::Error::BadEncoding(_) => "what it holds is damaged",
        _ => "it failed",
    }
    .into()
}

impl Keyring for SystemKeyring {
    fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, String> {
        match Self::entry(account)?.get_secret() {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(why(&error)),
        }
    }

    fn set(&self, account: &str, secret: &[u8]) -> Result<(), String> {
        Self::entry(account)?.set_secret(secret).map_err(|error| why(&error))
    }

    fn remove(&self, account: &str) -> Result<(), String> {
        match Self::entry(account)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(why(&error)),
        }
    }
}

type Got = Result<Option<Zeroizing<Vec<u8>>>, String>;

/// One account of a keyring, asked within the limit.
pub(super) struct Ring {
    keyring: Arc<dyn Keyring>,
    account: String,
    /// How long it is waited for.
    limit: Duration,
    /// A question that was not answered in time: when it is answered after all, the next one to ask
    /// has the answer, as after a keyring was unlocked.
    asked: Mutex<Option<oneshot::Receiver<Got>>>,
    /// It once took a secret too late, or still may: it is given no other.
    is_slow: AtomicBool,
}

impl Ring {
    pub(super) fn new(keyring: Arc<dyn Keyring>, account: String) -> Self {
        Self { keyring, account, limit: LIMIT, asked: Mutex::default(), is_slow: AtomicBool::new(false) }
    }

    pub(super) fn limit(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }

    /// The same, asked from now on: an answer to an older question may tell what was there before
    /// another process kept something else.
    pub(super) async fn get_anew(&self) -> Got {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.get().await
    }

    /// The secret; where an older question was answered since, that answer.
    pub(super) async fn get(&self) -> Got {
        let waiting = self.asked.lock().unwrap_or_else(PoisonError::into_inner).take();
        let mut answer = match waiting {
            Some(waiting) => waiting,
            None => {
                let (keyring, account) = (Arc::clone(&self.keyring), self.account.clone());
                on_a_thread(move || keyring.get(&account))?
            }
        };
        match tokio::time::timeout(self.limit, &mut answer).await {
            Ok(got) => got.unwrap_or_else(|_| Err("it failed".into())),
            Err(_) => {
                *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
                Err(self.late())
            }
        }
    }

    /// Keeps a secret. One that is taken too late is removed again: it is kept elsewhere by then.
    pub(super) async fn set(&self, secret: Arc<Zeroizing<Vec<u8>>>) -> Result<(), String> {
        if self.is_slow.load(Ordering::SeqCst) {
            return Err(self.late());
        }
        let (keyring, account) = (Arc::clone(&self.keyring), self.account.clone());
        let given_up = Arc::new(AtomicBool::new(false));
        let is_given_up = Arc::clone(&given_up);
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).take();
        let answer = on_a_thread(move || {
            let kept = keyring.set(&account, &secret);
            if kept.is_ok() && is_given_up.swap(true, Ordering::SeqCst) {
                let _ = keyring.remove(&account);
            }
            kept
        })?;
        match tokio::time::timeout(self.limit, answer).await {
            Ok(kept) => kept.unwrap_or_else(|_| Err("it failed".into())),
            // in this very moment it may have been taken
            Err(_) if given_up.swap(true, Ordering::SeqCst) => Ok(()),
            Err(_) => {
                self.is_slow.store(true, Ordering::SeqCst);
                Err(self.late())
            }
        }
    }

    pub(super) async fn remove(&self) -> Result<(), String> {
        let (keyring, account) = (Arc::clone(&self.keyring), self.account.clone());
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).take();
        let answer = on_a_thread(move || keyring.remove(&account))?;
        tokio::time::timeout(self.limit, answer)
            .await
            .map_err(|_| self.late())?
            .unwrap_or_else(|_| Err("it failed".into()))
    }

    fn late(&self) -> String {
        format!("it did not answer within {} ms", self.limit.as_millis())
    }
}

/// Work on a thread of its own, which the end of the program does not wait for.
fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<oneshot::Receiver<T>, String> {
    let (tell, told) = oneshot::channel();
    let thread = std::thread::Builder::new().name("keyring".into()).spawn(move || {
        let _ = tell.send(work());
    });
    thread.map(|_| told).map_err(|error| error.to_string())
}
