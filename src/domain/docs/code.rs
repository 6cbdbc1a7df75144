use super::ids::{Key, LinkId};
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
    /// What of it leads somewhere, in the order of reading.
    pub links: Vec<(Piece, LinkId)>,
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

/// What a drawing in Mermaid begins with (<https://mermaid.js.org/intro/>).
const DRAWINGS: [&str; 24] = [
    "graph",
    "flowchart",
    "flowchart-elk",
    "sequenceDiagram",
    "classDiagram",
    "classDiagram-v2",
    "stateDiagram",
    "stateDiagram-v2",
    "erDiagram",
    "gantt",
    "pie",
    "gitGraph",
    "journey",
    "mindmap",
    "timeline",
    "quadrantChart",
    "requirementDiagram",
    "sankey-beta",
    "xychart-beta",
    "block-beta",
    "C4Context",
    "C4Container",
    "C4Component",
    "C4Dynamic",
];

impl Diagram {
    /// Whether code of no language is a drawing: its first word tells. Where a site is built without more
    /// ado the language of a drawing is lost.
    pub fn is_source(code: &str) -> bool {
        let mut lines = code.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("%%"));
        let mut first = lines.next();
        if first == Some("---") {
            first = lines.skip_while(|line| *line != "---").nth(1);
        }
        let Some((word, rest)) = first.map(|line| line.split_once([' ', ';', ':']).unwrap_or((line, ""))) else {
            return false;
        };
        match word {
            // words of every day need what the language has after them
            "graph" | "flowchart" => {
                matches!(rest.split([' ', ';']).next(), Some("TB" | "TD" | "BT" | "RL" | "LR" | ""))
            }
            "pie" => rest.is_empty() || rest.starts_with("title") || rest.starts_with("showData"),
            "journey" | "timeline" | "mindmap" | "gantt" => rest.is_empty(),
            word => DRAWINGS.contains(&word),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_is_known_by_its_first_word() {
        for code in ["graph TD\n A --> B", "\n%% a remark\nsequenceDiagram\nA->>B: x", "---\ntitle: x\n---\npie\n"] {
            assert!(Diagram::is_source(code), "{code}");
        }
        for code in ["graphs are not", "graph of calls", "pie is good", "", "---", "let graph = 1"] {
            assert!(!Diagram::is_source(code), "{code}");
        }
    }
}
