//! What a row says: its texts, its tags and relations, and how it is found.

use super::table::{End, Field, Listing, Row, WIDTH};
use crate::domain::model::EntityRef;
use crate::domain::text::{Clean, Shown};
use std::cmp::Ordering;

impl<'a> Row<'a> {
    /// Its place in the listing.
    pub fn index(self) -> u32 {
        self.index
    }

    pub(super) fn field(self, field: Field) -> u32 {
        self.listing.fields.get(self.index as usize * WIDTH + field as usize).copied().unwrap_or_default()
    }

    fn next_field(self, field: Field, or: usize) -> usize {
        let at = (self.index as usize + 1) * WIDTH + field as usize;
        self.listing.fields.get(at).map_or(or, |value| *value as usize)
    }

    fn symbol(self, field: Field) -> Shown<'a> {
        self.listing.symbol(self.field(field))
    }

    /// The kind as written.
    pub fn kind(self) -> Shown<'a> {
        self.symbol(Field::Kind)
    }

    /// The namespace.
    pub fn namespace(self) -> Shown<'a> {
        self.symbol(Field::Namespace)
    }

    /// The name as written.
    pub fn name(self) -> Shown<'a> {
        self.listing.span(self.field(Field::Text), self.field(Field::NameLength))
    }

    /// The title; empty when the entity has none.
    pub fn title(self) -> Shown<'a> {
        let start = self.field(Field::Text).saturating_add(self.field(Field::NameLength));
        self.listing.span(start, self.field(Field::TitleLength))
    }

    /// The title, or the name where there is none.
    pub fn label(self) -> Shown<'a> {
        let title = self.title();
        if title.is_empty() { self.name() } else { title }
    }

    /// The beginning of the description.
    pub fn description(self) -> Shown<'a> {
        let start = self.field(Field::Text);
        let start = start.saturating_add(self.field(Field::NameLength)).saturating_add(self.field(Field::TitleLength));
        self.listing.span(start, self.field(Field::DescriptionLength))
    }

    /// `spec.type`.
    pub fn kind_type(self) -> Shown<'a> {
        self.symbol(Field::Type)
    }

    /// `spec.lifecycle`.
    pub fn lifecycle(self) -> Shown<'a> {
        self.symbol(Field::Lifecycle)
    }

    /// The first owner as a whole reference; empty without one.
    pub fn owner(self) -> Shown<'a> {
        self.symbol(Field::Owner)
    }

    /// The system as a whole reference; empty without one.
    pub fn system(self) -> Shown<'a> {
        self.symbol(Field::System)
    }

    /// The tags.
    pub fn tags(self) -> impl Iterator<Item = Shown<'a>> {
        self.tag_symbols().iter().map(move |symbol| self.listing.symbol(*symbol))
    }

    pub(super) fn tag_symbols(self) -> &'a [u32] {
        let tags = &self.listing.tags;
        tags.get(self.field(Field::Tags) as usize..self.next_field(Field::Tags, tags.len())).unwrap_or_default()
    }

    /// The relations as this entity sees them: their type and other end.
    pub fn relations(self) -> impl Iterator<Item = (Shown<'a>, End<'a>)> {
        let edges = &self.listing.edges;
        let mine = edges.get(self.field(Field::Edges) as usize..self.next_field(Field::Edges, edges.len()));
        let listing = self.listing;
        mine.unwrap_or_default().chunks_exact(2).map(move |pair| match pair {
            [kind, end] => (listing.symbol(*kind), listing.end(*end)),
            _ => (Shown::default(), End::Gone(Shown::default())),
        })
    }

    /// Whether the kind wants an owner and none of those named is in the catalog.
    pub fn is_ownerless(self) -> bool {
        let wants = ["component", "api", "resource", "system", "domain", "template"];
        wants.iter().any(|kind| self.kind().as_str().eq_ignore_ascii_case(kind))
            && !self.relations().any(|(kind, end)| kind.as_str() == "ownedBy" && matches!(end, End::Row(_)))
    }

    /// The entity's reference.
    pub fn reference(self) -> EntityRef {
        EntityRef::new(self.kind().as_str(), self.namespace().as_str(), self.name().as_str())
    }

    /// Whether this row is of that entity, without making its reference.
    pub fn is(self, reference: &EntityRef) -> bool {
        self.cmp_parts(reference.kind(), reference.namespace(), reference.name()) == Ordering::Equal
    }

    /// Where the row comes relative to one of this or another listing: by name, then kind, then
    /// namespace, as the rows of every listing come.
    pub fn order(self, other: Row<'_>) -> Ordering {
        self.cmp_parts(other.kind().as_str(), other.namespace().as_str(), other.name().as_str())
    }

    fn cmp_parts(self, kind: &str, namespace: &str, name: &str) -> Ordering {
        fold_cmp(self.name().as_str(), name)
            .then_with(|| fold_cmp(self.kind().as_str(), kind))
            .then_with(|| fold_cmp(self.namespace().as_str(), namespace))
    }
}

impl Listing {
    /// The row of an entity.
    pub fn find(&self, reference: &EntityRef) -> Option<Row<'_>> {
        self.find_parts(reference.kind(), reference.namespace(), reference.name())
    }

    pub(super) fn find_parts(&self, kind: &str, namespace: &str, name: &str) -> Option<Row<'_>> {
        let (mut low, mut high) = (0, u32::try_from(self.len()).ok()?);
        while low < high {
            let middle = low + (high - low) / 2;
            let row = self.row(middle)?;
            match row.cmp_parts(kind, namespace, name) {
                Ordering::Equal => return Some(row),
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
            }
        }
        None
    }

    pub(super) fn end(&self, end: u32) -> End<'_> {
        let rows = u32::try_from(self.len()).unwrap_or(u32::MAX);
        if end < rows { End::Row(end) } else { End::Gone(self.symbol(end - rows)) }
    }

    /// The end of a relation as it may be shown: a title where the entity has one.
    pub fn end_label(&self, end: End<'_>) -> Clean {
        match end {
            End::Row(row) => self.row(row).map(|row| row.label().to_clean()).unwrap_or_default(),
            End::Gone(reference) => reference.to_clean(),
        }
    }

    /// The end of a relation as a reference.
    pub fn end_reference(&self, end: End<'_>) -> Option<EntityRef> {
        match end {
            End::Row(row) => self.row(row).map(Row::reference),
            End::Gone(reference) => reference.as_str().parse().ok(),
        }
    }
}

/// Compares without regard to case: the order of the rows, and of everything sorted by name.
pub fn fold_cmp(a: &str, b: &str) -> Ordering {
    for (x, y) in a.bytes().zip(b.bytes()) {
        if !x.is_ascii() || !y.is_ascii() {
            return a.chars().flat_map(char::to_lowercase).cmp(b.chars().flat_map(char::to_lowercase));
        }
        let order = x.to_ascii_lowercase().cmp(&y.to_ascii_lowercase());
        if order.is_ne() {
            return order;
        }
    }
    a.len().cmp(&b.len())
}
