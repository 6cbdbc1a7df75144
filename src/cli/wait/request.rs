//! Waiting for a request for access.

use super::WaitArgs;
use crate::cli::access;
use crate::cli::desk::{Desk, wait};
use crate::cli::ending::{Ended, Ending, TIMED_OUT, complain};
use crate::cli::span::span;
use crate::domain::model::access::{AccessRequest, AccessState, RequestId};
use crate::domain::text::Clean;
use crate::platform::clock::now;
use crate::platform::ports::{Ports, Step, Steps, fell_over};
use serde_json::json;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

/// A clock may be a little behind the moment that it is asked about.
const A_LITTLE: Duration = Duration::from_millis(50);

/// What is waited for.
#[derive(Clone, Copy, Debug)]
enum Condition {
    /// That it stands so.
    Is(AccessState),
    /// That nothing can come of it any more.
    Over,
}

/// How waiting ended.
enum Met {
    Yes,
    /// It can never come.
    Never,
}

/// Waits until a request stands as is wanted. What can never come ends it at once, and it is said why.
pub(super) fn run(desk: &mut Desk<'_>, args: &WaitArgs) -> Ended {
    let word = args.condition.as_deref().unwrap_or(AccessState::Approved.word());
    let wanted = condition(word)?;
    let limit = span(&args.timeout)?;
    access::id(&args.thing)?;
    let connected = desk.connect()?;
    let begun = Instant::now();
    let (id, mut last) = (wait(access::found(&connected.ports, &args.thing))?, None);
    let ended = wait(async {
        match timeout(limit, until(&connected.ports, &id, wanted, &mut last)).await {
            Ok(met) => met.map(Some),
            Err(_) => Ok(None),
        }
    })?;
    let is_met = matches!(ended, Some(Met::Yes));
    let state = last.as_ref().map(|request| request.stands(now()).word());
    let why = last.as_ref().map(|request| reason(request).to_string()).filter(|why| !why.is_empty());
    let value = json!({
        "ref": format!("request/{id}"), "condition": word, "met": is_met,
        "waited_ms": u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        "state": state,
        "reason": why,
    });
    let told = Clean::line(&format!("request/{id} {}", state.unwrap_or("unknown")));
    if is_met || !desk.out.for_people() {
        desk.out.one(&told, &value)?;
    }
    let why = why.map(|why| format!(": {why}")).unwrap_or_default();
    match ended {
        Some(Met::Yes) => Ok(0),
        Some(Met::Never) => {
            complain(&Clean::line(&format!("{told}{why}; it never comes to be {word}")));
            Ok(1)
        }
        None => {
            complain(&Clean::line(&format!("not so after {}: {told}{why}", args.timeout)));
            Ok(TIMED_OUT)
        }
    }
}

fn condition(word: &str) -> Result<Condition, Ending> {
    match AccessState::of_word(word).filter(|state| *state != AccessState::Unknown) {
        Some(state) => Ok(Condition::Is(state)),
        None if word == "over" => Ok(Condition::Over),
        None => {
            let states = AccessState::ALL.into_iter().filter(|state| *state != AccessState::Unknown);
            let words: Vec<&str> = states.map(AccessState::word).collect();
            let words = words.join(", ");
            Err(Ending::usage(&format!("`{word}` is no condition of a request; there are: {words}, over")))
        }
    }
}

impl Condition {
    /// Whether it is so, or can never be.
    fn judge(self, state: AccessState) -> Option<Met> {
        let can_come = match self {
            Condition::Is(wanted) if wanted == state => return Some(Met::Yes),
            // what is in use was approved
            Condition::Is(AccessState::Approved) if state == AccessState::Active => return Some(Met::Yes),
            Condition::Over if state.is_over() => return Some(Met::Yes),
            Condition::Is(wanted) => state.can_become(wanted),
            Condition::Over => true,
        };
        (!can_come).then_some(Met::Never)
    }
}

/// What there is to say of how it stands.
fn reason(request: &AccessRequest) -> Clean {
    let said = request.reviews.last().filter(|review| !review.comment.is_empty());
    match (&request.revoked, said) {
        (Some(revoked), _) => revoked.because.clone(),
        _ if request.stands(now()) == AccessState::Pending => request.needs.clone(),
        (None, Some(review)) => Clean::line(&format!("{}: {}", review.by, review.comment)),
        (None, None) => request.because.clone(),
    }
}

async fn until(
    ports: &Ports,
    id: &RequestId,
    wanted: Condition,
    last: &mut Option<Arc<AccessRequest>>,
) -> Result<Met, Ending> {
    let (sender, mut told) = watch::channel(None);
    let own = sender.clone();
    let steps = Steps::to(move |step: Step<AccessRequest>| {
        let (Step::Part(told) | Step::Whole(told)) = step;
        own.send_replace(Some(told.answer));
    });
    let mut asked = ports.systems.access.request(id.clone(), steps);
    let mut is_over = false;
    loop {
        let heard = told.borrow_and_update().clone();
        // time alone changes how it stands, whoever says something
        let mut change = None;
        if let Some(request) = heard {
            let met = wanted.judge(request.stands(now()));
            change = request.ends_at(now()).map(|at| at.since(now()) + A_LITTLE);
            *last = Some(request);
            if let Some(met) = met {
                return Ok(met);
            }
        }
        tokio::select! {
            changed = told.changed() => changed.map_err(|_| fell_over("wait"))?,
            () = sleep(change.unwrap_or_default()), if change.is_some() => {}
            ended = &mut asked, if !is_over => {
                is_over = true;
                sender.send_replace(Some(ended?.answer));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(word: &str, state: AccessState) -> Option<bool> {
        let met = condition(word).unwrap().judge(state);
        met.map(|met| matches!(met, Met::Yes))
    }

    #[test]
    fn what_is_so_ends_well_and_what_can_never_come_ends_at_once() {
        use AccessState::{Active, Approved, Denied, Expired, Lapsed, Pending, Revoked};
        let goes_on = [("approved", Pending), ("denied", Pending), ("expired", Active), ("over", Approved)];
        let met =
            [("approved", Approved), ("approved", Active), ("denied", Denied), ("over", Lapsed), ("over", Revoked)];
        let never = [
            ("approved", Denied),
            ("approved", Lapsed),
            ("active", Expired),
            ("denied", Approved),
            ("lapsed", Approved),
            ("expired", Revoked),
        ];
        goes_on.iter().for_each(|(word, state)| assert_eq!(judged(word, *state), None, "{word} {state:?}"));
        met.iter().for_each(|(word, state)| assert_eq!(judged(word, *state), Some(true), "{word} {state:?}"));
        never.iter().for_each(|(word, state)| assert_eq!(judged(word, *state), Some(false), "{word} {state:?}"));
    }

    #[test]
    fn a_state_that_nobody_waits_for_is_no_condition() {
        for odd in ["unknown", "granted", "", "ready"] {
            assert!(condition(odd).is_err(), "{odd}");
        }
    }
}
