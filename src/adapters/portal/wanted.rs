//! Whole entities for the command line: conditions in the words of Backstage's filters.

use crate::adapters::systems::backstage::{Backstage, Match, Order, Query};
use crate::domain::model::listing::FieldPath;
use crate::domain::model::{Entity, EntityRef};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::Wanted;
use std::borrow::Cow;

/// Fields that every entity has.
const EVERYWHERE: [&str; 4] = ["kind", "metadata.name", "metadata.namespace", "metadata.uid"];

pub(super) async fn entities(backstage: &Backstage, wanted: &Wanted) -> Result<Vec<Entity>, Fault> {
    let conditions = conditions(wanted);
    let mut found = if wanted.refs.is_empty() {
        by_conditions(backstage, wanted, &conditions).await?
    } else {
        let named = by_name(backstage, &wanted.refs).await?;
        named.into_iter().filter(|entity| meets(entity, &conditions)).collect()
    };
    match &wanted.sort {
        Some((field, descending)) => sort_by(&mut found, field, *descending),
        None => found.sort_by(|a, b| a.reference().cmp(b.reference())),
    }
    found.truncate(wanted.limit.unwrap_or(usize::MAX));
    Ok(found)
}

fn conditions(wanted: &Wanted) -> Vec<Match> {
    let kind = wanted.kind.iter().map(|kind| ("kind".to_owned(), Some(kind.clone())));
    // `spec.owner` is matched as written in the descriptor; the relation is what it came to mean
    let owners = wanted.owned_by.iter().map(|owner| ("relations.ownedBy".to_owned(), Some(owner.to_string())));
    kind.chain(wanted.filters.iter().cloned()).chain(owners).collect()
}

async fn by_conditions(backstage: &Backstage, wanted: &Wanted, conditions: &[Match]) -> Result<Vec<Entity>, Fault> {
    let comma =
        |(field, value): &&Match| field.contains(',') || value.as_ref().is_some_and(|value| value.contains(','));
    if let Some((field, _)) = conditions.iter().find(comma) {
        let happened = format!("Backstage takes no comma in the filter of {field}");
        return Err(Fault::new(FaultKind::Invalid, "filter the catalog", &happened, "filter by another field"));
    }
    // Backstage leaves out what has no value in the field that it sorts by: only a field that every
    // entity has can be sorted over there, and for others the limit comes after sorting here
    let there = |order: &Order| EVERYWHERE.contains(&order.0.as_str());
    let (order, limit) = match &wanted.sort {
        Some(order) if there(order) => (Some(order.clone()), wanted.limit),
        Some(_) => (None, None),
        None => (wanted.limit.map(|_| ("metadata.name".to_owned(), false)), wanted.limit),
    };
    let query = Query { any_of: vec![conditions.to_vec()], order, fields: None, limit };
    backstage.entities(&query).await
}

/// Those that are there: one that is missing hides none of the others.
async fn by_name(backstage: &Backstage, refs: &[EntityRef]) -> Result<Vec<Entity>, Fault> {
    Ok(backstage.entities_of(refs).await?.into_iter().flatten().collect())
}

/// Whether an entity meets all conditions, of one field any: as Backstage judges, without regard to
/// case, an item of a list being as good as the value itself.
fn meets(entity: &Entity, conditions: &[Match]) -> bool {
    conditions.iter().all(|(field, _)| {
        let values = values_of(entity, field);
        let mut same = conditions.iter().filter(|(other, _)| other.eq_ignore_ascii_case(field));
        same.any(|(_, wanted)| match wanted {
            Some(wanted) => values.iter().any(|value| value.to_lowercase() == wanted.to_lowercase()),
            None => !values.is_empty(),
        })
    })
}

fn values_of<'e>(entity: &'e Entity, field: &str) -> Vec<Cow<'e, str>> {
    FieldPath::parse(field).map(|path| path.values(entity.value())).unwrap_or_default()
}

/// Sorted without regard to case; what has no value comes last either way.
fn sort_by(found: &mut [Entity], field: &str, descending: bool) {
    found.sort_by_cached_key(|entity| entity.reference().clone());
    found.sort_by_cached_key(|entity| values_of(entity, field).first().map(|value| value.to_lowercase()));
    let without = found.partition_point(|entity| values_of(entity, field).is_empty());
    found.rotate_left(without);
    if descending {
        let with = found.len() - without;
        found.get_mut(..with).unwrap_or_default().reverse();
    }
}
