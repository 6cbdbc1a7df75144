//! Renewals that leaving the program waits for.

use super::tokens::RENEWAL;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Renewals that are to be waited for.
#[derive(Default)]
pub(super) struct UnderWay {
    state: Mutex<State>,
    none: Condvar,
}

#[derive(Default)]
struct State {
    count: usize,
    is_over: bool,
}

impl UnderWay {
    /// From here on none begins; waits until there is none any more, as long as one may take.
    pub(super) fn settle(&self) {
        let mut state = self.state();
        state.is_over = true;
        let _ = self.none.wait_timeout_while(state, RENEWAL, |state| state.count > 0);
    }

    /// One begins; `None` when the program is being left.
    pub(super) fn begin(self: &Arc<Self>) -> Option<Counted> {
        let mut state = self.state();
        if state.is_over {
            return None;
        }
        state.count += 1;
        Some(Counted(Arc::clone(self)))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts a renewal for as long as it lives.
pub(super) struct Counted(Arc<UnderWay>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.state().count -= 1;
        self.0.none.notify_all();
    }
}
