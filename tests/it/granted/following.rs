use super::world;
use crate::pictures::picture;
use crate::support::access::{ACTIVE, PENDING, WAITING, request};
use stagedoor::domain::model::access::{Decision, Review, Revoked, Said};
use stagedoor::screen::app::{Effect, Message};
use std::sync::Arc;
use std::time::Duration;

fn noticed(effects: &[Effect]) -> Vec<String> {
    let words = effects.iter().filter_map(|effect| match effect {
        Effect::Notify(_, words) => Some(words.to_string()),
        _ => None,
    });
    words.collect()
}

#[test]
fn what_i_wait_for_is_followed_whatever_is_shown_and_told_when_it_is_answered() {
    let mut world = world("home", (120, 36), |_| {});
    assert!(noticed(&world.stage.effects).is_empty(), "what was so before is no news");
    world.stage.keys("g c");
    world.access.change_one(PENDING, |one| {
        one.said = Said::Approved;
        let by = Review { by: "dora".into(), decision: Decision::Approve, comment: "go".into(), at: None };
        one.reviews = vec![by];
    });
    world.stage.until("access to web-1 is granted by dora: go");
    assert_eq!(
        noticed(&world.stage.effects),
        ["access to web-1 is granted by dora: go; in Access u takes it into use"]
    );
}

#[test]
fn what_waits_for_my_word_is_told_when_it_comes() {
    let mut world = world("home", (120, 36), |_| {});
    world.access.change(|all| {
        let resource = crate::support::access::database("orders-production", "production");
        all.requests.push(Arc::new(request("f00d0000-1", "carol", resource, world.stage.now, 0)));
    });
    world.stage.until("carol asks for access to orders-production");
}

#[test]
fn the_time_left_of_what_is_in_use_is_in_sight_everywhere_and_its_end_is_told_before_and_when_it_comes() {
    let mut world = world("home", (120, 36), |_| {});
    world.stage.keys("g c");
    assert!(world.stage.sees("orders-production 1h12m"), "{}", world.stage.text());
    let mut last = String::new();
    for _ in 0..600 {
        let Some(next) = world.stage.app.wake() else { break };
        world.stage.now = next.max(world.stage.now.after(Duration::from_millis(1)));
        world.stage.send_in(Message::Wake);
        world.stage.take_what_came();
        last = world.stage.text();
        if last.contains("has ended") {
            break;
        }
    }
    assert!(last.contains("access to orders-production has ended"), "{last}");
    let told = noticed(&world.stage.effects);
    assert!(told.iter().any(|words| words == "access to orders-production ends: 5 minutes left"), "{told:?}");
    assert!(!last.contains("orders-production 1"), "{last}");
}

#[test]
fn home_shows_what_waits_for_my_word_and_my_own_access() {
    let mut world = world("home", (120, 36), |_| {});
    for words in ["Waits for your word", "INC-4711", "Your access", "orders-production"] {
        assert!(world.stage.sees(words), "{words}\n{}", world.stage.text());
    }
    picture("access-home-120x36", &world.stage);
    while !world.stage.text().lines().any(|line| line.contains('▌') && line.contains("• active")) {
        world.stage.keys("j");
    }
    world.stage.keys("enter");
    assert_eq!(world.stage.app.place().unwrap().page, ACTIVE);
}

#[test]
fn what_is_in_use_is_in_sight_and_followed_without_any_room_of_access_opened() {
    let mut world = world("catalog", (120, 36), |access| {
        access.all.lock().unwrap().requests.retain(|one| one.id.as_str() == ACTIVE);
    });
    assert!(world.stage.sees("orders-production 1h12m"), "{}", world.stage.text());
    world.access.change_one(ACTIVE, |one| {
        one.revoked = Some(Revoked { by: "root".into(), at: None, because: "over".into() });
    });
    world.stage.until("access to orders-production was taken back by root: over");
}

#[test]
fn where_nothing_is_mine_requests_are_asked_for_once() {
    let mut world = world("catalog", (120, 36), |access| {
        access.all.lock().unwrap().requests.retain(|one| !one.is_mine);
    });
    world.stage.keys("j j");
    world.stage.now = world.stage.now.after(Duration::from_secs(120));
    world.stage.keys("j");
    assert_eq!(*world.access.asked.lock().unwrap(), ["requests"]);
}

#[test]
fn what_is_only_played_says_so_in_the_header_and_in_each_notice() {
    let mut world = world("catalog", (120, 36), |access| {
        let mut all = access.all.lock().unwrap();
        all.requests.iter_mut().for_each(|one| Arc::make_mut(one).simulated = true);
    });
    assert!(world.stage.sees("orders-production 1h12m simulated"), "{}", world.stage.text());
    world.access.change(|all| {
        let resource = crate::support::access::database("orders-production", "production");
        let mut new = request("f00d0000-1", "carol", resource, world.stage.now, 0);
        new.simulated = true;
        all.requests.push(Arc::new(new));
    });
    world.stage.until("carol asks for access to orders-production");
    world.stage.now = world.stage.now.after(Duration::from_secs(68 * 60));
    world.stage.send_in(Message::Wake);
    let told = noticed(&world.stage.effects);
    assert!(told.iter().any(|words| words.contains(" ends: ")), "{told:?}");
    assert!(told.iter().all(|words| words.ends_with("(simulated)")), "{told:?}");
}

#[test]
fn what_i_have_answered_waits_for_my_word_no_more() {
    let mut world = world("home", (120, 36), |_| {});
    assert!(world.stage.sees("Waits for your word"), "{}", world.stage.text());
    world.access.change_one(WAITING, |one| {
        one.reviews = vec![Review { by: "alice".into(), decision: Decision::Approve, comment: "go".into(), at: None }];
    });
    world.stage.wait("nothing waits", |screen| !screen.contains("Waits for your word"));
}
