//! Where the tokens of a context are kept. A vault in memory outlives a platform that is opened
//! anew: whoever signs in and thereby becomes another is to stay signed in.

use crate::adapters::session::{Pointer, SystemKeyring, Vault};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// By the folder that they would be in.
static IN_MEMORY: Mutex<BTreeMap<std::path::PathBuf, Arc<Vault>>> = Mutex::new(BTreeMap::new());

/// A vault on the disk of this machine, or in its keyring.
pub(super) fn on_disk(folder: &Path) -> Arc<Vault> {
    Arc::new(Vault::in_folder(folder.to_owned(), SystemKeyring::find()))
}

/// The vault of this process in memory.
pub(super) fn in_memory(folder: &Path) -> Arc<Vault> {
    let mut vaults = IN_MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(vaults.entry(folder.to_owned()).or_insert_with(|| Arc::new(Vault::in_memory())))
}

/// Who is signed in, as far as it is known without reading any token; empty where nobody is.
pub(super) fn signed_in(folder: &Path) -> String {
    let vaults = IN_MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
    match vaults.get(folder) {
        Some(vault) => vault.known_subject().unwrap_or_default(),
        None => Pointer::read(folder).map(|pointer| pointer.subject).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::session::Held;

    #[test]
    fn who_signed_in_in_memory_is_signed_in_still_when_the_platform_is_opened_anew() {
        let folder = tempfile::tempdir().unwrap();
        let held = Held { subject: "user:default/alice".into(), ..Held::default() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(in_memory(folder.path()).keep(&held)).unwrap();
        assert_eq!(runtime.block_on(in_memory(folder.path()).held()).unwrap(), Some(held));
        assert_eq!(signed_in(folder.path()), "user:default/alice");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        assert_eq!(signed_in(&folder.path().join("other")), "");
    }
}
