use super::columns::{Facet, Order};
use super::path::FieldPath;
use super::typed::Typed;
use crate::domain::model::EntityRef;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Values of facets, in lower case.
pub type Values = BTreeMap<Facet, BTreeSet<String>>;

/// Which rows a list shows, in which order, and under which heads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// What was typed: words that must all match, fuzzily, and conditions as in `owner:payments
    /// -lifecycle:deprecated spec.tier:gold`.
    pub text: String,
    /// Chosen values; of one facet any, of several facets all must match. Owners and systems are
    /// whole references, compared in lower case as all values are.
    pub facets: Values,
    /// Values that no row may have.
    pub without: Values,
    /// Only what one of these owns.
    pub owned_by: Option<Arc<[EntityRef]>>,
    /// Only these.
    pub among: Option<Arc<[EntityRef]>>,
    /// Only what should have an owner and has none that exists.
    pub ownerless: bool,
    /// Sorted so; `None` is by name, or by how well the text matches where there is one.
    pub order: Option<Order>,
    /// Under heads of this facet's values; a row with several stands under each.
    pub group: Option<Facet>,
}

impl Filter {
    /// Whether everything passes.
    pub fn is_open(&self) -> bool {
        self.text.trim().is_empty()
            && self.facets.values().all(BTreeSet::is_empty)
            && self.without.values().all(BTreeSet::is_empty)
            && self.owned_by.is_none()
            && self.among.is_none()
            && !self.ownerless
    }

    /// Adds the value, or takes it away when it is there.
    pub fn toggle(&mut self, facet: Facet, value: &str) {
        // what is chosen is not ruled out any more
        drop_value(&mut self.without, &facet, value);
        toggle(&mut self.facets, facet, value);
    }

    /// Rules the value out, or allows it again.
    pub fn toggle_without(&mut self, facet: Facet, value: &str) {
        drop_value(&mut self.facets, &facet, value);
        toggle(&mut self.without, facet, value);
    }

    /// Whether the value is chosen.
    pub fn has(&self, facet: &Facet, value: &str) -> bool {
        has(&self.facets, facet, value)
    }

    /// Whether the value is ruled out.
    pub fn lacks(&self, facet: &Facet, value: &str) -> bool {
        has(&self.without, facet, value)
    }

    /// The fields that have to be known to filter, sort and group so.
    pub fn fields(&self) -> Vec<FieldPath> {
        let typed = Typed::of(&self.text);
        let facets = self.facets.keys().chain(self.without.keys()).chain(self.group.as_ref());
        let order = self.order.as_ref().and_then(|order| order.column.field());
        let mut fields: Vec<FieldPath> =
            facets.filter_map(Facet::field).chain(order).chain(typed.fields()).cloned().collect();
        fields.sort();
        fields.dedup();
        fields
    }
}

fn toggle(values: &mut Values, facet: Facet, value: &str) {
    let value = value.to_lowercase();
    let chosen = values.entry(facet.clone()).or_default();
    if !chosen.remove(&value) {
        chosen.insert(value);
    }
    if chosen.is_empty() {
        values.remove(&facet);
    }
}

fn drop_value(values: &mut Values, facet: &Facet, value: &str) {
    if let Some(chosen) = values.get_mut(facet) {
        chosen.remove(&value.to_lowercase());
        if chosen.is_empty() {
            values.remove(facet);
        }
    }
}

fn has(values: &Values, facet: &Facet, value: &str) -> bool {
    values.get(facet).is_some_and(|values| values.contains(&value.to_lowercase()))
}
