//! Descriptors as they are written now, for whoever is to change them.

use super::bodies;
use super::entry::Refusal;
use super::file::CAP;
use super::ports::missing;
use super::shared::Shared;
use crate::domain::model::descriptor::catalog_rows;
use crate::domain::model::{Entity, EntityRef, Problem, Severity, yaml};
use crate::domain::text::Clean;
use crate::platform::command::Seen;
use crate::platform::fault::{Fault, FaultKind};
use std::path::{Path, PathBuf};

/// A file of the workspace as it is now.
pub(super) struct Written {
    /// Below the root.
    pub(super) path: String,
    pub(super) absolute: PathBuf,
    pub(super) text: String,
}

impl Written {
    /// A file by its path below the root.
    fn at(shared: &Shared, path: &str) -> Result<Self, Fault> {
        let content = shared.root().read(path, CAP).map_err(|refusal| unread(path, &refusal))?;
        let text = String::from_utf8(content.bytes).map_err(|_| {
            let cure = "save the file as UTF-8";
            Fault::new(FaultKind::Invalid, &format!("read {path}"), "it is not UTF-8", cure)
        })?;
        Ok(Self { path: path.to_owned(), absolute: bodies::absolute(&shared.root_path(), path), text })
    }

    /// The file that an entity is written in; the one that is named, where it is below the root.
    pub(super) fn of(shared: &Shared, reference: &EntityRef, named: Option<&Path>) -> Result<Self, Fault> {
        let named = named.and_then(|path| below(&shared.root_path(), path));
        let path = named.map_or_else(|| file_of(shared, reference), Ok)?;
        Self::at(shared, &path)
    }
}

/// A path below the root, with `/`.
fn below(root: &Path, path: &Path) -> Option<String> {
    let parts = path.strip_prefix(root).ok()?.components();
    let parts: Option<Vec<&str>> = parts.map(|part| part.as_os_str().to_str()).collect();
    parts.map(|parts| parts.join("/"))
}

fn file_of(shared: &Shared, reference: &EntityRef) -> Result<String, Fault> {
    let snapshot = shared.current()?;
    let row = snapshot.listing.find(reference);
    let origin = row.and_then(|row| snapshot.origin(row)).ok_or_else(|| missing(reference))?;
    Ok(origin.member.file.path.to_string())
}

/// An entity where it is written, as it is now.
pub(super) struct Descriptor {
    pub(super) file: Written,
    /// The number of its document in the file.
    pub(super) nth: usize,
    pub(super) entity: Entity,
}

fn entities(text: &str) -> Vec<(usize, Entity)> {
    let documents = yaml::documents(text).into_iter();
    documents.filter_map(|document| Some((document.index, Entity::new(document.content.ok()?.value)?))).collect()
}

impl Descriptor {
    pub(super) fn of(shared: &Shared, reference: &EntityRef) -> Result<Self, Fault> {
        let file = Written::of(shared, reference, None)?;
        // it may have been changed since it was read
        let found = entities(&file.text).into_iter().find(|(_, entity)| entity.reference() == reference);
        let (nth, entity) = found.ok_or_else(|| missing(reference))?;
        Ok(Self { file, nth, entity })
    }

    /// Of its document alone: what else changes in the file is no change of it.
    pub(super) fn seen(&self) -> Seen {
        let document = yaml::documents(&self.file.text).into_iter().find(|document| document.index == self.nth);
        let text = document.and_then(|document| self.file.text.get(document.range)).unwrap_or(&self.file.text);
        Seen::of(text.as_bytes())
    }
}

/// What the catalog would say against the documents of a file.
pub(super) fn problems(path: &str, text: &str) -> Vec<Problem> {
    let wrong = catalog_rows(path, text).into_iter().filter(|row| row.json.get("valid") != Some(&true.into()));
    wrong
        .map(|row| {
            let (line, column) = row.at.map_or((row.line, 1), |at| (at.line, at.column));
            let said = row.json.get("error").and_then(serde_json::Value::as_str).unwrap_or_default();
            Problem {
                severity: Severity::Error,
                file: Clean::line(path),
                path: path.into(),
                line,
                column,
                entity: None,
                message: Clean::line(said),
            }
        })
        .collect()
}

fn unread(path: &str, refusal: &Refusal) -> Fault {
    Fault::new(FaultKind::Local, &format!("read {path}"), &refusal.to_string(), "")
}
