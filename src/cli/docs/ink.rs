//! What a piece of a page looks like on a terminal.

use crate::domain::docs::layout::{Bit, Ink};
use crate::domain::text::Clean;
use std::collections::HashMap;

/// What sets a terminal's pen for a bit, whatever its text is: the escape sequence (SGR of ECMA-48),
/// empty for none.
pub type Pens = Box<dyn Fn(&Bit) -> String>;

/// Sets the pen of a terminal, or nothing where no colours are wanted.
#[derive(Default)]
pub(super) struct Pen {
    pens: Option<Pens>,
    /// The sequences that were made already: there are a few dozen of them.
    made: HashMap<(Ink, bool), String>,
    /// What the pen is set to.
    ink: Option<(Ink, bool)>,
    /// Where what is written leads.
    link: Option<Clean>,
}

impl Pen {
    /// One with these colours; without any it writes plain text.
    pub(super) fn of(pens: Pens) -> Self {
        Self { pens: Some(pens), ..Self::default() }
    }

    /// Writes a text with the look of its bit, leading to an address where it has one.
    pub(super) fn put(&mut self, out: &mut String, text: &str, bit: &Bit, address: impl Fn() -> Option<Clean>) {
        let Some(pens) = &self.pens else { return out.push_str(text) };
        let wanted = (bit.ink, bit.link.is_some());
        let sequence = self.made.entry(wanted).or_insert_with(|| pens(bit));
        if self.ink != Some(wanted) {
            // a pen that is set is put to rest before it is set in another way
            out.push_str(if self.ink.is_some() { "\x1b[0m" } else { "" });
            out.push_str(sequence);
            self.ink = (!sequence.is_empty()).then_some(wanted);
        }
        self.lead(out, address());
        out.push_str(text);
    }

    /// Has what follows lead somewhere, or nowhere (OSC 8).
    fn lead(&mut self, out: &mut String, address: Option<Clean>) {
        if self.link != address {
            let target = address.as_ref().map(Clean::as_str).unwrap_or_default();
            out.push_str(&format!("\x1b]8;;{target}\x1b\\"));
            self.link = address;
        }
    }

    /// Puts the pen to rest at the end of a row.
    pub(super) fn rest(&mut self, out: &mut String) {
        self.lead(out, None);
        if self.ink.take().is_some() {
            out.push_str("\x1b[0m");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::docs::{LinkId, Style, Token};
    use crate::domain::document::Role;
    use crate::domain::text::Piece;

    fn bit(role: Role, link: Option<LinkId>) -> Bit {
        let ink = Ink { role, style: Style::PLAIN, token: Token::Plain, is_marked: false };
        Bit { text: Piece::default(), is_own: false, ink, link }
    }

    #[test]
    fn colours_and_links_end_where_they_have_to_and_plain_text_has_none() {
        let pens: Pens = Box::new(|bit| if bit.ink.role == Role::Text { String::new() } else { "\x1b[1m".into() });
        let address = || Some(Clean::from("https://a.example"));
        let write = |mut pen: Pen| {
            let mut out = String::new();
            pen.put(&mut out, "Title", &bit(Role::Title, None), || None);
            pen.put(&mut out, " and ", &bit(Role::Text, None), || None);
            pen.put(&mut out, "a link", &bit(Role::Title, Some(LinkId(0))), address);
            pen.rest(&mut out);
            out
        };
        assert_eq!(write(Pen::default()), "Title and a link");
        assert_eq!(
            write(Pen::of(pens)),
            "\x1b[1mTitle\x1b[0m and \x1b[1m\x1b]8;;https://a.example\x1b\\a link\x1b]8;;\x1b\\\x1b[0m"
        );
    }
}
