//! A catalog file, read: of each document what lists and relations need. Bodies are read again when
//! somebody wants one.

use super::docs::Said;
use super::entry::{Content, Refusal, Stamp, folder_of, resolve};
use super::fields::{pointer_of, pointer_of_target, row, skeletons};
use super::place::Places;
use super::taker::Taker;
use crate::domain::model::descriptor::{self, Accepted};
use crate::domain::model::yaml::{self, Parsed};
use crate::domain::model::{EntityRef, Problem, Severity};
use crate::domain::text::Clean;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

/// The largest catalog file that is read.
pub(super) const CAP: u64 = 4 * 1024 * 1024;

/// So many problems are told of one file.
const PROBLEMS: usize = 100;

/// A catalog file, without the bodies of its documents.
#[derive(Debug)]
pub(super) struct CatalogFile {
    /// Below the root, with `/`.
    pub(super) path: Box<str>,
    /// How the file looked when it was read; nothing where it could not be.
    pub(super) stamp: Option<Stamp>,
    /// Whether something in it looks like a template that is not rendered.
    pub(super) has_markup: bool,
    /// The documents that are entities.
    pub(super) documents: Box<[Document]>,
    /// The relations that they state, one document's after the other's.
    pairs: Box<[Pair]>,
    /// What is wrong in it.
    pub(super) problems: Box<[Problem]>,
}

impl CatalogFile {
    /// The relations that the `nth` of the documents states.
    pub(super) fn pairs(&self, nth: usize) -> &[Pair] {
        let start = |nth: usize| self.documents.get(nth).map(|document| document.pairs as usize);
        let range = start(nth).map(|first| first..start(nth + 1).unwrap_or(self.pairs.len()));
        range.and_then(|range| self.pairs.get(range)).unwrap_or_default()
    }
}

/// A document that is an entity. There are as many of these as of entities, so they are small; what
/// an entity is called says its row.
#[derive(Debug)]
pub(super) struct Document {
    /// Its number within the file.
    pub(super) index: u32,
    /// The line that it begins in.
    pub(super) line: u32,
    /// Where its relations begin among those of the file.
    pairs: u32,
    pub(super) is_template: bool,
    /// What only some have.
    pub(super) more: Option<Box<More>>,
}

impl Document {
    /// Whether other files are brought into it.
    pub(super) fn has_placeholders(&self) -> bool {
        self.more.as_ref().is_some_and(|more| !more.placeholders.is_empty())
    }
}

/// What only Locations, Templates, APIs and documented entities have.
#[derive(Debug, Default)]
pub(super) struct More {
    /// Targets of a Location.
    pub(super) targets: Vec<Target>,
    /// Whether a Location's targets may be missing (`spec.presence: optional`).
    pub(super) optional: bool,
    /// Files that placeholders name, below the root.
    pub(super) placeholders: Vec<Placeholder>,
    /// What it says of its docs.
    pub(super) docs: Option<Said>,
    /// Folders below the root that a template renders from.
    pub(super) skeletons: Vec<String>,
}

/// A target of a Location, as written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) text: String,
    pub(super) place: (u32, u32),
}

/// A file that a placeholder names.
#[derive(Debug)]
pub(super) struct Placeholder {
    /// As written.
    pub(super) target: String,
    /// Where it leads, or why nowhere.
    pub(super) path: Result<String, Refusal>,
    pub(super) place: (u32, u32),
}

/// A relation as its source states it.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) kind: &'static str,
    /// The other entity's reference.
    pub(super) target: Arc<str>,
    /// Line and column of the field.
    pub(super) place: (u32, u32),
}

/// Relations as a listing takes them.
pub(super) fn relations(pairs: &[Pair]) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    pairs.iter().map(|pair| (pair.kind.into(), (&*pair.target).into())).collect()
}

/// References that were met before, so that the same one is kept once.
#[derive(Default)]
pub(super) struct Interner(HashSet<Arc<str>>);

impl Interner {
    /// The reference, shared with what was met before.
    fn intern(&mut self, reference: &EntityRef) -> Arc<str> {
        match self.0.get(reference.as_str()) {
            Some(known) => Arc::clone(known),
            None => {
                let new: Arc<str> = reference.as_str().into();
                self.0.insert(Arc::clone(&new));
                new
            }
        }
    }
}

/// A file as just read, with the numbers of the rows that were taken of its documents.
pub(super) struct Fresh {
    pub(super) file: CatalogFile,
    pub(super) rows: Vec<u32>,
}

/// Reads the documents of a file, and has the rows taken.
pub(super) fn read(path: &str, content: Result<Content, Refusal>, interner: &mut Interner, taker: &Taker) -> Fresh {
    let content = match content {
        Ok(content) => content,
        Err(refusal) => return refused(path, None, &refusal.to_string()),
    };
    let text = match std::str::from_utf8(&content.bytes) {
        Ok(text) => text,
        Err(error) => return not_text(path, &content, error.valid_up_to()),
    };
    let mut reader = Reader {
        path,
        taker,
        interner,
        places: Places::of(text),
        documents: Vec::new(),
        pairs: Vec::new(),
        rows: Vec::new(),
        problems: Vec::new(),
        more: 0,
    };
    yaml::documents(text).into_iter().for_each(|document| reader.document(document));
    reader.finish(content.stamp, has_markup(text))
}

