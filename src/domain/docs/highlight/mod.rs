//! Code of pages from Markdown in colours: what HTML has from Pygments already. Built on syntect with
//! the syntaxes of two-face, which are loaded when the first code is coloured, on whatever thread that is.
//!
//! Colouring cuts the lines of a block into more pieces; no text is copied or changed.

mod language;
mod scope;
mod session;

use super::code::{Code, CodeLine, Token};
use super::page::{Block, Page};
use crate::domain::text::{Piece, Pool};
use scope::Tokens;
use std::sync::OnceLock;
use two_face::re_exports::syntect::parsing::{ParseState, SyntaxReference, SyntaxSet};

/// Blocks of more lines stay as they are.
const MOST_LINES: usize = 2_000;
/// Lines of more bytes stay as they are, with what follows them in their block.
const LONGEST_LINE: usize = 2_000;

/// Colours the code of a page that lies in a part of its text, a screen for one. Code whose language is
/// not known, that is coloured already, or that is too long, stays as it is. Tells whether anything changed.
///
/// This takes long (cold some ten milliseconds, the first use of a language): never on the screen's thread.
pub fn highlight(page: &mut Page, within: Piece) -> bool {
    let mut blocks = std::mem::take(&mut page.blocks);
    let mut is_changed = false;
    each(&mut blocks, &mut |code| {
        if is_wanted(code, within) {
            is_changed |= colour(code, &page.pool);
        }
    });
    page.blocks = blocks;
    is_changed
}

/// Whether something of a part of a page's text is still to be coloured.
pub fn is_to_be_highlighted(page: &Page, within: Piece) -> bool {
    let mut is_any = false;
    // the walk is the same for both; what is looked at is not changed
    look(&page.blocks, &mut |code| is_any |= is_wanted(code, within) && language::is_known(&code.language));
    is_any
}

fn is_wanted(code: &Code, within: Piece) -> bool {
    let (Some((first, _)), Some((last, _))) = (code.pieces.first(), code.pieces.last()) else { return false };
    let is_near = first.from < within.to && last.to > within.from;
    is_near && !code.is_highlighted && !code.language.is_empty() && code.lines.len() <= MOST_LINES
}

fn syntaxes() -> &'static SyntaxSet {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    SYNTAXES.get_or_init(two_face::syntax::extra_newlines)
}

fn colour(code: &mut Code, pool: &Pool) -> bool {
    let syntaxes = syntaxes();
    let mut pieces = Vec::with_capacity(code.pieces.len() * 4);
    let mut lines = Vec::with_capacity(code.lines.len());
    let Some(mut colours) = Colours::of(&code.language, syntaxes) else { return false };
    for (row, is_marked) in code.rows() {
        if let (Some((first, _)), Some((last, _))) = (row.first(), row.last()) {
            colours.line(pool, Piece { from: first.from, to: last.to }, &mut pieces);
        } else {
            colours.blank();
        }
        lines.push(CodeLine { until: u32::try_from(pieces.len()).unwrap_or(u32::MAX), is_marked });
    }
    (code.pieces, code.lines, code.is_highlighted) = (pieces, lines, true);
    true
}

/// Colours one line after the other.
struct Colours {
    syntax: &'static SyntaxReference,
    state: ParseState,
    tokens: Tokens,
    /// A line with its line break, as syntaxes want it.
    buffer: String,
    session: Option<session::Kind>,
    /// Whether a line could not be read: the rest is plain.
    is_lost: bool,
}

impl Colours {
    fn of(name: &str, syntaxes: &'static SyntaxSet) -> Option<Self> {
        let session = session::Kind::of(name);
        let syntax = language::syntax(session.map_or(name, |kind| kind.language()), syntaxes)?;
        let state = ParseState::new(syntax);
        Some(Self { syntax, state, tokens: Tokens::default(), buffer: String::new(), session, is_lost: false })
    }

