//! Pages that nobody would write: blocks within blocks at random, words of all scripts and lengths.

use super::layout::{WIDTHS, assert_fits, assert_nothing_lost, reading};
use proptest::prelude::*;
use stagedoor::domain::docs::layout::{Reading, lay};
use stagedoor::domain::docs::{
    Align, Block, Cell, Code, Definition, Heading, Href, Inline, Item, Note, Page, PageName, Prose, Set, Style, Tab,
    Table, Token, Writer,
};

const WORDS: [&str; 14] = [
    "a",
    "gate",
    "harbor,",
    "日本語の文字",
    "e\u{301}",
    "🚀",
    "gate.open.timeout.seconds",
    "https://a.example/b?c=d",
    "(in",
    "brackets)",
    "--option",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "—",
    "עברית",
];

/// Makes a page of numbers: each says what comes next.
struct Maker<'n> {
    writer: Writer,
    numbers: std::iter::Cycle<std::slice::Iter<'n, u8>>,
    left: usize,
}

impl Maker<'_> {
    fn next(&mut self, below: usize) -> usize {
        usize::from(*self.numbers.next().unwrap_or(&0)) % below
    }

    fn text(&mut self) -> Vec<Inline> {
        let mut prose = Prose::default();
        for _ in 0..self.next(12) {
            let word = WORDS[self.next(WORDS.len())];
            let style = if self.next(4) == 0 { Style::STRONG } else { Style::PLAIN };
            let link = (self.next(6) == 0).then(|| self.writer.link(Href::Other("x".into()), ""));
            self.writer.text(&mut prose, word, &Set { style, link, ..Set::default() });
            match self.next(9) {
                0 => self.writer.put(&mut prose, Inline::Break),
                1 => {}
                _ => self.writer.text(&mut prose, " ", &Set::default()),
            }
        }
        self.writer.end(prose)
    }

    fn blocks(&mut self, depth: usize) -> Vec<Block> {
        let count = self.next(4) + usize::from(depth == 0);
        (0..count).map(|_| self.block(depth)).collect()
    }

    fn item(&mut self, depth: usize) -> Item {
        let is_done = [None, None, Some(true), Some(false)][self.next(4)];
        Item { is_done, id: "".into(), blocks: self.blocks(depth + 1) }
    }

    fn block(&mut self, depth: usize) -> Block {
        self.left = self.left.saturating_sub(1);
        let kind = if self.left == 0 || depth > 6 { self.next(2) } else { self.next(12) };
        match kind {
            0 | 1 => Block::Paragraph(self.text()),
            2 => Block::Heading(Heading { level: 1 + self.next(6) as u8, id: "id".into(), text: self.text() }),
            3 | 4 => {
                let from = [None, Some(1), Some(998)][self.next(3)];
                let count = 1 + self.next(3);
                Block::List { from, items: (0..count).map(|_| self.item(depth)).collect() }
            }
            5 => Block::Quote(self.blocks(depth + 1)),
            6 => self.code(),
            7 | 8 => self.table(depth),
            9 => self.note(depth),
            10 => self.tabs(depth),
            _ => Block::Definitions(vec![Definition {
                terms: vec![self.text()],
                meanings: vec![self.blocks(depth + 1)],
            }]),
        }
    }

    fn code(&mut self) -> Block {
        let key = self.writer.key("code", "");
        let mut code = Code { key, numbers_from: (self.next(2) == 0).then_some(9), ..Code::default() };
        for _ in 0..self.next(4) {
            let words: Vec<&str> = (0..self.next(9)).map(|_| WORDS[self.next(WORDS.len())]).collect();
            let line = words.join("  ");
            let is_marked = self.next(3) == 0;
            self.writer.code_line(&mut code, [(line.as_str(), Token::Plain)], is_marked);
        }
        Block::Code(code)
    }

    fn table(&mut self, depth: usize) -> Block {
        let columns = 1 + self.next(5);
        let key = self.writer.key("table", "");
        let aligns = (0..columns).map(|_| [Align::Left, Align::Center, Align::Right][self.next(3)]).collect();
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        for _ in 0..1 + self.next(4) {
            let cells = self.next(columns + 1);
            rows.push((0..cells).map(|_| self.cell(depth)).collect());
        }
        let head = if self.next(3) > 0 { vec![rows.remove(0)] } else { Vec::new() };
        Block::Table(Table { key, columns: aligns, head, rows, caption: Vec::new() })
    }

    fn cell(&mut self, depth: usize) -> Cell {
        let blocks = if self.next(4) == 0 { self.blocks(depth + 1) } else { vec![Block::Paragraph(self.text())] };
        Cell { blocks, span: self.next(3) as u16, is_head: self.next(5) == 0 }
    }

    fn note(&mut self, depth: usize) -> Block {
        let key = self.writer.key("note", "");
        let title = self.text();
        let from = self.writer.at();
        let blocks = self.blocks(depth + 1);
        let is_open = [None, Some(true), Some(false)][self.next(3)];
        Block::Note(Note { key, kind: "tip".into(), title, blocks, is_open, body: self.writer.since(from) })
    }

    fn tabs(&mut self, depth: usize) -> Block {
        let key = self.writer.key("tabs", "");
        let count = 1 + self.next(3);
        let tabs = (0..count).map(|_| {
            let label = self.text();
            let from = self.writer.at();
            let blocks = self.blocks(depth + 1);
            Tab { label, blocks, body: self.writer.since(from) }
        });
        Block::Tabs { key, tabs: tabs.collect(), first: 0 }
    }
}

