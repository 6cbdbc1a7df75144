use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Runs in a row without an answer after which none is tried for a while.
const FAILURES: u32 = 3;
/// That while.
const REST: Duration = Duration::from_secs(30);

/// Keeps a `tsh` that does not answer from being started again and again. What the user orders goes past it.
#[derive(Debug, Default)]
pub(super) struct Breaker(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    failed: u32,
    last: Option<Instant>,
}

impl Breaker {
    /// Whether a run may be tried now.
    pub fn is_closed(&self, now: Instant) -> bool {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let rests = state.last.is_some_and(|last| now.saturating_duration_since(last) < REST);
        !(state.failed >= FAILURES && rests)
    }

    /// A run ended, with an answer or without.
    pub fn note(&self, has_answered: bool, now: Instant) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *state = match has_answered {
            true => State::default(),
            false => State { failed: state.failed.saturating_add(1), last: Some(now) },
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_runs_without_an_answer_are_followed_by_a_rest_and_then_by_one_try() {
        let (breaker, now) = (Breaker::default(), Instant::now());
        breaker.note(false, now);
        breaker.note(false, now);
        assert!(breaker.is_closed(now));
        breaker.note(false, now);
        assert!(!breaker.is_closed(now + REST / 2));
        assert!(breaker.is_closed(now + REST));
        breaker.note(false, now + REST);
        assert!(!breaker.is_closed(now + REST), "one more failure, and it rests again");
        breaker.note(true, now + REST);
        assert!(breaker.is_closed(now + REST));
    }
}
