//! Whose token a command gave last. A command is not run to find out whose data is to be shown.

use super::file;
use crate::platform::fault::Fault;
use std::path::Path;

pub(super) const NAME: &str = "seen.json";
const LONGEST: u64 = 64 << 10;

/// Whose token a command gave.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Seen {
    /// The command, by a number of its words.
    pub by: String,
    /// Whose token it gave.
    pub subject: String,
}

impl Seen {
    /// What is remembered in a folder; `None` where nothing is.
    pub fn read(folder: &Path) -> Option<Self> {
        let bytes = file::read(&folder.join(NAME), LONGEST).ok()??;
        serde_json::from_slice(&bytes).ok()
    }

    /// Remembers it instead of what was seen before.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), Fault> {
        let fault = |error: &dyn std::fmt::Display| file::fault("remember whose token it is", folder, error);
        let text = serde_json::to_vec(self).map_err(|error| fault(&error))?;
        file::replace(folder, NAME, &text).map_err(|error| fault(&error))
    }
}
