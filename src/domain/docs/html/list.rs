use super::super::page::{Block, Definition, Item};
use super::super::write::Set;
use super::reader::{Flow, Reader};
use super::tree::Id;

impl Reader<'_, '_> {
    /// Items, counted or not. What stands between items belongs to the one before.
    pub(super) fn list(&mut self, id: Id, set: &Set) -> Option<Block> {
        let start = self.tree.attribute(id, "start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
        let from = (self.tree.name(id) == "ol").then_some(start);
        let mut items: Vec<Item> = Vec::new();
        for child in self.tree.children(id) {
            if self.tree.name(child) == "li" {
                let item = self.item(child, set);
                items.push(item);
                continue;
            }
            let blocks = self.blocks_of([child], set);
            match items.last_mut() {
                _ if blocks.is_empty() => {}
                Some(item) => item.blocks.extend(blocks),
                None => items.push(Item { blocks, ..Item::default() }),
            }
        }
        (!items.is_empty()).then_some(Block::List { from, items })
    }

    fn item(&mut self, id: Id, set: &Set) -> Item {
        let name = self.tree.attribute(id, "id").unwrap_or_default();
        Item { is_done: self.state_of(id), id: name.into(), blocks: self.blocks(id, set) }
    }

    /// Whether a task is done: its box is the first that stands in it, before any other list.
    fn state_of(&self, id: Id) -> Option<bool> {
        let mut within = self.tree.within(id).filter(|at| self.tree.is_element(*at)).take(4);
        let first = within.find(|at| matches!(self.tree.name(*at), "input" | "li"))?;
        let is_box = self.tree.attribute(first, "type") == Some("checkbox");
        is_box.then(|| self.tree.has(first, "checked"))
    }

    /// Terms and what they mean.
    pub(super) fn definitions(&mut self, id: Id, set: &Set) -> Option<Block> {
        let mut all: Vec<Definition> = Vec::new();
        for child in self.tree.children(id) {
            if self.tree.name(child) == "div" {
                for child in self.tree.children(child) {
                    self.definition(child, set, &mut all);
                }
            } else {
                self.definition(child, set, &mut all);
            }
        }
        (!all.is_empty()).then_some(Block::Definitions(all))
    }

    fn definition(&mut self, id: Id, set: &Set, all: &mut Vec<Definition>) {
        if self.tree.name(id) == "dt" {
            let term = self.line(id, set);
            match all.last_mut().filter(|last| last.meanings.is_empty()) {
                Some(last) => last.terms.push(term),
                None => all.push(Definition { terms: vec![term], meanings: Vec::new() }),
            }
            return;
        }
        let is_meaning = self.tree.name(id) == "dd";
        let blocks = if is_meaning { self.blocks(id, set) } else { self.blocks_of([id], set) };
        if blocks.is_empty() && !is_meaning {
            return;
        }
        match all.last_mut() {
            Some(last) => last.meanings.push(blocks),
            None => all.push(Definition { terms: Vec::new(), meanings: vec![blocks] }),
        }
    }

    /// What footnotes say: the items of the list within.
    pub(super) fn footnotes(&mut self, id: Id, set: &Set, flow: &mut Flow) {
        for child in self.tree.children(id) {
            match self.tree.name(child) {
                "hr" => {}
                "ol" | "ul" => {
                    if let Some(Block::List { items, .. }) = self.list(child, set) {
                        flow.blocks.push(Block::Footnotes(items));
                    }
                }
                _ => self.node(child, set, flow),
            }
        }
        self.flush(flow);
    }

    /// A grid: what stands beside each other in it stays together.
    pub(super) fn grid(&mut self, id: Id, set: &Set, flow: &mut Flow) {
        let is_of_cards = self.tree.has_class(id, "cards");
        for child in self.tree.children(id) {
            if is_of_cards && matches!(self.tree.name(child), "ul" | "ol") {
                for item in self.tree.elements(child) {
                    let blocks = self.blocks(item, set);
                    flow.blocks.push(Block::Group(blocks));
                }
                continue;
            }
            let blocks = self.blocks_of([child], set);
            if !blocks.is_empty() {
                flow.blocks.push(Block::Group(blocks));
            }
        }
    }

    /// Something with a caption.
    pub(super) fn figure(&mut self, id: Id, set: &Set) -> Option<Block> {
        let caption = self.tree.elements(id).find(|child| self.tree.name(*child) == "figcaption");
        let rest: Vec<Id> = self.tree.children(id).filter(|child| Some(*child) != caption).collect();
        let blocks = self.blocks_of(rest, set);
        let caption = caption.map(|caption| self.line(caption, set)).unwrap_or_default();
        (!blocks.is_empty() || !caption.is_empty()).then_some(Block::Figure { blocks, caption })
    }
}
