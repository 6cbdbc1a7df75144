//! Blocks of HTML: taken out before blocks are looked at, a mark left. Elements with `markdown` in their
//! tag are no such blocks: two marks stand where they begin and end (md_in_html of Python-Markdown).

use super::source::mark;

/// Elements that begin a block of HTML where their tag begins a line.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "canvas",
    "center",
    "colgroup",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "group",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "iframe",
    "legend",
    "li",
    "main",
    "map",
    "math",
    "menu",
    "nav",
    "noscript",
    "object",
    "ol",
    "option",
    "output",
    "p",
    "pre",
    "progress",
    "script",
    "section",
    "style",
    "summary",
    "table",
    "tbody",
    "td",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "video",
];
/// Elements without an end.
const EMPTY: &[&str] = &["br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
/// Elements whose text is read as that of a line.
const LINES: &[&str] =
    &["address", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "legend", "li", "p", "summary", "td", "th"];
/// How deep elements with Markdown in them stand in each other.
const DEEPEST: usize = 32;

/// How many elements may be open; what holds more is taken to its end.
const MOST_OPEN: usize = 512;

/// Blocks of HTML and tags of elements that hold Markdown, in the order they were found.
#[derive(Debug, Default)]
pub(super) struct Raw {
    /// Blocks of HTML.
    pub blocks: Vec<String>,
    /// Elements with Markdown in them: their first tag, and whether it is read as blocks.
    pub elements: Vec<(String, bool)>,
}

/// The text with marks instead of HTML, and the HTML.
pub(super) fn take(text: &str) -> (String, Raw) {
    let mut taking = Taking { out: String::with_capacity(text.len()), raw: Raw::default(), is_without_end: [false; 2] };
    if text.contains('<') {
        taking.text(text, 0);
    } else {
        taking.out.push_str(text);
    }
    (taking.out, taking.raw)
}

struct Taking {
    out: String,
    raw: Raw,
    /// Whether no comment, and no declaration, ends any more: what was looked for once is not there.
    is_without_end: [bool; 2],
}

/// A tag of HTML within a text.
pub(super) struct Tag<'a> {
    /// Its name in lower case.
    pub name: String,
    /// All of it.
    pub text: &'a str,
    pub is_end: bool,
}

impl Taking {
    fn text(&mut self, text: &str, depth: usize) {
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let line_end = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
            let line = rest.get(..line_end).unwrap_or(rest);
            let body = line.trim_start_matches(' ');
            let indent = line.len() - body.len();
            let is_begin = body.starts_with('<') && indent <= 3;
            let length = if is_begin { self.block(rest, indent, depth) } else { None };
            if let Some(length) = length {
                at += indent + length;
                let tail = text.get(at..).unwrap_or_default();
                // what follows in the same line begins a block of its own
                at += tail.len() - tail.trim_start_matches(' ').len();
            } else {
                self.out.push_str(line);
                at += line_end;
            }
        }
    }

    /// Takes the block that begins here, and tells how long it was.
    fn block(&mut self, line: &str, indent: usize, depth: usize) -> Option<usize> {
        let rest = line.get(indent..)?;
        if rest.starts_with("<!--") {
            let end = self.end(rest, "-->")?;
            return self.alone(line, indent, end);
        }
        if rest.starts_with("<?") || rest.starts_with("<!") {
            let end = self.end(rest, ">")?;
            return self.alone(line, indent, end);
        }
        let tag = tag(rest)?;
        if tag.is_end || BLOCKS.binary_search(&tag.name.as_str()).is_err() {
            return None;
        }
        if EMPTY.contains(&tag.name.as_str()) || tag.text.ends_with("/>") {
            return self.alone(line, indent, tag.text.len());
        }
        match markdown(tag.text) {
            Some(word) if depth < DEEPEST && word != "0" => self.element(rest, &tag, word, depth),
            _ => self.whole(rest, element_end(rest).0),
        }
    }

    /// Where the first `sign` has ended.
    fn end(&mut self, rest: &str, sign: &str) -> Option<usize> {
        let missing = self.is_without_end.get_mut(usize::from(sign.len() > 1))?;
        if *missing {
            return None;
        }
        let found = rest.find(sign).map(|at| at + sign.len());
        *missing = found.is_none();
        found
    }

    /// What has no content stays where it is: it may be of an item of a list.
    fn alone(&mut self, line: &str, indent: usize, length: usize) -> Option<usize> {
        self.out.push_str(line.get(..indent)?);
        mark(&mut self.out, 'h', self.raw.blocks.len());
        self.out.push_str("\n\n");
        self.raw.blocks.push(line.get(indent..indent + length)?.to_owned());
        Some(length)
    }

    fn whole(&mut self, rest: &str, end: usize) -> Option<usize> {
        self.apart('h', self.raw.blocks.len());
        self.raw.blocks.push(rest.get(..end)?.to_owned());
        Some(end)
    }

    fn element(&mut self, rest: &str, tag: &Tag<'_>, word: &str, depth: usize) -> Option<usize> {
        let (end, inner_end) = element_end(rest);
        let inner = rest.get(tag.text.len()..inner_end)?;
        let is_lines = word == "span" || (word != "block" && LINES.contains(&tag.name.as_str()));
        let number = self.raw.elements.len();
        self.raw.elements.push((tag.text.to_owned(), !is_lines));
        self.apart('o', number);
        self.text(inner, depth + 1);
        self.apart('c', number);
        Some(end)
    }

    /// Writes a mark with a blank line around it.
    fn apart(&mut self, sign: char, number: usize) {
        self.out.push_str(if self.out.ends_with('\n') || self.out.is_empty() { "\n" } else { "\n\n" });
        mark(&mut self.out, sign, number);
        self.out.push_str("\n\n");
    }
}

