//! Which entities a field offers: `catalogFilter`, `allowedKinds` and what the field itself stands for.

use super::repository::{listed, option};
use crate::domain::form::Field;
use crate::domain::model::EntityRef;
use crate::domain::model::listing::{Facet, FieldPath, Filter, Listing, Selection};
use crate::platform::query::{Ask, FieldValues, Select, Version};
use crate::screen::ctx::Ctx;
use serde_json::Value;
use std::sync::Arc;

/// Fields of Backstage that are filled in with entities.
pub(super) const OF_ENTITIES: [&str; 5] =
    ["EntityPicker", "OwnerPicker", "OwnedEntityPicker", "MultiEntityPicker", "MyGroupsPicker"];

/// Entities that are offered, as one of several alternatives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    filter: Filter,
    /// Fields that have to be there, whatever they hold.
    there: Vec<FieldPath>,
}

/// Which entities a field offers: what any of these lets pass. `None` while it is not known who the user is, where
/// that decides.
pub(super) fn wanted(field: &Field, ctx: &Ctx<'_>) -> Option<Vec<Wanted>> {
    let filter = option(field, "catalogFilter");
    let mut all: Vec<Wanted> = match filter {
        Some(Value::Array(filters)) => filters.iter().map(of_filter).collect(),
        Some(filter @ Value::Object(_)) => vec![of_filter(filter)],
        _ => vec![Wanted::default()],
    };
    let kinds = match field.name.as_str() {
        "OwnerPicker" if filter.is_none() && listed(field, "allowedKinds").is_empty() => {
            vec!["group".to_owned(), "user".to_owned()]
        }
        "MyGroupsPicker" => vec!["group".to_owned()],
        _ => listed(field, "allowedKinds"),
    };
    for wanted in &mut all {
        if !wanted.filter.facets.contains_key(&Facet::Kind) {
            kinds.iter().for_each(|kind| wanted.add(Facet::Kind, kind));
        }
        match field.name.as_str() {
            "OwnedEntityPicker" => wanted.filter.owned_by = Some(ctx.who()?.ownership.iter().cloned().collect()),
            "MyGroupsPicker" => {
                let mine = ctx.who()?.ownership.iter().filter(|it| it.kind() == "group");
                wanted.filter.among = Some(mine.cloned().collect());
            }
            _ => {}
        }
    }
    Some(all)
}

fn of_filter(filter: &Value) -> Wanted {
    let mut wanted = Wanted::default();
    for (name, value) in filter.as_object().into_iter().flatten() {
        let Some(facet) = facet(name) else { continue };
        match value {
            Value::String(text) => wanted.add(facet, text),
            Value::Array(texts) => {
                texts.iter().filter_map(Value::as_str).for_each(|text| wanted.add(facet.clone(), text))
            }
            Value::Object(map) if map.get("exists") == Some(&Value::Bool(true)) => {
                wanted.there.extend(FieldPath::parse(name));
            }
            Value::Bool(_) | Value::Number(_) => wanted.add(facet, &value.to_string()),
            _ => {}
        }
    }
    wanted
}

/// The facet of a field by its path.
fn facet(name: &str) -> Option<Facet> {
    Some(match name.to_lowercase().as_str() {
        "kind" => Facet::Kind,
        "spec.type" => Facet::Type,
        "spec.lifecycle" => Facet::Lifecycle,
        "metadata.namespace" => Facet::Namespace,
        "metadata.tags" => Facet::Tag,
        _ => Facet::Field(FieldPath::parse(name)?),
    })
}

impl Wanted {
    fn add(&mut self, facet: Facet, value: &str) {
        self.filter.facets.entry(facet).or_default().insert(value.to_lowercase());
    }

    fn fields(&self) -> Vec<FieldPath> {
        let mut fields = self.filter.fields();
        fields.extend(self.there.iter().cloned());
        fields
    }

    /// The question for those that match what is typed; `None` while the catalog is not there, or a field that decides.
    fn select(&self, ctx: &Ctx<'_>, listing: &Arc<Listing>, text: &str) -> Option<Select> {
        let column = |path: FieldPath| ctx.store.get(&FieldValues { path }).answer().cloned().map(Version);
        let fields = self.fields().into_iter().map(column).collect::<Option<Vec<_>>>()?;
        let filter = Box::new(Filter { text: text.trim().to_owned(), ..self.filter.clone() });
        Some(Select { listing: Version(Arc::clone(listing)), filter, fields })
    }

    fn admits(&self, selection: &Selection, row: u32) -> bool {
        let has = |path: &FieldPath| {
            let cells = selection.fields.iter().find(|cells| cells.path() == path);
            cells.is_some_and(|cells| cells.values(row).next().is_some())
        };
        self.there.iter().all(has)
    }
}

/// What has to be known to offer them.
pub(super) fn wants(all: &[Wanted], ctx: &Ctx<'_>, text: &str) -> Vec<Ask> {
    let fields = all.iter().flat_map(Wanted::fields).map(|path| FieldValues { path }.into());
    let mut wants: Vec<Ask> = fields.collect();
    if let Some(listing) = ctx.store.listing() {
        wants.extend(all.iter().filter_map(|wanted| wanted.select(ctx, listing, text)).map(Ask::from));
    }
    wants
}

/// Those that match what is typed, best first, so many at most; `None` while they are looked for.
pub(super) fn found(all: &[Wanted], ctx: &Ctx<'_>, text: &str, most: usize) -> Option<Vec<EntityRef>> {
    let listing = ctx.store.listing()?;
    let mut found: Vec<EntityRef> = Vec::new();
    for wanted in all {
        let select = wanted.select(ctx, listing, text)?;
        let selection = ctx.store.get(&select).answer()?;
        let rows = selection.rows.iter().filter(|row| wanted.admits(selection, **row));
        for row in rows.take(most) {
            let Some(reference) = listing.row(*row).map(|row| row.reference()) else { continue };
            if all.len() == 1 || !found.contains(&reference) {
                found.push(reference);
            }
        }
    }
    found.truncate(most);
    Some(found)
}
