//! The list of a page's headings, where its author asks for it (`[TOC]`, toc of Python-Markdown).

use super::Emit;
use crate::domain::docs::page::{Block, Inline, Item};
use crate::domain::docs::write::{Prose, Set};

/// A heading as the list names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::domain::docs::markdown) struct Entry {
    pub level: u8,
    pub id: String,
    pub text: String,
}

/// Whether lines ask for the list.
pub(super) fn is_asked_for(lines: &[&str]) -> bool {
    matches!(lines, [line] if line.trim() == "[TOC]")
}

impl Emit<'_, '_> {
    /// The list, of the headings that were found when the page was written before.
    pub(super) fn contents(&mut self) -> Option<Block> {
        let entries = std::mem::take(&mut self.toc);
        let list = self.entries(&entries);
        self.toc = entries;
        list
    }

    /// Headings that stand deeper belong to the one before them.
    fn entries(&mut self, entries: &[Entry]) -> Option<Block> {
        let mut items = Vec::new();
        let mut rest = entries;
        while let Some((entry, after)) = rest.split_first() {
            let end = after.iter().position(|next| next.level <= entry.level).unwrap_or(after.len());
            let (below, after) = after.split_at_checked(end).unwrap_or_default();
            let mut blocks = vec![Block::Paragraph(self.entry(entry))];
            blocks.extend(self.entries(below));
            items.push(Item { blocks, ..Item::default() });
            rest = after;
        }
        (!items.is_empty()).then_some(Block::List { from: None, items })
    }

    fn entry(&mut self, entry: &Entry) -> Vec<Inline> {
        let to = self.href(&format!("#{}", entry.id), false);
        let set = Set { link: Some(self.writer.link(to, "")), ..Set::default() };
        let mut prose = Prose::default();
        self.writer.text(&mut prose, &entry.text, &set);
        self.writer.end(prose)
    }
}
