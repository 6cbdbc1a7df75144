use super::{LogsRoom, SPANS};
use crate::domain::document::{Line, Role};
use crate::domain::model::Tab;
use crate::domain::text::Clean;
use crate::screen::ctx::Ctx;
use crate::screen::panes::tabs;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

impl LogsRoom {
    pub(super) fn paint(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        tabs::paint(ctx, &self.entity, Tab::Runtime, buf);
        let (head, log) = self.areas(ctx);
        self.rule(ctx, buf, Rect { height: 1.min(head.height), ..head });
        for (line, y) in self.head.iter().zip(head.y + 1..head.bottom()) {
            paint::line(buf, Rect { y, height: 1, ..head }, ctx.look, line, Style::default());
        }
        if !self.log.is_empty() {
            self.log.view(buf, log, ctx.look, ctx.zone);
        } else if self.said.is_some() && log.height > 0 {
            let words = if self.previous { "Nothing was said before." } else { "Nothing was said yet." };
            let row = Rect { height: 1, ..log };
            paint::line(buf, row, ctx.look, &Line::of(words, Role::Dim), Style::default());
        }
        let below = tabs::page(ctx.body);
        let below = Rect { x: log.x, width: log.width, ..below };
        let count = if self.log.has_found() { (1, 1) } else { (0, 0) };
        self.find.view(buf, below, ctx.look, count)
    }

    /// What is shown: of whom, how far back, how many lines, and whether its end is followed.
    fn rule(&self, ctx: &Ctx<'_>, buf: &mut Buffer, row: Rect) {
        let look = ctx.look;
        if row.height == 0 {
            return;
        }
        for x in row.left()..row.right() {
            paint::text(buf, x, row.y, 1, look, look.glyphs.horizontal.into(), look.style(Role::Rule));
        }
        let words = Clean::line(&format!(" {} ", self.words()));
        let room = row.width.saturating_sub(3);
        paint::text(buf, row.x + 1.min(row.width), row.y, room, look, words.shown(), look.style(Role::Title));
    }

    fn words(&self) -> String {
        let span = self.since.and_then(|at| SPANS.get(at)).map_or("the last lines", |(_, words, _)| *words);
        let how = match () {
            () if self.previous => "before it was started anew",
            () if self.said.as_ref().is_some_and(|said| said.is_over) => "it says no more",
            () if self.log.follows() => "followed",
            () => "held",
        };
        format!("{} lines, {how}, {span}: {}", self.log.len(), self.whose())
    }

    fn whose(&self) -> String {
        let stream = self.log.step().and_then(|step| self.said.as_ref()?.streams.get(usize::from(step)));
        if let Some((pod, container)) = stream {
            return format!("{pod} {container}");
        }
        let count = self.said.as_ref().map_or(0, |said| said.streams.len());
        let of = match (&*self.of.pod, &*self.of.selector) {
            ("", "") => "all pods".to_owned(),
            ("", selector) => format!("pods with {selector}"),
            (pod, _) => pod.to_owned(),
        };
        match (self.of.container.as_str(), count) {
            ("", 0 | 1) => of,
            ("", count) => format!("{of}, {count} containers"),
            (container, _) => format!("{of} {container}"),
        }
    }
}
