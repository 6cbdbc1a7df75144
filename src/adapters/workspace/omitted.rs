//! What is met and yet is no part of the catalog.

use super::entry::{folder_of, join, name_of};
use super::ignored::{Rules, is_ignored};
use super::load::Loaded;
use super::root::Root;
use std::collections::{BTreeSet, HashSet};

/// Leaves out what is no entity yet: what lies where a template renders from, and what stands
/// below a template with its expressions still in it.
pub(super) fn drop_skeletons(files: &mut Vec<Loaded>) {
    let mut skeletons = BTreeSet::new();
    let mut templates = BTreeSet::new();
    for file in files.iter().map(|loaded| &loaded.file) {
        for more in file.documents.iter().filter_map(|document| document.more.as_deref()) {
            skeletons.extend(more.skeletons.iter().cloned());
        }
        if file.documents.iter().any(|document| document.is_template) {
            templates.insert(folder_of(&file.path).to_owned());
        }
    }
    let below = |folders: &BTreeSet<String>, path: &str| {
        let mut folder = folder_of(path);
        while !folders.contains(folder) && !folder.is_empty() {
            folder = folder_of(folder);
        }
        folders.contains(folder)
    };
    files.retain(|loaded| {
        let file = &loaded.file;
        let is_unrendered = || file.has_markup && name_of(&file.path) != "template.yaml";
        let is_rendered_from = below(&skeletons, &file.path) || (is_unrendered() && below(&templates, &file.path));
        !is_rendered_from
    });
}

/// Leaves out links to files that are there under their own name.
pub(super) fn drop_links(files: &mut Vec<Loaded>) {
    let identity = |loaded: &Loaded| loaded.file.stamp.and_then(|stamp| stamp.identity());
    let own: HashSet<_> = files.iter().filter(|it| !it.is_link).filter_map(identity).collect();
    let is_known = |loaded: &Loaded| loaded.is_link && identity(loaded).is_some_and(|it| own.contains(&it));
    files.retain(|loaded| !is_known(loaded));
}

/// Whether the user's rules leave out a path, judged from the root on.
pub(super) fn is_left_out(root: &Root, path: &str) -> bool {
    let mut rules = Rules::above(root);
    let mut folder = String::new();
    for part in path.split('/') {
        let Ok(opened) = root.folder(&folder) else { return false };
        rules = Rules::of(&opened, &folder, rules);
        folder = join(&folder, part);
        if part.starts_with('.') || is_ignored(rules.as_ref(), &folder, folder.len() < path.len()) {
            return true;
        }
    }
    false
}
