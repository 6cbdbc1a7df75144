//! A folder as a platform: its descriptors are the catalog, and nothing else is needed.
//!
//! Opening a folder is not running it. No network, no process, no hook, before the user asks for a commit; reads stay below the root,
//! whatever links and `..` say; what a folder's own `stagedoor.toml` may do is name files.

mod bodies;
mod checkout;
mod deeds;
#[cfg_attr(not(unix), path = "disk_plain.rs")]
mod disk;
mod docs;
mod entry;
mod example;
mod facts;
mod field;
mod fields;
mod file;
mod follow;
mod ground;
mod here;
mod identity;
mod ignored;
mod load;
mod manifest;
mod omitted;
mod pages;
mod past;
mod place;
mod placeholder;
mod ports;
mod root;
pub mod scaffold;
mod scan;
mod search;
mod shared;
mod snapshot;
mod sources;
mod taker;
mod walk;
mod watch;
mod written;

pub use checkout::Repository;
pub use docs::check_folder;
pub use example::{STAMP as EXAMPLE_STAMP, unpack_example};
pub use past::example_history;

use crate::domain::model::EntityRef;
use crate::domain::template::golden::GoldenPath;
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{HistoryPort, Platform};
use root::Root;
use shared::Shared;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Which folder, and what the configuration says of it.
#[derive(Clone, Debug, Default)]
pub struct WorkspaceSetup {
    /// What it is called; else what its `stagedoor.toml` says, else the folder's name.
    pub name: Option<Clean>,
    /// The folder.
    pub root: PathBuf,
    /// Who the user is in its catalog; else git's `user.email` decides.
    pub user: Option<EntityRef>,
}

/// A folder that serves the catalog, docs, search and identity. Cheap to clone; clones share what is
/// known and the watch on the folder.
#[derive(Clone)]
pub struct Workspace(Arc<Shared>);

impl Workspace {
    /// Opens a folder. It is read when the first question comes.
    ///
    /// # Errors
    /// When there is no such folder, or it cannot be opened.
    pub fn open(setup: WorkspaceSetup) -> Result<Self, Fault> {
        let root = Root::open(&setup.root).map_err(|error| no_folder(&setup.root, &error))?;
        Ok(Self::at(root, setup.name, setup.user))
    }

    /// The bundled example as it lies in the program: nothing is written, and nothing read from the
    /// folder that it is called by.
    pub fn bundled_example(setup: WorkspaceSetup) -> Self {
        Self::at(Root::Bundled(setup.root), setup.name, setup.user)
    }

    fn at(root: Root, name: Option<Clean>, user: Option<EntityRef>) -> Self {
        let manifest = manifest::Manifest::of(&root);
        let name = name.or(manifest.name).unwrap_or_else(|| name_of(root.path()));
        Self(Arc::new(Shared::new(root, name, user)))
    }

    /// Has changes of descriptors committed to a history. Without one only the files are changed.
    #[must_use]
    pub fn with_history(self, history: Arc<dyn HistoryPort>) -> Self {
        self.0.keep_history(history);
        self
    }

    /// Has templates run in the folder.
    #[must_use]
    pub fn with_runs(self, setup: scaffold::RunSetup) -> Self {
        self.0.keep_runs(scaffold::runs::Runs::new(setup));
        self
    }

    /// What the workspace is, for headers and messages.
    pub fn platform(&self) -> Platform {
        let place = Clean::line(&self.0.root_path().to_string_lossy());
        let of_folder = manifest::Manifest::of(&self.0.root()).golden;
        Platform {
            name: self.0.name.clone(),
            place,
            root: Some(self.0.root().path().to_owned()),
            is_workspace: true,
            golden: GoldenPath { of_folder, ..GoldenPath::default() },
            ..Platform::default()
        }
    }
}

fn no_folder(root: &Path, error: &std::io::Error) -> Fault {
    let kind = if error.kind() == std::io::ErrorKind::NotFound { FaultKind::NotFound } else { FaultKind::Local };
    let tried = format!("open the workspace {}", root.display());
    Fault::new(kind, &tried, &error.to_string(), "give a folder that holds catalog files")
}

fn name_of(root: &Path) -> Clean {
    let name = root.file_name().unwrap_or(root.as_os_str());
    Clean::line(&name.to_string_lossy())
}
