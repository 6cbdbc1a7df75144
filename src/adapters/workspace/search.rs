//! Full text search over descriptors and docs. Nothing is indexed: files are read when somebody
//! asks, and only those that hold the words are parsed.

use super::bodies::Bodies;
use super::file::CAP;
use super::pages;
use super::shared::Shared;
use super::snapshot::Snapshot;
use super::walk::threads;
use crate::domain::model::listing::Row;
use crate::domain::model::{Entity, Hit};
use crate::domain::text::Clean;
use std::cmp::Reverse;
use std::collections::HashSet;

/// So many answers are given.
const HITS: usize = 100;
/// Characters of a snippet before and after what was found.
const AROUND: usize = 60;

/// The type of a hit in the catalog, as Backstage names it.
const CATALOG: &str = "software-catalog";
/// The type of a hit in the docs, as Backstage names it.
pub(super) const DOCS: &str = "techdocs";

/// What holds all words of `text`, best first.
pub(super) fn search(shared: &Shared, snapshot: &Snapshot, text: &str, kind: Option<&str>) -> Vec<Hit> {
    let words = Words::of(text);
    if words.0.is_empty() {
        return Vec::new();
    }
    let mut hits = Vec::new();
    if kind.is_none_or(|kind| kind == CATALOG) {
        hits.extend(in_catalog(shared, snapshot, &words));
    }
    if kind.is_none_or(|kind| kind == DOCS) {
        hits.extend(pages::search(shared, snapshot, &words));
    }
    hits.sort_by_key(|(score, _)| Reverse(*score));
    hits.into_iter().take(HITS).map(|(_, hit)| hit).collect()
}

/// What is looked for, in lower case.
pub(super) struct Words(Vec<String>);

impl Words {
    fn of(text: &str) -> Self {
        Self(text.split_whitespace().map(str::to_lowercase).collect())
    }

    /// Whether a text in lower case holds all of them.
    pub(super) fn are_in(&self, lower: &str) -> bool {
        self.0.iter().all(|word| lower.contains(word))
    }

    /// Where the first of them stands in a text in lower case.
    pub(super) fn first_in(&self, lower: &str) -> Option<usize> {
        self.0.iter().filter_map(|word| lower.find(word)).min()
    }

    /// How well a name answers: it is the word, begins with it, or has it somewhere.
    fn rank(&self, name: &str) -> u32 {
        let name = name.to_lowercase();
        let rank = |word: &String| match name.find(word.as_str()) {
            Some(0) if name.len() == word.len() => 100,
            Some(0) => 50,
            Some(_) => 30,
            None => 0,
        };
        self.0.iter().map(rank).sum()
    }
}

fn in_catalog(shared: &Shared, snapshot: &Snapshot, words: &Words) -> Vec<(u32, Hit)> {
    let files = files_with(shared, snapshot, words);
    let mut rows: Vec<(&str, u32, Row<'_>)> = snapshot
        .listing
        .rows()
        .filter_map(|row| {
            let origin = snapshot.origin(row)?;
            let path = &*origin.member.file.path;
            files.contains(path).then_some((path, origin.document.index, row))
        })
        .collect();
    rows.sort_by_key(|(path, index, _)| (*path, *index));
    let mut bodies = Bodies::new(shared, snapshot);
    rows.into_iter().filter_map(|(_, _, row)| hit(&bodies.bare(row)?, words)).collect()
}

/// The files that hold all words somewhere, read on all threads.
fn files_with<'a>(shared: &Shared, snapshot: &'a Snapshot, words: &Words) -> HashSet<&'a str> {
    let paths: Vec<&str> = snapshot.members.iter().map(|member| &*member.file.path).collect();
    let root = shared.root();
    let holds = |path: &&str| {
        let content = root.read(path, CAP).ok();
        content.is_some_and(|it| words.are_in(&String::from_utf8_lossy(&it.bytes).to_lowercase()))
    };
    let search = |chunk: &[&'a str]| chunk.iter().copied().filter(|path| holds(path)).collect::<Vec<_>>();
    let search = &search;
    let chunk = paths.len().div_ceil(threads()).max(64);
    std::thread::scope(|scope| {
        let chunks: Vec<_> = paths.chunks(chunk).map(|chunk| scope.spawn(move || search(chunk))).collect();
        chunks.into_iter().flat_map(|chunk| chunk.join().unwrap_or_default()).collect()
    })
}

fn hit(entity: &Entity, words: &Words) -> Option<(u32, Hit)> {
    let (name, title) = (entity.name(), entity.title());
    let description = entity.text("/metadata/description");
    let tags = entity.tags().iter().map(|tag| tag.as_str().to_owned()).collect::<Vec<_>>().join(", ");
    let all = [name.as_str(), title.as_str(), description.as_str(), &tags].join("\n").to_lowercase();
    if !words.are_in(&all) {
        return None;
    }
    let score = words.rank(name.as_str()).max(words.rank(title.as_str())) * 2 + words.rank(&tags);
    let told = if words.first_in(&description.as_str().to_lowercase()).is_none()
        && words.first_in(&tags.to_lowercase()).is_some()
    {
        &tags
    } else {
        description.as_str()
    };
    let snippet = snippet(told, words);
    let entity = Some(entity.reference().clone());
    Some((score + 1, Hit { kind: CATALOG.into(), title, entity, path: None, snippet }))
}

/// The text around the first word that is found; its beginning where there is none.
pub(super) fn snippet(text: &str, words: &Words) -> Clean {
    let lower = text.to_lowercase();
    // lower case may be longer or shorter; where it is not, the place is exact
    let at = words.first_in(&lower).filter(|_| lower.len() == text.len()).unwrap_or(0);
    let before: Vec<char> = text.get(..at).unwrap_or_default().chars().rev().take(AROUND).collect();
    let begins = before.len() == AROUND;
    let before: String = before.into_iter().rev().collect();
    let after: String = text.get(at..).unwrap_or(text).chars().take(AROUND * 2).collect();
    let goes_on = text.get(at..).is_some_and(|rest| rest.len() > after.len());
    let (start, end) = (if begins { "…" } else { "" }, if goes_on { "…" } else { "" });
    Clean::line(&format!("{start}{before}{after}{end}"))
}
