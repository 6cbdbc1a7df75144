//! Pages as MkDocs with Material made them, the way TechDocs serves them. Built on html5ever; what is
//! not known keeps its text.

use super::name::PageName;
use super::page::Page;
use super::site::NavItem;

/// A page. `path` is the file's path within the site, as `guide/tables/index.html`; links are relative
/// to its folder.
pub fn read(_html: &str, path: &str) -> Page {
    Page { name: PageName::of_path(path), ..Page::default() }
}

/// The nav that stands on every page of a site; `path` is that of the page it is taken from.
pub fn nav(_html: &str, _path: &str) -> Vec<NavItem> {
    Vec::new()
}
