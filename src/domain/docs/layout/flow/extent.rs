//! What blocks need to the side, for the columns of tables.

use super::Flow;
use super::list::marker_columns;
use crate::domain::docs::code::Code;
use crate::domain::docs::layout::measure::extent;
use crate::domain::docs::layout::shares::Need;
use crate::domain::docs::page::{Block, Inline, Table};

/// Columns of code that are not cut, in a cell.
const CODE: usize = 24;

impl<'a> Flow<'a> {
    /// What blocks need that stand one below the other.
    pub(super) fn need(&mut self, blocks: &'a [Block]) -> Need {
        blocks.iter().fold(Need::default(), |need, block| widest(need, self.need_of(block)))
    }

    fn need_of(&mut self, block: &'a Block) -> Need {
        match block {
            Block::Paragraph(inlines) => self.need_of_text(inlines),
            Block::Heading(heading) => further(self.need_of_text(&heading.text), usize::from(heading.level)),
            Block::List { from, items } => {
                let marker = marker_columns(*from, items, self.glyphs);
                let need = items.iter().fold(Need::default(), |need, item| widest(need, self.need(&item.blocks)));
                further(need, marker)
            }
            Block::Footnotes(items) => {
                items.iter().fold(Need::default(), |need, item| widest(need, further(self.need(&item.blocks), 4)))
            }
            Block::Quote(blocks) | Block::Group(blocks) => further(self.need(blocks), 2),
            Block::Note(note) => {
                let need = widest(further(self.need_of_text(&note.title), 4), self.need(&note.blocks));
                further(need, 2)
            }
            Block::Tabs { tabs, .. } => {
                let need = tabs.iter().fold(Need::default(), |need, tab| widest(need, self.need(&tab.blocks)));
                further(need, 2)
            }
            Block::Figure { blocks, caption } => widest(self.need(blocks), self.need_of_text(caption)),
            Block::Definitions(all) => all.iter().fold(Need::default(), |need, one| {
                let terms = one.terms.iter().fold(need, |need, term| widest(need, self.need_of_text(term)));
                one.meanings.iter().fold(terms, |need, blocks| widest(need, further(self.need(blocks), 4)))
            }),
            Block::Code(code) => self.need_of_code(code),
            Block::Diagram(diagram) => self.need_of_code(&diagram.source),
            Block::Table(table) => self.need_of_table(table),
            Block::Math(_) | Block::Embedded { .. } => Need { least: 12, all: 30 },
            Block::Rule | Block::Anchor(_) => Need::default(),
        }
    }

    fn need_of_text(&mut self, inlines: &'a [Inline]) -> Need {
        let mut need = Need::default();
        for line in inlines.split(|inline| matches!(inline, Inline::Break)) {
            self.gather_all(line);
            let (least, all) = extent(self.strand.text());
            self.strand.clear();
            need = widest(need, Need { least, all });
        }
        need
    }

    fn need_of_code(&self, code: &Code) -> Need {
        let all = 2 + code.rows().map(|(pieces, _)| self.code_columns(pieces)).max().unwrap_or(0);
        Need { least: all.min(CODE), all }
    }

    fn need_of_table(&mut self, table: &'a Table) -> Need {
        let rows = table.head.iter().chain(&table.rows);
        rows.fold(Need::default(), |need, row| {
            let sum = row.iter().fold(Need::default(), |sum, cell| {
                let need = self.need(&cell.blocks);
                Need { least: sum.least + need.least + 3, all: sum.all + need.all + 3 }
            });
            widest(need, sum)
        })
    }
}

fn widest(one: Need, other: Need) -> Need {
    Need { least: one.least.max(other.least), all: one.all.max(other.all) }
}

fn further(need: Need, columns: usize) -> Need {
    Need { least: need.least + columns, all: need.all + columns }
}
