//! Waiting for something that was asked for.

use super::WaitArgs;
use crate::cli::desk::{Desk, wait};
use crate::cli::ending::{Ended, Ending, TIMED_OUT, complain};
use crate::cli::provisions::not_there;
use crate::cli::span::span;
use crate::domain::model::provision::{Progress, Provision, Provisions, StageName};
use crate::domain::text::Clean;
use crate::platform::ports::{Ports, Step, Steps};
use serde_json::json;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::watch;
use tokio::time::timeout;

/// What is waited for.
#[derive(Clone, Copy, Debug)]
enum Condition {
    /// A stage is behind.
    Behind(StageName),
    /// A stage stopped.
    Failed,
}

/// What was known last.
#[derive(Default)]
struct Last {
    one: Option<Arc<Provision>>,
}

/// Waits until a stage is behind, or one stopped. What is not there yet may come.
pub(super) fn run(desk: &mut Desk<'_>, name: &str, args: &WaitArgs) -> Ended {
    let named = args.condition.as_deref().unwrap_or("ready");
    let wanted = condition(named)?;
    let limit = span(&args.timeout)?;
    let connected = desk.connect()?;
    let begun = Instant::now();
    let mut last = Last::default();
    let is_met = wait(async {
        match timeout(limit, until(&connected.ports, name, wanted, &mut last)).await {
            Ok(met) => met.map(|()| true),
            Err(_) => Ok(false),
        }
    })?;
    let here = last.one.as_deref().and_then(Provision::here);
    let waited = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let value = json!({
        "ref": format!("provision/{name}"), "condition": named, "met": is_met, "waited_ms": waited,
        "stage": here.map(|stage| stage.name.word()), "state": here.map(|stage| stage.progress.word()),
        "reason": here.map(|stage| stage.reason.as_str()).filter(|reason| !reason.is_empty()),
    });
    let stands = here.map(|stage| format!("{} {}", stage.name.word(), stage.progress.word())).unwrap_or_default();
    if is_met || !desk.out.for_people() {
        desk.out.one(&Clean::line(&format!("provision/{name} {}", if is_met { named } else { &stands })), &value)?;
    }
    if is_met {
        return Ok(0);
    }
    complain(&match here {
        None => not_there(name),
        Some(stage) => Clean::line(&format!("not so after {}: {stands}: {}", args.timeout, stage.reason)),
    });
    Ok(TIMED_OUT)
}

fn condition(word: &str) -> Result<Condition, Ending> {
    match StageName::of_word(word) {
        Some(name) => Ok(Condition::Behind(name)),
        None if word == "failed" => Ok(Condition::Failed),
        None => {
            let stages = StageName::ALL.map(StageName::word).join(", ");
            Err(Ending::usage(&format!("`{word}` is no condition of a provision; there are: failed, {stages}")))
        }
    }
}

async fn until(ports: &Ports, name: &str, wanted: Condition, last: &mut Last) -> Result<(), Ending> {
    let (sender, mut told) = watch::channel(Arc::new(Provisions::default()));
    let own = sender.clone();
    let steps = Steps::to(move |step| {
        let (Step::Part(told) | Step::Whole(told)) = step;
        own.send_replace(told.answer);
    });
    let mut asked = ports.systems.provisioning.provisions(steps);
    let mut is_over = false;
    loop {
        if is_met(&told.borrow_and_update(), name, wanted, last)? {
            return Ok(());
        }
        tokio::select! {
            changed = told.changed() => changed.map_err(|_| crate::platform::ports::fell_over("wait"))?,
            ended = &mut asked, if !is_over => {
                is_over = true;
                sender.send_replace(ended?.answer);
            }
        }
    }
}

fn is_met(told: &Provisions, name: &str, wanted: Condition, last: &mut Last) -> Result<bool, Ending> {
    let one = match told.find(name).as_slice() {
        [] => return Ok(false),
        [one] => Arc::clone(one),
        several => {
            let ids: Vec<String> = several.iter().map(|one| format!("provision/{}", one.id)).collect();
            return Err(Ending::usage(&format!("several are called {name}: {}", ids.join(", "))));
        }
    };
    let is_met = match wanted {
        Condition::Behind(stage) => one.stage(stage).is_some_and(|stage| stage.progress == Progress::Done),
        Condition::Failed => one.is_failing(),
    };
    last.one = Some(one);
    Ok(is_met)
}
