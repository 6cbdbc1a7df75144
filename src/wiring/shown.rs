//! Whose data the screen shows, and what goes once they are gone.

use crate::adapters::kept::purge;
use crate::cli::Connected;
use crate::platform::fault::Fault;
use std::path::PathBuf;

/// What is kept of who is shown.
pub(super) struct WhoseFolders {
    pub(super) folders: [PathBuf; 2],
    pub(super) is_of_signed_in: bool,
}

impl WhoseFolders {
    pub(super) fn of(connected: &Connected) -> Self {
        let folders = [connected.cache.clone(), connected.state.clone()];
        Self { folders, is_of_signed_in: connected.is_of_signed_in }
    }

    pub(super) fn purge(&self) -> Result<(), Fault> {
        self.folders.iter().try_for_each(|folder| purge(folder))
    }
}
