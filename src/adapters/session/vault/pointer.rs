//! Who is signed in to a context, without any secret: read before the first frame, when no token
//! has been read yet.

use super::file;
use crate::domain::model::{At, EntityRef};
use crate::platform::fault::Fault;
use std::io;
use std::path::Path;

pub(super) const NAME: &str = "signed-in.json";
/// Bytes that are read of it; more is not ours.
const LONGEST: u64 = 64 << 10;

/// Where the tokens are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeptIn {
    /// In a file beside the pointer.
    #[default]
    File,
    /// In the system's keyring.
    Keyring,
}

/// Who is signed in, and where the tokens are.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Pointer {
    /// Who it is, as the token says (`sub`).
    pub subject: String,
    /// The user's entity, where the token tells.
    pub user: Option<EntityRef>,
    /// The word of the way that was gone.
    pub way: String,
    /// Where the tokens are.
    pub kept: KeptIn,
    /// When the access token ends; one that is renewed has a later end by then.
    pub ends: Option<At>,
}

impl Pointer {
    /// The pointer of a folder; `None` where nobody is signed in, or it is damaged.
    ///
    /// # Errors
    /// When it is there and cannot be read: somebody may be signed in.
    pub fn read(folder: &Path) -> io::Result<Option<Self>> {
        let bytes = file::read(&folder.join(NAME), LONGEST)?;
        Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    /// Puts it in place of the one before, in one step.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), Fault> {
        let text =
            serde_json::to_vec(self).map_err(|error| file::fault("remember who is signed in", folder, &error))?;
        file::replace(folder, NAME, &text).map_err(|error| file::fault("remember who is signed in", folder, &error))
    }
}
