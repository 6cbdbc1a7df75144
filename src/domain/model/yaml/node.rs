//! Nodes of the tree and the entries of collections.

use super::token::Run;

/// Number of a node in its tree.
pub(super) type Id = u32;

/// What a node is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shape {
    Document,
    /// A `...` line.
    DocumentEnd,
    Alias,
    #[default]
    Plain,
    SingleQuoted,
    DoubleQuoted,
    BlockScalar,
    Map,
    Seq,
    Flow,
    /// A token in a place where it cannot stand.
    Misplaced,
}

impl Shape {
    /// A scalar or alias that may stand on one line with others.
    pub(super) fn is_inline_scalar(self) -> bool {
        matches!(self, Shape::Alias | Shape::Plain | Shape::SingleQuoted | Shape::DoubleQuoted)
    }

    pub(super) fn is_block_collection(self) -> bool {
        matches!(self, Shape::Map | Shape::Seq)
    }
}

/// One entry of a collection: `start key sep value`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Item {
    pub(super) start: Run,
    pub(super) key: Option<Id>,
    /// Present, perhaps empty, once a key was read.
    pub(super) sep: Option<Run>,
    pub(super) value: Option<Id>,
    /// Begins with `?`.
    pub(super) explicit: bool,
}

impl Item {
    pub(super) fn starting(start: Run) -> Self {
        Item { start, ..Item::default() }
    }

    pub(super) fn set_key(&mut self, key: Id) {
        self.key = Some(key);
        self.sep = Some(Run::default());
    }
}

/// A node with its tokens.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) shape: Shape,
    /// Byte where it begins.
    pub(super) at: u32,
    pub(super) indent: u32,
    /// Bytes of a scalar's own text.
    pub(super) text: (u32, u32),
    /// Tokens before a document's content, of a block scalar's header, the bracket of a flow collection.
    pub(super) head: Run,
    /// Tokens after it; of a flow collection from its closing bracket.
    pub(super) end: Run,
    pub(super) items: Vec<Item>,
    /// Content of a document.
    pub(super) value: Option<Id>,
}

/// An item with a key so far.
pub(super) fn keyed(key: Id) -> Item {
    let mut item = Item::default();
    item.set_key(key);
    item
}

/// An item that begins with `:`.
pub(super) fn keyless(start: Run, colon: u32) -> Item {
    Item { start, sep: Some(Run::of(colon)), ..Item::default() }
}
