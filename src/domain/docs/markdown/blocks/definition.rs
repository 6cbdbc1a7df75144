//! Rules for terms and what they mean.

use super::{INDENT, NESTING, Part, Parts, Reader, State, dedent, indent, is_indented, one, put_back};
use crate::domain::docs::markdown::source::holds_mark;
use crate::domain::docs::markdown::tree::{Id, Kind};

impl<'a> Reader<'a> {
    pub(super) fn definition(&mut self, parent: Id, part: Part<'a>, rest: &mut Parts<'a>) -> Option<Part<'a>> {
        let Some(at) = part.lines.iter().position(|line| meaning(line).is_some()) else { return Some(part) };
        let (above, below) = part.lines.split_at_checked(at).unwrap_or_default();
        // code and HTML are no terms
        let begin = above.iter().rposition(|line| holds_mark(line)).map_or(0, |mark| mark + 1);
        let (before, above) = above.split_at_checked(begin).unwrap_or_default();
        let Some((first, below)) = below.split_first() else { return Some(part) };
        if !before.is_empty() {
            self.parts(parent, Parts::from([one(before)]));
        }
        let mut terms: Vec<&'a str> = above.iter().map(|term| term.trim()).collect();
        let sibling = self.tree.last(parent);
        if terms.is_empty() && sibling.is_none() {
            return Some(part);
        }
        let mut state = State::List;
        let is_text = |last: &Id| {
            let node = self.tree.node(*last);
            node.kind == Kind::Paragraph && !node.text.iter().any(|line| holds_mark(line))
        };
        if let Some(last) = sibling.filter(|last| terms.is_empty() && is_text(last)) {
            state = State::Loose;
            terms.clone_from(&self.tree.node(last).text);
            self.tree.take_last(parent);
        }
        let list = self.terms(parent, &terms, &mut state);
        let inner = content(below);
        put_back(rest, below.get(inner.len()..).unwrap_or_default());
        let mut lines = vec![meaning(first).unwrap_or_default()];
        lines.extend(inner);
        let id = self.tree.add(list, Kind::Meaning, Vec::new());
        self.within(state, id, Parts::from([one(&lines)]));
        None
    }

    /// The list that the terms belong into.
    fn terms(&mut self, parent: Id, terms: &[&'a str], state: &mut State) -> Id {
        let last = self.tree.last(parent).filter(|last| *self.tree.kind(*last) == Kind::Terms);
        let list = last.unwrap_or_else(|| self.tree.add(parent, Kind::Terms, Vec::new()));
        let before = self.tree.last(list).filter(|id| *self.tree.kind(*id) == Kind::Meaning);
        if terms.is_empty() && before.is_some_and(|id| self.tree.last(id).is_some()) {
            *state = State::Loose;
        }
        for term in terms {
            self.tree.add(list, Kind::Term, vec![term]);
        }
        list
    }
}

/// The text of a line that begins a meaning.
fn meaning(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(' ').strip_prefix(':').filter(|_| !is_indented(line, INDENT))?;
    let text = rest.trim_start_matches(' ');
    let blanks = rest.len() - text.len();
    match blanks {
        0 => None,
        1..=3 => Some(text),
        _ => rest.get(3..),
    }
}

/// The lines that belong to a meaning, of those below its first.
fn content<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let is_lazy = lines.first().is_some_and(|line| indent(line) < NESTING && !line.trim_start().starts_with(':'));
    if is_lazy { lines.to_vec() } else { dedent(lines, NESTING) }
}
