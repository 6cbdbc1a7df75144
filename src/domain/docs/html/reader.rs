use super::super::ids::Key;
use super::super::name::{Href, resolve};
use super::super::page::{Block, Heading, Inline};
use super::super::style::Style;
use super::super::write::{Prose, Set, Writer};
use super::element::{What, what};
use super::tree::{Id, Tree};
use crate::domain::text::{Clean, Piece};
use std::fmt::Write as _;

/// How deep the reader goes; what is deeper is read as plain text.
const DEEPEST: u32 = 280;

/// Of what somebody wrote in angle brackets as many words are shown.
const WORDS_OF_A_NAME: usize = 16;

/// Reads a tree into a page. What it does with each kind of block stands in a file of its own.
pub(super) struct Reader<'a, 'w> {
    pub(super) tree: &'a Tree,
    pub(super) writer: &'w mut Writer,
    /// The folder of the page's file, for its links.
    pub(super) folder: &'a str,
    depth: u32,
}

/// Blocks that are being written, and the running text that is not yet one.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pub(super) blocks: Vec<Block>,
    pub(super) prose: Prose,
    /// Whether all has to be one run of text, as in a heading: blocks in it are blanks apart.
    is_line: bool,
}

impl<'a, 'w> Reader<'a, 'w> {
    pub(super) fn new(tree: &'a Tree, writer: &'w mut Writer, folder: &'a str) -> Self {
        Self { tree, writer, folder, depth: 0 }
    }

    /// What an element holds, as blocks.
    pub(super) fn blocks(&mut self, id: Id, set: &Set) -> Vec<Block> {
        let mut flow = Flow::default();
        self.children(id, set, &mut flow);
        self.flush(&mut flow);
        flow.blocks
    }

    /// What nodes hold, as blocks.
    pub(super) fn blocks_of(&mut self, nodes: impl IntoIterator<Item = Id>, set: &Set) -> Vec<Block> {
        let mut flow = Flow::default();
        for node in nodes {
            self.node(node, set, &mut flow);
        }
        self.flush(&mut flow);
        flow.blocks
    }

    /// What an element holds, as one run of text.
    pub(super) fn line(&mut self, id: Id, set: &Set) -> Vec<Inline> {
        let mut flow = Flow { is_line: true, ..Flow::default() };
        self.children(id, set, &mut flow);
        self.writer.end(flow.prose)
    }

    pub(super) fn children(&mut self, id: Id, set: &Set, flow: &mut Flow) {
        if self.depth >= DEEPEST {
            return self.flat(id, set, flow);
        }
        self.depth += 1;
        for child in self.tree.children(id) {
            self.node(child, set, flow);
        }
        self.depth -= 1;
    }

    /// The text of what is too deep.
    fn flat(&mut self, id: Id, set: &Set, flow: &mut Flow) {
        for text in self.tree.within(id).filter_map(|at| self.tree.text(at)) {
            self.writer.text(&mut flow.prose, text, set);
        }
    }

    pub(super) fn node(&mut self, id: Id, set: &Set, flow: &mut Flow) {
        if let Some(text) = self.tree.text(id) {
            let text = if self.is_before_way_back(id) { text.trim_end_matches(is_white) } else { text };
            self.writer.text(&mut flow.prose, text, set);
        } else if self.tree.is_element(id) {
            self.element(id, what(self.tree, id), set, flow);
        }
    }

    /// Whether a link follows that leads back from a footnote, with a blank that belongs to it.
    fn is_before_way_back(&self, id: Id) -> bool {
        let after = self.tree.node(id).and_then(|node| node.after);
        after.is_some_and(|after| self.tree.has_class(after, "footnote-backref"))
    }

    fn element(&mut self, id: Id, what: What, set: &Set, flow: &mut Flow) {
        match what {
            What::Hidden => {}
            What::Inline(style) => self.styled(id, style, set, flow),
            What::Apart => self.apart(id, set, flow),
            What::Break => self.writer.put(&mut flow.prose, Inline::Break),
            What::Link => self.link(id, set, flow),
            What::Image => self.image(id, set, flow),
            What::Short => self.short(id, set, flow),
            What::Quotation => self.quotation(id, set, flow),
            What::Code => self.inline_code(id, set, flow),
            What::Foreign => self.foreign(id, set, flow),
            What::MathLine => self.inline_math(id, set, flow),
            What::Unknown => self.unknown(id, set, flow),
            block => self.block(id, block, set, flow),
        }
    }

