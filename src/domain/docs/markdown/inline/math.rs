use super::Token;
use super::scan::Scan;
use crate::domain::docs::style::Style;
use std::borrow::Cow;

impl Scan<'_, '_> {
    /// A formula between dollars: no blank at its inner ends, so that prices are none.
    pub(super) fn dollars(&mut self) -> bool {
        let rest = self.rest().get(1..).unwrap_or_default();
        if rest.starts_with(|c: char| c.is_whitespace() || c == '$') || self.previous() == Some('\\') {
            return false;
        }
        let mut end = None;
        let mut bytes = rest.bytes().enumerate();
        while let Some((at, byte)) = bytes.next() {
            match byte {
                b'\\' => {
                    bytes.next();
                }
                b'$' => {
                    end = Some(at);
                    break;
                }
                _ => {}
            }
        }
        let Some(text) = end.and_then(|end| rest.get(..end)).filter(|text| !text.is_empty()) else { return false };
        if text.ends_with(char::is_whitespace) {
            return false;
        }
        self.take(text.len() + 2, [Token::Exact(Cow::Borrowed(text), Style::MATH)])
    }

    /// A formula between signs of TeX.
    pub(super) fn math(&mut self, open: &'static str, close: &'static str) -> bool {
        let rest = self.rest();
        let Some(end) = self.find(rest, close) else { return false };
        let Some(text) = rest.get(open.len()..end).filter(|text| !text.is_empty()) else { return false };
        self.take(end + close.len(), [Token::Exact(Cow::Borrowed(text), Style::MATH)])
    }
}
