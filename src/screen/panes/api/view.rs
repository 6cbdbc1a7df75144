use super::items::{Item, PROVIDED, Part};
use super::state::{ApiRoom, Focus};
use crate::domain::definition::{Definition, Operation, Row};
use crate::domain::document::{Line, Role};
use crate::domain::model::Tab;
use crate::domain::text::{Clean, width};
use crate::screen::ctx::Ctx;
use crate::screen::panes::{absence, tabs};
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

/// The most columns that the kinds of operations take.
const KINDS: usize = 13;

impl ApiRoom {
    pub(super) fn paint(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        tabs::paint(ctx, &self.reference, Tab::Api, buf);
        let areas = self.areas(ctx);
        let Some(definition) = self.definition.as_deref() else {
            self.missing(ctx, buf);
            return None;
        };
        if let Some(area) = areas.list {
            if self.part == Part::Text {
                self.text(ctx, definition, area, buf)
            } else {
                self.list_rows(ctx, definition, area, buf)
            }
        }
        if let Some(area) = areas.detail {
            let beside = areas.list.is_some();
            if beside {
                paint::vertical_rule(buf, area, ctx.look);
            }
            let inset = u16::from(beside);
            let inside = Rect { x: area.x + inset, width: area.width.saturating_sub(inset), ..area };
            self.details(ctx, inside, buf);
        }
        self.bar(ctx, areas.bar, buf)
    }

    fn missing(&self, ctx: &Ctx<'_>, buf: &mut Buffer) {
        let page = tabs::page(ctx.body);
        let columns = usize::from(page.width.saturating_sub(4));
        let entity = ctx.store.get(&self.query());
        let lines = match self.asked(ctx) {
            Some(query) => absence(&ctx.store.get(&query), "the definition", columns),
            None => absence(&entity, "the entity", columns),
        };
        lines_at(ctx, buf, page, &lines);
    }

    /// The parts with their counts, and what is searched for.
    fn bar(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        if area.height == 0 {
            return None;
        }
        let look = ctx.look;
        let mut end = area.x;
        for (part, words, x) in self.part_places(area.x) {
            let role = if part == self.part { Role::Title } else { Role::Dim };
            let left = area.right().saturating_sub(x);
            end = x + paint::text(buf, x, area.y, left, look, words.shown(), look.style(role));
        }
        let typing = self.focus == Focus::Search;
        if !typing && self.searched().is_empty() {
            return None;
        }
        // where there is no room behind the parts, what is typed goes over them
        let x =
            if area.right().saturating_sub(end) < 24 { area.right().saturating_sub(24).max(area.x) } else { end + 2 };
        let rest = Rect { x, width: area.right().saturating_sub(x), ..area };
        paint::clear(buf, rest);
        let slash = look.style(if typing { Role::Key } else { Role::Dim });
        let used = paint::text(buf, rest.x, rest.y, rest.width, look, "/ ".into(), slash);
        let prompt = Rect { x: rest.x + used, width: rest.width.saturating_sub(used + 1), ..rest };
        let at = self.prompt.view(buf, prompt, look);
        typing.then_some(at)
    }

    /// The parts in the bar: their words, and the column where each begins.
    fn part_places(&self, left: u16) -> Vec<(Part, Clean, u16)> {
        let mut x = left.saturating_add(2);
        // who provides it is listed below, and does not use it
        let using = self.users.iter().take_while(|item| **item != Item::Head(PROVIDED));
        let users = using.filter(|item| matches!(item, Item::User(..) | Item::Stray(_))).count();
        let place = |part: Part| {
            let words = match part {
                Part::Operations => format!("Operations {}", self.counts.0),
                Part::Schemas => format!("Schemas {}", self.counts.1),
                Part::Users => format!("Used by {users}"),
                Part::Text => "Text".to_owned(),
            };
            let words = Clean::line(&words);
            let at = x;
            x = x.saturating_add(u16::try_from(width(words.as_str()) + 3).unwrap_or(0));
            (part, words, at)
        };
        self.parts().into_iter().map(place).collect()
    }

