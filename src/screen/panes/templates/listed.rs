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
        // a name is not cut for the sake of what stands beside it, as long as it leaves half of the line
        let longest = templates.iter().map(|template| width(template.label.as_str()) + 3).max().unwrap_or(0);
        let names = (columns / 3).clamp(16, 34).max(longest.min(34).min(columns / 2));
        let mut category = None;
        for template in &templates {
            if category != Some(&template.category) {
                lines.extend(category.map(|_| Line::empty()));
                let count = templates.iter().filter(|other| other.category == template.category).count();
                lines.push(head(&template.category, count));
                category = Some(&template.category);
            }
            lines.push(line(ctx, template, names));
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

fn line(ctx: &Ctx<'_>, template: &Template, names: usize) -> Line {
    let star = if template.starred { ctx.look.glyphs.star } else { " " };
    let role = if template.is_old() { Role::Dim } else { Role::Link };
    let line = Line::of(Clean::from(star), Role::Warn).and(" ", Role::Text);
    let line = line.and(clip(template.label.shown(), names.saturating_sub(3)).to_clean(), role).pad_to(names);
    let lifecycle = match template.lifecycle.as_str() {
        "deprecated" | "retired" => Role::Warn,
        "beta" | "experimental" => Role::Tag,
        _ => Role::Dim,
    };
    let line = line.and(clip(template.lifecycle.shown(), 11).to_clean(), lifecycle).pad_to(names + 12);
    let line = line.and(clip(template.version.shown(), 7).to_clean(), Role::Dim).pad_to(names + 20);
    let line = line.and(clip(template.owner.shown(), 17).to_clean(), Role::Text).pad_to(names + 38);
    let line = line.and(template.description.clone(), Role::Dim);
    line.to(Target::Place(Place::wizard(template.reference.clone())))
}
