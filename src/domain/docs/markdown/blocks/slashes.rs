//! Blocks between slashes (`/// note | Title`, blocks of PyMdown).

use super::{Part, Parts, Reader, parts_of, put_back};
use crate::domain::docs::markdown::extensions::Extension;
use crate::domain::docs::markdown::tree::{Head, Id, Kind};

/// How many parts an end may be away.
const FARTHEST: usize = 1_000;

impl<'a> Reader<'a> {
    pub(super) fn slashes(&mut self, parent: Id, part: Part<'a>, rest: &mut Parts<'a>) -> Option<Part<'a>> {
        let Some(at) = part.lines.iter().position(|line| self.is_open(line)) else { return Some(part) };
        let Some(end) = end_of(&part, at, rest) else { return Some(part) };
        let (before, after) = part.lines.split_at_checked(at).unwrap_or_default();
        let Some((line, after)) = after.split_first() else { return Some(part) };
        let Some((_, name, argument)) = opened(line) else { return Some(part) };
        if !before.is_empty() {
            self.lines(parent, before);
        }
        let inner = take(after, end, rest);
        self.open(parent, name, argument, &inner);
        None
    }

    /// Whether a line opens a block of a kind that the site turns on.
    fn is_open(&self, line: &str) -> bool {
        opened(line).is_some_and(|(_, name, _)| self.extensions.has(kind(name)))
    }

    fn open(&mut self, parent: Id, name: &'a str, argument: &'a str, lines: &[&'a str]) {
        let options = lines.iter().take_while(|line| line.starts_with("    ")).count();
        let (options, lines) = lines.split_at_checked(options).unwrap_or_default();
        let option = |key: &str| {
            let found = options.iter().find_map(|line| line.trim().strip_prefix(key)?.strip_prefix(':'));
            found.map(str::trim)
        };
        let title = (!argument.is_empty()).then_some(argument);
        let place = match name {
            _ if kind(name) == Extension::Caption => self.tree.add(parent, Kind::Caption, Vec::new()),
            "tab" => self.tab(parent, argument, option("select") == Some("true"), option("new") == Some("true")),
            _ if kind(name) == Extension::Details => {
                let classes = name.strip_prefix("details-").or(option("type")).unwrap_or_default();
                let is_open = Some(option("open").is_some_and(|open| open.eq_ignore_ascii_case("true")));
                self.tree.add(parent, Kind::Note(Head { classes, title, is_open }), Vec::new())
            }
            "admonition" => {
                let classes = option("type").unwrap_or("note");
                self.tree.add(parent, Kind::Note(Head { classes, title, is_open: None }), Vec::new())
            }
            classes => self.tree.add(parent, Kind::Note(Head { classes, title, is_open: None }), Vec::new()),
        };
        self.parts(place, parts_of(lines));
    }
}

/// The extension that a block is of, by its name.
fn kind(name: &str) -> Extension {
    match name {
        "caption" | "figure-caption" | "table-caption" => Extension::Caption,
        "tab" => Extension::Tab,
        _ if name == "details" || name.starts_with("details-") => Extension::Details,
        _ => Extension::Admonition,
    }
}

/// The slashes, the name and the argument of a line that opens a block.
fn opened(line: &str) -> Option<(usize, &str, &str)> {
    if !line.starts_with("///") {
        return None;
    }
    let rest = line.trim_start_matches('/');
    let slashes = line.len() - rest.len();
    let (name, argument) = rest.split_once('|').unwrap_or((rest, ""));
    let is_name = !name.trim().is_empty() && name.trim().chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    is_name.then(|| (slashes, name.trim(), argument.trim()))
}

/// Where the block that opens at a line of `part` ends: how many parts later, and at which line there.
fn end_of(part: &Part<'_>, at: usize, rest: &Parts<'_>) -> Option<(usize, usize)> {
    let (slashes, ..) = part.lines.get(at).and_then(|line| opened(line))?;
    let end_in = |lines: &[&str]| lines.iter().position(|line| is_end(line, slashes));
    if let Some(end) = end_in(part.lines.get(at + 1..)?) {
        return Some((0, end));
    }
    rest.iter().take(FARTHEST).enumerate().find_map(|(nth, part)| Some((nth + 1, end_in(&part.lines)?)))
}

fn is_end(line: &str, slashes: usize) -> bool {
    let line = line.trim_end();
    line.len() == slashes && line.chars().all(|c| c == '/')
}

/// Takes the lines up to the end out of what is to be read.
fn take<'a>(after: &[&'a str], (nth, line): (usize, usize), rest: &mut Parts<'a>) -> Vec<&'a str> {
    let mut lines = Vec::new();
    let mut part = Part { lines: after.to_vec(), gap: 0 };
    for _ in 0..nth {
        lines.append(&mut part.lines);
        let Some(next) = rest.pop_front() else { return lines };
        lines.extend(std::iter::repeat_n("", next.gap + 1));
        part = next;
    }
    let (inner, outer) = part.lines.split_at_checked(line).unwrap_or_default();
    lines.extend(inner);
    put_back(rest, outer.get(1..).unwrap_or_default());
    lines
}
