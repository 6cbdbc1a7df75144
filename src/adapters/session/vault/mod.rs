//! Where the tokens of those who signed in are kept, one context each: in the system's keyring
//! where there is one that answers, else in a file for its owner alone, or in memory. Beside them
//! lies a [`Pointer`], which says who is signed in and holds no secret.
//!
//! Several processes share a vault. Whoever changes what is in it holds its lock ([`Vault::lock`])
//! and reads anew what is there before; what is kept is on the disk before anyone uses it.

mod file;
mod keyring;
mod lock;
mod pointer;
mod seen;
mod written;

pub use keyring::{Keyring, LIMIT as KEYRING_LIMIT, SystemKeyring};
pub use pointer::{KeptIn, Pointer};
pub use seen::Seen;

use super::number::number;
use super::tokens::Held;
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use keyring::Ring;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::MutexGuard;
use zeroize::Zeroizing;

const NAME: &str = "tokens.json";
/// Bytes that the tokens of one context may have.
const LONGEST: u64 = 1 << 20;
const READ: &str = "read the tokens";
const KEEP: &str = "keep the tokens";
const AGAIN: &str = "sign in again: `stagedoor login`";

/// The tokens of one context.
pub struct Vault {
    place: Option<Place>,
    /// What was read or kept last.
    known: Mutex<Known>,
    turn: tokio::sync::Mutex<()>,
    patience: Duration,
}

#[derive(Clone, Default)]
enum Known {
    /// Nothing was read yet.
    #[default]
    Nothing,
    Read(Option<Held>),
}

/// Where a vault is, unless it is in memory.
struct Place {
    folder: PathBuf,
    ring: Option<Ring>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Vault").field(&self.folder()).finish()
    }
}

impl Default for Vault {
    fn default() -> Self {
        Self::in_memory()
    }
}

impl Vault {
    /// Keeps tokens in memory alone, as long as this process lives.
    pub fn in_memory() -> Self {
        Self::at(None)
    }

    /// Keeps tokens in a folder of their own, or in a keyring with a pointer in that folder. Nothing
    /// is read or made yet.
    pub fn in_folder(folder: PathBuf, keyring: Option<Arc<dyn Keyring>>) -> Self {
        let ring = keyring.map(|keyring| Ring::new(keyring, account(&folder)));
        Self::at(Some(Place { folder, ring }))
    }

    fn at(place: Option<Place>) -> Self {
        Self { place, known: Mutex::default(), turn: tokio::sync::Mutex::default(), patience: lock::PATIENCE }
    }

    /// The same, with another patience for a process that holds the lock.
    #[must_use]
    pub fn lock_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Its folder, unless it is in memory.
    pub fn folder(&self) -> Option<&Path> {
        self.place.as_ref().map(|place| place.folder.as_path())
    }

    /// Where the tokens are now, in words.
    pub fn kept_where(&self) -> Clean {
        let Some(place) = &self.place else { return "in memory, until stagedoor ends".into() };
        match Pointer::read(&place.folder).unwrap_or_default().kept {
            KeptIn::Keyring => "in the keyring of this machine".into(),
            KeptIn::File => Clean::line(&format!("in {}", place.folder.join(NAME).display())),
        }
    }

    /// Who is signed in and by the word of which way, told at once and without the tokens; empty where
    /// nobody is.
    pub fn signed_in(&self) -> (String, String) {
        match (&self.place, self.known()) {
            (Some(place), _) => Pointer::read(&place.folder).map(|known| (known.subject, known.way)),
            (None, Known::Read(held)) => held.map(|held| (held.subject, held.way)),
            (None, Known::Nothing) => None,
        }
        .unwrap_or_default()
    }

    /// Whether the keyring answers, or why not; `None` where there is none.
    pub async fn keyring_answers(&self) -> Option<Result<(), Clean>> {
        let ring = self.place.as_ref()?.ring.as_ref()?;
        Some(ring.get().await.map(|_| ()).map_err(|why| Clean::line(&why)))
    }

    /// What is kept; read when first asked for.
    ///
    /// # Errors
    /// When the place does not answer or cannot be read.
    pub async fn held(&self) -> Result<Option<Held>, Fault> {
        match self.known() {
            Known::Read(held) => Ok(held),
            Known::Nothing => self.read_anew().await,
        }
    }

