//! Which commits changed whose the entity is.

use super::Git;
use crate::domain::model::EntityRef;
use crate::domain::model::timeline::{Event, Fact, Lead, LeadsTo};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use std::collections::HashMap;
use std::path::Path;

/// Commits of the descriptor that are looked into.
const LOOKED_INTO: &str = "-n200";

/// The owner before and after, by the ids of the commits.
pub(super) type Owners = HashMap<String, (Option<String>, Option<String>)>;

/// Reads the changes of `owner:` in the descriptor. A file with several entities may name several;
/// the first one of each side counts.
pub(super) async fn owners(git: &Git, top: &Path, descriptor: &str) -> Result<Owners, Fault> {
    let path = format!(":(top,literal){descriptor}");
    let args = [
        "log",
        LOOKED_INTO,
        "--no-color",
        "--no-decorate",
        "--no-notes",
        "--no-ext-diff",
        "--no-textconv",
        "--no-renames",
        "--no-relative",
        "-O/dev/null",
        "--diff-merges=first-parent",
        "-U0",
        "-p",
        "--format=%x00%H%x00",
        "HEAD",
        "--",
        &path,
    ];
    let told = git.ask(top, &args, "read the changes of the descriptor").await?;
    let told = String::from_utf8_lossy(&told);
    let mut parts = told.split('\0').skip(1);
    let mut owners = Owners::new();
    while let (Some(id), Some(patch)) = (parts.next(), parts.next()) {
        let (before, after) = (value(patch, '-'), value(patch, '+'));
        if before != after {
            owners.insert(id.to_owned(), (before, after));
        }
    }
    Ok(owners)
}

/// The owner in the lines that were added (`+`) or taken away (`-`).
fn value(patch: &str, sign: char) -> Option<String> {
    let lines = patch.lines().filter_map(|line| line.strip_prefix(sign));
    let owner = lines.filter_map(|line| line.trim_start().strip_prefix("owner:")).next()?;
    let owner = owner.split(" #").next().unwrap_or(owner).trim().trim_matches(['"', '\'']);
    (!owner.is_empty() && owner.len() < 300).then(|| owner.to_owned())
}

/// Says so in the event, with a way to the new owner.
pub(super) fn tell(event: &mut Event, change: &(Option<String>, Option<String>), reference: &EntityRef) {
    let words = match change {
        (Some(before), Some(after)) => format!("from {before} to {after}"),
        (Some(before), None) => format!("was {before}"),
        (None, Some(after)) => format!("now {after}"),
        (None, None) => return,
    };
    event.facts.push(Fact::new("owner", Clean::line(&words)));
    let owner = change.1.as_deref().map(|owner| EntityRef::parse(owner, Some("group"), Some(reference.namespace())));
    if let Some(Ok(owner)) = owner {
        event.leads.push(Lead {
            title: Clean::line(&format!("The owner since then: {}", owner.name())),
            to: LeadsTo::Entity(owner),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_owner_before_and_after_is_read_from_a_patch() {
        let patch = "\n\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -8 +8 @@\n-  owner: team-a\n+  owner: \"group:default/team-b\" # moved\n";
        assert_eq!(value(patch, '-').as_deref(), Some("team-a"));
        assert_eq!(value(patch, '+').as_deref(), Some("group:default/team-b"));
        assert_eq!(value("+  ownership: x\n", '+'), None);
    }
}
