//! Whole entities, and what the catalog says about them.

use super::Backstage;
use super::page::read_page;
use super::pager::Pager;
use super::rows::{NO_CATALOG, chunks};
use crate::adapters::http::{Body, Call};
use crate::domain::model::{Entity, EntityRef};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Whole entities of one page; a hundred of them are some 100 kB.
const PAGE: usize = 1_000;

/// A condition: a field, and the value it has, or nothing for "is there".
pub type Match = (String, Option<String>);

/// The field that decides the order, and whether the last comes first.
pub type Order = (String, bool);

/// Which whole entities are wanted.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Any of these sets, of each all conditions; of one field any value.
    pub any_of: Vec<Vec<Match>>,
    /// The order; without one the server's own.
    pub order: Option<Order>,
    /// Only these fields.
    pub fields: Option<String>,
    /// At most so many.
    pub limit: Option<usize>,
}

/// An entity that another one came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Ancestor {
    /// The entity.
    pub entity: Entity,
    /// What it came from itself.
    pub parents: Vec<EntityRef>,
}

impl Backstage {
    /// Whole entities by a query, page by page until the limit.
    ///
    /// # Errors
    /// When a page cannot be had, or is none.
    pub async fn entities(&self, query: &Query) -> Result<Vec<Entity>, Fault> {
        let mut found = Vec::new();
        let (mut pager, mut cursor) = (Pager::default(), None::<String>);
        let limit = query.limit.unwrap_or(usize::MAX);
        while found.len() < limit {
            let body = self.entities_page(query, cursor.as_deref(), PAGE.min(limit - found.len())).await?;
            let page = read_page(&body.text, |item: Value| found.extend(Entity::new(item)));
            let end = page.map_err(|error| body.unreadable(&error))?;
            if found.len() >= limit {
                break;
            }
            pager.check(&body, &end)?;
            cursor = end.next;
            if cursor.is_none() {
                break;
            }
        }
        found.truncate(limit);
        Ok(found)
    }

    pub(super) async fn entities_page(&self, query: &Query, cursor: Option<&str>, limit: usize) -> Result<Body, Fault> {
        let path = ["api", "catalog", "entities", "by-query"];
        let mut call =
            Call::get(&self.tried_catalog(), &path).query("limit", limit.to_string()).when_missing(NO_CATALOG);
        if let Some(fields) = &query.fields {
            call = call.query("fields", fields);
        }
        // the cursor carries filter and order; beside it they would be refused or ignored
        call = match cursor {
            Some(cursor) => call.query("cursor", cursor),
            None => ordered(filtered(call, &query.any_of), query.order.as_ref()),
        };
        Ok(self.send(call).await?)
    }

    /// How many entities there are.
    ///
    /// # Errors
    /// When the catalog cannot be asked.
    pub async fn count(&self) -> Result<u64, Fault> {
        let path = ["api", "catalog", "entities", "by-query"];
        let call = Call::get(&self.tried_catalog(), &path).query("limit", "0").when_missing(NO_CATALOG);
        let body = self.send(call).await?;
        let page = read_page(&body.text, |_: serde::de::IgnoredAny| ());
        Ok(page.map_err(|error| body.unreadable(&error))?.total)
    }

    /// Whole entities by reference; `None` for each that is not there.
    ///
    /// # Errors
    /// When the catalog cannot be asked.
    pub async fn entities_of(&self, refs: &[EntityRef]) -> Result<Vec<Option<Entity>>, Fault> {
        let mut found = Vec::with_capacity(refs.len());
        for chunk in chunks(refs) {
            let body = self.by_refs(chunk, None).await?;
            let page = read_page(&body.text, |item: Value| found.push(Entity::new(item)));
            page.map_err(|error| body.unreadable(&error))?;
        }
        Ok(found)
    }

