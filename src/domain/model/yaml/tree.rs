//! From tokens to a tree of nodes, also where the text is broken.
//!
//! The tree keeps every token: which of them stand before a key, between key and value or after
//! a node decides what `compose` accepts. Open nodes stand on a stack; each token is offered to
//! the topmost, which takes it or closes and lets the next one try.

use super::node::{Id, Item, Node, Shape, keyed};
use super::stream::Stream;
use super::token::{Kind, Run, Token};

/// Whether the topmost node used a token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Offer {
    Taken,
    /// It closed itself; the next one is to be asked.
    Again,
}

/// The tree of the document being read.
pub(super) struct Tree<'t> {
    pub(super) text: &'t str,
    pub(super) tokens: Vec<Token>,
    pub(super) nodes: Vec<Node>,
    pub(super) stack: Vec<Id>,
    pub(super) indent: u32,
    pub(super) at_line_start: bool,
    pub(super) on_key_line: bool,
    /// Where lines begin, as far as they were read as part of a node.
    pub(super) line_starts: Vec<u32>,
    spare: Node,
}

impl<'t> Tree<'t> {
    pub(super) fn new(text: &'t str, tokens: Vec<Token>) -> Self {
        Tree {
            text,
            tokens,
            nodes: Vec::new(),
            stack: Vec::new(),
            indent: 0,
            at_line_start: true,
            on_key_line: false,
            line_starts: vec![0],
            spare: Node::default(),
        }
    }

    pub(super) fn token(&self, token: u32) -> Token {
        self.tokens.get(token as usize).copied().unwrap_or_default()
    }

    pub(super) fn kind(&self, token: u32) -> Kind {
        self.token(token).kind
    }

