//! Who one is to a vault, and the token that says so.

use crate::domain::model::At;
use crate::domain::text::{Clean, Secret};
use std::time::Duration;

/// A token is not used any more when it has only so long left.
const LAST: Duration = Duration::from_secs(5);

/// Who one is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Who {
    pub(super) user: Clean,
    pub(super) policies: Vec<Clean>,
    pub(super) until: Option<At>,
}

/// A token that the vault took.
#[derive(Debug)]
pub(super) struct Entered {
    pub(super) token: Secret,
    pub(super) who: Who,
    /// How long it was made for.
    pub(super) span: Duration,
    pub(super) renewable: bool,
    /// Whether its policies let it look at itself: without that a refusal does not tell whether it has ended.
    pub(super) looks: bool,
}

impl Entered {
    pub(super) fn is_over(&self, now: At) -> bool {
        self.who.until.is_some_and(|until| until.since(now) <= LAST)
    }

    /// In the last third of its time.
    pub(super) fn is_ageing(&self, now: At) -> bool {
        self.renewable && self.who.until.is_some_and(|until| until.since(now) < self.span / 3)
    }

    pub(super) fn lasts(&mut self, seconds: u64, now: At) {
        self.span = Duration::from_secs(seconds);
        self.who.until = (seconds > 0).then(|| now.after(self.span));
    }
}
