use super::items::{FacetItem, Item};
use super::state::{Areas, Focus, MOST, Showing, TimelineRoom};
use crate::domain::document::{Line, Role, wrap};
use crate::domain::model::timeline::{Event, EventKind, Known, SourceState};
use crate::domain::model::{Age, Tab};
use crate::domain::text::{Clean, width};
use crate::screen::ctx::Ctx;
use crate::screen::panes::{absence, tabs};
use crate::screen::widgets::filter_bar::FilterBar;
use crate::screen::widgets::paint;
use crate::screen::widgets::table::{self, ColumnSpec};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

/// Clock, age, kind, who, title; the kind is as wide as its words in sight.
fn columns(kind: u16) -> [ColumnSpec; 5] {
    let column = |least, weight, dispensable| ColumnSpec { least, weight, dispensable };
    [column(5, 0, 2), column(4, 0, 1), column(kind, 0, 4), column(12, 1, 3), column(16, 5, 0)]
}

const CATALOG: &str = "catalog";

impl TimelineRoom {
    pub(super) fn paint(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        tabs::paint(ctx, &self.reference, Tab::Timeline, buf);
        if self.showing != Showing::List {
            let indented =
                |area: Rect| Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(1), ..area };
            self.page.view(buf, indented(self.page_area(ctx)), ctx.look, true);
            return self.find.view(buf, indented(tabs::page(ctx.body)), ctx.look, self.page.matches());
        }
        let areas = self.areas(ctx);
        self.rows(ctx, &areas, buf);
        if let Some(area) = areas.facets {
            self.facet_column(ctx, area, buf);
        }
        if let Some(area) = areas.preview {
            paint::vertical_rule(buf, area, ctx.look);
            let inside = Rect { x: area.x + 2, width: area.width.saturating_sub(2), ..area };
            self.preview.view(buf, inside, ctx.look, false);
        }
        self.sources(ctx, areas.foot, buf);
        self.bar(ctx, areas.bar, buf)
    }

    fn bar(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let typing = self.focus == Focus::Filter;
        let (narrowed, right) = (self.narrowed(), Line::of(self.count(), Role::Dim));
        FilterBar { prompt: &self.prompt, typing, narrowed, right }.view(buf, area, ctx.look)
    }

    /// What narrows the list besides the text, in words.
    fn narrowed(&self) -> Clean {
        let kinds = self.filter.kinds.iter().map(|kind| format!("kind={}", kind.word()));
        let who = self.filter.who.iter().map(|who| format!("who={who}"));
        let span = self.span.iter().map(|span| format!("since={span}"));
        let words: Vec<String> = kinds.chain(who).chain(span).collect();
        if words.is_empty() { "filter".into() } else { Clean::line(&words.join("  ")) }
    }

    fn count(&self) -> Clean {
        let Some(timeline) = &self.shown else { return Clean::default() };
        let is_event = |item: &&Item| matches!(item, Item::Event(_));
        let found = self.items.iter().filter(is_event).count();
        let at = self.items.iter().take(self.cursor.at + 1).filter(is_event).count();
        let (all, more) = (timeline.events.len(), if timeline.has_more { "+" } else { "" });
        let of = if found == all { String::new() } else { format!(" of {all}{more}") };
        Clean::line(&format!("{at}/{found}{}{of}", if found == all { more } else { "" }))
    }

    fn rows(&self, ctx: &Ctx<'_>, areas: &Areas, buf: &mut Buffer) {
        if self.items.is_empty() {
            return self.nothing(ctx, areas.list, buf);
        }
        let list = areas.list;
        let inner = Rect { x: list.x + 1, width: list.width.saturating_sub(2), ..list };
        let widths = table::widths(&columns(self.kind_width(list)), inner.width);
        let window = self.items.iter().enumerate().skip(self.cursor.top).take(usize::from(list.height));
        for ((n, item), y) in window.zip(inner.top()..) {
            let row = Rect { y, height: 1, ..inner };
            let here = n == self.cursor.at;
            if !matches!(item, Item::Day(_)) {
                paint::mark(buf, list.x, y, ctx.look, here);
            }
            self.row(ctx, *item, row, &widths, here, buf);
        }
        paint::scroll_mark(buf, list, ctx.look, self.cursor.top, self.items.len());
    }

    /// The sign, a blank and the longest word in sight.
    fn kind_width(&self, list: Rect) -> u16 {
        let seen = self.items.iter().skip(self.cursor.top).take(usize::from(list.height));
        let kinds = seen.filter_map(|item| match item {
            Item::Event(at) => self.shown.as_ref()?.events.get(*at).map(|event| width(event.kind.word().as_str())),
            _ => None,
        });
        u16::try_from(kinds.max().unwrap_or(0)).unwrap_or(0).clamp(7, 12) + 2
    }

    fn row(&self, ctx: &Ctx<'_>, item: Item, row: Rect, widths: &[u16], here: bool, buf: &mut Buffer) {
        let look = ctx.look;
        match item {
            Item::Day(day) => {
                let day = Clean::line(&day.to_string());
                paint::text(buf, row.x, row.y, row.width, look, day.shown(), look.style(Role::Heading));
            }
            Item::More => {
                let words = match ctx.store.get(&self.query()).in_flight {
                    true => "Asking for older ones",
                    false if self.limit < MOST => "There are older ones; go on to ask for them",
                    false => "There are older ones: `stagedoor timeline` with --limit tells them",
                };
                paint::text(buf, row.x, row.y, row.width, look, words.into(), look.style(Role::Dim));
            }
            Item::Event(at) => {
                if let Some(event) = self.shown.as_ref().and_then(|timeline| timeline.events.get(at)) {
                    self.event_row(ctx, event, row, widths, here, buf);
                }
            }
        }
    }

    fn event_row(&self, ctx: &Ctx<'_>, event: &Event, row: Rect, widths: &[u16], here: bool, buf: &mut Buffer) {
        let look = ctx.look;
        let clock = Clean::line(&ctx.zone.clock(event.at));
        let age = Clean::line(&format!("{:>4}", Age(ctx.now.since(event.at)).to_string()));
        let (sign, role) = sign(ctx, &event.kind);
        let kind = Clean::line(&format!("{sign} {}", event.kind.word()));
        let title = match (here, self.focus) {
            (false, _) => Role::Text,
            (true, Focus::Facets) => Role::Title,
            (true, _) => Role::Selected,
        };
        let mut widths = widths.to_vec();
        let tag = event.is_catalog.then_some(cells(&CATALOG.into()));
        if let (Some(tag), Some(last)) = (tag, widths.last_mut().filter(|last| **last > 30)) {
            *last -= tag + 1;
            let x = row.right().saturating_sub(tag);
            paint::text(buf, x, row.y, tag, look, CATALOG.into(), look.style(Role::Tag));
        }
        let cells = [
            (clock.shown(), look.style(Role::Dim)),
            (age.shown(), look.style(Role::Dim)),
            (kind.shown(), look.style(role)),
            (event.who.shown(), look.style(Role::Text)),
            (event.title.shown(), look.style(title)),
        ];
        table::row(buf, row, look, &widths, &cells);
    }

    /// Why there is no row.
    fn nothing(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
        let columns = usize::from(area.width.saturating_sub(4));
        let lines = match &self.shown {
            None => absence(&ctx.store.get(&self.query()), "the timeline", columns),
            Some(timeline) if !timeline.events.is_empty() => {
                let words = format!("Nothing matches; {} are there without the filter.", timeline.events.len());
                said(&Clean::line(&words), Role::Text, columns)
            }
            Some(timeline) => {
                let told = timeline.sources.iter().flat_map(|source| {
                    let (words, role) = state(source, timeline.has_more);
                    said(&words, role, columns)
                });
                let head = match (timeline.is_asking(), timeline.is_known()) {
                    (true, _) => "Asking what changed.",
                    (false, true) => "Nothing changed that is known here.",
                    (false, false) => "What changed is not known here.",
                };
                said(&head.into(), Role::Text, columns).into_iter().chain(told).collect()
            }
        };
        for (line, y) in lines.iter().zip(area.top()..area.bottom()) {
            let area = Rect { x: area.x + 2, y, width: area.width.saturating_sub(2), height: 1 };
            paint::line(buf, area, ctx.look, line, Style::default());
        }
    }

    /// What is known of the sources, in a line.
    fn sources(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
        let Some(timeline) = self.shown.as_ref().filter(|timeline| area.height > 0 && !timeline.events.is_empty())
        else {
            return;
        };
        let mut line = Line::empty();
        for source in &timeline.sources {
            let (words, role) = state(source, timeline.has_more);
            line = line.and(words, role).and("  ", Role::Text);
        }
        let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        paint::line(buf, area, ctx.look, &line, Style::default());
    }

    fn facet_column(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
        paint::clear(buf, area);
        let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(3), ..area };
        let window = self.facet_items.iter().enumerate().skip(self.facet_cursor.top).take(usize::from(area.height));
        for ((n, item), y) in window.zip(area.top()..) {
            let row = Rect { y, height: 1, ..inner };
            match item {
                FacetItem::Head(title) => {
                    paint::text(buf, row.x, y, row.width, ctx.look, (*title).into(), ctx.look.style(Role::Label));
                }
                FacetItem::Value { choice, label, count } => {
                    let here = n == self.facet_cursor.at;
                    paint::mark(buf, area.x, y, ctx.look, here);
                    facet_row(ctx, buf, row, label, *count, (self.is_chosen(choice), here));
                }
            }
        }
        let edge = Rect { x: area.right().saturating_sub(1), width: 1, ..area };
        paint::vertical_rule(buf, edge, ctx.look);
    }
}

