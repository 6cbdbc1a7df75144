use std::borrow::Cow;

/// Columns between two stops of a tab in code.
const TAB_STOP: usize = 4;

/// White space that collapses: not the one that joins words.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// The text with single blanks for its white space.
pub(super) fn collapsed(raw: &str) -> Cow<'_, str> {
    let bytes = raw.as_bytes();
    let is_double = bytes.windows(2).any(|two| two == b"  ");
    if !is_double && !bytes.iter().any(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | b'\x0c')) {
        return Cow::Borrowed(raw);
    }
    let mut text = String::with_capacity(raw.len());
    for word in raw.split(is_blank).filter(|word| !word.is_empty()) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    Cow::Owned(text)
}

/// The text with blanks for its tabs, when so many columns stand before it already.
pub(super) fn expanded(raw: &str, column: &mut usize) -> String {
    let mut text = String::with_capacity(raw.len() + 8);
    for c in raw.chars() {
        let blanks = if c == '\t' { TAB_STOP - *column % TAB_STOP } else { 1 };
        if c == '\t' {
            text.extend(std::iter::repeat_n(' ', blanks));
        } else {
            text.push(c);
        }
        *column += blanks;
    }
    text
}