    /// One entity, whole.
    ///
    /// # Errors
    /// [`crate::platform::fault::FaultKind::NotFound`] when there is none, or it may not be read.
    pub async fn entity(&self, reference: &EntityRef) -> Result<Entity, Fault> {
        let body = self.send(self.by_name(reference, &[])).await?;
        let entity = Entity::new(body.json()?);
        entity.ok_or_else(|| body.malformed("the answer is no entity", "tell the administrators"))
    }

    fn by_name(&self, reference: &EntityRef, more: &[&str]) -> Call {
        let [kind, namespace, name] = [reference.kind(), reference.namespace(), reference.name()];
        let mut path = vec!["api", "catalog", "entities", "by-name", kind, namespace, name];
        path.extend(more);
        let cure = format!("look for it with `stagedoor search {name}`; what you may not read looks the same");
        Call::get(&format!("read {reference} of {}", self.name()), &path).when_missing(&cure)
    }

    /// What an entity came from, itself first.
    ///
    /// # Errors
    /// When the entity is not there, or the answer is none.
    pub async fn ancestry(&self, reference: &EntityRef) -> Result<Vec<Ancestor>, Fault> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Item {
            entity: Value,
            #[serde(default)]
            parent_entity_refs: Vec<String>,
        }
        let body = self.send(self.by_name(reference, &["ancestry"])).await?;
        let mut found = Vec::new();
        let take = |item: Item| {
            let parents = item.parent_entity_refs.iter().filter_map(|parent| parent.parse().ok()).collect();
            found.extend(Entity::new(item.entity).map(|entity| Ancestor { entity, parents }));
        };
        read_page(&body.text, take).map_err(|error| body.unreadable(&error))?;
        Ok(found)
    }

    /// The values of some fields, each with how many entities have it.
    ///
    /// # Errors
    /// When the catalog cannot be asked.
    pub async fn facets(
        &self,
        fields: &[&str],
        any_of: &[Vec<Match>],
    ) -> Result<BTreeMap<String, Vec<(Clean, u64)>>, Fault> {
        #[derive(Deserialize)]
        struct Facets {
            facets: BTreeMap<String, Vec<Facet>>,
        }
        #[derive(Deserialize)]
        struct Facet {
            value: String,
            count: u64,
        }
        let call = Call::get(&self.tried_catalog(), &["api", "catalog", "entity-facets"]);
        let call = fields.iter().fold(call, |call, field| call.query("facet", *field));
        let body = self.send(filtered(call, any_of)).await?;
        let facets = body.json::<Facets>()?.facets.into_iter();
        let counted = |facet: Facet| (Clean::line(&facet.value), facet.count);
        Ok(facets.map(|(field, values)| (field, values.into_iter().map(counted).collect())).collect())
    }

    /// What the catalog would say against an entity; empty when it would take it. `location` is
    /// where it would come from, `url:https://...`.
    ///
    /// # Errors
    /// When the catalog cannot be asked.
    pub async fn validate(&self, entity: &Value, location: &str) -> Result<Vec<Clean>, Fault> {
        let body = json!({"entity": entity, "location": location});
        let call = Call::post("validate the entity", &["api", "catalog", "validate-entity"], &body).repeatable();
        match self.send(call).await {
            Ok(_) => Ok(Vec::new()),
            Err(failure) if failure.status == Some(400) => Ok(failure.said.to_vec()),
            Err(failure) => Err(failure.fault),
        }
    }
}

fn filtered(call: Call, any_of: &[Vec<Match>]) -> Call {
    any_of.iter().filter(|all| !all.is_empty()).fold(call, |call, all| {
        let written = all.iter().map(|(field, value)| match value {
            Some(value) => format!("{field}={value}"),
            None => field.clone(),
        });
        call.query("filter", written.collect::<Vec<_>>().join(","))
    })
}

fn ordered(call: Call, order: Option<&Order>) -> Call {
    match order {
        Some((field, true)) => call.query("orderField", format!("{field},desc")),
        Some((field, false)) => call.query("orderField", format!("{field},asc")),
        None => call,
    }
}
