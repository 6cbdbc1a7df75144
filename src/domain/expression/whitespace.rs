//! White space around delimiters: what is taken away before a text is put down.

use super::units::is_space;
use std::ops::Range;

/// How a template is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// `{{ }}` for `${{ }}`, and what Jinja has more: `cookiecutterCompat`.
    pub cookiecutter: bool,
    /// Takes one line end right after a tag: `trimBlocks`.
    pub trim_blocks: bool,
    /// Takes the space before a tag that begins its line: `lstripBlocks`.
    pub lstrip_blocks: bool,
}

/// What happens at both ends of the text between two delimiters.
#[derive(Debug, Default)]
pub(super) struct Edges {
    /// All space at the beginning goes: `-%}`.
    start: bool,
    /// One line end at the beginning goes.
    line_end: bool,
    /// All space at the end goes: `{%-`.
    end: bool,
    /// Space at the end goes, where it begins a line.
    indent: bool,
}

impl Edges {
    /// What happens to the text after a delimiter.
    pub fn after(strips: bool, line_end: bool) -> Self {
        Self { start: strips, line_end, end: false, indent: false }
    }

    /// What happens to the text before the next delimiter.
    pub fn before(&mut self, strips: bool, indent: bool) {
        self.end = strips;
        self.indent = indent && !strips;
    }

    /// What is left of a text. Space is told at both ends by the text as it stands in the source.
    pub fn trim(&self, source: &[u16], range: Range<usize>) -> Range<usize> {
        let unit = |at: usize| source.get(at).copied().unwrap_or(0);
        let mut start = range.start;
        let mut end = range.end;
        if self.start {
            start = (start..end).find(|at| !is_space(unit(*at))).unwrap_or(end);
        } else if self.line_end && start < end {
            let crlf = unit(start) == 0x0d && start + 1 < end && unit(start + 1) == 0x0a;
            start += if crlf { 2 } else { usize::from(unit(start) == 0x0a) };
        }
        if self.end {
            end = (start..end).rev().find(|at| !is_space(unit(*at))).map_or(start, |at| at + 1);
        } else if self.indent {
            let line = (range.start..end).rev().find(|at| unit(*at) == 0x0a).map(|at| at + 1);
            let line = line.or((range.start == 0).then_some(0));
            let indented = line.filter(|line| (*line..end).all(|at| is_space(unit(at))));
            end = indented.unwrap_or(end).max(start);
        }
        start..end
    }
}
