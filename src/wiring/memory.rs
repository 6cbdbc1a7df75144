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
            return Arc::new(Vault::in_folder(folder, SystemKeyring::find()));
        }
        let mut vaults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(vaults.entry(folder).or_insert_with(|| Arc::new(Vault::in_memory())))
    }
}
