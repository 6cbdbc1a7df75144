use super::state::JournalRoom;
use crate::domain::document::{Line, Role, wrap};
use crate::domain::model::Age;
use crate::domain::model::journal::{Ending, Entry};
use crate::domain::text::{Clean, Shown};
use crate::platform::query::Deeds;
use crate::screen::ctx::Ctx;
use crate::screen::panes::absence;
use crate::screen::widgets::paint;
use crate::screen::widgets::table::{ColumnSpec, row, widths};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

/// Age, how it ended, the action, the target.
const COLUMNS: [ColumnSpec; 4] = [
    ColumnSpec { least: 5, weight: 0, dispensable: 1 },
    ColumnSpec { least: 10, weight: 0, dispensable: 0 },
    ColumnSpec { least: 17, weight: 0, dispensable: 2 },
    ColumnSpec { least: 12, weight: 1, dispensable: 0 },
];

impl JournalRoom {
    pub(super) fn paint(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        let (head, list, details) = self.parts(ctx.body);
        let cursor = self.head(ctx, buf, head, list.width);
        let height = usize::from(list.height);
        if self.shown.is_empty() {
            let columns = usize::from(list.width.saturating_sub(3));
            for (line, y) in self.nothing(ctx, columns).iter().zip(list.top()..list.bottom()) {
                paint::line(buf, inside(Rect { y, height: 1, ..list }), ctx.look, line, Style::default());
            }
            return cursor;
        }
        let entries = self.shown.iter().enumerate().skip(self.cursor.top).take(height);
        for ((n, at), y) in entries.zip(list.top()..) {
            if let Some(entry) = self.journal.entries.get(*at) {
                entry_row(ctx, buf, Rect { y, height: 1, ..list }, entry, n == self.cursor.at);
            }
        }
        paint::scroll_mark(buf, list, ctx.look, self.cursor.top, self.shown.len());
        self.details(ctx, buf, details);
        cursor
    }

    fn head(&self, ctx: &Ctx<'_>, buf: &mut Buffer, head: Rect, width: u16) -> Option<Position> {
        let look = ctx.look;
        let line = inside(Rect { height: 1.min(head.height), ..head });
        if line.height == 0 {
            return None;
        }
        let count = match self.shown.len() == self.journal.entries.len() {
            true => entries(self.shown.len()),
            false => format!("{} of {}", self.shown.len(), entries(self.journal.entries.len())),
        };
        let damaged = match self.journal.damaged {
            0 => String::new(),
            1 => ", 1 line cannot be read".to_owned(),
            n => format!(", {n} lines cannot be read"),
        };
        let is_filtered = self.filter.is_on();
        let mut cursor = None;
        if is_filtered {
            let used = paint::text(buf, line.x, line.y, 2, look, "/ ".into(), look.style(Role::Key));
            let place = Rect { x: line.x + used, width: (line.width / 2).saturating_sub(used), ..line };
            let at = self.filter.prompt().view(buf, place, look);
            cursor = self.filter.typing().then_some(at);
        }
        let x = if is_filtered { line.x + line.width / 2 + 1 } else { line.x };
        let words = Clean::line(&format!("{count}{damaged}"));
        paint::text(buf, x, line.y, line.right().saturating_sub(x), look, words.shown(), look.style(Role::Dim));
        if head.height > 1 {
            let heads: [&'static str; 4] = ["AGE", "OUTCOME", "ACTION", "TARGET"];
            let cells = heads.map(|head| (Shown::from(head), look.style(Role::Dim)));
            let area = inside(Rect { y: head.y + 1, height: 1, width, ..head });
            row(buf, area, look, &widths(&COLUMNS, area.width), &cells);
        }
        cursor
    }

    fn nothing(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let remote = ctx.store.get(&Deeds {});
        match remote.answer() {
            None => absence(&remote, "the journal", columns),
            Some(journal) if journal.entries.is_empty() => {
                let words = [
                    ("Nothing was done through stagedoor here yet.", Role::Text),
                    ("What you change, on the screen or with `stagedoor do`, is listed here.", Role::Dim),
                ];
                let lines = words.into_iter().flat_map(|(text, role)| {
                    wrap(text.into(), columns).into_iter().map(move |line| Line::of(line, role))
                });
                lines.collect()
            }
            Some(_) => vec![Line::of("Nothing matches the filter.", Role::Dim)],
        }
    }

    fn details(&self, ctx: &Ctx<'_>, buf: &mut Buffer, area: Rect) {
        let Some(entry) = self.chosen().filter(|_| area.height > 1 && area.width > 4) else { return };
        let beside = area.x > ctx.body.x;
        if beside {
            paint::vertical_rule(buf, area, ctx.look);
        } else {
            for x in area.left()..area.right() {
                let look = ctx.look;
                paint::text(buf, x, area.y, 1, look, look.glyphs.horizontal.into(), look.style(Role::Rule));
            }
        }
        let top = if beside { area.y } else { area.y + 1 };
        let columns = usize::from(area.width.saturating_sub(4));
        for (line, y) in about(ctx, entry, columns).iter().zip(top..area.bottom()) {
            let place = Rect { x: area.x + 2, y, width: area.width.saturating_sub(3), height: 1 };
            paint::line(buf, place, ctx.look, line, Style::default());
        }
    }
}

fn entries(count: usize) -> String {
    if count == 1 { "1 entry".into() } else { format!("{count} entries") }
}

fn inside(area: Rect) -> Rect {
    Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(2), ..area }
}

fn entry_row(ctx: &Ctx<'_>, buf: &mut Buffer, area: Rect, entry: &Entry, here: bool) {
    let look = ctx.look;
    paint::mark(buf, area.x, area.y, look, here);
    let age = Clean::line(&Age(ctx.now.since(entry.at)).to_string());
    let (sign, role) = match entry.outcome {
        Ending::Done => (look.glyphs.chosen, Role::Good),
        Ending::Refused => (look.glyphs.bad, Role::Bad),
        Ending::Begun | Ending::InDoubt => (look.glyphs.warn, Role::Warn),
    };
    let outcome = Clean::line(&format!("{sign} {}", entry.outcome.word()));
    let cells = [
        (age.shown(), look.style(Role::Dim)),
        (outcome.shown(), look.style(role)),
        (entry.action.shown(), look.style(Role::Text)),
        (entry.target.shown(), look.style(if here { Role::Selected } else { Role::Text })),
    ];
    let place = inside(area);
    row(buf, place, look, &widths(&COLUMNS, place.width), &cells);
}

fn about(ctx: &Ctx<'_>, entry: &Entry, columns: usize) -> Vec<Line> {
    let mut lines: Vec<Line> =
        wrap(entry.target.shown(), columns).into_iter().map(|line| Line::of(line, Role::Title)).collect();
    let role = if entry.outcome == Ending::Done { Role::Text } else { Role::Bad };
    lines.extend(wrap(entry.detail.shown(), columns).into_iter().map(|line| Line::of(line, role)));
    lines.push(Line::empty());
    let parts = [
        ("at", Clean::line(&ctx.zone.stamp(entry.at))),
        ("action", entry.action.clone()),
        ("outcome", entry.outcome.word().into()),
        ("by", entry.subject.clone()),
        ("on", entry.context.clone()),
        ("request", entry.request_id.clone().unwrap_or_default()),
    ];
    let parts = parts.into_iter().filter(|(_, value)| !value.is_empty());
    lines.extend(parts.map(|(name, value)| Line::of(name, Role::Label).pad_to(9).and(value, Role::Text)));
    lines
}