fn facet_row(ctx: &Ctx<'_>, buf: &mut Buffer, row: Rect, label: &Clean, count: usize, (chosen, here): (bool, bool)) {
    let look = ctx.look;
    let mark = if chosen { look.glyphs.chosen } else { " " };
    paint::text(buf, row.x, row.y, 1, look, mark.into(), look.style(Role::Good));
    let count = Clean::line(&count.to_string());
    let count_width = cells(&count);
    let role = match (here, chosen) {
        (true, _) => Role::Selected,
        (false, true) => Role::Title,
        (false, false) => Role::Text,
    };
    let room = row.width.saturating_sub(3 + count_width);
    paint::text(buf, row.x + 2, row.y, room, look, label.shown(), look.style(role));
    let x = row.right().saturating_sub(count_width);
    paint::text(buf, x, row.y, count_width, look, count.shown(), look.style(Role::Dim));
}

/// The sign before a kind; the word beside it says the same.
fn sign(ctx: &Ctx<'_>, kind: &EventKind) -> (&'static str, Role) {
    let glyphs = &ctx.look.glyphs;
    match kind {
        EventKind::Commit => (glyphs.open, Role::Dim),
        EventKind::Merge => (glyphs.crumb, Role::Dim),
        EventKind::Release => (glyphs.star, Role::Tag),
        EventKind::Deploy | EventKind::Promotion => (glyphs.up, Role::Good),
        EventKind::Image | EventKind::Provisioning => (glyphs.dot, Role::Tag),
        EventKind::Restart | EventKind::Access => (glyphs.dot, Role::Warn),
        EventKind::Alert => (glyphs.warn, Role::Bad),
        EventKind::Other(_) => (glyphs.dot, Role::Dim),
    }
}

/// What is known of a source, in words.
fn state(source: &SourceState, has_more: bool) -> (Clean, Role) {
    let name = &source.name;
    let (words, role) = match (&source.known, &source.remark) {
        (Known::Asking, _) => (format!("{name}: asking"), Role::Dim),
        (Known::Yes, None) if has_more => (format!("{name}: its latest"), Role::Dim),
        (Known::Yes, None) => (format!("{name}: all it has"), Role::Dim),
        (Known::Yes, Some(remark)) => (format!("{name}: {remark}"), Role::Warn),
        (Known::Unknown(why), _) => (format!("{name}: unknown, {why}"), Role::Warn),
        (Known::Failed(what), _) => (format!("{name}: {what}"), Role::Bad),
    };
    (Clean::line(&words), role)
}

fn said(words: &Clean, role: Role, columns: usize) -> Vec<Line> {
    wrap(words.shown(), columns.max(8)).into_iter().map(|line| Line::of(line, role)).collect()
}

fn cells(text: &Clean) -> u16 {
    u16::try_from(width(text.as_str())).unwrap_or(u16::MAX)
}
