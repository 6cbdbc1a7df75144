//! The rules of flow collections, `[a, b]` and `{a: b}`.

use serde_json::Value;

use super::compose::{Composer, Made};
use super::error::{Code, Fault};
use super::mapping::{Key, MapBuilder};
use super::node::{Id, Item, Node, Shape};
use super::props::{Around, Next, Props, read_end, read_props};
use super::token::{Kind, Run};

/// What the entries of brackets become.
enum Entries {
    Map(MapBuilder),
    Seq { list: Vec<Value>, weight: u32, last: Option<u32> },
}

/// A key with its value and the byte after both.
struct Pair {
    key: Key,
    value: Option<Made>,
    key_start: u32,
    end: u32,
}

impl Composer<'_> {
    pub(super) fn flow(&mut self, node: &Node) -> Result<Made, Fault> {
        let at_root = std::mem::replace(&mut self.at_root, false);
        let is_map = self.tree.kind(node.head.from) == Kind::FlowMapStart;
        let span = self.span(node.at);
        let mut entries = match is_map {
            true => Entries::Map(MapBuilder::new(node.items.len())),
            false => Entries::Seq { list: Vec::with_capacity(node.items.len()), weight: 0, last: None },
        };
        let mut offset = node.at + 1;
        for (n, item) in node.items.iter().enumerate() {
            let Some(props) = self.flow_entry_props(node, n, item, is_map, offset)? else {
                offset = self.blank_end(item.start, offset);
                continue;
            };
            self.commas(n, &props)?;
            offset = self.entry(&mut entries, item, &props, is_map, span)?;
        }
        let end = self.flow_end(node, is_map, at_root, offset)?;
        Ok(match entries {
            Entries::Map(map) => map.finish(node.at, end, span, &mut self.spans),
            Entries::Seq { list, weight, .. } => Made { value: Value::Array(list), start: node.at, end, span, weight },
        })
    }

    fn blank_end(&self, run: Run, offset: u32) -> u32 {
        if run.is_empty() { offset } else { self.tree.token(run.to - 1).end }
    }

    /// The tokens before an entry, or none if there is no entry, as after the last comma.
    fn flow_entry_props(
        &self,
        node: &Node,
        n: usize,
        item: &Item,
        is_map: bool,
        offset: u32,
    ) -> Result<Option<Props>, Fault> {
        let around = Around {
            in_flow: true,
            indicator: Kind::ExplicitKey,
            next: Next::node_or_token(item.key, item.sep),
            offset,
            parent_indent: node.indent,
            at_line_start: false,
        };
        let props = read_props(self.tree, item.start, &around)?;
        if props.found.is_some() {
            return Ok(Some(props));
        }
        let nothing = item.sep.is_none() && item.value.is_none();
        if nothing && props.anchor.is_none() && props.tag.is_none() {
            return match props.comma {
                Some(comma) if n == 0 => Err(Fault::misplaced(self.tree.token(comma).start)),
                _ if n + 1 < node.items.len() => Err(Fault::misplaced(props.start)),
                _ => Ok(None),
            };
        }
        if let Some(key) = item.key.filter(|key| !is_map && self.has_newline(*key, 0)) {
            let at = self.tree.node(key).at;
            return Err(Fault::new(at, Code::MultilineImplicitKey, "a key in [] must stand on one line"));
        }
        Ok(Some(props))
    }

    fn commas(&self, n: usize, props: &Props) -> Result<(), Fault> {
        match (n, props.comma) {
            (0, Some(comma)) => Err(Fault::misplaced(self.tree.token(comma).start)),
            (0, None) | (_, Some(_)) => Ok(()),
            (_, None) => Err(Fault::missing(props.start, "entries in brackets need a comma between them")),
        }
    }

    fn entry(
        &mut self,
        entries: &mut Entries,
        item: &Item,
        props: &Props,
        is_map: bool,
        span: u32,
    ) -> Result<u32, Fault> {
        if !is_map && item.sep.is_none() && props.found.is_none() {
            let made = self.node_or_empty(item.value, props.end, Run::default(), props)?;
            self.no_block(item.value, made.start)?;
            let end = made.end;
            self.push_entry(entries, made, span);
            return Ok(end);
        }
        let pair = self.pair(item, props, is_map)?;
        match entries {
            Entries::Map(map) => {
                let doubled = map.unique(&pair.key, pair.key_start).err();
                self.doubled = self.doubled.take().or(doubled);
                map.put(pair.key, pair.value, &mut self.spans);
            }
            Entries::Seq { .. } => {
                let at = pair.key.at;
                let single = self.span(at);
                let mut map = MapBuilder::new(1);
                map.put(pair.key, pair.value, &mut self.spans);
                let made = map.finish(at, pair.end, single, &mut self.spans);
                self.push_entry(entries, made, span);
            }
        }
        Ok(pair.end)
    }

    fn push_entry(&mut self, entries: &mut Entries, made: Made, span: u32) {
        if let Entries::Seq { list, weight, last } = entries {
            *weight = made.weight.max(*weight);
            self.spans.link(span, last, made.span);
            list.push(made.value);
        }
    }

    fn no_block(&self, id: Option<Id>, at: u32) -> Result<(), Fault> {
        if id.is_some_and(|id| self.tree.shape(id).is_block_collection()) {
            return Err(Fault::new(at, Code::BlockInFlow, "inside brackets only brackets can hold lists and mappings"));
        }
        Ok(())
    }

    fn pair(&mut self, item: &Item, props: &Props, is_map: bool) -> Result<Pair, Fault> {
        let key = self.key_node(item.key, item.start, props)?;
        self.no_block(item.key, key.start)?;
        let sep = item.sep.unwrap_or_default();
        let around = Around {
            in_flow: true,
            indicator: Kind::MapValue,
            next: Next::node_or_token(item.value, None),
            offset: key.end,
            parent_indent: 0,
            at_line_start: false,
        };
        let value_props = read_props(self.tree, sep, &around)?;
        match value_props.found {
            Some(colon) if !is_map && props.found.is_none() => self.seq_pair_key(sep, colon, props)?,
            Some(_) => {}
            None => self.no_colon(item.value, &value_props)?,
        }
        let value = match item.value {
            None if value_props.found.is_none() => None,
            id => Some(self.node_or_empty(id, value_props.end, sep, &value_props)?),
        };
        if let Some(made) = &value {
            self.no_block(item.value, made.start)?;
        }
        let end = value.as_ref().map_or(value_props.end, |made| made.end);
        Ok(Pair { key: self.key(item.key, key), value, key_start: props.end, end })
    }

    /// The key of a pair in `[]` must stand on one line and be short.
    fn seq_pair_key(&self, sep: Run, colon: u32, props: &Props) -> Result<(), Fault> {
        if let Some(newline) = (sep.from..colon).find(|t| self.tree.kind(*t) == Kind::Newline) {
            let at = self.tree.token(newline).start;
            return Err(Fault::new(at, Code::MultilineImplicitKey, "a key in [] must stand on one line"));
        }
        let at = self.tree.token(colon).start;
        if self.is_far(props.start, at) {
            return Err(Fault::new(at, Code::KeyOver1024Chars, "a key can have at most 1024 characters"));
        }
        Ok(())
    }

    fn no_colon(&self, value: Option<Id>, props: &Props) -> Result<(), Fault> {
        let Some(id) = value else { return Ok(()) };
        let node = self.tree.node(id);
        let has_text = node.shape.is_inline_scalar() || node.shape == Shape::Misplaced;
        if has_text && self.text_of(node.text).starts_with(':') {
            return Err(Fault::missing(node.at, "a : in brackets needs a space after it"));
        }
        Err(Fault::missing(props.start, "entries in brackets need a comma or a : between them"))
    }

    fn flow_end(&self, node: &Node, is_map: bool, at_root: bool, offset: u32) -> Result<u32, Fault> {
        let wanted = if is_map { Kind::FlowMapEnd } else { Kind::FlowSeqEnd };
        let close = node.end.from;
        if node.end.is_empty() || self.tree.kind(close) != wanted {
            let words =
                if is_map { "the bracket { is not closed by a }" } else { "the bracket [ is not closed by a ]" };
            return Err(match at_root {
                true => Fault::missing(offset, words),
                false => Fault::indent(offset, words),
            });
        }
        let rest = Run { from: close + 1, to: node.end.to };
        read_end(self.tree, rest, self.tree.token(close).end, true)
    }
}

/// True for a node that a key's text must hold in brackets.
pub(super) fn is_collection(shape: Shape) -> bool {
    shape.is_block_collection() || shape == Shape::Flow
}
