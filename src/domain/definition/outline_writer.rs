//! The lines of an outline, as they are written down.

use super::{Definition, SchemaAt};
use crate::domain::document::{Line, Role, wrap};
use crate::domain::text::Clean;
use std::borrow::Cow;
use std::collections::HashSet;

/// The most lines of an outline.
pub(super) const MAX_ROWS: usize = 3_000;
/// Columns of the labels before what is said.
const LABELS: usize = 14;
/// The most columns that prose is set to.
const MEASURE: usize = 100;

/// Where a row leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Leads {
    /// Nowhere.
    #[default]
    Nowhere,
    /// To the row of that key, which holds it: the schema is inside of itself.
    Row(Box<str>),
    /// To a schema of its own, by index.
    Schema(usize),
}

/// A line of an outline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// How far it is set in, in steps.
    pub depth: usize,
    /// The line without what sets it in.
    pub line: Line,
    /// What it is known by, where it can be folded.
    pub key: Option<Box<str>>,
    /// Whether it is unfolded, where it can be.
    pub open: Option<bool>,
    /// Where it leads.
    pub leads: Leads,
}

pub(super) struct Writer<'d> {
    pub(super) definition: &'d Definition,
    pub(super) turned: &'d HashSet<Box<str>>,
    pub(super) columns: usize,
    pub(super) rows: Vec<Row>,
    /// The schemas that are unfolded around the present row, with the keys of their rows.
    pub(super) around: Vec<(SchemaAt, Box<str>)>,
}

impl Writer<'_> {
    pub(super) fn push(&mut self, depth: usize, line: Line) {
        self.rows.push(Row { depth, line, ..Row::default() });
    }

    pub(super) fn blank(&mut self) {
        if self.rows.last().is_some_and(|row| !row.line.runs.is_empty()) {
            self.push(0, Line::empty());
        }
    }

    /// A row that can be folded; whether it is open.
    pub(super) fn fold(&mut self, depth: usize, line: Line, key: &str, open: bool) -> bool {
        let open = open != self.turned.contains(key);
        self.rows.push(Row { depth, line, key: Some(key.into()), open: Some(open), leads: Leads::Nowhere });
        open
    }

    pub(super) fn is_full(&self) -> bool {
        self.rows.len() >= MAX_ROWS
    }

    pub(super) fn room(&self, depth: usize) -> usize {
        self.columns.saturating_sub(2 * depth + 2).clamp(8, MEASURE)
    }

    /// As much of a text as there are rows left for: all of it would be wrapped for nothing.
    fn fitting<'c>(&self, text: &'c Clean, room: usize) -> Cow<'c, Clean> {
        let most = room * (MAX_ROWS.saturating_sub(self.rows.len()) + 1);
        if text.as_str().len() <= most {
            return Cow::Borrowed(text);
        }
        match text.as_str().char_indices().nth(most).and_then(|(end, _)| text.as_str().get(..end)) {
            Some(beginning) => Cow::Owned(Clean::line(beginning)),
            None => Cow::Borrowed(text),
        }
    }

    pub(super) fn prose(&mut self, depth: usize, lines: &[Clean], role: Role) {
        let room = self.room(depth);
        for line in lines.iter().take(1_000) {
            if self.is_full() {
                return;
            }
            let wrapped = wrap(self.fitting(line, room).shown(), room);
            if wrapped.is_empty() {
                self.push(depth, Line::empty());
            }
            for part in wrapped {
                self.push(depth, Line::of(part, role));
            }
        }
    }

    /// A label and what is said, which goes on below where it is long.
    pub(super) fn said(&mut self, depth: usize, label: &Clean, value: &Clean, role: Role) {
        let room = self.room(depth).saturating_sub(LABELS).max(8);
        let value = self.fitting(value, room);
        let mut parts = wrap(value.shown(), room).into_iter();
        let line = Line::of(label.clone(), Role::Label);
        match parts.next() {
            Some(first) => self.push(depth, line.pad_to(LABELS).and(first, role)),
            None => self.push(depth, line),
        }
        for part in parts {
            self.push(depth, Line::of("", Role::Text).pad_to(LABELS).and(part, role));
        }
    }
}
