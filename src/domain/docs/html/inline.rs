use super::super::name::Href;
use super::super::page::{Block, Image, Inline};
use super::super::style::Style;
use super::super::write::Set;
use super::pygments::token_of;
use super::reader::{Flow, Reader};
use super::tree::Id;
use crate::domain::text::Clean;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The most that an image may take that came inside a page, in bytes of its base64 text.
const LARGEST_INSIDE: usize = 8 * 1024 * 1024;

impl Reader<'_, '_> {
    pub(super) fn link(&mut self, id: Id, set: &Set, flow: &mut Flow) {
        self.inline_anchor(id, flow);
        let Some(reference) = self.tree.attribute(id, "href").filter(|href| !href.starts_with("#__codelineno")) else {
            return self.children(id, set, flow);
        };
        let to = self.href(reference);
        let title = self.tree.attribute(id, "title").unwrap_or_default();
        let link = Some(self.writer.link(to, title));
        self.children(id, &Set { link, ..set.clone() }, flow);
    }

    pub(super) fn short(&mut self, id: Id, set: &Set, flow: &mut Flow) {
        let long = Some(self.clean(id, "title")).filter(|long| !long.is_empty());
        self.children(id, &Set { long, ..set.clone() }, flow);
    }

    /// Browsers put the marks.
    pub(super) fn quotation(&mut self, id: Id, set: &Set, flow: &mut Flow) {
        self.writer.text(&mut flow.prose, "\u{201c}", set);
        self.children(id, set, flow);
        self.writer.text(&mut flow.prose, "\u{201d}", set);
    }

    /// Code in a line; Pygments may have told what each piece is.
    pub(super) fn inline_code(&mut self, id: Id, set: &Set, flow: &mut Flow) {
        self.inline_anchor(id, flow);
        let set = Set { style: set.style.with(Style::CODE), ..set.clone() };
        if self.tree.has_class(id, "highlight") {
            return self.tokens(id, &set, flow);
        }
        self.children(id, &set, flow);
    }

    fn tokens(&mut self, id: Id, set: &Set, flow: &mut Flow) {
        for child in self.tree.children(id) {
            if let Some(text) = self.tree.text(child) {
                self.writer.text(&mut flow.prose, text, set);
            } else if self.tree.elements(child).next().is_some() {
                self.node(child, set, flow);
            } else {
                let set = Set { token: token_of(self.tree.classes(child)), ..set.clone() };
                self.children(child, &set, flow);
            }
        }
    }

    /// Of a drawing within the page its words, of a formula its signs.
    pub(super) fn foreign(&mut self, id: Id, set: &Set, flow: &mut Flow) {
        let is_drawing = self.tree.name(id) == "svg";
        for at in self.tree.within(id) {
            let Some(text) = self.tree.text(at) else { continue };
            let parent = self.tree.node(at).and_then(|node| node.parent).unwrap_or(id);
            let is_shown = match self.tree.name(parent) {
                "title" | "desc" | "style" | "script" | "metadata" | "annotation" | "annotation-xml" => false,
                "svg" | "g" | "defs" => !is_drawing,
                _ => true,
            };
            if is_shown {
                self.writer.text(&mut flow.prose, text, set);
                if is_drawing {
                    self.writer.text(&mut flow.prose, " ", set);
                }
            }
        }
    }

    pub(super) fn image(&mut self, id: Id, set: &Set, flow: &mut Flow) {
        let alt = self.tree.attribute(id, "alt").unwrap_or_default();
        if self.tree.classes(id).any(|class| matches!(class, "twemoji" | "emojione" | "gemoji")) {
            return self.writer.text(&mut flow.prose, alt, set);
        }
        let source = self.tree.attribute(id, "src").or_else(|| self.tree.attribute(id, "data-src")).unwrap_or_default();
        let inside = inside(source);
        if source.is_empty() && alt.is_empty() {
            return;
        }
        let is_outside = !source.is_empty() && !source.trim_start().starts_with("data:");
        let image = Image {
            source: is_outside.then(|| self.href(source)).filter(|href| !matches!(href, Href::Other(_))),
            inside,
            alt: Clean::line(alt),
            title: self.clean(id, "title"),
            link: set.link,
            is_for_dark: is_for_dark(source),
            width: self.tree.attribute(id, "width").and_then(|width| width.trim_end_matches("px").parse().ok()),
        };
        let image = self.writer.image(image);
        self.writer.put(&mut flow.prose, Inline::Image(image));
    }

    /// What a terminal does not show: where it is.
    pub(super) fn embedded(&mut self, id: Id) -> Option<Block> {
        let what = match self.tree.name(id) {
            "iframe" | "frame" => "frame",
            "video" => "video",
            "audio" => "audio",
            _ => "object",
        };
        let own = ["src", "data"].iter().find_map(|name| self.tree.attribute(id, name));
        let source = self.tree.find(id, "source").and_then(|source| self.tree.attribute(source, "src"));
        let to = self.href(own.or(source)?);
        let title = self.tree.attribute(id, "title").unwrap_or_default();
        Some(Block::Embedded { what: what.into(), link: self.writer.link(to, title) })
    }
}

/// What follows `#` in the address of an image tells for which theme it is meant.
pub(in super::super) fn is_for_dark(source: &str) -> Option<bool> {
    match source.rsplit_once('#')?.1 {
        "only-dark" | "gh-dark-mode-only" => Some(true),
        "only-light" | "gh-light-mode-only" => Some(false),
        _ => None,
    }
}

/// An image that came inside the page (RFC 2397).
pub(in super::super) fn inside(source: &str) -> Option<Box<[u8]>> {
    let (kind, data) = source.trim_start().strip_prefix("data:")?.split_once(',')?;
    if !kind.starts_with("image/") || data.len() > LARGEST_INSIDE {
        return None;
    }
    if !kind.ends_with(";base64") {
        return Some(data.as_bytes().into());
    }
    let data: String = data.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    STANDARD.decode(data).ok().map(Vec::into_boxed_slice)
}
