//! The history of an entity's part of a checkout, against git's own counts.

use super::repository::{BEGIN, Repo};
use stagedoor::adapters::systems::git::{Git, GitFeed};
use stagedoor::adapters::workspace::{Workspace, WorkspaceSetup};
use stagedoor::domain::model::timeline::{Event, EventKind, Heard, Known, LeadsTo};
use stagedoor::domain::model::{At, EntityRef};
use stagedoor::platform::fault::Fault;
use stagedoor::platform::ports::{Step, Steps};
use stagedoor::platform::timeline::{Ground, TimelineFeed as _, Window};
use std::path::Path;
use std::sync::{Arc, Mutex};

pub fn component(name: &str, owner: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec:\n  type: service\n  lifecycle: production\n  owner: {owner}\n"
    )
}

pub fn entity(name: &str) -> EntityRef {
    EntityRef::new("component", "default", name)
}

pub fn ground(root: &Path, name: &str) -> Result<Option<Ground>, Fault> {
    let workspace = Workspace::open(WorkspaceSetup { name: None, root: root.to_owned(), user: None }).unwrap();
    workspace.ground(&entity(name))
}

/// One look, without following.
pub async fn look(git: Git, root: &Path, name: &str, limit: usize) -> Result<Heard, Fault> {
    let found = ground(root, name)?.map(|ground| Ground { can_be_followed: false, ..ground });
    let feed = GitFeed::new(Arc::new(move |_| Ok(found.clone()))).with(git);
    let told = feed.events(entity(name), Window { since: None, limit }, Steps::ignored()).await?;
    Ok(told.answer.as_ref().clone())
}

pub fn titles(heard: &Heard) -> Vec<&str> {
    heard.events.iter().map(|event| event.title.as_str()).collect()
}

fn fact<'a>(event: &'a Event, label: &str) -> Option<&'a str> {
    event.facts.iter().find(|fact| fact.label.as_str() == label).map(|fact| fact.value.as_str())
}

/// A repository with two services, a descriptor at its root, and a branch that was merged.
pub fn shop() -> Repo {
    let repo = Repo::new();
    repo.commit("catalog-info.yaml", &component("shop", "team-a"), "Begin");
    repo.commit("services/payments/catalog-info.yaml", &component("payments", "team-a"), "Payments begin");
    repo.commit("services/ledger/catalog-info.yaml", &component("ledger", "team-b"), "Ledger begins");
    repo.commit("services/payments/src/main.go", "package main\n", "Take money");
    repo.commit("README.md", "# Shop\n", "Say what it is");
    repo.git(&["checkout", "-q", "-b", "topic"]);
    repo.commit(
        "services/payments/src/retry.go",
        "a\nb\nc\n",
        "Retry payouts\n\nThey were lost.\n\nCo-authored-by: Cy <cy@example.org>",
    );
    repo.git(&["checkout", "-q", "main"]);
    repo.commit("services/ledger/main.go", "x\n", "Book it");
    repo.git(&["merge", "-q", "--no-ff", "-m", "Merge the retries", "topic"]);
    repo.commit(
        "services/payments/catalog-info.yaml",
        &component("payments", "group:default/team-b"),
        "Hand over payments",
    );
    repo
}

#[tokio::test]
async fn an_entity_has_the_commits_of_its_folder_and_those_below_are_others() {
    let repo = shop();
    let heard = look(repo.subject(), &repo.path, "payments", 100).await.unwrap();
    assert_eq!(
        titles(&heard),
        ["Hand over payments", "Merge the retries", "Retry payouts", "Take money", "Payments begin"]
    );
    let counted = repo.git(&["rev-list", "--full-history", "--count", "HEAD", "--", "services/payments"]);
    assert_eq!(heard.events.len().to_string(), counted);
    assert_eq!(heard.source.known, Known::Yes);
    assert!(!heard.has_more && heard.source.remark.is_none());
    let shop = look(repo.subject(), &repo.path, "shop", 100).await.unwrap();
    assert_eq!(titles(&shop), ["Say what it is", "Begin"]);
    let whole = [":(exclude)services/payments", ":(exclude)services/ledger"];
    let counted = repo.git(&["rev-list", "--full-history", "--count", "HEAD", "--", ".", whole[0], whole[1]]);
    assert_eq!(shop.events.len().to_string(), counted);
}

