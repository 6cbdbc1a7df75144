//! YAML as Backstage reads its catalog with.
//!
//! Follows YAML 1.2.2 with its core schema, as the `yaml` package 2.9 for JavaScript reads it
//! with `merge: false`: `<<` is an ordinary key, a key twice is an error, and a mapping or list
//! as a key becomes its text. A text holds several documents; one that is broken does not hide
//! the others. Known to differ: `!!binary`, `!!set`, `!!omap`, `!!pairs` and `!!timestamp` give
//! plain texts, mappings and lists, and `%YAML 1.1` is read as 1.2.

mod anchors;
mod block;
mod compose;
mod core_schema;
mod edit;
mod error;
mod flow;
mod key_text;
mod mapping;
mod node;
mod props;
mod scalar;
mod scalar_block;
mod scan;
mod scan_flow;
mod scan_scalar;
mod spans;
mod stream;
mod tag;
mod token;
mod tree;
mod tree_block;
mod tree_document;
mod tree_flow;
mod tree_scalar;

use std::ops::Range;

use serde_json::Value;

pub use edit::{EditError, set_text};
pub use error::{Code, YamlError};
pub use spans::Spans;

/// The longest text that is read, in bytes.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

/// One document of a text.
#[derive(Clone, Debug)]
pub struct Document {
    /// Number of the document in its text, from 0.
    pub index: usize,
    /// Line where it starts, from 1: its `---` or its first line of content.
    pub line: usize,
    /// Bytes of the document in the text, up to the next document.
    pub range: Range<usize>,
    /// Its value, or its first error.
    pub content: Result<Parsed, YamlError>,
}

/// A document that could be read.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The value; infinity and not-a-number are null, as in JSON.
    pub value: Value,
    /// Where its parts stand.
    pub spans: Spans,
}

/// A place in a text, both numbers from 1; columns count UTF-16 units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line of the file.
    pub line: usize,
    /// Column in that line.
    pub column: usize,
}

impl Parsed {
    /// Where the key at `pointer` (RFC 6901) stands in `text`, the same text that was read; where
    /// there is no such part, the nearest one around it.
    #[must_use]
    pub fn position(&self, text: &str, pointer: &str) -> Option<Position> {
        self.spans.locate(&self.value, pointer).map(|at| position(text, at))
    }
}

/// Line and column of a byte.
#[must_use]
pub fn position(text: &str, at: usize) -> Position {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |n| n + 1);
    Position {
        line: before.matches('\n').count() + 1,
        column: before.get(line_start..).unwrap_or_default().encode_utf16().count() + 1,
    }
}

/// Reads all documents of a text. A text of comments and white space only has none.
#[must_use]
pub fn documents(text: &str) -> Vec<Document> {
    if text.len() > MAX_BYTES {
        return vec![too_long(text)];
    }
    let mut tree = tree::Tree::new(text, scan::scan(text));
    let mut stream = stream::Stream::default();
    tree.read(&mut stream);
    stream.close_last();
    finish(text, stream.documents, &tree.line_starts)
}

/// The values of a text's documents as far as they can be told in spite of errors: of a key that stands twice the later
/// value counts, and a document that cannot be made out is null. For looking at what is not right yet.
#[must_use]
pub fn values_in_spite(text: &str) -> Vec<Value> {
    if text.len() > MAX_BYTES {
        return Vec::new();
    }
    let mut tree = tree::Tree::new(text, scan::scan(text));
    let mut stream = stream::Stream::default();
    tree.read(&mut stream);
    stream.close_last();
    stream.documents.into_iter().map(|outcome| outcome.content.value).collect()
}

fn finish(text: &str, outcomes: Vec<stream::Outcome>, line_starts: &[u32]) -> Vec<Document> {
    let ends: Vec<usize> = outcomes.iter().skip(1).map(|next| next.at as usize).chain([text.len()]).collect();
    let (mut line, mut counted) = (1, 0);
    let document = |(index, (outcome, end)): (usize, (stream::Outcome, usize))| {
        let start = outcome.at as usize;
        line += text.get(counted..start).map_or(0, |between| between.matches('\n').count());
        counted = counted.max(start);
        let content = match outcome.fault.or(outcome.content.alias_fault) {
            Some(fault) => Err(locate(text, fault, line_starts)),
            None => Ok(Parsed { value: outcome.content.value, spans: outcome.content.spans }),
        };
        Document { index, line, range: start..end, content }
    };
    outcomes.into_iter().zip(ends).enumerate().map(document).collect()
}