/// A file that could not be read at all.
pub(super) fn refused(path: &str, stamp: Option<Stamp>, why: &str) -> Fresh {
    let problem = problem(path, Severity::Error, (0, 0), None, &format!("this file is left out: {why}"));
    let (documents, pairs, problems) = (Box::default(), Box::default(), Box::new([problem]));
    let file = CatalogFile { path: path.into(), stamp, has_markup: false, documents, pairs, problems };
    Fresh { file, rows: Vec::new() }
}

fn not_text(path: &str, content: &Content, valid: usize) -> Fresh {
    let before = content.bytes.get(..valid).unwrap_or_default();
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let column = before.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
    let mut fresh = refused(path, Some(content.stamp), "it is not UTF-8 text; save it in that encoding");
    if let Some(problem) = fresh.file.problems.first_mut() {
        (problem.line, problem.column) = (line, column);
    }
    fresh
}

/// A problem of a file.
pub(super) fn problem(
    path: &str,
    severity: Severity,
    (line, column): (u32, u32),
    entity: Option<EntityRef>,
    message: &str,
) -> Problem {
    let (line, column) = (line as usize, column as usize);
    Problem {
        severity,
        file: Clean::line(path),
        path: path.into(),
        line,
        column,
        entity,
        message: Clean::line(message),
    }
}

fn has_markup(text: &str) -> bool {
    text.contains("{{") || text.contains("{%")
}

struct Reader<'a> {
    path: &'a str,
    taker: &'a Taker,
    interner: &'a mut Interner,
    places: Places<'a>,
    documents: Vec<Document>,
    pairs: Vec<Pair>,
    rows: Vec<u32>,
    problems: Vec<Problem>,
    /// Problems beyond those that are told.
    more: usize,
}

impl Reader<'_> {
    fn document(&mut self, document: yaml::Document) {
        let line = number(document.line);
        match document.content {
            Err(error) => self.problem((number(error.line), number(error.column)), None, &error.message),
            // as in Backstage a document of nothing is no entity and no error
            Ok(parsed) if parsed.value.is_null() => {}
            Ok(parsed) => self.entity(number(document.index), line, &parsed),
        }
    }

    fn entity(&mut self, index: u32, line: u32, parsed: &Parsed) {
        let checked = descriptor::check(&parsed.value);
        let accepted = match checked.verdict {
            Ok(accepted) => accepted,
            Err(rejected) => {
                let pointer = rejected.pointer.unwrap_or_default();
                let place = self.places.find(parsed, &pointer, line);
                let named = checked.entity_ref.or_else(|| descriptor::loose_entity_ref(&parsed.value));
                return self.problem(place, named.and_then(|it| it.parse().ok()), &rejected.message);
            }
        };
        let pairs = self.pairs.len();
        self.pairs(parsed, &accepted, line);
        let more = self.more(parsed, accepted.targets, line);
        let row = row(&parsed.value, relations(self.pairs.get(pairs..).unwrap_or_default()));
        let is_template = row.kind.eq_ignore_ascii_case("template");
        self.rows.push(self.taker.take(&row));
        self.documents.push(Document { index, line, pairs: number(pairs), is_template, more });
    }

    fn pairs(&mut self, parsed: &Parsed, accepted: &Accepted, line: u32) {
        for relation in &accepted.relations {
            let Ok(target) = relation.target.parse::<EntityRef>() else { continue };
            let place = self.places.find(parsed, &pointer_of(&parsed.value, relation.field, &target), line);
            self.pairs.push(Pair { kind: relation.kind, target: self.interner.intern(&target), place });
        }
    }

    fn more(&mut self, parsed: &Parsed, targets: Vec<String>, line: u32) -> Option<Box<More>> {
        let value = &parsed.value;
        let folder = folder_of(self.path).to_owned();
        let text = |pointer| value.pointer(pointer).and_then(Value::as_str);
        let mut placeholders = Vec::new();
        super::placeholder::each(value, &mut |pointer, target| {
            let place = self.places.find(parsed, pointer, line);
            placeholders.push(Placeholder { target: target.to_owned(), path: resolve(&folder, target), place });
        });
        let targets = targets.into_iter().map(|text| {
            let place = self.places.find(parsed, &pointer_of_target(value, &text), line);
            Target { text, place }
        });
        let more = More {
            targets: targets.collect(),
            optional: text("/spec/presence") == Some("optional"),
            placeholders,
            docs: Said::of(value),
            skeletons: skeletons(value, &folder),
        };
        let nothing =
            more.targets.is_empty() && more.placeholders.is_empty() && more.docs.is_none() && more.skeletons.is_empty();
        (!nothing).then(|| Box::new(more))
    }

    fn problem(&mut self, place: (u32, u32), entity: Option<EntityRef>, message: &str) {
        if self.problems.len() >= PROBLEMS {
            self.more += 1;
            return;
        }
        self.problems.push(problem(self.path, Severity::Error, place, entity, message));
    }

    fn finish(mut self, stamp: Stamp, has_markup: bool) -> Fresh {
        if self.more > 0 {
            let message = format!("{} more problems in this file are not listed", self.more);
            self.problems.push(problem(self.path, Severity::Error, (0, 0), None, &message));
        }
        let file = CatalogFile {
            path: self.path.into(),
            stamp: Some(stamp),
            has_markup,
            documents: self.documents.into_boxed_slice(),
            pairs: self.pairs.into_boxed_slice(),
            problems: self.problems.into_boxed_slice(),
        };
        Fresh { file, rows: self.rows }
    }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
