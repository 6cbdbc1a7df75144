use super::{looking, told};
use crate::support::provisions::{ORDERS, stage as stage_of};
use stagedoor::domain::model::provision::{Progress, StageName};

fn place() -> String {
    format!("stagedoor://provisioning/{ORDERS}")
}

#[test]
fn each_stage_says_who_when_how_long_what_it_is_known_by_and_what_to_do() {
    let (stage, _) = looking(&place(), (120, 36));
    for words in [
        "requested",
        "44m ago  took 20s  by alice",
        "task t-orders",
        "commit 1f2e3d4",
        "Argo CD payments at 1f2e3d4",
        "databases is used up",
        "ask the platform team for a larger quota",
        "waiting",
        "asked by user:alice",
    ] {
        assert!(stage.sees(words), "{words}\n{}", stage.text());
    }
    assert!(!stage.text().contains('\u{1b}'));
}

#[test]
fn what_it_is_made_of_stands_beside_it_and_what_is_as_it_should_be_is_folded() {
    let (stage, _) = looking(&place(), (120, 36));
    for words in [
        "Instance orders-x7k2p-instance",
        "Synced=False",
        "ReconcileError",
        "it may not be read",
        "1 more, as they should be",
    ] {
        assert!(stage.sees(words), "{words}\n{}", stage.text());
    }
    assert!(!stage.sees("SubnetGroup"));
    let (mut stage, _) = looking(&place(), (120, 60));
    stage.keys("-");
    assert!(stage.sees("SubnetGroup") && stage.sees("CannotCreateExternalResource"), "{}", stage.text());
}

#[test]
fn the_database_is_held_against_its_tier_and_tells_of_its_backups() {
    let (stage, _) = looking(&place(), (120, 60));
    for words in [
        "CloudNativePG",
        "2 of 2 ready",
        "production: 3 or more replicas",
        "2 where 3 are to be",
        "0 0 2 * * *",
        "failed",
        "no space left on the object store",
        "went well",
        "41 of 100",
        "unknown: query performance, storage in use.",
        "CloudNativePG does not tell them in its status",
        "databases/production/orders",
    ] {
        assert!(stage.sees(words), "{words}\n{}", stage.text());
    }
}

#[test]
fn a_stage_leads_to_what_it_is_known_by() {
    let (mut stage, _) = looking(&place(), (120, 36));
    // past the owner and who asked for it comes the task of the first stage
    stage.keys("j j enter");
    assert!(stage.sees("Tasks") && stage.sees("t-orders"), "{}", stage.text());
}

#[test]
fn the_line_goes_on_while_it_is_looked_at() {
    let (mut stage, provisions) = looking(&place(), (80, 24));
    assert!(stage.sees("✗ provisioning"), "{}", stage.text());
    provisions.change(|list| {
        let orders = list.iter_mut().find(|one| one.name.as_str() == "orders").unwrap();
        let made = stage_of(orders, StageName::Provisioning);
        (made.progress, made.reason, made.cure) = (Progress::Done, "".into(), "".into());
        stage_of(orders, StageName::Ready).progress = Progress::Active;
        orders.is_ending = true;
    });
    told(&mut stage, "• ready");
    assert!(stage.sees("It goes away"), "{}", stage.text());
}

#[test]
fn what_is_simulated_says_so_in_the_head_and_at_each_stage_that_is() {
    let (stage, _) = looking("stagedoor://provisioning/Bucket.storage.example/receipts/receipts", (120, 36));
    let text = stage.text();
    assert!(text.contains("nothing of it is real"), "{text}");
    let marked: Vec<&str> =
        text.lines().filter(|line| line.contains("  simulated") && !line.contains("simulated:")).collect();
    assert_eq!(marked.len(), 2, "synced and provisioning: {text}");
}

#[test]
fn where_there_is_little_room_what_stopped_and_what_to_do_is_in_sight_without_scrolling() {
    let (stage, _) = looking(&place(), (80, 24));
    assert!(
        stage.sees("quota of 3 databases is used") && stage.sees("ask the platform team for a larger quota"),
        "{}",
        stage.text()
    );
    assert_eq!(stage.text().matches("cannot create the instance").count(), 1, "said once: {}", stage.text());
}

#[test]
fn what_is_not_known_any_more_says_so() {
    let (stage, _) = looking("stagedoor://provisioning/Gone.example/x/y", (80, 24));
    assert!(stage.sees("nothing of that name is known"), "{}", stage.text());
}
