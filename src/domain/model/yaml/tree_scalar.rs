//! Scalars, what follows a node, and the beginning of values, in the tree.

use super::node::{Id, Item, Shape, keyless};
use super::stream::Stream;
use super::token::{Kind, Run};
use super::tree::{Offer, Tree};

impl Tree<'_> {
    pub(super) fn in_scalar(&mut self, scalar: Id, token: u32, stream: &mut Stream) -> Offer {
        if self.kind(token) != Kind::MapValue {
            return self.line_end(scalar, token, stream);
        }
        let start = self.below_top().map(|below| self.take_key_props(below)).unwrap_or_default();
        let mut sep = std::mem::take(&mut self.node_mut(scalar).end);
        sep.push(token);
        self.open_map_with(scalar, start, sep);
        Offer::Taken
    }

    /// Turns the topmost node into the first key of a block mapping.
    pub(super) fn open_map_with(&mut self, key: Id, start: Run, sep: Run) {
        let (at, indent) = (self.node(key).at, self.node(key).indent);
        let item = Item { start, key: Some(key), sep: Some(sep), ..Item::default() };
        let map = self.collection(Shape::Map, at, indent, item);
        self.on_key_line = true;
        self.replace_top(map);
    }

    pub(super) fn below_top(&self) -> Option<Id> {
        self.stack.len().checked_sub(2).and_then(|n| self.stack.get(n)).copied()
    }

    pub(super) fn in_block_scalar(&mut self, scalar: Id, token: u32, stream: &mut Stream) -> Offer {
        match self.kind(token) {
            Kind::Space | Kind::Comment | Kind::Newline => self.node_mut(scalar).head.push(token),
            Kind::Scalar => {
                let t = self.token(token);
                self.node_mut(scalar).text = (t.start, t.end);
                self.at_line_start = true;
                self.indent = 0;
                self.note_lines(token);
                self.close(stream);
            }
            _ => return self.close(stream),
        }
        Offer::Taken
    }

    fn note_lines(&mut self, token: u32) {
        let start = self.token(token).start;
        let text = self.token_text(token);
        self.line_starts
            .extend(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(n, _)| start + n as u32 + 1));
    }

    /// The rest of the line after a node that is complete.
    pub(super) fn line_end(&mut self, id: Id, token: u32, stream: &mut Stream) -> Offer {
        let kind = self.kind(token);
        match kind {
            Kind::Comma
            | Kind::DocumentStart
            | Kind::DocumentEnd
            | Kind::FlowSeqEnd
            | Kind::FlowMapEnd
            | Kind::MapValue => return self.close(stream),
            Kind::Newline => self.on_key_line = false,
            _ => {}
        }
        self.node_mut(id).end.push(token);
        if kind == Kind::Newline {
            self.close(stream);
        }
        Offer::Taken
    }

    /// The tokens that stand before the node being read, in the node that will hold it.
    fn props_of(&mut self, parent: Id) -> Option<&mut Run> {
        let node = self.node_mut(parent);
        match node.shape {
            Shape::Document => Some(&mut node.head),
            Shape::Map => node.items.last_mut().map(|item| match &mut item.sep {
                Some(sep) => sep,
                None => &mut item.start,
            }),
            Shape::Seq => node.items.last_mut().map(|item| &mut item.start),
            _ => None,
        }
    }

    /// Takes those tags and anchors that belong to the first key of a mapping, not to the mapping.
    pub(super) fn take_key_props(&mut self, parent: Id) -> Run {
        let Some(run) = self.props_of(parent).map(|run| *run) else {
            return Run::default();
        };
        let from = self.key_props_start(run);
        self.props_of(parent).map(|run| run.split_off(from)).unwrap_or_default()
    }

    /// Where the tags and anchors of a key begin: on its own line, after the indicators.
    pub(super) fn key_props_start(&self, run: Run) -> u32 {
        let borders = [Kind::DocumentStart, Kind::ExplicitKey, Kind::MapValue, Kind::SeqItem, Kind::Newline];
        let border = run.iter().rev().find(|t| borders.contains(&self.kind(*t)));
        let mut from = border.map_or(run.from, |t| t + 1);
        while from < run.to && self.kind(from) == Kind::Space {
            from += 1;
        }
        from
    }

    /// A scalar or alias on the current line.
    pub(super) fn inline_scalar(&mut self, token: u32) -> Id {
        self.note_lines(token);
        let shape = match self.kind(token) {
            Kind::Alias => Shape::Alias,
            Kind::SingleQuoted => Shape::SingleQuoted,
            Kind::DoubleQuoted => Shape::DoubleQuoted,
            _ => Shape::Plain,
        };
        self.node_at(shape, token)
    }

    /// The node that begins with this token inside `parent`, if one can.
    pub(super) fn start_value(&mut self, parent: Id, token: u32) -> Option<Id> {
        let at = self.token(token).start;
        let indent = self.indent;
        match self.kind(token) {
            Kind::Alias | Kind::Scalar | Kind::SingleQuoted | Kind::DoubleQuoted => Some(self.inline_scalar(token)),
            Kind::BlockHeader => {
                let id = self.node_at(Shape::BlockScalar, token);
                self.node_mut(id).head = Run::of(token);
                self.node_mut(id).text = (0, 0);
                Some(id)
            }
            Kind::FlowMapStart | Kind::FlowSeqStart => {
                let id = self.node_at(Shape::Flow, token);
                self.node_mut(id).head = Run::of(token);
                Some(id)
            }
            Kind::SeqItem => Some(self.collection(Shape::Seq, at, indent, Item::starting(Run::of(token)))),
            Kind::ExplicitKey => {
                self.on_key_line = true;
                let mut start = self.take_key_props(parent);
                start.push(token);
                Some(self.collection(Shape::Map, at, indent, Item { start, explicit: true, ..Item::default() }))
            }
            Kind::MapValue => {
                self.on_key_line = true;
                let start = self.take_key_props(parent);
                Some(self.collection(Shape::Map, at, indent, keyless(start, token)))
            }
            _ => None,
        }
    }
}
