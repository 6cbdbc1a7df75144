//! The log of a task: many lines, few of them seen. Blocks of lines are shared, so that each state of a
//! growing log costs its newest lines alone.

use crate::domain::model::At;
use crate::domain::text::Clean;
use std::sync::Arc;

/// A colour or a weight that a line of a log gives to a part of it, by what terminals call them (SGR).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shade {
    /// As the rest.
    #[default]
    Plain,
    /// Faint.
    Dim,
    /// Bold.
    Bold,
    /// Red.
    Bad,
    /// Yellow.
    Warn,
    /// Green.
    Good,
    /// Blue, cyan or magenta.
    Note,
}

/// A line of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogLine {
    /// When it was said.
    pub at: At,
    /// The step that said it, by its place among the steps.
    pub step: Option<u16>,
    /// What it says.
    pub text: Clean,
    /// Where shades begin, by byte, in order; the last one goes on to the end.
    pub shades: Vec<(u32, Shade)>,
}

/// Lines in the order they came.
#[derive(Clone, Debug, Default)]
pub struct Log {
    lines: Vec<Arc<LogLine>>,
}

impl Log {
    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether nothing was said yet.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// A line by its number from 0.
    pub fn line(&self, n: usize) -> Option<LogLine> {
        self.lines.get(n).map(|line| (**line).clone())
    }

    /// Adds a line.
    pub fn push(&mut self, line: LogLine) {
        self.lines.push(Arc::new(line));
    }
}
