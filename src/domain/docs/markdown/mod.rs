//! Pages from their Markdown sources, with the extensions that techdocs-core turns on
//! (<https://github.com/backstage/mkdocs-techdocs-core>).
//!
//! The reader follows Python-Markdown and its extensions, not CommonMark: pages are to look as they are
//! built, and the two differ in what a list is, where code begins and what is emphasised. As there, it
//! goes in passes: the text is made ready ([`source`], [`snippets`]), fences and blocks of HTML are taken
//! out ([`fence`], [`raw`]), lines become blocks ([`blocks`]), and their texts are read ([`inline`]) while
//! the page is written ([`emit`]).

mod attributes;
mod blocks;
mod emit;
mod extensions;
mod fence;
mod inline;
mod raw;
mod snippets;
mod source;
mod table;
mod tree;

use super::name::PageName;
use super::page::{Block, Inline, Page};
use super::write::Writer;
use crate::domain::text::Clean;
pub use extensions::{Extension, Extensions};

/// Files that a page takes in (`--8<--`), given by their paths within the site's sources.
pub trait Snippets {
    /// The text of a file; nothing where there is none that may be read.
    fn snippet(&self, path: &str) -> Option<String>;
}

/// A page, as a site makes it that says nothing else. `path` is its source's path within the docs folder,
/// as `guide/tables.md`.
pub fn read(source: &str, path: &str, snippets: &dyn Snippets) -> Page {
    read_of(source, path, snippets, &OfSite::default())
}

/// What the site that a page belongs to says about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfSite {
    /// The extensions that the site turns on.
    pub extensions: Extensions,
    /// Whether the page stands among the pages of a site: one without a heading of level one then has its
    /// title above it (Material for MkDocs).
    pub is_titled: bool,
    /// What the author of the nav calls it.
    pub title: Option<Clean>,
}

/// A page, as its site has it.
pub fn read_of(source: &str, path: &str, snippets: &dyn Snippets, site: &OfSite) -> Page {
    let (matter, body) = source::front_matter(source);
    let text = source::normal(&source::alerts(body.to_owned()));
    let text = snippets::expand(&text, snippets).unwrap_or(text);
    let (text, fences) = fence::take(&text);
    let (text, raw) = raw::take(&text);
    let lines: Vec<&str> = text.split('\n').collect();
    let elements = raw.elements.iter().map(|(_, is_blocks)| *is_blocks).collect();
    let mut reader = blocks::Reader::new(elements, site.extensions, &fences);
    reader.lines(0, &lines);
    let named = site.title.as_ref().map(|title| title.as_str().to_owned()).unwrap_or_else(|| told_title(matter, path));
    let title = site.is_titled.then_some(named.as_str());
    let begin = || emit::Emit::new(Writer::new(PageName::of_path(path)), &reader, &fences, &raw, path);
    let mut emit = begin();
    if text.contains("[TOC]") {
        // which headings there are, and by what ids they are found, is known when all is written
        emit.page(None);
        let headings = emit.take_headings();
        emit = begin();
        emit.with_headings(headings);
    }
    let blocks = emit.page(title);
    let mut page = emit.writer.finish();
    page.blocks = blocks;
    page.title = title_of(&page, matter, path);
    page
}

/// The first heading of level one, else what the front matter says, else the file's name.
fn title_of(page: &Page, matter: Option<&str>, path: &str) -> Clean {
    let heading = page.blocks.iter().find_map(|block| match block {
        Block::Heading(heading) if heading.level == 1 && !heading.text.is_empty() => Some(heading),
        _ => None,
    });
    if let Some(heading) = heading {
        let texts = heading.text.iter().filter_map(|inline| match inline {
            Inline::Text(span) => Some(page.text(span.text).as_str()),
            _ => None,
        });
        return Clean::line(&texts.collect::<String>());
    }
    Clean::line(&told_title(matter, path))
}

/// What the front matter calls a page, else what its file is called.
fn told_title(matter: Option<&str>, path: &str) -> String {
    let told = matter.and_then(|matter| matter.lines().find_map(|line| line.strip_prefix("title:")));
    match told.map(|title| title.trim().trim_matches(['"', '\''])) {
        Some(title) if !title.is_empty() => title.to_owned(),
        _ => name_title(path),
    }
}

/// What a file is called where nothing else tells it: its name with blanks, its first letter large.
pub fn name_title(path: &str) -> String {
    let file = path.rsplit('/').next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    if matches!(stem, "index" | "README") && !path.contains('/') {
        return String::from("Home");
    }
    let title = stem.replace(['-', '_'], " ");
    if title.to_lowercase() != title {
        return title;
    }
    let mut chars = title.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