    /// A block of its own; its text alone where all has to be one line.
    fn block(&mut self, id: Id, what: What, set: &Set, flow: &mut Flow) {
        if flow.is_line {
            return self.apart(id, set, flow);
        }
        self.flush(flow);
        if !matches!(what, What::Heading(_)) {
            self.anchor(id, flow);
        }
        match what {
            What::Heading(level) => flow.blocks.extend(self.heading(id, level, set)),
            What::List => flow.blocks.extend(self.list(id, set)),
            What::Definitions => flow.blocks.extend(self.definitions(id, set)),
            What::Table => flow.blocks.extend(self.table(id, set)),
            What::Quote => {
                let blocks = self.blocks(id, set);
                flow.blocks.push(Block::Quote(blocks));
            }
            What::Rule => flow.blocks.push(Block::Rule),
            What::Figure => flow.blocks.extend(self.figure(id, set)),
            What::Fold => flow.blocks.push(self.fold(id, set)),
            What::Note => flow.blocks.push(self.note(id, set)),
            What::Tabs => self.tabs(id, set, flow),
            What::Grid => self.grid(id, set, flow),
            What::Footnotes => self.footnotes(id, set, flow),
            What::Embedded => flow.blocks.extend(self.embedded(id)),
            What::Math => flow.blocks.extend(self.math(id)),
            What::Drawing => flow.blocks.extend(self.drawing(id)),
            _ => flow.blocks.extend(self.code(id)),
        }
    }

    fn apart(&mut self, id: Id, set: &Set, flow: &mut Flow) {
        if flow.is_line {
            self.writer.text(&mut flow.prose, " ", set);
            self.children(id, set, flow);
            return self.writer.text(&mut flow.prose, " ", set);
        }
        self.flush(flow);
        self.anchor(id, flow);
        self.children(id, set, flow);
        self.flush(flow);
    }

    fn styled(&mut self, id: Id, style: Style, set: &Set, flow: &mut Flow) {
        self.inline_anchor(id, flow);
        if style == Style::PLAIN {
            return self.children(id, set, flow);
        }
        self.children(id, &Set { style: set.style.with(style), ..set.clone() }, flow);
    }

    /// Names of elements that nobody defined stand as they were written.
    fn unknown(&mut self, id: Id, set: &Set, flow: &mut Flow) {
        let mut tag = format!("<{}", self.tree.name(id));
        for attribute in self.tree.attributes(id).iter().take(WORDS_OF_A_NAME) {
            let _ = write!(tag, " {}", attribute.name.local);
            if !attribute.value.is_empty() {
                let _ = write!(tag, "=\"{}\"", attribute.value);
            }
        }
        tag.push('>');
        self.writer.text(&mut flow.prose, &tag, set);
        self.children(id, set, flow);
    }

    fn heading(&mut self, id: Id, level: u8, set: &Set) -> Option<Block> {
        let text = self.line(id, set);
        let name = self.tree.attribute(id, "id").unwrap_or_default();
        (!text.is_empty() || !name.is_empty()).then(|| Block::Heading(Heading { level, id: name.into(), text }))
    }

    /// Ends the running text: it becomes a paragraph where it says something.
    pub(super) fn flush(&mut self, flow: &mut Flow) {
        if flow.is_line || flow.prose.is_empty() {
            if !flow.is_line {
                flow.prose = Prose::default();
            }
            return;
        }
        let inlines = self.writer.end(std::mem::take(&mut flow.prose));
        if inlines.iter().all(|inline| matches!(inline, Inline::Anchor(_) | Inline::Break)) {
            flow.blocks.extend(inlines.into_iter().filter_map(|inline| match inline {
                Inline::Anchor(id) => Some(Block::Anchor(id)),
                _ => None,
            }));
        } else {
            flow.blocks.push(Block::Paragraph(inlines));
        }
    }

    /// The place of an element that links may lead to.
    pub(super) fn anchor(&mut self, id: Id, flow: &mut Flow) {
        if let Some(name) = anchor_of(self.tree, id) {
            flow.blocks.push(Block::Anchor(name.into()));
        }
    }

    pub(super) fn inline_anchor(&mut self, id: Id, flow: &mut Flow) {
        if let Some(name) = anchor_of(self.tree, id) {
            self.writer.put(&mut flow.prose, Inline::Anchor(name.into()));
        }
    }

    /// Where a reference leads. One without a path leads to this page, whatever its file is called.
    pub(super) fn href(&mut self, reference: &str) -> Href {
        let reference = reference.trim();
        match resolve(self.folder, reference) {
            Href::Page(_, place) if reference.is_empty() || reference.starts_with('#') => {
                Href::Page(self.writer.page().name.clone(), place)
            }
            href => href,
        }
    }

    /// The key of a block that began there: it is told by its first line.
    pub(super) fn key(&mut self, kind: &str, from: u32) -> Key {
        let piece = self.writer.since(from);
        let says = self.writer.page().pool.get(piece).as_str().lines().next().unwrap_or_default().to_owned();
        self.writer.key(kind, &says)
    }

    pub(super) fn piece_since(&self, from: u32) -> Piece {
        self.writer.since(from)
    }

    pub(super) fn clean(&self, id: Id, attribute: &str) -> Clean {
        Clean::line(self.tree.attribute(id, attribute).unwrap_or_default())
    }
}

/// What links lead to an element by. What tools number for themselves is no place.
fn anchor_of(tree: &Tree, id: Id) -> Option<&str> {
    let name = tree.attribute(id, "id").or_else(|| tree.attribute(id, "name").filter(|_| tree.name(id) == "a"))?;
    (!name.is_empty() && !name.starts_with("__")).then_some(name)
}

/// White space, the one too that joins words.
fn is_white(c: char) -> bool {
    c.is_whitespace()
}
