use super::narrow::Narrowing;
use super::rows::offered;
use super::sorting::Sorting;
use super::state::Gallery;
use crate::domain::document::{Line, Role};
use crate::domain::text::Clean;
use crate::screen::ctx::Ctx;
use crate::screen::widgets::filter_bar::FilterBar;
use crate::screen::widgets::paint;
use crate::screen::widgets::picker::Choice;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::collections::BTreeMap;

impl Gallery {
    /// What the templates can be narrowed by, each with how many there are; what holds first.
    pub(super) fn narrowings(&self, ctx: &Ctx<'_>, text: &str) -> Vec<Choice<Narrowing>> {
        let Some(listing) = ctx.store.listing() else { return Vec::new() };
        let mut counts: BTreeMap<Narrowing, usize> = self.narrowed.by.iter().map(|by| (by.clone(), 0)).collect();
        for row in offered(ctx, listing) {
            Narrowing::all_of(listing, row).into_iter().for_each(|by| *counts.entry(by).or_default() += 1);
        }
        let fits = |by: &Narrowing| {
            let words = by.words().as_str().to_lowercase();
            text.to_lowercase().split_whitespace().all(|part| words.contains(part))
        };
        let choice = |(by, count): (Narrowing, usize)| Choice {
            title: by.words(),
            aside: Clean::line(&count.to_string()),
            chosen: self.narrowed.by.contains(&by),
            value: by,
        };
        let mut choices: Vec<_> = counts.into_iter().filter(|(by, _)| fits(by)).map(choice).collect();
        choices.sort_by_key(|choice| !choice.chosen);
        choices
    }

    pub(super) fn paint(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        let areas = self.areas(ctx);
        self.sheet.view(buf, areas.list, ctx.look, true);
        if let Some(area) = areas.preview {
            paint::vertical_rule(buf, area, ctx.look);
            let inside = Rect { x: area.x + 2.min(area.width), width: area.width.saturating_sub(2), ..area };
            self.preview.view(buf, inside, ctx.look, false);
        }
        let at = self.bar(ctx, areas.bar, buf);
        match &self.pick {
            Some(pick) => pick.view(buf, ctx.body, ctx.look),
            None => at,
        }
    }

    fn bar(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let narrowed = self.narrowed.words();
        let count = self.count(ctx).map(|count| format!("{count} template{}", if count == 1 { "" } else { "s" }));
        let sorted = match (self.sorting, count) {
            (_, None) => String::new(),
            (Sorting::Name, Some(count)) => count,
            (by, Some(count)) => format!("{count}, by {}", by.word()),
        };
        // where something is typed what else narrows has no room beside it
        let right = if self.filter.is_on() && !narrowed.is_empty() { format!("{narrowed}; {sorted}") } else { sorted };
        let bar = FilterBar {
            prompt: self.filter.prompt(),
            typing: self.filter.typing(),
            narrowed: if narrowed.is_empty() { "find a template".into() } else { narrowed },
            right: Line::of(Clean::line(&right), Role::Dim),
        };
        bar.view(buf, area, ctx.look)
    }
}