    pub(super) fn token_text(&self, token: u32) -> &'t str {
        let t = self.token(token);
        self.text.get(t.start as usize..t.end as usize).unwrap_or_default()
    }

    pub(super) fn node(&self, id: Id) -> &Node {
        self.nodes.get(id as usize).unwrap_or(&self.spare)
    }

    pub(super) fn node_mut(&mut self, id: Id) -> &mut Node {
        self.nodes.get_mut(id as usize).unwrap_or(&mut self.spare)
    }

    pub(super) fn shape(&self, id: Id) -> Shape {
        self.node(id).shape
    }

    pub(super) fn has(&self, run: Run, kind: Kind) -> bool {
        run.iter().any(|t| self.kind(t) == kind)
    }

    pub(super) fn last_item(&self, id: Id) -> Item {
        self.node(id).items.last().copied().unwrap_or_default()
    }

    pub(super) fn set_last_item(&mut self, id: Id, item: Item) {
        if let Some(last) = self.node_mut(id).items.last_mut() {
            *last = item;
        }
    }

    pub(super) fn push_item(&mut self, id: Id, item: Item) {
        self.node_mut(id).items.push(item);
    }

    fn add(&mut self, node: Node) -> Id {
        self.nodes.push(node);
        (self.nodes.len() - 1) as Id
    }

    /// A new node that begins with `token` at the current indentation.
    pub(super) fn node_at(&mut self, shape: Shape, token: u32) -> Id {
        let t = self.token(token);
        let (at, indent) = (t.start, self.indent);
        self.add(Node { shape, at, indent, text: (t.start, t.end), ..Node::default() })
    }

    /// A new collection with one item.
    pub(super) fn collection(&mut self, shape: Shape, at: u32, indent: u32, item: Item) -> Id {
        self.add(Node { shape, at, indent, items: vec![item], ..Node::default() })
    }

    pub(super) fn replace_top(&mut self, id: Id) {
        if let Some(top) = self.stack.last_mut() {
            *top = id;
        }
    }

    /// Reads all tokens and hands each finished document to `stream`.
    pub(super) fn read(&mut self, stream: &mut Stream) {
        for token in 0..self.tokens.len() as u32 {
            self.feed(token, stream);
        }
        while !self.stack.is_empty() {
            self.close(stream);
        }
    }

    fn feed(&mut self, token: u32, stream: &mut Stream) {
        let t = self.token(token);
        if let Some(slot) = self.tokens.get_mut(token as usize) {
            slot.indent = self.indent;
        }
        if t.kind == Kind::Scalar {
            self.at_line_start = false;
        }
        while self.offer(token, stream) == Offer::Again {}
        match t.kind {
            Kind::Scalar | Kind::DocumentMode | Kind::FlowBroken => {}
            Kind::Newline => {
                self.at_line_start = true;
                self.indent = 0;
                self.line_starts.push(t.end);
            }
            Kind::Space => {
                if self.at_line_start && self.token_text(token).starts_with(' ') {
                    self.indent += t.end - t.start;
                }
            }
            Kind::ExplicitKey | Kind::MapValue | Kind::SeqItem => {
                if self.at_line_start {
                    self.indent += t.end - t.start;
                }
            }
            _ => self.at_line_start = false,
        }
    }

    fn offer(&mut self, token: u32, stream: &mut Stream) -> Offer {
        let kind = self.kind(token);
        let top = self.stack.last().copied();
        if kind == Kind::DocumentEnd && top.map(|t| self.shape(t)) != Some(Shape::DocumentEnd) {
            while !self.stack.is_empty() {
                self.close(stream);
            }
            let end = self.node_at(Shape::DocumentEnd, token);
            self.stack.push(end);
            return Offer::Taken;
        }
        let Some(top) = top else {
            return self.between_documents(token, stream);
        };
        if kind == Kind::Stray {
            self.stray(token, stream);
            return Offer::Taken;
        }
        match self.shape(top) {
            Shape::Document => self.in_document(top, token, stream),
            Shape::DocumentEnd => self.after_document(top, token, stream),
            Shape::BlockScalar => self.in_block_scalar(top, token, stream),
            Shape::Map => self.in_map(top, token, stream),
            Shape::Seq => self.in_seq(top, token, stream),
            Shape::Flow => self.in_flow(top, token, stream),
            _ => self.in_scalar(top, token, stream),
        }
    }

    /// Closes the topmost node and gives it to the one below.
    pub(super) fn close(&mut self, stream: &mut Stream) -> Offer {
        if let Some(id) = self.stack.pop() {
            self.attach(id, stream);
        }
        Offer::Again
    }

    /// A token that no place accepts becomes a node of its own.
    pub(super) fn misplaced(&mut self, token: u32, stream: &mut Stream) -> Offer {
        let id = self.node_at(Shape::Misplaced, token);
        self.attach(id, stream);
        Offer::Taken
    }

    fn stray(&mut self, token: u32, stream: &mut Stream) {
        match self.stack.last().copied() {
            Some(top) if self.shape(top) == Shape::BlockScalar => self.node_mut(top).head.push(token),
            _ => {
                self.misplaced(token, stream);
            }
        }
    }

    fn attach(&mut self, id: Id, stream: &mut Stream) {
        let Some(top) = self.stack.last().copied() else {
            stream.finished(self, id);
            return;
        };
        self.settle_indent(id, top);
        if self.shape(id) == Shape::Flow {
            self.unpair_seq_items(id);
        }
        let mut item = self.last_item(top);
        match self.shape(top) {
            Shape::Document => self.node_mut(top).value = Some(id),
            Shape::Map if item.value.is_some() => {
                self.push_item(top, keyed(id));
                self.on_key_line = true;
                return;
            }
            Shape::Map if item.sep.is_none() => {
                item.set_key(id);
                self.set_last_item(top, item);
                self.on_key_line = !item.explicit;
                return;
            }
            Shape::Seq if item.value.is_some() => self.push_item(top, Item { value: Some(id), ..Item::default() }),
            Shape::Map | Shape::Seq => {
                item.value = Some(id);
                self.set_last_item(top, item);
            }
            Shape::Flow => return self.attach_to_flow(top, item, id),
            _ => {
                self.close(stream);
                return self.attach(id, stream);
            }
        }
        self.hand_up_tail(id, top);
    }

    fn attach_to_flow(&mut self, flow: Id, mut item: Item, id: Id) {
        if self.node(flow).items.is_empty() || item.value.is_some() {
            return self.push_item(flow, keyed(id));
        }
        if item.sep.is_some() {
            item.value = Some(id);
        } else {
            item.set_key(id);
        }
        self.set_last_item(flow, item);
    }

    fn settle_indent(&mut self, id: Id, top: Id) {
        let below = match self.shape(top) {
            Shape::Document => 0,
            _ => self.node(top).indent,
        };
        match self.shape(id) {
            Shape::BlockScalar => self.node_mut(id).indent = below,
            Shape::Flow if self.shape(top) == Shape::Document => self.node_mut(id).indent = 0,
            _ => {}
        }
    }

    /// White space and comments after the last item belong to the collection around this one.
    fn hand_up_tail(&mut self, id: Id, top: Id) {
        if !self.shape(id).is_block_collection() {
            return;
        }
        let indent = self.node(id).indent;
        let Some(last) = self.node(id).items.last().copied() else {
            return;
        };
        let blank = |t: Token| match t.kind {
            Kind::Space | Kind::Newline | Kind::Skipped => true,
            Kind::Comment => indent == 0 || t.indent < indent,
            _ => false,
        };
        let empty = last.sep.is_none() && last.value.is_none() && !last.start.is_empty();
        if !empty || !last.start.iter().all(|t| blank(self.token(t))) {
            return;
        }
        if self.shape(top) == Shape::Document {
            self.node_mut(top).end = last.start;
        } else {
            self.push_item(top, Item::starting(last.start));
        }
        self.node_mut(id).items.pop();
    }
}
