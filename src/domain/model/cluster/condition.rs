use crate::domain::model::At;
use crate::domain::text::Clean;

/// Whether a condition holds (`True`, `False`, `Unknown`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Truth {
    /// It holds.
    Yes,
    /// It does not.
    No,
    /// The system does not know, or says something else.
    #[default]
    Unknown,
}

impl Truth {
    /// What a word of Kubernetes stands for.
    pub fn of_word(word: &str) -> Self {
        match word {
            "True" => Self::Yes,
            "False" => Self::No,
            _ => Self::Unknown,
        }
    }
}

/// A condition of an object (`status.conditions[]`), in the words of the system that set it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    /// Its type: `Ready`, `Synced`.
    pub name: Clean,
    /// Whether it holds.
    pub holds: Truth,
    /// Why, as one word: `ReconcileError`.
    pub reason: Clean,
    /// Why, in a sentence.
    pub message: Clean,
    /// Since when it is so (`lastTransitionTime`).
    pub since: Option<At>,
}
