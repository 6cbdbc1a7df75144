//! Pages of a site, read from their Markdown.

use super::{Ground, below};
use crate::adapters::workspace::entry::{Refusal, Stamp, is_within, resolve};
use crate::adapters::workspace::pages::files;
use crate::adapters::workspace::root::Root;
use crate::domain::docs::{Page, PageName, html, markdown};
use std::cell::RefCell;

/// Pages that a site may have.
const PAGES: usize = 5_000;
/// What MkDocs makes pages of, and pages that it takes as they are.
const ENDINGS: [&str; 4] = [".md", ".markdown", ".html", ".htm"];
/// Bytes that a page may have.
const PAGE: u64 = 8 << 20;
/// Bytes that a file may have that a page takes in.
const SNIPPET: u64 = 1 << 20;

/// What an answer was made of: paths below the root, with what each looked like. None where it was made
/// of whatever lies in a folder.
pub(super) type Stamps = Option<Vec<(String, Option<Stamp>)>>;

/// The pages of a site by their paths in its folder.
pub(super) struct Sources(Vec<String>);

impl Sources {
    pub(super) fn of(root: &Root, ground: &Ground) -> Self {
        match &ground.alone {
            Some(name) => Self(vec![name.clone()]),
            None => Self(files(root, &ground.docs, &ENDINGS, &mut { PAGES })),
        }
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// The file of a page; of two the one that MkDocs takes.
    pub(super) fn path_of(&self, page: &PageName) -> Option<&str> {
        let of_name = |path: &&str| PageName::of_path(path) == *page;
        self.paths().filter(of_name).min_by_key(|path| !path.ends_with("index.md"))
    }
}

/// The text of a page.
pub(super) fn text(root: &Root, ground: &Ground, path: &str) -> Result<String, Refusal> {
    let content = root.read(&below(ground, path), PAGE)?;
    Ok(String::from_utf8_lossy(&content.bytes).into_owned())
}

/// A page, and what it was made of.
pub(super) fn read(root: &Root, ground: &Ground, path: &str) -> Result<(Page, Stamps), Refusal> {
    let own = below(ground, path);
    let made_of = [Some(own), ground.config.clone()].into_iter().flatten();
    let made_of: Vec<_> = made_of
        .map(|path| {
            let stamp = root.stamp(&path).ok();
            (path, stamp)
        })
        .collect();
    let text = text(root, ground, path)?;
    if is_html(path) {
        return Ok((html::read(&text, path), Some(made_of)));
    }
    let beside = Beside { root, ground, taken: RefCell::new(made_of) };
    let page = markdown::read(&text, path, &beside);
    Ok((page, Some(beside.taken.into_inner())))
}

fn is_html(path: &str) -> bool {
    path.ends_with(".html") || path.ends_with(".htm")
}

/// The files that a page takes in: of the site's folder, and nothing outside it.
struct Beside<'a> {
    root: &'a Root,
    ground: &'a Ground,
    taken: RefCell<Vec<(String, Option<Stamp>)>>,
}

impl markdown::Snippets for Beside<'_> {
    fn snippet(&self, path: &str) -> Option<String> {
        // MkDocs runs in the folder of its configuration, and looks there first
        let places = [&self.ground.site, &self.ground.docs];
        places.into_iter().find_map(|folder| {
            let path = resolve(folder, path).ok().filter(|path| is_within(path, &self.ground.site))?;
            let content = self.root.read(&path, SNIPPET);
            // one that is not there yet may come
            self.taken.borrow_mut().push((path, content.as_ref().ok().map(|content| content.stamp)));
            String::from_utf8(content.ok()?.bytes).ok()
        })
    }
}

/// Whether what an answer was made of is as it was.
pub(super) fn is_same(root: &Root, stamps: &Stamps) -> bool {
    stamps.as_ref().is_some_and(|all| all.iter().all(|(path, stamp)| root.stamp(path).ok() == *stamp))
}

/// The first heading of a page, where it has one of the first level.
pub(super) fn first_heading(root: &Root, ground: &Ground, path: &str) -> Option<String> {
    let text = text(root, ground, path).ok()?;
    let heading = text.lines().find_map(|line| line.strip_prefix("# "))?;
    Some(heading.trim().trim_end_matches('#').trim().to_owned())
}
