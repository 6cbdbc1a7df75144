//! What a page is on rows of a given width: nothing is lost, nothing is too wide, every link can be
//! pressed, and a place is found again.

use super::built::{Built, page, pages};
use crate::support::pages;
use stagedoor::domain::docs::layout::{Deed, Layout, Reading, choose, lay, plain, reveal};
use stagedoor::domain::docs::{Block, Inline, LinkId, Page, Span, Style, find, html};
use stagedoor::domain::text::{Piece, width};
use std::collections::HashSet;

pub const WIDTHS: [usize; 5] = [20, 40, 80, 100, 160];

pub fn reading(columns: usize) -> Reading {
    Reading { columns, ..Reading::default() }
}

fn whole(columns: usize) -> Reading {
    Reading { is_whole: true, ..reading(columns) }
}

/// All ways to read a page at a width.
fn readings(columns: usize) -> [Reading; 3] {
    [reading(columns), whole(columns), Reading { is_ascii: true, ..whole(columns) }]
}

fn text(page: &Page, layout: &Layout, row: usize) -> String {
    layout.bits(&layout.rows[row]).map(|bit| layout.text(page, bit).as_str()).collect()
}

/// Nothing is wider than the screen but what an area moves, and areas are what they say.
pub fn assert_fits(page: &Page, layout: &Layout, columns: usize, name: &str) {
    for (at, row) in layout.rows.iter().enumerate() {
        let still: usize = layout.bits[row.bits.start as usize..row.bits.end as usize]
            .iter()
            .map(|bit| width(layout.text(page, bit).as_str()))
            .sum();
        assert!(still <= columns, "{name} at {columns}: row {at} is too wide: {:?}", text(page, layout, at));
        let Some(area) = row.area.map(|area| &layout.areas[area as usize]) else {
            assert_eq!(row.moved.len(), 0);
            continue;
        };
        let all = width(&text(page, layout, at));
        assert!(area.rows.contains(&(at as u32)), "{name}: row {at} of {area:?}");
        assert!(still <= area.left as usize && all <= (area.left + area.columns) as usize, "{name}: row {at}");
        assert!(area.columns > area.seen && (area.left + area.seen) as usize <= columns.max(area.left as usize));
    }
}

#[test]
fn no_row_is_wider_than_the_screen_but_in_what_is_moved_sideways() {
    for built in pages() {
        let page = built.page();
        page.draw();
        for columns in WIDTHS {
            for reading in readings(columns) {
                assert_fits(&page, &lay(&page, &reading), columns, &built.path);
            }
        }
    }
}

#[test]
fn large_pages_fit_as_small_ones_do() {
    for html in [pages::html(300_000, 70), pages::table(2_000)] {
        let page = html::read(&html, "guide/x/index.html");
        for columns in [20, 80, 160] {
            let layout = lay(&page, &reading(columns));
            assert!(layout.rows.len() > 1_000);
            assert_fits(&page, &layout, columns, "large");
        }
    }
}

#[test]
fn a_screen_of_no_columns_is_no_reason_to_fall_over() {
    for built in pages() {
        let page = built.page();
        for columns in [0, 1, 2, 3, 7] {
            for reading in readings(columns) {
                assert!(!lay(&page, &reading).rows.is_empty() || page.blocks.is_empty());
            }
        }
    }
}

/// Calls with each span of a page.
fn each_span(blocks: &[Block], call: &mut dyn FnMut(&Span)) {
    let mut line = |inlines: &[Inline]| {
        for inline in inlines {
            if let Inline::Text(span) = inline {
                call(span);
            }
        }
    };
    for block in blocks {
        match block {
            Block::Paragraph(inlines) => line(inlines),
            Block::Heading(heading) => line(&heading.text),
            Block::Note(note) => line(&note.title),
            Block::Figure { caption, .. } => line(caption),
            Block::Table(table) => line(&table.caption),
            Block::Tabs { tabs, .. } => tabs.iter().for_each(|tab| line(&tab.label)),
            Block::Definitions(all) => all.iter().flat_map(|one| &one.terms).for_each(|term| line(term)),
            _ => {}
        }
    }
    for block in blocks {
        block.inner(&mut |inner| each_span(inner, call));
    }
}

/// What is shown in other characters than its author's: keys, formulas, what stands above and below the
/// line, drawings, signs of annotations.
fn shown_otherwise(page: &Page) -> Vec<Piece> {
    let mut pieces = Vec::new();
    each_span(&page.blocks, &mut |span| {
        if [Style::KEY, Style::MATH, Style::SUPER, Style::SUB].iter().any(|style| span.style.has(*style)) {
            pieces.push(span.text);
        }
    });
    fn others(page: &Page, blocks: &[Block], pieces: &mut Vec<Piece>) {
        for block in blocks {
            match block {
                Block::Math(lines) => pieces.extend(lines),
                Block::Diagram(diagram) => pieces.extend(diagram.source.pieces.iter().map(|(piece, _)| piece)),
                Block::Code(code) => {
                    let has_sign = |piece: &Piece| page.text(*piece).as_str().trim_end().ends_with([')', '!']);
                    pieces.extend(code.pieces.iter().map(|(piece, _)| *piece).filter(has_sign));
                }
                block => block.inner(&mut |inner| others(page, inner, pieces)),
            }
        }
    }
    others(page, &page.blocks, &mut pieces);
    pieces
}

