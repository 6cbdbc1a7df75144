use super::Shown;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

/// Columns that `text` takes on a terminal.
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// The longest beginning of `text` that fits into `columns`, never cut inside a character that a
/// reader sees as one.
pub fn clip(text: Shown<'_>, columns: usize) -> Shown<'_> {
    let s = text.as_str();
    if s.is_ascii() {
        return text.part(0..columns.min(s.len()));
    }
    let mut used = 0;
    for (at, grapheme) in s.grapheme_indices(true) {
        used += grapheme.width();
        if used > columns {
            return text.part(0..at);
        }
    }
    text
}

/// `text` without its first `columns` columns, for content that is scrolled sideways. A wide
/// character that is cut through is left out.
pub fn clip_start(text: Shown<'_>, columns: usize) -> Shown<'_> {
    let s = text.as_str();
    let mut used = 0;
    for (at, grapheme) in s.grapheme_indices(true) {
        if used >= columns {
            return text.part(at..s.len());
        }
        used += grapheme.width();
    }
    Shown::default()
}

/// How many columns are missing after `text` up to `columns`.
pub fn pad(text: &str, columns: usize) -> usize {
    columns.saturating_sub(width(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Clean;

    #[test]
    fn wide_characters_count_two_and_are_never_halved() {
        let text = Clean::line("日本語");
        assert_eq!(width(text.as_str()), 6);
        assert_eq!(clip(text.shown(), 5).as_str(), "日本");
        assert_eq!(clip(text.shown(), 1).as_str(), "");
        assert_eq!(clip_start(text.shown(), 2).as_str(), "本語");
        assert_eq!(clip_start(text.shown(), 3).as_str(), "語");
    }

    #[test]
    fn a_mark_stays_with_its_letter() {
        let text = Clean::line("e\u{301}a");
        assert_eq!(clip(text.shown(), 1).as_str(), "e\u{301}");
    }
}
