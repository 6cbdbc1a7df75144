//! What a task says while it runs, one event after the other.

use super::StepState;
use crate::domain::model::At;
use serde_json::Value;
use std::borrow::Cow;

/// Something that happened to a task.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskEvent<'a> {
    /// Its number; later ones have larger ones.
    pub id: u64,
    /// When it happened.
    pub at: At,
    /// What it was.
    pub what: What<'a>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum What<'a> {
    /// Something was said, by a step where it names one; it may say how that step stands now.
    Said {
        /// What, as it came.
        message: Cow<'a, str>,
        /// The id of the step.
        step: Cow<'a, str>,
        /// How the step stands now.
        state: Option<StepState>,
    },
    /// The task was asked to stop.
    Cancelled {
        /// What was said about it, as it came.
        message: Cow<'a, str>,
        /// The id of the step that ran.
        step: Cow<'a, str>,
    },
    /// The task ended.
    Completed {
        /// What was said about it, as it came.
        message: Cow<'a, str>,
        /// Why it failed; none where it did not.
        error: Option<Cow<'a, str>>,
        /// What came of it.
        output: Value,
    },
    /// The task is run again: from its beginning, or where it came to if that was kept. Some platforms do not
    /// tell any more what happened before.
    Recovered,
}

impl StepState {
    /// What a word of Backstage stands for.
    pub fn of_word(word: &str) -> Option<Self> {
        match word {
            "processing" => Some(Self::Processing),
            "completed" => Some(Self::Completed),
            "failed" => Some(Self::Failed),
            "skipped" => Some(Self::Skipped),
            "cancelled" => Some(Self::Cancelled),
            "open" => Some(Self::Waiting),
            _ => None,
        }
    }
}
