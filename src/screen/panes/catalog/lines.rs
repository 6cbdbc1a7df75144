//! The lines of the list: rows, and where they are grouped the heads that they stand under.

use crate::domain::model::listing::Group;
use std::collections::BTreeSet;

/// What stands in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListLine {
    /// The head of that number.
    Head(usize),
    /// A row, by its place in the selection.
    Row(usize),
}

/// Where the head and the rows of a group are.
#[derive(Clone, Copy, Debug)]
struct Span {
    line: usize,
    row: usize,
    count: usize,
    folded: bool,
}

/// The lines of a selection.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    spans: Vec<Span>,
    len: usize,
}

impl Lines {
    /// The lines of so many rows under these heads; those of folded groups show no rows.
    pub(super) fn of(rows: usize, groups: &[Group], folded: &BTreeSet<String>) -> Self {
        if groups.is_empty() {
            return Self { spans: Vec::new(), len: rows };
        }
        let (mut line, mut row) = (0, 0);
        let mut span = |group: &Group| {
            let folded = folded.contains(group.value.as_str());
            let span = Span { line, row, count: group.count, folded };
            line += 1 + if folded { 0 } else { group.count };
            row += group.count;
            span
        };
        let spans: Vec<Span> = groups.iter().map(&mut span).collect();
        Self { spans, len: line }
    }

    /// How many lines there are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// What stands in a line.
    pub(super) fn at(&self, line: usize) -> Option<ListLine> {
        if line >= self.len {
            return None;
        }
        let Some(head) = self.spans.partition_point(|span| span.line <= line).checked_sub(1) else {
            return Some(ListLine::Row(line));
        };
        let span = self.spans.get(head)?;
        Some(match line - span.line {
            0 => ListLine::Head(head),
            below => ListLine::Row(span.row + below - 1),
        })
    }

    /// The head that a line stands under, or is.
    pub(super) fn head_of(&self, line: usize) -> Option<usize> {
        self.spans.partition_point(|span| span.line <= line).checked_sub(1)
    }

    /// The line of a head.
    pub(super) fn line_of_head(&self, head: usize) -> Option<usize> {
        self.spans.get(head).map(|span| span.line)
    }

    /// Whether the rows of a head are hidden.
    pub(super) fn is_folded(&self, head: usize) -> bool {
        self.spans.get(head).is_some_and(|span| span.folded)
    }

    /// The line of a row, or of its head where it is hidden.
    pub(super) fn line_of_row(&self, row: usize) -> usize {
        let head = self.spans.partition_point(|span| span.row <= row).checked_sub(1);
        match head.and_then(|head| self.spans.get(head)) {
            None => row,
            Some(span) if span.folded || row >= span.row + span.count => span.line,
            Some(span) => span.line + 1 + row - span.row,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_stand_above_their_rows_and_folded_ones_alone() {
        let group = |value: &'static str, count| Group { value: value.into(), count };
        let groups = [group("a", 2), group("b", 1), group("", 1)];
        let lines = |folded: &[&str]| {
            let folded = folded.iter().map(|value| (*value).to_owned()).collect();
            let lines = Lines::of(4, &groups, &folded);
            let all: Vec<ListLine> = (0..lines.len()).filter_map(|line| lines.at(line)).collect();
            let back: Vec<usize> = (0..4).map(|row| lines.line_of_row(row)).collect();
            (all, back)
        };
        use ListLine::{Head, Row};
        assert_eq!(lines(&[]), (vec![Head(0), Row(0), Row(1), Head(1), Row(2), Head(2), Row(3)], vec![1, 2, 4, 6]));
        assert_eq!(lines(&["a", ""]), (vec![Head(0), Head(1), Row(2), Head(2)], vec![0, 0, 2, 3]));
        let flat = Lines::of(2, &[], &BTreeSet::new());
        assert_eq!((flat.at(1), flat.at(2), flat.line_of_row(1)), (Some(Row(1)), None, 1));
    }
}
