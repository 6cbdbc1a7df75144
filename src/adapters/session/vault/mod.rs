//! Where the tokens of those who signed in are kept, one context each: in the system's keyring
//! where there is one that answers, else in a file for its owner alone, or in memory. Beside them
//! lies a [`Pointer`], which says who is signed in and holds no secret.
//!
//! Several processes share a vault. Whoever changes what is in it holds its lock ([`Vault::lock`])
//! and reads anew what is there before; what is kept is on the disk before anyone uses it.

mod file;
mod keyring;
mod lock;
mod marks;
mod place;
mod pointer;
mod seen;
mod written;

pub use keyring::{Keyring, LIMIT as KEYRING_LIMIT, SystemKeyring};
pub use marks::Marks;
pub(super) use marks::is_mark;
pub use pointer::{KeptIn, Pointer};
pub use seen::Seen;

use super::tokens::Held;
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use place::{Place, Reading};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};
use tokio::sync::MutexGuard;

/// The tokens of one context.
pub struct Vault {
    place: Option<Place>,
    /// What was read or kept last.
    known: Mutex<Known>,
    /// What the place held when newer tokens could not be kept there: as long as it holds the same,
    /// those in memory count.
    behind: Mutex<Option<Option<Held>>>,
    turn: tokio::sync::Mutex<()>,
    patience: Duration,
}

#[derive(Clone, Default)]
enum Known {
    /// Nothing was read yet.
    #[default]
    Nothing,
    /// What was there, and when who is signed in was written last.
    Read(Option<Held>, Option<SystemTime>),
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
        Self::at(Some(Place::new(folder, keyring)))
    }

    fn at(place: Option<Place>) -> Self {
        Self {
            place,
            known: Mutex::default(),
            behind: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
            patience: lock::PATIENCE,
        }
    }

    /// The same, with another patience for a process that holds the lock.
    #[must_use]
    pub fn lock_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// The same, with another patience for a keyring than [`KEYRING_LIMIT`].
    #[must_use]
    pub fn keyring_limit(self, limit: Duration) -> Self {
        Self { place: self.place.map(|place| place.keyring_limit(limit)), ..self }
    }

    /// Its folder, unless it is in memory.
    pub fn folder(&self) -> Option<&Path> {
        self.place.as_ref().map(Place::folder)
    }

    /// Where the tokens are now, in words.
    pub fn kept_where(&self) -> Clean {
        let Some(place) = &self.place else { return "in memory, until stagedoor ends".into() };
        place.words()
    }

    /// Who is signed in and by the word of which way, told at once and without the tokens; empty where
    /// nobody is.
    pub fn signed_in(&self) -> (String, String) {
        match (&self.place, self.known()) {
            (Some(place), _) => Pointer::read(place.folder()).ok().flatten().map(|known| (known.subject, known.way)),
            (None, Known::Read(held, _)) => held.map(|held| (held.subject, held.way)),
            (None, Known::Nothing) => None,
        }
        .unwrap_or_default()
    }

    /// Whether the keyring answers, or why not; `None` where there is none.
    pub async fn keyring_answers(&self) -> Option<Result<(), Clean>> {
        self.place.as_ref()?.keyring_answers().await
    }

    /// What is kept; read when first asked for, and again once another process changed who is signed in.
    ///
    /// # Errors
    /// When the place does not answer or cannot be read.
    pub async fn held(&self) -> Result<Option<Held>, Fault> {
        match self.known() {
            Known::Nothing => self.read_anew().await,
            Known::Read(held, written) if written == self.written() => Ok(held),
            // a place that does not answer takes nothing away
            Known::Read(held, _) => self.read_anew().await.or_else(|fault| held.map(Some).ok_or(fault)),
        }
    }

    /// What is kept now, whoever kept it.
    ///
    /// # Errors
    /// As [`Vault::held`].
    pub async fn read_anew(&self) -> Result<Option<Held>, Fault> {
        self.read(Reading::Shared).await
    }

    async fn read(&self, reading: Reading) -> Result<Option<Held>, Fault> {
        let in_memory = || if let Known::Read(held, _) = self.known() { held } else { None };
        let Some(place) = &self.place else { return Ok(in_memory()) };
        let written = self.written();
        let there = place.read(reading).await;
        if self.is_ahead_of(&there) {
            return Ok(in_memory());
        }
        let held = there?;
        self.know(held.clone(), written);
        Ok(held)
    }

    /// Whether memory has what came after that. Somebody else may have kept something there since.
    fn is_ahead_of(&self, there: &Result<Option<Held>, Fault>) -> bool {
        let mut behind = self.behind.lock().unwrap_or_else(PoisonError::into_inner);
        let is_ahead = behind.as_ref().is_some_and(|before| there.as_ref().map_or(true, |there| there == before));
        if !is_ahead {
            *behind = None;
        }
        is_ahead
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
        self.lock().await?.purge().await
    }

    /// The vault for this process alone, until the lock is dropped.
    ///
    /// # Errors
    /// When another process does not let go of it.
    pub async fn lock(&self) -> Result<Locked<'_>, Fault> {
        let turn = self.turn.lock().await;
        let file = match &self.place {
            Some(place) => lock::held(place.folder(), self.patience).await?,
            None => None,
        };
        Ok(Locked { vault: self, _file: file, _turn: turn })
    }

    fn known(&self) -> Known {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn written(&self) -> Option<SystemTime> {
        self.place.as_ref()?.written()
    }

    fn know(&self, held: Option<Held>, written: Option<SystemTime>) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Known::Read(held, written);
    }

    fn behind(&self, before: Option<Option<Held>>) {
        *self.behind.lock().unwrap_or_else(PoisonError::into_inner) = before;
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
        self.vault.read(Reading::Locked).await
    }

    /// Keeps tokens instead of what was kept before. They are on the disk when it returns.
    ///
    /// # Errors
    /// When they cannot be kept anywhere; this process has them all the same, until somebody else keeps
    /// others.
    pub async fn keep(&self, held: &Held) -> Result<(), Fault> {
        let Some(place) = &self.vault.place else {
            self.vault.know(Some(held.clone()), None);
            return Ok(());
        };
        let before = self.vault.known();
        self.vault.know(Some(held.clone()), self.vault.written());
        let kept = place.keep(held).await;
        // by now the pointer is another one
        self.vault.know(Some(held.clone()), self.vault.written());
        let behind = match (&kept, before) {
            (Ok(()), _) => None,
            (Err(_), Known::Read(before, _)) => Some(place.read(Reading::Locked).await.unwrap_or(before)),
            (Err(_), Known::Nothing) => Some(place.read(Reading::Locked).await.unwrap_or_default()),
        };
        self.vault.behind(behind);
        kept
    }

    /// Removes what is kept, and who was signed in.
    ///
    /// # Errors
    /// When it cannot be removed. What a keyring keeps stays known, so that it can be tried again.
    pub async fn purge(&self) -> Result<(), Fault> {
        self.vault.know(None, None);
        self.vault.behind(None);
        match &self.vault.place {
            Some(place) => place.purge().await,
            None => Ok(()),
        }
    }
}
