use super::{Emit, toc};
use crate::domain::docs::markdown::attributes;
use crate::domain::docs::markdown::source::marked;
use crate::domain::docs::markdown::table;
use crate::domain::docs::markdown::tree::{Head, Id, Kind};
use crate::domain::docs::page::{Block, Cell, Heading, Note, Tab, Table};

impl<'a> Emit<'a, '_> {
    /// What stands in a block, its own text first.
    pub(super) fn children(&mut self, id: Id) -> Vec<Block> {
        let tree = self.tree;
        let node = tree.node(id);
        let mut blocks = Vec::new();
        self.text(&node.text, &mut blocks);
        for child in &node.children {
            self.block(*child, &mut blocks);
            self.text(&tree.node(*child).tail, &mut blocks);
        }
        blocks
    }

    pub(super) fn block(&mut self, id: Id, blocks: &mut Vec<Block>) {
        let tree = self.tree;
        let node = tree.node(id);
        match &node.kind {
            Kind::Paragraph => self.text(&node.text, blocks),
            Kind::Heading(level) => blocks.extend(self.heading(*level, &node.text)),
            Kind::Bullets => blocks.extend(self.list(id, None)),
            // where its author begins is not told by what MkDocs builds (mdx_truly_sane_lists)
            Kind::Numbers => blocks.extend(self.list(id, Some(1))),
            Kind::Terms => blocks.extend(self.definitions(id)),
            Kind::Quote => {
                let inner = self.children(id);
                blocks.push(Block::Quote(inner));
            }
            Kind::Code => blocks.push(self.indented_code(&node.text)),
            Kind::Math => blocks.extend(self.math(&node.text)),
            Kind::Rule => blocks.push(Block::Rule),
            Kind::Note(head) => blocks.push(self.note(id, head)),
            Kind::Tabs => blocks.push(self.tabs(id)),
            Kind::Table => blocks.push(self.table(&node.text)),
            Kind::Element(number) => self.element(id, *number, blocks),
            Kind::Caption => self.caption(id, blocks),
            Kind::Root | Kind::Item | Kind::Term | Kind::Meaning | Kind::Tab { .. } => {
                let inner = self.children(id);
                blocks.extend(inner);
            }
        }
    }

    /// Lines of text: paragraphs, and what stands between them in lines of its own.
    pub(super) fn text(&mut self, lines: &[&'a str], blocks: &mut Vec<Block>) {
        let (lines, id) = self.without_attributes(lines);
        if let Some(id) = id {
            blocks.push(Block::Anchor(Self::place(id)));
        }
        if toc::is_asked_for(lines) {
            return blocks.extend(self.contents());
        }
        let mut from = 0;
        for (at, line) in lines.iter().enumerate() {
            let fence = marked(line, 'f');
            let raw = marked(line, 'h');
            if fence.is_none() && raw.is_none() {
                continue;
            }
            self.paragraph(lines.get(from..at).unwrap_or_default(), blocks);
            from = at + 1;
            if let Some((number, _)) = fence {
                blocks.extend(self.fence(number));
            }
            if let Some((number, _)) = raw {
                self.raw_block(number, blocks);
            }
        }
        self.paragraph(lines.get(from..).unwrap_or_default(), blocks);
    }

    /// A list of attributes in the last line belongs to the block; its id is told.
    fn without_attributes<'l>(&self, lines: &'l [&'a str]) -> (&'l [&'a str], Option<&'a str>) {
        let Some((last, before)) = lines.split_last().filter(|(_, before)| !before.is_empty()) else {
            return (lines, None);
        };
        match attributes::leading(last.trim()) {
            Some((list, "")) => (before, attributes::id(list)),
            _ => (lines, None),
        }
    }

    fn paragraph(&mut self, lines: &[&'a str], blocks: &mut Vec<Block>) {
        if lines.is_empty() {
            return;
        }
        let joined;
        let text = match lines {
            [line] => *line,
            lines => {
                joined = lines.join("\n");
                &joined
            }
        };
        let inlines = self.flow(text, blocks);
        Self::put_paragraph(inlines, blocks);
    }

    fn heading(&mut self, level: u8, lines: &[&'a str]) -> Option<Block> {
        let line = lines.first().copied().unwrap_or_default();
        let (text, own) = match attributes::trailing(line) {
            Some((text, list)) => (text.trim_end().trim_end_matches('#').trim_end(), attributes::id(list)),
            None => (line, None),
        };
        let from = self.writer.at();
        let text = self.line(text);
        let piece = self.writer.since(from);
        let plain = self.writer.page().pool.get(piece).as_str().replace('\n', " ");
        let id = match own {
            Some(own) => {
                self.ids.given(own);
                own.to_owned()
            }
            None => self.ids.of_text(&plain),
        };
        self.headings.push(toc::Entry { level, id: id.clone(), text: plain });
        Some(Block::Heading(Heading { level, id: Self::place(&id), text }))
    }

    fn note(&mut self, id: Id, head: &Head<'a>) -> Block {
        let from = self.writer.at();
        let first = head.classes.split_whitespace().next().unwrap_or_default().to_lowercase();
        let title = match head.title {
            Some(title) => self.line(title),
            None => {
                let title = capital(&first);
                self.line(&title)
            }
        };
        let begin = self.writer.at();
        let blocks = self.children(id);
        let body = self.writer.since(begin);
        let mut classes = head.classes.split_whitespace();
        let kind = classes.find(|class| !matches!(*class, "inline" | "end" | "annotate")).unwrap_or_default();
        let kind = kind.to_lowercase().into();
        Block::Note(Note { key: self.key("note", from), kind, title, blocks, is_open: head.is_open, body })
    }

    fn tabs(&mut self, id: Id) -> Block {
        let tree = self.tree;
        let from = self.writer.at();
        let (mut tabs, mut first) = (Vec::new(), 0);
        for tab in &tree.node(id).children {
            let Kind::Tab { label, is_chosen } = tree.kind(*tab) else { continue };
            if *is_chosen {
                first = tabs.len();
            }
            let label = self.line(label);
            let begin = self.writer.at();
            let blocks = self.children(*tab);
            tabs.push(Tab { label, blocks, body: self.writer.since(begin) });
        }
        Block::Tabs { key: self.key("tabs", from), tabs, first }
    }

    fn table(&mut self, lines: &[&'a str]) -> Block {
        let from = self.writer.at();
        let columns = table::columns(lines);
        let mut rows = table::rows(lines).map(|cells| self.row(&cells, columns.len())).collect::<Vec<_>>().into_iter();
        let head = rows.next().into_iter().collect();
        let mut rows: Vec<Vec<Cell>> = rows.collect();
        if rows.is_empty() {
            // a table without rows is built with one that is empty
            rows.push(vec![Cell { span: 1, ..Cell::default() }; columns.len()]);
        }
        Block::Table(Table { key: self.key("table", from), columns, head, rows, caption: Vec::new() })
    }

    fn row(&mut self, cells: &[&str], columns: usize) -> Vec<Cell> {
        let mut row = Vec::with_capacity(columns);
        for nth in 0..columns {
            let text = cells.get(nth).copied().unwrap_or_default();
            let text = attributes::trailing(text).filter(|(before, _)| before.ends_with(' ')).map_or(text, |(t, _)| t);
            let inlines = self.line(text);
            let blocks = if inlines.is_empty() { Vec::new() } else { vec![Block::Paragraph(inlines)] };
            row.push(Cell { blocks, span: 1, is_head: false });
        }
        row
    }

    /// What stands before gets a caption.
    fn caption(&mut self, id: Id, blocks: &mut Vec<Block>) {
        let captioned = blocks.pop();
        let mut inner = self.children(id);
        let caption = match (inner.len(), inner.pop()) {
            (1, Some(Block::Paragraph(inlines))) => inlines,
            (_, Some(last)) => {
                blocks.extend(captioned);
                blocks.append(&mut inner);
                blocks.push(last);
                return;
            }
            (_, None) => Vec::new(),
        };
        blocks.push(Block::Figure { blocks: captioned.into_iter().collect(), caption });
    }
}

/// The first letter large, the others small.
fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
