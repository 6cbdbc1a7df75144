//! What the portal is asked, when, and what holds until it answers.

use super::PAYMENTS;
use crate::rooms::setup;
use crate::support::account::Permissions;
use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage};
use stagedoor::domain::model::At;
use stagedoor::platform::actions::Action;
use stagedoor::platform::gate::{Gate, Ground};
use stagedoor::platform::permissions::Question;
use stagedoor::screen::app::{Message, Setup};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

fn permitting(
    decide: impl Fn(&Question) -> Option<bool> + Send + Sync + 'static,
    place: &str,
) -> (Stage, Arc<Scripted>, Arc<Permissions>) {
    let permissions = Permissions::new(decide);
    *permissions.until.lock().unwrap() = Some(At(NOW.0 + 600_000));
    let mut catalog = Scripted::new(Mood::Well, entities(), NOW);
    Arc::get_mut(&mut catalog).unwrap().permissions = permissions.clone();
    let gate = Gate::new(Ground::Portal, Arc::default());
    let mut stage = Stage::new(Setup { gate, ..setup(place) }, (120, 36), catalog.clone().ports());
    stage.rest();
    (stage, catalog, permissions)
}

#[test]
fn a_screen_costs_one_request_a_plugin_and_moving_over_its_rows_none() {
    let (mut stage, _, permissions) = permitting(|_| Some(true), "catalog");
    let asked = |permissions: &Permissions| permissions.asked.lock().unwrap().len();
    assert_eq!(asked(&permissions), 1, "{:?}", permissions.asked.lock().unwrap());
    let first = permissions.asked.lock().unwrap()[0].clone();
    let once: std::collections::HashSet<_> = first.iter().collect();
    assert_eq!(once.len(), first.len(), "each question once");
    for _ in 0..10 {
        stage.keys("j");
        assert!(stage.app.offers(Action::EntityRefresh) && stage.app.offers(Action::EntityUnregister));
    }
    assert_eq!(asked(&permissions), 1, "{:?}", permissions.asked.lock().unwrap());
    stage.keys("enter");
    assert_eq!(asked(&permissions), 1, "an entity from the list was asked about there");
    stage.keys("g i");
    // of which the answer comes first is open
    let plugins: BTreeSet<String> =
        permissions.asked.lock().unwrap()[1..].iter().map(|it| it[0].capability.plugin().to_owned()).collect();
    assert_eq!(asked(&permissions), 3, "{:?}", permissions.asked.lock().unwrap());
    assert_eq!(plugins, BTreeSet::from(["catalog".to_owned(), "scaffolder".to_owned()]));
}

#[test]
fn a_workspace_asks_nobody() {
    let permissions = Permissions::new(|_| Some(false));
    let mut catalog = Scripted::new(Mood::Well, entities(), NOW);
    Arc::get_mut(&mut catalog).unwrap().permissions = permissions.clone();
    let mut setup = setup("catalog");
    setup.platform.is_workspace = true;
    let mut stage = Stage::new(setup, (120, 36), catalog.ports());
    stage.rest();
    assert!(permissions.asked.lock().unwrap().is_empty());
}

#[test]
fn before_an_answer_ends_it_is_asked_anew_and_what_is_offered_does_not_flicker() {
    let (mut stage, _, permissions) = permitting(|_| Some(true), PAYMENTS);
    let asked = |permissions: &Permissions| permissions.asked.lock().unwrap().len();
    assert!(stage.app.offers(Action::EntityRefresh));
    let wake = stage.app.wake().unwrap();
    assert!(wake <= At(NOW.0 + 540_000), "{wake:?}");
    stage.now = At(NOW.0 + 541_000);
    *permissions.until.lock().unwrap() = Some(At(NOW.0 + 1_200_000));
    stage.send_in(Message::Wake);
    assert!(stage.app.offers(Action::EntityRefresh), "while it is asked anew");
    stage.settle();
    assert_eq!(asked(&permissions), 2);
    stage.now = At(NOW.0 + 700_000);
    stage.send_in(Message::Wake);
    assert!(stage.app.offers(Action::EntityRefresh), "by the new answer");
    // the next renewal fails: what was said holds as long as it was said to, and not longer
    permissions.fails.store(true, Ordering::SeqCst);
    stage.now = At(NOW.0 + 1_150_000);
    stage.rest();
    assert!(stage.app.offers(Action::EntityRefresh));
    stage.now = At(NOW.0 + 1_200_000);
    stage.rest();
    assert!(!stage.app.offers(Action::EntityRefresh), "fails closed");
    assert!(stage.app.offers(Action::AppCopyRef) && stage.app.offers(Action::EntityNextTab), "reading goes on");
    permissions.fails.store(false, Ordering::SeqCst);
    *permissions.until.lock().unwrap() = None;
    stage.now = stage.now.after(Duration::from_secs(61));
    stage.rest();
    assert!(stage.app.offers(Action::EntityRefresh), "asked again after a while");
}

#[test]
fn what_is_answered_with_no_after_a_while_goes_away_and_an_open_sheet_leaves_it_out() {
    let denies = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let now_denies = denies.clone();
    let (mut stage, catalog, _) = permitting(move |_| Some(!now_denies.load(Ordering::SeqCst)), PAYMENTS);
    stage.keys("a u");
    assert!(stage.sees("1 to do"), "{}", stage.text());
    denies.store(true, Ordering::SeqCst);
    stage.now = At(NOW.0 + 590_000);
    stage.rest();
    assert!(stage.sees("1 left out") && stage.sees("the portal denies"), "{}", stage.text());
    stage.keys("y");
    assert!(catalog.commands.lock().unwrap().is_empty());
}

#[test]
fn a_sheet_waits_until_all_that_is_marked_is_judged_however_many_requests_that_takes() {
    let mut catalog = Scripted::new(Mood::Well, many(450), NOW);
    let permissions = Permissions::new(|_| Some(true));
    Arc::get_mut(&mut catalog).unwrap().permissions = permissions.clone();
    let gate = Gate::new(Ground::Portal, Arc::default());
    let mut stage = Stage::new(Setup { gate, ..setup("catalog") }, (120, 36), catalog.clone().ports());
    stage.rest();
    stage.press("ctrl+a a u");
    assert!(stage.sees("being looked at") && !stage.app.offered().is_empty(), "{}", stage.text());
    stage.press("y");
    assert!(catalog.commands.lock().unwrap().is_empty(), "not before all is known");
    stage.settle();
    assert!(stage.sees("450 to do") && !stage.sees("left out"), "{}", stage.text());
    let largest = permissions.asked.lock().unwrap().iter().map(Vec::len).max();
    assert!(largest.is_some_and(|largest| largest <= 200), "{largest:?}");
}

/// So many components.
fn many(count: usize) -> Vec<serde_json::Value> {
    let one = |n| serde_json::json!({"kind": "Component", "metadata": {"name": format!("c-{n:04}")}, "spec": {}});
    (0..count).map(one).collect()
}

#[test]
fn a_screen_where_all_is_known_for_good_wakes_for_no_permission() {
    let (mut stage, _, permissions) = permitting(|_| Some(true), PAYMENTS);
    *permissions.until.lock().unwrap() = None;
    stage.keys("ctrl+r");
    stage.now = At(NOW.0 + 660_000);
    stage.rest();
    let asked = permissions.asked.lock().unwrap().len();
    let next = stage.app.wake().map(|at| at.since(stage.now));
    assert!(next.is_none_or(|next| next >= Duration::from_secs(55)), "{next:?}");
    assert!(asked <= 3, "{asked}");
}
