//! Pull requests as a checkout alone knows them: those that were merged, by what their commits say. Who reviewed, and
//! what is open, only a forge tells.

use super::call::LONG;
use super::feed::Whereabouts;
use super::log::{Commit, DATE, FORMAT, Reader};
use super::{Git, place};
use crate::domain::model::forge::{self, PullId, PullRequest, PullState, Pulls};
use crate::domain::model::provision::repository_of;
use crate::domain::model::timeline::Forge;
use crate::domain::model::{At, EntityRef};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::forge::{ForgePort, no_forge};
use crate::platform::ports::fell_over;
use crate::platform::steps::{Answering, Told};
use crate::platform::timeline::Ground;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const TRIED: &str = "list pull requests";
/// Commits that are looked through.
const COMMITS: usize = 1_000;
/// Pull requests that are listed.
const MOST: usize = 50;

/// The merged pull requests of checkouts.
#[derive(Clone)]
pub struct GitPulls {
    whereabouts: Whereabouts,
    /// What is somebody else's besides the checkout itself.
    root: PathBuf,
}

impl GitPulls {
    /// Those of the checkouts that `whereabouts` knows, below a folder. git is looked for when it is needed.
    pub fn new(whereabouts: Whereabouts, root: PathBuf) -> Self {
        Self { whereabouts, root }
    }

    async fn list(&self, reference: EntityRef) -> Result<Pulls, Fault> {
        let whereabouts = Arc::clone(&self.whereabouts);
        let found = tokio::task::spawn_blocking(move || whereabouts(&reference)).await;
        let Some(ground) = found.map_err(|_| fell_over(TRIED))?? else {
            let cure = "`git init` in its folder begins one";
            return Err(Fault::new(FaultKind::NotFound, TRIED, "the entity's folder is in no git repository", cure));
        };
        let folder = ground.descriptor.parent().unwrap_or(&ground.descriptor).to_owned();
        let git = Git::find_beside(vec![self.root.clone(), folder]).await?;
        let place = place::place(&git, &ground).await?;
        if !place.has_commits(&git).await? {
            return Ok(Pulls::default());
        }
        let commits = commits(&git, &place.top).await?;
        let mut list: Vec<PullRequest> = commits.iter().filter_map(|commit| pull(commit, &ground)).collect();
        let has_more = commits.len() >= COMMITS || list.len() > MOST;
        list.truncate(MOST);
        Ok(Pulls { list, has_more })
    }
}

/// The commits along the branch itself: what was merged into what was merged was not merged into it.
async fn commits(git: &Git, top: &Path) -> Result<Vec<Commit>, Fault> {
    let mut command = git.command(top);
    command.args(["log", "-z", "--first-parent", "--no-color", "--no-decorate", "--no-notes", "--no-show-signature"]);
    command.args(["--no-mailmap", "--encoding=UTF-8", FORMAT, DATE]).arg(format!("-n{COMMITS}")).arg("HEAD");
    let (mut reader, mut commits) = (Reader::default(), Vec::new());
    let mut each = |commit: Commit| {
        commits.push(commit);
        ControlFlow::Continue(())
    };
    git.hear(command, top, LONG, TRIED, |bytes| {
        let more = reader.take(bytes, &mut each);
        if bytes.is_empty() {
            reader.end(&mut each);
        }
        more
    })
    .await?;
    Ok(commits)
}

/// The pull request that a commit says it brought.
fn pull(commit: &Commit, ground: &Ground) -> Option<PullRequest> {
    let text = Clean::lines(&commit.message);
    let first = text.first().cloned().unwrap_or_default();
    let said = forge::Commit { title: first.clone(), text: text.clone(), ..forge::Commit::default() };
    let number = said.pull()?;
    let remote = ground.remote.as_deref().unwrap_or_default();
    let is_merge = commit.parents.len() > 1;
    // a merge says what it merges first, and what that is after it
    let title = text.iter().skip(1).find(|line| is_merge && !line.is_empty()).unwrap_or(&first).clone();
    let at = At(commit.committed.saturating_mul(1_000));
    let author = Clean::line(&commit.author.name);
    Some(PullRequest {
        id: PullId { repository: repository_of(remote), number },
        title,
        state: PullState::Merged,
        // of a merge it is who merged; of a squash who wrote it
        author: if is_merge { Clean::default() } else { author.clone() },
        created: at,
        updated: Some(at),
        ended: Some(at),
        ended_by: if is_merge { author } else { Clean::line(&commit.committer.name) },
        into: Clean::default(),
        from: Clean::default(),
        head: Clean::default(),
        merge_commit: Some(Clean::line(&commit.id)),
        reviewers: Vec::new(),
        checks: None,
        blocked: Clean::default(),
        address: Forge::of_remote(remote).map(|forge| Clean::line(&forge.commit(&commit.id))).unwrap_or_default(),
        files: None,
    })
}

impl ForgePort for GitPulls {
    fn pulls<'a>(&'a self, reference: EntityRef) -> Answering<'a, Pulls> {
        Box::pin(async move { Ok(Told::now(self.list(reference).await?)) })
    }

    fn pull<'a>(&'a self, id: PullId) -> Answering<'a, PullRequest> {
        Box::pin(async move { Err(no_forge(&format!("read pull request {id}"))) })
    }
}
