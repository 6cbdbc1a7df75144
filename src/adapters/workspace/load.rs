//! Reads catalog files, or takes them from the state before where they are still the same.

use super::entry::{Content, EntryKind, Refusal, name_of};
use super::file::{self, CAP, CatalogFile, Fresh, Interner};
use super::root::Root;
use super::snapshot::Snapshot;
use super::taker::Taker;
use super::walk::{Met, Visitor, threads};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A file, and the numbers of its rows when it was read just now.
pub(super) struct Loaded {
    pub(super) file: Arc<CatalogFile>,
    pub(super) rows: Option<Vec<u32>>,
    /// Whether a link was followed to it.
    pub(super) is_link: bool,
}

impl From<Fresh> for Loaded {
    fn from(fresh: Fresh) -> Self {
        Self { file: Arc::new(fresh.file), rows: Some(fresh.rows), is_link: false }
    }
}

/// Loads files, on any thread.
pub(super) struct Loader<'a> {
    root: &'a Root,
    known: HashMap<&'a str, &'a Arc<CatalogFile>>,
    taker: Taker,
}

/// What a thread has loaded.
#[derive(Default)]
pub(super) struct Batch {
    interner: Interner,
    pub(super) files: Vec<Loaded>,
}

impl<'a> Loader<'a> {
    pub(super) fn new(root: &'a Root, old: Option<&'a Snapshot>) -> Self {
        let members = old.map(|old| old.members.as_slice()).unwrap_or_default();
        let known = members.iter().map(|member| (&*member.file.path, &member.file)).collect();
        Self { root, known, taker: Taker::default() }
    }

    /// The rows of the files that were read.
    pub(super) fn into_taker(self) -> Taker {
        self.taker
    }

    /// Loads a file that was met on a walk.
    fn met(&self, met: &Met<'_>, batch: &mut Batch) -> Option<Loaded> {
        if met.kind == EntryKind::File
            && let Some(known) = self.known.get(met.path)
            && known.stamp.is_some()
            && known.stamp == met.folder.stamp(met.name)
        {
            return Some(Loaded { file: Arc::clone(known), rows: None, is_link: false });
        }
        let content = match met.kind {
            EntryKind::File => met.folder.read(met.name, CAP),
            EntryKind::Link => self.root.read(met.path, CAP),
            EntryKind::Folder | EntryKind::Other => Err(Refusal::NotAFile),
        };
        if is_foreign_template(met.name, &content) {
            return None;
        }
        let mut loaded = Loaded::from(file::read(met.path, content, &mut batch.interner, &self.taker));
        loaded.is_link = met.kind == EntryKind::Link;
        Some(loaded)
    }

    /// Loads a file by its path; nothing when there is none.
    pub(super) fn named(&self, path: &str, batch: &mut Batch) -> Option<Loaded> {
        let stamp = self.known.get(path).and_then(|known| known.stamp);
        if let Some(known) = self.known.get(path)
            && stamp.is_some()
            && stamp == self.root.stamp(path).ok()
        {
            return Some(Loaded { file: Arc::clone(known), rows: None, is_link: false });
        }
        match self.root.read(path, CAP) {
            Err(Refusal::Missing) => None,
            content => Some(file::read(path, content, &mut batch.interner, &self.taker).into()),
        }
    }

    /// Loads many files by their paths, in the order given.
    pub(super) fn all(&self, paths: &[String]) -> Vec<Option<Loaded>> {
        let load = |paths: &[String]| {
            let mut batch = Batch::default();
            paths.iter().map(|path| self.named(path, &mut batch)).collect::<Vec<_>>()
        };
        let chunk = paths.len().div_ceil(threads()).max(64);
        std::thread::scope(|scope| {
            let chunks: Vec<_> = paths.chunks(chunk).map(|chunk| scope.spawn(move || load(chunk))).collect();
            chunks.into_iter().flat_map(|chunk| chunk.join().unwrap_or_default()).collect()
        })
    }
}

/// Other programs have files of the name `template.yaml`, too.
fn is_foreign_template(name: &str, content: &Result<Content, Refusal>) -> bool {
    let Ok(content) = content else { return name == TEMPLATE };
    let is_ours = || std::str::from_utf8(&content.bytes).is_ok_and(|text| text.contains("backstage.io/"));
    name == TEMPLATE && !is_ours()
}

const TEMPLATE: &str = "template.yaml";

/// The files that a walk finds without being told of them.
pub(super) struct ByName<'a>(pub(super) &'a Loader<'a>);

impl Visitor for ByName<'_> {
    type Found = Batch;

    fn wants(&self, _: &str, name: &str) -> bool {
        is_candidate(name)
    }

    fn take(&self, met: Met<'_>, found: &mut Batch) {
        if let Some(loaded) = self.0.met(&met, found) {
            found.files.push(loaded);
        }
    }
}

/// The files that globs name.
pub(super) struct ByGlob<'a> {
    pub(super) loader: &'a Loader<'a>,
    pub(super) globs: &'a globset::GlobSet,
    /// Paths that are there already.
    pub(super) done: &'a HashSet<String>,
}

/// A file that globs name, or one that was there already.
#[derive(Default)]
pub(super) struct Matched {
    batch: Batch,
    /// Which globs matched it, and the file where it was not there already.
    pub(super) files: Vec<(Vec<usize>, Option<Loaded>)>,
}

impl Visitor for ByGlob<'_> {
    type Found = Matched;

    fn wants(&self, folder: &str, name: &str) -> bool {
        self.globs.is_match(super::entry::join(folder, name))
    }

    fn take(&self, met: Met<'_>, found: &mut Matched) {
        let globs = self.globs.matches(met.path);
        let loaded = if self.done.contains(met.path) { None } else { self.loader.met(&met, &mut found.batch) };
        found.files.push((globs, loaded));
    }
}

/// Whether a path has the name of a file that a walk finds by itself.
pub(super) fn is_candidate(path: &str) -> bool {
    let name = name_of(path);
    name == "catalog-info.yaml" || name == "catalog-info.yml" || name == TEMPLATE
}
