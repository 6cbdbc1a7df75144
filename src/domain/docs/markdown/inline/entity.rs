//! Entities of HTML, and signs behind backslashes.

use std::borrow::Cow;

/// The entity that a text begins with as text, and how long it is.
pub(super) fn leading(text: &str) -> Option<(String, usize)> {
    const LONGEST: usize = 40;
    let rest = text.strip_prefix('&')?;
    let end = rest.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = rest.get(..end)?;
    let text = match name.strip_prefix('#') {
        Some(number) => of_number(number)?.to_string(),
        None => {
            let (first, second) = html5ever::data::NAMED_ENTITIES.get(rest.get(..=end)?)?;
            let chars = [*first, *second].into_iter().filter(|c| *c != 0).filter_map(char::from_u32);
            let text: String = chars.collect();
            if text.is_empty() {
                return None;
            }
            text
        }
    };
    Some((text, end + 2))
}

/// The character of a numeric reference, as HTML has it: the C1 controls are those of Windows-1252.
fn of_number(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    let c1 = code.checked_sub(0x80).and_then(|at| html5ever::data::C1_REPLACEMENTS.get(at as usize));
    Some(c1.copied().flatten().or_else(|| char::from_u32(code)).filter(|c| *c != '\0').unwrap_or('\u{fffd}'))
}

/// Text without the backslashes before signs, and with its entities as characters.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['\\', '&']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let signs = rest.strip_prefix('\\').filter(|next| next.starts_with(|c: char| c.is_ascii_punctuation()));
        if let Some(next) = signs {
            out.extend(next.chars().next());
            rest = next.get(1..).unwrap_or_default();
        } else if let Some((text, length)) = leading(rest) {
            out.push_str(&text);
            rest = rest.get(length..).unwrap_or_default();
        } else {
            out.push(c);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
    }
    Cow::Owned(out)
}
