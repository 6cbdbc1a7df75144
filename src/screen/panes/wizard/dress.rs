//! What the wizard knows of a form besides: the fields of Backstage, names of entities, what a link brought.

use super::attached::{self, Attached};
use super::filling::Filling;
use super::filter::OF_ENTITIES;
use super::repository::{Address, listed};
use crate::domain::document::Role;
use crate::domain::form::{Field, Kind, Path};
use crate::domain::model::EntityRef;
use crate::domain::text::Clean;
use crate::screen::ctx::Ctx;
use crate::screen::widgets::form::{Dress, Shape, shape_of};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A form of a template, as it is shown.
pub(super) struct Dressed<'a> {
    pub(super) ctx: &'a Ctx<'a>,
    pub(super) addresses: &'a BTreeMap<Path, Address>,
    pub(super) files: &'a BTreeMap<Path, Vec<Attached>>,
    pub(super) from_link: &'a BTreeSet<Path>,
    pub(super) refused: &'a [(Path, Clean)],
}

impl<'a> Dressed<'a> {
    pub(super) fn of(ctx: &'a Ctx<'a>, filling: &'a Filling) -> Self {
        Self {
            ctx,
            addresses: &filling.addresses,
            files: &filling.files,
            from_link: &filling.from_link,
            refused: &filling.refused,
        }
    }
}

impl Dress for Dressed<'_> {
    fn shape(&self, field: &Field) -> Shape {
        let usual = shape_of(field);
        if field.is_file() && usual == Shape::Line {
            return Shape::Slots(attached::slots(field, self.files.get(&field.path)));
        }
        if field.kind != Kind::Extension || matches!(usual, Shape::Hidden | Shape::Fixed) {
            return usual;
        }
        let is_list = field.value_type() == Some("array");
        match field.name.as_str() {
            "MultiEntityPicker" | "EntityTagsPicker" => Shape::Pick { several: true },
            name if OF_ENTITIES.contains(&name) => Shape::Pick { several: is_list },
            "RepoUrlPicker" => Shape::Slots(self.address(field).slots(field)),
            "RepoOwnerPicker" if !listed(field, "allowedOwners").is_empty() => Shape::Pick { several: false },
            _ => usual,
        }
    }

    fn title_of(&self, field: &Field, value: &Value) -> Option<Clean> {
        if !OF_ENTITIES.contains(&field.name.as_str()) {
            return None;
        }
        let reference: EntityRef = value.as_str()?.parse().ok()?;
        let row = self.ctx.store.listing()?.find(&reference)?;
        let label = row.label().to_clean();
        let words = if label.as_str() == row.name().as_str() && field.value_type() == Some("array") {
            label.to_string()
        } else {
            format!("{label}  {reference}")
        };
        Some(Clean::line(&words))
    }

    fn notes(&self, field: &Field) -> Vec<(Clean, Role)> {
        let mut notes = Vec::new();
        let refused = self.refused.iter().filter(|(path, _)| *path == field.path);
        let bad = self.ctx.look.glyphs.bad;
        notes.extend(refused.map(|(_, words)| (Clean::line(&format!("{bad} refused: {words}")), Role::Bad)));
        if self.from_link.contains(&field.path) {
            notes.push(("from link".into(), Role::Badge));
        }
        if field.is_file() && field.is_editable() {
            notes.extend(attached::notes(field, self.files.get(&field.path), bad));
        }
        if field.name == "RepoUrlPicker" && self.address(field).lacks_a_host() {
            notes.push(("without a host it is not sent".into(), Role::Warn));
        }
        let unknown = self.unknown_entity(field);
        notes.extend(unknown.map(|words| (words, Role::Warn)));
        notes
    }
}

impl Dressed<'_> {
    fn address(&self, field: &Field) -> Address {
        Address::of(field, self.addresses.get(&field.path))
    }

    /// That a reference names nothing in the catalog.
    fn unknown_entity(&self, field: &Field) -> Option<Clean> {
        if !OF_ENTITIES.contains(&field.name.as_str()) {
            return None;
        }
        let listing = self.ctx.store.listing().filter(|listing| listing.complete)?;
        let reference: EntityRef = field.value.as_ref()?.as_str()?.parse().ok()?;
        listing.find(&reference).is_none().then(|| Clean::line(&format!("{reference} is not in the catalog")))
    }
}
