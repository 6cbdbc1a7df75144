//! Committed: whether the files are on the branch that is rolled out, and whom that waits for.

use super::change;
use super::facts::{Facts, place_of_task, short};
use super::request::{cure, has_failed, publishing, why};
use crate::domain::model::delivery::Sync;
use crate::domain::model::forge::{CheckState, Opinion, PullRequest, PullState};
use crate::domain::model::provision::leads::{approvers, commit_of, pull_of};
use crate::domain::model::provision::{Asked, Change, ChangeState, Progress, Stage, StageName};
use crate::domain::model::task::StepState;
use crate::domain::text::Clean;

const NAME: StageName = StageName::Committed;

/// Committed: by the file as it stands on the branch, by the change that brought it, by what Argo CD has, by the task.
pub(super) fn committed(facts: &Facts<'_, '_>, rendered: &Stage) -> Stage {
    if let Some(file) = facts.line.file.filter(|file| file.is_present == Some(true)) {
        let landed = facts.change.filter(|change| matches!(change.state, ChangeState::Landed(_)));
        let seen = Stage::new(NAME, Progress::Done).known_by(&format!("{} is on the branch", file.path));
        return landed.map_or(seen, |change| landed_stage(facts, change));
    }
    match facts.change {
        Some(change) => of_change(facts, change),
        None => proven(facts).unwrap_or_else(|| of_task(facts, rendered)),
    }
}

fn of_change(facts: &Facts<'_, '_>, change: &Change) -> Stage {
    match &change.state {
        ChangeState::Landed(_) if facts.is_removed() => {
            landed_stage(facts, change).because("its file was taken away since")
        }
        ChangeState::Landed(_) => landed_stage(facts, change),
        ChangeState::Proposed(pull) => proposed(facts, pull),
        ChangeState::Rejected(pull) => {
            let stopped =
                Stage::new(NAME, Progress::Failed).times(Some(pull.created), pull.ended).by(pull.ended_by.clone());
            let said = format!("pull request {} was closed without being merged", pull.id.number);
            stopped
                .known_by(&named(pull))
                .because(&said)
                .cured("open it again, or ask anew")
                .address("Pull request", &pull.address)
        }
        ChangeState::Reverted { at, by_commit, by } => {
            let stopped = Stage::new(NAME, Progress::Failed).times(began(change), Some(*at)).by(by.clone());
            let said = format!("commit {} took it back", short(by_commit.as_str()));
            let cure = format!("revert {} to have it back, or ask anew", short(by_commit.as_str()));
            stopped.known_by(&shown(change)).because(&said).cured(&cure).address("Commit", &change.address)
        }
    }
}

fn began(change: &Change) -> Option<crate::domain::model::At> {
    change::pull(change).map_or(Some(change.at), |pull| Some(pull.created))
}

/// Who wrote a change. Where the task committed by itself that is who asked: what git calls them is another name for
/// the same person.
fn author(facts: &Facts<'_, '_>, change: Option<&Change>, called: &Clean) -> Clean {
    let is_own = |asked: &&Asked| {
        let ids = change.into_iter().flat_map(|change| change.commit.iter().chain(&change.parts));
        asked.commit.as_ref().is_some_and(|commit| ids.into_iter().any(|id| id == commit))
    };
    let by = facts.task.filter(is_own).and_then(|asked| asked.task.by.as_ref());
    by.map_or_else(|| called.clone(), |by| Clean::line(by.name()))
}

fn landed_stage(facts: &Facts<'_, '_>, change: &Change) -> Stage {
    let by = if change.merged_by.is_empty() {
        author(facts, Some(change), &change.author)
    } else {
        change.merged_by.clone()
    };
    let done = Stage::new(NAME, Progress::Done).times(began(change), Some(change::since(change))).by(by);
    let done = done.known_by(&shown(change));
    match change::pull(change).filter(|_| change.address.is_empty()) {
        Some(pull) => done.address("Pull request", &pull.address),
        None => done.address("Commit", &change.address),
    }
}

