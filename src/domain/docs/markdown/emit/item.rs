use super::Emit;
use crate::domain::docs::markdown::tree::{Id, Kind};
use crate::domain::docs::page::{Block, Definition, Item};

impl<'a> Emit<'a, '_> {
    pub(super) fn list(&mut self, id: Id, from: Option<u64>) -> Option<Block> {
        let tree = self.tree;
        let items: Vec<Item> = tree.node(id).children.iter().map(|item| self.item(*item)).collect();
        (!items.is_empty()).then_some(Block::List { from, items })
    }

    fn item(&mut self, id: Id) -> Item {
        let tree = self.tree;
        let node = tree.node(id);
        let own = node.text.first().copied();
        let first = node.children.first().filter(|first| own.is_none() && *tree.kind(**first) == Kind::Paragraph);
        let lines = if own.is_some() { &node.text } else { first.map_or(&node.text, |first| &tree.node(*first).text) };
        let Some((is_done, rest)) = lines.first().and_then(|line| task(line)) else {
            return Item { blocks: self.children(id), ..Item::default() };
        };
        let mut lines = lines.clone();
        if let Some(line) = lines.first_mut() {
            *line = rest;
        }
        let mut blocks = Vec::new();
        self.text(&lines, &mut blocks);
        for child in &node.children {
            if Some(child) != first {
                self.block(*child, &mut blocks);
            }
            self.text(&tree.node(*child).tail, &mut blocks);
        }
        Item { is_done: Some(is_done), blocks, ..Item::default() }
    }

    pub(super) fn definitions(&mut self, id: Id) -> Option<Block> {
        let tree = self.tree;
        let mut all: Vec<Definition> = Vec::new();
        for child in &tree.node(id).children {
            if *tree.kind(*child) == Kind::Term {
                let term = tree.node(*child).text.first().copied().unwrap_or_default();
                let term = self.line(term);
                match all.last_mut().filter(|last| last.meanings.is_empty()) {
                    Some(last) => last.terms.push(term),
                    None => all.push(Definition { terms: vec![term], meanings: Vec::new() }),
                }
                continue;
            }
            let blocks = self.children(*child);
            match all.last_mut() {
                Some(last) => last.meanings.push(blocks),
                None => all.push(Definition { terms: Vec::new(), meanings: vec![blocks] }),
            }
        }
        (!all.is_empty()).then_some(Block::Definitions(all))
    }

    /// What footnotes say, those first that are referred to, in that order.
    pub(super) fn footnotes(&mut self) -> Option<Block> {
        let mut items = Vec::new();
        let mut at = 0;
        let mut others = self.notes.clone().into_iter();
        loop {
            // what a footnote says may refer to others
            while let Some(name) = self.numbered.get(at).copied() {
                items.extend(self.footnote(name));
                at += 1;
            }
            let Some(name) = others.next() else { break };
            self.number_of(name);
        }
        (!items.is_empty()).then_some(Block::Footnotes(items))
    }

    fn footnote(&mut self, name: &'a str) -> Option<Item> {
        let id = self.context.notes.get(name).copied()?;
        let blocks = self.children(id);
        Some(Item { is_done: None, id: format!("fn:{name}").into(), blocks })
    }
}

/// Whether a task is done, and what is to be done.
fn task(line: &str) -> Option<(bool, &str)> {
    let rest = line.trim_start_matches(' ').strip_prefix('[')?;
    let (is_done, rest) = match rest.strip_prefix(' ') {
        Some(rest) => (false, rest),
        None => (true, rest.strip_prefix(['x', 'X'])?),
    };
    let rest = rest.strip_prefix("] ")?;
    Some((is_done, rest))
}
