//! Commits as events.

use super::log::{Commit, File, Person};
use crate::domain::model::At;
use crate::domain::model::timeline::{Event, EventKind, Fact, FileChange, Forge, Lead, LeadsTo};
use crate::domain::text::Clean;

/// What the source is called.
pub(super) const SOURCE: &str = "git";
/// Lines that are kept of a message.
const LINES: usize = 300;
/// Bytes that are kept of a line of it.
const LINE: usize = 2_000;

/// A commit as an event. `descriptor` is the path of the entity's, `is_cut` says that what came
/// before it is not in this clone.
pub(super) fn event(commit: &Commit, descriptor: &str, forge: Option<&Forge>, is_cut: bool) -> Event {
    let mut lines = commit.message.lines();
    let title = lines.find(|line| !line.trim().is_empty()).map_or("(no message)", short);
    let kind = if commit.parents.len() > 1 { EventKind::Merge } else { EventKind::Commit };
    let files = if is_cut { &[] } else { commit.files.as_slice() };
    Event {
        who: name(&commit.author),
        facts: facts(commit, is_cut),
        text: text(lines),
        files: files.iter().map(file).collect(),
        file_count: if is_cut { 0 } else { commit.file_count },
        is_catalog: files.iter().any(|file| file.path == descriptor || file.from.as_deref() == Some(descriptor)),
        leads: leads(commit, forge),
        ..Event::new(SOURCE, &commit.id, At(commit.committed.saturating_mul(1_000)), kind, Clean::line(title))
    }
}

/// What a commit is called in a list.
pub(super) fn brief(id: &str) -> Clean {
    Clean::line(id.get(..10).unwrap_or(id))
}

fn facts(commit: &Commit, is_cut: bool) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new("commit", Clean::line(&commit.id)),
        Fact::new("author", full(&commit.author)),
        Fact::new("authored", Clean::line(&commit.authored_there)),
    ];
    if commit.committer != commit.author {
        facts.push(Fact::new("committer", full(&commit.committer)));
    }
    facts.extend(co_authors(&commit.message).map(|who| Fact::new("with", who)));
    if let [_, _, ..] = commit.parents.as_slice() {
        let parents: Vec<String> = commit.parents.iter().map(|id| brief(id).to_string()).collect();
        facts.push(Fact::new("merges", Clean::line(&parents.join(" "))));
    }
    if is_cut {
        facts.push(Fact::new("files", "unknown: what came before it is not in this clone".into()));
    }
    facts
}

/// The people of `Co-authored-by` lines, as forges write them.
fn co_authors(message: &str) -> impl Iterator<Item = Clean> {
    let lines = message.lines().filter_map(|line| line.trim().split_once(':'));
    lines.filter(|(key, _)| key.eq_ignore_ascii_case("co-authored-by")).map(|(_, who)| Clean::line(short(who.trim())))
}

fn text<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Clean> {
    let lines = lines.skip_while(|line| line.trim().is_empty());
    let kept: Vec<&str> = lines.take(LINES).map(short).collect();
    let mut text = Clean::lines(&kept.join("\n"));
    while text.last().is_some_and(Clean::is_empty) {
        text.pop();
    }
    text
}

fn short(line: &str) -> &str {
    let end = (0..=LINE.min(line.len())).rev().find(|end| line.is_char_boundary(*end)).unwrap_or(0);
    line.get(..end).unwrap_or_default()
}

fn name(person: &Person) -> Clean {
    let name = Clean::line(short(person.name.trim()));
    if name.is_empty() { Clean::line(short(&person.email)) } else { name }
}

fn full(person: &Person) -> Clean {
    Clean::line(&format!("{} <{}>", short(person.name.trim()), short(&person.email)))
}

fn file(file: &File) -> FileChange {
    FileChange { path: Clean::line(&file.path), from: file.from.as_deref().map(Clean::line), lines: file.lines }
}

fn leads(commit: &Commit, forge: Option<&Forge>) -> Vec<Lead> {
    let address = forge.map(|forge| Lead {
        title: "The commit at the forge".into(),
        to: LeadsTo::Address(Clean::line(&forge.commit(&commit.id))),
    });
    let descriptor =
        Lead { title: "The descriptor as of then".into(), to: LeadsTo::Descriptor(Clean::line(&commit.id)) };
    address.into_iter().chain([descriptor]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_says_who_did_what_with_whom() {
        let person = |name: &str| Person { name: name.into(), email: format!("{name}@x") };
        let commit = Commit {
            id: "0123456789abcdef".into(),
            parents: vec!["aa".into(), "bb".into()],
            author: person("Ada"),
            committer: person("Bob"),
            committed: 7,
            authored_there: "2026-01-01 12:00 +0100".into(),
            message: "\nTake\u{1b}[31m it\n\n\tWhy.\n\nCo-Authored-By: Cy <cy@x>\n".into(),
            files: vec![File { path: "a/catalog-info.yaml".into(), from: None, lines: Some((1, 0)) }],
            file_count: 1,
            authored: 5,
        };
        let forge = Forge::of_remote("git@github.com:o/r.git");
        let told = event(&commit, "a/catalog-info.yaml", forge.as_ref(), false);
        assert_eq!(
            (told.id.as_str(), told.title.as_str(), told.who.as_str()),
            ("git:0123456789abcdef", "Take it", "Ada")
        );
        assert_eq!((told.kind.clone(), told.at, told.is_catalog), (EventKind::Merge, At(7_000), true));
        let facts: Vec<String> = told.facts.iter().map(|fact| format!("{} {}", fact.label, fact.value)).collect();
        assert!(
            facts.contains(&"committer Bob <Bob@x>".to_owned()) && facts.contains(&"with Cy <cy@x>".to_owned()),
            "{facts:?}"
        );
        let text: Vec<&str> = told.text.iter().map(Clean::as_str).collect();
        assert_eq!(text, ["    Why.", "", "Co-Authored-By: Cy <cy@x>"]);
        let address = LeadsTo::Address("https://github.com/o/r/commit/0123456789abcdef".into());
        assert_eq!(told.leads[0].to, address);
        assert!(event(&commit, "", None, true).files.is_empty());
    }
}
