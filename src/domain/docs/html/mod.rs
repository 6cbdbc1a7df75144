//! Pages as MkDocs with Material made them, the way TechDocs serves them. Built on html5ever; what is
//! not known keeps its text.
//!
//! The article is cut out of the bytes first, as the rest of a page is the greater part and the same on
//! all pages. What an element becomes is told in one table by its name and classes; the reader
//! walks the tree and writes blocks.

mod code;
mod cut;
mod element;
mod inline;
mod list;
mod math;
mod nav;
mod note;
mod parse;
mod pygments;
mod reader;
mod sink;
mod table;
mod token;
mod tree;

use super::name::{Href, PageName, resolve};
use super::page::{Block, Inline, Page};
use super::site::NavItem;
use super::style::Style;
use super::write::{Set, Writer};
use crate::domain::text::Clean;
pub(super) use inline::{inside, is_for_dark};
use reader::Reader;
use tree::{Id, Tree};

/// A page. `path` is the file's path within the site, as `guide/tables/index.html`; links are relative
/// to its folder.
pub fn read(html: &str, path: &str) -> Page {
    let mut writer = Writer::new(PageName::of_path(path));
    match cut::article(html) {
        Some(article) => {
            let tree = parse::fragment(article);
            write(&tree, Id::ROOT, path, &mut writer);
            writer.page().edit = edit_link(&tree);
        }
        None => {
            let tree = parse::document(html);
            let main = tree.find(Id::ROOT, "main").or_else(|| tree.find(Id::ROOT, "body"));
            write(&tree, main.unwrap_or(Id::ROOT), path, &mut writer);
            writer.page().moved = moved(&tree, folder_of(path));
        }
    }
    let mut page = writer.finish();
    page.title = title_of(&page, html);
    page
}

/// Whether a page has an article as MkDocs with Material makes it.
pub fn has_article(html: &str) -> bool {
    cut::article(html).is_some()
}

/// HTML that stands within a page of another kind, as its blocks. `path` is that of the page.
pub fn blocks(writer: &mut Writer, html: &str, path: &str) -> Vec<Block> {
    let tree = parse::fragment(html);
    Reader::new(&tree, writer, folder_of(path)).blocks(Id::ROOT, &Set::default())
}

/// How the text of an element is set that stands in a line (`b`, `kbd`, ...); nothing for others.
pub fn style_of(name: &str) -> Option<Style> {
    element::style_of(name)
}

/// The nav that stands on every page of a site; `path` is that of the page it is taken from.
pub fn nav(html: &str, path: &str) -> Vec<NavItem> {
    let Some(nav) = cut::nav(html) else { return Vec::new() };
    nav::items(&parse::fragment(nav), folder_of(path))
}

fn write(tree: &Tree, id: Id, path: &str, writer: &mut Writer) {
    let blocks = Reader::new(tree, writer, folder_of(path)).blocks(id, &Set::default());
    writer.page().blocks = blocks;
}

fn folder_of(path: &str) -> &str {
    path.trim_start_matches('/').rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The first heading of level one, else what the site calls it before its own name.
fn title_of(page: &Page, html: &str) -> Clean {
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
    let Some(title) = cut::title(html) else { return Clean::default() };
    let text = parse::fragment(title).whole_text(Id::ROOT);
    let title = text.rsplit_once(" - ").map_or(text.as_str(), |(title, _)| title);
    Clean::line(title.trim())
}

/// Where the source of the page can be edited: the button that Material puts before the article's text.
fn edit_link(tree: &Tree) -> Option<Clean> {
    let mut buttons = tree.within(Id::ROOT).take(64).filter(|at| tree.has_class(*at, "md-content__button"));
    let button = buttons.find(|at| tree.attribute(*at, "rel") == Some("edit"))?;
    match resolve("", tree.attribute(button, "href")?) {
        Href::Address(address) => Some(address),
        _ => None,
    }
}

/// Where a page sends its readers on to at once (`<meta http-equiv="refresh" content="0; url=...">`).
fn moved(tree: &Tree, folder: &str) -> Option<Href> {
    let is_refresh = |at: &Id| {
        tree.name(*at) == "meta"
            && tree.attribute(*at, "http-equiv").is_some_and(|what| what.eq_ignore_ascii_case("refresh"))
    };
    let content = tree.within(Id::ROOT).find(is_refresh).and_then(|meta| tree.attribute(meta, "content"))?;
    let (seconds, to) = content.split_once([';', ','])?;
    let to = to.trim().split_once('=').map(|(_, to)| to.trim().trim_matches(['\'', '"']))?;
    let is_at_once = seconds.trim().parse::<f64>().is_ok_and(|seconds| seconds <= 5.0);
    is_at_once.then(|| resolve(folder, to))
}
