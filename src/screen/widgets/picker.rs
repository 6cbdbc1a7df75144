//! Something to choose from by typing a few letters, in a frame over what it is chosen for.

use crate::domain::document::Role;
use crate::domain::text::{Clean, width};
use crate::platform::keys::Key;
use crate::screen::look::Look;
use crate::screen::widgets::cursor::{Cursor, Move};
use crate::screen::widgets::paint;
use crate::screen::widgets::prompt::Prompt;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// The widest that the frame gets.
const WIDE: u16 = 72;
/// Lines of the frame and the prompt.
const AROUND: u16 = 4;

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice<T> {
    /// What it is called.
    pub title: Clean,
    /// What there is to say about it.
    pub aside: Clean,
    /// Whether it is among those that hold now.
    pub chosen: bool,
    /// What it stands for.
    pub value: T,
}

impl<T> Choice<T> {
    /// A choice that does not hold now.
    pub fn new(title: impl Into<Clean>, aside: impl Into<Clean>, value: T) -> Self {
        Self { title: title.into(), aside: aside.into(), chosen: false, value }
    }
}

/// Things to choose from, and what is typed to find one.
#[derive(Clone, Debug)]
pub struct Picker<T> {
    /// What is typed.
    pub prompt: Prompt,
    title: &'static str,
    choices: Vec<Choice<T>>,
    cursor: Cursor,
    /// Something else was typed since the choices were put in place.
    typed: bool,
    /// The cursor rests on what holds now, until somebody moves it.
    rests: bool,
}

impl<T: Clone + PartialEq> Picker<T> {
    /// A picker without anything to choose yet.
    pub fn new(title: &'static str) -> Self {
        let (prompt, cursor) = Default::default();
        Self { prompt, title, choices: Vec::new(), cursor, typed: false, rests: false }
    }

    /// A picker whose cursor begins on what holds now, so that choosing at once changes nothing.
    pub fn resting(title: &'static str) -> Self {
        Self { rests: true, ..Self::new(title) }
    }

    /// Puts other choices in place; the cursor stays on the one that it is on, where that is still
    /// there and nothing else was typed; else it is on the first, which fits best.
    pub fn set(&mut self, choices: Vec<Choice<T>>) {
        let typed = std::mem::take(&mut self.typed);
        let at = self.chosen().filter(|_| !typed).map(|choice| choice.value.clone());
        let holds = choices.iter().position(|choice| choice.chosen).filter(|_| self.rests);
        let found = holds.or_else(|| at.and_then(|at| choices.iter().position(|choice| choice.value == at)));
        self.choices = choices;
        self.cursor.at = found.unwrap_or(self.cursor.at).min(self.choices.len().saturating_sub(1));
    }

    /// The choice under the cursor.
    pub fn chosen(&self) -> Option<&Choice<T>> {
        self.choices.get(self.cursor.at)
    }

    /// Takes a key that is typed; the best match is under the cursor then.
    pub fn key(&mut self, key: Key) {
        if self.prompt.key(key) {
            (self.cursor, self.typed, self.rests) = (Cursor::default(), true, false);
        }
    }

    /// Takes text that was pasted.
    pub fn paste(&mut self, text: &str) {
        if self.prompt.paste(text) {
            (self.cursor, self.typed, self.rests) = (Cursor::default(), true, false);
        }
    }

    /// Takes away what was typed; the cursor stays on the choice that it is on.
    pub fn clear(&mut self) {
        self.prompt = Prompt::default();
    }

    /// Moves the cursor, in a picker over `body`.
    pub fn go(&mut self, to: Move, body: Rect) {
        self.cursor = self.seen(self.list(body));
        self.cursor.go(to, self.choices.len(), usize::from(self.list(body).height));
        self.rests = false;
    }

    /// Puts the cursor on the choice at a cell; whether there is one.
    pub fn click(&mut self, at: Position, body: Rect) -> bool {
        let list = self.list(body);
        let row = usize::from(at.y.saturating_sub(list.y)) + self.seen(list).top;
        let hit = list.contains(at) && row < self.choices.len();
        if hit {
            (self.cursor.at, self.rests) = (row, false);
        }
        hit
    }

    /// The cursor, with the window around it that is seen.
    fn seen(&self, list: Rect) -> Cursor {
        let mut cursor = self.cursor;
        cursor.settle(self.choices.len(), usize::from(list.height));
        cursor
    }

    fn frame(&self, body: Rect) -> Rect {
        let width = body.width.saturating_sub(4).min(WIDE).max(body.width.min(24));
        let wanted = u16::try_from(self.choices.len().max(1)).unwrap_or(u16::MAX).saturating_add(AROUND);
        let height = wanted.min(body.height);
        Rect { x: body.x + (body.width - width) / 2, y: body.y, width, height }
    }

    fn list(&self, body: Rect) -> Rect {
        let frame = self.frame(body);
        Rect {
            x: frame.x + 1.min(frame.width),
            y: frame.y + 3.min(frame.height),
            width: frame.width.saturating_sub(2),
            height: frame.height.saturating_sub(AROUND),
        }
    }

    /// Paints it over `body`; where the text cursor stands.
    pub fn view(&self, buf: &mut Buffer, body: Rect, look: &Look) -> Option<Position> {
        let inner = paint::frame(buf, self.frame(body), look, self.title.into());
        let list = self.list(body);
        let cursor = self.seen(list);
        let shown = self.choices.iter().enumerate().skip(cursor.top).zip(list.top()..list.bottom());
        for ((n, choice), y) in shown {
            row(buf, Rect { y, height: 1, ..list }, look, choice, n == cursor.at);
        }
        if self.choices.is_empty() && list.height > 0 {
            let style = look.style(Role::Dim);
            paint::text(buf, list.x + 1, list.y, list.width.saturating_sub(1), look, "Nothing matches.".into(), style);
        }
        paint::scroll_mark(buf, list, look, cursor.top, self.choices.len());
        let prompt = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), height: 1, ..inner };
        (inner.height > 0 && inner.width > 2).then(|| self.prompt.view(buf, prompt, look))
    }
}

fn row<T>(buf: &mut Buffer, row: Rect, look: &Look, choice: &Choice<T>, here: bool) {
    paint::mark(buf, row.x, row.y, look, here);
    if choice.chosen {
        paint::text(buf, row.x + 1, row.y, 1, look, look.glyphs.chosen.into(), look.style(Role::Good));
    }
    let aside = u16::try_from(width(choice.aside.as_str())).unwrap_or(u16::MAX).min(row.width / 2);
    let room = row.width.saturating_sub(aside + 6);
    let role = if here { Role::Selected } else { Role::Text };
    paint::text(buf, row.x + 3, row.y, room, look, choice.title.shown(), look.style(role));
    let x = row.right().saturating_sub(aside + 2);
    paint::text(buf, x, row.y, aside, look, choice.aside.shown(), look.style(Role::Dim));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_puts_the_cursor_on_the_first_and_news_leave_it_where_it_is() {
        let choices = |words: &[&'static str]| words.iter().map(|word| Choice::new(*word, "", *word)).collect();
        let mut picker = Picker::new("Words");
        picker.set(choices(&["mine", "ours", "theirs"]));
        picker.key("o".parse().unwrap());
        picker.set(choices(&["ours", "mine"]));
        assert_eq!(picker.chosen().map(|choice| choice.value), Some("ours"));
        picker.set(choices(&["new", "mine", "ours"]));
        assert_eq!(picker.chosen().map(|choice| choice.value), Some("ours"));
    }
}
