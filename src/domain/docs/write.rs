use super::code::{Code, CodeLine, Token};
use super::ids::{ImageId, Key, LinkId};
use super::name::{Href, PageName};
use super::page::{Image, Inline, Link, Page, Span};
use super::style::Style;
use crate::domain::text::{Clean, Piece};
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Columns between two stops of a tab in code.
const TAB_STOP: usize = 4;

/// Writes a page in the order of reading: whoever reads HTML or Markdown pushes text through this, and
/// builds the blocks around it. Text of two blocks is kept apart in the pool by a line break.
#[derive(Debug, Default)]
pub struct Writer {
    page: Page,
    keys: HashMap<u64, u32>,
}

/// Running text that is being written. White space in it collapses as HTML has it: several are one, none
/// at the beginning and at the end.
#[derive(Debug, Default)]
pub struct Prose {
    inlines: Vec<Inline>,
    /// A blank that is written once something follows, with how it is set.
    gap: Option<Set>,
    is_begun: bool,
}

/// How text is set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Set {
    /// Its style.
    pub style: Style,
    /// What it is in code.
    pub token: Token,
    /// Where it leads.
    pub link: Option<LinkId>,
    /// What it is short for.
    pub long: Option<Clean>,
}

impl Writer {
    /// A page that is empty yet.
    pub fn new(name: PageName) -> Self {
        Self { page: Page { name, ..Page::default() }, keys: HashMap::new() }
    }

    /// Where the next text will lie; two of them bound a body.
    pub fn at(&self) -> u32 {
        self.page.pool.end()
    }

    /// Everything that was written since.
    pub fn since(&self, from: u32) -> Piece {
        Piece { from, to: self.at() }
    }

    /// The page as it is so far, for what is said about it as a whole.
    pub fn page(&mut self) -> &mut Page {
        &mut self.page
    }

    /// Adds running text.
    pub fn text(&mut self, prose: &mut Prose, raw: &str, set: &Set) {
        let text = raw.trim_start_matches(is_blank);
        if text.len() < raw.len() {
            prose.gap(set);
        }
        let inner = text.trim_end_matches(is_blank);
        if inner.is_empty() {
            return;
        }
        self.exact(prose, &collapsed(inner), set);
        if inner.len() < text.len() {
            prose.gap(set);
        }
    }

    /// Adds text whose white space stays (single blanks for line breaks).
    pub fn exact(&mut self, prose: &mut Prose, raw: &str, set: &Set) {
        if let Some(gap) = prose.gap.take() {
            let piece = self.page.pool.push(" ");
            prose.add(piece, gap);
        }
        let piece = self.page.pool.push(raw);
        if !piece.is_empty() {
            prose.is_begun = true;
            prose.add(piece, set.clone());
        }
    }

    /// Adds what is no text: a break, an image, an anchor.
    pub fn put(&mut self, prose: &mut Prose, inline: Inline) {
        match inline {
            Inline::Break => {
                prose.gap = None;
                prose.is_begun = false;
                self.page.pool.separate();
            }
            Inline::Image(_) => {
                if let Some(gap) = prose.gap.take() {
                    let piece = self.page.pool.push(" ");
                    prose.add(piece, gap);
                }
                prose.is_begun = true;
            }
            Inline::Anchor(_) | Inline::Text(_) => {}
        }
        prose.inlines.push(inline);
    }

    /// Ends running text.
    pub fn end(&mut self, mut prose: Prose) -> Vec<Inline> {
        while matches!(prose.inlines.last(), Some(Inline::Break)) {
            prose.inlines.pop();
        }
        self.page.pool.separate();
        prose.inlines
    }

    /// Adds a line of code: pieces as they stand, tabs as blanks up to the next stop.
    pub fn code_line<'a>(
        &mut self,
        code: &mut Code,
        parts: impl IntoIterator<Item = (&'a str, Token)>,
        is_marked: bool,
    ) {
        self.linked_code_line(code, parts.into_iter().map(|(raw, token)| (raw, token, None)), is_marked);
    }

    /// The same with pieces that may lead somewhere.
    pub fn linked_code_line<'a>(
        &mut self,
        code: &mut Code,
        parts: impl IntoIterator<Item = (&'a str, Token, Option<LinkId>)>,
        is_marked: bool,
    ) {
        let mut column = 0;
        for (raw, token, link) in parts {
            let piece = if raw.contains('\t') {
                let text = expanded(raw, &mut column);
                self.page.pool.push(&text)
            } else {
                column += raw.chars().count();
                self.page.pool.push(raw)
            };
            code.links.extend(link.filter(|_| !piece.is_empty()).map(|link| (piece, link)));
            match code.pieces.last_mut() {
                Some((last, same)) if *same == token && last.to == piece.from && column > raw.chars().count() => {
                    last.to = piece.to;
                }
                _ if piece.is_empty() => {}
                _ => code.pieces.push((piece, token)),
            }
        }
        let until = u32::try_from(code.pieces.len()).unwrap_or(u32::MAX);
        code.lines.push(CodeLine { until, is_marked });
        self.page.pool.separate();
    }

