//! Search through all docs of a workspace, as they are read: what is found leads to a heading that is
//! there, and its text is what the page shows.

use super::ground::Ground;
use super::plan::Plan;
use super::said::Said;
use super::source::{self, Stamps, is_same};
use crate::adapters::workspace::root::Root;
use crate::adapters::workspace::search::{Words, about, found, with};
use crate::adapters::workspace::shared::Shared;
use crate::adapters::workspace::snapshot::Snapshot;
use crate::adapters::workspace::walk::threads;
use crate::domain::docs::{Index, IndexHit, Page, PageName, index_of};
use crate::domain::model::listing::Row;
use crate::domain::model::{Hit, Terms};
use crate::domain::text::Clean;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError};

/// Bytes of the largest page that is searched.
const CAP: u64 = 512 * 1024;
/// Pages that one search reads.
const PAGES: usize = 2_000;
/// Sections of one page that are told.
const SECTIONS: usize = 20;
/// Fewer pages are not worth a thread.
const CHUNK: usize = 32;

/// Pages as they were read for a search: by the folder of their site, and the path in it.
pub(in crate::adapters::workspace) type Known = HashMap<String, HashMap<String, Arc<Read>>>;

/// What a search knows of a page while its files are the same.
pub(in crate::adapters::workspace) struct Read {
    made_of: Stamps,
    name: PageName,
    title: Clean,
    /// The id of its first heading.
    first: Box<str>,
    index: Index,
}

impl Read {
    fn of(page: &Page, made_of: Stamps) -> Self {
        let index = index_of([page]);
        let first = index.sections.get(1).map(|section| section.id.clone()).unwrap_or_default();
        Self { made_of, name: page.name.clone(), title: page.title.clone(), first, index }
    }
}

/// A site, and what is told of whom it belongs to.
struct Searched {
    ground: Ground,
    plan: Plan,
    about: Hit,
}

/// A page of a site by its path in it.
type At<'a> = (&'a Searched, &'a str);

/// Sections that hold all words, of the docs of entities that are wanted; without words their pages.
pub(in crate::adapters::workspace) fn search(
    shared: &Shared,
    snapshot: &Snapshot,
    words: &Words,
    terms: &Terms,
) -> Vec<(u32, Hit)> {
    let sites = sites(shared, snapshot, terms);
    let pages = sites.iter().flat_map(|site| site.plan.paths().map(move |path| (site, path)));
    // folders of docs lie within one another, and a page in both is one
    let mut files = HashSet::new();
    let is_new = |(site, path): &At<'_>| site.plan.below(path).is_ok_and(|file| files.insert(file));
    let pages: Vec<_> = pages.filter(is_new).take(PAGES).collect();
    let mut known = shared.searched.lock().unwrap_or_else(PoisonError::into_inner);
    let pages = read_all(&shared.root(), &pages, &known);
    let hits = pages.iter().flat_map(|(site, _, page)| page.hits(words, terms, &site.about)).collect();
    let mut now = Known::new();
    for (site, path, page) in pages {
        now.entry(site.ground.site.clone()).or_default().insert(path.to_owned(), page);
    }
    known.extend(now);
    hits
}

/// The sites of the entities that are wanted, each once: as that of an entity that says so before one that
/// only lies beside it.
fn sites(shared: &Shared, snapshot: &Snapshot, terms: &Terms) -> Vec<Searched> {
    let said = |row: Row<'_>| Said::of_row(snapshot, row);
    let mut rows: Vec<_> = snapshot.listing.rows().filter_map(|row| Some((row, said(row)?))).collect();
    rows.sort_by_key(|(row, (said, folder))| (said.map_or(2, Said::rank), row.kind().as_str() != "Component", *folder));
    let (root, mut looked_at, mut sites) = (shared.root(), HashSet::new(), HashSet::new());
    let searched = rows.into_iter().filter_map(|(row, (said, folder))| {
        let about = Hit { kind: Hit::DOCS.into(), ..about(row) };
        // who says nothing has what lies in its folder, as all others there
        if !terms.admits(&about) || (said.is_none() && !looked_at.insert(folder)) {
            return None;
        }
        let ground = Ground::at(shared, snapshot, &row.reference()).ok()?;
        sites.insert(ground.site.clone()).then(|| Searched { plan: Plan::of(&root, &ground), ground, about })
    });
    searched.collect()
}

