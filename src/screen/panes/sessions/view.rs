use super::state::{SessionsRoom, Stage};
use crate::domain::document::{Line, Role};
use crate::domain::model::Age;
use crate::domain::model::access::AccessSession;
use crate::domain::model::timeline::Known;
use crate::domain::text::{Clean, Shown};
use crate::screen::ctx::Ctx;
use crate::screen::panes::{absence, granted};
use crate::screen::widgets::filter_bar::FilterBar;
use crate::screen::widgets::paint;
use crate::screen::widgets::table::{ColumnSpec, inside, row, widths};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// How it stands, to what, who, as whom, since when, how long, what was recorded, by which request.
const COLUMNS: [ColumnSpec; 8] = [
    ColumnSpec::of(9, 0, 0),
    ColumnSpec::of(16, 2, 0),
    ColumnSpec::of(8, 1, 0),
    ColumnSpec::of(8, 1, 3),
    ColumnSpec::of(9, 0, 1),
    ColumnSpec::of(6, 0, 2),
    ColumnSpec::of(11, 0, 4),
    ColumnSpec::of(8, 0, 5),
];
const HEADS: [&str; 8] = ["STATE", "TO", "WHO", "AS", "BEGAN", "LASTED", "RECORDED", "REQUEST"];

impl SessionsRoom {
    pub(super) fn paint(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        let (head, list, foot) = self.parts(ctx);
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
            if let Some(one) = self.one(*at) {
                one_row(ctx, buf, Rect { y, height: 1, ..inner }, &widths, one, here);
            }
        }
        paint::scroll_mark(buf, list, ctx.look, self.cursor.top, self.shown.len());
        let foot = inside(foot);
        paint::lines(buf, foot, ctx.look, &self.said(ctx, usize::from(foot.width)));
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
        let of = self.entity.as_ref().map(|entity| format!("of {}", entity.short()));
        let mine = self.mine.then(|| "mine".to_owned());
        let stage = Some(self.stage.word().to_owned()).filter(|_| self.stage != Stage::Any);
        let words: Vec<String> = [of, mine, stage].into_iter().flatten().collect();
        if words.is_empty() { "filter".into() } else { Clean::line(&words.join("  ")) }
    }

    fn told(&self, ctx: &Ctx<'_>) -> Line {
        let Some(all) = &self.answer else { return Line::empty() };
        let (shown, total) = (self.shown.len(), all.sessions.len());
        let count = if shown == total { format!("{total}") } else { format!("{shown} of {total}") };
        let line =
            if self.playing.is_some() { Line::of("asking how it is played  ", Role::Dim) } else { Line::empty() };
        let simulated = granted::ways(ctx).is_some_and(|ways| ways.simulated);
        let line = if simulated { line.and(granted::SIMULATED, Role::Badge).and("  ", Role::Text) } else { line };
        line.and(Clean::line(&count), Role::Dim)
    }

    fn nothing(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let mut lines = match &self.answer {
            None => absence(&self.remote(ctx), "sessions", columns),
            Some(all) if !all.sessions.is_empty() => {
                let words = format!("Nothing matches; {} are there without the filter.", all.sessions.len());
                granted::wrapped(&Clean::line(&words), Role::Text, columns)
            }
            Some(all) if all.sources.iter().any(|source| source.known == Known::Asking) => {
                vec![Line::of("Asking for sessions.", Role::Text)]
            }
            Some(_) => {
                let words = "Nobody is or was connected in that time, as far as is shown to you.";
                granted::wrapped(&words.into(), Role::Text, columns)
            }
        };
        if self.answer.is_some() {
            lines.extend(self.said(ctx, columns));
        }
        lines
    }
}

fn one_row(ctx: &Ctx<'_>, buf: &mut Buffer, area: Rect, widths: &[u16], one: &AccessSession, here: bool) {
    let look = ctx.look;
    let (stage, role) = granted::stage(one, &look.glyphs);
    let who = if one.is_mine { Clean::from("you") } else { one.user.clone() };
    let began = one.started_at.map(|at| Clean::line(&Age(ctx.now.since(at)).ago())).unwrap_or_default();
    let lasted = granted::lasted(one, ctx.now);
    let recorded = one.recording.as_ref().map(|it| it.kind.words()).unwrap_or_default();
    let request = one.request.as_ref().map(|request| Clean::line(request.short())).unwrap_or_default();
    let cells = [
        (stage.shown(), look.style(role)),
        (one.target.shown(), look.style(if here { Role::Selected } else { Role::Text })),
        (who.shown(), look.style(Role::Text)),
        (one.login.shown(), look.style(Role::Dim)),
        (began.shown(), look.style(Role::Dim)),
        (lasted.shown(), look.style(Role::Dim)),
        (Shown::from(recorded), look.style(Role::Dim)),
        (request.shown(), look.style(Role::Link)),
    ];
    row(buf, area, look, widths, &cells);
}
