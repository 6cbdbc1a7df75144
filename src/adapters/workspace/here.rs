//! Which entity a folder of the user's belongs to.

use super::entry::{folder_of, is_within, name_of};
use super::file::Document;
use super::snapshot::Snapshot;
use crate::domain::model::EntityRef;
use std::path::Path;

/// The entity whose descriptor lies in `folder`, or else in the nearest folder above it. A Location
/// stands for other files and never for a folder.
pub(super) fn entity_at(root: &Path, snapshot: &Snapshot, folder: &Path) -> Option<EntityRef> {
    let folder = folder.canonicalize().ok()?;
    let within: Option<Vec<&str>> =
        folder.strip_prefix(root).ok()?.components().map(|part| part.as_os_str().to_str()).collect();
    let within = within?.join("/");
    let mut here = within.as_str();
    loop {
        let found = best_in(snapshot, here);
        if found.is_some() || here.is_empty() {
            return found.cloned();
        }
        here = folder_of(here);
    }
}

fn best_in<'a>(snapshot: &'a Snapshot, folder: &str) -> Option<&'a EntityRef> {
    let files = snapshot.members.iter().map(|member| &member.file);
    let files = files.filter(|file| is_within(&file.path, folder) && folder_of(&file.path) == folder);
    let documents = files.flat_map(|file| file.documents.iter().map(move |it| (name_of(&file.path), it)));
    let documents = documents.filter(|(_, document)| document.reference.kind() != "location");
    documents.min_by_key(|(file, document)| rank(file, document)).map(|(_, document)| &document.reference)
}

/// Components first, then what stands in the file of the usual name, then as they come.
fn rank(file: &str, document: &Document) -> (bool, bool) {
    (document.reference.kind() != "component", !file.starts_with("catalog-info."))
}
