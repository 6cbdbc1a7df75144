//! Where a vault is: a folder with a pointer, and the tokens in a file there or in a keyring.

use super::super::number::number;
use super::super::tokens::Held;
use super::keyring::{Keyring, Ring};
use super::pointer::{KeptIn, Pointer};
use super::{file, lock, pointer, seen, written};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use zeroize::Zeroizing;

const NAME: &str = "tokens.json";
/// Bytes that the tokens of one context may have.
const LONGEST: u64 = 1 << 20;
const READ: &str = "read the tokens";
const KEEP: &str = "keep the tokens";
const REMOVE: &str = "remove the tokens";
const AGAIN: &str = "sign in again: `stagedoor login`";

/// Under which circumstances tokens are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Others may change them meanwhile.
    Shared,
    /// Nobody else does: they are to be as they are now.
    Locked,
}

/// Where a vault is, unless it is in memory.
pub(super) struct Place {
    folder: PathBuf,
    ring: Option<Ring>,
}

/// The name of a folder's account in a keyring that other folders share.
fn account(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    format!("{name} {:016x}", number(&folder.to_string_lossy()))
}

impl Place {
    pub(super) fn new(folder: PathBuf, keyring: Option<Arc<dyn Keyring>>) -> Self {
        let ring = keyring.map(|keyring| Ring::new(keyring, account(&folder)));
        Self { folder, ring }
    }

    pub(super) fn keyring_limit(self, limit: Duration) -> Self {
        Self { ring: self.ring.map(|ring| ring.limit(limit)), ..self }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// When it was written last who is signed in.
    pub(super) fn written(&self) -> Option<std::time::SystemTime> {
        self.folder.join(pointer::NAME).metadata().and_then(|known| known.modified()).ok()
    }

    /// Where the tokens are now.
    pub(super) fn words(&self) -> Clean {
        match Pointer::read(&self.folder).ok().flatten().unwrap_or_default().kept {
            KeptIn::Keyring => "in the keyring of this machine".into(),
            KeptIn::File => Clean::line(&format!("in {}", self.folder.join(NAME).display())),
        }
    }

    pub(super) async fn keyring_answers(&self) -> Option<Result<(), Clean>> {
        let got = self.ring.as_ref()?.get().await;
        Some(got.map(|_| ()).map_err(|why| Clean::line(&why)))
    }

    pub(super) async fn read(&self, reading: Reading) -> Result<Option<Held>, Fault> {
        let folder = self.folder.clone();
        let (pointer, bytes) = on_disk(move || {
            let pointer = Pointer::read(&folder).map_err(|error| unreadable(&folder.join(pointer::NAME), &error))?;
            let in_file = pointer.as_ref().is_none_or(|pointer| pointer.kept == KeptIn::File);
            let bytes = if in_file { file::read(&folder.join(NAME), LONGEST) } else { Ok(None) };
            bytes.map(|bytes| (pointer, bytes)).map_err(|error| unreadable(&folder.join(NAME), &error))
        })
        .await?;
        let bytes = match &pointer {
            Some(pointer) if pointer.kept == KeptIn::Keyring => self.of_keyring(reading).await?,
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

    async fn of_keyring(&self, reading: Reading) -> Result<Option<Zeroizing<Vec<u8>>>, Fault> {
        let unlock = format!("unlock it and try again, or {AGAIN}");
        let Some(ring) = &self.ring else {
            return Err(fault("they are in the keyring, and there is none here", &unlock));
        };
        let got = match reading {
            Reading::Shared => ring.get().await,
            Reading::Locked => ring.get_anew().await,
        };
        match got {
            Ok(Some(bytes)) => Ok(Some(bytes)),
            Ok(None) => Err(fault("the keyring of this machine does not hold them any more", AGAIN)),
            // the session is there; that it cannot be had now is this machine's doing
            Err(why) => Err(Fault { kind: FaultKind::Local, ..fault(&of_this_machine(&why), &unlock) }),
        }
    }

    pub(super) async fn keep(&self, held: &Held) -> Result<(), Fault> {
        let bytes = written::write(held).map_err(|error| file::fault(KEEP, &self.folder, &error))?;
        let bytes = Arc::new(bytes);
        // where it cannot be read, what is written now takes its place all the same
        let before = self.pointer().await.unwrap_or_default();
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

    async fn pointer(&self) -> Result<Option<Pointer>, Fault> {
        let folder = self.folder.clone();
        on_disk(move || Pointer::read(&folder).map_err(|error| unreadable(&folder.join(pointer::NAME), &error))).await
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

    /// Removes everything. As long as a keyring does not let go of the tokens, the pointer to them
    /// stays: else nobody would know that they are there.
    pub(super) async fn purge(&self) -> Result<(), Fault> {
        let is_in_keyring = match self.pointer().await {
            Ok(pointer) => pointer.is_some_and(|pointer| pointer.kept == KeptIn::Keyring),
            // they may be, where there is one
            Err(_) => self.ring.is_some(),
        };
        let removed = match &self.ring {
            // also where they are in a file: older ones may have been left in it
            Some(ring) => ring.remove().await.map_err(|why| of_this_machine(&why)),
            None => Err("the keyring that they are in is not here".into()),
        };
        let stays = removed.err().filter(|_| is_in_keyring);
        let (folder, keeps_pointer) = (self.folder.clone(), stays.is_some());
        on_disk(move || sweep(&folder, keeps_pointer)).await?;
        stays.map_or(Ok(()), |why| Err(still_there(&why)))
    }
}

fn sweep(folder: &Path, keeps_pointer: bool) -> Result<(), Fault> {
    let pointer = (!keeps_pointer).then(|| folder.join(pointer::NAME));
    let others = [folder.join(NAME), folder.join(seen::NAME), lock::path(folder)];
    others
        .iter()
        .chain(&pointer)
        .try_for_each(|path| file::remove(path))
        .map_err(|error| file::fault(REMOVE, folder, &error))?;
    file::remove_folder(folder);
    Ok(())
}

fn of_this_machine(why: &str) -> String {
    format!("the keyring of this machine: {why}")
}

fn still_there(why: &str) -> Fault {
    let happened = format!("{why}; they are still in it");
    let cure = "unlock it and sign out again, or remove the entry of stagedoor in it by hand";
    Fault::new(FaultKind::Local, REMOVE, &happened, cure)
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
        // the session is there: that it cannot be had now is this machine's doing
        _ if file::is_want_of_files(error) => {
            let cure = "close other programs or allow more open files, then try again";
            return Fault { kind: FaultKind::Local, ..fault(&format!("{shown}: {error}"), cure) };
        }
        _ => AGAIN.to_owned(),
    };
    fault(&format!("{shown}: {error}"), &cure)
}

fn fault(happened: &str, cure: &str) -> Fault {
    Fault::new(FaultKind::NotSignedIn, READ, happened, cure)
}
