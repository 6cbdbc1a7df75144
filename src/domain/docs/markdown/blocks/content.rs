//! Indented lines below an admonition, a fold or a tab belong into it, also behind blank lines.

use super::{INDENT, Part, Parts, Reader, dedent, is_indented, parts_of, put_back};
use crate::domain::docs::markdown::tree::{Id, Kind};

impl<'a> Reader<'a> {
    pub(super) fn content(&mut self, parent: Id, part: Part<'a>, rest: &mut Parts<'a>) -> Option<Part<'a>> {
        let Some(first) = part.lines.first().filter(|line| is_indented(line, INDENT)) else { return Some(part) };
        let Some((place, columns)) = self.place(parent, first) else { return Some(part) };
        let inner = dedent(&part.lines, columns);
        put_back(rest, part.lines.get(inner.len()..).unwrap_or_default());
        if self.tree.is_item(place) {
            self.tree.loosen(place);
        }
        let mut parts = parts_of(&inner);
        if let Some(first) = parts.front_mut() {
            first.gap = part.gap;
        }
        self.parts(place, parts);
        None
    }

    /// The block that an indented line belongs into, and the columns to take away: the last one, or the
    /// last item of a list at its end when the line is indented far enough.
    fn place(&self, parent: Id, line: &str) -> Option<(Id, usize)> {
        let last = self.tree.last(parent)?;
        let mut place = match self.tree.kind(last) {
            Kind::Note(_) => last,
            Kind::Tabs => self.tree.last(last)?,
            _ => return None,
        };
        let mut columns = INDENT;
        while is_indented(line, columns + INDENT) {
            let Some(list) = self.tree.last(place).filter(|last| self.tree.is_list_or_terms(*last)) else { break };
            place = self.tree.last(list)?;
            columns += INDENT;
        }
        Some((place, columns))
    }
}
