use crate::domain::document::{Line, Role};
use crate::domain::model::Place;
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::screen::look::Look;
use crate::screen::widgets::cursor::{Cursor, Move};
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub title: Clean,
    /// Why one would, or what it is about.
    pub why: Clean,
    /// What sort of thing it is, or its keys; at the right edge.
    pub aside: Clean,
    /// What choosing it does.
    pub does: ItemDoes,
}

/// What choosing an item does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemDoes {
    /// Does an action.
    Act(Action),
    /// Goes to a place.
    Go(Place),
    /// Nothing: it heads the items below it.
    Head,
}

impl Item {
    /// The head of a group.
    pub fn head(title: &'static str) -> Self {
        Self { title: title.into(), why: Clean::default(), aside: Clean::default(), does: ItemDoes::Head }
    }
}

/// Items to choose from, in a frame over the room.
#[derive(Clone, Debug, Default)]
pub struct Menu {
    items: Vec<Item>,
    cursor: Cursor,
}

impl Menu {
    /// Puts other items in place; the cursor goes to the first that can be chosen.
    pub fn set(&mut self, items: Vec<Item>) {
        if items != self.items {
            self.items = items;
            self.cursor = Cursor::default();
            self.skip_heads(1);
        }
    }

    /// Puts the cursor on an item.
    pub fn choose(&mut self, at: usize) {
        self.cursor.at = at.min(self.items.len().saturating_sub(1));
    }

    /// The chosen item.
    pub fn chosen(&self) -> Option<&Item> {
        self.items.get(self.cursor.at).filter(|item| item.does != ItemDoes::Head)
    }

    /// Moves over what can be chosen.
    pub fn go(&mut self, to: Move, height: usize) {
        self.cursor.go(to, self.items.len(), height);
        self.skip_heads(if to.is_up() { -1 } else { 1 });
        self.cursor.settle(self.items.len(), height);
        if self.cursor.at <= 1 {
            self.cursor.top = 0;
        }
    }

    fn skip_heads(&mut self, direction: isize) {
        let is_head = |at: usize| self.items.get(at).is_some_and(|item| item.does == ItemDoes::Head);
        let mut at = self.cursor.at;
        if is_head(at) {
            at = at.saturating_add_signed(direction);
        }
        if is_head(at) {
            at += 1;
        }
        self.cursor.at = at.min(self.items.len().saturating_sub(1));
    }

    /// Chooses the item shown at `row`; whether there is one.
    pub fn click(&mut self, row: usize) -> bool {
        let at = self.cursor.top + row;
        let there = self.items.get(at).is_some_and(|item| item.does != ItemDoes::Head);
        if there {
            self.cursor.at = at;
        }
        there
    }

    /// Paints the items.
    pub fn view(&self, buf: &mut Buffer, area: Rect, look: &Look) {
        let titles = self.items.iter().filter(|item| item.does != ItemDoes::Head);
        let titles = titles.map(|item| crate::domain::text::width(item.title.as_str())).max().unwrap_or(0);
        let titles = titles.clamp(12, usize::from(area.width / 2).max(12)) + 2;
        let shown = self.items.iter().enumerate().skip(self.cursor.top).take(usize::from(area.height));
        for ((n, item), y) in shown.zip(area.top()..) {
            self.item(buf, Rect { y, height: 1, ..area }, look, item, titles, n == self.cursor.at);
        }
        if self.items.is_empty() {
            paint::text(
                buf,
                area.x + 1,
                area.y,
                area.width.saturating_sub(1),
                look,
                "Nothing matches.".into(),
                look.style(Role::Dim),
            );
        }
        paint::scroll_mark(buf, area, look, self.cursor.top, self.items.len());
    }

    fn item(&self, buf: &mut Buffer, row: Rect, look: &Look, item: &Item, titles: usize, here: bool) {
        if item.does == ItemDoes::Head {
            paint::text(
                buf,
                row.x + 1,
                row.y,
                row.width.saturating_sub(1),
                look,
                item.title.shown(),
                look.style(Role::Heading),
            );
            return;
        }
        paint::mark(buf, row.x, row.y, look, here);
        let aside = u16::try_from(crate::domain::text::width(item.aside.as_str())).unwrap_or(0);
        let room = Rect { x: row.x + 1, width: row.width.saturating_sub(aside + 4), ..row };
        let role = if here { Role::Selected } else { Role::Text };
        let title = crate::domain::text::clip(item.title.shown(), titles).to_clean();
        let pad = crate::domain::text::pad(title.as_str(), titles);
        let line =
            Line::of(title, role).and(Clean::line(&" ".repeat(pad)), Role::Text).and(item.why.clone(), Role::Dim);
        paint::line(buf, room, look, &line, Style::default());
        let x = row.right().saturating_sub(aside + 2);
        paint::text(buf, x, row.y, aside, look, item.aside.shown(), look.style(Role::Key));
    }
}
