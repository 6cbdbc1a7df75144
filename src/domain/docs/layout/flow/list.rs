use super::Flow;
use crate::domain::docs::layout::Ink;
use crate::domain::docs::layout::sheet::{Mark, ours};
use crate::domain::docs::page::{Block, Definition, Item};
use crate::domain::docs::{Style, Token};
use crate::domain::document::Role;

/// Columns that what a term means is moved in.
const MEANING: usize = 4;

/// Columns of the line above footnotes.
const SHORT: usize = 12;

impl<'a> Flow<'a> {
    pub(super) fn list(&mut self, from: Option<u64>, items: &'a [Item]) {
        let last = from.map(|from| from.saturating_add(items.len() as u64).saturating_sub(1));
        let digits = last.map(|last| last.to_string().len());
        let is_tight = items.iter().all(is_short);
        let bullet = self.bullet();
        self.lists += 1;
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.sheet.gap(usize::from(!is_tight));
            }
            let number = from.map(|from| from.saturating_add(at as u64));
            self.item(item, &self.marker(item, number, digits.unwrap_or(0), bullet), is_tight);
        }
        self.lists -= 1;
    }

    fn bullet(&self) -> &'static str {
        self.glyphs.bullets.get(self.lists % self.glyphs.bullets.len()).copied().unwrap_or_default()
    }

    fn marker(&self, item: &Item, number: Option<u64>, digits: usize, bullet: &str) -> String {
        let [open, done] = self.glyphs.tasks;
        let task = item.is_done.map(|is_done| if is_done { done } else { open });
        match (number, task) {
            (None, None) => format!("{bullet} "),
            (None, Some(task)) => format!("{task} "),
            (Some(number), None) => format!("{number:>digits$}. "),
            (Some(number), Some(task)) => format!("{number:>digits$}. {task} "),
        }
    }

    fn item(&mut self, item: &'a Item, marker: &str, is_tight: bool) {
        let word = self.sheet.ours.word(marker);
        let columns = crate::domain::docs::layout::measure::columns(marker);
        self.sheet.enter(Some(Mark::Word(word, ours(Role::Mark), columns)), Mark::Blank(columns));
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
        let columns = SHORT.min(self.text_room());
        let line = self.sheet.ours.fill(self.glyphs.horizontal, columns);
        self.sheet.open();
        self.sheet.own(
            line,
            Ink { role: Role::Rule, style: Style::PLAIN, token: Token::Plain, is_marked: false },
            columns,
            None,
        );
        self.sheet.close();
        self.list(Some(1), items);
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
