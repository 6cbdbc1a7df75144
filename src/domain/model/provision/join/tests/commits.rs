//! Commits and pull requests, and which request a file is of.

use super::world::*;
use crate::domain::model::At;
use crate::domain::model::forge::{Check, CheckState, Opinion, PullState};
use crate::domain::model::provision::{Change, ChangeState, StageName};
use crate::domain::model::timeline::{Known, SourceState};
use crate::domain::text::Clean;
use std::sync::Arc;

#[test]
fn an_open_pull_request_waits_for_its_reviewers_and_all_after_it_waits_too() {
    let world = |change: &dyn Fn(&mut crate::domain::model::forge::PullRequest)| {
        let mut task = asked("t1", 100);
        task.leads = vec!["https://github.com/acme/infrastructure/pull/7".into()];
        let mut pull = pull(7, 'b', 110);
        change(&mut pull);
        World::default().asked(task).change(proposed(pull)).line()
    };
    let waits = |line: &crate::domain::model::provision::Provision| {
        stage(line, StageName::Committed).waiting_for.iter().map(Clean::to_string).collect::<Vec<_>>().join(", ")
    };
    let line = world(&|_| {});
    assert_eq!((letters(&line).as_str(), waits(&line).as_str()), ("DDDWWWWW", "database-admins"));
    assert_eq!(stage(&line, StageName::Committed).evidence.as_str(), "pull request 7");
    let line = world(&|pull| pull.reviewers[0].opinion = Opinion::ChangesWanted);
    assert_eq!(
        (waits(&line).as_str(), reason(&line, StageName::Committed)),
        ("alice", "database-admins wants changes")
    );
    let check = |state| Check { name: "lint".into(), state, address: Clean::default() };
    let line = world(&|pull| pull.checks = Some(vec![check(CheckState::Failed)]));
    assert_eq!((waits(&line).as_str(), reason(&line, StageName::Committed)), ("alice", "the check lint failed"));
    let line = world(&|pull| {
        pull.reviewers[0].opinion = Opinion::Approved;
        pull.checks = Some(vec![check(CheckState::Running)]);
    });
    assert_eq!(waits(&line), "check lint");
    let line = world(&|pull| pull.state = PullState::Draft);
    assert_eq!((waits(&line).as_str(), reason(&line, StageName::Committed)), ("alice", "it is a draft"));
}

#[test]
fn a_pull_request_that_was_closed_stops_the_line() {
    let mut task = asked("t1", 100);
    task.leads = vec!["https://github.com/acme/infrastructure/pull/7".into()];
    let mut closed = pull(7, 'b', 110);
    (closed.state, closed.ended, closed.ended_by) = (PullState::Closed, Some(At(120)), "carol".into());
    let change = Change { state: ChangeState::Rejected(Arc::new(closed.clone())), ..proposed(closed) };
    let line = World::default().asked(task).change(change).line();
    assert_eq!(letters(&line), "DDDFWWWW");
    assert_eq!(stage(&line, StageName::Committed).by.as_str(), "carol");
}

#[test]
fn a_squash_merge_is_the_commit_that_the_forge_says_it_became() {
    // the task's branch had commit b; the merge made it a
    let mut world = whole();
    Arc::make_mut(&mut world.0.manifests[0]).commit = Some(Clean::line(&id('b')));
    world.0.objects.clear();
    let mut merged = landed('a', 200);
    merged.pull = Some(Arc::new(pull(7, 'b', 110)));
    world.0.changes = vec![Arc::new(merged)];
    let line = world.line();
    assert_eq!(letters(&line), "DDDDD??D");
    assert_eq!(stage(&line, StageName::Committed).evidence.as_str(), "commit aaaaaaa, pull request 7");
    assert_eq!(stage(&line, StageName::Synced).evidence.as_str(), "Argo CD databases at aaaaaaa");
}

#[test]
fn a_later_revision_holds_the_commit_where_that_is_known_and_is_unknown_else() {
    let mut world = whole();
    world.0.objects.clear();
    world.0.rollouts = vec![Arc::new(app("databases", "production", "prod", 'c', &[claim("databases", "orders")]))];
    let line = world.line();
    assert_eq!(letters(&line), "DDDD???D");
    assert!(reason(&line, StageName::Synced).contains("ccccccc"), "{}", reason(&line, StageName::Synced));
    let mut change = landed('a', 200);
    change.contained_in = vec![Clean::line(&id('c'))];
    world.0.changes = vec![Arc::new(change)];
    assert_eq!(letters(&world.line()), "DDDDD??D");
}

#[test]
fn a_commit_that_was_taken_back_stops_the_line_and_one_that_was_brought_again_does_not() {
    let mut world = whole();
    (world.0.objects, world.0.rollouts) = Default::default();
    Arc::make_mut(&mut world.0.manifests[0]).is_present = Some(false);
    let state = ChangeState::Reverted { at: At(300), by_commit: Clean::line(&id('b')), by: "carol".into() };
    world.0.changes = vec![Arc::new(Change { state, ..landed('a', 200) })];
    let line = world.line();
    assert_eq!(letters(&line), "DDDFWWWD");
    assert_eq!(reason(&line, StageName::Committed), "commit bbbbbbb took it back");
    assert!(!line.is_ending, "nobody asked for its end");
    // the revert is reverted: commit c brings the file once more
    let again = whole().0.manifests[0].as_ref().clone();
    let again = crate::domain::model::provision::Manifest { commit: Some(Clean::line(&id('c'))), ..again };
    let world = world.file(again).change(Change { author: "dave".into(), ..landed('c', 400) });
    let line = world.line();
    assert_eq!(letters(&line), "DDDD???D");
    assert_eq!(stage(&line, StageName::Committed).evidence.as_str(), "commit ccccccc");
}

