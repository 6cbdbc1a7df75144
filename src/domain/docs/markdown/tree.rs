//! The blocks of a source before their text is read: which belongs into which.

/// A block, by its number in a [`Tree`].
pub(super) type Id = usize;

/// What kind of block it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    #[default]
    Root,
    Paragraph,
    Heading(u8),
    Bullets,
    Numbers,
    Item,
    Quote,
    Terms,
    Term,
    Meaning,
    Code,
    Math,
    Rule,
    Note(Head<'a>),
    Tabs,
    Tab {
        label: &'a str,
        is_chosen: bool,
    },
    Table,
    /// An element of HTML with Markdown in it, by the number of its tag.
    Element(usize),
    /// What stands before it gets its text as a caption.
    Caption,
}

/// The first line of an admonition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Head<'a> {
    /// Its classes as they were written.
    pub classes: &'a str,
    /// Its title in quotes; none where none was given.
    pub title: Option<&'a str>,
    /// Whether it can be folded, and is open at first.
    pub is_open: Option<bool>,
}

/// A block: lines of its own, and blocks in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Node<'a> {
    pub kind: Kind<'a>,
    /// Its lines, before the blocks in it.
    pub text: Vec<&'a str>,
    /// Lines that follow it within its parent, without a paragraph of their own.
    pub tail: Vec<&'a str>,
    pub children: Vec<Id>,
}

/// All blocks of a source; the first is the root.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    nodes: Vec<Node<'a>>,
    none: Node<'a>,
}

impl<'a> Tree<'a> {
    pub(super) fn new() -> Self {
        Self { nodes: vec![Node::default()], none: Node::default() }
    }

    pub(super) fn node(&self, id: Id) -> &Node<'a> {
        self.nodes.get(id).unwrap_or(&self.none)
    }

    pub(super) fn node_mut(&mut self, id: Id) -> &mut Node<'a> {
        self.nodes.get_mut(id).unwrap_or(&mut self.none)
    }

    /// The kinds of all blocks.
    pub(super) fn kinds(&self) -> impl Iterator<Item = &Kind<'a>> {
        self.nodes.iter().map(|node| &node.kind)
    }

    pub(super) fn kind(&self, id: Id) -> &Kind<'a> {
        &self.node(id).kind
    }

    /// Adds a block that belongs into no other.
    pub(super) fn alone(&mut self, kind: Kind<'a>) -> Id {
        self.nodes.push(Node { kind, ..Node::default() });
        self.nodes.len() - 1
    }

    /// Adds a block as the last one of another.
    pub(super) fn add(&mut self, parent: Id, kind: Kind<'a>, text: Vec<&'a str>) -> Id {
        let id = self.nodes.len();
        self.nodes.push(Node { kind, text, ..Node::default() });
        self.node_mut(parent).children.push(id);
        id
    }

    pub(super) fn last(&self, parent: Id) -> Option<Id> {
        self.node(parent).children.last().copied()
    }

    /// Takes the last block of another out again.
    pub(super) fn take_last(&mut self, parent: Id) -> Option<Id> {
        self.node_mut(parent).children.pop()
    }

    /// Makes the text of an item a paragraph, for more comes after it.
    pub(super) fn loosen(&mut self, item: Id) {
        let text = std::mem::take(&mut self.node_mut(item).text);
        if text.is_empty() {
            return;
        }
        let id = self.nodes.len();
        self.nodes.push(Node { kind: Kind::Paragraph, text, ..Node::default() });
        self.node_mut(item).children.insert(0, id);
    }

    pub(super) fn is_list(&self, id: Id) -> bool {
        matches!(self.kind(id), Kind::Bullets | Kind::Numbers)
    }

    pub(super) fn is_list_or_terms(&self, id: Id) -> bool {
        self.is_list(id) || *self.kind(id) == Kind::Terms
    }

    pub(super) fn is_item(&self, id: Id) -> bool {
        matches!(self.kind(id), Kind::Item | Kind::Meaning)
    }
}