/// The pages as they are now, on all threads; those that are known only if they changed.
fn read_all<'a>(root: &Root, pages: &[At<'a>], known: &Known) -> Vec<(&'a Searched, &'a str, Arc<Read>)> {
    let read = |(site, path): &At<'a>| Some((*site, *path, site.page(root, path, known)?));
    let chunk = pages.len().div_ceil(threads()).max(CHUNK);
    let read = &read;
    std::thread::scope(|scope| {
        let read_part = |part: &'_ [At<'a>]| part.iter().filter_map(read).collect::<Vec<_>>();
        let parts: Vec<_> = pages.chunks(chunk).map(|part| scope.spawn(move || read_part(part))).collect();
        parts.into_iter().flat_map(|part| part.join().unwrap_or_default()).collect()
    })
}

impl Searched {
    fn page(&self, root: &Root, path: &str, known: &Known) -> Option<Arc<Read>> {
        let before = known.get(&self.ground.site).and_then(|site| site.get(path));
        if let Some(before) = before.filter(|before| is_same(root, &before.made_of)) {
            return Some(Arc::clone(before));
        }
        let file = self.plan.below(path).ok()?;
        root.stamp(&file).ok().filter(|stamp| stamp.size <= CAP)?;
        let (page, made_of) = source::plain(root, &self.ground, &self.plan, path).ok()?;
        Some(Arc::new(Read::of(&page, made_of)))
    }
}

impl Read {
    /// The sections that were found; the page as a whole where the words stand in different ones, or in
    /// its name.
    fn hits(&self, words: &Words, terms: &Terms, about: &Hit) -> Vec<(u32, Hit)> {
        let sections = self.index.find(&terms.text, SECTIONS, &|| true).unwrap_or_default();
        let mut told = HashSet::new();
        let hits: Vec<_> = sections
            .into_iter()
            .map(|IndexHit { id, title, snippet, marks, .. }| {
                let path = self.path(&id, &title);
                (score(&title, words), Hit { title, path, snippet, marks, ..about.clone() })
            })
            .filter(|(_, hit)| told.insert(hit.path.clone()))
            .collect();
        let rest = words.not_in(&self.name.as_str().to_lowercase());
        if !hits.is_empty() || !self.index.holds(&rest) {
            return hits;
        }
        let found = found(self.title.clone(), self.path("", &self.title), self.text(words), words);
        vec![(score(&self.title, words), with(found, about.clone()))]
    }

    /// The page as links name it, with the heading; the first page without one has no name.
    fn path(&self, id: &str, title: &Clean) -> Option<Clean> {
        // what the page itself is called stands at its beginning
        let is_whole = id.is_empty() || (*id == *self.first && *title == self.title);
        let place = if is_whole { self.name.to_string() } else { format!("{}#{id}", self.name) };
        (!place.is_empty()).then(|| Clean::line(&place))
    }

    /// The first text that has one of the words; else the first there is.
    fn text(&self, words: &Words) -> &str {
        let texts = || self.index.sections.iter().map(|section| section.text.as_str()).filter(|text| !text.is_empty());
        let with_word = texts().find(|text| words.first_in(&text.to_lowercase()).is_some());
        with_word.or_else(|| texts().next()).unwrap_or_default()
    }
}

fn score(title: &Clean, words: &Words) -> u32 {
    if words.are_in(&title.as_str().to_lowercase()) { 40 } else { 10 }
}