    pub(super) fn part_at(&self, bar: Rect, column: u16) -> Option<Part> {
        let inside = |(_, words, x): &(Part, Clean, u16)| {
            (*x..*x + u16::try_from(width(words.as_str())).unwrap_or(0)).contains(&column)
        };
        self.part_places(bar.x).into_iter().find(inside).map(|(part, ..)| part)
    }

    fn list_rows(&self, ctx: &Ctx<'_>, definition: &Definition, area: Rect, buf: &mut Buffer) {
        let cursor = self.cursor();
        let focused = self.focus != Focus::Detail;
        let kinds =
            definition.operations.iter().map(|operation| width(operation.kind.as_str())).max().unwrap_or(0).min(KINDS);
        let columns = usize::from(area.width.saturating_sub(3));
        let window = self.items.iter().enumerate().skip(cursor.top).take(usize::from(area.height));
        for ((n, item), y) in window.zip(area.top()..) {
            let here = n == cursor.at;
            paint::mark(buf, area.x, y, ctx.look, here);
            let line = row(ctx, definition, item, kinds, columns, here && focused);
            let rest = Rect { x: area.x + 1, y, width: area.width.saturating_sub(3), height: 1 };
            paint::line(buf, rest, ctx.look, &line, Style::default());
        }
        if self.nothing_found() {
            let words = "Nothing here has that in it.";
            lines_at(
                ctx,
                buf,
                Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area },
                &[Line::of(words, Role::Dim)],
            );
        }
        let inside = Rect { width: area.width.saturating_sub(1), ..area };
        paint::scroll_mark(buf, inside, ctx.look, cursor.top, self.items.len());
    }

    fn nothing_found(&self) -> bool {
        let found = if self.part == Part::Operations { self.counts.0 } else { self.counts.1 };
        !self.searched().is_empty() && found == 0 && self.part != Part::Users
    }

    fn details(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
        let focused = self.focus == Focus::Detail;
        let window = self.outline.rows.iter().enumerate().skip(self.detail.top).take(usize::from(area.height));
        for ((n, row), y) in window.zip(area.top()..) {
            let here = focused && n == self.detail.at;
            paint::mark(buf, area.x, y, ctx.look, here);
            self.detail_row(
                ctx,
                row,
                Rect { x: area.x + 1, y, width: area.width.saturating_sub(2), height: 1 },
                here,
                buf,
            );
        }
        paint::scroll_mark(buf, area, ctx.look, self.detail.top, self.outline.rows.len());
    }

    fn detail_row(&self, ctx: &Ctx<'_>, row: &Row, area: Rect, here: bool, buf: &mut Buffer) {
        let look = ctx.look;
        let inset = u16::try_from(row.depth.min(30) * 2).unwrap_or(0).min(area.width.saturating_sub(8));
        let sign = match row.open {
            Some(true) => look.glyphs.unfolded,
            Some(false) => look.glyphs.folded,
            None => " ",
        };
        paint::text(buf, area.x + inset, area.y, 1, look, sign.into(), look.style(Role::Key));
        let rest = Rect { x: area.x + inset + 2, width: area.width.saturating_sub(inset + 2), ..area };
        let over = if here { Style::default().add_modifier(Modifier::BOLD) } else { Style::default() };
        paint::line(buf, rest, look, &row.line, over);
    }

    /// The definition as a text, its flaws first.
    fn text(&self, ctx: &Ctx<'_>, definition: &Definition, area: Rect, buf: &mut Buffer) {
        let cursor = self.cursor();
        let lines = definition.lines();
        let digits = lines.len().to_string().len();
        let flaws = definition.flaws.len();
        for (n, y) in (cursor.top..self.len()).zip(area.top()..area.bottom()) {
            paint::mark(buf, area.x, y, ctx.look, n == cursor.at);
            let line = match (definition.flaws.get(n), n.checked_sub(flaws)) {
                (Some(flaw), _) => {
                    let place = flaw.line.map_or_else(String::new, |line| format!("line {line}: "));
                    Line::of(Clean::line(&format!("{place}{}", flaw.words)), Role::Warn)
                }
                (None, at) => {
                    let at = at.unwrap_or(0);
                    let number = Clean::line(&format!("{:>digits$} ", at + 1));
                    let wrong = definition.flaws.iter().any(|flaw| flaw.line == Some(at + 1));
                    let role = if wrong { Role::Bad } else { Role::CodeValue };
                    Line::of(number, if wrong { Role::Bad } else { Role::Dim })
                        .and(lines.get(at).cloned().unwrap_or_default(), role)
                }
            };
            let rest = Rect { x: area.x + 1, y, width: area.width.saturating_sub(2), height: 1 };
            paint::line(buf, rest, ctx.look, &line, Style::default());
        }
        paint::scroll_mark(buf, area, ctx.look, cursor.top, self.len());
    }
}

