use crate::domain::text::Clean;

/// Something wrong in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub words: Clean,
}