/// Every character of the page stands in one bit of the whole layout.
pub fn assert_nothing_lost(page: &Page, layout: &Layout, name: &str) {
    let mut seen = vec![0_u8; page.pool.as_str().len()];
    for bit in layout.bits.iter().filter(|bit| !bit.is_own) {
        seen[bit.text.from as usize..bit.text.to as usize].iter_mut().for_each(|count| *count += 1);
    }
    let otherwise = shown_otherwise(page);
    for (at, c) in page.pool.as_str().char_indices().filter(|(_, c)| !c.is_whitespace()) {
        let place = at as u32;
        let around = || page.pool.as_str()[at..].chars().take(40).collect::<String>();
        assert!(seen[at] < 2, "{name}: {c} stands there twice: {:?}", around());
        assert!(seen[at] == 1 || otherwise.iter().any(|piece| piece.holds(place)), "{name}: lost {:?}", around());
    }
}

#[test]
fn every_character_of_a_page_is_shown_once() {
    for built in pages() {
        let page = built.page();
        for columns in WIDTHS {
            assert_nothing_lost(&page, &lay(&page, &whole(columns)), &built.path);
        }
    }
}

#[test]
fn what_is_printed_has_the_words_of_the_page_in_their_order() {
    for built in pages().iter().filter(|built| !built.path.contains("tables")) {
        let page = built.page();
        let printed = plain(&page, &lay(&page, &whole(4000)));
        let otherwise = shown_otherwise(&page);
        let mut rest = printed.as_str();
        let mut at = 0;
        for line in page.pool.as_str().split_inclusive('\n') {
            let is_same = !otherwise.iter().any(|piece| (at..at + line.len() as u32).contains(&piece.from));
            at += line.len() as u32;
            // lines may end behind these
            let ends = ['/', '-', '?', '!', '|', '}', ')'];
            let is_short = |word: &&str| word.is_ascii() && word.len() < 60;
            for word in line
                .split([' ', '\n'])
                .flat_map(|word| word.split_inclusive(ends))
                .filter(|word| is_same && is_short(word))
            {
                let found = rest.find(word).unwrap_or_else(|| panic!("{}: {word:?} is not in its place", built.path));
                rest = &rest[found + word.len()..];
            }
        }
    }
}

fn followed(layout: &Layout) -> HashSet<LinkId> {
    let spots = layout.spots.iter();
    spots.filter_map(|spot| if let Deed::Follow(link) = spot.deed { Some(link) } else { None }).collect()
}

#[test]
fn every_link_can_be_pressed_where_its_text_is() {
    for built in pages() {
        let page = built.page();
        let mut with_text = HashSet::new();
        each_span(&page.blocks, &mut |span| with_text.extend(span.link.filter(|_| !span.text.is_empty())));
        with_text.extend(page.images.iter().filter_map(|image| image.link));
        for columns in WIDTHS {
            let layout = lay(&page, &whole(columns));
            let followed = followed(&layout);
            let missing: Vec<_> = with_text.difference(&followed).collect();
            assert!(missing.is_empty(), "{}: {missing:?}", built.path);
            assert_spots(&page, &layout, &built);
        }
    }
}

/// What can be pressed lies on text that leads there.
fn assert_spots(page: &Page, layout: &Layout, built: &Built) {
    for spot in &layout.spots {
        let Deed::Follow(link) = spot.deed else { continue };
        let mut column = 0;
        let leads = layout.bits(&layout.rows[spot.row as usize]).any(|bit| {
            let from = column;
            column += width(layout.text(page, bit).as_str()) as u32;
            bit.link == Some(link) && (from..column).contains(&spot.column)
        });
        assert!(leads, "{}: {spot:?} in {:?}", built.path, text(page, layout, spot.row as usize));
    }
}

#[test]
fn a_place_is_found_again_at_any_width() {
    for built in pages() {
        let page = built.page();
        let layouts: Vec<Layout> = WIDTHS.iter().map(|columns| lay(&page, &reading(*columns))).collect();
        for one in &layouts {
            for row in 0..one.rows.len() {
                let place = one.place_of(row);
                // blanks at the end of a line are not shown
                if page.pool.as_str().get(place as usize..).is_none_or(|rest| rest.starts_with(' ')) {
                    continue;
                }
                for other in &layouts {
                    let found = other.row_at(place);
                    let shows = other.bits(&other.rows[found]).any(|bit| !bit.is_own && bit.text.holds(place));
                    assert!(shows, "{}: the place {place} of row {row} is not in row {found}", built.path);
                }
            }
        }
    }
}

