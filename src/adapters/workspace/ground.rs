//! Which part of a checkout is an entity's.
//!
//! It is the folder of the descriptor, without the folders below that hold descriptors of others: a
//! commit there is theirs. Where several descriptors lie in one folder, only the one of the usual
//! name has the folder, and each other its file alone. `backstage.io/source-location` adds a folder,
//! where the descriptor itself says it and the folder lies in this workspace.

use super::Workspace;
use super::bodies::{Bodies, absolute};
use super::checkout::Repository;
use super::entry::{folder_of, is_within, name_of, resolve};
use super::ports::missing;
use super::shared::Shared;
use super::snapshot::Snapshot;
use crate::domain::model::EntityRef;
use crate::domain::model::listing::Row;
use crate::platform::fault::Fault;
use crate::platform::timeline::Ground;
use std::collections::BTreeSet;

/// So many folders of others are left out one by one; beyond that every folder below is.
const OTHERS: usize = 200;
const SOURCE: &str = "backstage.io/source-location";

impl Workspace {
    /// The part of a checkout that is an entity's; `None` where it is in none. Reads files.
    ///
    /// # Errors
    /// When there is no such entity, or the folder cannot be read.
    pub fn ground(&self, reference: &EntityRef) -> Result<Option<Ground>, Fault> {
        let shared = &self.0;
        let snapshot = shared.current()?;
        let row = snapshot.listing.find(reference).ok_or_else(|| missing(reference))?;
        let origin = snapshot.origin(row).ok_or_else(|| missing(reference))?;
        let path = &*origin.member.file.path;
        let root = shared.root_path();
        let Some(repository) = Repository::around(&absolute(&root, folder_of(path))) else { return Ok(None) };
        let own = own(shared, &snapshot, row, path);
        let others = others(&snapshot, &own, path);
        let is_flat = others.len() > OTHERS;
        let whole = |paths: &BTreeSet<String>| paths.iter().map(|path| absolute(&root, path)).collect();
        Ok(Some(Ground {
            descriptor: absolute(&root, path),
            own: whole(&own),
            others: if is_flat { Vec::new() } else { whole(&others) },
            is_flat,
            remote: repository.remote(),
            can_be_followed: !shared.root().is_remote(),
        }))
    }
}

fn own(shared: &Shared, snapshot: &Snapshot, row: Row<'_>, path: &str) -> BTreeSet<String> {
    let folder = folder_of(path);
    let mut beside = snapshot.members.iter().map(|it| &*it.file.path).filter(|it| folder_of(it) == folder);
    let has_folder = name_of(path).starts_with("catalog-info.") || beside.all(|it| it == path);
    let mut own = BTreeSet::from([if has_folder { folder } else { path }.to_owned()]);
    own.extend(said(shared, snapshot, row, folder).filter(|said| shared.root().folder(said).is_ok()));
    own
}

/// The folder that the descriptor says the source is in, where that is one of this workspace.
fn said(shared: &Shared, snapshot: &Snapshot, row: Row<'_>, folder: &str) -> Option<String> {
    let entity = Bodies::new(shared, snapshot).bare(row)?;
    let (kind, target) = entity.annotation(SOURCE)?.split_once(':')?;
    match kind {
        "url" => {
            let address = shared.checkout().address.as_deref()?;
            let within = target.trim_end_matches('/').strip_prefix(address)?;
            if within.is_empty() { Some(String::new()) } else { resolve("", within.strip_prefix('/')?).ok() }
        }
        "dir" | "file" => resolve(folder, target).ok(),
        _ => None,
    }
}

/// What within is others': their folders, the uppermost ones, and files beside the descriptor.
fn others(snapshot: &Snapshot, own: &BTreeSet<String>, path: &str) -> BTreeSet<String> {
    let mut others: BTreeSet<String> = BTreeSet::new();
    let files = snapshot.members.iter().map(|it| &*it.file.path).filter(|it| *it != path);
    for file in files.filter(|file| own.iter().any(|own| is_within(file, own))) {
        let folder = folder_of(file);
        let is_own = folder == folder_of(path) || own.contains(folder);
        others.insert(if is_own { file } else { folder }.to_owned());
    }
    let above = |path: &str| others.iter().any(|other| other != path && is_within(path, other));
    // the entity's own folder may lie in one of somebody else's
    let holds_own = |other: &str| is_within(path, other);
    others.iter().filter(|other| !above(other) && !holds_own(other)).cloned().collect()
}