fn lines_at(ctx: &Ctx<'_>, buf: &mut Buffer, area: Rect, lines: &[Line]) {
    for (line, y) in lines.iter().zip(area.top()..area.bottom()) {
        let area = Rect { x: area.x + 2, y, width: area.width.saturating_sub(3), height: 1 };
        paint::line(buf, area, ctx.look, line, Style::default());
    }
}

fn row(ctx: &Ctx<'_>, definition: &Definition, item: &Item, kinds: usize, columns: usize, here: bool) -> Line {
    let name = if here { Role::Selected } else { Role::Text };
    match item {
        Item::About => Line::of("About", name),
        Item::Group(index, open) => group(ctx, definition, *index, *open, here),
        Item::Operation(index, why) => match definition.operations.get(*index) {
            Some(one) => operation(one, why.as_ref(), kinds, columns, name),
            None => Line::empty(),
        },
        Item::Schema(index, why) => match definition.schemas.get(*index) {
            Some(one) => why_of(
                Line::of(one.name.clone(), name).and("  ", Role::Text).and(one.kind.clone(), Role::Dim),
                why.as_ref(),
            ),
            None => Line::empty(),
        },
        Item::Head(words) => Line::of(*words, Role::Heading),
        Item::User(reference, label) => {
            let line = Line::of("  ", Role::Text).and(label.clone(), if here { Role::Selected } else { Role::Link });
            line.and("  ", Role::Text).and(Clean::line(reference.as_str()), Role::Dim)
        }
        Item::Stray(label) => Line::of("  ", Role::Text).and(label.clone(), Role::Warn),
    }
}

fn group(ctx: &Ctx<'_>, definition: &Definition, index: usize, open: bool, here: bool) -> Line {
    let Some(group) = definition.groups.get(index) else { return Line::empty() };
    let sign = if open { ctx.look.glyphs.unfolded } else { ctx.look.glyphs.folded };
    let name = if here { Role::Selected } else { Role::Heading };
    let line = Line::of(sign, Role::Key).and(" ", Role::Text).and(group.name.clone(), name);
    let line = line.and(Clean::line(&format!(" {}", group.operations.len())), Role::Dim);
    if group.description.is_empty() {
        line
    } else {
        line.and("  ", Role::Text).and(group.description.clone(), Role::Dim)
    }
}

fn operation(one: &Operation, why: Option<&Clean>, kinds: usize, columns: usize, name: Role) -> Line {
    let line = Line::of("  ", Role::Text).and(one.kind.clone(), kind_role(one.kind.as_str())).pad_to(kinds + 3);
    let line = line.and(one.path.clone(), name);
    let line = if one.deprecated { line.and("  deprecated", Role::Warn) } else { line };
    let line = why_of(line, why);
    // a beginning of a few letters would say nothing
    if line.width() + 16 > columns || one.summary.is_empty() {
        return line;
    }
    line.and("  ", Role::Text).and(one.summary.clone(), Role::Dim)
}

/// The word inside that was searched for, where the line does not show it.
fn why_of(line: Line, why: Option<&Clean>) -> Line {
    match why {
        Some(why) => line.and("  has ", Role::Dim).and(why.clone(), Role::Match),
        None => line,
    }
}

fn kind_role(kind: &str) -> Role {
    match kind {
        "GET" | "HEAD" | "query" | "unary" | "subscribe" | "receive" => Role::Good,
        "PUT" | "PATCH" => Role::Warn,
        "DELETE" => Role::Bad,
        _ => Role::Key,
    }
}
