//! How far the steps have come, for whoever has to stop them in between.

use super::deed::Deed;
use crate::cli::desk::Stopped;
use crate::domain::text::Clean;
use std::cell::{Cell, RefCell};

/// How far the steps have come.
#[derive(Default)]
pub(super) struct Progress {
    deeds: RefCell<Vec<Deed>>,
    /// The target of the step that is under way.
    under_way: RefCell<Option<Clean>>,
    stopped: Cell<bool>,
}

impl Progress {
    /// No further step is begun.
    pub(super) fn stop(&self) -> Stopped {
        self.stopped.set(true);
        if self.under_way.borrow().is_some() { Stopped::AfterStep } else { Stopped::Here }
    }

    /// Whether no further step is to be begun.
    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.get()
    }

    /// A step begins.
    pub(super) fn begin(&self, target: Clean) {
        self.under_way.replace(Some(target));
    }

    /// What became of a step.
    pub(super) fn end(&self, deed: Deed) {
        self.under_way.replace(None);
        self.deeds.borrow_mut().push(deed);
    }

    /// What became of the steps; the one that was left while it was under way is in doubt.
    pub(super) fn deeds(&self) -> Vec<Deed> {
        let left = self.under_way.take().map(|target| Deed {
            outcome: "in-doubt",
            code: 1,
            ..Deed::done(
                target,
                "left before it ended: whether it was done is not known, and it is not sent again".into(),
            )
        });
        self.deeds.take().into_iter().chain(left).collect()
    }
}
