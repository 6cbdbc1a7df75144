use super::Emit;
use crate::domain::docs::html;
use crate::domain::docs::markdown::inline::{self, Image, Token};
use crate::domain::docs::name::Href;
use crate::domain::docs::page::{Block, Image as PageImage, Inline};
use crate::domain::docs::style::Style;
use crate::domain::docs::write::{Prose, Set};
use crate::domain::text::Clean;
use std::borrow::Cow;
use std::collections::HashMap;

/// The sign before an address that HTML gave; see [`inline`].
const OF_HTML: char = '\u{2}';

impl Emit<'_, '_> {
    /// Lines as running text.
    pub(super) fn lines(&mut self, lines: &[&str]) -> Vec<Inline> {
        match lines {
            [line] => self.line(line),
            lines => self.line(&lines.join("\n")),
        }
    }

    /// A text as running text: what is none in it is left out.
    pub(super) fn line(&mut self, text: &str) -> Vec<Inline> {
        let mut blocks = Vec::new();
        self.flow(text, &mut blocks)
    }

    /// A text as running text; blocks of HTML in it, with what stands before them, go to the blocks.
    pub(super) fn flow(&mut self, text: &str, blocks: &mut Vec<Block>) -> Vec<Inline> {
        let context = std::mem::take(&mut self.context);
        let text = self.written_out(text);
        let tokens = inline::read(&text, &context);
        self.context = context;
        let mut prose = Prose::default();
        let mut sets = vec![Set::default()];
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                Token::Html(source) => {
                    let inlines = self.writer.end(std::mem::take(&mut prose));
                    Self::put_paragraph(inlines, blocks);
                    blocks.extend(html::blocks(&mut self.writer, source, &self.paths.built));
                }
                Token::Text(mut text) => {
                    // what is cleaned of signs of control is the text as a whole
                    while let Some(Token::Text(more)) = tokens.next_if(|next| matches!(next, Token::Text(_))) {
                        text.to_mut().push_str(&more);
                    }
                    self.token(Token::Text(text), &mut prose, &mut sets);
                }
                token => self.token(token, &mut prose, &mut sets),
            }
        }
        self.writer.end(prose)
    }

    /// Running text as a paragraph, where it says something; places in it stay in any case.
    pub(super) fn put_paragraph(inlines: Vec<Inline>, blocks: &mut Vec<Block>) {
        if inlines.iter().any(|inline| !matches!(inline, Inline::Anchor(_) | Inline::Break)) {
            return blocks.push(Block::Paragraph(inlines));
        }
        blocks.extend(inlines.into_iter().filter_map(|inline| match inline {
            Inline::Anchor(id) => Some(Block::Anchor(id)),
            _ => None,
        }));
    }

    fn token(&mut self, token: Token<'_>, prose: &mut Prose, sets: &mut Vec<Set>) {
        let plain = Set::default();
        if let Token::Text(text) = token {
            return self.words(&text, prose, sets.last().unwrap_or(&plain));
        }
        let set = sets.last().cloned().unwrap_or(plain);
        match token {
            Token::Exact(text, style) => {
                let set = Set { style: set.style.with(style), ..set };
                self.writer.text(prose, &text, &set);
            }
            Token::Open(style) => sets.push(Set { style: set.style.with(style), ..set }),
            Token::Link(to, title) => {
                let is_html = to.starts_with(OF_HTML);
                let to = self.href(to.trim_start_matches(OF_HTML), is_html);
                let link = Some(self.writer.link(to, &title));
                sets.push(Set { link, ..set });
            }
            Token::Abbreviation(long) => sets.push(Set { long: Some(Clean::line(&long)), ..set }),
            Token::Close => {
                if sets.len() > 1 {
                    sets.pop();
                }
            }
            Token::Break => self.writer.put(prose, Inline::Break),
            Token::Anchor(id) => self.writer.put(prose, Inline::Anchor(Self::place(&id))),
            Token::Image(image) => self.image(&image, prose, &set),
            Token::Note(name) => self.note_number(name, prose, &set),
            Token::Run(_) | Token::Html(_) | Token::Text(_) => {}
        }
    }

    /// Text, with abbreviations told.
    fn words(&mut self, text: &str, prose: &mut Prose, set: &Set) {
        if self.abbreviations.is_empty() || set.long.is_some() {
            return self.writer.text(prose, text, set);
        }
        let mut rest = text;
        let mut plain = 0;
        let mut at = 0;
        while let Some(c) = rest.get(at..).and_then(|rest| rest.chars().next()) {
            if !is_word(c) {
                at += c.len_utf8();
                continue;
            }
            if !self.abbreviation_starts.may_be(c) {
                let word = rest.get(at..).unwrap_or_default();
                at += word.find(|c| !is_word(c)).unwrap_or(word.len());
                continue;
            }
            let tail = rest.get(at..).unwrap_or_default();
            let end = tail.find(|c| !is_word(c)).unwrap_or(tail.len());
            let word = tail.get(..end).unwrap_or_default();
            let Some((length, long)) = self.abbreviation(word, tail) else {
                at += end;
                continue;
            };
            self.writer.text(prose, rest.get(plain..at).unwrap_or_default(), set);
            let short = Set { long: Some(long), ..set.clone() };
            self.writer.text(prose, tail.get(..length).unwrap_or_default(), &short);
            rest = tail.get(length..).unwrap_or_default();
            (plain, at) = (0, 0);
        }
        self.writer.text(prose, rest.get(plain..).unwrap_or_default(), set);
    }

    /// How long the abbreviation is that a text begins with, and what it is short for.
    fn abbreviation(&self, word: &str, tail: &str) -> Option<(usize, Clean)> {
        let lengths = self.long_abbreviations.get(word).map(Vec::as_slice).unwrap_or_default();
        let mut long = lengths.iter().filter_map(|length| {
            let (short, after) = tail.split_at_checked(*length)?;
            (!after.starts_with(is_word)).then(|| self.abbreviations.get_key_value(short)).flatten()
        });
        let found = long.next().map_or(word, |(short, _)| short);
        let meaning = self.abbreviations.get(found)?;
        Some((found.len(), Clean::line(meaning)))
    }

    fn image(&mut self, image: &Image<'_>, prose: &mut Prose, set: &Set) {
        if image.address.is_empty() && image.alt.is_empty() {
            return;
        }
        let href = self.href(&image.address, image.is_html);
        let is_data = image.address.trim_start().starts_with("data:");
        let page_image = PageImage {
            source: Some(href).filter(|href| !is_data && !matches!(href, Href::Other(_)) && !image.address.is_empty()),
            inside: html::inside(&image.address),
            alt: Clean::line(&image.alt),
            title: Clean::line(&image.title),
            link: set.link,
            is_for_dark: html::is_for_dark(&image.address),
            width: image.width,
        };
        let id = self.writer.image(page_image);
        self.writer.put(prose, Inline::Image(id));
    }

    /// The number of a footnote, above the line.
    fn note_number(&mut self, name: &str, prose: &mut Prose, set: &Set) {
        let Some(name) = self.context.notes.get_key_value(name).map(|(name, _)| *name) else { return };
        let place = self.number_of(name);
        let to = self.href(&format!("#fn:{name}"), false);
        let link = Some(self.writer.link(to, ""));
        let set = Set { style: set.style.with(Style::SUPER), link, ..set.clone() };
        let number: Cow<'_, str> = Cow::Owned((place + 1).to_string());
        self.writer.text(prose, &number, &set);
    }
}

