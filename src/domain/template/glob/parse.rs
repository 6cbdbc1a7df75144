//! A glob as parts that can be matched one after the other.

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

/// Characters in brackets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Class {
    pub(super) is_negated: bool,
    pub(super) ranges: Vec<(char, char)>,
    /// As it is written: brackets without anything special in them also mean themselves.
    pub(super) literal: Option<Vec<char>>,
}

pub(super) fn parse(glob: &str) -> Vec<Part> {
    let glob = glob.strip_prefix("./").unwrap_or(glob);
    if let Some(rest) = glob.strip_prefix("**").filter(|rest| is_extensions(rest)) {
        return std::iter::once(Part::Deep).chain(rest.chars().map(Part::One)).collect();
    }
    let characters: Vec<char> = glob.chars().collect();
    Parser { characters: &characters, at: 0, depth: 0 }.sequence()
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
        self.depth += 1;
        let mut choices = vec![self.sequence()];
        while self.peek(0) == Some('|') {
            self.at += 1;
            choices.push(self.sequence());
        }
        self.depth -= 1;
        if self.peek(0) == Some(')') && self.depth < 32 {
            self.at += 1;
            parts.push(Part::Group(times, choices));
        } else {
            self.at = start + mark;
            let marks = self.characters.get(start..start + mark).unwrap_or_default();
            parts.extend(marks.iter().map(|mark| Part::One(*mark)));
        }
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
            Guard::Start(parse(&rest))
        } else {
            Guard::Start(Vec::new())
        };
        parts.push(Part::Not(choices, guard));
    }

    fn class(&mut self, parts: &mut Vec<Part>) {
        let inner_start = self.at + 1;
        let rest = self.characters.get(inner_start..).unwrap_or_default();
        let Some(inner) = closing(rest).and_then(|end| rest.get(..end)) else {
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

/// Where brackets are closed; names of classes have brackets of their own, and a `]` at the very start is one of the
/// characters.
fn closing(rest: &[char]) -> Option<usize> {
    let mut at = usize::from(matches!(rest.first(), Some('!' | '^')));
    if rest.get(at) == Some(&']') {
        at += 1;
    }
    while let Some(character) = rest.get(at) {
        match character {
            '\\' => at += 1,
            '[' if rest.get(at + 1) == Some(&':') => {
                let name = rest.get(at + 2..)?;
                at += 2 + name.windows(2).position(|pair| pair == [':', ']']).map_or(0, |end| end + 1);
            }
            ']' => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

fn class_of(inner: &[char]) -> Class {
    let is_special = inner.iter().any(|character| "-*+?.^${}(|)[]!\\".contains(*character));
    let literal = (!is_special).then(|| [&['['], inner, &[']']].concat());
    let is_negated = matches!(inner.first(), Some('!' | '^'));
    let text: String = inner.iter().skip(usize::from(is_negated)).collect();
    Class { is_negated, ranges: ranges(&text), literal }
}

fn ranges(text: &str) -> Vec<(char, char)> {
    let mut ranges = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some((named, after)) = rest.strip_prefix("[:").and_then(|name| name.split_once(":]")) {
            ranges.extend(named_class(named));
            rest = after;
            continue;
        }
        let mut characters = rest.chars();
        characters.next();
        let first = if first == '\\' { characters.next().unwrap_or('\\') } else { first };
        let mut ahead = characters.clone();
        let last = (ahead.next() == Some('-')).then(|| ahead.next()).flatten();
        match last {
            Some(last) => {
                ranges.push((first, last));
                rest = ahead.as_str();
            }
            None => {
                ranges.push((first, first));
                rest = characters.as_str();
            }
        }
    }
    ranges
}

/// Classes by name (POSIX).
fn named_class(name: &str) -> Vec<(char, char)> {
    match name {
        "alnum" => vec![('a', 'z'), ('A', 'Z'), ('0', '9')],
        "alpha" => vec![('a', 'z'), ('A', 'Z')],
        "digit" => vec![('0', '9')],
        "lower" => vec![('a', 'z')],
        "upper" => vec![('A', 'Z')],
        "xdigit" => vec![('A', 'F'), ('a', 'f'), ('0', '9')],
        "word" => vec![('A', 'Z'), ('a', 'z'), ('0', '9'), ('_', '_')],
        "blank" => vec![(' ', ' '), ('\t', '\t')],
        "space" => vec![(' ', ' '), ('\t', '\r')],
        "punct" => vec![('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        "graph" => vec![('!', '~')],
        "print" => vec![(' ', '~')],
        "cntrl" => vec![('\0', '\u{1f}'), ('\u{7f}', '\u{7f}')],
        "ascii" => vec![('\0', '\u{7f}')],
        _ => Vec::new(),
    }
}
