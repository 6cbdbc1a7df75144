//! The walk over a page's blocks that writes them as rows.

mod code;
mod diagram;
mod extent;
mod figure;
mod heading;
mod list;
mod note;
mod prose;
mod table;
mod tabs;

use super::glyphs::Glyphs;
use super::sheet::{Mark, Sheet, ours};
use super::strand::Strand;
use super::{Area, Layout, Reading};
use crate::domain::docs::ids::Key;
use crate::domain::docs::page::{Block, Page};
use crate::domain::docs::style::Style;
use crate::domain::document::Role;

/// The most columns that running text takes.
const MEASURE: usize = 92;

/// What is written, and where.
pub(super) struct Flow<'a> {
    page: &'a Page,
    reading: &'a Reading,
    glyphs: &'static Glyphs,
    sheet: Sheet<'a>,
    strand: Strand<'a>,
    /// Where running text ends.
    measure: usize,
    /// How running text looks here.
    role: Role,
    /// How it is set beside what its author said.
    style: Style,
    /// How many lists with bullets this is in.
    lists: usize,
    /// Whether only whole lines are measured, not their words.
    is_rough: bool,
    /// Whether this is a cell of a table: nothing in it is moved sideways by itself.
    is_cell: bool,
}

/// What an area is going to be, while its rows are written.
struct Wide {
    from: u32,
    left: u32,
}

impl<'a> Flow<'a> {
    pub(super) fn new(page: &'a Page, reading: &'a Reading) -> Self {
        let columns = reading.columns.max(1);
        Self {
            page,
            reading,
            glyphs: Glyphs::of(reading.is_ascii),
            sheet: Sheet::new(columns),
            strand: Strand::default(),
            measure: columns.min(MEASURE),
            role: Role::Text,
            style: Style::PLAIN,
            lists: 0,
            is_rough: false,
            is_cell: false,
        }
    }

    pub(super) fn rows_of(mut self, blocks: &'a [Block]) -> Layout {
        let is_whole = blocks.len() == self.page.blocks.len();
        self.sheet.reserve(if is_whole { self.page.pool.as_str().len() } else { 0 });
        self.blocks(blocks, false);
        self.sheet.finish()
    }

    /// Writes blocks one below the other. In what is tight nothing is left free between them.
    fn blocks(&mut self, blocks: &'a [Block], is_tight: bool) {
        let from = self.sheet.at();
        let mut before: Option<&Block> = None;
        for block in blocks {
            if let Some(before) = before.filter(|_| self.sheet.at() > from) {
                let air = air(before, block, is_tight);
                self.sheet.gap(if self.sheet.depth() > 0 { air.min(1) } else { air });
            }
            self.block(block);
            if !matches!(block, Block::Anchor(_)) {
                before = Some(block);
            }
        }
    }

    fn block(&mut self, block: &'a Block) {
        match block {
            Block::Heading(heading) => self.heading(heading),
            Block::Paragraph(inlines) => self.paragraph(inlines),
            Block::List { from, items } => self.list(*from, items),
            Block::Definitions(all) => self.definitions(all),
            Block::Quote(blocks) => self.quote(blocks),
            Block::Code(code) => self.code(code),
            Block::Diagram(diagram) => self.diagram(diagram),
            Block::Table(table) => self.table(table),
            Block::Note(note) => self.note(note),
            Block::Tabs { key, tabs, first } => self.tabs(*key, tabs, *first),
            Block::Footnotes(items) => self.footnotes(items),
            Block::Math(lines) => self.math(lines),
            Block::Rule => self.rule(),
            Block::Figure { blocks, caption } => self.figure(blocks, caption),
            Block::Embedded { what, link } => self.embedded(what, *link),
            Block::Group(blocks) => self.group(blocks),
            Block::Anchor(id) => self.sheet.anchor(id),
        }
    }

    fn quote(&mut self, blocks: &'a [Block]) {
        self.barred(self.glyphs.quote, Role::Rule, blocks);
    }

    fn group(&mut self, blocks: &'a [Block]) {
        self.barred(self.glyphs.bar, Role::Rule, blocks);
    }

    /// Blocks with a bar at their left.
    fn barred(&mut self, bar: &str, role: Role, blocks: &'a [Block]) {
        let bar = self.bar(bar, role);
        self.sheet.enter(None, bar);
        self.blocks(blocks, false);
        self.sheet.leave();
    }

    /// A bar as a margin.
    fn bar(&mut self, bar: &str, role: Role) -> Mark {
        let word = self.sheet.ours.word(bar);
        Mark::Word(word, ours(role), 2)
    }

    fn rule(&mut self) {
        let columns = self.text_room();
        let line = self.sheet.ours.fill(self.glyphs.horizontal, columns);
        self.sheet.open();
        self.sheet.own(line, ours(Role::Rule), columns, None);
        self.sheet.close();
    }

    /// Columns that running text has in the next row.
    fn text_room(&self) -> usize {
        self.measure.saturating_sub(self.sheet.left()).max(1)
    }

    /// Begins rows whose content is moved sideways by itself, where they need more columns than there
    /// are. `own` are columns of each row that stand still. The sheet is settled before.
    fn widen(&mut self, own: usize, columns: usize) -> Option<Wide> {
        let left = self.sheet.left() + own;
        let is_wide = !self.is_cell && left + columns > self.sheet.columns;
        // a blank row between this and what came before is not moved
        is_wide.then(|| Wide { from: self.sheet.after_gap(), left: u32::try_from(left).unwrap_or(u32::MAX) })
    }

    fn widened(&mut self, wide: Option<Wide>, key: Key, columns: usize) {
        if let Some(Wide { from, left }) = wide {
            let number = |columns: usize| u32::try_from(columns).unwrap_or(u32::MAX);
            let seen = number(self.sheet.columns).saturating_sub(left);
            let rows = from..self.sheet.at();
            self.sheet.out.areas.push(Area { key, rows, left, seen, columns: number(columns) });
        }
    }
}

/// Rows that are left free between two blocks.
fn air(before: &Block, block: &Block, is_tight: bool) -> usize {
    match (before, block) {
        (Block::Heading(first), Block::Heading(next)) if first.level < 3 && next.level > first.level => 1,
        (_, Block::Heading(heading)) if heading.level < 3 => 2,
        _ if is_tight => 0,
        _ => 1,
    }
}
