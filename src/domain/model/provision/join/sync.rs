//! Synced: whether the files were applied to the cluster.

use super::line::Live;
use super::place::Rolling;
use super::tell::{Facts, short};
use crate::domain::model::At;
use crate::domain::model::delivery::{App, Health, Operation, Phase, ResourceState, Sync};
use crate::domain::model::provision::{Change, ChangeState, Progress, Rollout, Stage, StageName};
use crate::domain::text::Clean;

const NAME: StageName = StageName::Synced;

/// Synced: by what is there and names the request, by the application that lists the object as committed in a
/// revision that holds the commit.
pub(super) fn synced(facts: &Facts<'_, '_>, committed: &Stage) -> Stage {
    let is_back = matches!(committed.progress, Progress::Failed | Progress::Waiting | Progress::Active);
    if is_back && !facts.names_request() {
        return committed.leaves(NAME, "");
    }
    let Some(rollout) = facts.rollout else { return without(facts, committed) };
    let app = &rollout.app;
    let stage = match facts.resource() {
        Some(state) if state.sync == Sync::Synced && !state.requires_pruning => as_committed(facts, rollout),
        Some(state) => differs(facts, app, state),
        None => unlisted(facts, app, committed),
    };
    stage.address("Argo CD", &app.address)
}

/// What is there names the request: it was applied for it, by whatever.
fn by_label(facts: &Facts<'_, '_>) -> Option<Stage> {
    let (object, _) = facts.sure_object()?;
    let said = format!("{} names the request", object.id.object.kind.name);
    facts.names_request().then(|| Stage::new(NAME, Progress::Done).times(None, object.created).known_by(&said))
}

fn without(facts: &Facts<'_, '_>, committed: &Stage) -> Stage {
    let by_app = || {
        facts.names_request().then(|| Stage::new(NAME, Progress::Done).known_by("the application names the request"))
    };
    by_label(facts).or_else(by_app).unwrap_or_else(|| match (&facts.line.live, &facts.line.rolling) {
        (Live::Before(_, why), _) => Stage::unknown(NAME, why),
        (_, Rolling::Unknown(why)) if !why.is_empty() => committed.leaves(NAME, why),
        _ => committed.leaves(NAME, "nothing that rolls files out was heard"),
    })
}

/// The application has the object as committed: in which revision?
fn as_committed(facts: &Facts<'_, '_>, rollout: &Rollout) -> Stage {
    let app = &rollout.app;
    let landed = facts.change.filter(|change| matches!(change.state, ChangeState::Landed(_)));
    let revision = app.revisions.iter().find(|revision| landed.is_some_and(|change| holds(change, revision)));
    let named = revision.or_else(|| app.revisions.first()).map(|id| short(id.as_str()).to_owned()).unwrap_or_default();
    if revision.is_some() || facts.names_request() {
        let said = format!("Argo CD {} at {named}", app.id.name);
        let (at, by) = landed.and_then(|change| rolled_out(app, change)).unwrap_or_default();
        let at = at.or_else(|| facts.sure_object().and_then(|(object, _)| object.created));
        return Stage::new(NAME, Progress::Done).times(None, at).by(by).known_by(&said);
    }
    let why = match (&facts.line.live, landed.and_then(|change| change.commit.as_ref())) {
        (Live::Before(_, why), _) => why.clone(),
        (_, Some(commit)) => {
            format!("whether {named}, which {} has, holds commit {} is not known", app.id.name, short(commit.as_str()))
        }
        (_, None) => format!("{} has it as committed, and which commit that is is not known", app.id.name),
    };
    Stage::unknown(NAME, &why)
}

/// Whether a revision holds a change: it is the commit itself, or known to come after it.
fn holds(change: &Change, revision: &Clean) -> bool {
    change.commit.as_ref() == Some(revision) || change.contained_in.contains(revision)
}

