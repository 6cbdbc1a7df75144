//! What becomes of pull requests and commits that tasks made.

use super::{ALL, CLAIM, FILE, Followed, heard, id, proposed, texts};
use crate::support::forge::Double;
use stagedoor::adapters::systems::forge::ForgeSort;
use stagedoor::domain::model::forge::{CheckState, Opinion, PullState};
use stagedoor::domain::model::provision::{ChangeState, Evidence};
use stagedoor::domain::model::timeline::Known;
use stagedoor::domain::text::Clean;
use stagedoor::platform::provisioning::Leads;

fn reviewers(evidence: &Evidence) -> Vec<(String, Opinion)> {
    let pull = evidence.changes[0].pull.as_ref().unwrap();
    pull.reviewers.iter().map(|it| (it.name.to_string(), it.opinion)).collect()
}

#[tokio::test]
async fn whom_a_pull_request_waits_for_is_told_and_that_they_approved_as_soon_as_they_did() {
    for sort in ALL {
        let (double, number) = proposed(sort);
        let world = &double.world;
        world.ask(number, "bob");
        world.change(number, |pull| pull.teams.push("dbas".into()));
        world.check(&world.repository.tip("orders").unwrap(), "lint", "pending");
        let mut followed = Followed::of_pull(&double, number);
        let first = followed.next().await;
        let said = reviewers(&first);
        assert!(said.contains(&("bob".into(), Opinion::Asked)), "{sort:?}: {said:?}");
        assert!(said.contains(&("dbas".into(), Opinion::Asked)), "{sort:?}: {said:?}");
        let change = &first.changes[0];
        assert!(matches!(&change.state, ChangeState::Proposed(pull) if pull.state == PullState::Open));
        assert_eq!(change.author.as_str(), "ada");
        let checks = change.pull.as_ref().unwrap().checks.clone().unwrap();
        assert_eq!((checks[0].name.as_str(), checks[0].state), ("lint", CheckState::Running));
        assert_eq!(texts(&change.requests), ["t-1"], "{sort:?}");
        assert_eq!(first.manifests[0].path.as_str(), FILE);
        assert_eq!(first.manifests[0].is_present, None, "it is only proposed");

        world.review(number, "bob", "approved");
        let then = followed.until(|evidence| reviewers(evidence).contains(&("bob".into(), Opinion::Approved))).await;
        assert!(!reviewers(&then).contains(&("bob".into(), Opinion::Asked)), "{sort:?}");
    }
}

#[tokio::test]
async fn who_wants_changes_and_which_check_failed_is_told() {
    for sort in ALL {
        let (double, number) = proposed(sort);
        let world = &double.world;
        world.review(number, "bob", "approved");
        world.review(number, "bob", "changes");
        let head = world.repository.tip("orders").unwrap();
        world.check(&head, "lint", "failure");
        world.check(&head, "ci/build", "success");
        let evidence = heard(&double, number).await;
        assert!(reviewers(&evidence).contains(&("bob".into(), Opinion::ChangesWanted)) || sort == ForgeSort::GitLab);
        let checks = evidence.changes[0].pull.as_ref().unwrap().checks.clone().unwrap();
        let state = |name: &str| checks.iter().find(|check| check.name.as_str() == name).map(|check| check.state);
        assert_eq!(state("lint"), Some(CheckState::Failed), "{sort:?}");
        assert_eq!(state("ci/build"), Some(CheckState::Passed), "{sort:?}");
    }
}

#[tokio::test]
async fn however_it_is_merged_the_commit_that_it_became_is_known_and_what_contains_it() {
    for sort in ALL {
        for how in ["merge", "squash", "rebase"] {
            let (double, number) = proposed(sort);
            let world = &double.world;
            let parts = [world.repository.tip("orders~1").unwrap(), world.repository.tip("orders").unwrap()];
            // something else lands before it, so that a rebase makes other commits
            world.repository.commit("main", &[("other.txt", Some("x\n"))], "Something else");
            let commit = world.merge(number, how, "carol");
            let later = world.repository.commit("main", &[("later.txt", Some("y\n"))], "Something later");
            let evidence = heard(&double, number).await;
            let change = &evidence.changes[0];
            let what = format!("{sort:?} {how}");
            assert_eq!(change.commit.as_ref().map(Clean::as_str), Some(commit.as_str()), "{what}");
            assert!(matches!(change.state, ChangeState::Landed(_)), "{what}: {:?}", change.state);
            assert_eq!(texts(&change.parts), parts, "{what}");
            assert_eq!(change.merged_by.as_str(), "carol", "{what}");
            assert!(texts(&change.contained_in).contains(&later), "{what}");
            assert_eq!(evidence.manifests[0].is_present, Some(true), "{what}");
        }
    }
}

