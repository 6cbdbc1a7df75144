use super::{AppRoom, Part};
use crate::domain::document::Role;
use crate::domain::model::Tab;
use crate::domain::model::delivery::{ResourceState, Sync};
use crate::domain::text::Clean;
use crate::screen::ctx::Ctx;
use crate::screen::panes::tabs;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

impl AppRoom {
    pub(super) fn paint(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        tabs::paint(ctx, &self.entity, Tab::Runtime, buf);
        let (head, rule, area) = self.areas(ctx);
        for (line, y) in self.head.iter().zip(head.top()..head.bottom()) {
            let row = Rect { x: head.x + 1, y, width: head.width.saturating_sub(2), height: 1 };
            paint::line(buf, row, ctx.look, line, Style::default());
        }
        if rule.height > 0 {
            self.rule(ctx, buf, rule);
        }
        self.sheet().view(buf, area, ctx.look, true);
        let below =
            Rect { y: rule.bottom(), height: tabs::page(ctx.body).bottom().saturating_sub(rule.bottom()), ..area };
        self.find.view(buf, below, ctx.look, self.sheet().matches())
    }

    /// Between the head and the part: the names of the parts.
    fn rule(&self, ctx: &Ctx<'_>, buf: &mut Buffer, row: Rect) {
        let look = ctx.look;
        for x in row.left()..row.right() {
            paint::text(buf, x, row.y, 1, look, look.glyphs.horizontal.into(), look.style(Role::Rule));
        }
        for (part, words, x) in self.names(ctx, row) {
            let role = if part == self.part { Role::Selected } else { Role::Dim };
            paint::text(buf, x, row.y, row.right().saturating_sub(x), look, words.shown(), look.style(role));
        }
    }

    /// The names of the parts with how much is in them, each where it begins.
    fn names(&self, ctx: &Ctx<'_>, row: Rect) -> Vec<(Part, Clean, u16)> {
        let counts = self.detail(ctx).map(|detail| {
            let differ = |it: &&ResourceState| it.sync == Sync::OutOfSync;
            let tree = if detail.tree.is_empty() { detail.app.resources.len() } else { detail.tree.len() };
            let differ = detail.app.resources.iter().filter(differ).count();
            [tree, differ, detail.app.history.len(), detail.events.len()]
        });
        let mut x = row.x + 2;
        let counts = counts.unwrap_or_default();
        let named = Part::ALL.into_iter().zip(counts).map(|((part, word, _), count)| {
            let count = if count == 0 { String::new() } else { format!(" {count}") };
            let words = Clean::line(&format!(" {}{count} ", capital(word)));
            let at = x;
            x = x.saturating_add(u16::try_from(words.as_str().len()).unwrap_or(0) + 1);
            (part, words, at)
        });
        named.take_while(|(_, _, at)| *at < row.right()).collect()
    }

    /// The part whose name begins left of a column.
    pub(super) fn part_at(&self, ctx: &Ctx<'_>, row: Rect, column: u16) -> Option<Part> {
        let names = self.names(ctx, row);
        let ends = |words: &Clean| u16::try_from(words.as_str().len()).unwrap_or(0);
        names.into_iter().find(|(_, words, at)| (*at..*at + ends(words)).contains(&column)).map(|(part, ..)| part)
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