    /// What is kept now, whoever kept it.
    ///
    /// # Errors
    /// As [`Vault::held`].
    pub async fn read_anew(&self) -> Result<Option<Held>, Fault> {
        let Some(place) = &self.place else {
            let known = self.known();
            return Ok(if let Known::Read(held) = known { held } else { None });
        };
        let held = place.read().await?;
        self.know(held.clone());
        Ok(held)
    }

    /// Keeps tokens instead of what was kept before, in one step.
    ///
    /// # Errors
    /// When they cannot be kept anywhere.
    pub async fn keep(&self, held: &Held) -> Result<(), Fault> {
        self.lock().await?.keep(held).await
    }

    /// Removes what is kept, and who was signed in.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub async fn purge(&self) -> Result<(), Fault> {
        let locked = self.lock().await?;
        self.know(None);
        match &self.place {
            Some(place) => place.purge(locked).await,
            None => Ok(()),
        }
    }

    /// The vault for this process alone, until the lock is dropped.
    ///
    /// # Errors
    /// When another process does not let go of it.
    pub async fn lock(&self) -> Result<Locked<'_>, Fault> {
        let turn = self.turn.lock().await;
        let file = match &self.place {
            Some(place) => lock::held(&place.folder, self.patience).await?,
            None => None,
        };
        Ok(Locked { vault: self, _file: file, _turn: turn })
    }

    fn known(&self) -> Known {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn know(&self, held: Option<Held>) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Known::Read(held);
    }
}

/// A vault that nobody else changes meanwhile.
pub struct Locked<'a> {
    vault: &'a Vault,
    _file: Option<File>,
    _turn: MutexGuard<'a, ()>,
}

impl Locked<'_> {
    /// What is kept now, whoever kept it.
    ///
    /// # Errors
    /// As [`Vault::held`].
    pub async fn held(&self) -> Result<Option<Held>, Fault> {
        self.vault.read_anew().await
    }

    /// Keeps tokens instead of what was kept before. They are on the disk when it returns.
    ///
    /// # Errors
    /// When they cannot be kept anywhere; this process has them all the same.
    pub async fn keep(&self, held: &Held) -> Result<(), Fault> {
        self.vault.know(Some(held.clone()));
        match &self.vault.place {
            Some(place) => place.keep(held).await,
            None => Ok(()),
        }
    }
}

/// The name of a folder's account in a keyring that other folders share.
fn account(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    format!("{name} {:016x}", number(&folder.to_string_lossy()))
}

impl Place {
    async fn read(&self) -> Result<Option<Held>, Fault> {
        let folder = self.folder.clone();
        let (pointer, bytes) = on_disk(move || {
            let pointer = Pointer::read(&folder);
            let in_file = pointer.as_ref().is_none_or(|pointer| pointer.kept == KeptIn::File);
            let bytes = if in_file { file::read(&folder.join(NAME), LONGEST) } else { Ok(None) };
            bytes.map(|bytes| (pointer, bytes)).map_err(|error| unreadable(&folder.join(NAME), &error))
        })
        .await?;
        let bytes = match &pointer {
            Some(pointer) if pointer.kept == KeptIn::Keyring => self.of_keyring().await?,
            _ => bytes,
        };
        let held = bytes.map(|bytes| written::read(&bytes)).transpose();
        // where it is damaged and no more: the words of the error may show a part of it
        let held = held.map_err(|error| fault(&format!("they are damaged in column {}", error.column()), AGAIN))?;
        if let Some(held) = &held {
            self.mend(pointer, held).await;
        }
        Ok(held)
    }

    /// Whoever fell over between keeping the tokens and saying whose they are left the pointer of
    /// another.
    async fn mend(&self, pointer: Option<Pointer>, held: &Held) {
        if pointer.as_ref().is_some_and(|pointer| pointer.subject == held.subject) {
            return;
        }
        let kept = pointer.map(|pointer| pointer.kept).unwrap_or_default();
        if let Err(fault) = self.point(held, kept).await {
            tracing::warn!(%fault, "who is signed in is not remembered");
        }
    }

    async fn of_keyring(&self) -> Result<Option<Zeroizing<Vec<u8>>>, Fault> {
        let unlock = format!("unlock it and try again, or {AGAIN}");
        match &self.ring {
            None => Err(fault("they are in the keyring, and there is none here", &unlock)),
            Some(ring) => match ring.get().await {
                Ok(Some(bytes)) => Ok(Some(bytes)),
                Ok(None) => Err(fault("the keyring of this machine does not hold them any more", AGAIN)),
                Err(why) => Err(fault(&format!("the keyring of this machine: {why}"), &unlock)),
            },
        }
    }

