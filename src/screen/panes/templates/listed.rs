//! The templates as lines, a category under each head.

use super::rows::{Template, offered};
use super::state::{Gallery, MadeOf};
use crate::domain::document::{Line, Role, Target, wrap};
use crate::domain::model::Place;
use crate::domain::text::{Clean, clip, width};
use crate::platform::query::{Drafts, Rows};
use crate::screen::ctx::Ctx;
use crate::screen::panes::absence;
use crate::screen::widgets::sheet::Sheet;

impl Gallery {
    /// Makes the lines anew where something of what they are made of is another.
    pub(super) fn remake(&mut self, ctx: &Ctx<'_>) {
        let list = self.areas(ctx).list;
        let height = usize::from(list.height);
        let now = self.made_of_now(ctx, list.width);
        let is_there = ctx.store.listing().is_some();
        if is_there && self.made_of.as_ref() == Some(&now) {
            return self.sheet.fit(height);
        }
        let asked = |made: &MadeOf| (made.text.clone(), made.narrowed.clone());
        if self.made_of.as_ref().is_some_and(|was| asked(was) != asked(&now)) {
            self.sheet = Sheet::default();
        }
        let lines = self.lines(ctx, usize::from(list.width.saturating_sub(3)));
        self.sheet.set(lines, height);
        self.made_of = Some(now);
    }

    fn made_of_now(&self, ctx: &Ctx<'_>, columns: u16) -> MadeOf {
        let listing = ctx.store.listing();
        let rows = listing.map(|listing| offered(ctx, listing)).unwrap_or_default();
        MadeOf {
            text: self.text().to_owned(),
            narrowed: self.narrowed.clone(),
            sorting: self.sorting,
            listing: listing.map_or(0, |listing| listing.version()),
            versions: super::rows::versions(ctx),
            drafts: ctx.store.get(&Drafts {}).answer().cloned(),
            offered: rows.into_iter().map(|row| row.reference()).collect(),
            starred: ctx.starred.to_vec(),
            columns,
            minute: ctx.now.0 / 60_000,
        }
    }

    fn lines(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let mut lines = self.draft_lines(ctx, columns);
        let Some(listing) = ctx.store.listing() else {
            lines.extend(absence(&ctx.store.get(&Rows {}), "the templates", columns));
            return lines;
        };
        let templates = self.templates(ctx, listing);
        if templates.is_empty() {
            lines.extend(self.none(ctx, columns));
        }
        let columns = Columns::of(&templates, columns);
        let mut category = None;
        for template in &templates {
            if category != Some(&template.category) {
                lines.extend(category.map(|_| Line::empty()));
                let count = templates.iter().filter(|other| other.category == template.category).count();
                lines.push(head(&template.category, count));
                category = Some(&template.category);
            }
            lines.extend(row(ctx, template, columns));
        }
        lines
    }

    /// What is said where no template is listed.
    fn none(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let all = ctx.store.listing().map_or(0, |listing| offered(ctx, listing).len());
        let words = match all {
            0 if ctx.platform.is_workspace => [
                "There are no templates here.",
                "A template is an entity of the kind Template in a file of the folder.",
            ],
            0 => ["There is no template that you may run.", "Those that you may not run are not shown."],
            _ => ["Nothing matches.", "Without the filter there are more."],
        };
        let wrapped =
            |(text, role)| wrap(Clean::from(text).shown(), columns).into_iter().map(move |it| Line::of(it, role));
        words.into_iter().zip([Role::Text, Role::Dim]).flat_map(wrapped).collect()
    }

    /// How many are listed.
    pub(super) fn count(&self, ctx: &Ctx<'_>) -> Option<usize> {
        ctx.store.listing().map(|listing| self.templates(ctx, listing).len())
    }
}

fn head(category: &Clean, count: usize) -> Line {
    let mut letters = category.as_str().chars();
    let title = match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => "Other".to_owned(),
    };
    Line::of(Clean::line(&title), Role::Heading).and(Clean::line(&format!("  {count}")), Role::Dim)
}

/// Where the columns begin.
#[derive(Clone, Copy)]
struct Columns {
    all: usize,
    lifecycle: usize,
    version: usize,
    owner: usize,
    description: usize,
}

/// Columns that what a template is for needs beside the rest; with fewer it stands below.
const PROSE: usize = 36;

impl Columns {
    /// Columns as wide as what stands in them. A name is not cut for the sake of what stands beside it, as long as it
    /// leaves half of the line.
    fn of(templates: &[Template], all: usize) -> Self {
        let widest = |most: usize, of: fn(&Template) -> &Clean| {
            let widest = templates.iter().map(|template| width(of(template).as_str())).max().unwrap_or(0);
            if widest == 0 { 0 } else { widest.min(most) + 2 }
        };
        let names = (all / 3).clamp(16, 34).max(widest(32, |it| &it.label) + 1).min(all / 2);
        let lifecycle = names + widest(12, |it| &it.lifecycle);
        let version = lifecycle + widest(8, |it| &it.version);
        Self {
            all,
            lifecycle: names,
            version: lifecycle,
            owner: version,
            description: version + widest(18, |it| &it.owner),
        }
    }

    /// Whether what a template is for stands in a line below it.
    fn is_below(&self) -> bool {
        self.all < self.description + PROSE
    }
}

/// A template: one line, or two where there are few columns.
fn row(ctx: &Ctx<'_>, template: &Template, columns: Columns) -> Vec<Line> {
    let star = if template.starred { ctx.look.glyphs.star } else { " " };
    let role = if template.is_old() { Role::Dim } else { Role::Link };
    let line = Line::of(Clean::from(star), Role::Warn).and(" ", Role::Text);
    let line = cell(line, &template.label, role, columns.lifecycle);
    let lifecycle = match template.lifecycle.as_str() {
        "deprecated" | "retired" => Role::Warn,
        "beta" | "experimental" => Role::Tag,
        _ => Role::Dim,
    };
    let line = cell(line, &template.lifecycle, lifecycle, columns.version);
    let line = cell(line, &template.version, Role::Dim, columns.owner);
    let line = cell(line, &template.owner, Role::Text, columns.description);
    let target = Target::Place(Place::wizard(template.reference.clone()));
    if !columns.is_below() {
        return vec![line.and(template.description.clone(), Role::Dim).to(target)];
    }
    let about = Line::of("    ", Role::Text).and(template.description.clone(), Role::Dim);
    std::iter::once(line.to(target)).chain((!template.description.is_empty()).then_some(about)).collect()
}

/// A line with a text up to where the next column begins.
fn cell(line: Line, text: &Clean, role: Role, end: usize) -> Line {
    let room = end.saturating_sub(line.width());
    if room == 0 {
        return line;
    }
    line.and(clip(text.shown(), room.saturating_sub(1)).to_clean(), role).pad_to(end)
}
