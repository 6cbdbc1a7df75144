use super::Flow;
use crate::domain::docs::layout::glyphs::Glyphs;
use crate::domain::docs::layout::measure::columns;
use crate::domain::docs::layout::sheet::{Mark, ours};
use crate::domain::docs::page::{Block, Definition, Item};
use crate::domain::docs::style::Style;
use crate::domain::document::Role;

/// Columns that what a term means is moved in.
const MEANING: usize = 4;

/// Columns of the line above footnotes.
const SHORT: usize = 12;

impl<'a> Flow<'a> {
    pub(super) fn list(&mut self, from: Option<u64>, items: &'a [Item]) {
        let digits = digits(from, items);
        let is_tight = items.iter().all(is_short);
        let bullet = self.bullet();
        self.lists += usize::from(from.is_none());
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.sheet.gap(usize::from(!is_tight));
            }
            let number = from.map(|from| from.saturating_add(at as u64));
            self.item(item, &marker(item, number, digits, bullet, self.glyphs), is_tight);
        }
        self.lists -= usize::from(from.is_none());
    }

    fn bullet(&self) -> &'static str {
        self.glyphs.bullets.get(self.lists % self.glyphs.bullets.len()).copied().unwrap_or_default()
    }

    fn item(&mut self, item: &'a Item, marker: &str, is_tight: bool) {
        let word = self.sheet.ours.word(marker);
        let wide = columns(marker);
        self.sheet.enter(Some(Mark::Word(word, ours(Role::Mark), wide)), Mark::Blank(wide));
        self.sheet.anchor(&item.id);
        self.blocks(&item.blocks, is_tight);
        self.sheet.leave();
    }

    pub(super) fn definitions(&mut self, all: &'a [Definition]) {
        for (at, definition) in all.iter().enumerate() {
            self.sheet.gap(usize::from(at > 0));
            for term in &definition.terms {
                self.gather_all(term);
                self.strand.set(Style::STRONG);
                self.strand.write(&mut self.sheet, self.measure);
            }
            for (nth, meaning) in definition.meanings.iter().enumerate() {
                self.sheet.enter(None, Mark::Blank(MEANING));
                self.sheet.gap(usize::from(nth > 0 && !meaning.iter().all(is_line)));
                self.blocks(meaning, false);
                self.sheet.leave();
            }
        }
    }

    /// What footnotes say, below a short line.
    pub(super) fn footnotes(&mut self, items: &'a [Item]) {
        let length = SHORT.min(self.text_room());
        let line = self.sheet.ours.fill(self.glyphs.horizontal, length);
        self.sheet.open();
        self.sheet.own(line, ours(Role::Rule), length, None);
        self.sheet.close();
        self.list(Some(1), items);
    }
}

fn digits(from: Option<u64>, items: &[Item]) -> usize {
    let last = from.map(|from| from.saturating_add(items.len() as u64).saturating_sub(1));
    last.map_or(0, |last| last.to_string().len())
}

/// The columns that the items of a list are moved in.
pub(super) fn marker_columns(from: Option<u64>, items: &[Item], glyphs: &Glyphs) -> usize {
    let digits = digits(from, items);
    items.iter().map(|item| columns(&marker(item, from, digits, "*", glyphs))).max().unwrap_or(0)
}

/// What stands before an item.
fn marker(item: &Item, number: Option<u64>, digits: usize, bullet: &str, glyphs: &Glyphs) -> String {
    let [open, done] = glyphs.tasks;
    let task = item.is_done.map(|is_done| if is_done { done } else { open });
    match (number, task) {
        (None, None) => format!("{bullet} "),
        (None, Some(task)) => format!("{task} "),
        (Some(number), None) => format!("{number:>digits$}. "),
        (Some(number), Some(task)) => format!("{number:>digits$}. {task} "),
    }
}

/// Whether an item is one paragraph, with lists below it at most.
fn is_short(item: &Item) -> bool {
    let mut blocks = item.blocks.iter().filter(|block| !matches!(block, Block::Anchor(_)));
    let first = blocks.next().is_none_or(|block| matches!(block, Block::Paragraph(_) | Block::List { .. }));
    first && blocks.all(|block| matches!(block, Block::List { .. }))
}

fn is_line(block: &Block) -> bool {
    matches!(block, Block::Paragraph(_) | Block::Anchor(_))
}
