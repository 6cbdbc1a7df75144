//! Block mappings and sequences in the tree.

use super::node::{Id, Item, Shape, keyed, keyless};
use super::stream::Stream;
use super::token::{Kind, Run};
use super::tree::{Offer, Tree};

impl Tree<'_> {
    pub(super) fn in_map(&mut self, map: Id, token: u32, stream: &mut Stream) -> Offer {
        match self.kind(token) {
            Kind::Newline => {
                self.on_key_line = false;
                self.map_newline(map, token);
                return Offer::Taken;
            }
            Kind::Space | Kind::Comment => {
                self.map_blank(map, token);
                return Offer::Taken;
            }
            _ => {}
        }
        if self.indent >= self.node(map).indent && self.map_entry(map, token, stream) == Offer::Taken {
            return Offer::Taken;
        }
        self.close(stream)
    }

    fn map_newline(&mut self, map: Id, token: u32) {
        let mut item = self.last_item(map);
        if let Some(value) = item.value {
            return self.newline_after(map, value, token);
        }
        match &mut item.sep {
            Some(sep) => sep.push(token),
            None => item.start.push(token),
        }
        self.set_last_item(map, item);
    }

    /// A line break after a complete value goes to the comment at its end, or to the next item.
    fn newline_after(&mut self, collection: Id, value: Id, token: u32) {
        let end = self.node(value).end;
        if !end.is_empty() && self.kind(end.to - 1) == Kind::Comment {
            self.node_mut(value).end.push(token);
        } else {
            self.push_item(collection, Item::starting(Run::of(token)));
        }
    }

    fn map_blank(&mut self, map: Id, token: u32) {
        let mut item = self.last_item(map);
        if item.value.is_some() {
            return self.push_item(map, Item::starting(Run::of(token)));
        }
        if item.sep.is_none() && self.comment_of_previous(map, item, token) {
            return;
        }
        match &mut item.sep {
            Some(sep) => sep.push(token),
            None => item.start.push(token),
        }
        self.set_last_item(map, item);
    }

    /// A comment indented more than its collection stays with the value before it.
    fn comment_of_previous(&mut self, collection: Id, item: Item, token: u32) -> bool {
        if self.kind(token) != Kind::Comment || self.indent <= self.node(collection).indent {
            return false;
        }
        let items = &self.node(collection).items;
        let previous = items.len().checked_sub(2).and_then(|n| items.get(n)).and_then(|i| i.value);
        let Some(value) = previous.filter(|v| self.has_end(*v)) else {
            return false;
        };
        if item.start.iter().any(|t| !matches!(self.kind(t), Kind::Newline | Kind::Space)) {
            return false;
        }
        let end = &mut self.node_mut(value).end;
        end.join(item.start);
        end.push(token);
        self.node_mut(collection).items.pop();
        true
    }

    fn has_end(&self, value: Id) -> bool {
        let node = self.node(value);
        node.shape == Shape::Flow || (node.shape.is_inline_scalar() && !node.end.is_empty())
    }

    fn map_entry(&mut self, map: Id, token: u32, stream: &mut Stream) -> Offer {
        let kind = self.kind(token);
        let at_map_indent = !self.on_key_line && self.indent == self.node(map).indent;
        let mut item = self.last_item(map);
        let next = at_map_indent && (item.sep.is_some() || item.explicit) && kind != Kind::SeqItem;
        let start = self.blank_lines_for_next(map, &mut item, next);
        match kind {
            Kind::Anchor | Kind::Tag => self.map_prop(map, item, token, start, next),
            Kind::ExplicitKey => self.map_question(map, item, token, start, next),
            Kind::MapValue => {
                if item.explicit {
                    self.colon_of_explicit(map, item, token, start);
                } else {
                    self.colon(map, item, token, start, next);
                }
                self.on_key_line = true;
            }
            Kind::Alias | Kind::Scalar | Kind::SingleQuoted | Kind::DoubleQuoted => {
                self.map_scalar(map, item, token, start, next);
            }
            _ => return self.map_value(map, token, start, at_map_indent, stream),
        }
        Offer::Taken
    }

    /// The key has no value and the next item begins: all after the second line break is before that item.
    fn blank_lines_for_next(&mut self, map: Id, item: &mut Item, next: bool) -> Run {
        let Some(sep) = item.sep.as_mut().filter(|_| next && item.value.is_none()) else {
            return Run::default();
        };
        let indent = self.node(map).indent;
        let (mut newlines, mut second) = (0, None);
        for t in sep.iter() {
            match self.kind(t) {
                Kind::Newline => {
                    newlines += 1;
                    if newlines == 2 {
                        second = Some(t);
                    }
                }
                Kind::Space => {}
                Kind::Comment if self.token(t).indent <= indent => {}
                _ => (newlines, second) = (0, None),
            }
        }
        let start = second.map(|t| sep.split_off(t)).unwrap_or_default();
        self.set_last_item(map, *item);
        start
    }

    fn map_prop(&mut self, map: Id, mut item: Item, token: u32, mut start: Run, next: bool) {
        if next || item.value.is_some() {
            start.push(token);
            self.push_item(map, Item::starting(start));
            self.on_key_line = true;
            return;
        }
        match &mut item.sep {
            Some(sep) => sep.push(token),
            None => item.start.push(token),
        }
        self.set_last_item(map, item);
    }

    fn map_question(&mut self, map: Id, mut item: Item, token: u32, mut start: Run, next: bool) {
        if item.sep.is_none() && !item.explicit {
            item.start.push(token);
            item.explicit = true;
            self.set_last_item(map, item);
        } else if next || item.value.is_some() {
            start.push(token);
            self.push_item(map, Item { start, explicit: true, ..Item::default() });
        } else {
            let first = Item { start: Run::of(token), explicit: true, ..Item::default() };
            self.open_map(token, first);
        }
        self.on_key_line = true;
    }

    fn open_map(&mut self, token: u32, first: Item) {
        let (at, indent) = (self.token(token).start, self.indent);
        let map = self.collection(Shape::Map, at, indent, first);
        self.stack.push(map);
    }

    fn colon_of_explicit(&mut self, map: Id, mut item: Item, token: u32, start: Run) {
        let Some(mut sep) = item.sep else {
            if self.has(item.start, Kind::Newline) {
                item.key = None;
                item.sep = Some(Run::of(token));
                return self.set_last_item(map, item);
            }
            let props = self.split_key_props(&mut item);
            self.set_last_item(map, item);
            return self.open_map(token, keyless(props, token));
        };
        if item.value.is_some() {
            self.push_item(map, keyless(Run::default(), token));
        } else if self.has(sep, Kind::MapValue) {
            self.open_map(token, keyless(start, token));
        } else if item.key.is_some_and(|k| self.is_flow_key(k)) && !self.has(sep, Kind::Newline) {
            let props = self.split_key_props(&mut item);
            sep.push(token);
            let first = Item { start: props, key: item.key.take(), sep: Some(sep), ..Item::default() };
            item.sep = None;
            self.set_last_item(map, item);
            self.open_map(token, first);
        } else {
            sep.join(start);
            sep.push(token);
            item.sep = Some(sep);
            self.set_last_item(map, item);
        }
    }

    fn split_key_props(&self, item: &mut Item) -> Run {
        let from = self.key_props_start(item.start);
        item.start.split_off(from)
    }

    fn is_flow_key(&self, key: Id) -> bool {
        let shape = self.shape(key);
        shape.is_inline_scalar() || shape == Shape::Flow
    }

    fn colon(&mut self, map: Id, mut item: Item, token: u32, start: Run, next: bool) {
        match &mut item.sep {
            None => {
                item.key = None;
                item.sep = Some(Run::of(token));
            }
            Some(_) if item.value.is_some() || next => return self.push_item(map, keyless(start, token)),
            Some(sep) if self.has(*sep, Kind::MapValue) => {
                return self.open_map(token, keyless(Run::default(), token));
            }
            Some(sep) => sep.push(token),
        }
        self.set_last_item(map, item);
    }

    fn map_scalar(&mut self, map: Id, mut item: Item, token: u32, start: Run, next: bool) {
        let scalar = self.inline_scalar(token);
        if next || item.value.is_some() {
            self.push_item(map, Item { start, ..keyed(scalar) });
            self.on_key_line = true;
        } else if item.sep.is_some() {
            self.stack.push(scalar);
        } else {
            item.key = Some(scalar);
            item.sep = Some(Run::default());
            self.set_last_item(map, item);
            self.on_key_line = true;
        }
    }

    fn map_value(&mut self, map: Id, token: u32, start: Run, at_map_indent: bool, stream: &mut Stream) -> Offer {
        let Some(value) = self.start_value(map, token) else {
            return Offer::Again;
        };
        if self.shape(value) == Shape::Seq {
            let item = self.last_item(map);
            if !item.explicit && item.sep.is_some_and(|sep| !self.has(sep, Kind::Newline)) {
                return self.misplaced(token, stream);
            }
        } else if at_map_indent {
            self.push_item(map, Item::starting(start));
        }
        self.stack.push(value);
        Offer::Taken
    }

    pub(super) fn in_seq(&mut self, seq: Id, token: u32, stream: &mut Stream) -> Offer {
        let mut item = self.last_item(seq);
        let indent = self.node(seq).indent;
        match self.kind(token) {
            Kind::Newline => {
                if let Some(value) = item.value {
                    self.newline_after(seq, value, token);
                    return Offer::Taken;
                }
            }
            Kind::Space | Kind::Comment => {
                if item.value.is_some() {
                    self.push_item(seq, Item::starting(Run::of(token)));
                    return Offer::Taken;
                }
                if self.comment_of_previous(seq, item, token) {
                    return Offer::Taken;
                }
            }
            Kind::Anchor | Kind::Tag if item.value.is_none() && self.indent > indent => {}
            Kind::SeqItem if self.indent == indent => {
                if item.value.is_some() || self.has(item.start, Kind::SeqItem) {
                    self.push_item(seq, Item::starting(Run::of(token)));
                    return Offer::Taken;
                }
            }
            _ => return self.seq_value(seq, token, stream),
        }
        item.start.push(token);
        self.set_last_item(seq, item);
        Offer::Taken
    }

    fn seq_value(&mut self, seq: Id, token: u32, stream: &mut Stream) -> Offer {
        if self.indent > self.node(seq).indent
            && let Some(value) = self.start_value(seq, token)
        {
            self.stack.push(value);
            return Offer::Taken;
        }
        self.close(stream)
    }
}
