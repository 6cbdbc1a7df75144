//! Several lines being typed, broken to fit a width.

use crate::domain::text::{Clean, width};
use crate::platform::keys::{Code, Key};
use tui_textarea::{CursorMove, Input, TextArea};

/// Several lines being typed.
#[derive(Clone, Debug)]
pub(super) struct Area(TextArea<'static>);

impl Area {
    /// An area that holds a text, the cursor at its end.
    pub(super) fn holding(text: &str) -> Self {
        // as it is, tabs and all: what is not shown must not be changed by the first key
        let mut area = TextArea::new(text.split('\n').map(str::to_owned).collect());
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Self(area)
    }

    pub(super) fn text(&self) -> String {
        self.0.lines().join("\n")
    }

    /// Takes a key; whether the text changed.
    pub(super) fn key(&mut self, key: Key) -> bool {
        use tui_textarea::Key as K;
        let code = match key.code {
            Code::Char('u') if key.ctrl => return self.0.delete_line_by_head(),
            Code::Char(c) => K::Char(c),
            Code::Enter => K::Enter,
            Code::Backspace => K::Backspace,
            Code::Delete => K::Delete,
            Code::Left => K::Left,
            Code::Right => K::Right,
            Code::Home => K::Home,
            Code::End => K::End,
            _ => return false,
        };
        self.0.input(Input { key: code, ctrl: key.ctrl, alt: key.alt, shift: key.shift })
    }

    pub(super) fn break_line(&mut self) {
        self.0.insert_newline();
    }

    /// Takes text that was pasted, with its lines.
    pub(super) fn paste(&mut self, text: &str) -> bool {
        let clean = text.replace("\r\n", "\n").replace('\r', "\n");
        let lines: Vec<String> = clean.split('\n').map(with_tabs).collect();
        self.0.insert_str(lines.join("\n"))
    }

    /// To the line above or below; false at the first and last one.
    pub(super) fn go(&mut self, down: bool) -> bool {
        let before = self.0.cursor().0;
        self.0.move_cursor(if down { CursorMove::Down } else { CursorMove::Up });
        self.0.cursor().0 != before
    }

    /// The lines as they are seen in so many columns, and the row and column of the cursor.
    pub(super) fn seen(&self, columns: usize) -> (Vec<Clean>, usize, usize) {
        let (at_line, at_char) = (self.0.cursor().0, self.0.cursor().1);
        let mut rows = Vec::new();
        let mut cursor = (0, 0);
        for (number, line) in self.0.lines().iter().enumerate() {
            let line = &paintable(line);
            for row in broken(line, columns.saturating_sub(1).max(1)) {
                if number == at_line && row.0 <= at_char {
                    let before: String = line.chars().skip(row.0).take(at_char - row.0).collect();
                    cursor = (rows.len(), width(&before));
                }
                rows.push(Clean::line(&row.1));
            }
        }
        (rows, cursor.0, cursor.1)
    }
}

/// A pasted line, cleaned but for its tabs.
fn with_tabs(line: &str) -> String {
    line.split('\t').map(|part| Clean::line(part).to_string()).collect::<Vec<_>>().join("\t")
}

/// A line with a blank for each character that cannot be shown, so that each still has its place.
fn paintable(line: &str) -> String {
    line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A line in pieces that fit, broken behind blanks where there are some: where each begins, in characters,
/// and what it is.
pub(super) fn broken(line: &str, columns: usize) -> Vec<(usize, String)> {
    let mut pieces = Vec::new();
    let (mut from, mut piece, mut used) = (0, String::new(), 0);
    for (at, c) in line.chars().enumerate() {
        let wide = width(c.encode_utf8(&mut [0; 4]));
        if used + wide > columns && !piece.is_empty() {
            let blank = piece.rfind(' ').map(|at| at + 1).filter(|at| *at < piece.len() && c != ' ');
            let rest = blank.map(|at| piece.split_off(at)).unwrap_or_default();
            let begins = at - rest.chars().count();
            pieces.push((from, std::mem::replace(&mut piece, rest)));
            (from, used) = (begins, width(&piece));
        }
        piece.push(c);
        used += wide;
    }
    pieces.push((from, piece));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_breaks_behind_blanks_and_loses_no_letter() {
        let text = "Takes the money of those who pay, andareallylongwordcomes here";
        for columns in 1..40 {
            let pieces = broken(text, columns);
            let whole: String = pieces.iter().map(|(_, piece)| piece.as_str()).collect();
            assert_eq!(whole, text, "{columns}");
            for (from, piece) in pieces {
                let there: String = text.chars().skip(from).take(piece.chars().count()).collect();
                assert_eq!(there, piece, "{columns}");
                assert!(width(piece.trim_end()) <= columns.max(1), "{columns}: {piece}");
            }
        }
    }

    #[test]
    fn a_text_with_tabs_keeps_them_when_a_key_is_typed() {
        let mut area = Area::holding("all:\n\tgo build");
        area.paste("\t./...");
        assert_eq!(area.text(), "all:\n\tgo build\t./...");
        let (rows, at, column) = area.seen(40);
        assert_eq!((rows[1].as_str(), at, column), (" go build ./...", 1, 15));
    }

    #[test]
    fn the_cursor_is_in_the_row_that_it_types_into() {
        let mut area = Area::holding("one two three");
        assert_eq!(area.seen(9).1, 1);
        area.break_line();
        assert_eq!((area.seen(9).1, area.seen(9).2), (2, 0));
        assert!(area.go(false) && !area.go(false));
        assert_eq!(area.text(), "one two three\n");
    }
}
