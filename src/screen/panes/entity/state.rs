use crate::domain::docs::Page;
use crate::domain::document::{Line, Role, Target, portrait, portrait_of_row, relations, yaml_lines};
use crate::domain::model::tool::Tool;
use crate::domain::model::{Entity, EntityRef, Place, Room, Tab, to_yaml};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::query::{Ask, ByRef, Rows, SourceOf};
use crate::screen::ctx::Ctx;
use crate::screen::panes::absence;
use crate::screen::panes::tabs::page;
use crate::screen::widgets::find::Find;
use crate::screen::widgets::sheet::Sheet;
use ratatui::layout::Rect;
use std::sync::Arc;

/// One entity.
#[derive(Clone, Debug)]
pub struct EntityRoom {
    pub(super) reference: EntityRef,
    pub(super) tab: Tab,
    /// A sheet a tab, so that each keeps its cursor.
    pub(super) sheets: [Sheet; 3],
    /// What the shown sheet was made of; it is made anew only when that changes.
    made_of: Option<MadeOf>,
    /// What is looked for on the page.
    pub(super) find: Find,
}

#[derive(Clone, Debug)]
struct MadeOf {
    entity: Option<Arc<Entity>>,
    listing: u64,
    fault: Option<Fault>,
    /// The first page of its docs.
    docs: Option<Arc<Page>>,
    /// The lines of what was asked for and became it.
    provided: Vec<Line>,
    /// The lines of access to it.
    access: Vec<Line>,
    tab: Tab,
    /// Columns and rows: a message at the foot takes some of the rows, and the cursor stays in sight.
    size: (u16, u16),
}

impl PartialEq for MadeOf {
    fn eq(&self, other: &Self) -> bool {
        fn is_same<T>(a: &Option<Arc<T>>, b: &Option<Arc<T>>) -> bool {
            match (a, b) {
                (Some(a), Some(b)) => Arc::ptr_eq(a, b),
                (None, None) => true,
                _ => false,
            }
        }
        let same = is_same(&self.entity, &other.entity) && is_same(&self.docs, &other.docs);
        let rest = |made: &Self| (made.listing, made.tab, made.size);
        same && rest(self) == rest(other)
            && self.fault == other.fault
            && self.provided == other.provided
            && self.access == other.access
    }
}

impl EntityRoom {
    /// The room of the entity that a place names; `None` for a place without one.
    pub fn open(place: &Place) -> Option<Self> {
        let reference = place.subject.clone()?;
        let sheets = Default::default();
        Some(Self { reference, tab: place.tab, sheets, made_of: None, find: Find::default() })
    }

    /// The room as it was left, with the page at the place that [`Sheet::place`] told.
    pub fn left_at(mut self, place: usize) -> Self {
        *self.sheet_mut() = Sheet::opened_at(place);
        self
    }

    /// Where the page is: below the tabs, above what is looked for.
    pub(super) fn page(&self, ctx: &Ctx<'_>) -> Rect {
        self.find.above(page(ctx.body))
    }

    /// Looks on the page for what was typed.
    pub(super) fn look_for(&mut self) {
        let text = self.find.text().to_owned();
        self.sheet_mut().find(&text);
    }

    pub(super) fn query(&self) -> ByRef {
        ByRef { reference: self.reference.clone() }
    }

    pub(super) fn wanted(&self) -> Vec<Ask> {
        vec![Rows {}.into(), self.query().into()]
    }

    /// Where the entity comes from is asked after the entity itself: the platform that has just given
    /// that knows by then, and need not be asked twice.
    pub(super) fn wanted_later(&self, ctx: &Ctx<'_>) -> Option<Ask> {
        let entity = ctx.store.get(&self.query());
        let settled = entity.answer().is_some() && !entity.in_flight && entity.fault.is_none();
        settled.then(|| SourceOf { reference: self.reference.clone() }.into())
    }

    pub(super) fn sheet(&self) -> &Sheet {
        let [overview, relations, yaml] = &self.sheets;
        match self.tab {
            Tab::Relations => relations,
            Tab::Yaml => yaml,
            _ => overview,
        }
    }