#[tokio::test]
async fn a_change_that_was_taken_back_is_known_by_the_commit_that_did_and_one_that_came_back_is_there() {
    for sort in ALL {
        for how in ["merge", "squash"] {
            let (double, number) = proposed(sort);
            let world = &double.world;
            let commit = world.merge(number, how, "carol");
            let by = world.repository.revert("main", &commit).unwrap();
            let evidence = heard(&double, number).await;
            let what = format!("{sort:?} {how}");
            match &evidence.changes[0].state {
                ChangeState::Reverted { by_commit, .. } => assert_eq!(by_commit.as_str(), by, "{what}"),
                other => panic!("{what}: {other:?}"),
            }
            assert_eq!(evidence.manifests[0].is_present, Some(false), "{what}");

            world.repository.revert("main", &by).unwrap();
            let evidence = heard(&double, number).await;
            assert!(matches!(evidence.changes[0].state, ChangeState::Landed(_)), "{what}");
            assert_eq!(evidence.manifests[0].is_present, Some(true), "{what}");
        }
    }
}

#[tokio::test]
async fn who_closed_it_without_merging_is_told() {
    for sort in ALL {
        let (double, number) = proposed(sort);
        double.world.close(number, "dora");
        let evidence = heard(&double, number).await;
        match &evidence.changes[0].state {
            ChangeState::Rejected(pull) if sort != ForgeSort::Gitea => assert_eq!(pull.ended_by.as_str(), "dora"),
            ChangeState::Rejected(_) => {}
            other => panic!("{sort:?}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_commit_of_a_task_is_the_pull_request_that_took_it_in() {
    for sort in [ForgeSort::GitHub, ForgeSort::GitLab] {
        let (double, number) = proposed(sort);
        let part = double.world.repository.tip("orders").unwrap();
        double.world.merge(number, "squash", "carol");
        let commits = vec![(Clean::line(&double.repository()), Clean::line(&part))];
        let evidence = Followed::of(&double, Leads { commits, ..Leads::default() }).next().await;
        assert_eq!(evidence.changes[0].pull.as_ref().map(|pull| pull.id.number), Some(number), "{sort:?}");
    }
}

#[tokio::test]
async fn a_commit_beside_the_branch_is_not_said_to_have_landed() {
    for sort in ALL {
        let double = Double::new(sort);
        let repository = &double.world.repository;
        let on = repository.commit("main", &[(FILE, Some(CLAIM))], "Add a database");
        let beside = repository.commit("beside", &[("x", Some("x\n"))], "Beside it");
        let of = |id: &str| (Clean::line(&double.repository()), Clean::line(id));
        let leads = Leads { commits: vec![of(&on), of(&beside)], ..Leads::default() };
        let evidence = Followed::of(&double, leads).next().await;
        let known: Vec<String> =
            evidence.changes.iter().filter_map(|it| it.commit.as_ref()).map(ToString::to_string).collect();
        assert_eq!(known, [on], "{sort:?}");
        let remark = evidence.source.unwrap().remark.unwrap().to_string();
        assert!(remark.contains("on no branch that is rolled out"), "{remark}");
    }
}

#[tokio::test]
async fn a_pull_request_into_another_branch_is_not_said_to_be_rolled_out() {
    for sort in ALL {
        let (double, number) = proposed(sort);
        double.world.repository.commit("stacked", &[("s", Some("s\n"))], "Begin a stack");
        double.world.change(number, |pull| pull.into = "stacked".into());
        double.world.merge(number, "merge", "carol");
        let evidence = heard(&double, number).await;
        assert!(evidence.changes.is_empty(), "{sort:?}: {:?}", evidence.changes);
        assert!(evidence.source.unwrap().remark.unwrap().as_str().contains("went into stacked"));
    }
}

#[tokio::test]
async fn a_forge_that_nobody_configured_is_named_and_the_others_are_heard() {
    let (double, number) = proposed(ForgeSort::GitHub);
    let elsewhere = stagedoor::domain::model::forge::PullId { repository: "git.other.example/a/b".into(), number: 1 };
    let leads = Leads { pulls: vec![elsewhere, id(&double, number)], ..Leads::default() };
    let evidence = Followed::of(&double, leads).next().await;
    let source = evidence.source.unwrap();
    assert_eq!((evidence.changes.len(), source.known), (1, Known::Yes));
    assert_eq!(source.remark.unwrap().as_str(), "no forge is configured for git.other.example");
}

#[tokio::test]
async fn a_file_that_only_moved_is_not_said_to_be_taken_away() {
    for sort in ALL {
        let (double, number) = proposed(sort);
        let world = &double.world;
        world.merge(number, "squash", "carol");
        let moved = [(FILE, None), ("production/eu/orders/claim.yaml", Some(CLAIM))];
        world.repository.commit("main", &moved, "A folder for each region");
        let evidence = heard(&double, number).await;
        assert!(matches!(evidence.changes[0].state, ChangeState::Landed(_)), "{sort:?}");
        assert_eq!(evidence.manifests[0].is_present, None, "{sort:?}: nobody reverted it");
    }
}

#[tokio::test]
async fn what_was_merged_is_read_once_until_the_branch_has_a_new_commit() {
    for sort in ALL {
        let (double, merged) = proposed(sort);
        let world = &double.world;
        world.merge(merged, "squash", "carol");
        world.repository.commit("waits", &[("waits.txt", Some("x\n"))], "Something that waits");
        let open = world.open("It waits", "waits", "bob");
        let leads = Leads { pulls: vec![id(&double, open), id(&double, merged)], ..Leads::default() };
        let mut followed = Followed::of(&double, leads);
        let text = |change: &ChangeState| matches!(change, ChangeState::Landed(_));
        followed.until(|told| told.changes.iter().any(|change| text(&change.state))).await;
        let reads = || double.asked("GET", "claim.yaml");
        let (before, rounds) = (reads(), || double.asked("GET", &format!("/{open}")));
        let enough = rounds() + 10;
        while rounds() < enough {
            tokio::task::yield_now().await;
        }
        assert_eq!(reads(), before, "{sort:?}: nothing new is on the branch");
        world.repository.commit("main", &[("later.txt", Some("y\n"))], "Something later");
        let later = world.repository.tip("main").unwrap();
        followed.until(|told| told.changes.iter().any(|change| texts(&change.contained_in).contains(&later))).await;
        assert!(reads() > before, "{sort:?}");
    }
}

fn numbers(evidence: &Evidence) -> Vec<u64> {
    evidence.changes.iter().filter_map(|change| Some(change.pull.as_ref()?.id.number)).collect()
}

#[tokio::test]
async fn of_more_than_are_followed_those_come_first_that_are_open_and_then_those_of_the_newest_tasks() {
    let (double, first) = proposed(ForgeSort::GitHub);
    let elsewhere = |number: u64| id(&double, 1_000 + number);
    let mut followed = Followed::of_pull(&double, first);
    assert_eq!(numbers(&followed.next().await), [first]);
    // newer ones that nobody can read, more than are followed; the one that is open is the oldest of all
    let pulls: Vec<_> = (0..130).map(elsewhere).chain([id(&double, first)]).collect();
    followed.lead(Leads { pulls, ..Leads::default() });
    let told = followed.until(|told| told.source.as_ref().unwrap().remark.is_some()).await;
    assert_eq!(numbers(&told), [first]);
    while double.asked("GET", "/pulls/1000") < 3 {
        tokio::task::yield_now().await;
    }
    let (own, all) = (format!("/pulls/{first}"), double.server.asked());
    let later = all.iter().skip_while(|asked| !asked.path().ends_with("/pulls/1000"));
    let is_asked = later.into_iter().any(|asked| asked.path().ends_with(&own));
    assert!(is_asked, "it is open, and somebody waits for it");
    let remark = told.source.unwrap().remark.unwrap().to_string();
    assert_eq!(remark, "11 changes of older tasks were not asked for");
    let was_asked = |number: u64| double.asked("GET", &format!("/pulls/{}", 1_000 + number)) > 0;
    let asked: Vec<u64> = (0..130).filter(|number| was_asked(*number)).collect();
    assert_eq!(asked, (0..119).collect::<Vec<_>>(), "in the order of the tasks");
}
