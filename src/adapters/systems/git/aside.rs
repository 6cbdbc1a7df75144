//! Where what is made for templates lies before it is put in its place, and git asked there.

use super::Git;
use super::call::refused;
use super::file::{line_of, path_of};
use crate::adapters::process::Program;
use crate::platform::fault::{Fault, FaultKind};
use std::path::{Path, PathBuf};

pub(super) const TRIED: &str = "commit what the template made";
/// The file in a checkout's git folder that says which commit made it.
pub(super) const MARK: &str = "stagedoor-commit";

/// The place for the objects that are made.
pub(super) fn store(aside: &Path) -> PathBuf {
    aside.join("repository.git")
}

pub(super) fn checkout(aside: &Path) -> PathBuf {
    aside.join("checkout")
}

pub(super) fn local(path: &Path, error: &std::io::Error) -> Fault {
    Fault::new(FaultKind::Local, TRIED, &format!("{}: {error}", path.display()), "make the folder writable for you")
}

pub(super) fn conflict(happened: &str, cure: &str) -> Fault {
    Fault::new(FaultKind::Conflict, TRIED, happened, cure)
}

/// git in a repository that is named, so that none is looked for.
pub(super) fn within(git: &Git, repository: &Path) -> Program {
    let mut command = git.command(repository);
    command.arg("--git-dir").arg(repository);
    command
}

pub(super) async fn said(
    git: &Git,
    mut command: Program,
    args: &[&str],
    input: Option<&[u8]>,
    place: &Path,
) -> Result<String, Fault> {
    command.args(args);
    let ran = git.ran(command, input, TRIED).await?;
    if ran.is_good() { Ok(line_of(&ran.output)) } else { Err(refused(&ran, place, TRIED)) }
}

/// The same; `None` where git has no answer.
pub(super) async fn looked(git: &Git, folder: &Path, args: &[&str]) -> Result<Option<String>, Fault> {
    let mut command = within(git, folder);
    command.args(args);
    let ran = git.ran(command, None, TRIED).await?;
    Ok(ran.is_good().then(|| line_of(&ran.output)))
}

/// The git folder of a repository that is there: of a checkout the one that belongs to it, of a bare one itself.
pub(super) async fn git_folder(git: &Git, repository: &Path) -> Result<PathBuf, Fault> {
    if repository.join(".git").symlink_metadata().is_err() {
        return Ok(repository.to_owned());
    }
    let folder = path_of(&git.ask(repository, &["rev-parse", "--absolute-git-dir"], TRIED).await?);
    if super::commit::knows(git, &folder, repository).await? {
        Ok(folder)
    } else {
        let happened = format!("{} leads to a repository that does not know this folder", repository.display());
        Err(Fault::new(FaultKind::Unsupported, TRIED, &happened, "publish to another repository"))
    }
}
