//! What a run put in its place is taken away again, as long as nobody has worked on it since.

use super::Git;
use super::aside::{MARK, TRIED, git_folder, local, looked, said, within};
use super::file::line_of;
use super::put::{beside, gone};
use crate::platform::fault::Fault;
use crate::platform::repositories::Prepared;
use std::fs;
use std::path::Path;

/// Takes away what was made of exactly this commit. What stays because it was touched is named.
pub(super) async fn undo(git: &Git, prepared: &Prepared) -> Result<Vec<String>, Fault> {
    let target = &prepared.target;
    let unfinished = [Some(&target.repository).filter(|_| target.is_new), target.checkout.as_ref()];
    for place in unfinished.into_iter().flatten().map(|place| beside(place, &prepared.commit)) {
        gone(&place).map_err(|error| local(&place, &error))?;
    }
    let mut kept = Vec::new();
    if let Some(path) = target.checkout.as_ref().filter(|path| is_ours(path, prepared)) {
        match is_as_made(git, path, prepared).await {
            true => take_away(path, prepared)?,
            false => kept.push(path.display().to_string()),
        }
    }
    if target.repository.symlink_metadata().is_ok() {
        let has_checkout = !kept.is_empty();
        kept.extend(undo_repository(git, prepared, has_checkout).await?);
    }
    Ok(kept)
}

/// The run is over: nothing says any more that a folder may be taken away.
pub(super) fn release(prepared: &Prepared) {
    if let Some(path) = prepared.target.checkout.as_ref().filter(|path| is_ours(path, prepared)) {
        drop(fs::remove_file(path.join(".git").join(MARK)));
    }
}

fn is_ours(checkout: &Path, prepared: &Prepared) -> bool {
    fs::read_to_string(checkout.join(".git").join(MARK)).is_ok_and(|mark| mark == prepared.commit)
}

/// Renamed first: a folder that is half gone would not be known again.
fn take_away(path: &Path, prepared: &Prepared) -> Result<(), Fault> {
    let beside = beside(path, &prepared.commit);
    fs::rename(path, &beside).and_then(|()| gone(&beside)).map_err(|error| local(path, &error))
}

/// Whether a checkout is as it was put there: its branch, no other, and all files as they were committed. Where that
/// cannot be told it is not.
async fn is_as_made(git: &Git, checkout: &Path, prepared: &Prepared) -> bool {
    let (commit, branch) = (&prepared.commit, &prepared.branch);
    let folder = checkout.join(".git");
    let refs = format!("{commit} refs/heads/{branch}\n{commit} refs/remotes/origin/{branch}");
    let Ok(settings) = super::commit::unfiltered(git, checkout).await else { return false };
    let mut status = git.command(checkout);
    for setting in &settings {
        status.args(["-c", setting]);
    }
    let args = ["status", "--porcelain", "--untracked-files=all", "--ignored"];
    refs_of(git, &folder).await.is_some_and(|found| found == refs)
        && looked(git, &folder, &["symbolic-ref", "-q", "HEAD"])
            .await
            .is_ok_and(|head| head == Some(format!("refs/heads/{branch}")))
        && said(git, status, &args, None, checkout).await.is_ok_and(|changed| changed.is_empty())
}

async fn refs_of(git: &Git, folder: &Path) -> Option<String> {
    looked(git, folder, &["for-each-ref", "--format=%(objectname) %(refname)"]).await.ok().flatten()
}

async fn undo_repository(git: &Git, prepared: &Prepared, has_checkout: bool) -> Result<Option<String>, Fault> {
    let (target, commit) = (&prepared.target, &prepared.commit);
    let folder = git_folder(git, &target.repository).await?;
    let name = format!("refs/heads/{}", prepared.branch);
    let mut command = within(git, &folder);
    command.args(["merge-base", "--is-ancestor", commit, &name]);
    if !git.ran(command, None, TRIED).await?.is_good() {
        // there is nothing of ours, or somebody took it away already
        return Ok(None);
    }
    let tip = looked(git, &folder, &["rev-parse", "-q", "--verify", &name]).await?;
    let is_at_it = tip.as_ref() == Some(commit);
    if target.is_new {
        let is_alone = refs_of(git, &folder).await.is_some_and(|found| found == format!("{commit} {name}"));
        return match is_alone && !has_checkout {
            true => take_away(&target.repository, prepared).map(|()| None),
            false => Ok(Some(target.repository.display().to_string())),
        };
    }
    if !is_at_it || is_checked_out(git, &folder, &name).await? {
        return Ok(Some(format!("the branch {} of {}", prepared.branch, target.repository.display())));
    }
    said(git, within(git, &folder), &["update-ref", "-d", &name, commit], None, &folder).await.map(|_| None)
}

/// Whether somebody works on a branch, there or in another worktree.
async fn is_checked_out(git: &Git, folder: &Path, name: &str) -> Result<bool, Fault> {
    let mut command = within(git, folder);
    command.args(["worktree", "list", "--porcelain"]);
    let ran = git.ran(command, None, TRIED).await?;
    let worktrees = line_of(&ran.output);
    Ok(worktrees.lines().any(|line| line.strip_prefix("branch ") == Some(name)))
}
