//! Pages from their Markdown sources, with the extensions that techdocs-core turns on
//! (<https://github.com/backstage/mkdocs-techdocs-core>). Blocks that CommonMark does not know (`!!!`,
//! `???`, `===`, `: definition`) are taken apart by a pass of our own; the rest is pulldown-cmark's.

use super::name::PageName;
use super::page::Page;

/// Files that a page takes in (`--8<--`), given by their paths within the site's sources.
pub trait Snippets {
    /// The text of a file; nothing where there is none that may be read.
    fn snippet(&self, path: &str) -> Option<String>;
}

/// A page. `path` is its source's path within the docs folder, as `guide/tables.md`.
pub fn read(_source: &str, path: &str, _snippets: &dyn Snippets) -> Page {
    Page { name: PageName::of_path(path), ..Page::default() }
}
