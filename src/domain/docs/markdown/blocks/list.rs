//! Rules for lists and what stands in their items.

use super::{NESTING, Part, Parts, Reader, State, indent, is_indented, one, parts_of};
use crate::domain::docs::markdown::tree::{Id, Kind};

impl<'a> Reader<'a> {
    /// Indented lines below a list (or below definitions) go into its last item.
    pub(super) fn item_content(&mut self, parent: Id, part: Part<'a>, _: &mut Parts<'a>) -> Option<Part<'a>> {
        let is_below =
            self.tree.is_item(parent) || self.tree.last(parent).is_some_and(|last| self.tree.is_list_or_terms(last));
        let Some(first) = part.lines.first().filter(|line| is_indented(line, NESTING) && is_below) else {
            return Some(part);
        };
        if self.is(State::Dedented) {
            return Some(part);
        }
        let (level, place) = self.level(parent, indent(first) / NESTING);
        let columns = level * NESTING;
        let lines = part.lines.iter().map(|line| super::without_indent(line, columns).unwrap_or(line)).collect();
        self.item_lines(parent, place, Part { lines, gap: part.gap });
        None
    }

    /// How many lists deep a line of that indentation stands, and in which block.
    fn level(&self, parent: Id, wanted: usize) -> (usize, Id) {
        let mut level = usize::from(self.is(State::List));
        let mut place = parent;
        while wanted > level {
            let Some(child) = self.tree.last(place) else { break };
            let is_list = self.tree.is_list_or_terms(child);
            if !is_list && !self.tree.is_item(child) {
                break;
            }
            level += usize::from(is_list);
            place = child;
        }
        (level, place)
    }

    fn item_lines(&mut self, parent: Id, place: Id, part: Part<'a>) {
        let parts = Parts::from([part]);
        if self.tree.is_item(parent) {
            let list = self.tree.last(parent).filter(|last| self.tree.is_list_or_terms(*last));
            return self.within(State::Dedented, list.unwrap_or(parent), parts);
        }
        if self.tree.is_item(place) {
            return self.within(State::Dedented, place, parts);
        }
        if let Some(item) = self.tree.last(place).filter(|last| self.tree.is_item(*last)) {
            self.tree.loosen(item);
            return self.within(State::Dedented, item, parts);
        }
        let kind = if *self.tree.kind(place) == Kind::Terms { Kind::Meaning } else { Kind::Item };
        let item = self.tree.add(place, kind, Vec::new());
        self.within(State::Dedented, item, parts);
    }

    pub(super) fn list(&mut self, parent: Id, part: Part<'a>, _: &mut Parts<'a>) -> Option<Part<'a>> {
        let Some(marker) = part.lines.first().and_then(|line| marker(line)) else { return Some(part) };
        let is_counted = marker.number.is_some();
        let mut items = items_of(&part.lines, is_counted).into_iter();
        let is_same = |kind: &Kind<'_>| match kind {
            Kind::Numbers => is_counted,
            // lists of bullets that blank lines part are several (mdx_truly_sane_lists)
            _ => false,
        };
        let list = if let Some(list) = self.tree.last(parent).filter(|last| is_same(self.tree.kind(*last))) {
            if let Some(last) = self.tree.last(list) {
                self.loosen_tail(last);
            }
            let item = self.tree.add(list, Kind::Item, Vec::new());
            if let Some(first) = items.next() {
                self.within(State::Loose, item, Parts::from([one(&first)]));
            }
            list
        } else if self.tree.is_list(parent) {
            parent
        } else {
            let kind = if is_counted { Kind::Numbers } else { Kind::Bullets };
            self.tree.add(parent, kind, Vec::new())
        };
        for item in items {
            self.item(list, &item);
        }
        None
    }

    fn item(&mut self, list: Id, lines: &[&'a str]) {
        let is_nested = lines.first().is_some_and(|line| is_indented(line, NESTING));
        let place = self.tree.last(list).filter(|_| is_nested);
        let place = place.unwrap_or_else(|| self.tree.add(list, Kind::Item, Vec::new()));
        self.within(State::List, place, parts_of(lines));
    }

    fn loosen_tail(&mut self, item: Id) {
        self.tree.loosen(item);
        let Some(last) = self.tree.last(item) else { return };
        let tail = std::mem::take(&mut self.tree.node_mut(last).tail);
        if !tail.is_empty() {
            self.tree.add(item, Kind::Paragraph, tail);
        }
    }
}

/// What begins an item.
struct Marker<'a> {
    /// Its number; none for a bullet.
    number: Option<u64>,
    text: &'a str,
}

/// The marker of a line that is not indented so far that it would be nested.
fn marker(line: &str) -> Option<Marker<'_>> {
    (!is_indented(line, NESTING)).then(|| any_marker(line)).flatten()
}

fn any_marker(line: &str) -> Option<Marker<'_>> {
    let body = line.trim_start_matches(' ');
    let digits = body.len() - body.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = match digits {
        0 => (None, body.strip_prefix(['*', '+', '-'])?),
        1..=18 => (body.get(..digits)?.parse().ok(), body.get(digits..)?.strip_prefix('.')?),
        _ => return None,
    };
    let text = rest.trim_start_matches(' ');
    (text.len() < rest.len()).then_some(Marker { number, text })
}

/// The items of lines: each begins at a marker of its kind; nested ones are kept together.
fn items_of<'a>(lines: &[&'a str], is_counted: bool) -> Vec<Vec<&'a str>> {
    let mut items: Vec<Vec<&'a str>> = Vec::new();
    for line in lines {
        if let Some(marker) = marker(line).filter(|marker| marker.number.is_some() == is_counted) {
            items.push(vec![marker.text]);
            continue;
        }
        let is_nested = (NESTING..NESTING * 2).contains(&indent(line)) && any_marker(line).is_some();
        let is_begun = items.last().and_then(|item| item.first()).is_some_and(|first| is_indented(first, NESTING));
        match items.last_mut() {
            Some(last) if !is_nested || is_begun => last.push(line),
            _ => items.push(vec![line]),
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_begin_at_their_markers() {
        assert_eq!(
            items_of(&["- a", "  - b", "    c", "- d", "e"], false),
            [vec!["a"], vec!["  - b", "    c"], vec!["d", "e"]]
        );
        assert_eq!(items_of(&["1. a", "- b"], true), [vec!["a", "- b"]]);
    }

    #[test]
    fn a_marker_has_a_blank_behind_it() {
        assert!(marker("-x").is_none() && marker("1.x").is_none() && marker("  - x").is_none());
        assert_eq!(marker(" 12. x").and_then(|marker| marker.number), Some(12));
    }
}
