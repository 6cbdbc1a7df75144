//! Full text search over descriptors and docs. Nothing is indexed: files are read when somebody
//! asks, and only those that hold the words are parsed.

use super::bodies::Bodies;
use super::docs;
use super::file::CAP;
use super::shared::Shared;
use super::snapshot::Snapshot;
use super::walk::threads;
use crate::domain::model::listing::Row;
use crate::domain::model::{Entity, Hit, Hits, Terms};
use crate::domain::text::Clean;
use std::cmp::Reverse;
use std::collections::HashSet;
use std::ops::Range;

/// Hits of one answer.
const HITS: usize = 100;
/// Characters of a snippet before and after what was found.
const AROUND: usize = 60;

/// What holds all words, best first; without words all that the rest of the terms leaves.
pub(super) fn search(shared: &Shared, snapshot: &Snapshot, terms: &Terms) -> Hits {
    if terms.is_empty() {
        return Hits::default();
    }
    let words = Words::of(&terms.text);
    let is_wanted = |kind: &str| terms.kind.as_deref().is_none_or(|wanted| wanted == kind);
    let mut hits = Vec::new();
    if is_wanted(Hit::CATALOG) {
        hits.extend(in_catalog(shared, snapshot, &words));
    }
    if is_wanted(Hit::DOCS) {
        hits.extend(docs::search::search(shared, snapshot, &words, terms));
    }
    hits.retain(|(_, hit)| terms.admits(hit));
    hits.sort_by_key(|(score, _)| Reverse(*score));
    let from = terms.from.as_ref().and_then(|from| from.parse().ok()).unwrap_or(0_usize);
    let until = from.saturating_add(HITS);
    let next = (until < hits.len()).then(|| until.to_string());
    let total = Some(hits.len() as u64);
    Hits { hits: hits.into_iter().skip(from).take(HITS).map(|(_, hit)| hit).collect(), total, next }
}

/// What is told of a hit's entity by its row.
pub(super) fn about(row: Row<'_>) -> Hit {
    Hit {
        entity: Some(row.reference()),
        owner: row.owner().as_str().parse().ok(),
        entity_type: row.kind_type().to_clean(),
        lifecycle: row.lifecycle().to_clean(),
        ..Hit::default()
    }
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

    /// Those of them that are not in a text in lower case.
    pub(super) fn not_in(&self, lower: &str) -> String {
        let missing: Vec<&str> = self.0.iter().map(String::as_str).filter(|word| !lower.contains(word)).collect();
        missing.join(" ")
    }

    /// Where the first of them stands in a text in lower case.
    pub(super) fn first_in(&self, lower: &str) -> Option<usize> {
        self.0.iter().filter_map(|word| lower.find(word)).min()
    }

    /// Where they stand in a text, in order, each place once.
    fn marks(&self, text: &str) -> Vec<Range<usize>> {
        let lower = text.to_lowercase();
        // lower case may be longer or shorter; then no place is exact
        if lower.len() != text.len() {
            return Vec::new();
        }
        let all = self.0.iter().flat_map(|word| lower.match_indices(word.as_str()));
        let mut marks: Vec<_> = all.map(|(at, word)| at..at + word.len()).collect();
        marks.retain(|mark| text.get(mark.clone()).is_some());
        marks.sort_by_key(|mark| (mark.start, Reverse(mark.end)));
        let mut until = 0;
        marks.retain(|mark| {
            mark.start >= until && {
                until = mark.end;
                true
            }
        });
        marks
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
    let hit = |(_, _, row): (_, _, Row<'_>)| {
        let (score, found) = hit(&bodies.bare(row)?, words)?;
        Some((score, Hit { kind: Hit::CATALOG.into(), ..with(found, about(row)) }))
    };
    rows.into_iter().filter_map(hit).collect()
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
    Some((score + 1, found(title, None, told, words)))
}

/// A hit, as far as its text tells.
pub(super) fn found(title: Clean, path: Option<Clean>, text: &str, words: &Words) -> Hit {
    let snippet = snippet(text, words);
    let marks = words.marks(snippet.as_str());
    Hit { title, path, snippet, marks, ..Hit::default() }
}

/// What was found, of whose entity this is told.
pub(super) fn with(found: Hit, about: Hit) -> Hit {
    let Hit { title, path, snippet, marks, .. } = found;
    Hit { title, path, snippet, marks, ..about }
}

/// The text around the first word that is found; its beginning where there is none.
fn snippet(text: &str, words: &Words) -> Clean {
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