fn made(numbers: &[u8]) -> Page {
    let writer = Writer::new(PageName::default());
    let mut maker = Maker { writer, numbers: numbers.iter().cycle(), left: 40 };
    let blocks = maker.blocks(0);
    let mut page = maker.writer.finish();
    page.blocks = blocks;
    page
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, max_shrink_iters: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_page_is_too_wide_and_none_loses_anything(numbers in proptest::collection::vec(any::<u8>(), 1..400)) {
        let page = made(&numbers);
        for columns in WIDTHS {
            for (is_whole, is_ascii) in [(false, false), (true, false), (true, true)] {
                let layout = lay(&page, &Reading { is_whole, is_ascii, ..reading(columns) });
                assert_fits(&page, &layout, columns, "made");
                if is_whole {
                    assert_nothing_lost(&page, &layout, "made");
                }
            }
        }
    }

    #[test]
    fn a_place_of_any_page_is_found_again(numbers in proptest::collection::vec(any::<u8>(), 1..200)) {
        let page = made(&numbers);
        let (narrow, wide) = (lay(&page, &reading(40)), lay(&page, &reading(120)));
        for row in 0..narrow.rows.len() {
            let place = narrow.place_of(row);
            let is_text = page.pool.as_str().get(place as usize..).is_some_and(|rest| !rest.starts_with(' '));
            if is_text {
                let found = wide.row_at(place);
                let shows = wide.bits(&wide.rows[found]).any(|bit| !bit.is_own && bit.text.holds(place));
                prop_assert!(shows, "the place {} of row {} is not in row {}", place, row, found);
            }
        }
    }

    #[test]
    fn a_screen_of_hardly_any_columns_shows_all_the_same(numbers in proptest::collection::vec(any::<u8>(), 1..200)) {
        let page = made(&numbers);
        for columns in 0..8 {
            let layout = lay(&page, &Reading { is_whole: true, ..reading(columns) });
            assert_nothing_lost(&page, &layout, "narrow");
        }
    }
}

#[test]
fn nothing_is_too_deep() {
    let mut blocks = vec![Block::Rule];
    for depth in 0..200 {
        let items = vec![Item { blocks: std::mem::take(&mut blocks), ..Item::default() }];
        blocks = vec![match depth % 3 {
            0 => Block::List { from: None, items },
            1 => Block::Quote(items.into_iter().flat_map(|item| item.blocks).collect()),
            _ => Block::List { from: Some(1), items },
        }];
    }
    let page = Page { blocks, ..Page::default() };
    let layout = lay(&page, &reading(80));
    assert_fits(&page, &layout, 80, "deep");
    assert!(layout.rows.len() < 400);
}
