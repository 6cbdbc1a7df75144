//! `stagedoor wait`: until something is so.

mod provision;
mod request;
mod task;

use super::desk::{self, Desk};
use super::ending::{Ended, Ending, TIMED_OUT, complain};
use super::named::Named;
use super::platforms::Connected;
use super::span::span;
use crate::domain::model::{Entity, EntityRef};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::ports::{Ports, Step, Steps, Wanted};
use serde_json::json;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio::time::{sleep, timeout_at};

#[derive(Debug, clap::Args)]
pub(super) struct WaitArgs {
    /// What is waited for: an entity, component:default/payments; a task, task/ID; something that was asked for,
    /// provision/NAME; or a request for access, request/ID
    #[arg(value_name = "THING")]
    pub thing: String,
    /// Until it is so: `exists`, `gone`, `owned` (by somebody who is there), or FIELD=VALUE, as
    /// spec.lifecycle=production; of a task `completed`, `failed`, `cancelled` or `ended`, which is
    /// meant without it;
    /// of a provision `failed`, or a stage that is behind: `committed`, `synced`, `ready`, `cataloged`;
    /// of a request `approved`, which is meant without it, `active`, `denied`, `expired`, `lapsed`, `revoked`,
    /// `promoted`, or `over`: what can never come ends with exit code 1
    #[arg(long = "for", value_name = "CONDITION")]
    pub condition: Option<String>,
    /// At most so long: 30s, 5m, 2h; after that exit code 8
    #[arg(long, value_name = "DURATION", default_value = "5m")]
    pub timeout: String,
}

/// The pause after the first look at a portal, and the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);
/// A folder whose changes go unnoticed is looked at so often.
const UNNOTICED: Duration = Duration::from_secs(2);

enum Condition {
    Exists,
    Gone,
    Owned,
    Field(String, String),
}

pub(super) fn run(desk: &mut Desk<'_>, args: &WaitArgs) -> Ended {
    if args.thing.starts_with("task/") {
        return task::run(desk, args);
    }
    if args.thing.starts_with("request/") {
        return request::run(desk, args);
    }
    if let Some(name) = args.thing.strip_prefix("provision/") {
        return provision::run(desk, name, args);
    }
    let wanted = args.condition.as_deref().ok_or_else(|| {
        Ending::usage("say what to wait for: --for exists, gone, owned, or FIELD=VALUE as spec.lifecycle=production")
    })?;
    let condition = Condition::parse(wanted)?;
    let limit = span(&args.timeout)?;
    let reference = thing(&args.thing)?;
    let connected = desk.connect()?;
    let begun = Instant::now();
    let met = desk::wait(async {
        // a clock that cannot count so far has no end
        match tokio::time::Instant::now().checked_add(limit) {
            Some(end) => match timeout_at(end, until(&connected, &reference, &condition)).await {
                Ok(met) => met.map(|()| true),
                Err(_) => Ok(false),
            },
            None => until(&connected, &reference, &condition).await.map(|()| true),
        }
    })?;
    let waited = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let value = json!({"ref": reference.as_str(), "condition": wanted, "met": met, "waited_ms": waited});
    let words = Clean::line(&format!("{reference} {}", condition.words()));
    if met {
        desk.out.one(&words, &value)?;
        return Ok(0);
    }
    if !desk.out.for_people() {
        desk.out.one(&words, &value)?;
    }
    complain(&Clean::line(&format!("not so after {}: {words}", args.timeout)));
    Ok(TIMED_OUT)
}

fn thing(text: &str) -> Result<EntityRef, Ending> {
    match Named::parse(text)? {
        Named::Full(reference) => Ok(reference),
        // what is not there yet has no name that could be looked up
        Named::Short { name, .. } => {
            Err(Ending::usage(&format!("write `{name}` with its kind: component:default/{name}")))
        }
    }
}