    fn line(&mut self, pool: &Pool, line: Piece, pieces: &mut Vec<(Piece, Token)>) {
        let shown = pool.get(line);
        let text = shown.as_str();
        if let Some(session) = self.session {
            let Some(prompt) = session.prompt(text) else { return pieces.push((line, Token::Output)) };
            let split = line.from + u32::try_from(prompt).unwrap_or_default();
            pieces.push((Piece { from: line.from, to: split }, Token::Prompt));
            (self.state, self.tokens) = (ParseState::new(self.syntax), Tokens::default());
            let rest = text.get(prompt..).unwrap_or_default();
            return self.text(rest, Piece { from: split, to: line.to }, pieces);
        }
        self.text(text, line, pieces);
    }

    fn text(&mut self, text: &str, line: Piece, pieces: &mut Vec<(Piece, Token)>) {
        self.is_lost |= text.len() > LONGEST_LINE;
        self.buffer.clear();
        self.buffer.push_str(text);
        self.buffer.push('\n');
        let parsed = if self.is_lost { None } else { self.state.parse_line(&self.buffer, syntaxes()).ok() };
        let Some(steps) = parsed else {
            self.is_lost = true;
            if !line.is_empty() {
                pieces.push((line, Token::Plain));
            }
            return;
        };
        let begin = pieces.len();
        let mut from = line.from;
        for (at, step) in steps {
            let to = line.to.min(line.from + u32::try_from(at).unwrap_or(u32::MAX));
            self.put(from, to, begin, pieces);
            from = to;
            self.tokens.apply(&step);
        }
        self.put(from, line.to, begin, pieces);
    }

    /// A line without text.
    fn blank(&mut self) {
        if self.session.is_none() {
            self.text("", Piece::default(), &mut Vec::new());
        }
    }

    /// Adds a piece, or makes the last one of the line longer.
    fn put(&mut self, from: u32, to: u32, begin: usize, pieces: &mut Vec<(Piece, Token)>) {
        if from >= to {
            return;
        }
        let token = self.tokens.now();
        match pieces.get_mut(begin..).and_then(<[_]>::last_mut) {
            Some((last, same)) if *same == token && last.to == from => last.to = to,
            _ => pieces.push((Piece { from, to }, token)),
        }
    }
}

/// Every block of code within blocks, to be changed.
fn each(blocks: &mut [Block], visit: &mut dyn FnMut(&mut Code)) {
    for block in blocks {
        match block {
            Block::Code(code) => visit(code),
            Block::List { items, .. } | Block::Footnotes(items) => {
                items.iter_mut().for_each(|item| each(&mut item.blocks, visit));
            }
            Block::Definitions(all) => {
                all.iter_mut().flat_map(|one| &mut one.meanings).for_each(|blocks| each(blocks, visit));
            }
            Block::Quote(blocks) | Block::Group(blocks) | Block::Figure { blocks, .. } => each(blocks, visit),
            Block::Note(note) => each(&mut note.blocks, visit),
            Block::Tabs { tabs, .. } => tabs.iter_mut().for_each(|tab| each(&mut tab.blocks, visit)),
            Block::Table(table) => {
                let cells = table.head.iter_mut().chain(&mut table.rows).flatten();
                cells.for_each(|cell| each(&mut cell.blocks, visit));
            }
            _ => {}
        }
    }
}

/// Every block of code within blocks.
fn look(blocks: &[Block], visit: &mut dyn FnMut(&Code)) {
    for block in blocks {
        match block {
            Block::Code(code) => visit(code),
            Block::List { items, .. } | Block::Footnotes(items) => {
                items.iter().for_each(|item| look(&item.blocks, visit));
            }
            Block::Definitions(all) => {
                all.iter().flat_map(|one| &one.meanings).for_each(|blocks| look(blocks, visit));
            }
            Block::Quote(blocks) | Block::Group(blocks) | Block::Figure { blocks, .. } => look(blocks, visit),
            Block::Note(note) => look(&note.blocks, visit),
            Block::Tabs { tabs, .. } => tabs.iter().for_each(|tab| look(&tab.blocks, visit)),
            Block::Table(table) => {
                let cells = table.head.iter().chain(&table.rows).flatten();
                cells.for_each(|cell| look(&cell.blocks, visit));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
