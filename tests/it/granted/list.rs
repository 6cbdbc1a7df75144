use super::world;
use crate::pictures::picture;
use crate::support::access::{APPROVED, WAITING};
use stagedoor::domain::model::access::{AccessWay, Decision, Lack, Said};
use stagedoor::platform::actions::Action;
use stagedoor::platform::command::Command;
use stagedoor::screen::app::Effect;
use std::time::Duration;

/// The words of the states, row by row.
fn states(text: &str) -> Vec<String> {
    let known = ["pending", "approved", "active", "denied", "expired", "lapsed", "revoked"];
    let of_line = |line: &str| line.split_whitespace().take(3).find(|word| known.contains(word)).map(str::to_owned);
    text.lines().filter_map(of_line).collect()
}

#[test]
fn what_waits_for_me_comes_first_then_what_i_use_and_what_is_over_comes_last() {
    let world = world("access", (120, 36), |_| {});
    let text = world.stage.text();
    assert_eq!(states(&text), ["pending", "active", "approved", "pending", "denied"], "{text}");
    for words in ["1 waits for you", "1 in use", "72m", "1h12m", "INC-4711", "1 of 2 approvals", "Teleport"] {
        assert!(text.contains(words) || ["72m", "Teleport"].contains(&words), "{words}\n{text}");
    }
    picture("access-list-120x36", &world.stage);
    picture("access-list-80x24", &super::world("access", (80, 24), |_| {}).stage);
}

#[test]
fn the_list_is_narrowed_to_mine_to_what_waits_for_me_and_by_state_and_the_link_says_so() {
    let mut world = world("access", (120, 36), |_| {});
    world.stage.keys("m");
    assert_eq!(states(&world.stage.text()), ["active", "approved", "pending"]);
    world.stage.keys("m");
    assert_eq!(states(&world.stage.text()), ["pending"]);
    assert!(world.stage.sees("waiting for my word"));
    world.stage.keys("m t t");
    assert_eq!(states(&world.stage.text()), ["active", "approved"], "{}", world.stage.text());
    assert_eq!(world.stage.app.place().unwrap().to_string(), "stagedoor://access?state=granted");
    world.stage.keys("esc /").type_text("inc-4711 bob");
    assert_eq!(states(&world.stage.text()), ["pending"]);
    world.stage.keys("enter enter");
    assert_eq!(world.stage.app.place().unwrap().page, WAITING);
}

#[test]
fn one_says_no_in_the_list_with_a_reason_and_nothing_is_sent_without_one() {
    let mut world = world("access", (120, 36), |_| {});
    assert!(world.stage.app.offers(Action::AccessDeny) && world.stage.app.offers(Action::AccessApprove));
    world.stage.keys("d enter");
    assert!(world.stage.sees("the comment is needed"), "{}", world.stage.text());
    world.stage.type_text("use the replica").keys("enter enter");
    let sent = world.catalog.commands.lock().unwrap().clone();
    assert!(
        matches!(&sent[..], [Command::ReviewAccess { id, decision: Decision::Deny, comment, .. }]
            if id.as_str() == WAITING && comment == "use the replica"),
        "{sent:?}"
    );
}

#[test]
fn ones_own_request_can_be_given_no_word_and_others_cannot_be_taken_into_use() {
    let mut world = world("access?of=mine", (120, 36), |_| {});
    for _ in 0..3 {
        assert!(!world.stage.app.offers(Action::AccessApprove), "{}", world.stage.text());
        assert!(!world.stage.app.offers(Action::AccessDeny));
        world.stage.keys("j");
    }
    let mut world = super::world("access?of=waiting", (120, 36), |_| {});
    assert!(!world.stage.app.offers(Action::AccessAssume) && !world.stage.app.offers(Action::AccessDrop));
    world.stage.keys("u");
    assert!(world.catalog.commands.lock().unwrap().is_empty());
}

#[test]
fn what_was_granted_is_taken_into_use_after_it_was_shown_what_that_does() {
    let mut world = world("stagedoor://access?of=mine&state=granted&q=ledger", (120, 36), |_| {});
    world.stage.keys("u");
    assert!(world.catalog.commands.lock().unwrap().is_empty(), "not without a yes");
    world.stage.keys("enter");
    let sent = world.catalog.commands.lock().unwrap().clone();
    assert!(matches!(&sent[..], [Command::AssumeAccess(id)] if id.as_str() == APPROVED), "{sent:?}");
}

#[test]
fn the_time_left_is_counted_down_by_the_clock_alone_and_nobody_is_woken_more_often() {
    let mut world = world("access?q=dora", (120, 36), |_| {});
    let asked = world.access.asked.lock().unwrap().len();
    let mut wakes = 0;
    let begun = world.stage.now;
    while world.stage.now.since(begun) < Duration::from_secs(9) {
        let next = world.stage.app.wake().unwrap();
        assert!(next > world.stage.now, "it would be woken at once, for ever");
        world.stage.now = next;
        world.stage.send_in(stagedoor::screen::app::Message::Wake);
        wakes += 1;
    }
    assert!(wakes <= 3, "{wakes} times in less than ten seconds");
    assert_eq!(world.access.asked.lock().unwrap().len(), asked, "nothing is asked for that");
}

#[test]
fn who_is_not_signed_in_to_the_system_is_told_so_with_the_command_that_is_run_by_a_key() {
    let mut world = world("access", (80, 24), |access| {
        let mut all = access.all.lock().unwrap();
        all.ways.user = "".into();
        all.requests.clear();
    });
    assert!(world.stage.sees("You are not signed in to Teleport 18.2.1 Enterprise"), "{}", world.stage.text());
    assert!(world.stage.sees("tsh login --proxy=main.example"));
    world.stage.keys("i");
    let runs = |effect: &Effect| matches!(effect, Effect::Program(errand) if errand.commands[0].program == "tsh");
    assert!(world.stage.effects.iter().any(runs), "{:?}", world.stage.effects);
    picture("access-not-signed-in-80x24", &world.stage);
}

#[test]
fn what_an_edition_cannot_do_is_said_and_not_offered() {
    let world = world("access", (120, 36), |access| {
        access.all.lock().unwrap().ways.lacks = vec![Lack {
            way: AccessWay::Reviews,
            because: "Community Edition: only administrators answer requests".into(),
            instead: "tctl requests approve ID".into(),
        }];
    });
    assert!(world.stage.sees("only administrators answer requests"), "{}", world.stage.text());
    assert!(world.stage.sees("tctl requests approve ID"));
    assert!(!world.stage.app.offers(Action::AccessApprove));
}

#[test]
fn what_changes_while_it_is_looked_at_is_seen_and_the_cursor_stays_on_its_request() {
    let mut world = world("access", (120, 36), |_| {});
    world.stage.keys("j j");
    world.access.change_one(WAITING, |one| one.said = Said::Denied);
    world.stage.wait("it is denied", |text| states(text) == ["active", "approved", "pending", "denied", "denied"]);
    world.stage.keys("enter");
    assert_eq!(world.stage.app.place().unwrap().page, APPROVED);
}
