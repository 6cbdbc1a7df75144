use html5ever::tendril::StrTendril;
use html5ever::{Attribute, QualName};

/// The number of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Id(pub u32);

impl Id {
    /// The document itself.
    pub(super) const ROOT: Self = Self(0);
}

/// What a node is.
#[derive(Debug)]
pub(super) enum Data {
    Element(QualName, Vec<Attribute>),
    Text(StrTendril),
    /// The document, comments, what templates hold: nothing that is shown.
    Other,
}

/// A node and its neighbours.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) data: Data,
    pub(super) depth: u32,
    pub(super) parent: Option<Id>,
    pub(super) before: Option<Id>,
    pub(super) after: Option<Id>,
    pub(super) first: Option<Id>,
    pub(super) last: Option<Id>,
}

/// A document as a tree: the nodes lie in one list and know each other by number, so that no depth of
/// nesting costs stack when it is made or given up.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
}

impl Tree {
    pub(super) fn new() -> Self {
        let mut tree = Self { nodes: Vec::new() };
        tree.add(Data::Other);
        tree
    }

    pub(super) fn add(&mut self, data: Data) -> Id {
        let id = Id(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(Node { data, depth: 0, parent: None, before: None, after: None, first: None, last: None });
        id
    }

    pub(super) fn node(&self, id: Id) -> Option<&Node> {
        self.nodes.get(id.0 as usize)
    }

    pub(super) fn node_mut(&mut self, id: Id) -> Option<&mut Node> {
        self.nodes.get_mut(id.0 as usize)
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The children of a node.
    pub(super) fn children(&self, id: Id) -> impl Iterator<Item = Id> {
        let next = |id: &Id| self.node(*id).and_then(|node| node.after);
        std::iter::successors(self.node(id).and_then(|node| node.first), next)
    }

    /// The children that are elements.
    pub(super) fn elements(&self, id: Id) -> impl Iterator<Item = Id> {
        self.children(id).filter(|child| self.is_element(*child))
    }

    /// Everything within a node, in the order of the document. It needs no stack.
    pub(super) fn within(&self, id: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(self.node(id).and_then(|node| node.first), move |at| self.following(*at, id))
    }

    fn following(&self, at: Id, within: Id) -> Option<Id> {
        let node = self.node(at)?;
        node.first.or_else(|| self.past(at, within))
    }

    /// What comes after a node and all that is in it.
    fn past(&self, mut at: Id, within: Id) -> Option<Id> {
        loop {
            if at == within {
                return None;
            }
            let node = self.node(at)?;
            if node.after.is_some() {
                return node.after;
            }
            at = node.parent?;
        }
    }

    pub(super) fn is_element(&self, id: Id) -> bool {
        self.node(id).is_some_and(|node| matches!(node.data, Data::Element(..)))
    }

    /// The text of a text node.
    pub(super) fn text(&self, id: Id) -> Option<&str> {
        match &self.node(id)?.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// All text within a node.
    pub(super) fn whole_text(&self, id: Id) -> String {
        self.within(id).filter_map(|at| self.text(at)).collect()
    }

    /// The name of an element; empty for what is none.
    pub(super) fn name(&self, id: Id) -> &str {
        match self.node(id).map(|node| &node.data) {
            Some(Data::Element(name, _)) => &name.local,
            _ => "",
        }
    }

    /// Whether it is an element of HTML, and not of a drawing or a formula.
    pub(super) fn is_html(&self, id: Id) -> bool {
        matches!(self.node(id).map(|node| &node.data), Some(Data::Element(name, _)) if name.ns == html5ever::ns!(html))
    }

    pub(super) fn attributes(&self, id: Id) -> &[Attribute] {
        match self.node(id).map(|node| &node.data) {
            Some(Data::Element(_, attributes)) => attributes,
            _ => &[],
        }
    }

    pub(super) fn attribute(&self, id: Id, name: &str) -> Option<&str> {
        self.attributes(id).iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
    }

    pub(super) fn has(&self, id: Id, attribute: &str) -> bool {
        self.attribute(id, attribute).is_some()
    }

    pub(super) fn classes(&self, id: Id) -> impl Iterator<Item = &str> {
        self.attribute(id, "class").unwrap_or_default().split_ascii_whitespace()
    }

    pub(super) fn has_class(&self, id: Id, class: &str) -> bool {
        self.classes(id).any(|other| other == class)
    }

    /// The first element of that name within a node.
    pub(super) fn find(&self, id: Id, name: &str) -> Option<Id> {
        self.within(id).find(|at| self.name(*at) == name)
    }

    /// The first element with that class within a node.
    pub(super) fn find_class(&self, id: Id, class: &str) -> Option<Id> {
        self.within(id).find(|at| self.has_class(*at, class))
    }
}

/// How nodes are put in and taken out.
impl Tree {
    /// Puts a node at the end of another, or before one of its children.
    pub(super) fn put(&mut self, parent: Id, after: Option<Id>, child: Id) {
        self.take_out(child);
        let depth = self.node(parent).map_or(0, |node| node.depth) + 1;
        let before = match after {
            Some(after) => self.node_mut(after).and_then(|node| node.before.replace(child)),
            None => self.node_mut(parent).and_then(|node| node.last.replace(child)),
        };
        match before {
            Some(before) => self.node_mut(before).map(|node| node.after = Some(child)),
            None => self.node_mut(parent).map(|node| node.first = Some(child)),
        };
        if let Some(node) = self.node_mut(child) {
            (node.parent, node.before, node.after, node.depth) = (Some(parent), before, after, depth);
        }
    }

    /// Takes a node out from where it is, with all that is in it.
    pub(super) fn take_out(&mut self, child: Id) {
        let Some(node) = self.node_mut(child) else { return };
        let (parent, before, after) = (node.parent.take(), node.before.take(), node.after.take());
        let Some(parent) = parent else { return };
        match before {
            Some(before) => self.node_mut(before).map(|node| node.after = after),
            None => self.node_mut(parent).map(|node| node.first = after),
        };
        match after {
            Some(after) => self.node_mut(after).map(|node| node.before = before),
            None => self.node_mut(parent).map(|node| node.last = before),
        };
    }

    /// Puts text at the end of a node or before one of its children; what stands there already grows.
    pub(super) fn put_text(&mut self, parent: Id, after: Option<Id>, text: &StrTendril) {
        let before = match after {
            Some(after) => self.node(after).and_then(|node| node.before),
            None => self.node(parent).and_then(|node| node.last),
        };
        if let Some(Data::Text(grown)) = before.and_then(|id| self.node_mut(id)).map(|node| &mut node.data) {
            return grown.push_tendril(text);
        }
        let id = self.add(Data::Text(text.clone()));
        self.put(parent, after, id);
    }
}
