//! How what was asked for does: by its conditions, by its operator's word, by what Argo CD says.

use crate::domain::model::At;
use crate::domain::model::cluster::{Condition, Object, Truth};
use crate::domain::model::delivery::{App, Health, ResourceState, Sync};

/// How something does, and what that is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    /// It can be used.
    Ready { since: Option<At>, by: String },
    /// It is being made.
    Making { why: String, by: String },
    /// It stopped.
    Stopped { since: Option<At>, why: String, by: String, is_ready: bool },
    /// Somebody stopped it.
    Paused { why: String },
    /// Nothing that can be judged is said.
    Unknown { why: String },
}

/// Words of operators (`status.phase` and the like): group, what is well, what is not.
const WORDS: &[(&str, &[&str], &[&str])] = &[
    ("postgresql.cnpg.io", &["Cluster in healthy state"], &["unrecoverable", "not enough disk space", "failed"]),
    ("acid.zalan.do", &["Running"], &["failed", "invalid"]),
    ("everest.percona.com", &["ready"], &["error"]),
    ("psmdb.percona.com", &["ready"], &["error"]),
    ("pgv2.percona.com", &["ready"], &["error"]),
    ("pxc.percona.com", &["ready"], &["error"]),
    ("clickhouse.altinity.com", &["Completed"], &["aborted"]),
    ("redis.redis.opstreelabs.in", &["Ready"], &["failed"]),
];

/// How an object does by itself.
pub(super) fn of_object(object: &Object) -> Stand {
    let ready = object.condition("Ready");
    let is_ready = ready.is_some_and(|ready| ready.holds == Truth::Yes);
    // what the conditions say is then of a state that is not wanted any more
    if !object.is_observed {
        return Stand::Making { why: "its newest state was not looked at yet".into(), by: String::new() };
    }
    if let Some(stopped) = stopped(object) {
        return match stopped.reason.as_str() {
            "ReconcilePaused" => Stand::Paused { why: said(stopped) },
            _ => Stand::Stopped { since: stopped.since, why: said(stopped), by: shown(stopped), is_ready },
        };
    }
    match ready {
        Some(ready) if is_ready => Stand::Ready { since: ready.since, by: shown(ready) },
        Some(ready) => Stand::Making { why: said(ready), by: shown(ready) },
        None => by_word(object),
    }
}

/// The condition that says that it does not go on: Crossplane's `Synced`, `Stalled` as kstatus has it, and `Ready` of
/// Strimzi, which is only ever false when something is wrong.
fn stopped(object: &Object) -> Option<&Condition> {
    let with = |name: &str, holds: Truth| object.condition(name).filter(|condition| condition.holds == holds);
    let is_strimzi = &*object.id.object.kind.group == "kafka.strimzi.io";
    let strimzi = || with("Ready", Truth::No).or_else(|| with("NotReady", Truth::Yes)).filter(|_| is_strimzi);
    with("Synced", Truth::No).or_else(|| with("Stalled", Truth::Yes)).or_else(strimzi)
}

/// No condition tells: the operator's own word.
fn by_word(object: &Object) -> Stand {
    let (kind, phase) = (&object.id.object.kind, object.phase.as_str());
    if phase.is_empty() {
        return Stand::Unknown {
            why: match object.conditions.is_empty() {
                true => "it says nothing of itself".into(),
                false => "it has no condition that says whether it is ready".into(),
            },
        };
    }
    let Some((_, well, bad)) = WORDS.iter().find(|(group, ..)| *group == &*kind.group) else {
        return Stand::Unknown { why: format!("it says of itself: {phase}") };
    };
    let lower = phase.to_lowercase();
    if well.iter().any(|word| word.eq_ignore_ascii_case(phase)) {
        return Stand::Ready { since: None, by: phase.into() };
    }
    match bad.iter().any(|word| lower.contains(word)) {
        true => Stand::Stopped { since: None, why: phase.into(), by: kind.name.to_string(), is_ready: false },
        false => Stand::Making { why: phase.into(), by: kind.name.to_string() },
    }
}

/// How an object does in the words of the application that lists it.
pub(super) fn of_resource(state: &ResourceState) -> Stand {
    let by = "Argo CD".to_owned();
    match &state.health {
        Some(health) => of_health(health, state.message.as_str(), by),
        None => {
            Stand::Unknown { why: "no cluster that is heard tells of it, and Argo CD does not judge its kind".into() }
        }
    }
}

/// How an application does.
pub(super) fn of_app(app: &App) -> Stand {
    let message = app.messages.first().map(|it| it.as_str()).unwrap_or_default();
    let by = format!("Argo CD {}", app.id.name);
    match app.sync {
        Sync::Unknown if !message.is_empty() => {
            Stand::Stopped { since: None, why: message.into(), by, is_ready: app.health == Health::Healthy }
        }
        // an application without objects is healthy too
        Sync::OutOfSync if app.health == Health::Missing => Stand::Making { why: "it is not synced yet".into(), by },
        _ => of_health(&app.health, message, by),
    }
}

fn of_health(health: &Health, message: &str, by: String) -> Stand {
    let or = |word: &str| if message.is_empty() { word.to_owned() } else { message.to_owned() };
    match health {
        Health::Healthy => Stand::Ready { since: None, by: format!("{by}: Healthy") },
        Health::Progressing => Stand::Making { why: or("Progressing"), by },
        Health::Degraded => Stand::Stopped { since: None, why: or("Degraded"), by, is_ready: false },
        Health::Suspended => Stand::Paused { why: or("Suspended") },
        Health::Missing => Stand::Making { why: or("Missing"), by },
        Health::Unknown => Stand::Unknown { why: or("Argo CD does not know how it does") },
    }
}

/// `Ready=False (Creating)`.
pub(super) fn shown(condition: &Condition) -> String {
    let holds = match condition.holds {
        Truth::Yes => "True",
        Truth::No => "False",
        Truth::Unknown => "Unknown",
    };
    match condition.reason.as_str() {
        "" => format!("{}={holds}", condition.name),
        reason => format!("{}={holds} ({reason})", condition.name),
    }
}

/// What a condition says, in its own words.
fn said(condition: &Condition) -> String {
    match (condition.reason.as_str(), condition.message.as_str()) {
        (reason, "") => reason.into(),
        ("", message) => message.into(),
        (reason, message) => format!("{reason}: {message}"),
    }
}
