use super::scan::{Scan, inner};
use super::{Image, Token};
use crate::domain::docs::markdown::attributes;
use std::borrow::Cow;

/// The longest name of a link definition that is looked for.
const LONGEST_NAME: usize = 1_000;

impl<'t> Scan<'t, '_> {
    /// A link: `[text](address "title")`, `[text][name]`, `[name]`; or a footnote `[^name]`.
    pub(super) fn link(&mut self) -> bool {
        let Some(text) = self.bracketed(self.at) else { return false };
        if let Some(name) = text.strip_prefix('^').filter(|name| self.context.notes.contains_key(name)) {
            return self.take(text.len() + 2, [Token::Note(name)]);
        }
        let Some((target, length)) = self.target(text) else { return false };
        self.between(length, Token::Link(target.0, target.1), text);
        if let Some(id) = self.attributes().and_then(attributes::id) {
            self.tokens.push(Token::Anchor(Cow::Borrowed(id)));
        }
        true
    }

    pub(super) fn image(&mut self) -> bool {
        if !self.rest().starts_with("![") {
            return false;
        }
        self.at += 1;
        let text = self.bracketed(self.at);
        let target = text.and_then(|text| self.target(text));
        self.at -= 1;
        let (Some(text), Some(((address, title), length))) = (text, target) else { return false };
        let mut alt = Vec::new();
        inner(text, self.context, self.depth + 1, None, &mut alt);
        let alt = Cow::Owned(super::text_of(&alt));
        self.take(length + 1, []);
        let list = self.attributes();
        let words = list.map(attributes::words).unwrap_or_default();
        let width =
            words.iter().find(|(key, _)| *key == "width").and_then(|(_, value)| super::element::pixels((*value)?));
        self.tokens.push(Token::Image(Image { address, alt, title, width, is_html: false }));
        true
    }

    /// Where what is called `text` leads, and how long all of it is.
    #[allow(clippy::type_complexity, reason = "an address with its title")]
    fn target(&self, text: &'t str) -> Option<((Cow<'t, str>, Cow<'t, str>), usize)> {
        let own = text.len() + 2;
        let after = self.text.get(self.at + own..)?;
        if let Some(inner) = after.strip_prefix('(')
            && let Some((address, title, length)) = destination(inner)
        {
            return Some(((unescaped(address), unescaped(title)), own + 1 + length));
        }
        let spaced = after.trim_start_matches([' ', '\n']);
        let gap = after.len() - spaced.len();
        if gap <= 1 && spaced.starts_with('[') {
            let end = spaced.find(']')?;
            let name = spaced.get(1..end)?;
            let found = self.reference(if name.is_empty() { text } else { name });
            return found.map(|found| (found, own + gap + end + 1));
        }
        self.reference(text).map(|found| (found, own))
    }

    fn reference(&self, name: &str) -> Option<(Cow<'t, str>, Cow<'t, str>)> {
        if self.context.references.is_empty() || name.len() > LONGEST_NAME {
            return None;
        }
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let (address, title) = self.context.references.get(&name)?;
        Some((Cow::Owned((*address).to_owned()), Cow::Owned((*title).to_owned())))
    }

    /// What stands between the bracket at `at` and its partner.
    fn bracketed(&mut self, at: usize) -> Option<&'t str> {
        let text = self.text;
        let pairs = self.brackets.get_or_insert_with(|| pairs(text));
        let place = pairs.binary_search_by_key(&at, |(open, _)| *open).ok()?;
        let (open, close) = pairs.get(place)?;
        text.get(open + 1..*close)
    }
}

/// Which brackets belong together, in the order of the opening ones.
fn pairs(text: &str) -> Vec<(usize, usize)> {
    let (mut pairs, mut open) = (Vec::new(), Vec::new());
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut hopeless = 0_u64;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'`' => {
                at += after_code(bytes.get(at..).unwrap_or_default(), &mut hopeless);
                continue;
            }
            b'[' => open.push(at),
            b']' => pairs.extend(open.pop().map(|open| (open, at))),
            _ => {}
        }
        at += 1;
    }
    pairs.sort_unstable();
    pairs
}

