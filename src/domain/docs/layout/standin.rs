#![allow(clippy::all, clippy::collapsible_match, clippy::collapsible_if)]
//! Stands in for the layout until that is there.

use super::*;
use crate::domain::docs::style::Style;
use crate::domain::docs::{Block, Inline, Item, Span};

pub(super) struct Laying<'a> {
    page: &'a Page,
    reading: &'a Reading,
    layout: Layout,
    column: usize,
    from: u32,
}

impl<'a> Laying<'a> {
    pub(super) fn run(page: &'a Page, reading: &'a Reading) -> Layout {
        let mut this = Self { page, reading, layout: Layout::default(), column: 0, from: 0 };
        this.blocks(&page.blocks);
        this.layout
    }

    fn row(&self) -> u32 {
        self.layout.rows.len() as u32
    }

    fn end(&mut self) {
        let to = self.layout.bits.len() as u32;
        self.layout.rows.push(Row { bits: self.from..to, moved: to..to, area: None });
        (self.from, self.column) = (to, 0);
    }

    fn own(&mut self, text: &str, role: Role) {
        let piece = self.layout.own.push(text);
        let ink = Ink { role, style: Style::PLAIN, token: Token::Plain, is_marked: false };
        self.layout.bits.push(Bit { text: piece, is_own: true, ink, link: None });
        self.column += crate::domain::text::width(text);
    }

    fn spot(&mut self, column: usize, columns: usize, deed: Deed) {
        let row = self.row();
        self.layout.spots.push(Spot { row, column: column as u32, columns: columns as u32, deed });
    }

    fn span(&mut self, span: &Span, role: Role) {
        let text = self.page.text(span.text).as_str();
        let mut from = span.text.from;
        for word in text.split_inclusive(' ') {
            let columns = crate::domain::text::width(word.trim_end());
            if self.column > 0 && self.column + columns > self.reading.columns {
                self.end();
            }
            let to = from + word.len() as u32;
            let ink = Ink { role, style: span.style, token: span.token, is_marked: false };
            self.layout.bits.push(Bit { text: Piece { from, to }, is_own: false, ink, link: span.link });
            if let Some(link) = span.link {
                self.spot(self.column, columns, Deed::Follow(link));
            }
            self.column += crate::domain::text::width(word);
            from = to;
        }
    }

    fn prose(&mut self, text: &[Inline], role: Role) {
        for inline in text {
            match inline {
                Inline::Text(span) => self.span(span, role),
                Inline::Anchor(id) => self.layout.anchors.push((id.clone(), self.layout.rows.len() as u32)),
                _ => {}
            }
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        blocks.iter().for_each(|block| self.block(block));
    }

    fn items(&mut self, items: &[Item]) {
        for item in items {
            let row = self.row();
            self.layout.anchors.push((item.id.clone(), row));
            self.own("* ", Role::Dim);
            self.blocks(&item.blocks);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(heading) => {
                let row = self.row();
                self.layout.anchors.push((heading.id.clone(), row));
                let text = heading.text.iter().map(|inline| match inline {
                    Inline::Text(span) => self.page.text(span.text).as_str(),
                    _ => "",
                });
                let text = Clean::line(&text.collect::<String>());
                self.layout.headings.push(HeadingRow { level: heading.level, id: heading.id.clone(), text, row });
                self.prose(&heading.text, Role::Heading);
            }
            Block::Paragraph(text) => self.prose(text, Role::Text),
            Block::List { items, .. } | Block::Footnotes(items) => return self.items(items),
            Block::Note(note) => {
                let open = note.is_open.is_none_or(|open| open != self.reading.turned.contains(&note.key));
                if note.is_open.is_some() {
                    self.spot(0, 2, Deed::Fold(note.key));
                    self.own(if open { "▾ " } else { "▸ " }, Role::Key);
                }
                self.prose(&note.title, Role::Note);
                self.end();
                if open {
                    self.blocks(&note.blocks);
                }
                return;
            }
            Block::Tabs { key, tabs, first } => {
                let chosen = self.reading.chosen.get(key).copied().unwrap_or(*first);
                for (n, tab) in tabs.iter().enumerate() {
                    self.spot(self.column, 4, Deed::Choose(*key, n as u32));
                    self.own(if n == chosen { "* " } else { "  " }, Role::Key);
                    self.prose(&tab.label, Role::Text);
                }
                self.end();
                if let Some(tab) = tabs.get(chosen) {
                    self.blocks(&tab.blocks);
                }
                return;
            }
            Block::Code(code) => return self.code(code),
            _ => {}
        }
        self.end();
        self.end();
    }

    fn code(&mut self, code: &super::super::Code) {
        self.spot(0, 4, Deed::Copy(code.key));
        self.own("copy", Role::Dim);
        self.end();
        let area = self.layout.areas.len() as u32;
        let start = self.row();
        let mut columns = 0;
        for (pieces, is_marked) in code.rows() {
            let from = self.layout.bits.len() as u32;
            let mut used = 0;
            for (text, token) in pieces {
                used += crate::domain::text::width(self.page.text(*text).as_str());
                let ink = Ink { role: Role::Code, style: Style::PLAIN, token: *token, is_marked };
                self.layout.bits.push(Bit { text: *text, is_own: false, ink, link: None });
            }
            columns = columns.max(used as u32);
            let to = self.layout.bits.len() as u32;
            self.layout.rows.push(Row { bits: from..from, moved: from..to, area: Some(area) });
            self.from = to;
        }
        let seen = (self.reading.columns as u32).min(columns);
        self.layout.areas.push(Area { key: code.key, rows: start..self.row(), left: 0, seen, columns });
        self.end();
    }
}

/// Opens what hides a place.
pub fn reveal(page: &Page, reading: &mut Reading, place: u32) {
    page.each_block(&mut |block| match block {
        Block::Note(note) if note.body.holds(place) => {
            if note.is_open.is_some_and(|open| open == reading.turned.contains(&note.key)) {
                if !reading.turned.remove(&note.key) {
                    reading.turned.insert(note.key);
                }
            }
        }
        Block::Tabs { key, tabs, .. } => {
            if let Some(at) = tabs.iter().position(|tab| tab.body.holds(place)) {
                reading.chosen.insert(*key, at);
            }
        }
        _ => {}
    });
}

impl Layout {
    /// The row of a place.
    pub fn row_at(&self, place: u32) -> usize {
        let begins = |row: &Row| self.bits(row).find(|bit| !bit.is_own).map(|bit| bit.text.from);
        self.rows.iter().rposition(|row| begins(row).is_some_and(|from| from <= place)).unwrap_or(0)
    }
}
