//! The made-up history of the example workspace: `assets/example-history.toml` says what happened, and
//! what files were like before is worked out backwards from what they are.

use super::example::EXAMPLE;
use crate::domain::model::At;
use crate::platform::timeline::PastCommit;
use include_dir::Dir;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

const HISTORY: &str = include_str!("../../../assets/example-history.toml");
const MADE_UP: &str = "An example: made up, as everything in this workspace is.";
const DAY: f64 = 86_400_000.0;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct History {
    commit: Vec<Told>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    days: f64,
    who: String,
    message: String,
    #[serde(default)]
    adds: Vec<String>,
    #[serde(default)]
    edits: Vec<Edit>,
    branch: Option<String>,
    merges: Option<String>,
    tag: Option<Tag>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    file: String,
    was: String,
    is: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tag {
    name: String,
    message: String,
}

type Files = BTreeMap<String, Vec<u8>>;

/// The commits of the example, oldest first, the last of them shortly before `now`.
pub fn example_history(now: At) -> Vec<PastCommit> {
    // a test reads it; a history that cannot be read is none
    let told = toml::from_str::<History>(HISTORY).map(|history| history.commit).unwrap_or_default();
    let brought = brought_in(&told);
    let mut files = all_files();
    let mut commits: Vec<PastCommit> = Vec::new();
    for (n, it) in told.iter().enumerate().rev() {
        let changed: Vec<String> = it.edits.iter().map(|edit| edit.file.clone()).collect();
        let merged = told.iter().take(n).filter(|other| it.merges.is_some() && other.branch == it.merges);
        let merged = merged.flat_map(|other| other.edits.iter().map(|edit| edit.file.clone()));
        let new = brought.iter().filter(|(_, by)| **by == n).map(|(path, _)| path.clone());
        let paths = changed.into_iter().chain(merged).chain(new);
        let now_there = paths.filter_map(|path| Some((path.clone(), files.get(&path)?.clone()))).collect();
        commits.push(past(it, now, now_there));
        it.edits.iter().for_each(|edit| undo(edit, &mut files));
    }
    commits.reverse();
    commits
}

fn past(told: &Told, now: At, files: Vec<(String, Vec<u8>)>) -> PastCommit {
    let ago = (told.days * DAY).clamp(0.0, 1e15);
    let (who, email) = person(&told.who);
    PastCommit {
        at: At(now.0.saturating_sub(ago.round() as i64)),
        who,
        email,
        message: format!("{}\n\n{MADE_UP}\n", told.message.trim()),
        files,
        branch: told.branch.clone(),
        merges: told.merges.clone(),
        tag: told.tag.as_ref().map(|tag| (tag.name.clone(), format!("{}\n\n{MADE_UP}\n", tag.message))),
    }
}

/// `Name <address>` as its two parts.
fn person(who: &str) -> (String, String) {
    let (name, email) = who.rsplit_once(" <").unwrap_or((who, ""));
    (name.to_owned(), email.trim_end_matches('>').to_owned())
}

/// The commit that brings in each file: the one that names it most closely.
fn brought_in(told: &[Told]) -> BTreeMap<String, usize> {
    let names = |path: &str, added: &str| added == "." || Path::new(path).starts_with(added);
    let closest = |path: &str| {
        let all = told.iter().enumerate().flat_map(|(n, it)| it.adds.iter().map(move |added| (n, added)));
        all.filter(|(_, added)| names(path, added)).max_by_key(|(_, added)| if *added == "." { 0 } else { added.len() })
    };
    let files = all_files().into_keys();
    files.filter_map(|path| closest(&path).map(|(n, _)| n).map(|n| (path, n))).collect()
}

fn undo(edit: &Edit, files: &mut Files) {
    let Some(bytes) = files.get_mut(&edit.file) else { return };
    if let Ok(text) = std::str::from_utf8(bytes) {
        *bytes = text.replacen(&edit.is, &edit.was, 1).into_bytes();
    }
}

fn all_files() -> Files {
    let mut files = Files::new();
    collect(&EXAMPLE, &mut files);
    files
}

fn collect(dir: &Dir<'_>, files: &mut Files) {
    let parts = |path: &Path| path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
    files.extend(dir.files().map(|file| (parts(file.path()), file.contents().to_vec())));
    dir.dirs().for_each(|dir| collect(dir, files));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_edit_finds_what_it_changed_and_the_last_state_is_the_example() {
        let told: History = toml::from_str(HISTORY).unwrap();
        let mut files = all_files();
        for edit in told.commit.iter().rev().flat_map(|it| &it.edits) {
            let before = files.get(&edit.file).unwrap_or_else(|| panic!("no {}", edit.file)).clone();
            undo(edit, &mut files);
            assert_ne!(files[&edit.file], before, "{}: `{}` is not there", edit.file, edit.is);
        }
        let mut replayed = Files::new();
        let commits = example_history(At(0));
        assert_eq!(commits.len(), told.commit.len());
        commits.iter().flat_map(|it| it.files.clone()).for_each(|(path, bytes)| drop(replayed.insert(path, bytes)));
        assert_eq!(replayed, all_files());
        assert!(commits.is_sorted_by_key(|commit| commit.at));
    }
}