    async fn keep(&self, held: &Held) -> Result<(), Fault> {
        let bytes = written::write(held).map_err(|error| file::fault(KEEP, &self.folder, &error))?;
        let bytes = Arc::new(bytes);
        let before = self.pointer().await;
        let kept = if self.is_kept_by_keyring(&bytes, held, before.as_ref()).await {
            KeptIn::Keyring
        } else {
            let folder = self.folder.clone();
            on_disk(move || file::replace(&folder, NAME, &bytes).map_err(|error| file::fault(KEEP, &folder, &error)))
                .await?;
            KeptIn::File
        };
        self.point(held, kept).await?;
        self.leave(before.map(|before| before.kept), kept).await
    }

    /// Whether the keyring took the tokens. Who came to have them in a file stays with it: a keyring
    /// that answers by chance is no place for a session.
    async fn is_kept_by_keyring(&self, bytes: &Arc<Zeroizing<Vec<u8>>>, held: &Held, before: Option<&Pointer>) -> bool {
        let in_file = before.is_some_and(|before| before.kept == KeptIn::File && before.subject == held.subject);
        let Some(ring) = self.ring.as_ref().filter(|_| !in_file) else { return false };
        match ring.set(Arc::clone(bytes)).await {
            Ok(()) => true,
            Err(why) => {
                tracing::warn!(%why, "the keyring does not take the tokens; a file does");
                false
            }
        }
    }

    async fn pointer(&self) -> Option<Pointer> {
        let folder = self.folder.clone();
        on_disk(move || Ok(Pointer::read(&folder))).await.ok().flatten()
    }

    async fn point(&self, held: &Held, kept: KeptIn) -> Result<(), Fault> {
        let pointer = Pointer {
            subject: held.subject.clone(),
            user: held.user.clone(),
            way: held.way.clone(),
            kept,
            ends: held.grants.first().and_then(|grant| grant.tokens.ends),
        };
        let folder = self.folder.clone();
        on_disk(move || pointer.write(&folder)).await
    }

    /// Removes the tokens from where they were before.
    async fn leave(&self, before: Option<KeptIn>, now: KeptIn) -> Result<(), Fault> {
        if now == KeptIn::Keyring {
            let folder = self.folder.clone();
            return on_disk(move || {
                file::remove(&folder.join(NAME)).map_err(|error| file::fault(KEEP, &folder, &error))
            })
            .await;
        }
        if let (Some(KeptIn::Keyring), Some(ring)) = (before, &self.ring)
            && let Err(why) = ring.remove().await
        {
            tracing::warn!(%why, "the keyring keeps tokens that are not used any more");
        }
        Ok(())
    }

    async fn purge(&self, locked: Locked<'_>) -> Result<(), Fault> {
        let was_in_keyring = self.pointer().await.is_some_and(|pointer| pointer.kept == KeptIn::Keyring);
        let removed = match &self.ring {
            Some(ring) if was_in_keyring => ring.remove().await,
            _ => Ok(()),
        };
        let folder = self.folder.clone();
        on_disk(move || {
            let ours = [folder.join(NAME), folder.join(pointer::NAME), folder.join(seen::NAME), lock::path(&folder)];
            ours.iter()
                .try_for_each(|path| file::remove(path))
                .map_err(|error| file::fault("remove the tokens", &folder, &error))?;
            file::remove_folder(&folder);
            Ok(())
        })
        .await?;
        drop(locked);
        removed.map_err(|why| {
            let cure = "remove the entry of stagedoor in the keyring by hand";
            let happened = format!("the keyring of this machine: {why}");
            Fault::new(FaultKind::Local, "remove the tokens", &happened, cure)
        })
    }
}

/// Work with the disk, off the thread that all answers come over.
async fn on_disk<T: Send + 'static>(work: impl FnOnce() -> Result<T, Fault> + Send + 'static) -> Result<T, Fault> {
    let fell = || Fault::new(FaultKind::Local, "read or keep the tokens", "it fell over", "");
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(fell()))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Fault {
    let shown = path.display();
    let cure = match error.kind() {
        std::io::ErrorKind::PermissionDenied => format!("chmod 600 {shown}, then {AGAIN}"),
        _ => AGAIN.to_owned(),
    };
    fault(&format!("{shown}: {error}"), &cure)
}

fn fault(happened: &str, cure: &str) -> Fault {
    Fault::new(FaultKind::NotSignedIn, READ, happened, cure)
}
