use super::brackets::{Brackets, look_up};
use super::entity;
use super::scan::{Scan, inner};
use super::{Image, Token};
use crate::domain::docs::markdown::attributes;
use std::borrow::Cow;

/// An address with its title.
type Target<'t> = (Cow<'t, str>, Cow<'t, str>);

impl<'t> Scan<'t, '_> {
    /// A link: `[text](address "title")`, `[text][name]`, `[name]`; or a footnote `[^name]`.
    pub(super) fn link(&mut self) -> bool {
        // a bracket behind what could be an image is that of an image that there is not
        let is_of_image = self.plain < self.at && self.previous() == Some('!');
        let Some(text) = self.bracketed(self.at).filter(|_| !is_of_image) else { return false };
        if let Some(name) = text.strip_prefix('^').filter(|name| self.context.notes.contains_key(name)) {
            return self.take(text.len() + 2, [Token::Note(name)]);
        }
        let found = self.by_two(text).or_else(|| self.by_address(self.at, text)).or_else(|| self.by_one(text));
        let Some((target, length)) = found else { return false };
        self.between(length, Token::Link(target.0, target.1), text);
        if let Some(id) = self.attributes().and_then(attributes::id) {
            self.tokens.push(Token::Anchor(Cow::Borrowed(id)));
        }
        true
    }

    /// `[text][name]`, or `[name][]`.
    fn by_two(&mut self, text: &'t str) -> Option<(Target<'t>, usize)> {
        let at = self.at;
        let end = self.brackets().end_of_named(at)?;
        let after = self.at + text.len() + 2;
        self.named_behind(after, text).map(|target| (target, end - at))
    }

    /// `[name]`. What is none takes the brackets in it along.
    fn by_one(&mut self, text: &'t str) -> Option<(Target<'t>, usize)> {
        let length = text.len() + 2;
        if self.at < self.unnamed {
            return None;
        }
        let found = self.named(text);
        self.unnamed = self.at + length;
        found.map(|target| (target, length))
    }

    pub(super) fn image(&mut self) -> bool {
        if !self.rest().starts_with("![") {
            return false;
        }
        self.at += 1;
        let text = self.bracketed(self.at);
        let target = text.and_then(|text| self.of_image(text));
        self.at -= 1;
        let (Some(text), Some(((address, title), length))) = (text, target) else { return false };
        let mut alt = Vec::new();
        inner(text, self.context, self.depth + 1, None, &mut alt);
        let alt = Cow::Owned(super::text_of(&alt));
        self.take(length + 1, []);
        let list = self.attributes();
        let words = list.map(attributes::words).unwrap_or_default();
        let width = words.iter().find(|(key, _)| *key == "width").and_then(|(_, value)| attributes::pixels((*value)?));
        self.tokens.push(Token::Image(Image { address, alt, title, width, is_html: false }));
        true
    }

    /// Where an image is, and how long all of it is from its bracket on.
    fn of_image(&mut self, text: &'t str) -> Option<(Target<'t>, usize)> {
        let own = text.len() + 2;
        let after = self.at + own;
        let all = self.text;
        let by_name = |scan: &mut Self| {
            let (_, end) = scan.brackets().second(all, after)?;
            Some((scan.named_behind(after, text)?, end - scan.at))
        };
        let found = self.by_address(self.at, text).or_else(|| by_name(self));
        found.or_else(|| self.named(text).map(|target| (target, own)))
    }

    /// `[text](address "title")`
    fn by_address(&self, at: usize, text: &str) -> Option<(Target<'t>, usize)> {
        let own = text.len() + 2;
        let inner = self.text.get(at + own..)?.strip_prefix('(')?;
        let (address, title, length) = destination(inner)?;
        Some(((entity::unescaped(address), entity::unescaped(title)), own + 1 + length))
    }

    /// What the name in brackets behind a text means; without one there the text is the name.
    fn named_behind(&mut self, after: usize, text: &str) -> Option<Target<'t>> {
        let all = self.text;
        let (name, _) = self.brackets().second(all, after)?;
        self.named(if name.is_empty() { text } else { name })
    }

    fn named(&self, name: &str) -> Option<Target<'t>> {
        let (address, title) = look_up(&self.context.references, name)?;
        Some((Cow::Owned(address.to_owned()), Cow::Owned(title.to_owned())))
    }

    /// What stands between the bracket at `at` and its partner.
    fn bracketed(&mut self, at: usize) -> Option<&'t str> {
        let text = self.text;
        self.brackets().inner(text, at)
    }

    fn brackets(&mut self) -> &Brackets {
        let (text, context) = (self.text, self.context);
        self.brackets.get_or_insert_with(|| Brackets::of(text, &context.references))
    }
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
