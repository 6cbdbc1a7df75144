//! Which characters may be shown, and what becomes of those that may not.

/// What becomes of a character.
pub(super) enum Class {
    Keep,
    Mark,
    Space,
    Drop,
    Reveal,
    Replace,
    Letter,
    Escape,
    Introducer,
}

/// The class of a character.
pub(super) fn class(c: char) -> Class {
    match c {
        ' '..='~' => Class::Keep,
        // skin tones, and the letters that flags are made of: some terminals join them, some do not,
        // and a row that is wider than was counted breaks those below it
        '\u{1f3fb}'..='\u{1f3ff}' => Class::Drop,
        '\u{1f1e6}'..='\u{1f1ff}' => Class::Letter,
        '\u{1b}' => Class::Escape,
        // the eight-bit forms of CSI, and of the strings that end with ST
        '\u{9b}' => Class::Introducer,
        '\n' | '\r' | '\t' | '\u{0b}' | '\u{0c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Class::Space,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => Class::Drop,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => Class::Reveal,
        // zero width, joiners and selectors: terminals disagree about the width of what they make
        '\u{200b}'..='\u{200d}'
        | '\u{2060}'..='\u{2065}'
        | '\u{206a}'..='\u{206f}'
        | '\u{feff}'
        | '\u{ad}'
        | '\u{34f}'
        | '\u{180b}'..='\u{180f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{3164}'
        | '\u{ffa0}'
        | '\u{e0000}'..='\u{e0fff}' => Class::Drop,
        // glyphs many columns wide behind the width of one
        '\u{fdfd}' | '\u{12031}' | '\u{1242b}' | '\u{2e3a}' | '\u{2e3b}' | '\u{fff0}'..='\u{fffb}' => Class::Replace,
        _ if (c as u32) & 0xfffe == 0xfffe => Class::Replace,
        _ if unicode_width::UnicodeWidthChar::width(c) == Some(0) => Class::Mark,
        _ => Class::Keep,
    }
}

/// `A` for REGIONAL INDICATOR SYMBOL LETTER A, and so on.
pub(super) fn letter_of_flag(c: char) -> char {
    char::from_u32(c as u32 - 0x1f1e6 + u32::from(b'A')).unwrap_or('\u{FFFD}')
}
