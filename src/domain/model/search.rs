use super::{EntityRef, Place};
use crate::domain::text::Clean;
use std::ops::Range;

/// What is looked for in catalog and docs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Terms {
    /// The words; without any, all that the rest leaves is found.
    pub text: String,
    /// Only this kind of thing: [`Hit::CATALOG`], [`Hit::DOCS`], or another type of the portal.
    pub kind: Option<String>,
    /// Only what belongs to this entity.
    pub entity: Option<EntityRef>,
    /// Only what one of these owns; an empty list is no limit.
    pub owners: Vec<EntityRef>,
    /// Only of entities of this kind, in lower case.
    pub entity_kind: Option<String>,
    /// Only of entities of this type.
    pub entity_type: Option<String>,
    /// Only of entities in this lifecycle.
    pub lifecycle: Option<String>,
    /// From where the last answer ended ([`Hits::next`]); none for the beginning.
    pub from: Option<String>,
}

impl Terms {
    /// Whether it looks for nothing at all.
    pub fn is_empty(&self) -> bool {
        *self == Self { from: self.from.clone(), text: self.text.clone(), ..Self::default() }
            && self.text.trim().is_empty()
    }

    /// Whether a hit is of those that are wanted, whatever its words are. What is not told of it is not
    /// what is wanted.
    pub fn admits(&self, hit: &Hit) -> bool {
        let same = |wanted: &Option<String>, is: &Clean| {
            wanted.as_ref().is_none_or(|wanted| wanted.to_lowercase() == is.as_str().to_lowercase())
        };
        let entity = hit.entity.as_ref();
        same(&self.kind, &hit.kind)
            && same(&self.entity_type, &hit.entity_type)
            && same(&self.lifecycle, &hit.lifecycle)
            && self.entity.as_ref().is_none_or(|wanted| entity == Some(wanted))
            && self.entity_kind.as_ref().is_none_or(|kind| entity.is_some_and(|it| it.kind() == kind.to_lowercase()))
            && (self.owners.is_empty() || hit.owner.as_ref().is_some_and(|owner| self.owners.contains(owner)))
    }
}

/// What was found, best first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// A page of it.
    pub hits: Vec<Hit>,
    /// How many there are at all, where the platform tells; its filters may be coarser than ours.
    pub total: Option<u64>,
    /// Where the next page begins; none after the last.
    pub next: Option<String>,
}

/// One answer to a search over catalog and docs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hit {
    /// What kind of thing was found: [`Hit::CATALOG`], [`Hit::DOCS`], or another type of the portal.
    pub kind: Clean,
    /// Its title.
    pub title: Clean,
    /// The entity that it is, or that the page belongs to.
    pub entity: Option<EntityRef>,
    /// The page within the entity's docs, with its anchor: `guide/tables#x`.
    pub path: Option<Clean>,
    /// The text around the first match.
    pub snippet: Clean,
    /// What of the snippet matched, in bytes, in order.
    pub marks: Vec<Range<usize>>,
    /// The entity's owner, where that is told.
    pub owner: Option<EntityRef>,
    /// The entity's type; empty where it is not told.
    pub entity_type: Clean,
    /// The entity's lifecycle; empty where it is not told.
    pub lifecycle: Clean,
}

impl Hit {
    /// The kind of a hit that is an entity, as Backstage names it.
    pub const CATALOG: &'static str = "software-catalog";
    /// The kind of a hit that is a section of docs, as Backstage names it.
    pub const DOCS: &'static str = "techdocs";

    /// Whether it is a page of docs.
    pub fn is_docs(&self) -> bool {
        self.kind.as_str() == Self::DOCS
    }

    /// Where it is seen: the page and the heading of docs, else the entity.
    pub fn place(&self) -> Option<Place> {
        let entity = self.entity.clone()?;
        if !self.is_docs() {
            return Some(Place::entity(entity));
        }
        let path = self.path.as_ref().map(Clean::as_str).unwrap_or_default();
        let (page, id) = path.split_once('#').unwrap_or((path, ""));
        let fragment = (!id.is_empty()).then(|| id.to_owned());
        Some(Place { fragment, ..Place::docs(entity, page.trim_matches('/')) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hit_leads_to_the_heading_that_it_was_found_below() {
        let entity = Some("component:default/cart".parse().unwrap());
        let docs = Hit { kind: Hit::DOCS.into(), entity: entity.clone(), ..Hit::default() };
        let link = |path: &'static str| Hit { path: Some(path.into()), ..docs.clone() }.place().unwrap().to_string();
        assert_eq!(link("guide/tables/#x"), "stagedoor://catalog/component/default/cart/docs/guide/tables#x");
        assert_eq!(link("#x"), "stagedoor://catalog/component/default/cart/docs#x");
        let entity = Hit { kind: Hit::CATALOG.into(), entity, ..Hit::default() };
        assert_eq!(entity.place().unwrap().to_string(), "stagedoor://catalog/component/default/cart");
        assert_eq!(Hit::default().place(), None);
    }
}
