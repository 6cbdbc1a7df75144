//! What is being typed into the field that has the keys.

use super::area::Area;
use crate::domain::document::{Line, Role};
use crate::domain::text::Secret;
use crate::platform::keys::{Code, Key};
use crate::screen::widgets::prompt::Prompt;
use zeroize::Zeroizing;

/// What is being typed.
#[derive(Clone, Debug)]
pub(super) enum Editor {
    Line(Box<Typed>),
    Area(Box<Area>),
    Hidden(Hidden),
}

/// One line being typed. One that is taken as a whole gives way to the first letter, as in a field of a browser that one
/// comes to by the tab key.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    prompt: Prompt,
    is_whole: bool,
}

impl Typed {
    /// A line that holds a text as it is, the cursor at its end.
    pub(super) fn holding(text: &str, is_whole: bool) -> Self {
        Self { prompt: Prompt::keeping(text), is_whole: is_whole && !text.is_empty() }
    }

    pub(super) fn text(&self) -> &str {
        self.prompt.text()
    }

    /// What is seen of it in so many columns, and the column of the cursor.
    pub(super) fn seen(&self, columns: usize, is_typed: bool) -> (Line, usize) {
        let (seen, column) = self.prompt.seen(columns);
        let role = if self.is_whole && is_typed { Role::Marked } else { Role::Text };
        (if seen.is_empty() { Line::empty() } else { Line::of(seen, role) }, column)
    }

    fn key(&mut self, key: Key) -> bool {
        let is_whole = std::mem::take(&mut self.is_whole);
        let replaces = key.typed().is_some() || matches!(key.code, Code::Backspace | Code::Delete);
        if is_whole && replaces {
            self.prompt = Prompt::default();
        }
        self.prompt.key(key) || (is_whole && replaces)
    }

    fn paste(&mut self, text: &str) -> bool {
        if std::mem::take(&mut self.is_whole) {
            self.prompt = Prompt::default();
        }
        self.prompt.paste(text)
    }
}

/// What nobody sees. What was there before is replaced by the first letter.
#[derive(Clone)]
pub(super) struct Hidden {
    text: Zeroizing<String>,
    /// How many characters it had before; nothing was typed yet.
    before: Option<usize>,
}

/// Longer than any secret is; never moved to a larger place, which would leave a copy behind.
const LONGEST: usize = 16 << 10;

impl std::fmt::Debug for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hidden")
    }
}

impl Hidden {
    pub(super) fn over(before: usize) -> Self {
        Self { text: Zeroizing::new(String::with_capacity(LONGEST)), before: (before > 0).then_some(before) }
    }

    /// Takes a key; whether it is another secret now. There is no cursor in what is not seen.
    pub(super) fn key(&mut self, key: Key) -> bool {
        let had = self.len();
        match (key.code, key.ctrl) {
            (Code::Char('u' | 'w'), true) => (self.before, _) = (None, self.text.clear()),
            (Code::Backspace, _) | (Code::Char('h'), true) => {
                (self.before, _) = (None, self.text.pop());
            }
            _ => match key.typed() {
                Some(c) => {
                    self.push(c);
                    return true;
                }
                None => return false,
            },
        }
        had != self.len()
    }

    pub(super) fn paste(&mut self, text: &str) -> bool {
        text.trim_end_matches(['\n', '\r']).chars().for_each(|c| self.push(c));
        !text.is_empty()
    }

    fn push(&mut self, c: char) {
        self.before = None;
        if self.text.len() + c.len_utf8() <= LONGEST {
            self.text.push(c);
        }
    }

    /// How many characters there are.
    pub(super) fn len(&self) -> usize {
        self.before.unwrap_or_else(|| self.text.chars().count())
    }

    pub(super) fn secret(&self) -> Option<Secret> {
        (!self.text.is_empty()).then(|| Secret::new(self.text.as_str().to_owned()))
    }
}

impl Editor {
    /// Takes a key; whether what is typed is another now.
    pub(super) fn key(&mut self, key: Key) -> bool {
        match self {
            Editor::Line(line) => line.key(key),
            Editor::Area(area) => area.key(key),
            Editor::Hidden(hidden) => hidden.key(key),
        }
    }

    pub(super) fn paste(&mut self, text: &str) -> bool {
        match self {
            Editor::Line(line) => line.paste(text),
            Editor::Area(area) => area.paste(text),
            Editor::Hidden(hidden) => hidden.paste(text),
        }
    }
}
