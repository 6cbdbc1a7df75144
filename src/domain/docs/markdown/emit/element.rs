use super::Emit;
use crate::domain::docs::markdown::raw;
use crate::domain::docs::markdown::source::marked;
use crate::domain::docs::markdown::tree::{Id, Kind};
use crate::domain::docs::page::{Block, Heading, Inline, Note};

impl<'a> Emit<'a, '_> {
    /// A block of HTML.
    pub(super) fn raw_block(&mut self, number: usize, blocks: &mut Vec<Block>) {
        let raw = self.raw;
        let Some(source) = raw.blocks.get(number) else { return };
        let inner = self.html(source);
        blocks.extend(inner);
    }

    /// An element with Markdown in it.
    pub(super) fn element(&mut self, id: Id, number: usize, blocks: &mut Vec<Block>) {
        let raw = self.raw;
        let Some((source, _)) = raw.elements.get(number) else { return };
        let name = raw::tag(source).map(|tag| tag.name).unwrap_or_default();
        let anchor = raw::attribute(source, "id").map(Self::place);
        blocks.extend(anchor.map(Block::Anchor));
        let classes: Vec<&str> = raw::attribute(source, "class").unwrap_or_default().split_whitespace().collect();
        match name.as_str() {
            "div" if classes.contains(&"grid") => self.grid(id, classes.contains(&"cards"), blocks),
            "div" if classes.contains(&"admonition") => blocks.push(self.titled(id, &classes, None)),
            "details" => {
                let is_open = Some(raw::attribute(source, "open").is_some());
                blocks.push(self.titled(id, &classes, is_open));
            }
            "figure" => blocks.push(self.figure(id)),
            "blockquote" => {
                let inner = self.children(id);
                blocks.push(Block::Quote(inner));
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.trim_start_matches('h').parse().unwrap_or(1);
                let lines = self.tree.node(id).text.clone();
                let text = self.lines(&lines);
                let id = Self::place(raw::attribute(source, "id").unwrap_or_default());
                blocks.push(Block::Heading(Heading { level, id, text }));
            }
            _ => {
                let inner = self.children(id);
                blocks.extend(inner);
            }
        }
    }

    /// What stands beside each other stays together; of cards each item of their list is one.
    fn grid(&mut self, id: Id, is_of_cards: bool, blocks: &mut Vec<Block>) {
        let tree = self.tree;
        for child in &tree.node(id).children {
            if is_of_cards && tree.is_list(*child) {
                for item in &tree.node(*child).children {
                    let inner = self.children(*item);
                    blocks.push(Block::Group(inner));
                }
                continue;
            }
            let mut inner = Vec::new();
            self.block(*child, &mut inner);
            if !inner.is_empty() {
                blocks.push(Block::Group(inner));
            }
        }
    }

    /// A fold, or an admonition, that was written as HTML.
    fn titled(&mut self, id: Id, classes: &[&str], is_open: Option<bool>) -> Block {
        let from = self.writer.at();
        let (summary, rest) = self.apart(id, is_title);
        let title = summary.map(|source| self.html_line(&source)).unwrap_or_default();
        let begin = self.writer.at();
        let mut blocks = Vec::new();
        for child in rest {
            self.block(child, &mut blocks);
        }
        let body = self.writer.since(begin);
        let kind = classes.iter().find(|class| !matches!(**class, "admonition" | "inline" | "end" | "annotate"));
        let kind = Self::place(&kind.map(|kind| kind.to_lowercase()).unwrap_or_default());
        Block::Note(Note { key: self.key("note", from), kind, title, blocks, is_open, body })
    }

    fn figure(&mut self, id: Id) -> Block {
        let (caption, rest) = self.apart(id, |source| is_named(source, "figcaption"));
        let tree = self.tree;
        let lines: Vec<&str> = tree.node(id).text.iter().copied().filter(|line| marked(line, 'h').is_none()).collect();
        let mut blocks = Vec::new();
        self.text(&lines, &mut blocks);
        for child in rest {
            self.block(child, &mut blocks);
        }
        let caption = caption.map(|source| self.html_line(&source)).unwrap_or_default();
        Block::Figure { blocks, caption }
    }

    /// The child that is such an element by its tag, as HTML or with Markdown in it, and all others.
    fn apart(&mut self, id: Id, is_it: fn(&str) -> bool) -> (Option<Titling<'a>>, Vec<Id>) {
        let tree = self.tree;
        let node = tree.node(id);
        let mut found = node.text.iter().find_map(|line| self.raw_one(line, is_it));
        let mut rest = Vec::new();
        for child in &node.children {
            let own = match tree.kind(*child) {
                Kind::Element(number) => {
                    let source = self.raw.elements.get(*number).map(|(source, _)| source.as_str()).unwrap_or_default();
                    is_it(source).then(|| Titling::Markdown(tree.node(*child).text.clone()))
                }
                Kind::Paragraph => tree.node(*child).text.first().and_then(|line| self.raw_one(line, is_it)),
                _ => None,
            };
            if own.is_none() || found.is_some() {
                rest.push(*child);
            } else {
                found = own;
            }
        }
        (found, rest)
    }

    fn raw_one(&self, line: &str, is_it: fn(&str) -> bool) -> Option<Titling<'a>> {
        let (number, _) = marked(line, 'h')?;
        let source = self.raw.blocks.get(number)?;
        is_it(source).then(|| Titling::Html(source.clone()))
    }

    fn html_line(&mut self, source: &Titling<'a>) -> Vec<Inline> {
        match source {
            Titling::Markdown(lines) => self.lines(lines),
            Titling::Html(source) => {
                let blocks = self.html(source);
                blocks
                    .into_iter()
                    .find_map(|block| match block {
                        Block::Paragraph(inlines) => Some(inlines),
                        _ => None,
                    })
                    .unwrap_or_default()
            }
        }
    }
}

fn is_named(source: &str, name: &str) -> bool {
    raw::tag(source).is_some_and(|tag| tag.name == name)
}

/// Whether an element titles the fold or the admonition that it stands in.
fn is_title(source: &str) -> bool {
    let class = raw::tag(source).and_then(|tag| raw::attribute(tag.text, "class"));
    is_named(source, "summary") || class.is_some_and(|all| all.split_whitespace().any(|one| one == "admonition-title"))
}

/// What titles an element: a summary, a caption.
enum Titling<'a> {
    Html(String),
    Markdown(Vec<&'a str>),
}
