//! Rules for what is known by one line: headings, rules, quotes, code, formulas, tables and footnotes.

use super::{INDENT, Part, Parts, Reader, State, dedent, is_indented, one, parts_of, put_back};
use crate::domain::docs::markdown::extensions::Extension;
use crate::domain::docs::markdown::source::{holds_mark, marked};
use crate::domain::docs::markdown::table;
use crate::domain::docs::markdown::tree::{Id, Kind};

impl<'a> Reader<'a> {
    pub(super) fn code(&mut self, parent: Id, part: Part<'a>, rest: &mut Parts<'a>) -> Option<Part<'a>> {
        if !part.lines.first().is_some_and(|line| is_indented(line, INDENT)) {
            return Some(part);
        }
        let inner = dedent(&part.lines, INDENT);
        let below = self.with_fences(part.lines.get(inner.len()..).unwrap_or_default());
        put_back(rest, &below);
        let last = self.tree.last(parent).filter(|last| *self.tree.kind(*last) == Kind::Code);
        match last {
            Some(code) => {
                let text = &mut self.tree.node_mut(code).text;
                text.extend(std::iter::repeat_n("", part.gap + 1));
                text.extend(inner);
            }
            None => {
                self.tree.add(parent, Kind::Code, inner);
            }
        }
        None
    }

    /// Lines with what fences were before they were taken out: behind indented code they are none.
    fn with_fences(&self, lines: &[&'a str]) -> Vec<&'a str> {
        let mut out = Vec::with_capacity(lines.len());
        for line in lines {
            let fence = marked(line, 'f').filter(|(_, after)| after.is_empty());
            match fence.and_then(|(number, _)| self.fences.get(number)) {
                Some(fence) => out.extend(fence.original.split('\n')),
                None => out.push(*line),
            }
        }
        out
    }

    pub(super) fn math(&mut self, parent: Id, part: Part<'a>, _: &mut Parts<'a>) -> Option<Part<'a>> {
        let (Some(first), Some(last)) = (part.lines.first(), part.lines.last()) else { return Some(part) };
        if !self.extensions.has(Extension::Math) || part.lines.iter().any(|line| holds_mark(line)) {
            return Some(part);
        }
        let is_one = part.lines.len() == 1;
        let ends = |open: &str, close: &str| {
            let (first, last) = (first.trim_start(), last.trim_end());
            first.starts_with(open) && last.ends_with(close) && (!is_one || last.len() > open.len() + close.len())
        };
        let is_math = ends("$$", "$$") || ends("\\[", "\\]") || (ends("\\begin{", "}") && last.contains("\\end{"));
        if !is_math {
            return Some(part);
        }
        self.tree.add(parent, Kind::Math, part.lines);
        None
    }

    pub(super) fn table(&mut self, parent: Id, part: Part<'a>, _: &mut Parts<'a>) -> Option<Part<'a>> {
        if !table::is_table(&part.lines) {
            return Some(part);
        }
        self.tree.add(parent, Kind::Table, part.lines);
        None
    }

    pub(super) fn heading(&mut self, parent: Id, part: Part<'a>, rest: &mut Parts<'a>) -> Option<Part<'a>> {
        let mut lines = part.lines.as_slice();
        let mut is_any = false;
        while let Some(at) = lines.iter().position(|line| line.starts_with('#')) {
            is_any = true;
            let (before, after) = lines.split_at_checked(at).unwrap_or_default();
            if !before.is_empty() {
                self.parts(parent, Parts::from([one(before)]));
            }
            let (line, after) = after.split_first()?;
            let level = (line.len() - line.trim_start_matches('#').len()).min(6);
            let text = line.get(level..).unwrap_or_default().trim_end_matches('#').trim();
            self.tree.add(parent, Kind::Heading(u8::try_from(level).unwrap_or(6)), vec![text]);
            lines = after;
        }
        if !is_any {
            return Some(part);
        }
        put_back(rest, lines);
        None
    }

    pub(super) fn underlined(&mut self, parent: Id, part: Part<'a>, rest: &mut Parts<'a>) -> Option<Part<'a>> {
        let [text, line, after @ ..] = part.lines.as_slice() else { return Some(part) };
        let line = line.trim_end_matches(' ');
        if line.is_empty() || holds_mark(text) || !line.chars().all(|c| matches!(c, '=' | '-')) {
            return Some(part);
        }
        let level = if line.starts_with('=') { 1 } else { 2 };
        self.tree.add(parent, Kind::Heading(level), vec![text.trim()]);
        put_back(rest, after);
        None
    }

    pub(super) fn rule(&mut self, parent: Id, part: Part<'a>, rest: &mut Parts<'a>) -> Option<Part<'a>> {
        let Some(at) = part.lines.iter().position(|line| is_rule(line)) else { return Some(part) };
        let (before, after) = part.lines.split_at_checked(at).unwrap_or_default();
        if !before.is_empty() {
            self.parts(parent, Parts::from([one(before)]));
        }
        self.tree.add(parent, Kind::Rule, Vec::new());
        put_back(rest, after.get(1..).unwrap_or_default());
        None
    }

    pub(super) fn quote(&mut self, parent: Id, part: Part<'a>, _: &mut Parts<'a>) -> Option<Part<'a>> {
        let Some(at) = part.lines.iter().position(|line| quoted(line).is_some()) else { return Some(part) };
        let (before, quote) = part.lines.split_at_checked(at).unwrap_or_default();
        if !before.is_empty() {
            self.parts(parent, Parts::from([one(before)]));
        }
        let inner: Vec<&str> = quote.iter().map(|line| quoted(line).unwrap_or(line)).collect();
        let last = self.tree.last(parent).filter(|last| *self.tree.kind(*last) == Kind::Quote);
        let id = last.unwrap_or_else(|| self.tree.add(parent, Kind::Quote, Vec::new()));
        self.within(State::Quote, id, parts_of(&inner));
        None
    }

    pub(super) fn footnote(&mut self, _: Id, part: Part<'a>, rest: &mut Parts<'a>) -> Option<Part<'a>> {
        let Some(at) = part.lines.iter().position(|line| footnote(line).is_some()) else { return Some(part) };
        let (before, after) = part.lines.split_at_checked(at).unwrap_or_default();
        let Some((name, text)) = after.first().and_then(|line| footnote(line)) else { return Some(part) };
        let own = after.get(1..).unwrap_or_default();
        let next = own.iter().position(|line| footnote(line).is_some()).unwrap_or(own.len());
        let (own, others) = own.split_at_checked(next).unwrap_or_default();
        let mut lines = vec![text];
        lines.extend(own.iter().map(|line| super::without_indent(line, INDENT).unwrap_or(line)));
        let mut parts = Parts::from([one(&lines)]);
        if others.is_empty() {
            while rest.front().and_then(|next| next.lines.first()).is_some_and(|line| is_indented(line, INDENT)) {
                let Some(next) = rest.pop_front() else { break };
                // lines below that are not indented are of it too, up to the next footnote
                let end = next.lines.iter().position(|line| footnote(line).is_some()).unwrap_or(next.lines.len());
                let (inner, outer) = next.lines.split_at_checked(end).unwrap_or_default();
                let lines = inner.iter().map(|line| super::without_indent(line, INDENT).unwrap_or(line)).collect();
                parts.push_back(Part { lines, gap: next.gap });
                if !outer.is_empty() {
                    put_back(rest, outer);
                    break;
                }
            }
        }
        let id = self.tree.alone(Kind::Item);
        self.notes.push((name, id));
        self.parts(id, parts);
        put_back(rest, others);
        (!before.is_empty()).then(|| one(before))
    }
}