/// When a change was rolled out first, as far back as the application remembers, and who began that.
fn rolled_out(app: &App, change: &Change) -> Option<(Option<At>, Clean)> {
    let mut earlier = app.history.iter().rev();
    let first = earlier.find(|deployment| deployment.revisions.iter().any(|revision| holds(change, revision)));
    if let Some(deployment) = first {
        return Some((deployment.at, deployment.by.clone()));
    }
    let operation = app.operation.as_ref().filter(|it| it.revisions.iter().any(|revision| holds(change, revision)))?;
    Some((operation.finished, operation.by.clone()))
}

/// The application lists the object, and not as it is committed.
fn differs(facts: &Facts<'_, '_>, app: &App, state: &ResourceState) -> Stage {
    if let Some(operation) = &app.operation {
        match operation.phase {
            Phase::Running | Phase::Terminating => return running(app, operation),
            Phase::Failed | Phase::Error => return failed(app, operation),
            Phase::Succeeded => {}
        }
    }
    if state.sync == Sync::Unknown {
        return unreadable(facts, app);
    }
    let said = if state.requires_pruning { "it is not committed any more, and is to be removed" } else { "OutOfSync" };
    let whom = if app.is_automated { "Argo CD" } else { "somebody who syncs it" };
    let cure = if app.is_automated { String::new() } else { format!("sync {}", app.id.name) };
    let waiting = Stage::new(NAME, Progress::Waiting).waits_for(whom).because(said).cured(&cure);
    waiting.known_by(&format!("Argo CD {}", app.id.name))
}

fn running(app: &App, operation: &Operation) -> Stage {
    let active = Stage::new(NAME, Progress::Active).times(operation.started, None).by(operation.by.clone());
    active.known_by(&format!("Argo CD {} is being synced", app.id.name)).because(operation.message.as_str())
}

fn failed(app: &App, operation: &Operation) -> Stage {
    let stopped =
        Stage::new(NAME, Progress::Failed).times(operation.started, operation.finished).by(operation.by.clone());
    let cure = format!("mend what it says, then sync {}", app.id.name);
    stopped.known_by(&format!("the sync of Argo CD {}", app.id.name)).because(operation.message.as_str()).cured(&cure)
}

/// Argo CD cannot say: its conditions tell why.
fn unreadable(facts: &Facts<'_, '_>, app: &App) -> Stage {
    let Some(said) = app.messages.first() else {
        return by_label(facts)
            .unwrap_or_else(|| Stage::unknown(NAME, "Argo CD does not know whether it is as committed"));
    };
    let stopped = Stage::new(NAME, Progress::Failed).known_by(&format!("Argo CD {}", app.id.name));
    stopped.because(said.as_str()).cured(&format!("mend what it says, then refresh {}", app.id.name))
}

/// The application takes its files from there and does not list the object.
fn unlisted(facts: &Facts<'_, '_>, app: &App, committed: &Stage) -> Stage {
    if facts.names_request() {
        return without(facts, committed);
    }
    let has_it = facts.change.is_some_and(|change| app.revisions.iter().any(|revision| holds(change, revision)));
    if app.sync == Sync::Unknown && !app.messages.is_empty() && app.health != Health::Healthy {
        return unreadable(facts, app);
    }
    match (has_it, app.revisions.first()) {
        (true, Some(revision)) => {
            let said = format!(
                "{} is at {}, which holds the commit, and does not list it",
                app.id.name,
                short(revision.as_str())
            );
            Stage::unknown(NAME, &said).cured("see whether the application takes in that folder (`directory.recurse`)")
        }
        (false, Some(revision)) if committed.progress == Progress::Done => {
            let said = format!(
                "{} was compared with {} last, and does not list it yet",
                app.id.name,
                short(revision.as_str())
            );
            Stage::unknown(NAME, &said)
        }
        _ => committed.leaves(NAME, &format!("{} does not list it", app.id.name)),
    }
}
