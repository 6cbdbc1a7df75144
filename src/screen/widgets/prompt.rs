//! One line of text being typed.

use crate::domain::document::Role;
use crate::domain::text::{Clean, clip, clip_start, width};
use crate::platform::keys::{Code, Key};
use crate::screen::look::Look;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use tui_textarea::{CursorMove, Input, TextArea};

/// One line of text being typed.
#[derive(Clone, Debug, Default)]
pub struct Prompt {
    area: TextArea<'static>,
}

impl Prompt {
    /// A prompt that holds `text` already, the cursor at its end.
    pub fn holding(text: &str) -> Self {
        let mut area = TextArea::new(vec![Clean::line(text).to_string()]);
        area.move_cursor(CursorMove::End);
        Self { area }
    }

    /// A prompt that holds a text as it is: what cannot be shown, as tabs, is kept and shown as a blank.
    pub fn keeping(text: &str) -> Self {
        let mut area = TextArea::new(vec![text.to_owned()]);
        area.move_cursor(CursorMove::End);
        Self { area }
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        self.area.lines().first().map_or("", String::as_str)
    }

    /// Takes a key; whether the text changed. Keys that would leave the line do nothing.
    pub fn key(&mut self, key: Key) -> bool {
        let Some(input) = input(key) else { return false };
        self.area.input_without_shortcuts_of_lines(input)
    }

    /// Takes pasted text as one clean line.
    pub fn paste(&mut self, text: &str) -> bool {
        self.area.insert_str(Clean::line(text).as_str())
    }

    /// What is seen of the text in so many columns, and the column of the cursor in it.
    pub fn seen(&self, columns: usize) -> (Clean, usize) {
        let clean = Clean::line(self.text());
        let before: String = clean.as_str().chars().take(self.area.cursor().1).collect();
        let (room, at) = (columns.max(1), width(&before));
        let skipped = (at + 1).saturating_sub(room);
        let seen = if skipped == 0 { clean.shown() } else { clip_start(clean.shown(), skipped) };
        (clip(seen, room).to_clean(), at - skipped)
    }

    /// Paints the text, scrolled so that the cursor is seen. Gives the cell of the cursor.
    pub fn view(&self, buf: &mut Buffer, area: Rect, look: &Look) -> Position {
        let (seen, at) = self.seen(usize::from(area.width));
        paint::text(buf, area.x, area.y, area.width, look, seen.shown(), look.style(Role::Text));
        let column = u16::try_from(at).unwrap_or(0).min(area.width.saturating_sub(1));
        Position { x: area.x + column, y: area.y }
    }
}

trait OneLine {
    fn input_without_shortcuts_of_lines(&mut self, input: Input) -> bool;
}

impl OneLine for TextArea<'static> {
    fn input_without_shortcuts_of_lines(&mut self, input: Input) -> bool {
        use tui_textarea::Key as K;
        match (input.key, input.ctrl) {
            (K::Enter, _) | (K::Char('m' | 'j'), true) => false,
            // what a shell does, not undo
            (K::Char('u'), true) => self.delete_line_by_head(),
            _ => self.input(input),
        }
    }
}

fn input(key: Key) -> Option<Input> {
    use tui_textarea::Key as K;
    let code = match key.code {
        Code::Char(c) => K::Char(c),
        Code::Backspace => K::Backspace,
        Code::Delete => K::Delete,
        Code::Left => K::Left,
        Code::Right => K::Right,
        Code::Home => K::Home,
        Code::End => K::End,
        _ => return None,
    };
    Some(Input { key: code, ctrl: key.ctrl, alt: key.alt, shift: key.shift })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &str) -> Prompt {
        let mut prompt = Prompt::default();
        for key in keys.split(' ') {
            prompt.key(key.parse().unwrap());
        }
        prompt
    }

    #[test]
    fn a_prompt_edits_one_line_and_stays_one_line() {
        assert_eq!(typed("p a y backspace x").text(), "pax");
        assert_eq!(typed("p a home z enter ctrl+m").text(), "zpa");
        assert_eq!(typed("p a space b ctrl+w").text(), "pa ");
        assert_eq!(typed("p a space b ctrl+u x").text(), "x");
        let mut prompt = Prompt::holding("a");
        prompt.paste("b\nc\u{1b}[31m");
        assert_eq!(prompt.text(), "ab c");
    }

    #[test]
    fn the_cursor_is_always_seen() {
        let prompt = Prompt::holding("日本語 some longer text");
        for columns in 1..30 {
            let area = Rect::new(0, 0, columns, 1);
            let mut buf = Buffer::empty(area);
            let at = prompt.view(&mut buf, area, &Look::default());
            assert!(at.x < columns);
        }
    }
}