/// Where an element has ended, and where its content has. One that is never closed goes to the end.
fn element_end(text: &str) -> (usize, usize) {
    let mut open: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| memchr::memchr(b'<', rest.as_bytes())) {
        let start = at + found;
        let rest = text.get(start..).unwrap_or_default();
        if rest.starts_with("<!--") {
            at = start + rest.find("-->").map_or(rest.len(), |end| end + 3);
            continue;
        }
        let Some(tag) = tag(rest) else {
            at = start + 1;
            continue;
        };
        at = start + tag.text.len();
        if tag.is_end {
            if let Some(place) = open.iter().rposition(|name| *name == tag.name) {
                open.truncate(place);
            }
            if open.is_empty() {
                return (at, start);
            }
        } else if !EMPTY.contains(&tag.name.as_str()) && !tag.text.ends_with("/>") {
            if matches!(tag.name.as_str(), "script" | "style") {
                let close = format!("</{}", tag.name);
                at += text.get(at..).and_then(|rest| rest.find(&close)).unwrap_or(0);
            }
            open.push(tag.name);
        }
        if open.len() > MOST_OPEN {
            break;
        }
    }
    (text.len(), text.len())
}

/// The tag that a text begins with.
pub(super) fn tag(text: &str) -> Option<Tag<'_>> {
    let rest = text.strip_prefix('<')?;
    let (is_end, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
    if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let name_end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '`' | '<'))?;
    let name = rest.get(..name_end)?;
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate().skip(name_end) {
        match (quote, byte) {
            (None, b'>') => {
                let end = at + 1 + (text.len() - rest.len());
                return Some(Tag { name: name.to_ascii_lowercase(), text: text.get(..end)?, is_end });
            }
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'<' | b'`') => return None,
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// The value of an attribute of a tag; that of one without a value is its name.
pub(super) fn attribute<'a>(tag: &'a str, wanted: &str) -> Option<&'a str> {
    let inner = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
    let (_, attributes) = inner.split_once(|c: char| c.is_ascii_whitespace())?;
    let words = super::attributes::words(attributes);
    let found = words.into_iter().find(|(key, _)| key.trim().eq_ignore_ascii_case(wanted));
    found.map(|(key, value)| value.unwrap_or(key))
}

/// What an element wants to be done with the Markdown in it.
fn markdown(tag: &str) -> Option<&str> {
    attribute(tag, "markdown")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_of_html_goes_up_to_its_end() {
        let (text, raw) = take("a\n\n<div>\n<div>x</div>\n\n</div>\nb\n");
        assert_eq!(raw.blocks, ["<div>\n<div>x</div>\n\n</div>"]);
        assert!(text.starts_with("a\n\n\n\u{2}h0\u{3}\n\n") && text.ends_with("\nb\n"), "{text:?}");
    }

    #[test]
    fn an_element_with_markdown_leaves_its_text() {
        let (text, raw) = take("<div markdown class=\"grid\">\n\n- a\n\n</div>\n");
        assert_eq!(raw.elements, [("<div markdown class=\"grid\">".to_owned(), true)]);
        assert!(text.contains("\n- a\n") && text.contains("\u{2}c0\u{3}"), "{text:?}");
        assert!(raw.blocks.is_empty());
    }

    #[test]
    fn what_is_within_a_line_or_unknown_stays() {
        for text in ["a <div> b\n", "<my-element>x</my-element>\n", "    <div>code</div>\n", "1 < 2\n"] {
            assert_eq!(take(text).0, text);
        }
    }
}
