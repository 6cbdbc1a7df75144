use super::{Block, Cell};

impl Block {
    /// Calls with each list of blocks that this one holds.
    pub fn inner<'a>(&'a self, call: &mut dyn FnMut(&'a [Block])) {
        match self {
            Self::Quote(blocks) | Self::Group(blocks) | Self::Figure { blocks, .. } => call(blocks),
            Self::Note(note) => call(&note.blocks),
            Self::List { items, .. } | Self::Footnotes(items) => items.iter().for_each(|item| call(&item.blocks)),
            Self::Tabs { tabs, .. } => tabs.iter().for_each(|tab| call(&tab.blocks)),
            Self::Definitions(all) => all.iter().flat_map(|one| &one.meanings).for_each(|blocks| call(blocks)),
            Self::Table(table) => {
                let cells = table.head.iter().chain(&table.rows).flatten();
                cells.for_each(|cell: &Cell| call(&cell.blocks));
            }
            _ => {}
        }
    }
}

/// Calls with each block, and with those within it after it.
pub(super) fn each<'a>(blocks: &'a [Block], call: &mut dyn FnMut(&'a Block)) {
    for block in blocks {
        call(block);
        block.inner(&mut |blocks| each(blocks, call));
    }
}
