use super::Flow;
use crate::domain::docs::ids::{ImageId, LinkId};
use crate::domain::docs::layout::sheet::ours;
use crate::domain::docs::layout::strand::Does;
use crate::domain::docs::layout::{Deed, Ink, script, tex};
use crate::domain::docs::page::{Inline, Span};
use crate::domain::docs::{Style, Token};
use crate::domain::document::Role;

impl<'a> Flow<'a> {
    /// Running text as rows. Text that says nothing is no row.
    pub(super) fn paragraph(&mut self, inlines: &'a [Inline]) {
        for (at, inline) in inlines.iter().enumerate() {
            match inline {
                Inline::Break => self.write_strand(true),
                Inline::Image(id) if self.reading.unfit.contains(id) => {}
                Inline::Image(id) if self.reading.images.contains_key(id) => {
                    self.write_strand(false);
                    self.picture(*id);
                }
                inline => self.gather(inline),
            }
            self.number(inline, inlines.get(at + 1..).unwrap_or_default());
        }
        self.write_strand(false);
    }

    /// Writes what was gathered; a break after nothing is an empty row.
    fn write_strand(&mut self, is_broken: bool) {
        if !self.strand.is_empty() || is_broken {
            self.strand.write(&mut self.sheet, self.measure);
        } else if self.strand.has_anchors() {
            self.strand.hand_on(&mut self.sheet);
        }
    }

    /// Gathers running text that has a line of its own.
    pub(super) fn gather_all(&mut self, inlines: &'a [Inline]) {
        for (at, inline) in inlines.iter().enumerate() {
            self.gather(inline);
            self.number(inline, inlines.get(at + 1..).unwrap_or_default());
        }
    }

    /// Adds the number of a link that ends here.
    fn number(&mut self, inline: &'a Inline, after: &'a [Inline]) {
        if self.reading.numbers.is_empty() {
            return;
        }
        let Some(link) = self.link_of(inline) else { return };
        let next = after.iter().find(|next| matches!(next, Inline::Text(_) | Inline::Image(_)));
        let number = self.reading.numbers.get(&link).filter(|_| next.and_then(|next| self.link_of(next)) != Some(link));
        if let Some(number) = number {
            self.ours_in_line(&format!("[{number}]"), ours(Role::Dim), Does::Follow(link));
        }
    }

    /// Where a piece of running text leads.
    fn link_of(&self, inline: &Inline) -> Option<LinkId> {
        match inline {
            Inline::Text(span) => span.link,
            Inline::Image(id) => self.page.image(*id).and_then(|image| image.link),
            Inline::Break | Inline::Anchor(_) => None,
        }
    }

    fn gather(&mut self, inline: &'a Inline) {
        match inline {
            Inline::Text(span) => self.span(span),
            Inline::Break => self.ours_in_line(" ", ours(self.role), Does::Nothing),
            Inline::Image(id) if self.reading.unfit.contains(id) => {}
            Inline::Image(id) => self.image(*id),
            Inline::Anchor(id) => self.strand.anchor(id),
        }
    }

    fn span(&mut self, span: &'a Span) {
        let text = self.page.text(span.text).as_str();
        let does = span.link.map_or(Does::Nothing, Does::Follow);
        let ink = self.ink(span);
        match self.instead(text, span.style, span.link.is_some()) {
            Some(own) => self.ours_in_line(&own, ink, does),
            None => self.strand.add(text, span.text, false, ink, does),
        }
    }

    /// What is written instead of a text that a terminal cannot show as its author set it.
    fn instead(&self, text: &str, style: Style, is_link: bool) -> Option<String> {
        let is_ascii = self.reading.is_ascii;
        if style.has(Style::KEY) {
            Some(format!("[{text}]"))
        } else if style.has(Style::MATH) {
            tex::line(text).filter(|shown| !is_ascii || shown.is_ascii())
        } else if style.has(Style::SUPER) {
            Some(script::above(text, is_ascii, is_link))
        } else if style.has(Style::SUB) {
            Some(script::below(text, is_ascii))
        } else {
            None
        }
    }

    /// Words of ours in running text.
    pub(super) fn ours_in_line(&mut self, text: &str, ink: Ink, does: Does) {
        let piece = self.sheet.ours.word(text);
        self.strand.add(text, piece, true, ink, does);
    }

    fn image(&mut self, id: ImageId) {
        let Some(image) = self.page.image(id) else { return };
        let does = image.link.map_or(Does::Deed(Deed::Show(id)), Does::Follow);
        let ink = Ink { role: Role::Link, style: Style::PLAIN, token: Token::Plain, is_marked: false };
        self.ours_in_line(&image.words(), ink, does);
    }

    fn ink(&self, span: &Span) -> Ink {
        let role = if span.link.is_some() && self.role == Role::Text { Role::Link } else { self.role };
        // what is short for something is underlined, as what was put in
        let style = if span.long.is_some() { span.style.with(Style::INSERTED) } else { span.style };
        let style = style.with(self.style);
        Ink { role, style, token: span.token, is_marked: false }
    }
}
