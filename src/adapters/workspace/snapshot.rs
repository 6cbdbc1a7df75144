//! One state of the catalog: which file and document each row comes from, and what is wrong.

use super::file::{self, CatalogFile, Document, Interner, problem};
use super::manifest::Manifest;
use super::root::Root;
use crate::domain::model::listing::{Listing, ListingBuilder, Row, RowInput};
use crate::domain::model::{At, EntityRef, Problem, Severity};
use std::collections::{BTreeSet, HashMap};
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
    /// File and document of each row.
    places: Vec<(u32, u32)>,
    pub(super) problems: Arc<Vec<Problem>>,
    /// Those of the problems that finding the files gave.
    pub(super) scan_problems: Vec<Problem>,
    pub(super) manifest: Manifest,
    /// The folders that were looked into.
    pub(super) folders: Arc<BTreeSet<String>>,
}

/// What a scan found.
pub(super) struct Scanned {
    /// With the rows of those that were just read.
    pub(super) files: Vec<(Member, Option<Vec<RowInput<'static>>>)>,
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
        let (file, document) = *self.places.get(row.index() as usize)?;
        let member = self.members.get(file as usize)?;
        Some(Origin { member, document: member.file.documents.get(document as usize)? })
    }

    /// The file of that path.
    pub(super) fn file(&self, path: &str) -> Option<&Arc<CatalogFile>> {
        let at = self.members.binary_search_by(|member| (*member.file.path).cmp(path)).ok()?;
        self.members.get(at).map(|member| &member.file)
    }

    /// Whether a placeholder brings in that file.
    pub(super) fn is_brought_in(&self, path: &str) -> bool {
        let documents = self.members.iter().flat_map(|member| &member.file.documents);
        let mut placeholders = documents.filter_map(|it| it.more.as_deref()).flat_map(|more| &more.placeholders);
        placeholders.any(|placeholder| placeholder.path.as_deref() == Ok(path))
    }
}

/// Makes a state of what was scanned, with the rows that did not change taken from the old one.
pub(super) fn build(root: &Root, scanned: Scanned, old: Option<&Snapshot>) -> Snapshot {
    let Scanned { files, manifest, folders, problems: scan_problems } = scanned;
    let (members, rows): (Vec<Member>, Vec<_>) = files.into_iter().unzip();
    let mut problems = scan_problems.clone();
    let kept = old.filter(|old| is_same(&old.members, &members));
    let winners = Winners::of(&members, &mut problems);
    let (listing, places) = match kept {
        Some(old) => (Arc::clone(&old.listing), old.places.clone()),
        None => winners.listing(root, rows, old),
    };
    winners.dangling(&mut problems);
    for member in &members {
        problems.extend(member.file.problems.iter().cloned());
        missing_placeholders(root, &member.file, &mut problems);
    }
    drop(winners);
    problems.sort_by(|a, b| key(a).cmp(&key(b)));
    let problems = match old.filter(|old| *old.problems == problems) {
        Some(old) => Arc::clone(&old.problems),
        None => Arc::new(problems),
    };
    Snapshot { members, listing, places, problems, scan_problems, manifest, folders }
}

fn key(problem: &Problem) -> (Severity, &str, usize, usize) {
    (problem.severity, problem.file.as_str(), problem.line, problem.column)
}

fn is_same(old: &[Member], new: &[Member]) -> bool {
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| Arc::ptr_eq(&old.file, &new.file))
}

/// The documents that stand for their references: of several the first in the order of paths.
struct Winners<'a> {
    members: &'a [Member],
    by_ref: HashMap<&'a EntityRef, u32>,
    /// File and document, in the order of paths.
    documents: Vec<(u32, u32)>,
}

impl<'a> Winners<'a> {
    fn of(members: &'a [Member], problems: &mut Vec<Problem>) -> Self {
        let mut winners = Self { members, by_ref: HashMap::new(), documents: Vec::new() };
        for (file, member) in members.iter().enumerate() {
            for (nth, document) in member.file.documents.iter().enumerate() {
                match winners.by_ref.get(&document.reference).and_then(|first| winners.get(*first)) {
                    Some((first, it)) => problems.push(duplicate(member, document, first, it)),
                    None => {
                        winners.by_ref.insert(&document.reference, index(winners.documents.len()));
                        winners.documents.push((index(file), index(nth)));
                    }
                }
            }
        }
        winners
    }

    fn get(&self, winner: u32) -> Option<(&'a Member, &'a Document)> {
        let (file, document) = *self.documents.get(winner as usize)?;
        let member = self.members.get(file as usize)?;
        Some((member, member.file.documents.get(document as usize)?))
    }

    fn all(&self) -> impl Iterator<Item = (u32, &'a Member, &'a Document)> {
        (0..index(self.documents.len())).filter_map(|winner| self.get(winner).map(|(member, it)| (winner, member, it)))
    }

    /// What others state of each: type and source.
    fn incoming(&self) -> Vec<Vec<(&'static str, &'a EntityRef)>> {
        let mut incoming = vec![Vec::new(); self.documents.len()];
        for (_, _, document) in self.all() {
            for pair in &document.pairs {
                let target = self.by_ref.get(&pair.target).and_then(|winner| incoming.get_mut(*winner as usize));
                if let Some(target) = target {
                    target.push((pair.inverse, &document.reference));
                }
            }
        }
        incoming
    }

