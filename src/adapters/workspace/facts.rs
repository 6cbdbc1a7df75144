//! Which whole entities are wanted, decided as Backstage's catalog decides: an entity is taken
//! apart into keys and values in lower case (`buildEntitySearch` of its backend).

use super::bodies::Bodies;
use super::shared::Shared;
use super::snapshot::Snapshot;
use crate::domain::model::Entity;
use crate::domain::model::listing::{Listing, Row};
use crate::platform::ports::Wanted;
use serde_json::Value;
use std::cmp::Ordering;

/// Longer values are not compared.
const LONGEST: usize = 200;

/// Reads the entities that are wanted, in the order that is wanted.
pub(super) fn find(shared: &Shared, snapshot: &Snapshot, wanted: &Wanted) -> Vec<Entity> {
    let mut bodies = Bodies::new(shared, snapshot);
    let mut rows: Vec<Row<'_>> =
        snapshot.listing.rows().filter(|row| may_be(&snapshot.listing, *row, wanted)).collect();
    rows.sort_by_cached_key(|row| row.reference());
    let limit = wanted.limit.unwrap_or(usize::MAX);
    if wanted.sort.is_none() && wanted.filters.is_empty() {
        rows.truncate(limit);
    }
    // the documents of a file are read one after the other
    rows.sort_by_key(|row| snapshot.origin(*row).map(|origin| (&*origin.member.file.path, origin.document.index)));
    let mut found: Vec<Entity> = rows.into_iter().filter_map(|row| bodies.whole(row)).collect();
    let conditions = conditions(wanted);
    if !conditions.is_empty() {
        found.retain(|entity| passes(&Facts::of(entity), &conditions));
    }
    found.sort_by(|a, b| a.reference().cmp(b.reference()));
    if let Some((field, descending)) = &wanted.sort {
        sort(&mut found, &field.to_lowercase(), *descending);
    }
    found.truncate(limit);
    found
}

/// What a row can tell before its entity is read.
fn may_be(listing: &Listing, row: Row<'_>, wanted: &Wanted) -> bool {
    let of_kind = wanted.kind.as_ref().is_none_or(|kind| row.kind().as_str().eq_ignore_ascii_case(kind));
    let of_refs = wanted.refs.is_empty() || wanted.refs.iter().any(|reference| row.is(reference));
    let is_owner = |end| listing.end_reference(end).is_some_and(|owner| wanted.owned_by.contains(&owner));
    let owned = || row.relations().any(|(kind, end)| kind.as_str() == "ownedBy" && is_owner(end));
    of_kind && of_refs && (wanted.owned_by.is_empty() || owned())
}

/// The conditions, those of one field together.
fn conditions(wanted: &Wanted) -> Vec<(String, Vec<Option<String>>)> {
    let mut conditions: Vec<(String, Vec<Option<String>>)> = Vec::new();
    for (field, value) in &wanted.filters {
        let (field, value) = (field.to_lowercase(), value.as_ref().map(|value| value.to_lowercase()));
        match conditions.iter_mut().find(|(known, _)| *known == field) {
            Some((_, values)) => values.push(value),
            None => conditions.push((field, vec![value])),
        }
    }
    conditions
}

fn passes(facts: &Facts, conditions: &[(String, Vec<Option<String>>)]) -> bool {
    conditions.iter().all(|(field, values)| {
        let mut mine = facts.0.iter().filter(|(key, _)| key == field);
        // of one field any value; without a value it only has to be there
        mine.any(|(_, have)| values.iter().any(|wanted| wanted.is_none() || wanted == have))
    })
}

fn sort(found: &mut [Entity], field: &str, descending: bool) {
    found.sort_by_cached_key(|entity| Place { value: Facts::of(entity).first(field), descending });
}

/// Where an entity comes in a sorted list; those without a value come last either way.
#[derive(PartialEq, Eq)]
struct Place {
    value: Option<String>,
    descending: bool,
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.value, &other.value) {
            (Some(a), Some(b)) if self.descending => b.cmp(a),
            (Some(a), Some(b)) => a.cmp(b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        }
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// An entity's keys and values, in lower case; `None` is a value that is null or too long.
struct Facts(Vec<(String, Option<String>)>);

impl Facts {
    fn of(entity: &Entity) -> Self {
        let mut facts = Self(Vec::new());
        facts.add(&mut String::new(), entity.value());
        for relation in entity.relations() {
            let key = format!("relations.{}", relation.kind).to_lowercase();
            facts.0.push((key, Some(relation.target.as_str().to_owned())));
        }
        facts
    }

    fn first(&self, field: &str) -> Option<String> {
        self.0.iter().find(|(key, _)| key == field).and_then(|(_, value)| value.clone())
    }

    fn add(&mut self, path: &mut String, value: &Value) {
        match value {
            Value::Object(map) => {
                let end = path.len();
                // relations are told apart by their type
                for (key, inner) in map.iter().filter(|(key, _)| end > 0 || *key != "relations") {
                    if end > 0 {
                        path.push('.');
                    }
                    path.push_str(&key.to_lowercase());
                    self.add(path, inner);
                    path.truncate(end);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.add_item(path, item)),
            Value::Null => self.0.push((path.clone(), None)),
            Value::String(text) => self.0.push((path.clone(), shortened(text))),
            other => self.0.push((path.clone(), Some(other.to_string()))),
        }
    }

    /// An item counts as a value of its list, and a text also as a key that is true.
    fn add_item(&mut self, path: &mut String, item: &Value) {
        self.add(path, item);
        if let Some(text) = item.as_str() {
            self.0.push((format!("{path}.{}", text.to_lowercase()), Some("true".into())));
        }
    }
}

fn shortened(text: &str) -> Option<String> {
    (text.len() <= LONGEST).then(|| text.to_lowercase())
}
