//! Looking for text on a page: what is typed, where it is found, and how that is shown.

use super::paint;
use super::prompt::Prompt;
use crate::domain::document::{Line, Role};
use crate::domain::text::{Clean, width};
use crate::platform::keys::Key;
use crate::screen::look::Look;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

/// What is looked for, as it is being typed and afterwards.
#[derive(Clone, Debug, Default)]
pub struct Find {
    prompt: Prompt,
    typing: bool,
}

impl Find {
    /// Begins anew.
    pub fn begin(&mut self) {
        *self = Self { prompt: Prompt::default(), typing: true };
    }

    /// A text that is looked for, without being typed.
    pub fn of(text: &str) -> Self {
        Self { prompt: Prompt::holding(text), typing: false }
    }

    /// Whether keys are being typed into it.
    pub fn typing(&self) -> bool {
        self.typing
    }

    /// Whether something is looked for, or about to be.
    pub fn is_on(&self) -> bool {
        self.typing || !self.text().is_empty()
    }

    /// What is looked for.
    pub fn text(&self) -> &str {
        self.prompt.text()
    }

    /// Takes a key; whether something else is looked for now.
    pub fn key(&mut self, key: Key) -> bool {
        self.prompt.key(key)
    }

    /// Takes text that was pasted; whether something else is looked for now.
    pub fn paste(&mut self, text: &str) -> bool {
        self.typing && self.prompt.paste(text)
    }

    /// No more is typed; what was found stays.
    pub fn done(&mut self) {
        self.typing = false;
    }

    /// `area` without the line that the prompt takes at its foot while something is looked for.
    pub fn above(&self, area: Rect) -> Rect {
        Rect { height: area.height.saturating_sub(u16::from(self.is_on())), ..area }
    }

    /// Paints the prompt at the foot of `area`, with which of how many matches is the present one.
    pub fn view(&self, buf: &mut Buffer, area: Rect, look: &Look, found: (usize, usize)) -> Option<Position> {
        if !self.is_on() || area.height == 0 {
            return None;
        }
        let row = Rect { y: area.bottom() - 1, height: 1, ..area };
        let count = match found {
            (_, 0) if self.text().is_empty() => Clean::default(),
            (_, 0) => "not found".into(),
            (at, of) => Clean::line(&format!("{at}/{of}")),
        };
        let count_width = u16::try_from(width(count.as_str())).unwrap_or(0).min(row.width);
        let x = row.right().saturating_sub(count_width + 1);
        paint::text(buf, x, row.y, count_width, look, count.shown(), look.style(Role::Dim));
        let slash = look.style(if self.typing { Role::Key } else { Role::Dim });
        paint::text(buf, row.x, row.y, row.width, look, "/ ".into(), slash);
        let room = row.width.saturating_sub(count_width + 4);
        let at = self.prompt.view(buf, Rect { x: row.x + 2.min(row.width), width: room, ..row }, look);
        Some(at).filter(|_| self.typing)
    }
}

/// Text that is looked for, whatever the case of its letters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Needle(Vec<char>);

impl Needle {
    pub(super) fn of(text: &str) -> Self {
        Self(text.chars().map(folded).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it is in the letters of a line, as [`folded_text`] has them.
    pub(super) fn is_in(&self, text: &[char]) -> bool {
        !self.0.is_empty() && self.places(text).next().is_some()
    }

    /// Where it begins, in characters.
    fn places<'a>(&'a self, text: &'a [char]) -> impl Iterator<Item = usize> + 'a {
        text.windows(self.0.len().max(1)).enumerate().filter(|(_, part)| *part == self.0).map(|(at, _)| at)
    }

    /// The columns that it covers in a line: from, and how many.
    fn columns(&self, line: &Line) -> Vec<(usize, usize)> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let (text, folded) = (line.text(), folded_text(line));
        let cells = |chars: usize, from: usize| width(&text.chars().skip(from).take(chars).collect::<String>());
        self.places(&folded).map(|at| (cells(at, 0), cells(self.0.len(), at))).collect()
    }

    /// Lays the look of a match over where it is in a line that is painted in `area`.
    pub(super) fn show(&self, buf: &mut Buffer, area: Rect, look: &Look, line: &Line, present: bool) {
        let style = look.style(Role::Match);
        let style = if present { style.add_modifier(Modifier::REVERSED) } else { style };
        for (from, columns) in self.columns(line) {
            let from = u16::try_from(from).unwrap_or(u16::MAX).min(area.width);
            let columns = u16::try_from(columns).unwrap_or(u16::MAX).min(area.width - from);
            buf.set_style(Rect { x: area.x + from, width: columns, ..area }, Style { underline_color: None, ..style });
        }
    }
}

fn folded(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// The letters of a line in lower case.
pub(super) fn folded_text(line: &Line) -> Vec<char> {
    line.runs.iter().flat_map(|run| run.text.as_str().chars()).map(folded).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_found_over_runs_and_in_any_case_and_in_wide_letters() {
        let line = Line::of("日本 Own", Role::Label).and("er: team-OWNER", Role::Text);
        assert_eq!(Needle::of("owner").columns(&line), [(5, 5), (17, 5)]);
        assert_eq!(Needle::of("本").columns(&line), [(2, 2)]);
        assert!(Needle::of("").columns(&line).is_empty() && !Needle::of("xyz").is_in(&folded_text(&line)));
    }
}
