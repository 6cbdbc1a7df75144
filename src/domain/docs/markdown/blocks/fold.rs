//! Rules for what begins with three signs: admonitions `!!!`, folds `???`, tabs `===`.

use super::{INDENT, Part, Parts, Reader, dedent, one, parts_of, put_back};
use crate::domain::docs::markdown::tree::{Head, Id, Kind};

impl<'a> Reader<'a> {
    pub(super) fn fold(&mut self, parent: Id, part: Part<'a>, rest: &mut Parts<'a>) -> Option<Part<'a>> {
        let mut lines = part.lines.as_slice();
        let mut is_any = false;
        while let Some(at) = lines.iter().position(|line| begun(line).is_some()) {
            is_any = true;
            let (before, after) = lines.split_at_checked(at).unwrap_or_default();
            if !before.is_empty() {
                self.parts(parent, Parts::from([one(before)]));
            }
            let (line, after) = after.split_first()?;
            let inner = dedent(after, INDENT);
            let place = match begun(line)? {
                Begun::Note(head) => self.tree.add(parent, Kind::Note(head), Vec::new()),
                Begun::Tab { label, is_chosen, is_new } => self.tab(parent, label, is_chosen, is_new),
            };
            self.parts(place, parts_of(&inner));
            lines = after.get(inner.len()..).unwrap_or_default();
        }
        if !is_any {
            return Some(part);
        }
        put_back(rest, lines);
        None
    }

    pub(super) fn tab(&mut self, parent: Id, label: &'a str, is_chosen: bool, is_new: bool) -> Id {
        let last = self.tree.last(parent).filter(|last| !is_new && *self.tree.kind(*last) == Kind::Tabs);
        let set = last.unwrap_or_else(|| self.tree.add(parent, Kind::Tabs, Vec::new()));
        self.tree.add(set, Kind::Tab { label, is_chosen }, Vec::new())
    }
}

/// What a line of three signs begins.
enum Begun<'a> {
    Note(Head<'a>),
    Tab { label: &'a str, is_chosen: bool, is_new: bool },
}

fn begun(line: &str) -> Option<Begun<'_>> {
    let sign = line.get(..3)?;
    let rest = line.get(3..)?;
    match sign {
        "!!!" => head(rest, None, true).map(Begun::Note),
        "???" => {
            let (is_open, rest) = rest.strip_prefix('+').map_or((false, rest), |rest| (true, rest));
            head(rest, Some(is_open), false).map(Begun::Note)
        }
        "===" => tab(rest),
        _ => None,
    }
}

/// Classes and a title in quotes; a fold may go without classes, an admonition may not.
fn head(rest: &str, is_open: Option<bool>, needs_class: bool) -> Option<Head<'_>> {
    let rest = rest.strip_prefix(' ').unwrap_or(rest).trim_end_matches(' ');
    let (classes, title) = match rest.find('"') {
        Some(at) => {
            let (classes, title) = rest.split_at_checked(at)?;
            let title = title.strip_prefix('"')?.strip_suffix('"')?;
            if !classes.is_empty() && !classes.ends_with(' ') {
                return None;
            }
            (classes.trim_end(), Some(title))
        }
        None => (rest, None),
    };
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ');
    let is_head = classes.chars().all(is_word)
        && !classes.starts_with(' ')
        && (!classes.is_empty() || (!needs_class && title.is_some()));
    is_head.then_some(Head { classes, title, is_open })
}

fn tab(rest: &str) -> Option<Begun<'_>> {
    let label = rest.trim_start_matches(['+', '!']);
    let signs = rest.get(..rest.len() - label.len())?;
    if signs.len() > 2 || matches!(signs, "++" | "!!") || !label.starts_with(' ') {
        return None;
    }
    let label = label.trim().strip_prefix('"')?.strip_suffix('"')?;
    Some(Begun::Tab { label, is_chosen: signs.contains('+'), is_new: signs.contains('!') })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_has_classes_and_a_title() {
        let head = |line| match begun(line) {
            Some(Begun::Note(head)) => Some((head.classes, head.title, head.is_open)),
            _ => None,
        };
        assert_eq!(head("!!! note inline \"A b\""), Some(("note inline", Some("A b"), None)));
        assert_eq!(head("!!! note"), Some(("note", None, None)));
        assert_eq!(head("???+ \"A\""), Some(("", Some("A"), Some(true))));
        assert_eq!(head("!!! note \"A \\\" b\""), Some(("note", Some("A \\\" b"), None)));
        for line in ["!!! \"A\"", "!!! note \"A", "!!!", "???", "!!! a, b"] {
            assert_eq!(head(line), None, "{line}");
        }
    }
}