#[test]
fn what_is_still_there_of_a_commit_that_was_taken_back_is_not_taken_for_a_success() {
    let mut world = whole();
    Arc::make_mut(&mut world.0.manifests[0]).is_present = Some(false);
    let state = ChangeState::Reverted { at: At(300), by_commit: Clean::line(&id('b')), by: "carol".into() };
    world.0.changes = vec![Arc::new(Change { state, ..landed('a', 200) })];
    let line = world.line();
    assert_eq!(letters(&line).chars().nth(3), Some('F'), "{}", letters(&line));
}

#[test]
fn of_two_runs_for_one_database_the_label_of_the_file_decides() {
    let object = claim("databases", "orders");
    let path = "production/orders/claim.yaml";
    let old =
        crate::domain::model::provision::Manifest { is_present: Some(false), ..file(path, &object, Some("t1"), 'a') };
    let world = World::default()
        .asked(asked("t1", 100))
        .asked(asked("t2", 300))
        .file(old)
        .file(file(path, &object, Some("t2"), 'b'))
        .change(landed('a', 200))
        .change(landed('b', 400));
    let world = |request| {
        world.clone().live(live("prod", &object, Some(request), 210)).app(app(
            "d",
            "production",
            "prod",
            'a',
            std::slice::from_ref(&object),
        ))
    };
    let line = world("t2").line();
    assert_eq!(line.tasks.iter().map(|task| task.as_str()).collect::<Vec<_>>(), ["t2", "t1"]);
    assert_eq!(letters(&line), "DDDDDDD?");
    let line = world("t1").line();
    assert_eq!(letters(&line), "DDDD????", "what is there is of the first run: nothing is known of the second");
    assert_eq!(reason(&line, StageName::Ready), "what is there was made for the request t1");
}

#[test]
fn of_two_runs_without_labels_the_one_that_committed_the_file_counts_and_two_of_one_commit_are_unknown() {
    let object = claim("databases", "orders");
    let by = |name: &str, at: i64, commit: char| {
        let mut task = asked(name, at);
        task.commit = Some(Clean::line(&id(commit)));
        task
    };
    let path = "production/orders/claim.yaml";
    let world =
        World::default().asked(by("t1", 100, 'a')).file(file(path, &object, None, 'b')).change(landed('b', 400));
    let line = world.clone().asked(by("t2", 300, 'b')).lines().find("orders").first().map(|line| line.tasks.clone());
    assert_eq!(line.unwrap().iter().map(|task| task.as_str()).collect::<Vec<_>>(), ["t2"]);
    let lines = world.asked(by("t2", 300, 'b')).asked(by("t3", 310, 'b')).lines();
    let line = lines.list.iter().find(|line| line.object.is_some()).unwrap();
    assert_eq!(letters(line).get(..3), Some("???"));
    assert_eq!(reason(line, StageName::Requested), "several requests may have made it: t2, t3");
}

#[test]
fn a_change_that_is_only_proposed_for_a_database_that_is_there_is_a_line_of_its_own() {
    let mut task = asked("t2", 600);
    task.leads = vec!["https://github.com/acme/infrastructure/pull/8".into()];
    let mut wanted = file("production/orders/claim.yaml", &claim("databases", "orders"), Some("t2"), 'e');
    wanted.is_present = Some(false);
    let world = whole().asked(task).file(wanted).change(proposed(pull(8, 'e', 610)));
    let lines = world.lines();
    let told: Vec<String> = lines.list.iter().map(|line| format!("{} {}", line.id, letters(line))).collect();
    assert_eq!(told, ["task/t2 DDDWWWWW", "PostgresDatabase.databases.example/databases/orders DDDDDDDD"]);
}

#[test]
fn what_a_task_committed_itself_is_told_of_who_asked_whatever_git_calls_them() {
    let by = |commit: Option<char>, parts: Vec<Clean>| {
        let mut task = asked("t1", 100);
        task.commit = commit.map(|letter| Clean::line(&id(letter)));
        let file = file("production/orders/claim.yaml", &claim("databases", "orders"), Some("t1"), 'b');
        let change = Change { author: "root".into(), merged_by: Clean::default(), parts, ..landed('b', 110) };
        let line = World::default().asked(task).file(file).change(change).line();
        stage(&line, StageName::Committed).by.to_string()
    };
    assert_eq!(by(Some('b'), Vec::new()), "alice");
    assert_eq!(by(Some('c'), vec![Clean::line(&id('c'))]), "alice", "it went in with others");
    assert_eq!(by(Some('d'), Vec::new()), "root", "another commit is somebody else's");
    assert_eq!(by(None, Vec::new()), "root");
}

#[test]
fn as_long_as_a_system_is_being_asked_no_reason_is_final() {
    let mut world = World::default().file(file("a/orders.yaml", &claim("databases", "orders"), None, 'b'));
    world = world.change(landed('b', 110));
    assert_eq!(reason(&world.line(), StageName::Synced), "nothing that rolls files out was heard");
    let asked = |known| Some(SourceState { name: "Argo CD".into(), known, remark: None });
    world.0.source = asked(Known::Asking);
    let line = world.line();
    assert_eq!(reason(&line, StageName::Synced), "not known yet: asking Argo CD");
    assert_eq!(letters(&line), "???D????", "what is known is told at once");
    world.0.source = asked(Known::Yes);
    assert_eq!(reason(&world.line(), StageName::Synced), "nothing that rolls files out was heard");
}
