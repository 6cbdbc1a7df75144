//! How many columns text takes, and how it is broken into lines.

use super::breaks::each_break;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthChar as _;

/// The longest word that counts whole where columns of tables are measured; behind a sign of it a longer
/// one may be cut.
const WORD: usize = 12;

/// Columns that a text takes on a terminal, each of its characters for itself.
pub(super) fn columns(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(|c| c.width().unwrap_or(0)).sum() }
}

/// Breaks a text into lines. `emit` is told each line without the blanks at its end, and tells how many
/// columns the next one has. A word that is wider than a line is cut: behind a sign of its, else between
/// characters.
pub(super) fn wrap(text: &str, room: usize, mut emit: impl FnMut(Range<usize>) -> usize) {
    if columns(text) <= room {
        emit(0..text.trim_end_matches(' ').len());
        return;
    }
    let mut line = Line { text, start: 0, end: 0, used: 0, room };
    each_break(text, |at| line.take(at, &mut emit));
    if line.end > line.start {
        line.emit(line.end, &mut emit);
    }
}

struct Line<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    used: usize,
    room: usize,
}

impl Line<'_> {
    fn take(&mut self, at: usize, emit: &mut impl FnMut(Range<usize>) -> usize) {
        let segment = self.text.get(self.end..at).unwrap_or_default();
        let word = segment.trim_end_matches(' ');
        let (wide, blank) = (columns(word), segment.len() - word.len());
        if self.used + wide > self.room && self.used > 0 {
            self.emit(self.end, emit);
        }
        if wide > self.room {
            self.cut(word, emit);
        } else {
            self.used += wide;
        }
        self.used += blank;
        self.end = at;
    }

    /// Takes a word that is wider than a line.
    fn cut(&mut self, word: &str, emit: &mut impl FnMut(Range<usize>) -> usize) {
        if word.is_ascii() {
            let bytes = word.char_indices().map(|(at, c)| Part { at, length: 1, wide: 1, is_sign: is_sign(c) });
            return self.cut_parts(bytes, emit);
        }
        let parts = word.grapheme_indices(true).map(|(at, grapheme)| {
            let is_sign = grapheme.chars().all(is_sign);
            Part { at, length: grapheme.len(), wide: columns(grapheme), is_sign }
        });
        self.cut_parts(parts, emit);
    }

    fn cut_parts(&mut self, parts: impl Iterator<Item = Part>, emit: &mut impl FnMut(Range<usize>) -> usize) {
        let from = self.end;
        // the last place behind a sign, and the columns up to it
        let (mut sign, mut at_sign) = (None, 0);
        for part in parts {
            if self.used + part.wide > self.room && self.used > 0 {
                let used = self.used;
                let late = sign.filter(|_| at_sign * 3 > self.room);
                let (end, kept) = late.map_or((from + part.at, 0), |end| (end, used - at_sign));
                self.emit(end, emit);
                self.used = kept;
                (sign, at_sign) = (None, 0);
            }
            self.used += part.wide;
            if part.is_sign {
                (sign, at_sign) = (Some(from + part.at + part.length), self.used);
            }
        }
    }

    fn emit(&mut self, end: usize, emit: &mut impl FnMut(Range<usize>) -> usize) {
        let line = self.text.get(self.start..end).unwrap_or_default();
        self.room = emit(self.start..self.start + line.trim_end_matches(' ').len());
        (self.start, self.end, self.used) = (end, end, 0);
    }
}

/// A part of a word that is not cut.
struct Part {
    at: usize,
    length: usize,
    wide: usize,
    is_sign: bool,
}

/// Signs behind which a word is cut before it is cut elsewhere.
fn is_sign(c: char) -> bool {
    matches!(c, '.' | '_' | '-' | '/' | ':' | ',' | '=' | '&' | '?' | '@' | '#' | '+' | ';')
}

/// The columns of the widest word, and of the whole. Of a long word only its widest part between signs
/// counts.
pub(super) fn extent(text: &str) -> (usize, usize) {
    let mut from = 0;
    let mut widest = 0;
    each_break(text, |at| {
        let word = text.get(from..at).unwrap_or_default().trim_end_matches(' ');
        from = at;
        if word.len() > widest {
            widest = widest.max(needed(word));
        }
    });
    (widest, columns(text))
}

fn needed(word: &str) -> usize {
    let all = columns(word);
    if all <= WORD {
        return all;
    }
    let parts = word.split_inclusive(is_sign);
    parts.map(columns).max().unwrap_or(0).max(WORD)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str, room: usize) -> Vec<&str> {
        let mut lines = Vec::new();
        wrap(text, room, |range| {
            lines.push(&text[range]);
            room
        });
        lines
    }

    #[test]
    fn lines_end_between_words_and_as_their_script_has_it() {
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
        assert_eq!(wrapped("日本語の文字 です", 6), ["日本語", "の文字", "です"]);
        assert_eq!(wrapped("(see https://a.example/long/path)", 20), ["(see", "https://a.example/", "long/path)"]);
    }

    #[test]
    fn a_word_that_is_too_wide_is_cut_between_characters() {
        assert_eq!(wrapped("a abcdefgh", 3), ["a", "abc", "def", "gh"]);
        assert_eq!(wrapped("ae\u{301}e\u{301}e\u{301}", 2), ["ae\u{301}", "e\u{301}e\u{301}"]);
        assert_eq!(wrapped("語語", 1), ["語", "語"]);
        assert_eq!(wrapped("", 5), [""]);
    }

    #[test]
    fn a_long_name_is_cut_behind_its_signs() {
        assert_eq!(wrapped("gate.open.timeout.seconds", 20), ["gate.open.timeout.", "seconds"]);
        assert_eq!(wrapped("a_name abcdefghijkl_m", 8), ["a_name", "abcdefgh", "ijkl_m"]);
        assert_eq!(extent("see gate.open.timeout.and.more"), (12, 30));
        assert_eq!(extent("a_short_name b"), (12, 14));
        assert_eq!(extent("pilot.notifications_all"), (14, 23));
    }

    #[test]
    fn the_first_line_may_have_less_room_than_the_others() {
        let mut lines = Vec::new();
        wrap("one two three", 3, |range| {
            lines.push(range);
            9
        });
        assert_eq!(lines, [0..3, 4..13]);
    }
}
