//! Commits that touched files of YAML.

use super::super::Git;
use super::super::call::LONG;
use super::super::log::{Commit, DATE, FORMAT, Reader};
use super::TRIED;
use super::place::Place;
use crate::platform::fault::Fault;
use std::ops::ControlFlow;

/// So many commits of a branch are looked at.
const MOST: usize = 3_000;

/// The commits of a range that touched files of YAML, newest first.
pub(super) async fn commits(git: &Git, place: &Place, range: &str) -> Result<Vec<Commit>, Fault> {
    let mut command = git.command(&place.folder);
    command.arg("--git-dir").arg(&place.git_folder);
    command.args(["log", "-z", "--no-color", "--no-decorate", "--no-notes", "--no-show-signature", "--no-mailmap"]);
    command.args(["--encoding=UTF-8", FORMAT, DATE]).arg(format!("-n{MOST}"));
    command.args(["--numstat", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-relative", "-O/dev/null"]);
    command.args(["--diff-merges=first-parent", range, "--", ":(top,glob)**/*.yaml", ":(top,glob)**/*.yml"]);
    let (mut reader, mut commits) = (Reader::default(), Vec::new());
    let mut each = |commit: Commit| {
        commits.push(commit);
        ControlFlow::Continue(())
    };
    git.hear(command, &place.folder, LONG, TRIED, |bytes| {
        let more = reader.take(bytes, &mut each);
        if bytes.is_empty() {
            reader.end(&mut each);
        }
        more
    })
    .await?;
    Ok(commits)
}