    pub(super) fn sheet_mut(&mut self) -> &mut Sheet {
        let [overview, relations, yaml] = &mut self.sheets;
        match self.tab {
            Tab::Relations => relations,
            Tab::Yaml => yaml,
            _ => overview,
        }
    }

    pub(super) fn remake(&mut self, ctx: &Ctx<'_>) {
        let remote = ctx.store.get(&self.query());
        let listing = ctx.store.listing();
        let page = self.page(ctx);
        let made_of = MadeOf {
            entity: remote.answer().cloned(),
            listing: listing.map_or(0, |listing| listing.version()),
            fault: remote.fault.cloned(),
            docs: self.docs_page(ctx),
            provided: self.provided(ctx),
            access: self.access_lines(ctx),
            tab: self.tab,
            size: (page.width, page.height),
        };
        let height = usize::from(page.height);
        if self.made_of.as_ref() != Some(&made_of) {
            let lines = self.lines(ctx, usize::from(page.width.saturating_sub(3)));
            self.made_of = Some(made_of);
            self.sheet_mut().set(lines, height);
        } else {
            self.sheet_mut().fit(height);
        }
    }

    fn lines(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let remote = ctx.store.get(&self.query());
        let listing = ctx.store.listing().map(AsRef::as_ref);
        match (remote.answer(), self.tab) {
            (Some(entity), Tab::Relations) => relations(entity, listing, columns),
            (Some(entity), Tab::Yaml) => yaml_lines(&to_yaml(entity.value()), columns),
            (Some(entity), _) => {
                let mut lines = self.gone(ctx);
                lines.extend(self.with_docs(portrait(entity, listing, columns), entity, columns, ctx));
                lines.extend(self.provided(ctx));
                lines.extend(self.access_lines(ctx));
                lines.extend(tools(ctx, entity));
                lines
            }
            (None, tab) => {
                let row = listing.and_then(|listing| Some((listing.find(&self.reference)?, listing)));
                let mut lines = match row.filter(|_| tab == Tab::Overview) {
                    Some((row, listing)) => portrait_of_row(row, listing, columns),
                    None => Vec::new(),
                };
                if lines.is_empty() || remote.fault.is_some() {
                    lines.extend((!lines.is_empty()).then(Line::empty));
                    lines.extend(absence(&remote, "the entity", columns));
                }
                lines
            }
        }
    }

    /// Said first when the rows are all there and the entity is not among them any more.
    fn gone(&self, ctx: &Ctx<'_>) -> Vec<Line> {
        let gone = ctx.store.listing().is_some_and(|rows| rows.complete && rows.find(&self.reference).is_none());
        if !gone {
            return Vec::new();
        }
        let mut lines = vec![Line::of("It is not in the catalog any more; this is what was known of it.", Role::Warn)];
        if ctx.platform.is_workspace {
            let problems = Target::Place(Place::room(Room::Problems));
            lines.push(Line::of("Its file may have become unreadable: see the problems", Role::Link).to(problems));
        }
        lines.push(Line::empty());
        lines
    }
}

/// The configured tools that serve the entity, each with its address or what it lacks.
fn tools(ctx: &Ctx<'_>, entity: &Entity) -> Vec<Line> {
    let serving = ctx.tools.iter().filter(|tool| tool.serves(entity.reference().kind()));
    let lines: Vec<Line> = serving.map(|tool| tool_line(tool, entity)).collect();
    if lines.is_empty() {
        return lines;
    }
    [Line::empty(), Line::of("Tools", Role::Heading)].into_iter().chain(lines).collect()
}

fn tool_line(tool: &Tool, entity: &Entity) -> Line {
    let line = Line::of("  ", Role::Text).and(tool.name.clone(), Role::Link);
    match tool.address(entity) {
        Ok(address) => {
            let address = Clean::line(&address);
            line.and("  ", Role::Text).and(address.clone(), Role::Dim).to(Target::Address(address))
        }
        Err(missing) => {
            let words: Vec<&str> = missing.iter().map(Clean::as_str).collect();
            line.and(Clean::line(&format!("  lacks {}", words.join(", "))), Role::Warn)
        }
    }
}
