use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::fell_over;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

#[cfg(windows)]
const NAME: &str = "git.exe";
#[cfg(not(windows))]
const NAME: &str = "git";

/// The git of this machine, ready to be asked. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Git {
    pub(super) program: PathBuf,
    /// Where git may look for programs of its own.
    pub(super) search: OsString,
    /// Variables that every call is given besides the neutral ones.
    pub(super) variables: Vec<(OsString, OsString)>,
}

impl Git {
    /// Finds git along `PATH`. What lies within `checkout` is passed over, and so is whatever `PATH`
    /// names without its root: a folder of somebody else's brings no git of its own. A checkout is
    /// all of it, whatever folder of it is named.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(checkout: &Path) -> Result<Self, Fault> {
        Self::find_along(&std::env::var_os("PATH").unwrap_or_default(), checkout)
    }

    /// The same for several checkouts, on a thread where looking at files holds nobody up.
    ///
    /// # Errors
    /// When there is none.
    pub(super) async fn find_beside(checkouts: Vec<PathBuf>) -> Result<Self, Fault> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let found = tokio::task::spawn_blocking(move || Self::search(&path, &checkouts)).await;
        found.map_err(|_| fell_over("look for git"))?
    }

    /// The same along another search path, written as `PATH` is.
    ///
    /// # Errors
    /// When there is none.
    pub fn find_along(path: &OsStr, checkout: &Path) -> Result<Self, Fault> {
        Self::search(path, &[checkout.to_owned()])
    }

    fn search(path: &OsStr, checkouts: &[PathBuf]) -> Result<Self, Fault> {
        let foreign: Vec<PathBuf> = checkouts.iter().map(|checkout| whole(checkout)).collect();
        let is_within = |path: &Path| foreign.iter().any(|foreign| path.starts_with(foreign));
        let is_foreign = |path: &Path| path.canonicalize().is_ok_and(|path| is_within(&path));
        let folders: Vec<PathBuf> =
            std::env::split_paths(path).filter(|folder| folder.is_absolute() && !is_foreign(folder)).collect();
        let found = folders.iter().map(|folder| folder.join(NAME)).find(|it| is_program(it) && !is_foreign(it));
        let program = found.ok_or_else(missing)?;
        let search = std::env::join_paths(&folders).unwrap_or_default();
        Ok(Self { program, search, variables: Vec::new() })
    }

    /// The same git, given one more variable in its environment.
    #[must_use]
    pub fn with(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }
}

/// All of a checkout that a folder lies in. One may lie in another, so it is the outermost; the home
/// folder, which some keep in git too, is nobody else's.
fn whole(folder: &Path) -> PathBuf {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let home = std::env::home_dir().and_then(|home| home.canonicalize().ok());
    let is_beyond = |it: &Path| it.parent().is_none() || home.as_deref().is_some_and(|home| home.starts_with(it));
    let above = folder.ancestors().take_while(|it| !is_beyond(it));
    above.filter(|it| it.join(".git").symlink_metadata().is_ok()).last().unwrap_or(&folder).to_owned()
}

fn missing() -> Fault {
    Fault::new(FaultKind::Local, "run git", "there is no git on this machine", "install git, or add it to PATH")
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}
