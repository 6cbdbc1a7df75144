//! Which brackets of a text belong together, and which of them are links by two brackets: `[text][name]`.

use super::backticks::{run, span};
use std::collections::HashMap;

/// The longest name of a link that is looked for.
const LONGEST_NAME: usize = 1_000;

/// Links by their names: address and title.
pub(super) type Named<'a> = HashMap<String, (&'a str, &'a str)>;

/// The brackets of a text, those in code and behind a `\` left out.
#[derive(Debug, Default)]
pub(super) struct Brackets {
    /// Where each opening one and its partner are, in the order of the opening ones.
    pairs: Vec<(usize, usize)>,
    /// Where closing ones are.
    closing: Vec<usize>,
    /// Links by two brackets: where they begin, and where they end.
    by_name: Vec<(usize, usize)>,
}

impl Brackets {
    pub(super) fn of(text: &str, named: &Named<'_>) -> Self {
        let mut brackets = pairs(text);
        if !named.is_empty() {
            brackets.by_name = brackets.by_name(text, named);
        }
        brackets
    }

    /// What stands between the bracket at `at` and its partner.
    pub(super) fn inner<'t>(&self, text: &'t str, at: usize) -> Option<&'t str> {
        let place = self.pairs.binary_search_by_key(&at, |(open, _)| *open).ok()?;
        let (open, close) = self.pairs.get(place)?;
        text.get(open + 1..*close)
    }

    /// The name in the brackets that stand behind others, which end before `at`, and where those end.
    pub(super) fn second<'t>(&self, text: &'t str, at: usize) -> Option<(&'t str, usize)> {
        let rest = text.get(at..)?;
        let spaced = rest.strip_prefix(|c: char| c.is_whitespace()).unwrap_or(rest);
        let open = at + rest.len() - spaced.len();
        let place = self.closing.partition_point(|close| *close < open);
        let close = *self.closing.get(place).filter(|_| spaced.starts_with('['))?;
        Some((text.get(open + 1..close)?, close + 1))
    }

    /// Where the link by two brackets ends that begins at `at`.
    pub(super) fn end_of_named(&self, at: usize) -> Option<usize> {
        let place = self.by_name.binary_search_by_key(&at, |(open, _)| *open).ok()?;
        self.by_name.get(place).map(|(_, end)| *end)
    }

    /// All of them: read from left to right, where two brackets with an unknown name are passed over with all
    /// that is in them.
    fn by_name(&self, text: &str, named: &Named<'_>) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let mut next = 0;
        for (open, close) in &self.pairs {
            if *open < next || is_of_image(text, *open) {
                continue;
            }
            let Some((name, end)) = self.second(text, close + 1) else { continue };
            let name = if name.is_empty() { text.get(open + 1..*close).unwrap_or_default() } else { name };
            if look_up(named, name).is_some() {
                found.push((*open, end));
            }
            next = end;
        }
        found
    }
}

/// What is known by a name. None has code or an escaped sign in it, which are no text any more where names are
/// looked for.
pub(super) fn look_up<'a>(named: &Named<'a>, name: &str) -> Option<(&'a str, &'a str)> {
    if named.is_empty() || name.len() > LONGEST_NAME || name.contains(['`', '\\']) {
        return None;
    }
    let mut key = String::with_capacity(name.len());
    for part in name.split_inclusive(char::is_whitespace) {
        let word = part.trim_end();
        key.push_str(word);
        if word.len() < part.len() && !key.ends_with(' ') {
            key.push(' ');
        }
    }
    named.get(&key.to_lowercase()).copied()
}

/// Whether a bracket is that of an image.
fn is_of_image(text: &str, open: usize) -> bool {
    let Some(before) = text.get(..open).and_then(|text| text.strip_suffix('!')) else { return false };
    let slashes = before.len() - before.trim_end_matches('\\').len();
    slashes % 2 == 0
}

fn pairs(text: &str) -> Brackets {
    let (mut found, mut open) = (Brackets::default(), Vec::new());
    let bytes = text.as_bytes();
    let (mut at, mut hopeless) = (0, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'`' => {
                let rest = bytes.get(at..).unwrap_or_default();
                at += span(rest, &mut hopeless).map_or_else(|| run(rest), |(length, end)| end + length);
                continue;
            }
            b'[' => open.push(at),
            b']' => {
                found.closing.push(at);
                found.pairs.extend(open.pop().map(|open| (open, at)));
            }
            _ => {}
        }
        at += 1;
    }
    found.pairs.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Vec<&str> {
        let named = HashMap::from([("a".into(), ("x", "")), ("a b".into(), ("y", ""))]);
        Brackets::of(text, &named).by_name.into_iter().filter_map(|(from, to)| text.get(from..to)).collect()
    }

    #[test]
    fn a_link_by_two_brackets_has_a_name_that_is_known() {
        assert_eq!(named("[one][a] and [two] [A\nb], [a][]"), ["[one][a]", "[two] [A\nb]", "[a][]"]);
        assert_eq!(named("[one][`a`] [`a`][] [x][\\a] ![x][a]"), [""; 0]);
        assert_eq!(named("[a `]` b][a]"), ["[a `]` b][a]"]);
    }

    #[test]
    fn what_is_passed_over_with_an_unknown_name_is_no_link() {
        assert_eq!(named("[one] [two][a]"), [""; 0]);
        assert_eq!(named("![one](x) [![two][no]][a]"), ["[![two][no]][a]"]);
        assert_eq!(named("![one][no] [![two][no]][a]"), [""; 0]);
    }
}
