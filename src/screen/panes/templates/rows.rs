//! Which templates are offered, and in which order.

use super::narrow::{category, owner_of};
use super::sorting::Sorting;
use super::state::Gallery;
use crate::domain::model::EntityRef;
use crate::domain::model::listing::{FieldCells, FieldColumn, FieldPath, Listing, Row, fold_cmp};
use crate::domain::text::Clean;
use crate::platform::query::FieldValues;
use crate::screen::ctx::Ctx;
use std::cmp::Ordering;
use std::sync::Arc;

/// The annotation with a template's version.
const VERSION: &str = "metadata.annotations.stagedoor.dev/version";
/// The categories in the order they are shown; others follow.
const CATEGORIES: [&str; 4] = ["application", "infrastructure", "documentation", "configuration"];

/// A template to be listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template {
    pub(super) reference: EntityRef,
    pub(super) label: Clean,
    pub(super) description: Clean,
    pub(super) category: Clean,
    pub(super) owner: Clean,
    pub(super) lifecycle: Clean,
    pub(super) version: Clean,
    pub(super) tags: Vec<Clean>,
    pub(super) starred: bool,
}

pub(super) fn version_path() -> Option<FieldPath> {
    FieldPath::parse(VERSION)
}

pub(super) fn versions(ctx: &Ctx<'_>) -> Option<Arc<FieldColumn>> {
    ctx.store.get(&FieldValues { path: version_path()? }).answer().cloned()
}

/// The templates that the user may run.
pub(super) fn offered<'a>(ctx: &Ctx<'_>, listing: &'a Listing) -> Vec<Row<'a>> {
    let is_template = |row: &Row<'_>| row.kind().as_str().eq_ignore_ascii_case("template");
    listing.rows().filter(is_template).filter(|row| ctx.gate.offers_template(&row.reference())).collect()
}

impl Gallery {
    /// What is to be listed, category by category.
    pub(super) fn templates(&self, ctx: &Ctx<'_>, listing: &Listing) -> Vec<Template> {
        let cells = versions(ctx).map(|column| column.cells(listing));
        let rows = offered(ctx, listing).into_iter().filter(|row| self.narrowed.admits(ctx, listing, *row));
        let of = |row: Row<'_>| template(ctx, listing, row, cells.as_ref());
        let mut found: Vec<Template> = rows.map(of).filter(|it| it.matches(self.text())).collect();
        found.sort_by(|a, b| order(a, b, self.sorting));
        found
    }
}

fn template(ctx: &Ctx<'_>, listing: &Listing, row: Row<'_>, versions: Option<&FieldCells>) -> Template {
    let reference = row.reference();
    let owner = owner_of(listing, row);
    let label = |owner: EntityRef| listing.find(&owner).map_or_else(|| owner.short(), |row| row.label().to_clean());
    let version = versions.and_then(|cells| cells.values(row.index()).next());
    Template {
        label: row.label().to_clean(),
        description: row.description().to_clean(),
        category: Clean::line(&category(row)),
        owner: owner.map(label).unwrap_or_default(),
        lifecycle: row.lifecycle().to_clean(),
        version: version.map(|version| version.to_clean()).unwrap_or_default(),
        tags: row.tags().map(|tag| tag.to_clean()).collect(),
        starred: ctx.is_starred(&reference),
        reference,
    }
}

impl Template {
    /// Whether each word of the text is somewhere in it.
    fn matches(&self, text: &str) -> bool {
        let named = [&self.label, &self.description, &self.category, &self.owner, &self.lifecycle];
        let mut all: Vec<String> = named.into_iter().map(|it| it.as_str().to_lowercase()).collect();
        all.extend(self.tags.iter().map(|tag| tag.as_str().to_lowercase()));
        all.push(self.reference.name().to_owned());
        text.to_lowercase().split_whitespace().all(|word| all.iter().any(|it| it.contains(word)))
    }

    /// Whether it should not be used any more.
    pub(super) fn is_old(&self) -> bool {
        ["deprecated", "retired"].iter().any(|word| self.lifecycle.as_str().eq_ignore_ascii_case(word))
    }

    fn rank(&self) -> (usize, &str) {
        let known = CATEGORIES.iter().position(|known| *known == self.category.as_str());
        // what has no category comes last
        let at = known.unwrap_or(CATEGORIES.len() + usize::from(self.category.is_empty()));
        (at, self.category.as_str())
    }
}

fn order(a: &Template, b: &Template, sorting: Sorting) -> Ordering {
    let by = |of: &Template| match sorting {
        Sorting::Name => Clean::default(),
        Sorting::Owner => of.owner.clone(),
        Sorting::Lifecycle => of.lifecycle.clone(),
        Sorting::Version => of.version.clone(),
    };
    let names = || fold_cmp(a.label.as_str(), b.label.as_str()).then_with(|| a.reference.cmp(&b.reference));
    (a.rank().cmp(&b.rank()))
        .then((!a.starred, a.is_old()).cmp(&(!b.starred, b.is_old())))
        .then_with(|| fold_cmp(by(a).as_str(), by(b).as_str()))
        .then_with(names)
}