/// Whether a line may begin a block below others without a blank line between.
pub(super) fn begins(line: &str) -> bool {
    ["#", "!!!", "???", "===", "///"].iter().any(|sign| line.starts_with(sign))
        || [":", "[^"].iter().any(|sign| line.trim_start().starts_with(sign))
        || is_rule(line)
}

/// A line of three or more `-`, `*` or `_`, with at most two blanks between.
fn is_rule(line: &str) -> bool {
    let body = line.trim_start_matches(' ');
    let Some(sign) = body.chars().next().filter(|c| matches!(c, '-' | '*' | '_')) else { return false };
    line.len() - body.len() <= 3
        && body.chars().all(|c| c == sign || c == ' ')
        && body.chars().filter(|c| *c == sign).count() >= 3
        && !body.trim_end().contains("   ")
}

/// A line of a quote without its sign.
fn quoted(line: &str) -> Option<&str> {
    if !is_indented(line, INDENT) {
        let inner = line.trim_start_matches(' ').strip_prefix('>')?;
        return Some(inner.strip_prefix(' ').unwrap_or(inner));
    }
    None
}

fn footnote(line: &str) -> Option<(&str, &str)> {
    let inner = line.trim_start_matches(' ').strip_prefix("[^").filter(|_| !is_indented(line, INDENT))?;
    let (name, text) = inner.split_once("]:")?;
    (!name.contains(']')).then(|| (name, text.trim_start_matches(' ')))
}
