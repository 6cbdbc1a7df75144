use crate::domain::model::Place;
use crate::domain::text::{Clean, Shown, width};
use unicode_segmentation::UnicodeSegmentation as _;

/// What a run of text is. The look gives each role its style; none says a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Running text.
    Text,
    /// What matters less.
    Dim,
    /// Lines and frames.
    Rule,
    /// The name of what is looked at.
    Title,
    /// The head of a section.
    Heading,
    /// What a value is called.
    Label,
    /// What one can follow.
    Link,
    /// The name of the selected row.
    Selected,
    /// The mark before the selected row.
    Mark,
    /// What matches what was typed.
    Match,
    /// All is well.
    Good,
    /// Take note.
    Warn,
    /// Something is wrong.
    Bad,
    /// A key to press.
    Key,
    /// A badge in the header.
    Badge,
    /// A tag.
    Tag,
    /// A key of a mapping, in code.
    CodeKey,
    /// A value, in code.
    CodeValue,
    /// The head of a section within a section.
    Subheading,
    /// The title of what is to be noted.
    Note,
    /// Code within a text, and what of code is nothing further.
    Code,
    /// What its author marked with a pen.
    Marked,
    /// A word of the language, in code.
    CodeKeyword,
    /// The name of a function, in code.
    CodeFunction,
    /// The name of a type, in code.
    CodeType,
    /// A number or a constant, in code.
    CodeNumber,
    /// A text, in code.
    CodeString,
    /// A comment, in code.
    CodeComment,
    /// An operator, in code.
    CodeOperator,
    /// A tag of markup, in code.
    CodeTag,
}

/// A piece of a line in one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The text.
    pub text: Clean,
    /// What it is.
    pub role: Role,
}

impl Run {
    /// A run.
    pub fn new(text: impl Into<Clean>, role: Role) -> Self {
        Self { text: text.into(), role }
    }
}

/// Where following a line leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Another place of stagedoor.
    Place(Place),
    /// An address outside.
    Address(Clean),
    /// A line of a file, its path relative to the root of the workspace.
    File(Box<str>, usize),
}

/// A line, as wide as it is; who paints it clips it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Its runs from left to right.
    pub runs: Vec<Run>,
    /// Where it leads, when it can be followed.
    pub target: Option<Target>,
}

impl Line {
    /// An empty line.
    pub fn empty() -> Self {
        Self::default()
    }

    /// A line of one run.
    pub fn of(text: impl Into<Clean>, role: Role) -> Self {
        Self { runs: vec![Run::new(text, role)], target: None }
    }

    /// The same line with a run after it.
    #[must_use]
    pub fn and(mut self, text: impl Into<Clean>, role: Role) -> Self {
        self.runs.push(Run::new(text, role));
        self
    }

    /// The same line with spaces after it up to `columns`, at least one.
    #[must_use]
    pub fn pad_to(self, columns: usize) -> Self {
        let missing = columns.saturating_sub(self.width()).max(1);
        self.and(Clean::line(&" ".repeat(missing)), Role::Text)
    }

    /// The same line, leading somewhere.
    #[must_use]
    pub fn to(mut self, target: Target) -> Self {
        self.target = Some(target);
        self
    }

    /// Columns it takes.
    pub fn width(&self) -> usize {
        self.runs.iter().map(|run| width(run.text.as_str())).sum()
    }

    /// Its text without roles.
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

/// Breaks text into lines of at most `columns`: at blanks, and between the characters of scripts
/// that have none. A word that is wider than a line is cut.
pub fn wrap(text: Shown<'_>, columns: usize) -> Vec<Clean> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text.as_str()) {
        let mut piece = piece;
        if width(&line) + width(piece.trim_end()) > columns {
            close(&mut line, &mut lines);
            piece = piece.trim_start();
            while width(piece.trim_end()) > columns {
                let head = cut(piece, columns);
                lines.push(Clean::line(head));
                piece = piece.get(head.len()..).unwrap_or_default();
            }
        }
        line.push_str(piece);
    }
    close(&mut line, &mut lines);
    lines
}

fn close(line: &mut String, lines: &mut Vec<Clean>) {
    if !line.trim().is_empty() {
        lines.push(Clean::line(line.trim_end()));
    }
    line.clear();
}

/// The beginning of a word that fits, one character at least.
fn cut(word: &str, columns: usize) -> &str {
    let mut used = 0;
    let fits = |(_, grapheme): &(usize, &str)| {
        used += width(grapheme);
        used <= columns
    };
    let end = word.grapheme_indices(true).take_while(fits).last().map(|(at, grapheme)| at + grapheme.len());
    let one = || word.graphemes(true).next().map_or(word.len(), str::len);
    word.get(..end.unwrap_or_else(one)).unwrap_or(word)
}

/// Words with the blanks behind them; wide characters stand for themselves.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut graphemes = rest.grapheme_indices(true);
        let (_, first) = graphemes.next()?;
        let mut blank = first == " ";
        let alone = width(first) > 1;
        let ends = |(_, grapheme): &(usize, &str)| {
            let is_blank = *grapheme == " ";
            let ends = !is_blank && (blank || alone || width(grapheme) > 1);
            blank = is_blank;
            ends
        };
        let end = graphemes.find(ends).map_or(rest.len(), |(at, _)| at);
        let (piece, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str, columns: usize) -> Vec<String> {
        wrap(Clean::line(text).shown(), columns).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn text_breaks_at_spaces_and_long_words_are_cut() {
        assert_eq!(wrapped("keeps what a customer buys", 12), ["keeps what a", "customer", "buys"]);
        assert_eq!(wrapped("abcdefghij kl", 4), ["abcd", "efgh", "ij", "kl"]);
        assert_eq!(wrapped("日本語", 4), ["日本", "語"]);
        assert_eq!(wrapped("are sums, never", 9), ["are sums,", "never"]);
        assert_eq!(wrapped("of http://127.0.0.1:1: no", 20), ["of", "http://127.0.0.1:1:", "no"]);
        assert!(wrapped("", 10).is_empty());
    }

    #[test]
    fn nothing_is_wider_than_asked_even_when_there_is_hardly_room() {
        for columns in 1..8 {
            for line in wrapped("日本語 words and-more 🛒 x", columns) {
                assert!(width(&line) <= columns.max(2), "{line} in {columns}");
            }
        }
    }
}