#[tokio::test]
async fn a_commit_says_who_when_with_whom_and_what_it_changed() {
    let repo = shop();
    let heard = look(repo.subject(), &repo.path, "payments", 100).await.unwrap();
    let retry = &heard.events[2];
    assert_eq!((retry.who.as_str(), retry.at), ("Ada Example", At((BEGIN + 300) * 1000)));
    assert_eq!(fact(retry, "authored"), Some("2026-01-01 13:05 +0100"));
    assert_eq!(fact(retry, "with"), Some("Cy <cy@example.org>"));
    assert_eq!(retry.text[0].as_str(), "They were lost.");
    assert_eq!((retry.files[0].path.as_str(), retry.lines()), ("services/payments/src/retry.go", Some((3, 0))));
    assert!(!retry.is_catalog);
    assert_eq!(heard.events[1].kind, EventKind::Merge);
    let handed = &heard.events[0];
    assert!(handed.is_catalog);
    assert_eq!(fact(handed, "owner"), Some("from team-a to group:default/team-b"));
    let owner = LeadsTo::Entity(EntityRef::new("group", "default", "team-b"));
    assert!(handed.leads.iter().any(|lead| lead.to == owner));
    assert_eq!(fact(&heard.events[4], "owner"), Some("now team-a"));
}

#[tokio::test]
async fn the_descriptor_is_shown_as_it_was() {
    let repo = shop();
    let found = ground(&repo.path, "payments").unwrap();
    let feed = GitFeed::new(Arc::new(move |_| Ok(found.clone()))).with(repo.subject());
    let heard = look(repo.subject(), &repo.path, "payments", 100).await.unwrap();
    let id = |n: usize| heard.events[n].id.as_str().trim_start_matches("git:").to_owned();
    let at = |state: String| feed.descriptor_at(entity("payments"), state).unwrap();
    assert!(at(id(3)).await.unwrap().answer.contains("owner: team-a"));
    assert!(at(id(0)).await.unwrap().answer.contains("owner: group:default/team-b"));
    let before = repo.git(&["rev-list", "--max-parents=0", "HEAD"]);
    assert!(at(before).await.unwrap_err().to_string().contains("not there then"));
    for state in ["--help", "HEAD", "main:x", "", "abc"] {
        assert!(at(state.into()).await.unwrap_err().to_string().contains("not the id of a commit"), "{state}");
    }
}

#[tokio::test]
async fn a_limit_leaves_the_older_ones_for_later_and_what_comes_first_is_told_at_once() {
    let repo = Repo::new();
    repo.commit("catalog-info.yaml", &component("payments", "x"), "Begin");
    for n in 0..60 {
        repo.commit("a.txt", &n.to_string(), &format!("Change {n}"));
    }
    let some = look(repo.subject(), &repo.path, "payments", 20).await.unwrap();
    assert_eq!((some.events.len(), some.has_more), (20, true));
    assert_eq!(some.events[0].title.as_str(), "Change 59");
    let all = look(repo.subject(), &repo.path, "payments", 61).await.unwrap();
    assert_eq!((all.events.len(), all.has_more), (61, false));
    let found = ground(&repo.path, "payments").unwrap().map(|it| Ground { can_be_followed: false, ..it });
    let feed = GitFeed::new(Arc::new(move |_| Ok(found.clone()))).with(repo.subject());
    let parts = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&parts);
    let steps = Steps::to(move |step| {
        if let Step::Part(told) = step {
            let told: Arc<Heard> = told.answer;
            seen.lock().unwrap().push(told.events.len());
        }
    });
    let since = Some(At((BEGIN + 60 * 11) * 1000));
    let told = feed.events(entity("payments"), Window { since, limit: 100 }, steps).await.unwrap();
    assert_eq!(told.answer.events.len(), 50);
    assert_eq!(*parts.lock().unwrap(), [25, 50]);
}

#[tokio::test]
async fn releases_are_told_where_they_are_the_entitys() {
    let repo = shop();
    repo.git_at(&["tag", "-a", "v1.0", "-m", "First\n\nWith retries."], BEGIN + 9_000);
    repo.git_at(&["tag", "-a", "ledger-2.0", "-m", "Ledger two"], BEGIN + 9_060);
    repo.git_at(&["tag", "payments/light"], BEGIN + 9_060);
    repo.git_at(&["tag", "-a", "payments/v3", "-m", "Three"], BEGIN + 9_120);
    let heard = look(repo.subject(), &repo.path, "payments", 100).await.unwrap();
    assert_eq!(titles(&heard)[..3], ["payments/v3: Three", "v1.0: First", "Hand over payments"]);
    assert_eq!((heard.events[1].kind.clone(), heard.events[1].who.as_str()), (EventKind::Release, "Ada Example"));
    assert_eq!(heard.events[1].text[0].as_str(), "With retries.");
}

