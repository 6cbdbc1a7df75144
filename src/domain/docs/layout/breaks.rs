//! Where lines may end (Unicode UAX 14), with a short way for text that is ASCII alone.

use std::sync::OnceLock;
use unicode_linebreak::{BreakClass, break_property, linebreaks};

/// What may part two characters of ASCII, by their classes.
struct Pairs {
    /// The class of each character, as a small number.
    class: [u8; 128],
    /// A bit for each class that a line may begin with, behind one of each class: directly, and behind
    /// blanks.
    direct: [u64; 64],
    spaced: [u64; 64],
}

static PAIRS: OnceLock<Pairs> = OnceLock::new();

impl Pairs {
    /// Asks the tables of Unicode for one character of each class.
    fn new() -> Self {
        let mut pairs = Self { class: [0; 128], direct: [0; 64], spaced: [0; 64] };
        let mut examples: Vec<(BreakClass, char)> = Vec::new();
        for c in ' '..='~' {
            let of = break_property(u32::from(c));
            let at = examples.iter().position(|(class, _)| *class == of).unwrap_or(examples.len());
            if at == examples.len() {
                examples.push((of, c));
            }
            if let Some(class) = pairs.class.get_mut(c as usize) {
                *class = u8::try_from(at).unwrap_or(0);
            }
        }
        for (at, (_, before)) in examples.iter().enumerate() {
            let may = |between: &str| bits(&examples, &format!("{before}{between}"));
            let (direct, spaced) = (may(""), may(" "));
            if let (Some(one), Some(other)) = (pairs.direct.get_mut(at), pairs.spaced.get_mut(at)) {
                (*one, *other) = (direct, spaced);
            }
        }
        pairs
    }

    fn may(&self, row: &[u64; 64], before: u8, after: u8) -> bool {
        let class = |byte: u8| self.class.get(usize::from(byte)).copied().unwrap_or(0);
        row.get(usize::from(class(before))).is_some_and(|bits| bits >> class(after) & 1 == 1)
    }
}

fn bits(examples: &[(BreakClass, char)], before: &str) -> u64 {
    let may = |c: char| linebreaks(&format!("{before}{c}")).any(|(at, _)| at == before.len());
    examples.iter().enumerate().map(|(at, (_, c))| u64::from(may(*c)) << at).sum()
}

/// Calls with each place where a line may end, the last one included. An address is not broken behind
/// its scheme, and an option (`--all`) not behind its dashes.
pub(super) fn each_break(text: &str, mut call: impl FnMut(usize)) {
    if text.is_ascii() {
        ascii(text.as_bytes(), &mut call);
    } else {
        for (at, _) in linebreaks(text) {
            let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
            if after.is_empty() || !is_kept(before.as_bytes(), after.as_bytes()) {
                call(at);
            }
        }
    }
}

fn ascii(text: &[u8], call: &mut impl FnMut(usize)) {
    let pairs = PAIRS.get_or_init(Pairs::new);
    // the last character that is no blank, and whether a blank came since; blanks at the beginning are as
    // behind a letter
    let (mut before, mut is_spaced) = (b'x', true);
    for (at, byte) in text.iter().copied().enumerate() {
        if byte == b' ' {
            is_spaced = true;
            continue;
        }
        let may = if is_spaced {
            at > 0 && pairs.may(&pairs.spaced, before, byte)
        } else if before.is_ascii_alphanumeric() && byte.is_ascii_alphanumeric() {
            false
        } else {
            pairs.may(&pairs.direct, before, byte) && !is_kept_at(text, at)
        };
        if may {
            call(at);
        }
        (before, is_spaced) = (byte, false);
    }
    call(text.len());
}

fn is_kept_at(text: &[u8], at: usize) -> bool {
    text.split_at_checked(at).is_some_and(|(before, after)| is_kept(before, after))
}

fn is_kept(before: &[u8], after: &[u8]) -> bool {
    if before.ends_with(b"-") && after.first().is_some_and(u8::is_ascii_alphanumeric) {
        let dashes = before.iter().rev().take_while(|byte| **byte == b'-').count();
        return before.iter().rev().nth(dashes).is_none_or(|byte| matches!(byte, b' ' | b'(' | b'"' | b'[' | b'`'));
    }
    before.ends_with(b"://")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<&str> {
        let mut from = 0;
        let mut parts = Vec::new();
        each_break(text, |at| parts.push(&text[std::mem::replace(&mut from, at)..at]));
        parts
    }

    #[test]
    fn addresses_and_options_stay_whole_where_they_begin() {
        assert_eq!(parts("see https://a.example/b-c"), ["see ", "https://a.example/", "b-", "c"]);
        assert_eq!(parts("run --all -x well-known"), ["run ", "--all ", "-x ", "well-", "known"]);
        assert_eq!(parts("läuft --all"), ["läuft ", "--all"]);
    }

    proptest::proptest! {
        #[test]
        fn the_short_way_breaks_as_unicode_does(text in "[ -~]{0,40}") {
            let mut short = Vec::new();
            each_break(&text, |at| short.push(at));
            let mut wanted: Vec<usize> = linebreaks(&text)
                .map(|(at, _)| at)
                .filter(|at| *at == text.len() || !is_kept_at(text.as_bytes(), *at))
                .collect();
            if text.is_empty() {
                wanted = vec![0];
            }
            proptest::prop_assert_eq!(short, wanted);
        }
    }
}
