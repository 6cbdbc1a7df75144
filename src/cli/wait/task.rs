//! Waiting for a task.

use super::WaitArgs;
use crate::cli::desk::{Desk, wait};
use crate::cli::ending::{Ended, Ending, TIMED_OUT, complain};
use crate::cli::span::span;
use crate::cli::task::{id, to_the_end};
use crate::domain::model::task::TaskState;
use crate::domain::text::Clean;
use serde_json::json;
use std::time::Instant;
use tokio::time::timeout;

/// The condition that any end meets.
const ENDED: &str = "ended";

/// Waits until a task has ended; 1 where it ended otherwise than was waited for.
pub(super) fn run(desk: &mut Desk<'_>, args: &WaitArgs) -> Ended {
    let id = id(&args.thing)?;
    let word = args.condition.as_deref().unwrap_or(ENDED);
    let wanted = condition(word)?;
    let limit = span(&args.timeout)?;
    let connected = desk.connect()?;
    let begun = Instant::now();
    let ended = wait(async {
        let following = to_the_end(&connected.ports, &id, |_| Ok(()));
        match timeout(limit, following).await {
            Ok(run) => run.map(Some),
            Err(_) => Ok(None),
        }
    })?;
    let state = ended.as_ref().map(|run| run.state());
    let is_met = state.is_some_and(|state| wanted.is_none_or(|wanted| wanted == state));
    let waited = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let value = json!({
        "ref": format!("task/{id}"), "condition": word, "met": is_met, "waited_ms": waited,
        "state": state.map(TaskState::word),
    });
    let words = Clean::line(&format!("task/{id} {}", state.map_or("goes on", TaskState::word)));
    desk.out.one(&words, &value)?;
    match (state, is_met) {
        (None, _) => {
            complain(&Clean::line(&format!("not so after {}: task/{id} {word}", args.timeout)));
            Ok(TIMED_OUT)
        }
        (Some(_), true) => Ok(0),
        (Some(_), false) => Ok(1),
    }
}

/// The state that is waited for; none where any end will do.
fn condition(word: &str) -> Result<Option<TaskState>, Ending> {
    match TaskState::of_word(word).filter(|state| !state.is_running()) {
        Some(state) => Ok(Some(state)),
        None if word == ENDED => Ok(None),
        None => Err(Ending::usage(&format!(
            "`{word}` is no condition of a task; there are: completed, failed, cancelled, ended"
        ))),
    }
}