/// Which characters abbreviations begin with: most words are none by their first.
#[derive(Debug, Default)]
pub(super) struct Starts(u128);

impl Starts {
    pub(super) fn of<'a>(abbreviations: impl Iterator<Item = &'a str>) -> Self {
        let bits = abbreviations.filter_map(|short| short.chars().next()).map(bit);
        Self(bits.fold(0, |all, bit| all | bit))
    }

    fn may_be(&self, c: char) -> bool {
        self.0 & bit(c) != 0
    }
}

/// How long those abbreviations are that are more than a word, by their first words; the longest first.
pub(super) fn lengths<'a>(abbreviations: impl Iterator<Item = &'a str>) -> HashMap<&'a str, Vec<usize>> {
    let mut lengths: HashMap<&str, Vec<usize>> = HashMap::new();
    for short in abbreviations {
        if let Some(word) = short.find(|c| !is_word(c)).and_then(|end| short.get(..end)) {
            lengths.entry(word).or_default().push(short.len());
        }
    }
    for all in lengths.values_mut() {
        all.sort_unstable_by(|one, other| other.cmp(one));
        all.dedup();
    }
    lengths
}

/// The bit of a character; the first is for all that are not of ASCII.
fn bit(c: char) -> u128 {
    if c.is_ascii() { 1 << u32::from(c) } else { 1 }
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}
