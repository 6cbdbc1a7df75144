use super::tree::{Data, Id, Tree};
use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, QualName, local_name, ns};
use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

/// Takes in what html5ever's tree builder makes.
#[derive(Debug)]
pub(super) struct Sink {
    tree: RefCell<Tree>,
    /// How deep the element is that was opened or closed last.
    depth: Cell<u32>,
    nameless: QualName,
}

impl Sink {
    pub(super) fn new() -> Self {
        Self {
            tree: RefCell::new(Tree::new()),
            depth: Cell::new(0),
            nameless: QualName::new(None, ns!(), local_name!("")),
        }
    }

    /// How deep what comes next will be.
    pub(super) fn depth(&self) -> u32 {
        self.depth.get()
    }

    /// How many nodes there are.
    pub(super) fn nodes(&self) -> usize {
        self.tree.borrow().len()
    }

    fn put(&self, parent: Id, after: Option<Id>, child: NodeOrText<Id>) {
        let mut tree = self.tree.borrow_mut();
        match child {
            NodeOrText::AppendText(text) => tree.put_text(parent, after, &text),
            NodeOrText::AppendNode(child) => {
                tree.put(parent, after, child);
                if tree.is_element(child) {
                    self.depth.set(tree.node(child).map_or(0, |node| node.depth));
                }
            }
        }
    }
}

impl TreeSink for Sink {
    type Handle = Id;
    type Output = Tree;
    type ElemName<'a> = Name<'a>;

    fn finish(self) -> Tree {
        self.tree.into_inner()
    }

    fn parse_error(&self, _what: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        Id::ROOT
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Name<'a> {
        let name = Ref::filter_map(self.tree.borrow(), |tree| match tree.node(*target).map(|node| &node.data) {
            Some(Data::Element(name, _)) => Some(name),
            _ => None,
        });
        name.map_or(Name::None(&self.nameless), Name::Of)
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _flags: ElementFlags) -> Id {
        self.tree.borrow_mut().add(Data::Element(name, attributes))
    }

    fn create_comment(&self, _text: StrTendril) -> Id {
        self.tree.borrow_mut().add(Data::Other)
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> Id {
        self.tree.borrow_mut().add(Data::Other)
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        self.put(*parent, None, child);
    }

    fn append_based_on_parent_node(&self, element: &Id, before: &Id, child: NodeOrText<Id>) {
        let parent = self.tree.borrow().node(*element).and_then(|node| node.parent);
        match parent {
            Some(parent) => self.put(parent, Some(*element), child),
            None => self.put(*before, None, child),
        }
    }

    fn append_doctype_to_document(&self, _name: StrTendril, _public: StrTendril, _system: StrTendril) {}

    fn pop(&self, node: &Id) {
        self.depth.set(self.tree.borrow().node(*node).map_or(0, |node| node.depth.saturating_sub(1)));
    }

    /// What a template holds is not shown: it goes where nobody looks.
    fn get_template_contents(&self, _target: &Id) -> Id {
        self.tree.borrow_mut().add(Data::Other)
    }

    fn same_node(&self, x: &Id, y: &Id) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Id, child: NodeOrText<Id>) {
        let parent = self.tree.borrow().node(*sibling).and_then(|node| node.parent);
        if let Some(parent) = parent {
            self.put(parent, Some(*sibling), child);
        }
    }

    fn add_attrs_if_missing(&self, target: &Id, attributes: Vec<Attribute>) {
        let mut tree = self.tree.borrow_mut();
        let Some(Data::Element(_, present)) = tree.node_mut(*target).map(|node| &mut node.data) else { return };
        for attribute in attributes {
            if !present.iter().any(|other| other.name == attribute.name) {
                present.push(attribute);
            }
        }
    }

    fn remove_from_parent(&self, target: &Id) {
        self.tree.borrow_mut().take_out(*target);
    }

    fn reparent_children(&self, node: &Id, parent: &Id) {
        let mut tree = self.tree.borrow_mut();
        let children: Vec<Id> = tree.children(*node).collect();
        for child in children {
            tree.put(*parent, None, child);
        }
    }

    fn allow_declarative_shadow_roots(&self, _parent: &Id) -> bool {
        false
    }
}

/// The name of an element, borrowed from the tree; for what is no element one that no element has.
#[derive(Debug)]
pub(super) enum Name<'a> {
    Of(Ref<'a, QualName>),
    None(&'a QualName),
}

impl Name<'_> {
    fn get(&self) -> &QualName {
        match self {
            Self::Of(name) => name,
            Self::None(name) => name,
        }
    }
}

impl ElemName for Name<'_> {
    fn ns(&self) -> &html5ever::Namespace {
        &self.get().ns
    }

    fn local_name(&self) -> &html5ever::LocalName {
        &self.get().local
    }
}
