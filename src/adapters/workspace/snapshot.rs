//! One state of the catalog: which file and document each row comes from, and what is wrong.

use super::file::{CatalogFile, Document, problem};
use super::manifest::Manifest;
use super::root::Root;
use super::sources::{Gathering, Sources};
use super::taker::Taker;
use crate::domain::model::listing::{End, Listing, Row};
use crate::domain::model::{Problem, Severity};
use crate::platform::clock::now;
use std::collections::BTreeSet;
use std::sync::Arc;

/// So many problems are told before relations that lead nowhere are only counted: a part of a
/// larger catalog has thousands of them.
const DANGLING: usize = 2_000;

/// A file of the catalog, and the file that led to it, in the end.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) file: Arc<CatalogFile>,
    pub(super) origin: Arc<str>,
}

/// A state of the catalog. Bodies stay in their files.
#[derive(Debug)]
pub(super) struct Snapshot {
    /// In the order of their paths.
    pub(super) members: Vec<Member>,
    pub(super) listing: Arc<Listing>,
    pub(super) sources: Arc<Sources>,
    pub(super) problems: Arc<Vec<Problem>>,
    /// Those of the problems that finding the files gave.
    pub(super) scan_problems: Vec<Problem>,
    pub(super) manifest: Manifest,
    /// The folders that were looked into.
    pub(super) folders: Arc<BTreeSet<String>>,
}

/// What a scan found.
pub(super) struct Scanned {
    /// In the order of their paths, with the numbers of the rows of those that were just read.
    pub(super) files: Vec<(Member, Option<Vec<u32>>)>,
    /// Those rows.
    pub(super) taker: Taker,
    pub(super) manifest: Manifest,
    pub(super) folders: Arc<BTreeSet<String>>,
    pub(super) problems: Vec<Problem>,
}

/// Where an entity comes from.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    pub(super) member: &'a Member,
    pub(super) document: &'a Document,
}

impl Snapshot {
    /// Where a row comes from.
    pub(super) fn origin(&self, row: Row<'_>) -> Option<Origin<'_>> {
        let (file, nth) = self.sources.of(row.index())?;
        let member = self.members.get(file)?;
        Some(Origin { member, document: member.file.documents.get(nth)? })
    }

    /// Where the file of that path stands among the members.
    pub(super) fn position(&self, path: &str) -> Option<usize> {
        self.members.binary_search_by(|member| (*member.file.path).cmp(path)).ok()
    }

    /// The file of that path.
    pub(super) fn file(&self, path: &str) -> Option<&Arc<CatalogFile>> {
        self.members.get(self.position(path)?).map(|member| &member.file)
    }

    /// All documents in the order of paths, each with the row of its name.
    pub(super) fn documents(&self) -> impl Iterator<Item = Stated<'_>> {
        stated(&self.members, &self.listing, &self.sources)
    }

    /// Whether a placeholder brings in that file.
    pub(super) fn is_brought_in(&self, path: &str) -> bool {
        let documents = self.members.iter().flat_map(|member| &member.file.documents);
        let mut placeholders = documents.filter_map(|it| it.more.as_deref()).flat_map(|more| &more.placeholders);
        placeholders.any(|placeholder| placeholder.path.as_deref() == Ok(path))
    }
}

/// A document of a file, and the row of its name.
#[derive(Clone, Copy)]
pub(super) struct Stated<'a> {
    pub(super) file: &'a CatalogFile,
    nth: usize,
    pub(super) row: Row<'a>,
    /// Whether the row stands for this document, and not for another of its name.
    is_listed: bool,
}

impl<'a> Stated<'a> {
    pub(super) fn document(&self) -> Option<&'a Document> {
        self.file.documents.get(self.nth)
    }
}

fn stated<'a>(members: &'a [Member], listing: &'a Listing, sources: &'a Sources) -> impl Iterator<Item = Stated<'a>> {
    members.iter().enumerate().flat_map(move |(at, member)| {
        (0..member.file.documents.len()).filter_map(move |nth| {
            let (row, is_listed) = sources.row(at, nth)?;
            Some(Stated { file: &member.file, nth, row: listing.row(row)?, is_listed })
        })
    })
}

