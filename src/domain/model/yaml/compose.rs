//! From the tree to a value: the rules of YAML on what may stand where.
//!
//! Only the first error of a document is of use, so composing stops there.

use serde_json::Value;

use super::anchors::Anchors;
use super::core_schema::{plain_value, tagged_value};
use super::error::{Code, Fault};
use super::node::{Id, Shape};
use super::props::{Around, Next, Props, empty_position, read_end, read_props};
use super::scalar;
use super::spans::{Span, Spans};
use super::tag::{Handles, Tag};
use super::token::{Kind, Run};
use super::tree::Tree;

/// Deepest nesting that is read; real catalogs stay below 30.
pub(super) const MAX_DEPTH: usize = 200;

/// A document's value, or why there is none.
#[derive(Default)]
pub(super) struct Composed {
    pub(super) value: Value,
    pub(super) spans: Spans,
    pub(super) fault: Option<Fault>,
    /// An alias that names nothing counts only when the rest is right.
    pub(super) alias_fault: Option<Fault>,
}

/// A node that was composed.
pub(super) struct Made {
    pub(super) value: Value,
    /// Byte where its own text starts.
    pub(super) start: u32,
    /// Byte after it and the comments on its line.
    pub(super) end: u32,
    /// Number of its entry in the spans.
    pub(super) span: u32,
    /// How often it repeats what aliases name.
    pub(super) weight: u32,
}

pub(super) struct Composer<'a> {
    pub(super) tree: &'a Tree<'a>,
    handles: &'a Handles,
    /// No collection was entered yet.
    pub(super) at_root: bool,
    pub(super) depth: usize,
    /// Inside a collection that is a key: only its text will count, not its value.
    pub(super) in_key: bool,
    pub(super) spans: Spans,
    /// A key that stands twice; the later one counts for whoever reads on.
    pub(super) doubled: Option<Fault>,
    anchors: Anchors<'a>,
}

pub(super) fn compose_document(tree: &Tree, id: Id, handles: &Handles) -> Composed {
    let mut composer = Composer {
        tree,
        handles,
        at_root: true,
        depth: 0,
        in_key: false,
        spans: Spans::default(),
        doubled: None,
        anchors: Anchors::default(),
    };
    let result = composer.document(id);
    let alias_fault = composer.anchors.fault.take();
    let doubled = composer.doubled.take();
    match result {
        Ok(value) => Composed { value, spans: composer.spans, fault: doubled, alias_fault },
        Err(fault) => Composed { fault: doubled.or(Some(fault)), ..Composed::default() },
    }
}

impl<'a> Composer<'a> {
    fn document(&mut self, id: Id) -> Result<Value, Fault> {
        let node = self.tree.node(id);
        let props = read_props(
            self.tree,
            node.head,
            &Around {
                in_flow: false,
                indicator: Kind::DocumentStart,
                next: Next::node_or_token(node.value, Some(node.end)),
                offset: node.at,
                parent_indent: 0,
                at_line_start: true,
            },
        )?;
        let block = node.value.is_some_and(|v| self.tree.shape(v).is_block_collection());
        if props.found.is_some() && block && !props.newline {
            return Err(Fault::missing(props.end, "a mapping or list begins on the line after ---"));
        }
        let made = self.node_or_empty(node.value, props.end, node.head, &props)?;
        read_end(self.tree, node.end, made.end, false)?;
        self.spans.root = made.span;
        Ok(made.value)
    }

    pub(super) fn node_or_empty(&mut self, id: Option<Id>, at: u32, before: Run, props: &Props) -> Result<Made, Fault> {
        match id {
            Some(id) => self.node(id, props),
            None => self.empty(at, before, props),
        }
    }

    /// A key; what stands inside it is read for its errors only.
    pub(super) fn key_node(&mut self, id: Option<Id>, before: Run, props: &Props) -> Result<Made, Fault> {
        let outer = std::mem::replace(&mut self.in_key, true);
        let made = self.node_or_empty(id, props.end, before, props);
        self.in_key = outer;
        made
    }

    /// A value that is not written is null, or an empty text if its tag says so.
    fn empty(&mut self, at: u32, before: Run, props: &Props) -> Result<Made, Fault> {
        let at = empty_position(self.tree, at, before);
        let value = self.tagged("", props, true)?;
        let made =
            Made { value, start: at, end: if props.comment { props.end } else { at }, span: self.span(at), weight: 1 };
        self.name(&made, props)?;
        Ok(made)
    }

    pub(super) fn node(&mut self, id: Id, props: &Props) -> Result<Made, Fault> {
        if self.depth >= MAX_DEPTH {
            let at = self.tree.node(id).at;
            return Err(Fault::new(at, Code::ResourceExhaustion, "the document is nested too deeply"));
        }
        self.depth += 1;
        let made = self.node_of_shape(id, props);
        self.depth -= 1;
        made
    }

    fn node_of_shape(&mut self, id: Id, props: &Props) -> Result<Made, Fault> {
        let node = self.tree.node(id);
        match node.shape {
            Shape::Alias => self.alias(id, props),
            Shape::Map | Shape::Seq | Shape::Flow => self.collection(id, props),
            Shape::Plain | Shape::SingleQuoted | Shape::DoubleQuoted | Shape::BlockScalar => self.scalar(id, props),
            Shape::Document | Shape::DocumentEnd | Shape::Misplaced => Err(Fault::misplaced(node.at)),
        }
    }

