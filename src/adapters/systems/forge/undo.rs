//! What has to be taken back so that a pull request or a commit is as if it had not been.

use super::dialect::{Undo, Whole};
use super::{Forge, ForgeSort, Forges};
use crate::domain::model::forge::{Commit, Landed, PullRequest, PullState, Trail};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};

/// Letters of a commit's id in the name of a branch.
const SHORT: usize = 12;
/// Commits of the branch that are looked through for one that took it back.
const TRAIL: usize = 300;
/// Times that a revert that was closed can be proposed anew.
const TIMES: usize = 9;

/// What is to be taken back, and how it stands.
pub(super) struct Planned<'f> {
    pub(super) forge: &'f Forge,
    pub(super) path: String,
    pub(super) undo: Undo,
    /// Its branch is there already, left over from an earlier try.
    pub(super) is_made: bool,
}

impl Forges {
    /// Finds out what taking something back takes.
    ///
    /// # Errors
    /// Where it was not merged, was taken back already or is proposed to be, and where one may not propose it.
    pub(super) async fn planned(&self, what: &Landed, tried: &str) -> Result<Planned<'_>, Fault> {
        let (forge, path) = self.of(what.repository(), tried)?;
        let home = forge.dialect.home(path).await?;
        if home.may_push == Some(false) {
            let cure = "ask its owners for the right to push, or revert it in a fork";
            return Err(Fault::new(FaultKind::NotPermitted, tried, "you may not make a branch there", cure));
        }
        let mut undo = match what {
            Landed::Pull(id) => of_pull(forge, path, &self.whole(id).await?, tried).await?,
            Landed::Commit { id, .. } => of_commit(forge, path, &home.branch, id, tried).await?,
        };
        is_there_still(forge, path, what, &undo, tried).await?;
        let is_made = named(forge, path, &mut undo, tried).await?;
        Ok(Planned { forge, path: path.to_owned(), undo, is_made })
    }
}

async fn of_pull(forge: &Forge, path: &str, whole: &Whole, tried: &str) -> Result<Undo, Fault> {
    let pull = &whole.pull;
    let merged = pull.merge_commit.as_ref().filter(|_| pull.state == PullState::Merged);
    let Some(id) = merged else {
        let cure = "close it at the forge where it is open still";
        return Err(Fault::new(FaultKind::Conflict, tried, "it was not merged", cure));
    };
    let merge = forge.dialect.commit(path, id.as_str()).await?;
    let commits = match merge.parents.len() {
        0 | 1 if whole.parts.len() > 1 => rebased(forge, path, whole, &merge).await?.unwrap_or_else(|| vec![merge]),
        _ => vec![merge],
    };
    let mark = if forge.sort == ForgeSort::GitLab { '!' } else { '#' };
    let (number, into) = (pull.id.number, pull.into.as_str());
    let brought = match forge.sort {
        ForgeSort::GitLab => format!("This reverts merge request {path}!{number}"),
        _ => format!("Reverts {path}{mark}{number}"),
    };
    // the number stays where a squash leaves the title alone
    let title = Clean::line(&format!("{} ({mark}{number})", pull.title));
    undo(commits, into, &title, format!("revert-pull-{number}"), Some(brought), tried)
}

/// The commits of a pull request that were put onto the branch one by one: their titles are those that it had.
async fn rebased(forge: &Forge, path: &str, whole: &Whole, last: &Commit) -> Result<Option<Vec<Commit>>, Fault> {
    let count = whole.parts.len();
    let (commits, _) = forge.dialect.commits(path, last.id.as_str(), "", count).await?;
    let wanted = whole.parts.iter().rev().map(|part| &part.title);
    let is_same = commits.len() == count && commits.iter().map(|commit| &commit.title).eq(wanted);
    Ok(is_same.then_some(commits))
}

async fn of_commit(forge: &Forge, path: &str, main: &str, id: &str, tried: &str) -> Result<Undo, Fault> {
    let commit = forge.dialect.commit(path, id).await?;
    if !forge.dialect.contains(path, main, commit.id.as_str()).await? {
        return Err(Fault::new(FaultKind::Conflict, tried, &format!("it is not on the branch {main}"), ""));
    }
    let short = id.get(..SHORT).unwrap_or(id);
    let (title, branch) = (commit.title.clone(), format!("revert-{short}"));
    undo(vec![commit], main, &title, branch, None, tried)
}

