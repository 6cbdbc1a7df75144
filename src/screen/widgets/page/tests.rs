//! Pages for the tests of this folder.

use super::PageView;
use crate::domain::docs::{Block, Code, Heading, Inline, Note, Page, PageName, Prose, Set, Tab, Token, Writer};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;

/// Paragraphs, a heading before every tenth.
pub(super) fn article(count: usize, words: &str) -> Vec<String> {
    (0..count).map(|n| format!("{n}. {words}")).collect()
}

pub(super) fn page(paragraphs: &[String]) -> Arc<Page> {
    let mut writer = Writer::new(PageName::default());
    let mut blocks = Vec::new();
    for text in paragraphs {
        let number = text.split('.').next().and_then(|number| number.parse::<usize>().ok());
        if let Some(part) = number.filter(|number| number % 10 == 0) {
            let head = prose(&mut writer, &format!("Part {}", part / 10));
            blocks.push(Block::Heading(Heading { level: 2, id: format!("part-{}", part / 10).into(), text: head }));
        }
        blocks.push(Block::Paragraph(prose(&mut writer, text)));
    }
    finished(writer, blocks)
}

pub(super) fn prose(writer: &mut Writer, text: &str) -> Vec<Inline> {
    let mut prose = Prose::default();
    writer.text(&mut prose, text, &Set::default());
    writer.end(prose)
}

pub(super) fn finished(mut writer: Writer, blocks: Vec<Block>) -> Arc<Page> {
    writer.page().blocks = blocks;
    Arc::new(writer.finish())
}

pub(super) fn view(paragraphs: &[String], columns: usize, rows: usize) -> PageView {
    let mut view = PageView::default();
    view.set(&page(paragraphs), (columns, rows), false);
    view
}

/// A closed fold that says `says`.
pub(super) fn fold(writer: &mut Writer, says: &str) -> Block {
    let key = writer.key("note", says);
    let title = prose(writer, "More");
    let from = writer.at();
    let blocks = vec![Block::Paragraph(prose(writer, says))];
    let body = writer.since(from);
    Block::Note(Note { key, kind: "note".into(), title, blocks, is_open: Some(false), body })
}

/// Tabs, each with its label and what it says.
pub(super) fn tabs(writer: &mut Writer, of: &[(&str, &str)]) -> Block {
    let key = writer.key("tabs", of.first().map_or("", |(_, says)| says));
    let tab = |(label, says): &(&str, &str)| {
        let label = prose(writer, label);
        let from = writer.at();
        let blocks = vec![Block::Paragraph(prose(writer, says))];
        Tab { label, blocks, body: writer.since(from) }
    };
    Block::Tabs { key, tabs: of.iter().map(tab).collect(), first: 0 }
}

pub(super) fn code(writer: &mut Writer, lines: &[&str]) -> Block {
    let mut code = Code { key: writer.key("code", lines.first().unwrap_or(&"")), ..Code::default() };
    lines.iter().for_each(|line| writer.code_line(&mut code, [(*line, Token::Plain)], false));
    Block::Code(code)
}

impl PageView {
    /// The rows that are seen, as text.
    pub(super) fn lines(&self) -> Vec<String> {
        let width = u16::try_from(self.reading.columns).unwrap();
        let area = Rect::new(0, 0, width, u16::try_from(self.height).unwrap());
        let mut buf = Buffer::empty(area);
        self.view(&mut buf, area, &crate::screen::look::Look::default());
        let line = |y: u16| (0..width).map(|x| buf[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
        (0..area.height).map(line).collect()
    }

    /// The first row with text.
    pub(super) fn first_line(&self) -> String {
        self.lines().into_iter().find(|line| !line.is_empty()).unwrap_or_default()
    }

    pub(super) fn shows(&self, text: &str) -> bool {
        self.lines().iter().any(|line| line.contains(text))
    }
}
