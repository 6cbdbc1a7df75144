//! Opening what hides a place of a page: folds, tabs, drawings that stand for their source.

use super::Reading;
use crate::domain::docs::code::Diagram;
use crate::domain::docs::ids::Key;
use crate::domain::docs::page::{Block, Inline, Page, Tab};
use crate::domain::text::Piece;

/// Opens the folds and chooses the tabs around a place of the text, so that it is seen. Tells whether
/// anything had to be opened.
pub fn reveal(page: &Page, reading: &mut Reading, place: u32) -> bool {
    open(&page.blocks, reading, place)
}

/// Shows a tab, and the one of the same name in all other sets of the page.
pub fn choose(page: &Page, reading: &mut Reading, key: Key, tab: usize) {
    let mut name = None;
    each_set(&page.blocks, &mut |set, tabs| {
        if set == key {
            name = tabs.get(tab).map(|tab| label(page, tab));
        }
    });
    reading.chosen.insert(key, tab);
    let Some(name) = name else { return };
    each_set(&page.blocks, &mut |set, tabs| {
        if let Some(at) = tabs.iter().position(|tab| label(page, tab) == name).filter(|_| set != key) {
            reading.chosen.insert(set, at);
        }
    });
}

fn label(page: &Page, tab: &Tab) -> String {
    let text = tab.label.iter().map(|inline| match inline {
        Inline::Text(span) => page.text(span.text).as_str(),
        _ => "",
    });
    text.collect::<String>().trim().to_lowercase()
}

fn each_set(blocks: &[Block], found: &mut dyn FnMut(Key, &[Tab])) {
    for block in blocks {
        if let Block::Tabs { key, tabs, .. } = block {
            found(*key, tabs);
        }
        block.inner(&mut |blocks| each_set(blocks, found));
    }
}

fn open(blocks: &[Block], reading: &mut Reading, place: u32) -> bool {
    let mut has_opened = false;
    for block in blocks {
        match block {
            Block::Note(note) if note.body.holds(place) && !reading.is_open(note) => {
                turn(reading, note.key);
                has_opened = true;
            }
            Block::Tabs { key, tabs, first } => has_opened |= show(reading, *key, tabs, *first, place),
            Block::Diagram(diagram) if hides(diagram, place) => has_opened |= reading.as_source.insert(diagram.key),
            _ => {}
        }
        block.inner(&mut |blocks| has_opened |= open(blocks, reading, place));
    }
    has_opened
}

fn turn(reading: &mut Reading, key: Key) {
    if !reading.turned.remove(&key) {
        reading.turned.insert(key);
    }
}

fn show(reading: &mut Reading, key: Key, tabs: &[Tab], first: usize, place: u32) -> bool {
    let seen = reading.tab(key, first);
    let holding = tabs.iter().position(|tab| tab.body.holds(place)).filter(|at| *at != seen && !reading.is_whole);
    if let Some(at) = holding {
        reading.chosen.insert(key, at);
    }
    holding.is_some()
}

/// Whether a place lies in the source of a drawing.
fn hides(diagram: &Diagram, place: u32) -> bool {
    let pieces = || diagram.source.pieces.iter().map(|(piece, _)| *piece);
    let (first, last) = (pieces().next(), pieces().last());
    first.zip(last).is_some_and(|(first, last)| Piece { from: first.from, to: last.to }.holds(place))
}