#[tokio::test]
async fn several_descriptors_in_one_folder_have_their_file_and_the_usual_one_the_rest() {
    let repo = Repo::new();
    repo.commit("org/catalog-info.yaml", &component("main", "x"), "Main");
    repo.commit("org/catalog-a.yaml", &component("a", "x"), "A begins");
    std::fs::write(repo.path.join("stagedoor.toml"), "catalog = [\"org/*.yaml\"]\n").unwrap();
    repo.commit("org/notes.md", "n", "Notes");
    repo.commit("org/catalog-a.yaml", &component("a", "y"), "A moves");
    let found = ground(&repo.path, "main").unwrap().unwrap();
    if found.others.is_empty() {
        // the second file is none of the catalog's unless it is found
        panic!("{found:?}");
    }
    assert_eq!(titles(&look(repo.subject(), &repo.path, "main", 9).await.unwrap()), ["Notes", "Main"]);
    assert_eq!(titles(&look(repo.subject(), &repo.path, "a", 9).await.unwrap()), ["A moves", "A begins"]);
}

#[tokio::test]
async fn a_source_location_within_the_workspace_counts() {
    let repo = Repo::new();
    let text = component("app", "x")
        .replace("  name: app\n", "  name: app\n  annotations:\n    backstage.io/source-location: dir:../src/app\n");
    repo.commit("deploy/catalog-info.yaml", &text, "Begin");
    repo.commit("src/app/main.go", "x", "Source");
    repo.commit("src/other/main.go", "x", "Other");
    assert_eq!(titles(&look(repo.subject(), &repo.path, "app", 9).await.unwrap()), ["Source", "Begin"]);
}

#[tokio::test]
async fn moves_and_wild_names_are_told_as_they_are() {
    let repo = Repo::new();
    repo.commit("s/catalog-info.yaml", &component("payments", "x"), "Begin");
    repo.commit("s/old name.txt", "1\n2\n3\n4\n5\n6\n7\n8\n", "Old");
    repo.git(&["mv", "s/old name.txt", "s/new\tname\n.txt"]);
    repo.git(&["commit", "-qm", "Move it"]);
    let heard = look(repo.subject(), &repo.path, "payments", 9).await.unwrap();
    let moved = &heard.events.iter().find(|event| event.title.as_str() == "Move it").unwrap().files[0];
    assert_eq!((moved.from.as_ref().unwrap().as_str(), moved.path.as_str()), ("s/old name.txt", "s/new name .txt"));
}

#[tokio::test]
async fn authors_and_messages_in_any_bytes_are_shown_clean() {
    let repo = Repo::new();
    repo.commit("catalog-info.yaml", &component("payments", "x"), "Begin");
    let tree = repo.git(&["rev-parse", "HEAD^{tree}"]);
    let head = repo.git(&["rev-parse", "HEAD"]);
    std::fs::write(repo.path.join("x.txt"), "x").unwrap();
    repo.git(&["add", "x.txt"]);
    let changed = repo.git(&["write-tree"]);
    assert_ne!(tree, changed);
    let mut raw = format!("tree {changed}\nparent {head}\nauthor J\u{1b}]0;x\u{7} ").into_bytes();
    raw.extend(b"M\xfcller <m@x> 1767270000 +0100\ncommitter B\xff <b@x> 1767270000 -1130\n\n");
    raw.extend(b"Red \x1b[31malert\x1b[0m \xe2\x80\xaegnp\n\nbell\x07 \xff\n");
    raw.extend(vec![b'y'; 3 << 20]);
    let file = repo.beside("raw");
    std::fs::write(&file, raw).unwrap();
    let id = repo.git(&["hash-object", "-t", "commit", "-w", "--literally", file.to_str().unwrap()]);
    repo.git(&["update-ref", "HEAD", &id]);
    let heard = look(repo.subject(), &repo.path, "payments", 9).await.unwrap();
    let odd = &heard.events[0];
    assert_eq!(odd.title.as_str(), "Red alert <U+202E>gnp");
    assert!(odd.who.as_str().contains("M\u{fffd}ller"), "{}", odd.who);
    assert!(odd.text.iter().map(|line| line.as_str().len()).sum::<usize>() < 100_000);
    assert_eq!(heard.events.len(), 2);
}

