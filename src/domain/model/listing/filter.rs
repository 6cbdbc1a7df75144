use crate::domain::model::EntityRef;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A field by which a list can be narrowed, with counts beside its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
}

impl Facet {
    /// All facets in the order they are shown.
    pub const ALL: [Facet; 7] =
        [Facet::Kind, Facet::Type, Facet::Lifecycle, Facet::Owner, Facet::System, Facet::Tag, Facet::Namespace];

    /// The name in links, filters and headings.
    pub fn word(self) -> &'static str {
        match self {
            Facet::Kind => "kind",
            Facet::Type => "type",
            Facet::Lifecycle => "lifecycle",
            Facet::Owner => "owner",
            Facet::System => "system",
            Facet::Tag => "tag",
            Facet::Namespace => "namespace",
        }
    }

    /// The facet of that name.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|facet| facet.word() == word)
    }
}

/// A column that a list can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
}

impl Column {
    /// All columns in the order they are shown.
    pub const ALL: [Column; 6] =
        [Column::Name, Column::Kind, Column::Type, Column::Lifecycle, Column::Owner, Column::System];

    /// The name in links and headings.
    pub fn word(self) -> &'static str {
        match self {
            Column::Name => "name",
            Column::Kind => "kind",
            Column::Type => "type",
            Column::Lifecycle => "lifecycle",
            Column::Owner => "owner",
            Column::System => "system",
        }
    }

    /// The column of that name.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.word() == word)
    }
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Order {
    /// Sorted by this.
    pub column: Column,
    /// Last first.
    pub descending: bool,
}

/// Which rows a list shows, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// What was typed: words that must all match, fuzzily.
    pub text: String,
    /// Chosen values; of one facet any, of several facets all must match. Owners and systems are
    /// whole references, compared in lower case as all values are.
    pub facets: BTreeMap<Facet, BTreeSet<String>>,
    /// Only what one of these owns.
    pub owned_by: Option<Arc<[EntityRef]>>,
    /// Only these.
    pub among: Option<Arc<[EntityRef]>>,
    /// Only what should have an owner and has none that exists.
    pub ownerless: bool,
    /// Sorted so; `None` is by name, or by how well the text matches where there is one.
    pub order: Option<Order>,
}

impl Filter {
    /// Whether everything passes.
    pub fn is_open(&self) -> bool {
        self.text.trim().is_empty()
            && self.facets.values().all(BTreeSet::is_empty)
            && self.owned_by.is_none()
            && self.among.is_none()
            && !self.ownerless
    }

    /// Adds the value, or takes it away when it is there.
    pub fn toggle(&mut self, facet: Facet, value: &str) {
        let value = value.to_lowercase();
        let values = self.facets.entry(facet).or_default();
        if !values.remove(&value) {
            values.insert(value);
        }
        if values.is_empty() {
            self.facets.remove(&facet);
        }
    }

    /// Whether the value is chosen.
    pub fn has(&self, facet: Facet, value: &str) -> bool {
        self.facets.get(&facet).is_some_and(|values| values.contains(&value.to_lowercase()))
    }
}
