//! The rules of block mappings and sequences.

use serde_json::Value;

use super::compose::{Composer, Made};
use super::error::{Code, Fault};
use super::mapping::MapBuilder;
use super::node::{Id, Item, Node, Shape};
use super::props::{Around, Next, Props, read_props};
use super::token::Kind;

const NOT_ALIGNED: &str = "the keys of a mapping must start at the same column";

impl Composer<'_> {
    pub(super) fn block_map(&mut self, node: &Node) -> Result<Made, Fault> {
        self.at_root = false;
        let span = self.span(node.at);
        let mut map = MapBuilder::new(node.items.len());
        let mut offset = node.at;
        let mut comment_end = None;
        for item in &node.items {
            let props = self.block_key_props(node, item, offset)?;
            if props.found.is_none() {
                self.implicit_key(node, item, &props, offset)?;
                if item.sep.is_none() && props.anchor.is_none() && props.tag.is_none() {
                    comment_end = Some(props.end);
                    continue;
                }
                self.key_on_one_line(item, &props)?;
            } else if props.found.is_some_and(|t| self.tree.token(t).indent != node.indent) {
                return Err(Fault::indent(offset, NOT_ALIGNED));
            }
            let key = self.key_node(item.key, item.start, &props)?;
            let (key_start, key_end) = (key.start, key.end);
            let key = self.key(item.key, key);
            let doubled = map.unique(&key, props.end).err();
            self.doubled = self.doubled.take().or(doubled);
            let value = self.block_value(node, item, &props, (key_start, key_end), &mut offset)?;
            map.put(key, value, &mut self.spans);
        }
        if let Some(end) = comment_end.filter(|end| *end < offset) {
            return Err(Fault::new(end, Code::Impossible, "content follows the comment that ended this mapping"));
        }
        Ok(map.finish(node.at, comment_end.unwrap_or(offset), span, &mut self.spans))
    }

    fn block_key_props(&self, node: &Node, item: &Item, offset: u32) -> Result<Props, Fault> {
        let around = Around {
            in_flow: false,
            indicator: Kind::ExplicitKey,
            next: Next::node_or_token(item.key, item.sep),
            offset,
            parent_indent: node.indent,
            at_line_start: true,
        };
        read_props(self.tree, item.start, &around)
    }

    fn implicit_key(&self, node: &Node, item: &Item, _props: &Props, offset: u32) -> Result<(), Fault> {
        let Some(key) = item.key else { return Ok(()) };
        let shape = self.tree.shape(key);
        if shape == Shape::Seq {
            return Err(Fault::new(offset, Code::BlockAsImplicitKey, "a list as a key needs a ? before it"));
        }
        if shape != Shape::Misplaced && self.tree.node(key).indent != node.indent {
            return Err(Fault::indent(offset, NOT_ALIGNED));
        }
        Ok(())
    }

    fn key_on_one_line(&self, item: &Item, props: &Props) -> Result<(), Fault> {
        let spread = item.key.is_some_and(|key| self.has_newline(key, 0));
        if props.newline_after_prop.is_none() && !spread {
            return Ok(());
        }
        let at = match item.key {
            Some(key) => self.tree.node(key).at,
            None => self.tree.token(item.start.to.saturating_sub(1)).start,
        };
        Err(Fault::new(at, Code::MultilineImplicitKey, "a key must stand on one line, with a : after it"))
    }

    fn block_value(
        &mut self,
        node: &Node,
        item: &Item,
        key_props: &Props,
        key: (u32, u32),
        offset: &mut u32,
    ) -> Result<Option<Made>, Fault> {
        let sep = item.sep.unwrap_or_default();
        let around = Around {
            in_flow: false,
            indicator: Kind::MapValue,
            next: Next::node_or_token(item.value, None),
            offset: key.1,
            parent_indent: node.indent,
            at_line_start: item.key.is_none_or(|k| self.tree.shape(k) == Shape::BlockScalar),
        };
        let props = read_props(self.tree, sep, &around)?;
        *offset = props.end;
        let implicit = key_props.found.is_none();
        let Some(colon) = props.found else {
            if implicit {
                return Err(Fault::missing(key.0, "a key needs a : after it"));
            }
            return Ok(None);
        };
        if implicit {
            self.implicit_value(item.value, &props, *offset)?;
            if self.is_far(key_props.start, self.tree.token(colon).start) {
                return Err(Fault::new(key.0, Code::KeyOver1024Chars, "a key can have at most 1024 characters"));
            }
        }
        let value = self.node_or_empty(item.value, *offset, sep, &props)?;
        *offset = value.end;
        Ok(Some(value))
    }

    fn implicit_value(&self, value: Option<Id>, props: &Props, offset: u32) -> Result<(), Fault> {
        if value.is_some_and(|v| self.tree.shape(v) == Shape::Map) && !props.newline {
            return Err(Fault::new(
                offset,
                Code::BlockAsImplicitKey,
                "a mapping cannot begin on the line of its key; put the text in quotes or begin a new line",
            ));
        }
        Ok(())
    }

    pub(super) fn block_seq(&mut self, node: &Node) -> Result<Made, Fault> {
        self.at_root = false;
        let span = self.span(node.at);
        let mut list = Vec::with_capacity(node.items.len());
        let (mut offset, mut comment_end, mut weight, mut last) = (node.at, None, 0, None);
        for item in &node.items {
            let around = Around {
                in_flow: false,
                indicator: Kind::SeqItem,
                next: Next::node_or_token(item.value, None),
                offset,
                parent_indent: node.indent,
                at_line_start: true,
            };
            let props = read_props(self.tree, item.start, &around)?;
            if props.found.is_none() {
                if item.value.is_none() && props.anchor.is_none() && props.tag.is_none() {
                    comment_end = Some(props.end);
                    continue;
                }
                return Err(self.no_dash(item, &props, offset));
            }
            let made = self.node_or_empty(item.value, props.end, item.start, &props)?;
            offset = made.end;
            weight = weight.max(made.weight);
            self.spans.link(span, &mut last, made.span);
            list.push(made.value);
        }
        let end = comment_end.unwrap_or(offset);
        Ok(Made { value: Value::Array(list), start: node.at, end, span, weight })
    }

    fn no_dash(&self, item: &Item, props: &Props, offset: u32) -> Fault {
        if item.value.is_some_and(|v| self.tree.shape(v) == Shape::Seq) {
            Fault::indent(props.end, "the entries of a list must start at the same column")
        } else {
            Fault::missing(offset, "an entry of a list needs a - before it")
        }
    }
}