    fn listing(
        &self,
        root: &Root,
        rows: Vec<Option<Vec<RowInput<'static>>>>,
        old: Option<&Snapshot>,
    ) -> (Arc<Listing>, Vec<(u32, u32)>) {
        let mut rows = Rows { root, rows: rows.into_iter().map(|rows| rows.map(taken)).collect(), old };
        let mut builder = ListingBuilder::default();
        let mut incoming = self.incoming().into_iter();
        for (winner, member, document) in self.all() {
            let Some((file, nth)) = self.documents.get(winner as usize) else { continue };
            let stated = document.pairs.iter().map(|pair| (pair.kind, &pair.target));
            let relations = stated.chain(incoming.next().unwrap_or_default());
            if let Some(mut row) = rows.row(*file as usize, *nth as usize, member, document) {
                row.relations = relations.map(|(kind, other)| (kind.into(), other.as_str().into())).collect();
                builder.push(&row);
            }
        }
        let listing = builder.finish(now(), true);
        let place = |row: Row<'_>| {
            let winner = self.by_ref.get(&row.reference());
            winner.and_then(|winner| self.documents.get(*winner as usize)).copied().unwrap_or((u32::MAX, 0))
        };
        let places = listing.rows().map(place).collect();
        (Arc::new(listing), places)
    }

    fn dangling(&self, problems: &mut Vec<Problem>) {
        let mut more = 0;
        for (_, member, document) in self.all() {
            for pair in document.pairs.iter().filter(|pair| !self.by_ref.contains_key(&pair.target)) {
                if problems.len() >= DANGLING {
                    more += 1;
                    continue;
                }
                let message = format!("{} leads to {}, which is not in the catalog", pair.kind, pair.target);
                let source = Some(document.reference.clone());
                problems.push(problem(&member.file.path, Severity::Warning, pair.place, source, &message));
            }
        }
        if more > 0 {
            let message = format!("{more} more relations lead to entities that are not in the catalog");
            problems.push(problem("", Severity::Warning, (0, 0), None, &message));
        }
    }
}

fn duplicate(member: &Member, document: &Document, first: &Member, it: &Document) -> Problem {
    let message = format!(
        "{} stands in {}:{} already, so this one is left out; give one of them another name",
        document.reference, first.file.path, it.line
    );
    let source = Some(document.reference.clone());
    problem(&member.file.path, Severity::Error, (document.line, 1), source, &message)
}

fn missing_placeholders(root: &Root, file: &CatalogFile, problems: &mut Vec<Problem>) {
    for document in &file.documents {
        for placeholder in document.more.iter().flat_map(|more| &more.placeholders) {
            let path = placeholder.path.clone();
            let Err(refusal) = path.and_then(|path| root.stamp(&path)) else { continue };
            let message = format!("{}: {refusal}", placeholder.target);
            let source = Some(document.reference.clone());
            problems.push(problem(&file.path, Severity::Warning, placeholder.place, source, &message));
        }
    }
}

/// The rows of each file: just read, or as the old listing has them.
struct Rows<'a> {
    root: &'a Root,
    rows: Vec<Option<Vec<Option<RowInput<'static>>>>>,
    old: Option<&'a Snapshot>,
}

fn taken(rows: Vec<RowInput<'static>>) -> Vec<Option<RowInput<'static>>> {
    rows.into_iter().map(Some).collect()
}

impl<'a> Rows<'a> {
    fn row(&mut self, file: usize, nth: usize, member: &Member, document: &Document) -> Option<RowInput<'a>> {
        let slot = self.rows.get_mut(file)?;
        if slot.is_none() {
            if let Some(row) = old_row(self.old, member, document) {
                return Some(row);
            }
            // it was hidden by another of its name, which is gone now
            let content = self.root.read(&member.file.path, file::CAP);
            *slot = Some(taken(file::read(&member.file.path, content, &mut Interner::default()).rows));
        }
        slot.as_mut()?.get_mut(nth)?.take()
    }
}

fn old_row<'a>(old: Option<&'a Snapshot>, member: &Member, document: &Document) -> Option<RowInput<'a>> {
    let old = old?;
    let row = old.listing.find(&document.reference)?;
    let origin = old.origin(row)?;
    let is_same = Arc::ptr_eq(&origin.member.file, &member.file) && origin.document.index == document.index;
    is_same.then(|| RowInput {
        kind: row.kind().as_str().into(),
        namespace: row.namespace().as_str().into(),
        name: row.name().as_str().into(),
        title: row.title().as_str().into(),
        description: row.description().as_str().into(),
        kind_type: row.kind_type().as_str().into(),
        lifecycle: row.lifecycle().as_str().into(),
        owner: row.owner().as_str().into(),
        system: row.system().as_str().into(),
        tags: row.tags().map(|tag| tag.as_str().into()).collect(),
        relations: Vec::new(),
    })
}

fn now() -> At {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    At(since.ok().and_then(|since| i64::try_from(since.as_millis()).ok()).unwrap_or_default())
}

fn index(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
