//! How many columns text takes, and where lines may end.

use std::ops::Range;
use unicode_linebreak::linebreaks;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthChar as _;

/// Columns that a text takes on a terminal, each of its characters for itself.
pub(super) fn columns(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(|c| c.width().unwrap_or(0)).sum() }
}

/// Breaks a text into lines (Unicode UAX 14). `emit` is told each line without the blanks at its end,
/// and tells how many columns the next one has. A word that is wider than a line is cut between
/// characters.
pub(super) fn wrap(text: &str, room: usize, mut emit: impl FnMut(Range<usize>) -> usize) {
    let all = columns(text);
    if all <= room {
        emit(0..text.trim_end_matches(' ').len());
        return;
    }
    let mut line = Line { text, start: 0, end: 0, used: 0, room };
    for (at, _) in linebreaks(text) {
        // an address is not broken behind its scheme
        if !text.get(..at).is_some_and(|before| before.ends_with("://")) {
            line.take(at, &mut emit);
        }
    }
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

    fn cut(&mut self, word: &str, emit: &mut impl FnMut(Range<usize>) -> usize) {
        let from = self.end;
        for (offset, grapheme) in word.grapheme_indices(true) {
            let wide = columns(grapheme);
            if self.used + wide > self.room && self.used > 0 {
                self.emit(from + offset, emit);
            }
            self.used += wide;
        }
    }

    fn emit(&mut self, end: usize, emit: &mut impl FnMut(Range<usize>) -> usize) {
        let line = self.text.get(self.start..end).unwrap_or_default();
        self.room = emit(self.start..self.start + line.trim_end_matches(' ').len());
        (self.start, self.end, self.used) = (end, end, 0);
    }
}

/// The columns of the widest word, and of the whole.
pub(super) fn extent(text: &str) -> (usize, usize) {
    let whole = columns(text);
    if text.is_ascii() {
        return (text.split(' ').map(str::len).max().unwrap_or(0), whole);
    }
    let mut from = 0;
    let mut widest = 0;
    for (at, _) in linebreaks(text) {
        widest = widest.max(columns(text.get(from..at).unwrap_or_default().trim_end_matches(' ')));
        from = at;
    }
    (widest, whole)
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
    fn the_first_line_may_have_less_room_than_the_others() {
        let mut lines = Vec::new();
        wrap("one two three", 3, |range| {
            lines.push(range);
            9
        });
        assert_eq!(lines, [0..3, 4..13]);
    }
}