fn locate(text: &str, fault: error::Fault, line_starts: &[u32]) -> YamlError {
    let line = line_starts.partition_point(|start| *start <= fault.at);
    let start = line.checked_sub(1).and_then(|n| line_starts.get(n)).copied().unwrap_or_default();
    let before = text.get(start as usize..fault.at as usize).unwrap_or_default();
    let column = before.encode_utf16().count() + 1;
    YamlError { code: fault.code, line, column, message: hint(text, fault) }
}

/// Says it when the text around looks like a template of a template engine.
fn hint(text: &str, fault: error::Fault) -> String {
    let words = fault.words;
    let from = text.get(..fault.at as usize).and_then(|t| t.rfind('\n')).map_or(0, |n| n + 1);
    let line = text.get(from..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    if !words.contains("template") && (line.contains("{{") || line.contains("{%")) {
        return format!("{words}; this looks like a template that is not rendered yet");
    }
    words.to_owned()
}

fn too_long(text: &str) -> Document {
    let message = format!("the text is longer than {MAX_BYTES} bytes");
    let error = YamlError { code: Code::ResourceExhaustion, line: 1, column: 1, message };
    Document { index: 0, line: 1, range: 0..text.len(), content: Err(error) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn values(text: &str) -> Vec<Result<Value, &'static str>> {
        documents(text).into_iter().map(|d| d.content.map(|p| p.value).map_err(|e| e.code.name())).collect()
    }

    #[test]
    fn a_broken_document_does_not_hide_the_ones_after_it() {
        let text = "a: 1\n---\nb: [\n---\nc: 3\n";
        assert_eq!(values(text), [Ok(json!({"a": 1})), Err("BAD_INDENT"), Ok(json!({"c": 3}))]);
        let lines: Vec<usize> = documents(text).iter().map(|d| d.line).collect();
        assert_eq!(lines, [1, 2, 4]);
    }

    #[test]
    fn merge_keys_are_ordinary_and_a_key_twice_is_an_error() {
        let text = "a: &x {b: 1}\nc:\n  <<: *x\n";
        assert_eq!(values(text), [Ok(json!({"a": {"b": 1}, "c": {"<<": {"b": 1}}}))]);
        assert_eq!(values("a: 1\na: 2\n"), [Err("DUPLICATE_KEY")]);
        assert_eq!(values("1: a\n'1': b\n"), [Ok(json!({"1": "b"}))]);
    }

    #[test]
    fn what_stands_twice_can_be_looked_at_all_the_same() {
        assert_eq!(values_in_spite("a: {b: 1}\nc: 2\na: 3\n"), [json!({"a": 3, "c": 2})]);
        assert_eq!(values_in_spite("a: [\n"), [Value::Null]);
    }

    #[test]
    fn an_error_tells_its_line_and_column_and_an_unrendered_template() {
        let document = documents("kind: User\n  {% if x %}\n").remove(0);
        let error = documents("kind: User\nx:\n  {% if x %}\n").remove(0).content.unwrap_err();
        assert_eq!((error.code, error.line, error.column), (Code::BadScalarStart, 3, 4));
        assert!(error.message.contains("template that is not rendered"), "{error}");
        assert!(document.content.is_ok(), "a plain text may go on in the next line");
    }

    #[test]
    fn a_pointer_finds_its_key_in_the_file() {
        let text = "---\nspec:\n  owner: x\n  list:\n    - a\n    - b: 1\n";
        let parsed = documents(text).remove(0).content.unwrap();
        let place = |pointer| parsed.position(text, pointer).map(|p| (p.line, p.column));
        assert_eq!(place("/spec/owner"), Some((3, 3)));
        assert_eq!(place("/spec/list/1/b"), Some((6, 7)));
        assert_eq!(place("/spec/type"), Some((2, 1)), "a missing field stands at its parent");
    }

    #[test]
    fn hostile_nesting_and_aliases_end_in_an_error() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(values(&deep), [Err("RESOURCE_EXHAUSTION")]);
        let mut bomb = "a0: &a0 [x, x]\n".to_owned();
        for n in 1..30 {
            bomb += &format!("a{n}: &a{n} [*a{0}, *a{0}]\n", n - 1);
        }
        assert_eq!(values(&bomb), [Err("RESOURCE_EXHAUSTION")]);
        assert_eq!(values("a: &a [*a]\n"), [Err("BAD_ALIAS")]);
    }

    #[test]
    fn comments_alone_are_no_document() {
        assert!(documents("# nothing\n\n").is_empty());
        assert_eq!(values("\u{FEFF}a: 1\r\nb: >-\r\n  x\r\n  y\r\n"), [Ok(json!({"a": 1, "b": "x y"}))]);
    }
}
