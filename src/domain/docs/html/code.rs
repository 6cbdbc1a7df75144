use super::super::code::{Code, Diagram, Token};
use super::super::ids::LinkId;
use super::super::language;
use super::super::page::Block;
use super::super::write::Set;
use super::pygments::token_of;
use super::reader::Reader;
use super::tree::Id;
use crate::domain::text::Clean;

/// How deep elements may stand in each other in code.
const DEEPEST: u32 = 64;

/// Lines of code that are being gathered, each of its pieces with what it is and where it leads.
#[derive(Default)]
struct Lines<'a> {
    done: Vec<(Vec<Part<'a>>, bool)>,
    parts: Vec<Part<'a>>,
    is_marked: bool,
}

type Part<'a> = (&'a str, Token, Option<LinkId>);

/// What holds for the text within an element of code.
#[derive(Clone, Copy, Default)]
struct Sort {
    token: Token,
    is_marked: bool,
    link: Option<LinkId>,
}

impl<'a> Lines<'a> {
    fn add(&mut self, text: &'a str, sort: Sort) {
        for (nth, part) in text.split('\n').enumerate() {
            if nth > 0 {
                self.end();
            }
            let part = part.strip_suffix('\r').unwrap_or(part);
            if !part.is_empty() {
                self.parts.push((part, sort.token, sort.link));
            }
            // what is marked holds its line break too, and that makes no mark in the next line
            self.is_marked |= sort.is_marked && (!part.is_empty() || nth == 0);
        }
    }

    fn end(&mut self) {
        self.done.push((std::mem::take(&mut self.parts), std::mem::take(&mut self.is_marked)));
    }

    fn finish(mut self) -> Vec<(Vec<Part<'a>>, bool)> {
        if !self.parts.is_empty() {
            self.end();
        }
        self.done
    }
}

impl<'a> Reader<'a, '_> {
    /// A block of code: highlighted by Pygments, with numbers beside it or not, or plain.
    pub(super) fn code(&mut self, id: Id) -> Vec<Block> {
        let Some(pre) = self.pre_of(id) else { return self.blocks(id, &Set::default()) };
        let language = self.language_of(id, pre);
        if matches!(&*language, "" | "mermaid") && Diagram::is_source(&self.tree.whole_text(pre)) {
            return self.drawing(pre).into_iter().collect();
        }
        let from = self.writer.at();
        let mut before = self.tree.within(id).take_while(|at| *at != pre);
        let title = before.find(|at| self.tree.has_class(*at, "filename")).map(|title| self.tree.whole_text(title));
        let title = title.map(|title| self.writer.alone(title.trim()));
        let numbers_from = self.first_number(id);
        let code = Code { language, title, numbers_from, ..Code::default() };
        vec![Block::Code(self.written(pre, code, from))]
    }

    /// A drawing given as its source.
    pub(super) fn drawing(&mut self, id: Id) -> Option<Block> {
        let from = self.writer.at();
        let code = Code { language: "mermaid".into(), ..Code::default() };
        let source = self.written(id, code, from);
        let text = Clean::lines(self.tree.whole_text(id).trim_matches(['\n', '\r']));
        if source.lines.is_empty() { None } else { Some(Block::Diagram(Diagram { key: source.key, source, text })) }
    }

    fn written(&mut self, id: Id, mut code: Code, from: u32) -> Code {
        let mut lines = Lines::default();
        self.gather(id, Sort::default(), &mut lines, 0);
        for (parts, is_marked) in lines.finish() {
            code.is_highlighted |= parts.iter().any(|(_, token, _)| *token != Token::Plain);
            self.writer.linked_code_line(&mut code, parts, is_marked);
        }
        code.key = self.key("code", from);
        code
    }

    fn gather(&mut self, id: Id, sort: Sort, lines: &mut Lines<'a>, depth: u32) {
        let tree = self.tree;
        for child in tree.children(id) {
            if let Some(text) = tree.text(child) {
                lines.add(text, sort);
            } else if depth < DEEPEST {
                self.gather_element(child, sort, lines, depth + 1);
            }
        }
    }

    fn gather_element(&mut self, id: Id, mut sort: Sort, lines: &mut Lines<'a>, depth: u32) {
        match self.tree.name(id) {
            "br" => return lines.add("\n", sort),
            "button" | "style" | "script" => return,
            "span" => {
                let mut classes = self.tree.classes(id).peekable();
                match classes.peek().copied() {
                    Some("linenos" | "filename" | "hl-line-number") => return,
                    Some("hll") => sort.is_marked = true,
                    Some(_) => sort.token = token_of(classes),
                    None => {}
                }
            }
            "a" => sort.link = self.code_link(id).or(sort.link),
            _ => {}
        }
        self.gather(id, sort, lines, depth);
    }

    /// Names in code may lead somewhere; numbers of lines are no links of the page.
    fn code_link(&mut self, id: Id) -> Option<LinkId> {
        let reference = self.tree.attribute(id, "href").filter(|href| !href.starts_with("#__codelineno"))?;
        let to = self.href(reference);
        Some(self.writer.link(to, self.tree.attribute(id, "title").unwrap_or_default()))
    }

    /// The element that the lines of code stand in, not the one with their numbers.
    fn pre_of(&self, id: Id) -> Option<Id> {
        if matches!(self.tree.name(id), "pre" | "listing" | "xmp" | "plaintext") {
            return Some(id);
        }
        let cell = self.tree.within(id).find(|at| self.tree.name(*at) == "td" && self.tree.has_class(*at, "code"));
        self.tree.find(cell.unwrap_or(id), "pre")
    }

    /// The language in lower case; empty where it is plain text.
    fn language_of(&self, id: Id, pre: Id) -> Box<str> {
        let code = self.tree.find(pre, "code");
        let around = self.tree.node(id).and_then(|node| node.parent);
        let classes = [Some(id), Some(pre), code, around].into_iter().flatten().flat_map(|at| self.tree.classes(at));
        let mut named = classes.filter_map(|class| {
            ["language-", "lang-", "highlight-"].iter().find_map(|begin| class.strip_prefix(begin))
        });
        let name = Clean::line(&named.next().unwrap_or_default().to_lowercase());
        if matches!(name.as_str(), "text" | "txt" | "plain" | "plaintext" | "none" | "default") {
            return Box::default();
        }
        match language::named(name.as_str()) {
            "" => name.as_str().into(),
            named => named.into(),
        }
    }

    /// The number of the first line: in a cell beside the code, or before each line.
    fn first_number(&self, id: Id) -> Option<u32> {
        let beside = self
            .tree
            .within(id)
            .find(|at| self.tree.classes(*at).any(|class| matches!(class, "linenos" | "linenodiv")))?;
        let told = self.tree.attribute(beside, "data-linenos");
        let written =
            || self.tree.within(beside).filter_map(|at| self.tree.text(at)).find(|text| !text.trim().is_empty());
        told.or_else(written)?.trim().lines().next()?.trim().parse().ok()
    }
}
