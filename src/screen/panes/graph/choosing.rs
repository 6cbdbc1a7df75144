//! A few items to choose from, in a frame over the graph: relations to follow, forms to export.

use super::choice::{Choice, What};
use super::form::Form;
use super::state::GraphRoom;
use crate::domain::document::{Line, Role};
use crate::domain::model::graph::{Link, Links, Way};
use crate::domain::text::Clean;
use crate::screen::ctx::Ctx;
use crate::screen::panes::Intent;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

impl GraphRoom {
    pub(super) fn choose_relations(&mut self) {
        let Some(shown) = &self.shown else { return };
        let kinds = shown.graph.listing.relation_kinds();
        let links = Links::known(kinds.iter().map(|kind| kind.name.as_str()));
        let count = |link: &Link| {
            let of_it = kinds.iter().filter(|kind| Link::of_kind(kind.name.as_str()) == *link);
            of_it.map(|kind| kind.count).max().unwrap_or(0)
        };
        let what = What::Relations(links.iter().map(|link| (link.clone(), count(link))).collect());
        self.choice = Some(Choice::of(what));
    }

    pub(super) fn choose_export(&mut self) {
        self.choice = Some(Choice::of(What::Export));
    }

    /// Chooses the item under the cursor of the choice. Relations stay to be chosen further.
    pub(super) fn choose(&mut self) -> Vec<Intent> {
        let Some(choice) = &self.choice else { return Vec::new() };
        match &choice.what {
            What::Relations(links) => {
                if let Some(link) = links.get(choice.cursor.at).map(|(link, _)| link.clone()) {
                    self.walk_mut().links.toggle(&link);
                }
                Vec::new()
            }
            What::Export => {
                let form = Form::ALL.get(choice.cursor.at).copied();
                self.choice = None;
                form.and_then(|form| self.export(form)).into_iter().collect()
            }
        }
    }

    /// What is shown in a form; all of it, whatever is folded.
    fn export(&self, form: Form) -> Option<Intent> {
        let shown = self.shown.as_ref()?;
        let text = form.write(&shown.graph, shown.shape);
        if form.is_copied() {
            return Some(Intent::Copy(text));
        }
        let what = if self.impact { "impact" } else { "graph" };
        Some(Intent::Export { name: format!("{what}-{}.{}", self.root().name(), form.ending()), text })
    }

    /// Where the choice lies, frame and all.
    pub(super) fn choice_frame(&self, ctx: &Ctx<'_>) -> Rect {
        let body = ctx.body;
        let rows = self.choice.as_ref().map_or(0, Choice::len);
        let width = 56.min(body.width);
        let height = u16::try_from(rows + 2).unwrap_or(u16::MAX).min(body.height);
        Rect { x: body.x + (body.width - width) / 2, y: body.y + (body.height - height) / 3, width, height }
    }

    /// Where its items are.
    pub(super) fn choice_inside(&self, ctx: &Ctx<'_>) -> Rect {
        let frame = self.choice_frame(ctx);
        if frame.width < 2 || frame.height < 2 {
            return frame;
        }
        Rect { x: frame.x + 1, y: frame.y + 1, width: frame.width - 2, height: frame.height - 2 }
    }

    pub(super) fn paint_choice(&self, ctx: &Ctx<'_>, buf: &mut Buffer) {
        let Some(choice) = &self.choice else { return };
        paint::frame(buf, self.choice_frame(ctx), ctx.look, choice.title().into());
        let inside = self.choice_inside(ctx);
        let shown = (choice.cursor.top..choice.len()).zip(inside.top()..inside.bottom());
        for (n, y) in shown {
            let here = n == choice.cursor.at;
            paint::mark(buf, inside.x, y, ctx.look, here);
            let line = self.choice_line(ctx, choice, n, here);
            let row = Rect { x: inside.x + 1, y, width: inside.width.saturating_sub(2), height: 1 };
            paint::line(buf, row, ctx.look, &line, Style::default());
        }
        paint::scroll_mark(buf, inside, ctx.look, choice.cursor.top, choice.len());
    }

    fn choice_line(&self, ctx: &Ctx<'_>, choice: &Choice, n: usize, here: bool) -> Line {
        let role = if here { Role::Selected } else { Role::Text };
        match &choice.what {
            What::Export => Line::of(Form::ALL.get(n).map_or("", |form| form.title()), role),
            What::Relations(links) => {
                let Some((link, count)) = links.get(n) else { return Line::empty() };
                let sign = if self.walk().links.has(link) { ctx.look.glyphs.chosen } else { " " };
                let words = match link.is_custom() {
                    true => Clean::from("of the catalog's own"),
                    false => Clean::line(&format!("{}, {}", link.word(Way::Out), link.word(Way::In))),
                };
                let line = Line::of(sign, Role::Good).and(" ", Role::Text).and(link.name().clone(), role).pad_to(17);
                line.and(words, Role::Dim).pad_to(46).and(Clean::line(&count.to_string()), Role::Dim)
            }
        }
    }
}
