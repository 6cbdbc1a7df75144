//! Where the tokens of a context are kept: in its folder, or by this process alone.

use super::keep;
use crate::adapters::session::{SystemKeyring, Vault};
use crate::cli::How;
use crate::config::Chosen;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// The vaults that are in memory: a platform that is opened again finds who signed in to it.
#[derive(Debug, Default)]
pub(super) struct Memory(Mutex<BTreeMap<PathBuf, Arc<Vault>>>);

impl Memory {
    /// The vault of a context.
    pub(super) fn vault(&self, chosen: &Chosen, how: &How<'_>) -> Arc<Vault> {
        let folder = keep::account(chosen, how.folders);
        if !how.is_in_memory() {
            // asking a keyring starts programs, and may show windows
            let keyring = if how.restricted.is_some() { None } else { SystemKeyring::find() };
            return Arc::new(Vault::in_folder(folder, keyring));
        }
        let mut vaults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(vaults.entry(folder).or_insert_with(|| Arc::new(Vault::in_memory())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::session::Held;
    use crate::config::{Bastion, Folders, Picks, choose};
    use std::path::Path;

    #[test]
    fn who_signed_in_in_memory_is_signed_in_still_when_the_platform_is_opened_anew() {
        let temp = tempfile::tempdir().unwrap();
        let home = temp.path().to_owned();
        let folders =
            Folders { config: home.clone(), data: home.clone(), cache: home.clone(), state: home.clone(), home };
        let picks = Picks { url: Some("https://portal.example".into()), ..Picks::default() };
        let chosen = choose(&picks, &|_| None, &Default::default(), Path::new("/"), Path::new("/")).unwrap();
        let bastion = Bastion::default();
        let how = How { folders: &folders, offline: false, kept: true, restricted: Some(&bastion) };
        let memory = Memory::default();
        let held = Held { subject: "user:default/alice".into(), ..Held::default() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(memory.vault(&chosen, &how).keep(&held)).unwrap();
        let again = memory.vault(&chosen, &how);
        assert_eq!(keep::owner(&chosen, &how, &again), keep::Owner::Known("user:default/alice".into()));
        assert_eq!(runtime.block_on(again.held()).unwrap(), Some(held));
        assert_eq!(std::fs::read_dir(temp.path()).unwrap().count(), 0);
    }
}
