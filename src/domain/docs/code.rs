use super::ids::Key;
use crate::domain::text::{Clean, Piece};

/// What a piece of code is, for its colour. What Pygments tells in some seventy classes and syntect in
/// scopes becomes one of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is what it is called")]
pub enum Token {
    #[default]
    Plain,
    Keyword,
    Function,
    Type,
    Constant,
    Number,
    String,
    Comment,
    Operator,
    Variable,
    Attribute,
    Tag,
    Heading,
    Inserted,
    Deleted,
    Prompt,
    Output,
    Error,
}

/// A block of code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Code {
    /// Which block of the page it is.
    pub key: Key,
    /// The language in lower case, where the author named one; empty for `text`.
    pub language: Box<str>,
    /// The name above it.
    pub title: Option<Piece>,
    /// The number of its first line, where lines are numbered.
    pub numbers_from: Option<u32>,
    /// Its pieces, line after line.
    pub pieces: Vec<(Piece, Token)>,
    /// Its lines.
    pub lines: Vec<CodeLine>,
    /// Whether its tokens are known; else all are plain.
    pub is_highlighted: bool,
}

/// A line of code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CodeLine {
    /// How many of the pieces have come by its end.
    pub until: u32,
    /// Whether the author marked it.
    pub is_marked: bool,
}

impl Code {
    /// Its lines, each with its pieces and whether it is marked.
    pub fn rows(&self) -> impl Iterator<Item = (&[(Piece, Token)], bool)> {
        let mut from = 0;
        self.lines.iter().map(move |line| {
            let until = line.until as usize;
            let pieces = self.pieces.get(from..until).unwrap_or_default();
            from = until;
            (pieces, line.is_marked)
        })
    }
}

/// A drawing, given as the text of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagram {
    /// Which block of the page it is.
    pub key: Key,
    /// Its source (Mermaid), to be drawn and to be shown.
    pub source: Code,
    /// The same as text to be read by who draws it.
    pub text: Vec<Clean>,
}