/// How long the code is that begins here; its backticks alone where it does not end.
fn after_code(bytes: &[u8], hopeless: &mut u64) -> usize {
    let run = |at: usize| bytes.iter().skip(at).take_while(|byte| **byte == b'`').count();
    let length = run(0);
    let bit = 1_u64 << length.min(63);
    let mut at = length;
    while *hopeless & bit == 0 {
        let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr(b'`', rest)) else {
            *hopeless |= bit;
            break;
        };
        at += found;
        let other = run(at);
        at += other;
        if other == length {
            return at;
        }
    }
    length
}

/// Address and title between parentheses, and how long it is with the closing one.
fn destination(text: &str) -> Option<(&str, &str, usize)> {
    const LONGEST: usize = 4 * 1024;
    const DEEPEST: usize = 32;
    if text.trim_start().starts_with("data:") {
        let end = text.find(')')?;
        let (address, title) = parts(text.get(..end)?);
        return Some((address, title, end + 1));
    }
    let mut depth = 0_usize;
    let mut quote = None;
    let mut end = None;
    let mut is_angled = false;
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at).filter(|_| at < LONGEST) {
        let is_after_blank = at.checked_sub(1).and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_whitespace);
        match (byte, quote) {
            (b'\\', _) => at += 1,
            (b'<', None) if text.get(..at).is_some_and(|before| before.trim().is_empty()) => is_angled = true,
            (b'>', None) => is_angled = false,
            (b'"' | b'\'', None) if is_after_blank && closes(bytes, at) => quote = Some(*byte),
            (byte, Some(open)) if *byte == open => quote = None,
            (b'(', None) if !is_angled && depth > DEEPEST => return None,
            (b'(', None) if !is_angled => depth += 1,
            (b')', None) if !is_angled && depth == 0 => {
                end = Some(at);
                break;
            }
            (b')', None) if !is_angled => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    let end = end?;
    let (address, title) = parts(text.get(..end)?);
    Some((address, title, end + 1))
}

/// Whether the quote that begins here ends before the parenthesis does, or the line.
fn closes(bytes: &[u8], at: usize) -> bool {
    let (Some(quote), Some(rest)) = (bytes.get(at), bytes.get(at + 1..)) else { return false };
    let rest = rest.get(..1024.min(rest.len())).unwrap_or_default();
    memchr::memchr(*quote, rest).is_some()
}

fn parts(inner: &str) -> (&str, &str) {
    let inner = inner.trim();
    let ends = |quote: char| -> Option<(&str, &str)> {
        let body = inner.strip_suffix(quote)?;
        let at =
            body.find(|c: char| c.is_whitespace()).and_then(|blank| Some(blank + body.get(blank..)?.find(quote)?))?;
        let (address, title) = body.split_at_checked(at)?;
        address.ends_with(char::is_whitespace).then(|| (address.trim(), title.get(1..).unwrap_or_default()))
    };
    let (address, title) = ends('"').or_else(|| ends('\'')).unwrap_or((inner, ""));
    let bare = address.strip_prefix('<').and_then(|address| address.strip_suffix('>'));
    (bare.unwrap_or(address), title)
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
        } else if let Some((text, length)) = super::element::entity(rest) {
            out.push_str(&text);
            rest = rest.get(length..).unwrap_or_default();
        } else {
            out.push(c);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_has_an_address_and_a_title() {
        assert_eq!(destination("a.md \"b c\") d"), Some(("a.md", "b c", 11)));
        assert_eq!(destination("<a b> 'c')"), Some(("a b", "c", 10)));
        assert_eq!(destination("a(b)c) d"), Some(("a(b)c", "", 6)));
        assert_eq!(destination(")"), Some(("", "", 1)));
        assert_eq!(destination("a"), None);
    }
}
