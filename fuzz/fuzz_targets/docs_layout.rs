//! Pages laid out: of any page, at any width and however it is read, rows come that are no wider than the
//! screen but in what is moved sideways, and every place is found again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stagedoor::domain::docs::layout::{Deed, Layout, Reading, choose, lay, reveal};
use stagedoor::domain::docs::markdown::{self, Snippets};
use stagedoor::domain::docs::{Page, numbered};
use stagedoor::domain::text::width;

struct None;

impl Snippets for None {
    fn snippet(&self, _path: &str) -> Option<String> {
        Option::None
    }
}

fn assert_fits(page: &Page, layout: &Layout, columns: usize) {
    for row in &layout.rows {
        let still = layout.bits.get(row.bits.start as usize..row.bits.end as usize).unwrap_or_default();
        let still: usize = still.iter().map(|bit| width(layout.text(page, bit).as_str())).sum();
        assert!(still <= columns, "{still} columns of {columns}");
    }
}

fuzz_target!(|given: (u8, u8, &str)| {
    let (wide, how, text) = given;
    let page = markdown::read(text, "guide/page.md", &None);
    // a letter may have two columns: what is narrower holds none
    let columns = usize::from(wide).max(2);
    let mut reading = Reading { columns, is_whole: how & 1 > 0, is_ascii: how & 2 > 0, ..Reading::default() };
    if how & 4 > 0 {
        reading.numbers = numbered(&page, ToString::to_string).numbers;
    }
    let layout = lay(&page, &reading);
    assert_fits(&page, &layout, columns);
    for spot in layout.spots.iter().take(50) {
        match spot.deed {
            Deed::Fold(key) => drop(reading.turned.insert(key)),
            Deed::Choose(key, tab) => choose(&page, &mut reading, key, tab as usize),
            Deed::Source(key) => drop(reading.as_source.insert(key)),
            _ => {}
        }
    }
    assert_fits(&page, &lay(&page, &reading), columns);
    let place = page.pool.end() / 2;
    reveal(&page, &mut reading, place);
    let layout = lay(&page, &reading);
    assert!(layout.rows.is_empty() || layout.row_at(place) < layout.rows.len());
});
