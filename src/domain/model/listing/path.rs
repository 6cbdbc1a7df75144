//! The way to a field of an entity.

use crate::domain::text::{Clean, Shown};
use std::fmt;
use std::sync::Arc;

/// Longer paths lead nowhere in any catalog.
const LONGEST_PATH: usize = 200;
/// The annotation that Backstage puts on an entity which its location names no more; its value is
/// `true` then.
pub const ORPHAN: &str = "metadata.annotations.backstage.io/orphan";

/// What stands before the path of a field whose name alone would not say that it is one.
pub(super) const FIELD: &str = "field.";

/// The way to a field within an entity: `spec.tier`, `metadata.annotations.backstage.io/orphan`. A key
/// may hold dots itself; lists on the way are gone through item by item. `relations.dependsOn` is
/// the targets of the relations of that type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldPath(Arc<str>);

impl FieldPath {
    /// Reads a path; `None` for what is none. What a catalog would take for several paths, or a
    /// filter for another condition, is none.
    pub fn parse(text: &str) -> Option<Self> {
        let separates = |c: char| c.is_whitespace() || matches!(c, ',' | ':' | '=' | '[' | ']' | '"' | '&');
        let is_one = !text.is_empty()
            && text.len() <= LONGEST_PATH
            && !text.contains(separates)
            && !text.starts_with('-')
            && text.split('.').all(|part| !part.is_empty())
            && Clean::line(text).as_str() == text;
        is_one.then(|| Self(text.into()))
    }

    /// The path as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path as text that may be shown.
    pub fn shown(&self) -> Shown<'_> {
        Shown::of_cleaned(&self.0)
    }

    /// What the field is called where there is little room: what stands behind the last dot, or for
    /// annotations and labels the whole key.
    pub fn title(&self) -> Shown<'_> {
        let keys = ["metadata.annotations.", "metadata.labels."];
        let key = keys.iter().find_map(|start| self.0.strip_prefix(start));
        let short = key.map(|key| key.rsplit('/').next().unwrap_or(key));
        Shown::of_cleaned(short.unwrap_or_else(|| self.0.rsplit('.').next().unwrap_or(&self.0)))
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A field as a link names it: a path with a dot in it, or any path behind `field.`.
pub(super) fn field_of_word(word: &str) -> Option<FieldPath> {
    match word.strip_prefix(FIELD) {
        Some(path) => FieldPath::parse(path),
        None if word.contains('.') => FieldPath::parse(word),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_read_as_something_else_is_no_path() {
        for text in ["", ".", "a.", ".a", "a..b", "a b", "a,b", "a:b", "-a.b", "a\u{1b}b", "a\u{202e}b", "a[0]"] {
            assert_eq!(FieldPath::parse(text), None, "{text:?}");
        }
        assert!(FieldPath::parse(&"a.".repeat(200)).is_none());
        assert!(FieldPath::parse("metadata.annotations.backstage.io/managed-by-location").is_some());
    }

    #[test]
    fn a_field_is_called_by_its_last_part() {
        let title = |path| FieldPath::parse(path).unwrap().title().as_str().to_owned();
        assert_eq!(title("spec.tier"), "tier");
        assert_eq!(title("metadata.labels.example.com/team.name"), "team.name");
        assert_eq!(title("metadata.annotations.backstage.io/orphan"), "orphan");
    }
}