#[test]
fn what_is_found_is_made_visible() {
    let mut hidden = 0;
    for built in pages() {
        let page = built.page();
        for word in ["note", "harbor", "fold", "tab", "gate", "Linux"] {
            for found in find(&page, word) {
                let mut reading = reading(80);
                hidden += usize::from(reveal(&page, &mut reading, found.from));
                let layout = lay(&page, &reading);
                let shows = |bit: &&stagedoor::domain::docs::layout::Bit| !bit.is_own && bit.text.holds(found.from);
                let is_seen = layout.bits(&layout.rows[layout.row_at(found.from)]).any(|bit| shows(&bit));
                let is_otherwise = shown_otherwise(&page).iter().any(|piece| piece.holds(found.from));
                assert!(is_seen || is_otherwise, "{}: {word} at {}", built.path, found.from);
            }
        }
    }
    assert!(hidden > 5, "{hidden} places were hidden");
}

#[test]
fn ids_lead_to_the_row_that_they_stand_at() {
    for built in pages() {
        let page = built.page();
        let layout = lay(&page, &whole(80));
        for heading in &layout.headings {
            let shown = text(&page, &layout, heading.row as usize);
            let first = heading.text.as_str().split(' ').next().unwrap();
            assert!(shown.contains(first), "{}: {heading:?} at {shown:?}", built.path);
            let has_anchor = layout.anchors.iter().any(|(id, row)| *id == heading.id && *row == heading.row);
            assert!(has_anchor || heading.id.is_empty(), "{}: {heading:?}", built.path);
        }
    }
    let links = page("guide/headings/index.html").page();
    let layout = lay(&links, &reading(80));
    let row_of = |id: &str| layout.anchors.iter().find(|(known, _)| &**known == id).map(|(_, row)| *row as usize);
    let shown = text(&links, &layout, row_of("an-anchor").unwrap_or_else(|| panic!("{:?}", layout.anchors)));
    assert!(shown.starts_with("A paragraph behind an anchor"), "{shown}");
}

#[test]
fn choosing_a_tab_chooses_its_name_in_all_sets() {
    let page = page("guide/tabs/index.html").page();
    let mut reading = reading(80);
    let sets = |reading: &Reading| {
        let layout = lay(&page, reading);
        let shown: Vec<String> = (0..layout.rows.len()).map(|row| text(&page, &layout, row)).collect();
        shown.into_iter().filter(|row| row.contains("[macOS]")).count()
    };
    assert_eq!(sets(&reading), 0);
    let layout = lay(&page, &reading);
    let deed = layout.spots.iter().find_map(|spot| match spot.deed {
        Deed::Choose(key, 1) => Some((key, 1)),
        _ => None,
    });
    let (key, tab) = deed.unwrap();
    choose(&page, &mut reading, key, tab);
    assert_eq!(sets(&reading), 2);
}

#[test]
fn where_only_ascii_may_be_used_all_that_is_ours_is_ascii() {
    for built in pages() {
        let page = built.page();
        let layout = lay(&page, &Reading { is_ascii: true, ..whole(80) });
        let words = layout.own.as_str();
        // what authors wrote and we set in brackets or into a drawing
        let theirs = |c: &char| {
            page.pool.as_str().contains(*c) || page.images.iter().any(|image| image.alt.as_str().contains(*c))
        };
        let wrong: String = words.chars().filter(|c| !c.is_ascii() && !theirs(c)).collect();
        assert_eq!(wrong, "", "{}", built.path);
    }
}

#[test]
fn pages_as_they_are_read() {
    for name in [
        "text",
        "headings",
        "lists",
        "quotes",
        "notes",
        "tabs",
        "code",
        "tables",
        "diagrams",
        "links",
        "images",
        "grids",
        "reference",
        "hostile",
        "html",
    ] {
        let page = page(&format!("guide/{name}/index.html")).page();
        for columns in [120, 80, 40] {
            picture(&format!("{name}-{columns}"), &page, &reading(columns));
        }
    }
    let page = page("guide/text/index.html").page();
    picture("text-ascii-80", &page, &Reading { is_ascii: true, ..reading(80) });
}

#[test]
fn pages_as_they_are_printed() {
    for name in ["tabs", "notes", "diagrams"] {
        let page = page(&format!("guide/{name}/index.html")).page();
        picture(&format!("{name}-whole-80"), &page, &whole(80));
        picture(&format!("{name}-whole-ascii-80"), &page, &Reading { is_ascii: true, ..whole(80) });
    }
}

/// Rows as they are on a screen: what is moved sideways ends at its edge.
fn picture(name: &str, page: &Page, reading: &Reading) {
    page.draw();
    let layout = lay(page, reading);
    let rows = (0..layout.rows.len()).map(|row| {
        let text = text(page, &layout, row);
        let is_cut = width(&text) > reading.columns;
        let text: String = text.chars().take(if is_cut { reading.columns - 1 } else { usize::MAX }).collect();
        if is_cut { format!("{text}›\n") } else { format!("{}\n", text.trim_end()) }
    });
    let shown: String = rows.collect();
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "pictures" }, {
        insta::assert_snapshot!(format!("page-{name}"), shown);
    });
}