fn undo(
    commits: Vec<Commit>,
    into: &str,
    title: &Clean,
    from: String,
    brought: Option<String>,
    tried: &str,
) -> Result<Undo, Fault> {
    let before = commits.last().and_then(|first| first.parents.first()).cloned();
    let before = before.ok_or_else(|| {
        let cure = "revert it in a checkout: `git revert`";
        Fault::new(FaultKind::Unsupported, tried, "nothing was there before it", cure)
    })?;
    let reverts = commits.iter().map(|commit| format!("This reverts commit {}.", commit.id));
    let text = reverts.chain(brought).collect::<Vec<_>>().join("\n");
    let title = format!("Revert \"{title}\"");
    Ok(Undo { commits, before, into: into.to_owned(), from, title, text })
}

/// Makes sure that it was not taken back since.
async fn is_there_still(forge: &Forge, path: &str, what: &Landed, undo: &Undo, tried: &str) -> Result<(), Fault> {
    let (commits, has_more) = forge.dialect.commits(path, &undo.into, "", TRAIL).await?;
    let trail = Trail { commits, is_whole: !has_more };
    let ids: Vec<&str> = undo.commits.iter().map(|commit| commit.id.as_str()).collect();
    let number = match what {
        Landed::Pull(id) => Some(id.number),
        Landed::Commit { .. } => None,
    };
    match trail.reverting(&ids, number) {
        None => Ok(()),
        Some(by) => {
            let happened = format!("the commit {} took it back already", by.id);
            Err(Fault::new(FaultKind::Conflict, tried, &happened, "revert that one to have it back"))
        }
    }
}

/// Gives the branch a name that no pull request came from; whether it is there already, as we make it.
async fn named(forge: &Forge, path: &str, undo: &mut Undo, tried: &str) -> Result<bool, Fault> {
    let first = undo.from.clone();
    for time in 1..=TIMES {
        if time > 1 {
            undo.from = format!("{first}-{time}");
        }
        match forge.dialect.proposed(path, &undo.from).await? {
            None => return is_ours(forge, path, undo, tried).await,
            Some(pull) if pull.state == PullState::Closed => {}
            Some(pull) => return Err(proposed(&pull, tried)),
        }
    }
    let happened = format!("it was proposed {TIMES} times and never taken");
    Err(Fault::new(FaultKind::Conflict, tried, &happened, "open one of these again"))
}

fn proposed(pull: &PullRequest, tried: &str) -> Fault {
    let how = if pull.state == PullState::Merged { "was merged" } else { "is open" };
    let happened = format!("pull request {} does so already, and {how}: {}", pull.id.number, pull.address);
    Fault::new(FaultKind::Conflict, tried, &happened, "look at that one")
}

/// Whether a commit says that it reverts what is to be taken back. GitLab names a merge by its merge request.
fn names(undo: &Undo, tip: &Commit) -> bool {
    let number = undo.text.lines().find_map(|line| {
        let (_, number) = line.strip_prefix("This reverts merge request ")?.rsplit_once('!')?;
        Some(number.to_owned())
    });
    let is_commit = |line: &str| {
        let id = line.strip_prefix("This reverts commit ").map(|id| id.trim_end_matches('.'));
        id.is_some_and(|id| undo.commits.iter().any(|commit| commit.id.as_str() == id))
    };
    let is_request = |line: &str| {
        let named = line.strip_prefix("This reverts merge request ").and_then(|named| named.rsplit_once('!'));
        named.is_some_and(|(_, named)| number.as_deref() == Some(named))
    };
    tip.text.iter().any(|line| is_commit(line.as_str()) || is_request(line.as_str()))
}

/// Whether the branch is there with what we put on it and nothing else.
async fn is_ours(forge: &Forge, path: &str, undo: &Undo, tried: &str) -> Result<bool, Fault> {
    let tip = match forge.dialect.commits(path, &undo.from, "", 1).await {
        Err(fault) if fault.kind == FaultKind::NotFound => return Ok(false),
        answer => answer?.0.into_iter().next(),
    };
    let is_ours = |tip: &Commit| match forge.sort {
        // GitLab words the commit itself
        ForgeSort::GitLab => undo.commits.len() == 1 && tip.title.as_str().starts_with("Revert "),
        _ => tip.title.as_str() == undo.title,
    };
    match tip {
        // an empty answer for a branch that is not there
        None => Ok(false),
        // one without a commit of its own has the tip of the branch that it came from
        Some(tip)
            if is_ours(&tip)
                && names(undo, &tip)
                && !forge.dialect.contains(path, &undo.into, tip.id.as_str()).await? =>
        {
            Ok(true)
        }
        Some(_) => {
            let happened = format!("the branch {} is there already, with something else on it", undo.from);
            Err(Fault::new(FaultKind::Conflict, tried, &happened, "delete that branch"))
        }
    }
}
