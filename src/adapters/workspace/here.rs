//! Which entity a folder of the user's belongs to.

use super::entry::{folder_of, name_of};
use super::snapshot::Snapshot;
use crate::domain::model::EntityRef;
use crate::domain::model::listing::Row;
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
            return found;
        }
        here = folder_of(here);
    }
}

fn best_in(snapshot: &Snapshot, folder: &str) -> Option<EntityRef> {
    let rows = snapshot.documents().filter(|it| folder_of(&it.file.path) == folder);
    let rows = rows.map(|it| (name_of(&it.file.path), it.row)).filter(|(_, row)| !is_of(*row, "location"));
    rows.min_by_key(|(file, row)| rank(file, *row)).map(|(_, row)| row.reference())
}

/// Components first, then what stands in the file of the usual name, then as they come.
fn rank(file: &str, row: Row<'_>) -> (bool, bool) {
    (!is_of(row, "component"), !file.starts_with("catalog-info."))
}

fn is_of(row: Row<'_>, kind: &str) -> bool {
    row.kind().as_str().eq_ignore_ascii_case(kind)
}
