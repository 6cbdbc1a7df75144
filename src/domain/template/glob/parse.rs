//! A glob as parts that can be matched one after the other.

use super::class::{Class, class_of, closing};
use std::cell::Cell;

/// Groups in groups that are taken for groups.
const DEEPEST: usize = 32;
/// Parts that are read before no group is looked for any more: one that is not closed is read twice, and so doubles with
/// each that it stands in.
const MOST: usize = 100_000;

/// A part of a glob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// This character.
    One(char),
    /// Any one but `/`.
    Any,
    /// Any number but `/`; at least one where it is told so.
    Star(bool),
    /// Any number of any.
    Deep,
    /// Any number of folders, with the `/` behind them: `**/`.
    Folders,
    /// The same after a `/`: `/**/`; also the end.
    Between,
    /// Everything below: `/**` at the end; also the folder itself.
    Below,
    /// All there is.
    All,
    /// One of these characters, or none of them.
    Class(Class),
    /// One of several, so many times.
    Group(Times, Vec<Vec<Part>>),
    /// `!(...)`: anything but these.
    Not(Vec<Vec<Part>>, Guard),
}

/// How often a group is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Times {
    /// `@(...)`
    Once,
    /// `?(...)`
    Perhaps,
    /// `+(...)`
    Some,
    /// `*(...)`
    Any,
}

/// What must not be there for `!(...)` to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Guard {
    /// One of the choices as all that is left.
    Whole,
    /// One of them as what comes next, with these behind it.
    Start(Vec<Part>),
}

pub(super) fn parse(glob: &str) -> Vec<Part> {
    parse_within(glob, &Cell::new(MOST))
}

fn parse_within(glob: &str, left: &Cell<usize>) -> Vec<Part> {
    let glob = glob.strip_prefix("./").unwrap_or(glob);
    if let Some(rest) = glob.strip_prefix("**").filter(|rest| is_extensions(rest)) {
        return std::iter::once(Part::Deep).chain(rest.chars().map(Part::One)).collect();
    }
    let characters: Vec<char> = glob.chars().collect();
    Parser { characters: &characters, at: 0, depth: 0, left }.sequence()
}

/// `.txt`, `.d.ts`: then two stars before it do go into folders.
fn is_extensions(rest: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
    };
    rest.strip_prefix('.').is_some_and(|words| words.split('.').all(is_word))
}

struct Parser<'a> {
    characters: &'a [char],
    at: usize,
    depth: usize,
    left: &'a Cell<usize>,
}