/// Makes a state of what was scanned, with the rows that did not change taken from the old one.
pub(super) fn build(root: &Root, scanned: Scanned, old: Option<&Snapshot>) -> Snapshot {
    let Scanned { files, taker, manifest, folders, problems: scan_problems } = scanned;
    let (members, rows): (Vec<Member>, Vec<_>) = files.into_iter().unzip();
    let (listing, sources) = match old.filter(|old| is_same(&old.members, &members)) {
        Some(old) => (Arc::clone(&old.listing), Arc::clone(&old.sources)),
        None => {
            let mut gathering = Gathering::new(root, taker, old.map(|old| (&*old.listing, &*old.sources)));
            for (member, rows) in members.iter().zip(rows) {
                match rows {
                    Some(rows) => gathering.fresh(rows),
                    None => gathering.unchanged(&member.file, old.and_then(|old| old.position(&member.file.path))),
                }
            }
            let (listing, sources) = gathering.finish(now());
            (Arc::new(listing), Arc::new(sources))
        }
    };
    let mut snapshot =
        Snapshot { members, listing, sources, problems: Arc::default(), scan_problems, manifest, folders };
    let problems = snapshot.all_problems(root);
    snapshot.problems = match old.filter(|old| *old.problems == problems) {
        Some(old) => Arc::clone(&old.problems),
        None => Arc::new(problems),
    };
    snapshot
}

fn key(problem: &Problem) -> (Severity, &str, usize, usize) {
    (problem.severity, problem.file.as_str(), problem.line, problem.column)
}

fn is_same(old: &[Member], new: &[Member]) -> bool {
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| Arc::ptr_eq(&old.file, &new.file))
}

impl Snapshot {
    fn all_problems(&self, root: &Root) -> Vec<Problem> {
        let mut problems = self.scan_problems.clone();
        problems.extend(self.documents().filter(|it| !it.is_listed).filter_map(|it| self.duplicate(&it)));
        self.dangling(&mut problems);
        problems.extend(self.members.iter().flat_map(|member| member.file.problems.iter().cloned()));
        self.documents().for_each(|it| missing_placeholders(root, &it, &mut problems));
        problems.sort_by(|a, b| key(a).cmp(&key(b)));
        problems
    }

    fn duplicate(&self, it: &Stated<'_>) -> Option<Problem> {
        let (reference, first) = (it.row.reference(), self.origin(it.row)?);
        let message = format!(
            "{reference} stands in {}:{} already, so this one is left out; give one of them another name",
            first.member.file.path, first.document.line
        );
        Some(problem(&it.file.path, Severity::Error, (it.document()?.line, 1), Some(reference), &message))
    }

    fn dangling(&self, problems: &mut Vec<Problem>) {
        let mut more = 0;
        for it in self.documents().filter(|it| it.is_listed) {
            let ends = it.row.relations().map(|(_, end)| end);
            let gone: Vec<_> =
                ends.filter_map(|end| if let End::Gone(it) = end { Some(it.as_str()) } else { None }).collect();
            for pair in it.file.pairs(it.nth).iter().filter(|pair| gone.contains(&&*pair.target)) {
                if problems.len() >= DANGLING {
                    more += 1;
                    continue;
                }
                let message = format!("{} leads to {}, which is not in the catalog", pair.kind, pair.target);
                let source = Some(it.row.reference());
                problems.push(problem(&it.file.path, Severity::Warning, pair.place, source, &message));
            }
        }
        if more > 0 {
            let message = format!("{more} more relations lead to entities that are not in the catalog");
            problems.push(problem("", Severity::Warning, (0, 0), None, &message));
        }
    }
}

fn missing_placeholders(root: &Root, it: &Stated<'_>, problems: &mut Vec<Problem>) {
    for placeholder in it.document().iter().filter_map(|it| it.more.as_deref()).flat_map(|more| &more.placeholders) {
        let path = placeholder.path.clone();
        let Err(refusal) = path.and_then(|path| root.stamp(&path)) else { continue };
        let message = format!("{}: {refusal}", placeholder.target);
        let source = Some(it.row.reference());
        problems.push(problem(&it.file.path, Severity::Warning, placeholder.place, source, &message));
    }
}
