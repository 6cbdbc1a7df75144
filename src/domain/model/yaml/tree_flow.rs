//! Flow collections, `[a, b]` and `{a: b}`, in the tree.

use super::node::{Id, Item, Shape, keyed, keyless};
use super::stream::Stream;
use super::token::{Kind, Run};
use super::tree::{Offer, Tree};

impl Tree<'_> {
    pub(super) fn in_flow(&mut self, flow: Id, token: u32, stream: &mut Stream) -> Offer {
        if self.kind(token) == Kind::FlowBroken {
            while self.stack.last().is_some_and(|top| self.shape(*top) == Shape::Flow) {
                self.close(stream);
            }
            return Offer::Taken;
        }
        if self.node(flow).end.is_empty() {
            self.in_open_flow(flow, token, stream)
        } else {
            self.after_flow(flow, token, stream)
        }
    }

    fn in_open_flow(&mut self, flow: Id, token: u32, stream: &mut Stream) -> Offer {
        let items = &self.node(flow).items;
        let item = items.last().copied();
        match self.kind(token) {
            Kind::Comma | Kind::ExplicitKey => match item {
                Some(mut item) if item.sep.is_none() => {
                    item.start.push(token);
                    self.set_last_item(flow, item);
                }
                _ => self.push_item(flow, Item::starting(Run::of(token))),
            },
            Kind::MapValue => self.flow_colon(flow, item, token),
            Kind::Space | Kind::Comment | Kind::Newline | Kind::Anchor | Kind::Tag => {
                self.flow_blank(flow, item, token);
            }
            Kind::Alias | Kind::Scalar | Kind::SingleQuoted | Kind::DoubleQuoted => {
                self.flow_scalar(flow, item, token);
            }
            Kind::FlowMapEnd | Kind::FlowSeqEnd => self.node_mut(flow).end.push(token),
            _ => match self.start_value(flow, token) {
                Some(value) => self.stack.push(value),
                None => return self.close(stream),
            },
        }
        Offer::Taken
    }

    fn flow_colon(&mut self, flow: Id, item: Option<Item>, token: u32) {
        let Some(mut item) = item.filter(|item| item.value.is_none()) else {
            return self.push_item(flow, keyless(Run::default(), token));
        };
        match &mut item.sep {
            Some(sep) => sep.push(token),
            None => {
                item.key = None;
                item.sep = Some(Run::of(token));
            }
        }
        self.set_last_item(flow, item);
    }

    fn flow_blank(&mut self, flow: Id, item: Option<Item>, token: u32) {
        let Some(mut item) = item.filter(|item| item.value.is_none()) else {
            return self.push_item(flow, Item::starting(Run::of(token)));
        };
        match &mut item.sep {
            Some(sep) => sep.push(token),
            None => item.start.push(token),
        }
        self.set_last_item(flow, item);
    }

    fn flow_scalar(&mut self, flow: Id, item: Option<Item>, token: u32) {
        let scalar = self.inline_scalar(token);
        match item.filter(|item| item.value.is_none()) {
            None => self.push_item(flow, keyed(scalar)),
            Some(item) if item.sep.is_some() => self.stack.push(scalar),
            Some(item) => {
                self.set_last_item(flow, Item { start: item.start, explicit: item.explicit, ..keyed(scalar) })
            }
        }
    }

    fn after_flow(&mut self, flow: Id, token: u32, stream: &mut Stream) -> Offer {
        let kind = self.kind(token);
        let parent = self.below_top();
        let shape = parent.map(|p| self.shape(p)).unwrap_or_default();
        if let Some(map) = parent.filter(|_| shape == Shape::Map) {
            let next_value = kind == Kind::MapValue && self.node(map).indent == self.node(flow).indent;
            let no_key_yet = kind == Kind::Newline && self.last_item(map).sep.is_none();
            if next_value || no_key_yet {
                return self.close(stream);
            }
        }
        if kind != Kind::MapValue || shape == Shape::Flow {
            return self.line_end(flow, token, stream);
        }
        self.unpair_seq_items(flow);
        let end = &mut self.node_mut(flow).end;
        let mut sep = end.split_off(end.from + 1);
        sep.push(token);
        let start = parent.map(|p| self.take_key_props(p)).unwrap_or_default();
        self.open_map_with(flow, start, sep);
        Offer::Taken
    }

    /// In `[a, b]` each entry was read as a key that may get a value; those without one are plain entries.
    pub(super) fn unpair_seq_items(&mut self, flow: Id) {
        if self.kind(self.node(flow).head.from) != Kind::FlowSeqStart {
            return;
        }
        for n in 0..self.node(flow).items.len() {
            let Some(mut item) = self.node(flow).items.get(n).copied() else {
                return;
            };
            let Some(sep) = item.sep else { continue };
            let pair = self.has(item.start, Kind::ExplicitKey) || self.has(sep, Kind::MapValue);
            if item.value.is_some() || pair {
                continue;
            }
            item.value = item.key.take();
            item.sep = None;
            match item.value {
                Some(v) if self.shape(v).is_inline_scalar() || self.shape(v) == Shape::Flow => {
                    self.node_mut(v).end.join(sep);
                }
                _ => item.start.join(sep),
            }
            if let Some(slot) = self.node_mut(flow).items.get_mut(n) {
                *slot = item;
            }
        }
    }
}
