use super::scan::Scan;
use super::{Token, is_word};
use std::borrow::Cow;

impl<'t> Scan<'t, '_> {
    /// What begins with `<`: an arrow, an address, a tag.
    pub(super) fn angle(&mut self) -> bool {
        let rest = self.rest();
        if rest.starts_with("<--") && self.symbol() {
            return true;
        }
        if rest.starts_with("<!--") {
            let Some(end) = self.find(rest, "-->") else { return false };
            return self.take(end + 3, []);
        }
        self.angled_address() || self.element()
    }

    fn angled_address(&mut self) -> bool {
        let rest = self.rest().get(1..).unwrap_or_default();
        let end = rest.find(['<', '>']);
        let Some(inner) = end.and_then(|end| rest.get(..end)) else { return false };
        if !rest.get(inner.len()..).is_some_and(|after| after.starts_with('>')) {
            return false;
        }
        let lower = inner.get(..8.min(inner.len())).unwrap_or_default().to_ascii_lowercase();
        let is_address = ["http://", "https://", "ftp://", "ftps://"].iter().any(|scheme| lower.starts_with(scheme));
        let is_mail = !is_address
            && inner.contains('@')
            && !inner.contains(['"', '=', '/'])
            && !inner.contains(char::is_whitespace)
            && !inner.starts_with('@');
        if !is_address && !is_mail {
            return false;
        }
        let bare = inner.strip_prefix("mailto:").unwrap_or(inner);
        let to = if is_mail { Cow::Owned(format!("mailto:{bare}")) } else { Cow::Borrowed(inner) };
        self.linked(inner.len() + 2, to, bare)
    }

    fn linked(&mut self, length: usize, to: Cow<'t, str>, text: &'t str) -> bool {
        let text = Token::Text(Cow::Borrowed(text));
        self.take(length, [Token::Link(to, Cow::Borrowed("")), text, Token::Close]);
        self.attributes();
        true
    }

    /// An address that stands in the text without any signs around it (magiclink of PyMdown).
    pub(super) fn bare_address(&mut self) -> bool {
        let before = self.previous();
        if before.is_some_and(|c| is_word(c) && c != '_') {
            return false;
        }
        let rest = self.rest();
        let head = rest.get(..8.min(rest.len())).unwrap_or_else(|| rest.get(..4).unwrap_or_default());
        let lower = head.to_ascii_lowercase();
        let is_www = lower.starts_with("www.");
        let scheme = ["https://", "http://", "ftps://", "ftp://", "www."].into_iter().find(|s| lower.starts_with(s));
        let Some(scheme) = scheme else { return false };
        let host = rest.get(scheme.len()..).unwrap_or_default();
        if !host.starts_with(char::is_alphanumeric) {
            return false;
        }
        let is_of = |c: char| is_word(c) || "-.?,!'(){}[]/+&@%$#=:\"|~;".contains(c);
        let end = host.find(|c| !is_of(c)).unwrap_or(host.len());
        let all = host.get(..end).unwrap_or_default();
        let trimmed = all.trim_end_matches(|c: char| !c.is_alphanumeric() && !"-/#@$+=".contains(c));
        let Some(text) = rest.get(..scheme.len() + trimmed.len()) else { return false };
        let to = if is_www { Cow::Owned(format!("http://{text}")) } else { Cow::Borrowed(text) };
        self.linked(text.len(), to, text)
    }

    /// An address of mail that stands in the text: looked for from its `@`.
    pub(super) fn mail(&mut self) -> bool {
        let is_local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '_' | '.');
        let before = self.text.get(..self.at).unwrap_or_default();
        let local = before.len() - before.trim_end_matches(is_local).len();
        let name = before.get(before.len() - local..).unwrap_or_default().trim_start_matches('.');
        let rest = self.rest().get(1..).unwrap_or_default();
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).unwrap_or(rest.len());
        let domain = rest.get(..end).unwrap_or_default().trim_end_matches(|c: char| !c.is_ascii_alphabetic());
        let is_domain = domain.contains('.') && !domain.contains("..") && !domain.starts_with('.');
        if name.is_empty() || name.ends_with('.') || name.contains("..") || !is_domain {
            return false;
        }
        let at = self.at;
        if !self.back(name.len()) {
            return false;
        }
        let length = name.len() + 1 + domain.len();
        let Some(text) = self.text.get(self.at..self.at + length) else {
            self.at = at;
            return false;
        };
        self.linked(length, Cow::Owned(format!("mailto:{text}")), text)
    }
}
