use super::code::Code;
use super::ids::{ImageId, LinkId};
use super::name::Href;
use super::page::{Block, Cell, Definition, Inline, Item, Note, Page, Span, Tab, Table};
use super::style::Style;
use std::fmt::Write as _;

/// A page's structure and text as indented lines, for tests that compare and for people who look: all
/// but ids, keys, tokens and where pieces lie.
pub fn outline(page: &Page) -> String {
    let mut outline = Outline { page, out: String::new(), depth: 0 };
    outline.line(&format!("title {}", page.title));
    if let Some(moved) = &page.moved {
        outline.line(&format!("moved {}", href(moved)));
    }
    outline.blocks(&page.blocks);
    outline.out
}

struct Outline<'a> {
    page: &'a Page,
    out: String,
    depth: usize,
}

const STYLES: [(Style, &str); 12] = [
    (Style::STRONG, "strong"),
    (Style::EMPHASIS, "emphasis"),
    (Style::CODE, "code"),
    (Style::STRUCK, "struck"),
    (Style::INSERTED, "inserted"),
    (Style::MARKED, "marked"),
    (Style::KEY, "key"),
    (Style::MATH, "math"),
    (Style::SUPER, "super"),
    (Style::SUB, "sub"),
    (Style::REMARK, "remark"),
    (Style::LABEL, "label"),
];

impl Outline<'_> {
    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{:1$}{text}", "", self.depth * 2);
    }

    /// A line and, further in, what belongs to it.
    fn under(&mut self, head: &str, write: impl FnOnce(&mut Self)) {
        self.line(head);
        self.depth += 1;
        write(self);
        self.depth -= 1;
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(heading) => {
                let text = self.inlines(&heading.text);
                self.line(&format!("heading {} {text}", heading.level));
            }
            Block::Paragraph(inlines) => {
                let text = self.inlines(inlines);
                self.line(&format!("paragraph {text}"));
            }
            Block::List { from: None, items } => self.under("list", |outline| outline.items(items)),
            Block::List { from: Some(from), items } => {
                self.under(&format!("list from {from}"), |outline| outline.items(items));
            }
            Block::Definitions(all) => self.under("definitions", |outline| outline.definitions(all)),
            Block::Quote(blocks) => self.under("quote", |outline| outline.blocks(blocks)),
            Block::Code(code) => self.code(code),
            Block::Diagram(diagram) => self.under("diagram", |outline| {
                diagram.text.iter().for_each(|line| outline.line(&format!("| {line}")));
            }),
            Block::Table(table) => self.table(table),
            Block::Note(note) => self.note(note),
            Block::Tabs { tabs, first, .. } => {
                self.under(&format!("tabs, first {first}"), |outline| outline.tabs(tabs));
            }
            Block::Footnotes(items) => self.under("footnotes", |outline| outline.items(items)),
            block => self.rest(block),
        }
    }

    fn rest(&mut self, block: &Block) {
        match block {
            Block::Math(pieces) => self.under("math", |outline| {
                pieces.iter().for_each(|piece| outline.line(&format!("| {}", outline.page.text(*piece))));
            }),
            Block::Rule => self.line("rule"),
            Block::Figure { blocks, caption } => {
                let caption = self.inlines(caption);
                self.under(&format!("figure {caption}"), |outline| outline.blocks(blocks));
            }
            Block::Embedded { what, link } => {
                let to = self.target(*link);
                self.line(&format!("embedded {what} {to}"));
            }
            Block::Group(blocks) => self.under("group", |outline| outline.blocks(blocks)),
            _ => {}
        }
    }

    fn items(&mut self, items: &[Item]) {
        for item in items {
            let head = match item.is_done {
                None => "item",
                Some(true) => "item done",
                Some(false) => "item open",
            };
            self.under(head, |outline| outline.blocks(&item.blocks));
        }
    }

    fn definitions(&mut self, all: &[Definition]) {
        for definition in all {
            for term in &definition.terms {
                let term = self.inlines(term);
                self.line(&format!("term {term}"));
            }
            for meaning in &definition.meanings {
                self.under("meaning", |outline| outline.blocks(meaning));
            }
        }
    }

    fn code(&mut self, code: &Code) {
        let mut head = format!("code {}", code.language);
        if let Some(title) = code.title {
            let _ = write!(head, " title {:?}", self.page.text(title).as_str());
        }
        if let Some(from) = code.numbers_from {
            let _ = write!(head, " from {from}");
        }
        self.under(&head, |outline| {
            for (pieces, is_marked) in code.rows() {
                let text: String = pieces.iter().map(|(piece, _)| outline.page.text(*piece).as_str()).collect();
                outline.line(&format!("{}{text}", if is_marked { "> " } else { "| " }));
            }
        });
    }

    fn table(&mut self, table: &Table) {
        let caption = self.inlines(&table.caption);
        self.under(&format!("table {:?} {caption}", table.columns), |outline| {
            for (head, rows) in [("head", &table.head), ("row", &table.rows)] {
                for row in rows {
                    outline.under(head, |outline| row.iter().for_each(|cell| outline.cell(cell)));
                }
            }
        });
    }

    fn cell(&mut self, cell: &Cell) {
        let mut head = String::from(if cell.is_head { "head cell" } else { "cell" });
        if cell.span > 1 {
            let _ = write!(head, " over {}", cell.span);
        }
        match cell.blocks.as_slice() {
            [Block::Paragraph(inlines)] => {
                let text = self.inlines(inlines);
                self.line(&format!("{head} {text}"));
            }
            blocks => self.under(&head, |outline| outline.blocks(blocks)),
        }
    }

    fn note(&mut self, note: &Note) {
        let title = self.inlines(&note.title);
        let state = match note.is_open {
            None => "note",
            Some(true) => "open fold",
            Some(false) => "closed fold",
        };
        self.under(&format!("{state} {:?} {title}", note.kind), |outline| outline.blocks(&note.blocks));
    }

    fn tabs(&mut self, tabs: &[Tab]) {
        for tab in tabs {
            let label = self.inlines(&tab.label);
            self.under(&format!("tab {label}"), |outline| outline.blocks(&tab.blocks));
        }
    }
}

