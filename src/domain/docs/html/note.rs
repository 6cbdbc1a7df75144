use super::super::page::{Block, Note, Tab};
use super::super::write::Set;
use super::reader::{Flow, Reader};
use super::tree::Id;

impl Reader<'_, '_> {
    /// An admonition.
    pub(super) fn note(&mut self, id: Id, set: &Set) -> Block {
        let title = self.tree.elements(id).find(|child| self.tree.has_class(*child, "admonition-title"));
        self.titled(id, title, None, set)
    }

    /// What can be opened and closed.
    pub(super) fn fold(&mut self, id: Id, set: &Set) -> Block {
        let title = self.tree.elements(id).find(|child| self.tree.name(*child) == "summary");
        self.titled(id, title, Some(self.tree.has(id, "open")), set)
    }

    fn titled(&mut self, id: Id, title: Option<Id>, is_open: Option<bool>, set: &Set) -> Block {
        let from = self.writer.at();
        let heading = title.map(|title| self.line(title, set)).unwrap_or_default();
        let begin = self.writer.at();
        let rest: Vec<Id> = self.tree.children(id).filter(|child| Some(*child) != title).collect();
        let blocks = self.blocks_of(rest, set);
        let body = self.piece_since(begin);
        let kind = self.kind_of(id);
        Block::Note(Note { key: self.key("note", from), kind, title: heading, blocks, is_open, body })
    }

    /// The kind of a note, which is its first class that is none of ours or of the way it is set.
    fn kind_of(&self, id: Id) -> Box<str> {
        let is_kind = |class: &&str| {
            !matches!(*class, "admonition" | "inline" | "end" | "annotate") && !class.starts_with("mkdocstrings")
        };
        self.tree.classes(id).find(is_kind).unwrap_or_default().to_lowercase().into()
    }

    /// Several contents of which one is seen. What is not made like that is read as it stands.
    pub(super) fn tabs(&mut self, id: Id, set: &Set, flow: &mut Flow) {
        let labels = self.parts(id, "tabbed-labels", |reader, at| reader.tree.name(at) == "label");
        let contents = match self.parts(id, "tabbed-content", |reader, at| reader.tree.has_class(at, "tabbed-block")) {
            alternate if !alternate.is_empty() => alternate,
            _ => self.tree.elements(id).filter(|child| self.tree.has_class(*child, "tabbed-content")).collect(),
        };
        if labels.is_empty() || labels.len() != contents.len() {
            self.children(id, set, flow);
            return self.flush(flow);
        }
        let from = self.writer.at();
        let tabs: Vec<Tab> = labels.into_iter().zip(contents).map(|tab| self.tab(tab, set)).collect();
        let mut inputs = self.tree.elements(id).filter(|child| self.tree.name(*child) == "input");
        let first = inputs.position(|input| self.tree.has(input, "checked")).filter(|at| *at < tabs.len());
        flow.blocks.push(Block::Tabs { key: self.key("tabs", from), tabs, first: first.unwrap_or(0) });
    }

    /// The parts of a set of tabs: within a child of that class, or right in it.
    fn parts(&self, id: Id, class: &str, is_part: impl Fn(&Self, Id) -> bool) -> Vec<Id> {
        let holder = self.tree.elements(id).find(|child| self.tree.has_class(*child, class)).unwrap_or(id);
        let parts: Vec<Id> = self.tree.elements(holder).filter(|child| is_part(self, *child)).collect();
        if parts.is_empty() { self.tree.elements(id).filter(|child| is_part(self, *child)).collect() } else { parts }
    }

    fn tab(&mut self, (label, content): (Id, Id), set: &Set) -> Tab {
        let label = self.line(label, set);
        let from = self.writer.at();
        let blocks = self.blocks(content, set);
        Tab { label, blocks, body: self.piece_since(from) }
    }
}