#[tokio::test]
async fn a_repository_without_commits_and_a_folder_without_repository_say_so() {
    let repo = Repo::new();
    repo.write("catalog-info.yaml", &component("payments", "x"));
    let heard = look(repo.subject(), &repo.path, "payments", 9).await.unwrap();
    assert!(heard.events.is_empty() && heard.source.remark.unwrap().as_str().contains("no commits yet"));
    let plain = tempfile::tempdir().unwrap();
    std::fs::write(plain.path().join("catalog-info.yaml"), component("payments", "x")).unwrap();
    let heard = look(repo.subject(), plain.path(), "payments", 9).await.unwrap();
    assert!(matches!(&heard.source.known, Known::Unknown(why) if why.as_str().contains("git init")), "{heard:?}");
    let fault = look(repo.subject(), plain.path(), "nobody", 9).await.unwrap_err();
    assert!(fault.to_string().contains("not in this workspace"), "{fault}");
}

#[tokio::test]
async fn a_shallow_clone_says_where_it_was_cut() {
    let repo = shop();
    let clone = repo.beside("clone");
    let from = format!("file://{}", repo.path.display());
    repo.git(&["clone", "-q", "--depth", "2", &from, clone.to_str().unwrap()]);
    let heard = look(repo.subject(), &clone, "payments", 9).await.unwrap();
    assert!(heard.source.remark.as_ref().unwrap().as_str().contains("shallow"), "{heard:?}");
    let cut = heard.events.last().unwrap();
    assert!(cut.files.is_empty() && fact(cut, "files").unwrap().contains("not in this clone"), "{cut:?}");
    assert_eq!(heard.events[0].title.as_str(), "Hand over payments");
}

#[tokio::test]
async fn a_partial_clone_is_read_without_fetching_anything() {
    let repo = shop();
    repo.git(&["config", "uploadpack.allowFilter", "true"]);
    let clone = repo.beside("clone");
    let from = format!("file://{}", repo.path.display());
    repo.git(&["clone", "-q", "--filter=blob:none", &from, clone.to_str().unwrap()]);
    let objects = || std::fs::read_dir(clone.join(".git/objects/pack")).unwrap().count();
    let before = objects();
    let heard = look(repo.subject(), &clone, "payments", 9).await.unwrap();
    assert_eq!(heard.events.len(), 5);
    assert_eq!(objects(), before, "something was fetched");
}

#[tokio::test]
async fn worktrees_and_submodules_have_their_own_history() {
    let repo = shop();
    let tree = repo.beside("tree");
    repo.git(&["worktree", "add", "-q", tree.to_str().unwrap(), "topic"]);
    let heard = look(repo.subject(), &tree, "payments", 9).await.unwrap();
    assert_eq!(titles(&heard), ["Retry payouts", "Take money", "Payments begin"]);
    let outer = Repo::new();
    outer.commit("catalog-info.yaml", &component("outer", "x"), "Outer");
    let from = format!("file://{}", repo.path.display());
    outer.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &from, "parts/shop"]);
    outer.git(&["commit", "-qm", "Take in the shop"]);
    let heard = look(outer.subject(), &outer.path, "payments", 9).await.unwrap();
    assert_eq!(titles(&heard)[0], "Hand over payments");
    let own = look(outer.subject(), &outer.path, "outer", 9).await.unwrap();
    assert_eq!(titles(&own), ["Take in the shop", "Outer"]);
}

#[tokio::test]
async fn a_git_file_that_points_elsewhere_is_not_followed() {
    let repo = shop();
    let here = repo.beside("here");
    std::fs::create_dir(&here).unwrap();
    std::fs::write(here.join("catalog-info.yaml"), component("payments", "x")).unwrap();
    std::fs::write(here.join(".git"), format!("gitdir: {}/.git\n", repo.path.display())).unwrap();
    let heard = look(repo.subject(), &here, "payments", 9).await.unwrap();
    assert!(matches!(heard.source.known, Known::Unknown(_)), "{heard:?}");
}

#[tokio::test]
async fn with_very_many_others_below_only_what_lies_in_the_folder_itself_is_told() {
    let repo = Repo::new();
    for n in 0..230 {
        repo.write(&format!("services/s{n:03}/catalog-info.yaml"), &component(&format!("s{n:03}"), "x"));
    }
    repo.git(&["add", "."]);
    repo.git(&["commit", "-qm", "Services"]);
    repo.commit("catalog-info.yaml", &component("root", "x"), "Root");
    repo.commit("docs/a.md", "a", "Docs");
    repo.commit("README.md", "a", "Readme");
    assert_eq!(titles(&look(repo.subject(), &repo.path, "root", 9).await.unwrap()), ["Readme", "Root"]);
}