    fn scalar(&mut self, id: Id, props: &Props) -> Result<Made, Fault> {
        let node = self.tree.node(id);
        let text = scalar::text(self.tree, id, self.at_root)?;
        let end = match node.shape {
            Shape::BlockScalar => scalar::block_end(self.tree, node),
            _ => read_end(self.tree, node.end, node.text.1, true)?,
        };
        let value = match props.tag {
            None if node.shape == Shape::Plain => plain_value(text),
            None => Value::String(text.into_owned()),
            Some(_) => self.tagged(&text, props, node.shape == Shape::Plain)?,
        };
        let made = Made { value, start: node.at, end, span: self.span(node.at), weight: 1 };
        self.name(&made, props)?;
        Ok(made)
    }

    fn tagged(&self, text: &str, props: &Props, plain: bool) -> Result<Value, Fault> {
        Ok(match self.tag(props)? {
            Some(tag) => tagged_value(&tag, text),
            None if plain => plain_value(text.into()),
            None => Value::String(text.to_owned()),
        })
    }

    fn tag(&self, props: &Props) -> Result<Option<Tag>, Fault> {
        let Some(token) = props.tag else { return Ok(None) };
        let at = self.tree.token(token).start;
        let resolved = self.handles.resolve(self.tree.token_text(token));
        resolved.map(Some).map_err(|words| Fault::new(at, Code::TagResolveFailed, words))
    }

    fn alias(&mut self, id: Id, props: &Props) -> Result<Made, Fault> {
        let node = self.tree.node(id);
        let text = self.text_of(node.text);
        let name = text.get(1..).unwrap_or_default();
        if name.is_empty() {
            return Err(Fault::new(node.at, Code::BadAlias, "an alias needs a name after its *"));
        }
        let end = read_end(self.tree, node.end, node.text.1, true)?;
        if props.anchor.is_some() || props.tag.is_some() {
            return Err(Fault::new(node.at, Code::AliasProps, "an alias cannot have a tag or an anchor"));
        }
        let (value, weight) = self.anchors.resolve(name, node.at);
        Ok(Made { value, start: node.at, end, span: self.span(node.at), weight })
    }

    pub(super) fn text_of(&self, range: (u32, u32)) -> &'a str {
        self.tree.text.get(range.0 as usize..range.1 as usize).unwrap_or_default()
    }

    pub(super) fn span(&mut self, at: u32) -> u32 {
        self.spans.push(Span::at(at))
    }

    fn anchor_name(&self, props: &Props) -> Result<Option<&'a str>, Fault> {
        let Some(token) = props.anchor else {
            return Ok(None);
        };
        let name = self.tree.token_text(token).get(1..).unwrap_or_default();
        if name.is_empty() {
            let at = self.tree.token(token).start;
            return Err(Fault::new(at, Code::BadAlias, "an anchor needs a name after its &"));
        }
        Ok(Some(name))
    }

    fn name(&mut self, made: &Made, props: &Props) -> Result<(), Fault> {
        if let Some(name) = self.anchor_name(props)? {
            let opened = self.anchors.open(name);
            self.anchors.close(name, opened, &made.value, made.weight);
        }
        Ok(())
    }

    fn collection(&mut self, id: Id, props: &Props) -> Result<Made, Fault> {
        self.tag(props)?;
        let node = self.tree.node(id);
        if node.shape == Shape::Seq {
            self.props_on_own_line(props)?;
        }
        let opened = match props.anchor {
            Some(token) => {
                let name = self.tree.token_text(token).get(1..).unwrap_or_default();
                Some((name, self.anchors.open(name)))
            }
            None => None,
        };
        let made = match node.shape {
            Shape::Map => self.block_map(node),
            Shape::Seq => self.block_seq(node),
            _ => self.flow(node),
        }?;
        self.anchor_name(props)?;
        if let Some((name, opened)) = opened {
            self.anchors.close(name, opened, &made.value, made.weight);
        }
        Ok(made)
    }

    /// The tag and anchor of a block sequence must stand on a line before it.
    fn props_on_own_line(&self, props: &Props) -> Result<(), Fault> {
        let Some(last) = props.anchor.max(props.tag) else {
            return Ok(());
        };
        if props.newline_after_prop.is_some_and(|newline| newline > last) {
            return Ok(());
        }
        Err(Fault::missing(self.tree.token(last).start, "a list begins on the line after its tag or anchor"))
    }

    /// True if the key spreads over several lines.
    pub(super) fn has_newline(&self, id: Id, depth: usize) -> bool {
        let node = self.tree.node(id);
        match node.shape {
            Shape::Alias | Shape::Plain | Shape::SingleQuoted | Shape::DoubleQuoted => {
                self.text_of(node.text).contains('\n') || self.tree.has(node.end, Kind::Newline)
            }
            Shape::Flow if depth > MAX_DEPTH => true,
            Shape::Flow => node.items.iter().any(|item| {
                self.tree.has(item.start, Kind::Newline)
                    || item.sep.is_some_and(|sep| self.tree.has(sep, Kind::Newline))
                    || item.key.is_some_and(|key| self.has_newline(key, depth + 1))
                    || item.value.is_some_and(|value| self.has_newline(value, depth + 1))
            }),
            _ => true,
        }
    }

    /// True if more than 1024 characters lie between two bytes.
    pub(super) fn is_far(&self, from: u32, to: u32) -> bool {
        to.saturating_sub(from) > 1024 && self.text_of((from, to)).encode_utf16().count() > 1024
    }
}
