use super::class::{Class, class, letter_of_flag};
use super::shade::{Ink, Shade};
use std::fmt::{self, Write as _};
use std::sync::Arc;

/// How many combining marks one base character may carry; more of them only serve to paint over
/// the lines above and below.
const MARKS_PER_BASE: usize = 3;

/// Text that is safe to show: it holds no control character, no part of an escape sequence, no
/// direction override and nothing of zero width except a few combining marks.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Clean(Arc<str>);

impl Clean {
    /// Cleans `raw` into one line: line breaks and tabs become single spaces.
    pub fn line(raw: &str) -> Self {
        if is_plain(raw) {
            return Self(raw.into());
        }
        let mut out = String::with_capacity(raw.len());
        clean_into(raw, &mut out);
        Self(out.into())
    }

    /// Cleans `raw` line by line, keeping its line breaks as the bounds of the items.
    /// Tabs become four spaces, so that indented text keeps its shape.
    pub fn lines(raw: &str) -> Vec<Self> {
        raw.lines().map(Self::indented).collect()
    }

    fn indented(raw: &str) -> Self {
        if raw.contains('\t') { Self::line(&raw.replace('\t', "    ")) } else { Self::line(raw) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, borrowed in the form that widgets take.
    pub fn shown(&self) -> Shown<'_> {
        Shown(&self.0)
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Clean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Clean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl From<&'static str> for Clean {
    /// Words of our own are clean already; they are cleaned all the same, which costs a scan.
    fn from(ours: &'static str) -> Self {
        Self::line(ours)
    }
}

/// Borrowed text that is safe to show. It can be made from our own words, from [`Clean`] text, or
/// from a part of clean text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Shown<'a>(&'a str);

impl<'a> Shown<'a> {
    /// The text.
    pub fn as_str(self) -> &'a str {
        self.0
    }

    /// Whether there is nothing to show.
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// An owned copy.
    pub fn to_clean(self) -> Clean {
        Clean(self.0.into())
    }

    /// A part of this text; empty when the range does not lie on character bounds.
    pub fn part(self, range: std::ops::Range<usize>) -> Shown<'a> {
        Shown(self.0.get(range).unwrap_or_default())
    }

    /// Takes text that went through [`clean_into`] when it was stored. For tables that keep many
    /// texts in one buffer; everyone else makes a [`Clean`].
    pub(in crate::domain) fn of_cleaned(cleaned: &'a str) -> Self {
        Shown(cleaned)
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

impl From<&'static str> for Shown<'static> {
    fn from(ours: &'static str) -> Self {
        Shown(ours)
    }
}

impl<'a> From<&'a Clean> for Shown<'a> {
    fn from(clean: &'a Clean) -> Self {
        clean.shown()
    }
}

/// Whether a terminal would obey, hide or misplace this character, so that it may only be written
/// as an escape: for sinks that have to give a text back exactly, as JSON and YAML do. Line breaks
/// and tabs count as such.
pub fn unsafe_to_show(c: char) -> bool {
    !matches!(class(c), Class::Keep | Class::Mark)
}

/// Whether nothing of it needs cleaning.
pub(super) fn is_plain(raw: &str) -> bool {
    raw.bytes().all(|b| (0x20..0x7f).contains(&b))
}

/// Appends `raw` to `out` as one clean line.
pub(in crate::domain) fn clean_into(raw: &str, out: &mut String) {
    clean_telling(raw, out, |_, _| ());
}

/// Appends `raw` to `out` as one clean line, and `out`'s shades where they change to `shades`, each with the
/// byte that it begins at, counted from where the line begins. `ink` goes on from the line before.
pub(in crate::domain) fn clean_shaded(raw: &str, ink: &mut Ink, out: &mut String, shades: &mut Vec<(u32, Shade)>) {
    let (from, first) = (out.len(), shades.len());
    let note = |shades: &mut Vec<(u32, Shade)>, shade: Shade, at: usize| {
        let at = u32::try_from(at.saturating_sub(from)).unwrap_or(u32::MAX);
        // where nothing was said between two of them only the last one counts
        if shades.len() > first && shades.last().is_some_and(|(before, _)| *before == at) {
            shades.pop();
        }
        let before = shades.get(first..).and_then(<[_]>::last).map_or(Shade::Plain, |(_, shade)| *shade);
        if before != shade {
            shades.push((at, shade));
        }
    };
    note(shades, ink.shade(), from);
    clean_telling(raw, out, |sequence, at| {
        if let Some(parameters) = sequence.strip_suffix('m') {
            ink.take(parameters);
            note(shades, ink.shade(), at);
        }
    });
}

/// Appends `raw` to `out` as one clean line, and tells the control sequences that are taken out, without their
/// introducers, each with the length of `out` there.
fn clean_telling(raw: &str, out: &mut String, mut told: impl FnMut(&str, usize)) {
    if is_plain(raw) {
        return out.push_str(raw);
    }
    let mut marks = 0;
    let mut rest = raw.chars();
    while let Some(c) = rest.next() {
        match class(c) {
            Class::Escape => {
                let from = rest.as_str();
                rest = after_escape(rest);
                if let Some(sequence) = cut(from, rest.as_str()).strip_prefix('[') {
                    told(sequence, out.len());
                }
            }
            Class::Introducer => {
                let from = rest.as_str();
                rest = after_control_sequence(rest);
                told(cut(from, rest.as_str()), out.len());
            }
            Class::Drop => {}
            Class::Space => {
                marks = 0;
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            Class::Reveal => {
                let _ = write!(out, "<U+{:04X}>", c as u32);
            }
            Class::Replace => out.push('\u{FFFD}'),
            Class::Letter => out.push(letter_of_flag(c)),
            Class::Mark => {
                marks += 1;
                if marks <= MARKS_PER_BASE && !out.is_empty() {
                    out.push(c);
                }
            }
            Class::Keep => {
                marks = 0;
                out.push(c);
            }
        }
    }
}

/// What of a text was read, when that is left.
fn cut<'a>(from: &'a str, rest: &str) -> &'a str {
    from.get(..from.len().saturating_sub(rest.len())).unwrap_or_default()
}

