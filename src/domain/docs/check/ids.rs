use crate::domain::docs::{Block, Inline, Item, Page};
use std::collections::HashSet;

/// The ids that links to a page may name.
pub(super) fn of(page: &Page) -> HashSet<&str> {
    let mut ids = HashSet::new();
    blocks(&page.blocks, &mut ids);
    ids
}

fn blocks<'a>(all: &'a [Block], ids: &mut HashSet<&'a str>) {
    for block in all {
        one(block, ids);
    }
}

fn one<'a>(block: &'a Block, ids: &mut HashSet<&'a str>) {
    match block {
        Block::Heading(heading) => {
            ids.insert(&heading.id);
            inlines(&heading.text, ids);
        }
        Block::Paragraph(text) => inlines(text, ids),
        Block::List { items: all, .. } | Block::Footnotes(all) => items(all, ids),
        Block::Definitions(all) => {
            for definition in all {
                definition.terms.iter().for_each(|term| inlines(term, ids));
                definition.meanings.iter().for_each(|meaning| blocks(meaning, ids));
            }
        }
        Block::Quote(inner) | Block::Group(inner) => blocks(inner, ids),
        Block::Table(table) => {
            for cell in table.head.iter().chain(&table.rows).flatten() {
                blocks(&cell.blocks, ids);
            }
            inlines(&table.caption, ids);
        }
        Block::Note(note) => {
            inlines(&note.title, ids);
            blocks(&note.blocks, ids);
        }
        Block::Tabs { tabs, .. } => {
            for tab in tabs {
                inlines(&tab.label, ids);
                blocks(&tab.blocks, ids);
            }
        }
        Block::Figure { blocks: inner, caption } => {
            blocks(inner, ids);
            inlines(caption, ids);
        }
        Block::Anchor(id) => {
            ids.insert(id);
        }
        Block::Code(_) | Block::Diagram(_) | Block::Math(_) | Block::Rule | Block::Embedded { .. } => {}
    }
}

fn items<'a>(all: &'a [Item], ids: &mut HashSet<&'a str>) {
    for item in all {
        ids.insert(&item.id);
        blocks(&item.blocks, ids);
    }
}

fn inlines<'a>(all: &'a [Inline], ids: &mut HashSet<&'a str>) {
    ids.extend(all.iter().filter_map(|inline| if let Inline::Anchor(id) = inline { Some(&**id) } else { None }));
}