    /// A piece of text that stands for itself, as a title.
    pub fn alone(&mut self, raw: &str) -> Piece {
        let piece = self.page.pool.push(raw);
        self.page.pool.separate();
        piece
    }

    /// A link.
    pub fn link(&mut self, to: Href, title: &str) -> LinkId {
        self.page.links.push(Link { to, title: Clean::line(title) });
        LinkId(u32::try_from(self.page.links.len() - 1).unwrap_or(u32::MAX))
    }

    /// An image.
    pub fn image(&mut self, image: Image) -> ImageId {
        self.page.images.push(image);
        ImageId(u32::try_from(self.page.images.len() - 1).unwrap_or(u32::MAX))
    }

    /// The key of a block of that kind that says this first; the second one of the same has another.
    pub fn key(&mut self, kind: &str, says: &str) -> Key {
        let hash = |nth: u32| {
            let mut hasher = DefaultHasher::new();
            (kind, says, nth).hash(&mut hasher);
            hasher.finish()
        };
        let nth = self.keys.entry(hash(0)).or_default();
        *nth += 1;
        Key(hash(*nth))
    }

    /// The page.
    pub fn finish(self) -> Page {
        self.page
    }
}

impl Prose {
    /// A blank, written once something follows.
    fn gap(&mut self, set: &Set) {
        if self.is_begun && self.gap.is_none() {
            self.gap = Some(set.clone());
        }
    }

    fn add(&mut self, text: Piece, set: Set) {
        let Set { style, token, link, long } = set;
        let span = Span { text, style, token, link, long };
        match self.inlines.last_mut() {
            Some(Inline::Text(last)) if last.text.to == span.text.from && last.is_set_as(&span) => {
                last.text.to = span.text.to
            }
            _ => self.inlines.push(Inline::Text(span)),
        }
    }

    /// Whether nothing is in it yet.
    pub fn is_empty(&self) -> bool {
        self.inlines.is_empty()
    }
}

impl Span {
    fn is_set_as(&self, other: &Self) -> bool {
        (self.style, self.token, self.link, &self.long) == (other.style, other.token, other.link, &other.long)
    }
}

/// White space that collapses: not the one that joins words.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// The text with single blanks for its white space.
fn collapsed(raw: &str) -> Cow<'_, str> {
    let bytes = raw.as_bytes();
    let is_double = bytes.windows(2).any(|two| two == b"  ");
    if !is_double && !bytes.iter().any(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | b'\x0c')) {
        return Cow::Borrowed(raw);
    }
    let mut text = String::with_capacity(raw.len());
    for word in raw.split(is_blank).filter(|word| !word.is_empty()) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    Cow::Owned(text)
}

fn expanded(raw: &str, column: &mut usize) -> String {
    let mut text = String::with_capacity(raw.len() + 8);
    for c in raw.chars() {
        let blanks = if c == '\t' { TAB_STOP - *column % TAB_STOP } else { 1 };
        if c == '\t' {
            text.extend(std::iter::repeat_n(' ', blanks));
        } else {
            text.push(c);
        }
        *column += blanks;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::docs::PageName;

    #[test]
    fn blanks_collapse_over_the_bounds_of_spans() {
        let mut writer = Writer::new(PageName::default());
        let mut prose = Prose::default();
        let strong = Set { style: Style::STRONG, ..Set::default() };
        for (raw, set) in [("  a \n", &Set::default()), ("  b", &strong), (" c  ", &Set::default())] {
            writer.text(&mut prose, raw, set);
        }
        let inlines = writer.end(prose);
        let page = writer.finish();
        let texts: Vec<&str> = inlines
            .iter()
            .filter_map(|inline| match inline {
                Inline::Text(span) => Some(page.text(span.text).as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(texts, ["a ", "b", " c"]);
        assert_eq!(page.pool.as_str(), "a b c\n");
    }

    #[test]
    fn a_line_of_code_keeps_its_blanks() {
        let mut writer = Writer::new(PageName::default());
        let mut code = Code::default();
        writer.code_line(&mut code, [("\tif", Token::Keyword), (" x", Token::Plain)], true);
        writer.code_line(&mut code, [("", Token::Plain)], false);
        let page = writer.page();
        let rows: Vec<Vec<&str>> =
            code.rows().map(|(row, _)| row.iter().map(|(piece, _)| page.text(*piece).as_str()).collect()).collect();
        assert_eq!(rows, [vec!["    if", " x"], vec![]]);
    }

    #[test]
    fn two_blocks_that_say_the_same_have_two_keys() {
        let mut writer = Writer::new(PageName::default());
        let keys = [writer.key("code", "x"), writer.key("code", "x"), writer.key("code", "y")];
        assert!(keys.iter().all(|key| keys.iter().filter(|other| *other == key).count() == 1));
    }
}
