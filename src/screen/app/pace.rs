//! When to paint: what a key changed at once, and the first thing that answers it too; what comes
//! by itself at most so often.

use std::time::{Duration, Instant};

/// The shortest time between two frames that nobody waits for.
const FRAME: Duration = Duration::from_millis(16);
/// Frames after a key that do not wait: what the key did, and the first answers to it.
const PROMPT: u8 = 3;

/// Decides when the next frame is due.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pace {
    dirty: bool,
    last: Option<Instant>,
    prompt: u8,
}

impl Pace {
    /// As after several keys: at the start all answers are waited for.
    pub(super) fn starting() -> Self {
        Self { prompt: 4 * PROMPT, ..Self::default() }
    }

    /// Something changed.
    pub(super) fn changed(&mut self) {
        self.dirty = true;
    }

    /// The user did something.
    pub(super) fn touched(&mut self) {
        self.prompt = PROMPT;
    }

    /// A frame was painted; where it is behind, another has to follow.
    pub(super) fn painted(&mut self, at: Instant, is_behind: bool) {
        self.dirty = is_behind;
        self.prompt = self.prompt.saturating_sub(1);
        self.last = Some(at);
    }

    /// Whether to paint now.
    pub(super) fn is_due(self, now: Instant) -> bool {
        self.dirty && self.left(now).is_none()
    }

    /// How long the next frame has to wait; `None` when there is none to paint.
    pub(super) fn waits(self, now: Instant) -> Option<Duration> {
        self.dirty.then(|| self.left(now).unwrap_or_default())
    }

    fn left(self, now: Instant) -> Option<Duration> {
        let since = self.last.map(|last| now.saturating_duration_since(last)).filter(|_| self.prompt == 0)?;
        FRAME.checked_sub(since).filter(|left| !left.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_and_its_first_answers_are_painted_at_once_and_the_rest_waits_its_turn() {
        let start = Instant::now();
        let mut pace = Pace::default();
        assert!(!pace.is_due(start), "nothing changed");
        pace.touched();
        for _ in 0..PROMPT {
            pace.changed();
            assert!(pace.is_due(start));
            pace.painted(start, false);
        }
        pace.changed();
        assert!(!pace.is_due(start));
        assert_eq!(pace.waits(start), Some(FRAME));
        assert!(pace.is_due(start + FRAME));
    }
    #[test]
    fn a_frame_that_is_behind_is_followed_by_another_that_nobody_has_to_wake() {
        let start = Instant::now();
        let mut pace = Pace::default();
        pace.touched();
        pace.painted(start, true);
        assert_eq!(pace.waits(start), Some(Duration::ZERO), "at once, where a key is answered");
        pace.painted(start, false);
        assert_eq!(pace.waits(start), None);
    }
}
