//! Lines to blocks, by the rules of Python-Markdown: a text is cut at blank lines, and each part goes to
//! the first rule that wants it. A rule may look at the last block that stands before, and go into it.

mod content;
mod definition;
mod fold;
mod line;
mod list;
mod named;
mod slashes;

use super::extensions::Extensions;
use super::fence::Fence;
use super::source::marked;
use super::table;
use super::tree::{Id, Kind, Tree};
use std::collections::{HashMap, VecDeque};

/// Columns that make code, and the content of admonitions.
const INDENT: usize = 4;
/// Columns that nest lists (mdx_truly_sane_lists).
const NESTING: usize = 2;
/// How deep blocks stand in each other; what is deeper is text.
const DEEPEST: usize = 100;

/// Lines without a blank one between.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Part<'a> {
    pub lines: Vec<&'a str>,
    /// Blank lines that stand before it beyond the one that parts it.
    pub gap: usize,
}

/// The parts that are still to be read.
pub(super) type Parts<'a> = VecDeque<Part<'a>>;

/// What is being read around, as far as rules ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Items without blank lines between.
    List,
    /// An item that stands alone between blank lines.
    Loose,
    /// Lines of an item whose indentation is already taken away.
    Dedented,
    Quote,
}

/// Reads blocks.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    pub tree: Tree<'a>,
    /// Footnotes by their names, each with the block that holds what it says.
    pub notes: Vec<(&'a str, Id)>,
    /// Abbreviations.
    pub abbreviations: HashMap<&'a str, &'a str>,
    /// Link definitions: address and title by the name in lower case.
    pub references: HashMap<String, (&'a str, &'a str)>,
    /// For each element with Markdown in it, whether it is read as blocks.
    elements: Vec<bool>,
    fences: &'a [Fence],
    pub extensions: Extensions,
    states: Vec<State>,
    depth: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(elements: Vec<bool>, extensions: Extensions, fences: &'a [Fence]) -> Self {
        Self {
            tree: Tree::new(),
            notes: Vec::new(),
            abbreviations: HashMap::new(),
            references: HashMap::new(),
            elements,
            fences,
            extensions,
            states: Vec::new(),
            depth: 0,
        }
    }

    /// Reads lines into a block.
    pub(super) fn lines(&mut self, parent: Id, lines: &[&'a str]) {
        self.parts(parent, parts_of(lines));
    }

    fn parts(&mut self, parent: Id, mut parts: Parts<'a>) {
        self.depth += 1;
        while let Some(part) = parts.pop_front() {
            self.part(parent, part, &mut parts);
        }
        self.depth -= 1;
    }

    /// Reads one part while `state` holds.
    fn within(&mut self, state: State, parent: Id, parts: Parts<'a>) {
        self.states.push(state);
        self.parts(parent, parts);
        self.states.pop();
    }

    fn is(&self, state: State) -> bool {
        self.states.last() == Some(&state)
    }

    /// Gives a part to the first rule that wants it. What a rule does not take goes back into `rest`.
    fn part(&mut self, parent: Id, part: Part<'a>, rest: &mut Parts<'a>) {
        if part.lines.is_empty() {
            return;
        }
        let part = first_of(part, rest);
        if self.depth > DEEPEST {
            self.paragraph(parent, part);
            return;
        }
        type Rule<'a> = fn(&mut Reader<'a>, Id, Part<'a>, &mut Parts<'a>) -> Option<Part<'a>>;
        let rules: [Rule<'a>; 16] = [
            Self::element,
            Self::slashes,
            Self::fold,
            Self::content,
            Self::item_content,
            Self::code,
            Self::math,
            Self::table,
            Self::heading,
            Self::underlined,
            Self::rule,
            Self::list,
            Self::definition,
            Self::quote,
            Self::footnote,
            Self::reference,
        ];
        let mut part = part;
        for rule in rules {
            match rule(self, parent, part, rest) {
                Some(left) => part = left,
                None => return,
            }
        }
        self.paragraph(parent, part);
    }

    /// An element with Markdown in it: all parts up to its end.
    fn element(&mut self, parent: Id, part: Part<'a>, rest: &mut Parts<'a>) -> Option<Part<'a>> {
        let Some((number, _)) = part.lines.first().and_then(|line| marked(line, 'o')) else { return Some(part) };
        let mut inner = Parts::new();
        while let Some(next) = rest.pop_front() {
            if next.lines.first().and_then(|line| marked(line, 'c')).is_some_and(|(closed, _)| closed == number) {
                break;
            }
            inner.push_back(next);
        }
        let id = self.tree.add(parent, Kind::Element(number), Vec::new());
        if self.elements.get(number).copied().unwrap_or(true) {
            self.parts(id, inner);
        } else {
            let lines = inner.into_iter().flat_map(|part| part.lines);
            self.tree.node_mut(id).text.extend(lines);
        }
        None
    }

    fn paragraph(&mut self, parent: Id, part: Part<'a>) {
        if !self.is(State::List) {
            self.tree.add(parent, Kind::Paragraph, part.lines);
            return;
        }
        let place = self.tree.last(parent);
        let node = self.tree.node_mut(place.unwrap_or(parent));
        if place.is_some() {
            node.tail.extend(part.lines);
        } else {
            node.text.extend(part.lines);
        }
    }
}

/// Lines cut at blank ones.
pub(super) fn parts_of<'a>(lines: &[&'a str]) -> Parts<'a> {
    let mut parts = Parts::new();
    let mut part = Part::default();
    let mut blank = 0_usize;
    for line in lines {
        if !line.trim().is_empty() {
            if part.lines.is_empty() {
                part.gap = blank.saturating_sub(1);
            }
            blank = 0;
            part.lines.push(line);
            continue;
        }
        blank += 1;
        if !part.lines.is_empty() {
            parts.push_back(std::mem::take(&mut part));
        }
    }
    if !part.lines.is_empty() {
        parts.push_back(part);
    }
    parts
}

/// Of many lines that many rules would take in turn, the first ones; else looking for where the next
/// rule begins would take too long.
fn first_of<'a>(mut part: Part<'a>, rest: &mut Parts<'a>) -> Part<'a> {
    const MOST: usize = 300;
    if part.lines.len() <= MOST || table::is_table(&part.lines) || !part.lines.iter().any(|line| line::begins(line)) {
        return part;
    }
    let others = part.lines.split_off(MOST);
    for lines in others.chunks(MOST).rev() {
        put_back(rest, lines);
    }
    part
}

/// Lines as one part, for rules that give back what they did not take.
fn one<'a>(lines: &[&'a str]) -> Part<'a> {
    Part { lines: lines.to_vec(), gap: 0 }
}

/// Puts lines that a rule did not take back before all that is still to be read.
fn put_back<'a>(rest: &mut Parts<'a>, lines: &[&'a str]) {
    if !lines.is_empty() {
        rest.push_front(one(lines));
    }
}

/// Lines without so many columns of indentation, up to the first that has less.
fn dedent<'a>(lines: &[&'a str], columns: usize) -> Vec<&'a str> {
    let inner = lines.iter().map_while(|line| match without_indent(line, columns) {
        None if line.trim().is_empty() => Some(""),
        inner => inner,
    });
    inner.collect()
}

fn without_indent(line: &str, columns: usize) -> Option<&str> {
    is_indented(line, columns).then(|| line.get(columns..)).flatten()
}

fn is_indented(line: &str, columns: usize) -> bool {
    indent(line) >= columns
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}
