//! Where a text stands, and what it needs for that.

/// Where a text stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Spot {
    /// Columns of white space before what belongs to it.
    pub(super) indent: usize,
    /// It is a key: it has to be on one line.
    pub(super) is_key: bool,
    /// Columns that are taken before it on its first line.
    pub(super) taken: Option<usize>,
}

impl Spot {
    /// The white space; where there would be none, some for lines that would begin a document.
    pub(super) fn margin(&self, value: &str) -> String {
        let width = if self.indent == 0 && has_document_marker(value) { 2 } else { self.indent };
        " ".repeat(width)
    }
}

/// Whether a line of it would begin or end a document, or be a directive.
pub(super) fn has_document_marker(value: &str) -> bool {
    let is_marker = |line: &str| line.starts_with('%') || line.starts_with("---") || line.starts_with("...");
    value.split(['\n', '\r', '\u{2028}', '\u{2029}']).any(is_marker)
}
