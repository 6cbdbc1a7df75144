//! One field of all entities, read out of their files; after a change only out of those that
//! changed.

use super::bodies::Bodies;
use super::file::CatalogFile;
use super::shared::Shared;
use super::snapshot::Snapshot;
use crate::domain::model::listing::{FieldColumn, FieldColumnBuilder, FieldPath, Row};
use crate::platform::fault::Fault;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// From so many files on two threads are worth their start.
const SHARED: usize = 64;

/// Reads a field, and remembers what it found in which file.
pub(super) struct FieldReader {
    path: FieldPath,
    known: HashMap<Box<str>, InFile>,
}

/// What a file holds of the field.
struct InFile {
    file: Arc<CatalogFile>,
    /// The entities that have it, each by the number of its document.
    found: Vec<(usize, Vec<String>)>,
}

impl FieldReader {
    pub(super) fn new(path: FieldPath) -> Self {
        Self { path, known: HashMap::new() }
    }

    /// The field as the files are now.
    pub(super) fn read(mut self, shared: &Shared) -> Result<(Self, FieldColumn), Fault> {
        let snapshot = shared.current()?;
        let column = match self.path.as_str().split_once('.') {
            Some((first, kind)) if first.eq_ignore_ascii_case("relations") => self.relations(&snapshot, kind),
            _ => self.out_of_files(shared, &snapshot),
        };
        Ok((self, column))
    }

    /// Relations are known without looking into files.
    fn relations(&self, snapshot: &Snapshot, kind: &str) -> FieldColumn {
        let mut builder = FieldColumnBuilder::new(self.path.clone());
        for row in snapshot.listing.rows() {
            let ends = row.relations().filter(|(of, _)| of.as_str().eq_ignore_ascii_case(kind));
            let ends = ends.filter_map(|(_, end)| snapshot.listing.end_reference(end));
            let ends: Vec<String> = ends.map(|end| end.as_str().to_owned()).collect();
            push(&mut builder, row, &ends);
        }
        builder.finish()
    }

    fn out_of_files(&mut self, shared: &Shared, snapshot: &Snapshot) -> FieldColumn {
        let is_same = |at: &usize| {
            let file = snapshot.members.get(*at).map(|member| &member.file);
            let known = file.and_then(|file| self.known.get(&file.path));
            // what placeholders bring in changes without the file
            let brings_in =
                |file: &&Arc<CatalogFile>| file.documents.iter().any(|document| document.has_placeholders());
            file.zip(known).is_some_and(|(file, known)| Arc::ptr_eq(file, &known.file) && !brings_in(&file))
        };
        let files: Vec<usize> = (0..snapshot.members.len()).filter(|at| !is_same(at)).collect();
        let fresh = self.in_files(shared, snapshot, &files);
        self.known.extend(fresh);
        self.known.retain(|path, _| snapshot.position(path).is_some());
        self.column(snapshot)
    }

    fn in_files(&self, shared: &Shared, snapshot: &Snapshot, files: &[usize]) -> Vec<(Box<str>, InFile)> {
        let read = |range: Range<usize>| -> Vec<(Box<str>, InFile)> {
            let mut bodies = Bodies::new(shared, snapshot);
            let files = files.get(range).unwrap_or_default();
            files.iter().filter_map(|at| self.in_file(&mut bodies, snapshot, *at)).collect()
        };
        if files.len() < SHARED {
            return read(0..files.len());
        }
        let middle = files.len() / 2;
        std::thread::scope(|scope| {
            let second = scope.spawn(|| read(middle..files.len()));
            let mut all = read(0..middle);
            all.extend(second.join().unwrap_or_default());
            all
        })
    }

    fn in_file(&self, bodies: &mut Bodies<'_>, snapshot: &Snapshot, at: usize) -> Option<(Box<str>, InFile)> {
        let file = &snapshot.members.get(at)?.file;
        let mut found = Vec::new();
        for nth in 0..file.documents.len() {
            let row = snapshot.sources.row(at, nth).filter(|(_, stands)| *stands);
            let row = row.and_then(|(row, _)| snapshot.listing.row(row));
            let Some(value) = row.and_then(|row| bodies.with_field(row, &self.path)) else { continue };
            let values: Vec<String> = self.path.values(&value).into_iter().map(Into::into).collect();
            if !values.is_empty() {
                found.push((nth, values));
            }
        }
        Some((file.path.clone(), InFile { file: Arc::clone(file), found }))
    }

    fn column(&self, snapshot: &Snapshot) -> FieldColumn {
        let mut builder = FieldColumnBuilder::new(self.path.clone());
        for (at, member) in snapshot.members.iter().enumerate() {
            let Some(known) = self.known.get(&member.file.path) else { continue };
            for (nth, values) in &known.found {
                let row = snapshot.sources.row(at, *nth).filter(|(_, stands)| *stands);
                if let Some(row) = row.and_then(|(row, _)| snapshot.listing.row(row)) {
                    push(&mut builder, row, values);
                }
            }
        }
        builder.finish()
    }
}

fn push(builder: &mut FieldColumnBuilder, row: Row<'_>, values: &[String]) {
    builder.push(row.kind().as_str(), row.namespace().as_str(), row.name().as_str(), values);
}