/// `commit 1f2e3d4, pull request 12`.
fn shown(change: &Change) -> String {
    let commit = change.commit.as_ref().map(|id| format!("commit {}", short(id.as_str())));
    let pull = change::pull(change).map(named);
    [commit, pull].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn named(pull: &PullRequest) -> String {
    match pull.id.number {
        0 => format!("branch {}", pull.from),
        number => format!("pull request {number}"),
    }
}

/// A pull request that is open: whom it waits for.
fn proposed(facts: &Facts<'_, '_>, pull: &PullRequest) -> Stage {
    let by = author(facts, facts.change, &pull.author);
    let mut stage = Stage::new(NAME, Progress::Waiting).times(Some(pull.created), None).by(by);
    (stage.waiting_for, stage.reason) = awaited(facts, pull);
    stage.known_by(&named(pull)).address("Pull request", &pull.address)
}

fn awaited(facts: &Facts<'_, '_>, pull: &PullRequest) -> (Vec<Clean>, Clean) {
    let of = |opinion| pull.reviewers.iter().filter(move |reviewer| reviewer.opinion == opinion);
    let checks = |state| pull.checks.iter().flatten().filter(move |check| check.state == state);
    if pull.state == PullState::Draft {
        return (vec![pull.author.clone()], "it is a draft".into());
    }
    if let Some(reviewer) = of(Opinion::ChangesWanted).next() {
        return (vec![pull.author.clone()], Clean::line(&format!("{} wants changes", reviewer.name)));
    }
    if let Some(check) = checks(CheckState::Failed).next() {
        return (vec![pull.author.clone()], Clean::line(&format!("the check {} failed", check.name)));
    }
    let mut waiting: Vec<Clean> = of(Opinion::Asked).map(|reviewer| reviewer.name.clone()).collect();
    let has_approved = of(Opinion::Approved).next().is_some();
    let wanted = approvals(facts).into_iter().filter(|_| !has_approved);
    waiting.extend(wanted.filter(|name| !pull.reviewers.iter().any(|reviewer| reviewer.name == *name)));
    waiting.dedup();
    waiting.extend(checks(CheckState::Running).map(|check| Clean::line(&format!("check {}", check.name))));
    match waiting.is_empty() {
        true => (vec!["whoever merges it".into()], pull.blocked.clone()),
        false => (waiting, pull.blocked.clone()),
    }
}

/// Who has to approve it, by the file's annotation and by the template's rules.
fn approvals(facts: &Facts<'_, '_>) -> Vec<Clean> {
    let short = |said: &str| Clean::line(said.rsplit(['/', ':']).next().unwrap_or(said));
    let of_file = facts.line.file.into_iter().flat_map(|file| approvers(&file.marks)).map(short);
    let of_task = facts.task.into_iter().flat_map(|asked| &asked.approvers).map(|one| Clean::line(one.name()));
    let mut all: Vec<Clean> = of_file.chain(of_task).collect();
    all.sort();
    all.dedup();
    all
}

/// Neither git nor a forge was heard: Argo CD has the object as committed, and what is there names the request.
fn proven(facts: &Facts<'_, '_>) -> Option<Stage> {
    let app = facts.rollout?;
    let (object, _) = facts.sure_object()?;
    let is_of_request = object.request().is_some() && object.request() == facts.line.request();
    let state = facts.resource().filter(|state| state.sync == Sync::Synced && !state.requires_pruning)?;
    let revision = app.app.revisions.first().filter(|_| is_of_request && state.object.name == object.id.object.name)?;
    let said = format!("Argo CD {} has it in revision {}", app.app.id.name, short(revision.as_str()));
    Some(Stage::new(NAME, Progress::Done).known_by(&said))
}

/// What the task alone tells.
fn of_task(facts: &Facts<'_, '_>, rendered: &Stage) -> Stage {
    let Some(asked) = facts.task else {
        let why = facts.line.doubt.as_deref().unwrap_or("no commit is known that brought it");
        return Stage::unknown(NAME, why);
    };
    if rendered.progress != Progress::Done {
        return rendered.leaves(NAME, "what the task committed is not known");
    }
    let stage = |progress| Stage::new(NAME, progress).leads(place_of_task(asked));
    match publishing(asked) {
        Some(step) if has_failed(step) && !asked.task.state.is_running() => {
            let stopped =
                stage(Progress::Failed).times(step.started, step.ended).known_by(&format!("step {}", step.name));
            stopped.because(&why(asked)).cured(&cure(asked))
        }
        Some(step) if step.state == StepState::Processing => stage(Progress::Active).times(step.started, None),
        Some(step) if step.state == StepState::Waiting && asked.task.state.is_running() => {
            stage(Progress::Waiting).waits_for("the task's next step")
        }
        _ => stage(Progress::Unknown).because(&untold(facts)),
    }
}

/// Why it is not known whether what a task made was committed.
fn untold(facts: &Facts<'_, '_>) -> String {
    let leads = facts.task.into_iter().flat_map(|asked| &asked.leads);
    let lead = leads.map(Clean::as_str).find_map(|lead| {
        let pull = pull_of(lead).map(|pull| format!("pull request {} of {}", pull.number, pull.repository));
        pull.or_else(|| commit_of(lead).map(|(repository, id)| format!("commit {} of {repository}", short(&id))))
    });
    match lead {
        Some(lead) => format!("nothing was heard of {lead}"),
        None => "the task does not say what it committed".into(),
    }
}
