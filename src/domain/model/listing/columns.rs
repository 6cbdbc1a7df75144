//! What of an entity a list can show, sort and narrow by: what every row has, and any field.

use super::path::{FIELD, FieldPath, field_of_word};
use crate::domain::text::Clean;

/// A field by which a list can be narrowed, with counts beside its values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// `kind`
    Kind,
    /// `spec.type`
    Type,
    /// `spec.lifecycle`
    Lifecycle,
    /// the first owner
    Owner,
    /// the system
    System,
    /// any of `metadata.tags`
    Tag,
    /// `metadata.namespace`
    Namespace,
    /// any field of the entity; of a list any item
    Field(FieldPath),
}

impl Facet {
    /// The facets that every list has, in the order they are shown.
    pub const ALL: [Facet; 7] =
        [Facet::Kind, Facet::Type, Facet::Lifecycle, Facet::Owner, Facet::System, Facet::Tag, Facet::Namespace];

    /// The name in links and filters.
    pub fn word(&self) -> Clean {
        match self {
            Facet::Kind => "kind".into(),
            Facet::Type => "type".into(),
            Facet::Lifecycle => "lifecycle".into(),
            Facet::Owner => "owner".into(),
            Facet::System => "system".into(),
            Facet::Tag => "tag".into(),
            Facet::Namespace => "namespace".into(),
            Facet::Field(path) => Clean::line(&format!("{FIELD}{path}")),
        }
    }

    /// The facet of that name.
    pub fn of_word(word: &str) -> Option<Self> {
        let known = Self::ALL.into_iter().find(|facet| facet.word().as_str() == word);
        known.or_else(|| field_of_word(word).map(Facet::Field))
    }

    /// The field, where the facet is one.
    pub fn field(&self) -> Option<&FieldPath> {
        match self {
            Facet::Field(path) => Some(path),
            _ => None,
        }
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
}
