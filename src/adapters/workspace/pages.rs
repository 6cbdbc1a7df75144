//! The files below a folder of docs, as MkDocs gathers them.

use super::entry::{Entry, EntryKind, join};
use super::root::Root;

/// Folders deeper than this hold no pages.
const DEEPEST: usize = 8;

/// The paths of files with such an ending below a folder, relative to it and in order.
pub(super) fn files(root: &Root, folder: &str, endings: &[&str], left: &mut usize) -> Vec<String> {
    let mut pages = Vec::new();
    let mut folders = vec![(String::new(), 0)];
    while let Some((below, depth)) = folders.pop() {
        let Ok(opened) = root.folder(join(folder, &below).trim_end_matches('/')) else { continue };
        let _ = opened.entries(|entry: Entry<'_>| match entry.kind {
            _ if entry.name.starts_with('.') => {}
            EntryKind::Folder if depth < DEEPEST => folders.push((join(&below, entry.name), depth + 1)),
            EntryKind::File if *left > 0 && endings.iter().any(|end| entry.name.ends_with(end)) => {
                *left -= 1;
                pages.push(join(&below, entry.name));
            }
            _ => {}
        });
    }
    pages.sort();
    pages
}
