//! Characters in brackets: which of them fit.

/// Characters in brackets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Class {
    pub(super) is_negated: bool,
    pub(super) ranges: Vec<(char, char)>,
    /// As it is written: brackets without anything special in them also mean themselves.
    pub(super) literal: Option<Vec<char>>,
}

/// Where brackets are closed; names of classes have brackets of their own, and a `]` at the very start is one of the
/// characters.
pub(super) fn closing(rest: &[char]) -> Option<usize> {
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

pub(super) fn class_of(inner: &[char]) -> Class {
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
