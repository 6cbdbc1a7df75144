use super::begun;
use super::granted;
use super::part::{SHOWN, heading, names};
use super::provisioned;
use crate::domain::document::{Line, Role, Target};
use crate::domain::model::listing::{Filter, Listing, Row};
use crate::domain::model::{EntityRef, Place, Room, Severity};
use crate::domain::text::Clean;
use crate::platform::query::{AccessAsked, Ask, Problems, Provided, Rows, Select, Version, WhoAmI};
use crate::screen::ctx::Ctx;
use crate::screen::panes::absence;
use crate::screen::widgets::sheet::Sheet;
use std::sync::Arc;

/// The home screen.
#[derive(Clone, Debug, Default)]
pub struct Home {
    pub(super) sheet: Sheet,
}

impl Home {
    pub(super) fn wanted(ctx: &Ctx<'_>) -> Vec<Ask> {
        let mut wants: Vec<Ask> = vec![Rows {}.into(), WhoAmI {}.into(), Problems {}.into()];
        // a folder tells it for nothing; a portal is asked in the room alone, and what came of that is shown
        wants.extend(ctx.platform.is_workspace.then(|| Ask::from(Provided {})));
        // where nothing grants access that is answered at once, and not asked again
        wants.push(AccessAsked {}.into());
        wants.extend(begun::wanted(ctx));
        wants.extend(mine(ctx).map(Ask::from));
        wants.extend(ownerless(ctx).map(Ask::from));
        wants
    }

    pub(super) fn lines(ctx: &Ctx<'_>) -> Vec<Line> {
        let Some(listing) = ctx.store.listing() else {
            return absence(&ctx.store.get(&Rows {}), "the catalog", usize::from(ctx.body.width.saturating_sub(4)));
        };
        let mut page = Page { lines: Vec::new(), width: usize::from(ctx.body.width) };
        page.greeting(ctx, listing);
        page.lines.extend(begun::lines(ctx));
        page.lines.extend(granted::lines(ctx));
        page.lines.extend(provisioned::lines(ctx));
        page.mine(ctx, listing);
        page.entities("Starred", ctx.starred, listing);
        let recent: Vec<EntityRef> =
            ctx.recent.iter().filter(|entity| listing.find(entity).is_some()).cloned().collect();
        page.entities("Recent", &recent, listing);
        page.care(ctx, listing);
        page.lines
    }
}

fn select(ctx: &Ctx<'_>, filter: Filter) -> Option<Select> {
    ctx.store.listing().map(|listing| Select {
        listing: Version(Arc::clone(listing)),
        filter: Box::new(filter),
        fields: Vec::new(),
    })
}

fn mine(ctx: &Ctx<'_>) -> Option<Select> {
    let who = ctx.who().filter(|who| !who.ownership.is_empty())?;
    select(ctx, Filter { owned_by: Some(who.ownership.iter().cloned().collect()), ..Filter::default() })
}

fn ownerless(ctx: &Ctx<'_>) -> Option<Select> {
    select(ctx, Filter { ownerless: true, ..Filter::default() })
}

struct Page {
    lines: Vec<Line>,
    width: usize,
}

impl Page {
    fn greeting(&mut self, ctx: &Ctx<'_>, listing: &Listing) {
        self.lines.push(Line::of(ctx.platform.name.clone(), Role::Title));
        let user = ctx.who().and_then(|who| who.user.as_ref());
        let name = user.map(|user| listing.find(user).map_or_else(|| user.short(), |row| row.label().to_clean()));
        let all = Target::Place(Place::room(Room::Catalog));
        let counted = Clean::line(&format!("{} entities", listing.len()));
        let line = Line::of(counted, Role::Link);
        let line = match name {
            Some(name) => line.and("  ", Role::Text).and(Clean::line(&format!("you are {name}")), Role::Dim),
            // not before somebody was asked
            None if ctx.who().is_some() => line.and("  nobody says who you are here", Role::Dim),
            None => line,
        };
        self.lines.push(line.to(all));
    }

    fn heading(&mut self, title: &'static str, count: usize) {
        self.lines.extend(heading(title, count));
    }

    fn mine(&mut self, ctx: &Ctx<'_>, listing: &Listing) {
        let Some(query) = mine(ctx) else { return };
        let Some(selection) = ctx.store.get(&query).answer() else { return };
        if selection.rows.is_empty() {
            return;
        }
        self.heading("Mine", selection.rows.len());
        let rows = selection.rows.iter().filter_map(|row| listing.row(*row));
        self.rows(rows.take(SHOWN));
        self.more(selection.rows.len(), "mine");
    }

    fn entities(&mut self, title: &'static str, entities: &[EntityRef], listing: &Listing) {
        if entities.is_empty() {
            return;
        }
        self.heading(title, entities.len());
        for entity in entities.iter().take(SHOWN) {
            match listing.find(entity) {
                Some(row) => self.rows(std::iter::once(row)),
                None => {
                    let line = Line::of(entity.short(), Role::Text).and("  not in the catalog any more", Role::Warn);
                    self.lines.push(line.to(Target::Place(Place::entity(entity.clone()))));
                }
            }
        }
    }

    /// What nobody looks after, and what is wrong in the sources.
    fn care(&mut self, ctx: &Ctx<'_>, listing: &Listing) {
        let selection = ownerless(ctx).and_then(|query| ctx.store.get(&query).answer().cloned());
        if let Some(selection) = selection.filter(|selection| !selection.rows.is_empty()) {
            self.heading("Without an owner", selection.rows.len());
            let rows = selection.rows.iter().filter_map(|row| listing.row(*row));
            self.rows(rows.take(4));
            self.more_than(4, selection.rows.len(), "ownerless");
        }
        let problems = ctx.store.get(&Problems {});
        let Some(problems) = problems.answer().filter(|problems| !problems.is_empty()) else { return };
        let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
        self.heading("Problems in the sources", problems.len());
        let counted = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        let warnings = problems.len() - errors;
        let words = Clean::line(&format!("{}, {}", counted(errors, "error"), counted(warnings, "warning")));
        let role = if errors > 0 { Role::Bad } else { Role::Warn };
        self.lines.push(Line::of(words, role).to(Target::Place(Place::room(Room::Problems))));
    }

    fn more(&mut self, len: usize, filter: &str) {
        self.more_than(SHOWN, len, filter);
    }

    fn more_than(&mut self, shown: usize, len: usize, filter: &str) {
        if len > shown {
            let mut place = Place::room(Room::Catalog);
            place.query.push((filter.into(), "yes".into()));
            let words = Clean::line(&format!("and {} more", len - shown));
            self.lines.push(Line::of(words, Role::Dim).to(Target::Place(place)));
        }
    }

    fn rows<'a>(&mut self, rows: impl Iterator<Item = Row<'a>>) {
        let names = names(self.width);
        for row in rows {
            let label = crate::domain::text::clip(row.name(), names - 1).to_clean();
            let line = Line::of(label, Role::Link).pad_to(names);
            let kind = [row.kind().as_str(), row.kind_type().as_str()];
            let kind: Vec<&str> = kind.into_iter().filter(|part| !part.is_empty()).collect();
            let line = line.and(Clean::line(&kind.join(", ")), Role::Dim).pad_to(names + 24);
            let line = match row.title() {
                title if title.is_empty() => line,
                title => line.and(title.to_clean(), Role::Text).and("  ", Role::Text),
            };
            let line = line.and(row.description().to_clean(), Role::Dim);
            self.lines.push(line.to(Target::Place(Place::entity(row.reference()))));
        }
    }
}
