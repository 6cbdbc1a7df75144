//! The rows of the sheet, as they are put together.

use crate::domain::document::{Line, Role, wrap};
use crate::domain::text::{Clean, width};
use crate::platform::fault::Fault;
use crate::screen::look::Look;
use ratatui::layout::Rect;

/// A row of the sheet.
pub(super) enum Row {
    Line(Line),
    /// A part of an address, from the first column on: selected with the mouse it is nothing else.
    Address(Clean),
    Field,
}

/// Rows as they are put together.
pub(super) struct Rows {
    pub(super) rows: Vec<Row>,
    /// Columns of text, and of an address.
    pub(super) room: usize,
    whole: usize,
}

impl Rows {
    pub(super) fn within(body: Rect) -> Self {
        let room = usize::from(body.width.saturating_sub(2)).max(1);
        Self { rows: Vec::new(), room, whole: usize::from(body.width).max(1) }
    }

    pub(super) fn line(&mut self, line: Line) {
        self.rows.push(Row::Line(line));
    }

    pub(super) fn gap(&mut self) {
        self.line(Line::empty());
    }

    pub(super) fn say(&mut self, words: &'static str, role: Role) {
        self.say_all(&words.into(), role);
    }

    pub(super) fn say_all(&mut self, words: &Clean, role: Role) {
        wrap(words.shown(), self.room).into_iter().for_each(|line| self.line(Line::of(line, role)));
    }

    pub(super) fn fault(&mut self, fault: &Fault, look: &Look) {
        let tried = Clean::line(&format!("{} Cannot {}", look.glyphs.bad, fault.tried));
        for (words, role) in [(&tried, Role::Bad), (&fault.happened, Role::Text), (&fault.cure, Role::Dim)] {
            self.say_all(words, role);
        }
    }

    pub(super) fn address(&mut self, address: &Clean) {
        let mut part = String::new();
        for c in address.as_str().chars() {
            let wide = width(c.encode_utf8(&mut [0; 4]));
            if width(&part) + wide > self.whole {
                self.rows.push(Row::Address(Clean::line(&std::mem::take(&mut part))));
            }
            part.push(c);
        }
        self.rows.push(Row::Address(Clean::line(&part)));
    }

    /// In few rows the field is what has to be seen, then what stands first.
    pub(super) fn fit(mut self, height: usize) -> Vec<Row> {
        let field = self.rows.iter().position(|row| matches!(row, Row::Field));
        if let Some(at) = field
            && at >= height
            && height > 0
        {
            self.rows.drain(height - 1..at);
        }
        self.rows
    }
}
