use crate::domain::definition::{Definition, Subject};
use crate::domain::document::Target;
use crate::domain::model::listing::Listing;
use crate::domain::model::{Entity, EntityRef, Place};
use crate::domain::text::Clean;
use std::collections::HashSet;

/// The word over those that provide the API.
pub(super) const PROVIDED: &str = "Provided by";

/// A part of the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Operations,
    Schemas,
    Users,
    Text,
}

impl Part {
    pub(super) const ALL: [Self; 4] = [Part::Operations, Part::Schemas, Part::Users, Part::Text];
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// The definition as a whole.
    About,
    /// The head of a group, by index; whether its operations are shown.
    Group(usize, bool),
    /// An operation by index, and the word inside it that was searched for.
    Operation(usize, Option<Clean>),
    /// A schema likewise.
    Schema(usize, Option<Clean>),
    /// A word over the entities that follow.
    Head(&'static str),
    /// An entity that provides or uses the API, and what it is called.
    User(EntityRef, Clean),
    /// Something that names an entity which is not to be found.
    Stray(Clean),
}

impl Item {
    /// What is shown beside the list.
    pub(super) fn subject(&self) -> Option<Subject> {
        match self {
            Item::About | Item::Group(..) => Some(Subject::About),
            Item::Operation(index, _) => Some(Subject::Operation(*index)),
            Item::Schema(index, _) => Some(Subject::Schema(*index)),
            Item::Head(_) | Item::User(..) | Item::Stray(_) => None,
        }
    }

    /// Where it leads away.
    pub(super) fn target(&self) -> Option<Target> {
        match self {
            Item::User(reference, _) => Some(Target::Place(Place::entity(reference.clone()))),
            _ => None,
        }
    }
}

/// The rows of a part. What is searched for leaves out what does not hold it.
pub(super) fn items(
    part: Part,
    definition: &Definition,
    searched: &str,
    folded: &HashSet<Clean>,
    users: &[Item],
) -> Vec<Item> {
    let found = || definition.search(searched);
    match part {
        Part::Operations if searched.is_empty() => operations(definition, folded, |_| Some(None)),
        Part::Operations => {
            let found = found().operations;
            let why = |index: usize| {
                let at = found.binary_search_by_key(&index, |(index, _)| *index).ok()?;
                found.get(at).map(|(_, why)| why.clone())
            };
            operations(definition, &HashSet::new(), why)
        }
        Part::Schemas => found().schemas.into_iter().map(|(index, why)| Item::Schema(index, why)).collect(),
        Part::Users => users.to_vec(),
        Part::Text => Vec::new(),
    }
}

fn operations(
    definition: &Definition,
    folded: &HashSet<Clean>,
    found: impl Fn(usize) -> Option<Option<Clean>>,
) -> Vec<Item> {
    let mut items = vec![Item::About];
    for (n, group) in definition.groups.iter().enumerate() {
        let rows = group.operations.iter().filter_map(|index| Some(Item::Operation(*index, found(*index)?)));
        let rows: Vec<Item> = rows.collect();
        if rows.is_empty() {
            continue;
        }
        let open = !folded.contains(&group.name);
        items.push(Item::Group(n, open));
        items.extend(rows.into_iter().filter(|_| open));
    }
    items
}

/// Who provides the API and who uses it, as the list of the catalog has it, or else the entity.
pub(super) fn users(reference: &EntityRef, entity: Option<&Entity>, listing: Option<&Listing>) -> Vec<Item> {
    let mut items = Vec::new();
    for (kind, words) in [("apiConsumedBy", "Used by"), ("apiProvidedBy", PROVIDED)] {
        let rows = of_kind(kind, reference, entity, listing);
        if !rows.is_empty() {
            items.push(Item::Head(words));
            items.extend(rows);
        }
    }
    items
}

fn of_kind(kind: &str, reference: &EntityRef, entity: Option<&Entity>, listing: Option<&Listing>) -> Vec<Item> {
    if let Some((listing, row)) = listing.and_then(|listing| Some((listing, listing.find(reference)?))) {
        let ends = row.relations().filter(|(of, _)| of.as_str() == kind);
        return ends
            .map(|(_, end)| match listing.end_reference(end) {
                Some(reference) => Item::User(reference, listing.end_label(end)),
                None => Item::Stray(listing.end_label(end)),
            })
            .collect();
    }
    let relations = entity.map(Entity::relations).unwrap_or_default();
    let of_kind = relations.into_iter().filter(|relation| relation.kind.as_str() == kind);
    of_kind.map(|relation| Item::User(relation.target.clone(), relation.target.short())).collect()
}

/// Whether two rows are of the same thing, whatever was searched for.
pub(super) fn same(one: &Item, other: &Item) -> bool {
    match (one, other) {
        (Item::Operation(one, _), Item::Operation(other, _)) | (Item::Schema(one, _), Item::Schema(other, _)) => {
            one == other
        }
        (Item::Group(one, _), Item::Group(other, _)) => one == other,
        _ => one == other,
    }
}