impl Condition {
    fn parse(text: &str) -> Result<Self, Ending> {
        match (text, text.split_once('=')) {
            ("exists", _) => Ok(Condition::Exists),
            ("gone", _) => Ok(Condition::Gone),
            ("owned", _) => Ok(Condition::Owned),
            (_, Some((field, value))) if !field.is_empty() && !field.ends_with(['!', '<', '>', '~']) => {
                Ok(Condition::Field(field.to_owned(), value.to_owned()))
            }
            _ => {
                let known = "exists, gone, owned, or FIELD=VALUE as spec.lifecycle=production";
                Err(Ending::usage(&format!("`{text}` is no condition; there are: {known}")))
            }
        }
    }

    fn words(&self) -> String {
        match self {
            Condition::Exists => "exists".into(),
            Condition::Gone => "is gone".into(),
            Condition::Owned => "has an owner who is there".into(),
            Condition::Field(field, value) => format!("has {field}={value}"),
        }
    }

    async fn holds(&self, ports: &Ports, reference: &EntityRef) -> Result<bool, Fault> {
        let filters = match self {
            Condition::Field(field, value) => vec![(field.clone(), Some(value.clone()))],
            _ => Vec::new(),
        };
        let found = read(ports, vec![reference.clone()], filters).await?;
        match (self, found.first()) {
            (Condition::Gone, found) => Ok(found.is_none()),
            (_, None) => Ok(false),
            (Condition::Owned, Some(entity)) => Ok(!read(ports, entity.owners(), Vec::new()).await?.is_empty()),
            (_, Some(_)) => Ok(true),
        }
    }
}

/// Those of some entities that are there and pass the filters.
async fn read(
    ports: &Ports,
    refs: Vec<EntityRef>,
    filters: Vec<(String, Option<String>)>,
) -> Result<Arc<Vec<Entity>>, Fault> {
    if refs.is_empty() {
        return Ok(Arc::default());
    }
    // a catalog leaves out what it has not; that it is not found itself proves nothing
    Ok(ports.catalog.entities(Wanted { refs, filters, ..Wanted::default() }).await?.answer)
}

async fn until(connected: &Connected, reference: &EntityRef, condition: &Condition) -> Result<(), Ending> {
    let changed = Arc::new(Notify::new());
    let told = Arc::clone(&changed);
    let steps = Steps::to(move |step| {
        if matches!(step, Step::Whole(_)) {
            told.notify_one();
        }
    });
    if !connected.platform.is_workspace {
        return polled(connected, reference, condition).await;
    }
    // the rows of a workspace are told anew whenever a file changes
    let following = connected.ports.catalog.rows(None, steps);
    tokio::pin!(following);
    loop {
        if condition.holds(&connected.ports, reference).await? {
            return Ok(());
        }
        tokio::select! {
            () = changed.notified() => {}
            () = sleep(UNNOTICED) => {}
            ended = &mut following => {
                ended?;
            }
        }
    }
}

/// A portal is asked with growing pauses; one that is away for a while is asked again.
async fn polled(connected: &Connected, reference: &EntityRef, condition: &Condition) -> Result<(), Ending> {
    let mut pause = FIRST_PAUSE;
    let mut complained = false;
    loop {
        let asked = match condition.holds(&connected.ports, reference).await {
            Ok(true) => return Ok(()),
            Ok(false) => None,
            Err(fault) if fault.kind.passes() => Some(fault),
            Err(fault) => return Err(fault.into()),
        };
        if let Some(fault) = asked.as_ref().filter(|_| !complained) {
            complain(&Clean::line(&format!("{fault}; waiting goes on")));
        }
        complained = asked.is_some();
        let polite = asked.and_then(|fault| fault.retry_after).unwrap_or_default();
        sleep((pause + jitter(pause)).max(polite)).await;
        pause = (pause * 3 / 2).min(LONGEST_PAUSE);
    }
}

/// Up to a quarter of a pause, so that many who wait do not ask together.
fn jitter(pause: Duration) -> Duration {
    let part = u32::try_from(RandomState::new().build_hasher().finish() % 256).unwrap_or_default();
    pause * part / 1_024
}
