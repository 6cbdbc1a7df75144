//! A line that is typed or pasted and never shown: as many signs as there are characters, up to a
//! few, and how many more there are.

use crate::domain::document::Role;
use crate::domain::text::{Clean, Secret};
use crate::platform::keys::{Code, Key};
use crate::screen::look::Look;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use zeroize::Zeroizing;

/// Longer than any address or token is; what comes after is dropped.
const LONGEST: usize = 64 << 10;

/// What is typed, overwritten in memory when it is dropped.
#[derive(Clone)]
pub(super) struct Hidden(Zeroizing<String>);

impl Default for Hidden {
    fn default() -> Self {
        // never moved to a larger place, which would leave a copy behind
        Self(Zeroizing::new(String::with_capacity(LONGEST)))
    }
}

impl std::fmt::Debug for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hidden")
    }
}

impl Hidden {
    /// Takes a key: a character, or one that takes some away. There is no cursor in what is not seen.
    pub(super) fn key(&mut self, key: Key) {
        match (key.code, key.ctrl) {
            (Code::Char('u' | 'w'), true) => self.clear(),
            (Code::Backspace, _) | (Code::Char('h'), true) => drop(self.0.pop()),
            _ => key.typed().into_iter().for_each(|c| self.push(c)),
        }
    }

    /// Takes what was pasted, without the blanks and ends of lines that come along.
    pub(super) fn paste(&mut self, text: &Secret) {
        text.reveal().chars().filter(|c| !c.is_whitespace() && !c.is_control()).for_each(|c| self.push(c));
    }

    fn push(&mut self, c: char) {
        if self.0.len() + c.len_utf8() <= LONGEST {
            self.0.push(c);
        }
    }

    fn clear(&mut self) {
        *self = Self::default();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Hands out what was typed; nothing of it stays.
    pub(super) fn take(&mut self) -> Secret {
        let taken = std::mem::take(self);
        Secret::new(taken.0.as_str().to_owned())
    }

    pub(super) fn view(&self, buf: &mut Buffer, area: Rect, look: &Look) -> Position {
        let count = self.0.chars().count();
        let room = usize::from(area.width.saturating_sub(1)).min(32);
        let signs = look.glyphs.dot.repeat(count.min(room));
        let text = if count > room { format!("{signs} {count} characters") } else { signs };
        let text = Clean::line(&text);
        let used = paint::text(buf, area.x, area.y, area.width, look, text.shown(), look.style(Role::Text));
        Position { x: area.x + used.min(area.width.saturating_sub(1)), y: area.y }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_handed_out_once_and_never_shown() {
        let mut hidden = Hidden::default();
        hidden.paste(&Secret::new(" https://x/?code=\n hunter2 \u{1b}".into()));
        hidden.key("!".parse().unwrap());
        hidden.key("?".parse().unwrap());
        hidden.key("backspace".parse().unwrap());
        let area = Rect::new(0, 0, 30, 1);
        let mut buf = Buffer::empty(area);
        hidden.view(&mut buf, area, &Look::default());
        let seen: String = buf.content.iter().map(|cell| cell.symbol()).collect();
        assert!(!seen.contains("hunter2") && !format!("{hidden:?}").contains("hunter2"), "{seen}");
        assert_eq!(hidden.take().reveal(), "https://x/?code=hunter2!");
        assert!(hidden.is_empty());
    }
}
