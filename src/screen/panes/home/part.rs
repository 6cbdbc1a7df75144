//! A part of the page: its heading, and how much of it is shown.

use crate::domain::document::{Line, Role};
use crate::domain::text::Clean;

/// How many of a part are shown before "and more".
pub(super) const SHOWN: usize = 8;

pub(super) fn heading(title: &'static str, count: usize) -> [Line; 2] {
    let count = Clean::line(&format!(" {count}"));
    [Line::empty(), Line::of(title, Role::Heading).and(count, Role::Dim)]
}

/// Columns that names get of so many.
pub(super) fn names(width: usize) -> usize {
    (width / 3).clamp(16, 36)
}