impl Parser<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.characters.get(self.at + ahead).copied()
    }

    /// Parts up to the end, or to what ends a choice of a group.
    fn sequence(&mut self) -> Vec<Part> {
        let mut parts = Vec::new();
        while let Some(character) = self.peek(0) {
            if self.depth > 0 && matches!(character, '|' | ')') {
                break;
            }
            self.part(character, &mut parts);
        }
        parts
    }

    fn part(&mut self, character: char, parts: &mut Vec<Part>) {
        self.left.set(self.left.get().saturating_sub(1));
        match (character, self.peek(1)) {
            ('\\', Some(next)) => self.take(2, Part::One(next), parts),
            ('@', Some('(')) => self.group(Times::Once, 2, parts),
            ('?', Some('(')) => self.group(Times::Perhaps, 2, parts),
            ('+', Some('(')) => self.group(Times::Some, 2, parts),
            ('*', Some('(')) => self.group(Times::Any, 2, parts),
            ('!', Some('(')) => self.not(parts),
            ('(', _) => self.group(Times::Once, 1, parts),
            ('"', _) => self.in_quotes(parts),
            ('*', Some('*')) => self.stars(parts),
            ('*', _) => self.take(1, Part::Star(is_first(parts)), parts),
            ('?', _) => self.take(1, Part::Any, parts),
            ('[', _) => self.class(parts),
            _ => self.take(1, Part::One(character), parts),
        }
    }

    fn take(&mut self, count: usize, part: Part, parts: &mut Vec<Part>) {
        self.at += count;
        parts.push(part);
    }

    /// Quotes go, and what is between them means itself.
    fn in_quotes(&mut self, parts: &mut Vec<Part>) {
        self.at += 1;
        while let Some(character) = self.peek(0) {
            self.at += 1;
            if character == '"' {
                return;
            }
            parts.push(Part::One(character));
        }
    }

    fn stars(&mut self, parts: &mut Vec<Part>) {
        let mut count = 0;
        while self.peek(count) == Some('*') {
            count += 1;
        }
        self.at += count;
        match self.peek(0) {
            Some('/') if is_first(parts) && count == 2 => {
                self.at += 1;
                self.folders(parts);
            }
            None if is_first(parts) && count == 2 && self.depth == 0 => all_below(parts),
            _ => parts.push(Part::Star(false)),
        }
    }

    fn folders(&self, parts: &mut Vec<Part>) {
        let is_last = self.peek(0).is_none();
        match parts.last() {
            Some(Part::Folders | Part::Between) => {}
            Some(Part::One('/')) if !is_last => {
                parts.pop();
                parts.push(Part::Between);
            }
            _ => parts.push(Part::Folders),
        }
    }

    /// A group; where its end is missing the characters mean themselves.
    fn group(&mut self, times: Times, mark: usize, parts: &mut Vec<Part>) {
        let start = self.at;
        self.at += mark;
        if self.depth >= DEEPEST || self.left.get() == 0 {
            return self.literally(start, parts);
        }
        self.depth += 1;
        let mut choices = vec![self.sequence()];
        while self.peek(0) == Some('|') {
            self.at += 1;
            choices.push(self.sequence());
        }
        self.depth -= 1;
        if self.peek(0) == Some(')') {
            self.at += 1;
            parts.push(Part::Group(times, choices));
        } else {
            self.at = start + mark;
            self.literally(start, parts);
        }
    }

    /// What was read from there on means itself.
    fn literally(&self, start: usize, parts: &mut Vec<Part>) {
        let read = self.characters.get(start..self.at).unwrap_or_default();
        parts.extend(read.iter().map(|character| Part::One(*character)));
    }

    fn not(&mut self, parts: &mut Vec<Part>) {
        let start = self.at;
        self.group(Times::Once, 2, parts);
        let Some(Part::Group(_, choices)) = parts.pop_if(|part| matches!(part, Part::Group(..))) else { return };
        let inner: String = self.characters.get(start..self.at).unwrap_or_default().iter().collect();
        let rest: String = self.characters.get(self.at..).unwrap_or_default().iter().collect();
        let guard = if rest.chars().all(|character| character == ')') || inner.contains('/') {
            Guard::Whole
        } else if inner.contains('*')
            && rest.strip_prefix('.').is_some_and(|name| !name.is_empty() && !name.contains(['\\', '/', '.']))
        {
            Guard::Start(parse_within(&rest, self.left))
        } else {
            Guard::Start(Vec::new())
        };
        parts.push(Part::Not(choices, guard));
    }

    fn class(&mut self, parts: &mut Vec<Part>) {
        let inner_start = self.at + 1;
        let rest = self.characters.get(inner_start..).unwrap_or_default();
        let end = if self.left.get() == 0 { None } else { closing(rest) };
        let Some(inner) = end.and_then(|end| rest.get(..end)) else {
            // all the rest was looked at
            self.left.set(self.left.get().saturating_sub(rest.len() / 16));
            return self.take(1, Part::One('['), parts);
        };
        let class = class_of(inner);
        self.take(inner.len() + 2, Part::Class(class), parts);
    }
}

/// `**` at the end. After a name it means the folder as well, after a star it does not.
fn all_below(parts: &mut Vec<Part>) {
    let has_slash = parts.pop_if(|part| matches!(part, Part::One('/') | Part::Between)).is_some();
    let is_after_star = matches!(parts.last(), Some(Part::Star(_)));
    match (has_slash, is_after_star) {
        (true, true) => parts.extend([Part::One('/'), Part::All]),
        (true, false) => parts.push(Part::Below),
        (false, _) => {
            parts.pop_if(|part| *part == Part::Folders);
            parts.push(Part::All);
        }
    }
}

/// Whether what comes next begins a name.
fn is_first(parts: &[Part]) -> bool {
    matches!(parts.last(), None | Some(Part::One('/') | Part::Folders | Part::Between))
}
