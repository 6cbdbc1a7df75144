use super::state::{AuditRoom, Sort, parts};
use crate::domain::document::{Line, Role};
use crate::domain::model::access::{AuditKind, AuditRow};
use crate::domain::text::Clean;
use crate::platform::query::AccessAsked;
use crate::screen::ctx::Ctx;
use crate::screen::panes::{absence, granted, stages};
use crate::screen::widgets::filter_bar::FilterBar;
use crate::screen::widgets::paint;
use crate::screen::widgets::table::{ColumnSpec, inside, row, widths};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// When, what, who, to what, by which request, why.
const COLUMNS: [ColumnSpec; 6] = [
    ColumnSpec::of(23, 0, 2),
    ColumnSpec::of(15, 0, 0),
    ColumnSpec::of(10, 1, 0),
    ColumnSpec::of(16, 2, 0),
    ColumnSpec::of(8, 0, 3),
    ColumnSpec::of(10, 3, 1),
];
const HEADS: [&str; 6] = ["WHEN", "EVENT", "WHO", "TO", "REQUEST", "DETAIL"];

impl AuditRoom {
    pub(super) fn paint(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        let (head, list) = parts(ctx.body);
        let cursor = self.head(ctx, head, buf);
        let inner = inside(list);
        if self.shown.is_empty() {
            let lines = self.nothing(ctx, usize::from(inner.width.saturating_sub(1)));
            paint::lines(buf, inner, ctx.look, &lines);
            return cursor;
        }
        let widths = widths(&COLUMNS, inner.width);
        let seen = self.shown.iter().enumerate().skip(self.cursor.top).take(usize::from(list.height));
        for ((n, at), y) in seen.zip(list.top()..) {
            let here = n == self.cursor.at;
            paint::mark(buf, list.x, y, ctx.look, here);
            if let Some(one) = self.rows.get(*at) {
                one_row(ctx, buf, Rect { y, height: 1, ..inner }, &widths, one, here);
            }
        }
        paint::scroll_mark(buf, list, ctx.look, self.cursor.top, self.shown.len());
        cursor
    }

    fn head(&self, ctx: &Ctx<'_>, head: Rect, buf: &mut Buffer) -> Option<Position> {
        let bar = FilterBar {
            prompt: self.filter.prompt(),
            typing: self.filter.typing(),
            narrowed: self.narrowed(),
            right: self.told(ctx),
        };
        let heads: &[&str] = if self.shown.is_empty() { &[] } else { &HEADS };
        bar.over(buf, head, ctx.look, (&COLUMNS, heads))
    }

    fn narrowed(&self) -> Clean {
        let request = self.request.as_ref().map(|request| format!("request {}", request.short()));
        let sort = Some(self.sort.word().to_owned()).filter(|_| self.sort != Sort::All);
        let words: Vec<String> = [request, sort].into_iter().flatten().collect();
        if words.is_empty() { "filter".into() } else { Clean::line(&words.join("  ")) }
    }

    fn told(&self, ctx: &Ctx<'_>) -> Line {
        let (shown, total) = (self.shown.len(), self.rows.len());
        let count = if shown == total { format!("{total}") } else { format!("{shown} of {total}") };
        let mut line = Line::empty();
        if granted::ways(ctx).is_some_and(|ways| ways.simulated) {
            line = line.and(granted::SIMULATED, Role::Badge).and("  ", Role::Text);
        }
        // what is not known of sessions is said: the audit is not whole then
        let sessions = ctx.store.get(&self.sessions());
        let silent = sessions.answer().iter().flat_map(|all| &all.sources).any(stages::is_to_tell);
        if sessions.fault.is_some() || silent {
            line = line.and("not all sessions are known", Role::Warn).and("  ", Role::Text);
        }
        line.and(Clean::line(&count), Role::Dim)
    }

    fn nothing(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        if !Self::is_known(ctx) {
            return absence(&ctx.store.get(&AccessAsked {}), "the audit", columns);
        }
        let words = match self.rows.len() {
            0 => "Nothing happened in that time, as far as is shown to you.".to_owned(),
            n => format!("Nothing matches; {n} are there without the filter."),
        };
        let mut lines = granted::wrapped(&Clean::line(&words), Role::Text, columns);
        if let Some(fault) = ctx.store.get(&self.sessions()).fault {
            lines.extend(granted::wrapped(&Clean::line(&fault.to_string()), Role::Warn, columns));
        }
        lines
    }
}

fn one_row(ctx: &Ctx<'_>, buf: &mut Buffer, area: Rect, widths: &[u16], one: &AuditRow, here: bool) {
    let look = ctx.look;
    let when = one.at.map_or_else(|| Clean::from("time not told"), |at| Clean::line(&ctx.zone.stamp(at)));
    let request = one.request.as_ref().map(|request| Clean::line(request.short())).unwrap_or_default();
    let who = if one.who.is_empty() { Clean::from("the system") } else { one.who.clone() };
    let role = match one.kind {
        AuditKind::Approved | AuditKind::Assumed => Role::Good,
        AuditKind::Denied => Role::Bad,
        AuditKind::Revoked | AuditKind::Withdrawn => Role::Warn,
        AuditKind::Asked | AuditKind::Began => Role::Text,
        AuditKind::GivenUp | AuditKind::Expired | AuditKind::Lapsed | AuditKind::Ended => Role::Dim,
    };
    let event = one.kind.word().replace('-', " ");
    let event = Clean::line(&event);
    let cells = [
        (when.shown(), look.style(Role::Dim)),
        (event.shown(), look.style(role)),
        (who.shown(), look.style(Role::Text)),
        (one.what.shown(), look.style(if here { Role::Selected } else { Role::Text })),
        (request.shown(), look.style(Role::Link)),
        (one.detail.shown(), look.style(Role::Dim)),
    ];
    row(buf, area, look, widths, &cells);
}
