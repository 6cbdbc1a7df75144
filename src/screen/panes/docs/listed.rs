//! The entities that have docs, as lines.

use super::narrow::owner_of;
use super::state::DocsRoom;
use super::wants::{first_annotation, with_docs};
use crate::domain::document::{Line, Role, Target, wrap};
use crate::domain::model::Place;
use crate::domain::model::listing::{Listing, Row};
use crate::domain::text::{Clean, clip};
use crate::platform::query::WhoAmI;
use crate::screen::ctx::Ctx;
use crate::screen::panes::absence;

impl DocsRoom {
    /// The entities that have docs and are wanted, or why none is listed.
    pub(super) fn listed(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let Some(listing) = ctx.store.listing() else {
            return absence(&ctx.store.get(&crate::platform::query::Rows {}), "the catalog", columns);
        };
        if with_docs(ctx).is_empty() {
            return first_annotation(ctx)
                .map(|remote| absence(&remote, "which have docs", columns))
                .unwrap_or_default();
        }
        if self.narrowed.waits(ctx) {
            return absence(&ctx.store.get(&WhoAmI {}), "who you are", columns);
        }
        let all = self.rows_with_docs(ctx, listing);
        let mut rows: Vec<Row<'_>> =
            all.iter().copied().filter(|row| self.narrowed.admits(ctx, listing, *row)).collect();
        if rows.is_empty() {
            return none(all.len(), columns);
        }
        rows.sort_by(|a, b| a.order(*b));
        let names = (columns / 3).clamp(16, 40);
        rows.into_iter().map(|row| line(listing, row, names)).collect()
    }

    /// How many there are.
    pub(super) fn count(&self, ctx: &Ctx<'_>) -> Option<usize> {
        let listing = ctx.store.listing()?;
        let rows = self.rows_with_docs(ctx, listing);
        Some(rows.into_iter().filter(|row| self.narrowed.admits(ctx, listing, *row)).count())
    }
}

fn line(listing: &Listing, row: Row<'_>, names: usize) -> Line {
    let label = clip(row.label(), names - 1).to_clean();
    let kind = [row.kind().as_str(), row.kind_type().as_str()];
    let kind: Vec<&str> = kind.into_iter().filter(|part| !part.is_empty()).collect();
    let owner = owner_of(listing, row);
    let owner = owner.map(|owner| listing.find(&owner).map_or_else(|| owner.short(), |row| row.label().to_clean()));
    let line = Line::of(label, Role::Link).pad_to(names);
    let line = line.and(Clean::line(&kind.join(", ")), Role::Dim).pad_to(names + 22);
    let line = line.and(owner.unwrap_or_default(), Role::Text).pad_to(names + 42);
    line.and(row.description().to_clean(), Role::Dim).to(Target::Place(Place::docs(row.reference(), "")))
}

/// What is said where nothing is listed; `all` are there without the filter.
fn none(all: usize, columns: usize) -> Vec<Line> {
    let words = match all {
        0 => [
            ("No entity has docs.".to_owned(), Role::Text),
            (
                "One has them where its descriptor has the annotation backstage.io/techdocs-ref: dir:. beside a \
                 mkdocs.yml."
                    .to_owned(),
                Role::Dim,
            ),
        ],
        all => {
            [(format!("Nothing matches; {all} are there without the filter."), Role::Text), (String::new(), Role::Dim)]
        }
    };
    let wrapped = |(text, role): (String, Role)| {
        wrap(Clean::line(&text).shown(), columns).into_iter().map(move |line| Line::of(line, role)).collect::<Vec<_>>()
    };
    words.into_iter().flat_map(wrapped).collect()
}
