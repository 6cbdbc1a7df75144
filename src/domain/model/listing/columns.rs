//! What of an entity a list can show, sort and narrow by: what every row has, and any field.

use super::Facet;
use crate::domain::text::{Clean, Shown};
use std::fmt;
use std::sync::Arc;

/// Longer paths lead nowhere in any catalog.
const LONGEST_PATH: usize = 200;
/// What stands before the path of a field whose name alone would not say that it is one.
const FIELD: &str = "field.";

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

/// A column of a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// The name, then the kind.
    Name,
    /// The kind, then the name.
    Kind,
    /// The type.
    Type,
    /// The lifecycle.
    Lifecycle,
    /// The owner.
    Owner,
    /// The system.
    System,
    /// The namespace.
    Namespace,
    /// The tags.
    Tags,
    /// The title.
    Title,
    /// The beginning of the description.
    Description,
    /// Any field of the entity.
    Field(FieldPath),
}

impl Column {
    /// The columns that every row has, in the order they are offered.
    pub const BUILT_IN: [Column; 10] = [
        Column::Name,
        Column::Kind,
        Column::Type,
        Column::Lifecycle,
        Column::Owner,
        Column::System,
        Column::Namespace,
        Column::Tags,
        Column::Title,
        Column::Description,
    ];

    /// The columns of a list for which nobody chose any.
    pub const USUAL: [Column; 6] =
        [Column::Name, Column::Kind, Column::Type, Column::Lifecycle, Column::Owner, Column::System];

    /// The name in links and exports: a word, or the path of the field. A path without a dot has
    /// `field.` before it, so that it is never taken for a word.
    pub fn word(&self) -> Clean {
        match self {
            Column::Name => "name".into(),
            Column::Kind => "kind".into(),
            Column::Type => "type".into(),
            Column::Lifecycle => "lifecycle".into(),
            Column::Owner => "owner".into(),
            Column::System => "system".into(),
            Column::Namespace => "namespace".into(),
            Column::Tags => "tags".into(),
            Column::Title => "title".into(),
            Column::Description => "description".into(),
            Column::Field(path) if path.as_str().contains('.') => path.shown().to_clean(),
            Column::Field(path) => Clean::line(&format!("{FIELD}{path}")),
        }
    }

    /// The column of that name.
    pub fn of_word(word: &str) -> Option<Self> {
        if word == "tag" {
            return Some(Column::Tags);
        }
        let built_in = Self::BUILT_IN.into_iter().find(|column| column.word().as_str() == word);
        built_in.or_else(|| field_of_word(word).map(Column::Field))
    }

    /// The field, where the column is one.
    pub fn field(&self) -> Option<&FieldPath> {
        match self {
            Column::Field(path) => Some(path),
            _ => None,
        }
    }

    /// The facet that has the same values, where there is one.
    pub fn facet(&self) -> Option<Facet> {
        match self {
            Column::Kind => Some(Facet::Kind),
            Column::Type => Some(Facet::Type),
            Column::Lifecycle => Some(Facet::Lifecycle),
            Column::Owner => Some(Facet::Owner),
            Column::System => Some(Facet::System),
            Column::Namespace => Some(Facet::Namespace),
            Column::Tags => Some(Facet::Tag),
            Column::Field(path) => Some(Facet::Field(path.clone())),
            Column::Name | Column::Title | Column::Description => None,
        }
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

/// The order of a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Order {
    /// Sorted by this.
    pub column: Column,
    /// Last first; what has no value comes last either way.
    pub descending: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_found_by_the_word_that_names_it() {
        let tier = Column::Field(FieldPath::parse("spec.tier").unwrap());
        let version = Column::Field(FieldPath::parse("apiVersion").unwrap());
        for column in Column::BUILT_IN.into_iter().chain([tier, version]) {
            assert_eq!(Column::of_word(column.word().as_str()), Some(column));
        }
        assert_eq!(Column::of_word("ownr"), None);
        assert_eq!(Column::of_word("field.spec.tier"), Column::of_word("spec.tier"));
    }

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
