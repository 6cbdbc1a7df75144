//! Pages of a site, read from their Markdown.

use super::{Ground, Plan};
use crate::adapters::workspace::entry::{Refusal, Stamp, is_within, join, resolve};
use crate::adapters::workspace::root::Root;
use crate::domain::docs::{Page, html, markdown};
use crate::domain::text::Clean;
use std::cell::RefCell;

/// Bytes that a page may have.
const PAGE: u64 = 8 << 20;
/// Bytes that a file may have that a page takes in.
const SNIPPET: u64 = 1 << 20;

/// What an answer was made of: paths below the root, with what each looked like. None where it was made
/// of whatever lies in a folder.
pub(super) type Stamps = Option<Vec<(String, Option<Stamp>)>>;

/// The text of a page.
pub(super) fn text(root: &Root, plan: &Plan, path: &str) -> Result<String, Refusal> {
    let content = root.read(&plan.below(path)?, PAGE)?;
    Ok(String::from_utf8_lossy(&content.bytes).into_owned())
}

/// A page, and what it was made of.
pub(super) fn read(root: &Root, ground: &Ground, plan: &Plan, path: &str) -> Result<(Page, Stamps), Refusal> {
    let made_of = [Some(plan.below(path)?), ground.config.clone()].into_iter().flatten();
    let stamped = |path: String| {
        let stamp = root.stamp(&path).ok();
        (path, stamp)
    };
    let made_of: Vec<_> = made_of.map(stamped).collect();
    let text = text(root, plan, path)?;
    // here the file itself is at hand, whatever address the configuration has for it
    let edit = Some(Clean::line(&plan.below(path)?));
    if path.ends_with(".html") || path.ends_with(".htm") {
        return Ok((Page { edit, ..html::read(&text, path) }, Some(made_of)));
    }
    let beside = Beside { root, ground, plan, taken: RefCell::new(made_of) };
    let mut page = markdown::read(&text, path, &beside);
    page.edit = edit;
    Ok((page, Some(beside.taken.into_inner())))
}

/// The files that a page takes in: of the site's folder, and nothing outside it.
struct Beside<'a> {
    root: &'a Root,
    ground: &'a Ground,
    plan: &'a Plan,
    taken: RefCell<Vec<(String, Option<Stamp>)>>,
}

impl markdown::Snippets for Beside<'_> {
    fn snippet(&self, path: &str) -> Option<String> {
        let site = &self.ground.site;
        let said = self.plan.config.snippet_paths.iter().filter_map(|folder| resolve(site, folder).ok());
        // MkDocs runs in the folder of its configuration, and looks there first
        let mut folders = said.chain([site.clone(), self.ground.docs.clone()]);
        folders.find_map(|folder| {
            let path = resolve("", &join(&folder, path)).ok().filter(|path| is_within(path, site))?;
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
