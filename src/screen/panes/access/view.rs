use super::narrow::{Stage, Whose};
use super::state::{AccessRoom, Parts};
use crate::domain::document::{Line, Role};
use crate::domain::model::access::{AccessRequest, AccessRequests};
use crate::domain::model::timeline::Known;
use crate::domain::text::{Clean, Shown};
use crate::screen::ctx::Ctx;
use crate::screen::panes::{absence, granted};
use crate::screen::widgets::filter_bar::FilterBar;
use crate::screen::widgets::paint;
use crate::screen::widgets::table::{ColumnSpec, inside, row, widths};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// How it stands, to what, who, what one may do, where, the time left, whom to ask, why.
const COLUMNS: [ColumnSpec; 8] = [
    ColumnSpec::of(10, 0, 0),
    ColumnSpec::of(16, 2, 0),
    ColumnSpec::of(8, 1, 1),
    ColumnSpec::of(5, 0, 4),
    ColumnSpec::of(11, 0, 3),
    ColumnSpec::of(6, 0, 0),
    ColumnSpec::of(12, 1, 5),
    ColumnSpec::of(10, 3, 2),
];
const HEADS: [&str; 8] = ["STATE", "TO", "WHO", "TYPE", "ENVIRONMENT", "LEFT", "ASK", "WHY"];

impl AccessRoom {
    pub(super) fn paint(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        let parts = self.parts(ctx.body);
        let cursor = self.head(ctx, &parts, buf);
        let list = parts.list;
        let inner = inside(list);
        if self.shown.rows.is_empty() {
            let lines = self.nothing(ctx, usize::from(inner.width.saturating_sub(1)));
            paint::lines(buf, inner, ctx.look, &lines);
            return cursor;
        }
        let widths = widths(&COLUMNS, inner.width);
        let seen = self.shown.rows.iter().enumerate().skip(self.cursor.top).take(usize::from(list.height));
        for ((n, at), y) in seen.zip(list.top()..) {
            let here = n == self.cursor.at;
            paint::mark(buf, list.x, y, ctx.look, here);
            if let Some(one) = self.one(*at) {
                one_row(ctx, buf, Rect { y, height: 1, ..inner }, &widths, one, here);
            }
        }
        paint::scroll_mark(buf, list, ctx.look, self.cursor.top, self.shown.rows.len());
        let foot = inside(parts.foot);
        paint::lines(buf, foot, ctx.look, &self.foot(usize::from(foot.width)));
        cursor
    }

    fn head(&self, ctx: &Ctx<'_>, parts: &Parts, buf: &mut Buffer) -> Option<Position> {
        let head = parts.head;
        let bar = FilterBar {
            prompt: self.filter.prompt(),
            typing: self.filter.typing(),
            narrowed: self.narrowed(),
            right: self.told(ctx),
        };
        let heads: &[&str] = if self.shown.rows.is_empty() { &[] } else { &HEADS };
        bar.over(buf, head, ctx.look, (&COLUMNS, heads))
    }

    /// What narrows the list besides the text, in words.
    fn narrowed(&self) -> Clean {
        let whose = Some(self.wanted.whose.words()).filter(|_| self.wanted.whose != Whose::All);
        let stage = Some(self.wanted.stage.word()).filter(|_| self.wanted.stage != Stage::Any);
        let words: Vec<&str> = [whose, stage].into_iter().flatten().collect();
        if words.is_empty() { "filter".into() } else { Clean::line(&words.join("  ")) }
    }

    /// The system, how many there are, and how many of them want to be looked at.
    fn told(&self, ctx: &Ctx<'_>) -> Line {
        let Some(all) = &self.answer else { return Line::empty() };
        let (shown, total) = (self.shown.rows.len(), all.requests.len());
        let mut line = Line::empty();
        if all.ways.simulated {
            line = line.and(granted::SIMULATED, Role::Badge).and("  ", Role::Text);
        }
        if self.shown.for_me > 0 {
            let waits = if self.shown.for_me == 1 { "waits" } else { "wait" };
            let words = format!("{} {} {waits} for you", ctx.look.glyphs.warn, self.shown.for_me);
            line = line.and(Clean::line(&words), Role::Warn).and("  ", Role::Text);
        }
        if self.shown.active > 0 {
            let words = format!("{} {} in use", ctx.look.glyphs.dot, self.shown.active);
            line = line.and(Clean::line(&words), Role::Good).and("  ", Role::Text);
        }
        let count = if shown == total { format!("{total}") } else { format!("{shown} of {total}") };
        line.and(Clean::line(&count), Role::Dim)
    }

    /// Why there is no row, and what can be done.
    fn nothing(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        match &self.answer {
            None => absence(&Self::remote(ctx), "requests for access", columns),
            Some(all) if !all.requests.is_empty() => {
                let words = match (self.wanted.whose, self.filter.is_on()) {
                    (Whose::Waiting, false) => "Nothing waits for your word.".to_owned(),
                    _ => format!("Nothing matches; {} are there without the filter.", all.requests.len()),
                };
                granted::wrapped(&Clean::line(&words), Role::Text, columns)
            }
            Some(all) => self.none_at_all(ctx, all, columns),
        }
    }

    fn none_at_all(&self, ctx: &Ctx<'_>, all: &AccessRequests, columns: usize) -> Vec<Line> {
        let mut lines = self.said(all, columns);
        if granted::is_out(&all.ways) {
            return lines;
        }
        let asks = all.sources.iter().any(|source| source.known == Known::Asking);
        let head =
            if asks { "Asking for requests." } else { "Nobody has asked for access, as far as is shown to you." };
        let mut told = granted::wrapped(&head.into(), Role::Text, columns);
        if !asks && ctx.gate.lets(crate::platform::actions::Action::AccessAsk) {
            let words = "Ask from here, or from the page of a database or server: what it needs is shown before.";
            told.extend(granted::wrapped(&words.into(), Role::Dim, columns));
        }
        if all.ways.simulated {
            told.extend(granted::wrapped(&granted::SIMULATED_WORDS.into(), Role::Badge, columns));
        }
        told.append(&mut lines);
        told
    }
}

fn one_row(ctx: &Ctx<'_>, buf: &mut Buffer, area: Rect, widths: &[u16], one: &AccessRequest, here: bool) {
    let look = ctx.look;
    let (stands, role) = granted::stands(one.stands(ctx.now), &look.glyphs);
    let (what, asks) = (one.what(), granted::asks(one));
    let level = one.level.map(|level| level.word()).unwrap_or_default();
    let (left, left_role) = granted::left(one, ctx.now).unwrap_or((Clean::default(), Role::Dim));
    let who = if one.is_mine { Clean::from("you") } else { one.requester.clone() };
    let cells = [
        (stands.shown(), look.style(role)),
        (what.shown(), look.style(if here { Role::Selected } else { Role::Text })),
        (who.shown(), look.style(Role::Text)),
        (Shown::from(level), look.style(Role::Dim)),
        (one.environment.shown(), look.style(Role::Dim)),
        (left.shown(), look.style(left_role)),
        (asks.shown(), look.style(Role::Dim)),
        (one.reason.shown(), look.style(Role::Dim)),
    ];
    row(buf, area, look, widths, &cells);
}
