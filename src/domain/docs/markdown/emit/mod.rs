//! From the blocks of a source to those of a page: text is read, and all is written in the order of
//! reading.

mod block;
mod code;
mod element;
mod ids;
mod item;
mod mark;
mod prose;
mod toc;

use super::blocks::Reader;
use super::fence::Fence;
use super::inline::Context;
use super::raw::Raw;
use super::tree::{Kind, Tree};
use crate::domain::docs::ids::Key;
use crate::domain::docs::name::{Href, resolve, without_controls};
use crate::domain::docs::page::{Block, Heading};
use crate::domain::docs::write::{Prose, Set, Writer};
use std::collections::HashMap;

/// Writes a page from its blocks.
pub(super) struct Emit<'a, 't> {
    pub(super) writer: Writer,
    tree: &'t Tree<'a>,
    fences: &'t [Fence],
    raw: &'t Raw,
    context: Context<'a>,
    abbreviations: &'t HashMap<&'a str, &'a str>,
    abbreviation_starts: prose::Starts,
    /// How long abbreviations are that are more than a word, by their first words; the longest first.
    long_abbreviations: HashMap<&'a str, Vec<usize>>,
    /// Names of footnotes in the order of the source.
    notes: Vec<&'a str>,
    /// Those that have a number, in the order of it; and the numbers, from 0.
    numbered: Vec<&'a str>,
    numbers: HashMap<&'a str, usize>,
    ids: ids::Ids,
    /// Headings in the order of writing.
    headings: Vec<toc::Entry>,
    /// All headings of the page, where it was written before.
    toc: Vec<toc::Entry>,
    paths: Paths,
}

/// Where a page stands.
#[derive(Debug)]
struct Paths {
    /// The folder of its source.
    folder: String,
    /// The path of what is built from it, to which addresses in HTML are relative.
    built: String,
}

impl<'a, 't> Emit<'a, 't> {
    pub(super) fn new(writer: Writer, reader: &'t Reader<'a>, fences: &'t [Fence], raw: &'t Raw, path: &str) -> Self {
        Self {
            writer,
            tree: &reader.tree,
            fences,
            raw,
            context: Context {
                references: reader.references.clone(),
                notes: reader.notes.iter().copied().collect(),
                extensions: reader.extensions,
            },
            abbreviations: &reader.abbreviations,
            abbreviation_starts: prose::Starts::of(reader.abbreviations.keys().copied()),
            long_abbreviations: prose::lengths(reader.abbreviations.keys().copied()),
            notes: reader.notes.iter().map(|(name, _)| *name).collect(),
            numbered: Vec::new(),
            numbers: HashMap::new(),
            ids: ids::Ids::default(),
            headings: Vec::new(),
            toc: Vec::new(),
            paths: Paths::of(path),
        }
    }

    /// The number of a footnote, from 0; one that has none yet gets the next.
    fn number_of(&mut self, name: &'a str) -> usize {
        let next = self.numbered.len();
        let number = *self.numbers.entry(name).or_insert(next);
        if number == next {
            self.numbered.push(name);
        }
        number
    }

    /// Everything, with the footnotes at the end; the title first where the page has none of its own.
    pub(super) fn page(&mut self, title: Option<&str>) -> Vec<Block> {
        let title = title.filter(|_| !self.has_title()).map(|title| self.title(title));
        let mut blocks: Vec<Block> = title.into_iter().collect();
        blocks.extend(self.children(0));
        blocks.extend(self.footnotes());
        blocks
    }

    /// Whether the author gave the page a heading of level one.
    fn has_title(&self) -> bool {
        let is_title = |source: &str| source.contains("<h1");
        self.tree.kinds().any(|kind| *kind == Kind::Heading(1))
            || self.raw.blocks.iter().any(|source| is_title(source))
            || self.raw.elements.iter().any(|(tag, _)| is_title(tag))
    }

    fn title(&mut self, title: &str) -> Block {
        let mut prose = Prose::default();
        self.writer.text(&mut prose, title, &Set::default());
        Block::Heading(Heading { level: 1, id: Box::default(), text: self.writer.end(prose) })
    }

    /// Headings that were written, for the list of them.
    pub(super) fn take_headings(&mut self) -> Vec<toc::Entry> {
        std::mem::take(&mut self.headings)
    }

    /// Gives the headings to the list of them.
    pub(super) fn with_headings(&mut self, headings: Vec<toc::Entry>) {
        self.toc = headings;
    }

    /// What links lead to a place by, as something that can be told.
    fn place(id: &str) -> Box<str> {
        without_controls(id).into()
    }

    /// The key of a block that began there: it is told by its first line.
    fn key(&mut self, kind: &str, from: u32) -> Key {
        let piece = self.writer.since(from);
        let says = self.writer.page().pool.get(piece).as_str().lines().next().unwrap_or_default().to_owned();
        self.writer.key(kind, &says)
    }

    /// Where a reference of the source leads, or one of HTML in it.
    fn href(&mut self, reference: &str, is_html: bool) -> Href {
        let reference = reference.trim();
        let folder = if is_html { folder_of(&self.paths.built) } else { self.paths.folder.as_str() };
        match resolve(folder, reference) {
            Href::Page(_, place) if reference.is_empty() || reference.starts_with('#') => {
                Href::Page(self.writer.page().name.clone(), place)
            }
            href => href,
        }
    }
}

impl Paths {
    fn of(path: &str) -> Self {
        let path = path.trim_start_matches('/');
        let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        let folder = folder_of(path);
        let last = stem.rsplit('/').next().unwrap_or_default();
        let built = match last {
            "index" | "README" if folder.is_empty() => "index.html".to_owned(),
            "index" | "README" => format!("{folder}/index.html"),
            _ => format!("{stem}/index.html"),
        };
        Self { folder: folder.to_owned(), built }
    }
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
