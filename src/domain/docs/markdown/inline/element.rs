//! HTML within a line.

use super::entity;
use super::scan::Scan;
use super::{Image, Token};
use crate::domain::docs::html;
use crate::domain::docs::markdown::attributes;
use crate::domain::docs::markdown::raw::{self, Tag};
use crate::domain::docs::style::Style;
use std::borrow::Cow;
use std::collections::HashMap;

/// Elements whose content is never shown.
const HIDDEN: &[&str] = &["script", "style", "template", "svg", "title", "head"];

/// Elements that are no running text wherever they stand.
const BLOCKS: &[&str] = &[
    "audio",
    "blockquote",
    "details",
    "dl",
    "embed",
    "figure",
    "iframe",
    "object",
    "ol",
    "pre",
    "table",
    "ul",
    "video",
];

impl<'t> Scan<'t, '_> {
    /// A tag, and all up to its end when it has one. A tag that is not known is text: authors forget to
    /// escape `<namespace>`.
    pub(super) fn element(&mut self) -> bool {
        let Some(tag) = raw::tag(self.rest()) else { return false };
        if tag.is_end {
            return self.take(tag.text.len(), []);
        }
        match tag.name.as_str() {
            "br" => return self.take(tag.text.len(), [Token::Break]),
            "img" => return self.html_image(&tag),
            "html" | "head" | "body" | "wbr" | "hr" | "input" | "source" | "track" => {
                return self.take(tag.text.len(), []);
            }
            _ => {}
        }
        if !is_known(&tag.name) {
            return false;
        }
        let Some((text, close)) = self.closed(tag.text.len()) else { return self.take(tag.text.len(), []) };
        let whole = tag.text.len() + text.len() + close;
        if HIDDEN.contains(&tag.name.as_str()) || raw::attribute(tag.text, "hidden").is_some() {
            return self.take(whole, []);
        }
        if BLOCKS.contains(&tag.name.as_str()) {
            let all = self.rest().get(..whole).unwrap_or_default();
            return self.take(whole, [Token::Html(all)]);
        }
        self.opened(&tag, whole, text)
    }

    fn opened(&mut self, tag: &Tag<'t>, whole: usize, text: &'t str) -> bool {
        let attribute = |name| raw::attribute(tag.text, name).map(entity::unescaped);
        let id = attribute("id").or_else(|| attribute("name").filter(|_| tag.name == "a"));
        if let Some(id) = id {
            self.take(0, [Token::Anchor(id)]);
        }
        if let Some(to) = attribute("href").filter(|_| tag.name == "a") {
            let to = Cow::Owned(format!("\u{2}{to}"));
            return self.between(whole, Token::Link(to, attribute("title").unwrap_or_default()), text);
        }
        if let Some(long) = attribute("title").filter(|_| tag.name == "abbr") {
            return self.between(whole, Token::Abbreviation(long), text);
        }
        if tag.name == "q" {
            self.take(0, [Token::Text(Cow::Borrowed("\u{201c}"))]);
            self.between(whole, Token::Open(Style::PLAIN), text);
            return self.take(0, [Token::Text(Cow::Borrowed("\u{201d}"))]);
        }
        let style = if tag.name == "code" { Style::CODE } else { html::style_of(&tag.name).unwrap_or_default() };
        self.between(whole, Token::Open(style), text)
    }

    /// The text up to the end of the element that begins here, and how long its last tag is.
    fn closed(&mut self, length: usize) -> Option<(&'t str, usize)> {
        let text = self.text;
        let pairs = self.elements.get_or_insert_with(|| pairs(text));
        let place = pairs.binary_search_by_key(&self.at, |(open, ..)| *open).ok()?;
        let (open, close, end) = pairs.get(place)?;
        Some((text.get(open + length..*close)?, end - close))
    }

    fn html_image(&mut self, tag: &Tag<'t>) -> bool {
        let attribute = |name| raw::attribute(tag.text, name).map(entity::unescaped).unwrap_or_default();
        let image = Image {
            address: attribute("src"),
            alt: attribute("alt"),
            title: attribute("title"),
            width: raw::attribute(tag.text, "width").and_then(attributes::pixels),
            is_html: true,
        };
        self.take(tag.text.len(), [Token::Image(image)])
    }

    pub(super) fn entity(&mut self) -> bool {
        let Some((text, length)) = entity::leading(self.rest()) else { return false };
        self.take(length, [Token::Text(Cow::Owned(text))])
    }
}

/// Where elements begin, where their last tags do, and where those end; in the order of the first.
fn pairs(text: &str) -> Vec<(usize, usize, usize)> {
    let mut open: HashMap<String, Vec<usize>> = HashMap::new();
    let mut pairs = Vec::new();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| memchr::memchr(b'<', rest.as_bytes())) {
        at += found;
        let Some(tag) = text.get(at..).and_then(raw::tag) else {
            at += 1;
            continue;
        };
        let end = at + tag.text.len();
        if !tag.is_end {
            open.entry(tag.name).or_default().push(at);
        } else if let Some(begin) = open.get_mut(&tag.name).and_then(Vec::pop) {
            pairs.push((begin, at, end));
        }
        at = end;
    }
    pairs.sort_unstable();
    pairs
}

/// Whether an element is one of HTML, or one that somebody defined.
fn is_known(name: &str) -> bool {
    const MORE: &[&str] =
        &["a", "abbr", "center", "code", "div", "form", "li", "p", "q", "summary", "tbody", "td", "th", "thead", "tr"];
    html::style_of(name).is_some()
        || MORE.contains(&name)
        || BLOCKS.contains(&name)
        || HIDDEN.contains(&name)
        || name.contains(['-', ':'])
}