/// Running text in one line.
impl Outline<'_> {
    fn inlines(&self, inlines: &[Inline]) -> String {
        let mut out = String::new();
        let mut spans: Vec<&Span> = Vec::new();
        for inline in inlines {
            if let Inline::Text(span) = inline {
                // spans that only tokens tell apart are one
                if spans.last().is_some_and(|last| !is_set_alike(last, span)) {
                    self.spans(&mut out, &mut spans);
                }
                spans.push(span);
                continue;
            }
            if matches!(inline, Inline::Anchor(_)) {
                continue;
            }
            self.spans(&mut out, &mut spans);
            match inline {
                Inline::Break => out.push('\u{23ce}'),
                Inline::Image(id) => out.push_str(&self.image(*id)),
                Inline::Anchor(_) | Inline::Text(_) => {}
            }
        }
        self.spans(&mut out, &mut spans);
        out
    }

    fn spans(&self, out: &mut String, spans: &mut Vec<&Span>) {
        let text: String = spans.iter().map(|span| self.page.text(span.text).as_str()).collect();
        let Some(span) = spans.drain(..).next() else { return };
        let mut how: Vec<String> =
            STYLES.iter().filter(|(style, _)| span.style.has(*style)).map(|(_, name)| (*name).to_owned()).collect();
        how.extend(span.long.as_ref().map(|long| format!("short for {long}")));
        how.extend(span.link.map(|link| format!("to {}", self.target(link))));
        if how.is_empty() {
            out.push_str(&text);
        } else {
            let _ = write!(out, "\u{2039}{text}|{}\u{203a}", how.join(", "));
        }
    }

    fn target(&self, link: LinkId) -> String {
        let Some(link) = self.page.link(link) else { return String::from("nowhere") };
        if link.title.is_empty() { href(&link.to) } else { format!("{} {:?}", href(&link.to), link.title) }
    }

    fn image(&self, id: ImageId) -> String {
        let Some(image) = self.page.image(id) else { return String::new() };
        let source = match (&image.source, &image.inside) {
            (Some(source), _) => href(source),
            (None, Some(bytes)) => format!("{} bytes inside", bytes.len()),
            (None, None) => String::from("nothing"),
        };
        let mut out = format!("\u{2039}image {:?} {source}", image.alt);
        if !image.title.is_empty() {
            let _ = write!(out, " {:?}", image.title);
        }
        out.push_str(&image.is_for_dark.map(|dark| format!(" dark {dark}")).unwrap_or_default());
        out.push_str(&image.width.map(|width| format!(" width {width}")).unwrap_or_default());
        out.push_str(&image.link.map(|link| format!(" to {}", self.target(link))).unwrap_or_default());
        out.push('\u{203a}');
        out
    }
}

fn is_set_alike(one: &Span, other: &Span) -> bool {
    (one.style, one.link, &one.long) == (other.style, other.link, &other.long)
}

fn href(href: &Href) -> String {
    match href {
        Href::Page(page, None) => format!("page /{page}"),
        Href::Page(page, Some(id)) => format!("page /{page} at {id}"),
        Href::File(path) => format!("file {path}"),
        Href::Address(address) => format!("address {address}"),
        Href::Path(path) => format!("path {path}"),
        Href::Other(other) => format!("other {other}"),
    }
}
