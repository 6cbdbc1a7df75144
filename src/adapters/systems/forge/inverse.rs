//! Taking a change back by the trees of three commits: before it, after it, and as the branch is now.

use super::dialect::Restored;
use super::json::{is_set, items, raw};
use crate::platform::fault::{Fault, FaultKind};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Files that are taken back at once.
const MOST: usize = 300;

/// The files of a commit: by path the mode and the id of the content.
pub(super) type Tree = BTreeMap<String, (String, String)>;

/// A file that has to become another one: its path, and the mode and content that it gets, or nothing where it goes;
/// and what it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) path: String,
    pub(super) becomes: Option<(String, String)>,
    pub(super) is: Option<(String, String)>,
}

impl Step {
    pub(super) fn restored(&self) -> Restored {
        match self.becomes {
            Some(_) => Restored::As(self.path.clone()),
            None => Restored::Gone(self.path.clone()),
        }
    }
}

/// Reads a tree that was asked for with all below it (`/git/trees/ID?recursive=1`).
pub(super) fn tree(value: &Value, tried: &str) -> Result<Tree, Fault> {
    if is_set(value, "/truncated") {
        let happened = "the repository has more files than the forge tells at once";
        return Err(Fault::new(FaultKind::Unsupported, tried, happened, "revert it in a checkout: `git revert`"));
    }
    Ok(entries(value).collect())
}

/// The files of an answer that has a tree.
pub(super) fn entries(value: &Value) -> impl Iterator<Item = (String, (String, String))> + use<'_> {
    let files = items(value, "/tree").filter(|entry| raw(entry, "/type") != "tree");
    files.map(|entry| {
        let is = (raw(entry, "/mode").to_owned(), raw(entry, "/sha").to_owned());
        (raw(entry, "/path").to_owned(), is)
    })
}

/// What has to change on the branch so that it is as if the change had not been.
///
/// # Errors
/// [`FaultKind::Conflict`] where a file was changed again since, or where nothing is left to be taken back.
pub(super) fn inverse(before: &Tree, after: &Tree, now: &Tree, tried: &str) -> Result<Vec<Step>, Fault> {
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changed: Vec<&String> = paths.into_iter().filter(|path| before.get(*path) != after.get(*path)).collect();
    let conflict = |happened: String, cure: &str| Err(Fault::new(FaultKind::Conflict, tried, &happened, cure));
    // what is already as it was needs nothing
    let left: Vec<&String> = changed.into_iter().filter(|path| now.get(*path) != before.get(*path)).collect();
    if left.is_empty() {
        return conflict("nothing of it is left on the branch: it was taken back already".into(), "");
    }
    if left.len() > MOST {
        return conflict(format!("it changed {} files", left.len()), "revert it in a checkout: `git revert`");
    }
    if let Some(path) = left.iter().find(|path| now.get(**path) != after.get(**path)) {
        let cure = "revert what came after it first, or revert it in a checkout: `git revert`";
        return conflict(format!("{path} was changed again since"), cure);
    }
    let step = |path: &&String| Step {
        path: (*path).clone(),
        becomes: before.get(*path).cloned(),
        is: now.get(*path).cloned(),
    };
    Ok(left.iter().map(step).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files: &[(&str, &str)]) -> Tree {
        files.iter().map(|(path, id)| ((*path).to_owned(), ("100644".to_owned(), (*id).to_owned()))).collect()
    }

    #[test]
    fn what_a_change_brought_goes_what_it_took_comes_back_and_the_rest_stays() {
        let before = of(&[("a", "1"), ("gone", "2"), ("other", "3")]);
        let after = of(&[("a", "9"), ("new", "8"), ("other", "3")]);
        let now = of(&[("a", "9"), ("new", "8"), ("other", "7"), ("later", "6")]);
        let steps = inverse(&before, &after, &now, "revert").unwrap();
        let told: Vec<Restored> = steps.iter().map(Step::restored).collect();
        assert_eq!(told, [Restored::As("a".into()), Restored::As("gone".into()), Restored::Gone("new".into())]);
    }

    #[test]
    fn a_file_that_was_changed_since_is_never_overwritten() {
        let (before, after) = (of(&[("a", "1")]), of(&[("a", "2")]));
        let fault = inverse(&before, &after, &of(&[("a", "3")]), "revert").unwrap_err();
        assert_eq!((fault.kind, fault.happened.as_str()), (FaultKind::Conflict, "a was changed again since"));
        let fault = inverse(&before, &after, &before, "revert").unwrap_err();
        assert!(fault.happened.as_str().contains("taken back already"), "{fault}");
    }
}