/// What follows an ESC (ECMA-48): a control sequence, a string up to its terminator, or a short
/// sequence of intermediates and one final.
fn after_escape(mut rest: std::str::Chars<'_>) -> std::str::Chars<'_> {
    let at_escape = rest.clone();
    match rest.next() {
        Some('[') => after_control_sequence(rest),
        Some(']' | 'P' | 'X' | '^' | '_') => after_string(rest),
        Some(' '..='/') => {
            let mut ahead = rest.clone();
            while let Some(c) = ahead.next() {
                match c {
                    ' '..='/' => rest = ahead.clone(),
                    '0'..='~' => return ahead,
                    _ => break,
                }
            }
            rest
        }
        Some('0'..='~') => rest,
        _ => at_escape,
    }
}

fn after_control_sequence(mut rest: std::str::Chars<'_>) -> std::str::Chars<'_> {
    loop {
        let before = rest.clone();
        match rest.next() {
            Some(' '..='?') => {}
            Some('@'..='~') | None => return rest,
            // broken off by something that cannot be part of it
            Some(_) => return before,
        }
    }
}

fn after_string(rest: std::str::Chars<'_>) -> std::str::Chars<'_> {
    let start = rest.clone();
    let mut rest = rest;
    while let Some(c) = rest.next() {
        match c {
            '\u{7}' | '\u{9c}' => return rest,
            '\u{1b}' => return if rest.clone().next() == Some('\\') { skip_one(rest) } else { rest },
            _ => {}
        }
    }
    // never ended: its introducer goes, the words stay
    start
}

fn skip_one(mut rest: std::str::Chars<'_>) -> std::str::Chars<'_> {
    rest.next();
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn shows(raw: &str, want: &str) {
        assert_eq!(Clean::line(raw).as_str(), want, "from {raw:?}");
    }

    #[test]
    fn ordinary_text_stays_as_it_is() {
        shows("Keeps what a customer is about to buy.", "Keeps what a customer is about to buy.");
        shows("日本語 und Übung é", "日本語 und Übung é");
    }

    #[test]
    fn escape_sequences_are_taken_out_whole() {
        shows("\u{1b}[31mred\u{1b}[0m", "red");
        shows("a\u{1b}]0;title\u{7}b", "ab");
        shows("a\u{1b}]8;;http://x\u{1b}\\link\u{1b}]8;;\u{1b}\\", "alink");
        shows("a\u{9b}2Jb", "ab");
        shows("a\u{1b}(Bb\u{1b}7c", "abc");
        shows("a\u{1b}Pq#0;2\u{9c}b", "ab");
    }

    #[test]
    fn a_broken_sequence_hides_no_words() {
        shows("a\u{1b}]0;never ended", "a0;never ended");
        shows("a\u{1b}[3\u{e9}b", "a\u{e9}b");
        shows("end\u{1b}", "end");
        shows("end\u{1b}[", "end");
    }

    #[test]
    fn direction_overrides_are_shown() {
        shows("user\u{202e}nimda", "user<U+202E>nimda");
        shows("a\u{2066}b", "a<U+2066>b");
    }

    #[test]
    fn zero_width_is_dropped_and_marks_are_limited() {
        shows("pay\u{200b}ments\u{feff}", "payments");
        let stacked: String = std::iter::once('o').chain(std::iter::repeat_n('\u{301}', 50)).collect();
        assert_eq!(Clean::line(&stacked).as_str().chars().count(), 1 + MARKS_PER_BASE);
        shows("\u{301}a", "a");
    }

    #[test]
    fn clusters_that_terminals_count_differently_are_taken_apart() {
        shows("\u{1f44d}\u{1f3fd}", "\u{1f44d}");
        shows("\u{1f1e9}\u{1f1ea}", "DE");
        shows("\u{1f468}\u{200d}\u{1f469}", "\u{1f468}\u{1f469}");
        shows("\u{2764}\u{fe0f}", "\u{2764}");
    }

    #[test]
    fn line_breaks_become_spaces_and_lines_are_kept_by_lines() {
        shows("one\r\ntwo", "one two");
        let lines: Vec<String> = Clean::lines("a\n\tb\u{7}").iter().map(ToString::to_string).collect();
        assert_eq!(lines, ["a", "    b"]);
    }

    #[test]
    fn cleaning_twice_changes_nothing() {
        for raw in ["\u{1b}]0;x", "user\u{202e}x", "a\u{301}\u{301}\u{301}\u{301}", "\u{fdfd}"] {
            let once = Clean::line(raw);
            assert_eq!(Clean::line(once.as_str()), once);
        }
    }
}
