use super::{catalog, fake_with, id, joined, payments};
use crate::pictures::picture;
use crate::rooms::setup;
use crate::support::argocd::{FakeArgo, app};
use crate::support::stage::Stage;
use serde_json::{Value, json};
use stagedoor::adapters::systems::argocd::ArgoDeeds;
use stagedoor::domain::model::Place;
use stagedoor::platform::actions::Action;
use stagedoor::platform::ports::{Ports, Systems};
use stagedoor::platform::query::Ask;
use stagedoor::screen::app::Effect;
use std::sync::Arc;

const LARGE: (u16, u16) = (120, 36);
const SMALL: (u16, u16) = (80, 24);

fn annotations() -> Value {
    json!({"argocd/app-name": "payments"})
}

/// An Argo CD with an application that is not well.
fn unwell() -> FakeArgo {
    let mut it = app("payments", "OutOfSync", "Degraded");
    it["status"]["health"]["message"] = "Deployment payments exceeded its progress deadline".into();
    it["status"]["resources"].as_array_mut().unwrap().push(json!({"kind": "ConfigMap", "namespace": "payments",
        "name": "old\u{1b}[31m", "status": "OutOfSync", "requiresPruning": true}));
    let fake = fake_with(&[it]);
    fake.set_tree("payments", json!({"nodes": [
        {"group": "apps", "version": "v1", "kind": "Deployment", "namespace": "payments", "name": "payments", "uid": "d",
         "health": {"status": "Degraded", "message": "progress deadline exceeded"}, "createdAt": "2026-09-01T08:00:00Z"},
        {"group": "apps", "version": "v1", "kind": "ReplicaSet", "namespace": "payments", "name": "payments-6b5", "uid": "r",
         "parentRefs": [{"uid": "d"}], "info": [{"name": "Revision", "value": "Rev:7"}], "createdAt": "2026-09-21T12:00:00Z"},
        {"version": "v1", "kind": "Pod", "namespace": "payments", "name": "payments-6b5-x2x", "uid": "p",
         "parentRefs": [{"uid": "r"}], "health": {"status": "Degraded"},
         "info": [{"name": "Status Reason", "value": "CrashLoopBackOff"}, {"name": "Containers", "value": "0/1"}],
         "createdAt": "2026-09-21T12:00:00Z"},
        {"version": "v1", "kind": "Service", "namespace": "payments", "name": "payments", "uid": "s",
         "health": {"status": "Healthy"}, "createdAt": "2026-09-01T08:00:00Z"}]}));
    fake.set_events(
        "payments",
        json!({"items": [{"metadata": {"uid": "1"}, "type": "Warning", "reason": "BackOff",
        "message": "Back-off restarting failed container app in pod payments-6b5-x2x", "count": 12,
        "lastTimestamp": "2026-09-21T14:10:00Z", "involvedObject": {"kind": "Pod", "name": "payments-6b5-x2x"}}]}),
    );
    let manifest = |replicas: u32| {
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "payments"},
            "spec": {"replicas": replicas, "template": {"spec": {"containers": [{"image": "ghcr.io/acme/payments:1.4.2"}]}}}})
        .to_string()
    };
    fake.set_managed(
        "payments",
        json!({"items": [{"group": "apps", "kind": "Deployment", "namespace": "payments",
        "name": "payments", "liveState": manifest(2), "normalizedLiveState": manifest(2), "targetState": manifest(3),
        "predictedLiveState": manifest(3)}]}),
    );
    fake
}

fn ports(fake: &FakeArgo) -> Ports {
    let catalog = catalog(annotations());
    let commands = Arc::new(ArgoDeeds::before(catalog.clone(), fake.argos(), catalog.clone()));
    let delivery = Arc::new(joined(fake.argos(), annotations()));
    Ports { commands, systems: Systems { delivery, ..Systems::default() }, ..catalog.ports() }
}

fn stage(fake: &FakeArgo, size: (u16, u16)) -> Stage {
    let place = Place::app(payments(), &id("payments")).to_string();
    let mut stage = Stage::new(setup(&place), size, ports(fake));
    stage.until("CrashLoopBackOff");
    rest(&mut stage);
    stage
}

fn rest(stage: &mut Stage) {
    stage.until_only(|ask| matches!(ask, Ask::AppById(_)));
    stage.take_what_came();
}

fn press(stage: &mut Stage, keys: &str) {
    for key in keys.split_whitespace() {
        stage.press(key);
        rest(stage);
    }
}

#[test]
fn an_application_shows_how_it_stands_and_what_it_brought_to_life() {
    let fake = unwell();
    for (size, name) in [(LARGE, "app-tree-120x36"), (SMALL, "app-tree-80x24")] {
        let stage = stage(&fake, size);
        assert!(
            stage.sees("OutOfSync") && stage.sees("Degraded") && stage.sees("CrashLoopBackOff"),
            "{}",
            stage.text()
        );
        assert!(stage.sees("exceeded its progress deadline") && stage.sees("by alice"), "{}", stage.text());
        picture(name, &stage);
    }
}

#[test]
fn keys_go_between_tree_diff_history_and_events() {
    let mut stage = stage(&unwell(), LARGE);
    press(&mut stage, "d");
    stage.until("replicas");
    assert!(stage.sees("- ") && stage.sees("replicas: 2") && stage.sees("replicas: 3"), "{}", stage.text());
    picture("app-diff-120x36", &stage);
    press(&mut stage, "H");
    assert!(stage.sees("1f2e3d4") && stage.sees("by itself") && stage.sees("0a0a0a0"), "{}", stage.text());
    picture("app-history-120x36", &stage);
    press(&mut stage, "e");
    assert!(stage.sees("BackOff") && stage.sees("12 times"), "{}", stage.text());
    picture("app-events-120x36", &stage);
    assert_eq!(stage.app.place().unwrap().param("part"), Some("events"), "a link leads to the part that is shown");
    press(&mut stage, "tab");
    assert!(stage.sees("CrashLoopBackOff"), "round and round: {}", stage.text());
    press(&mut stage, "/");
    stage.type_text("x2x");
    press(&mut stage, "enter");
    assert!(stage.sees("1/1"), "{}", stage.text());
}

#[test]
fn what_changes_is_seen_without_a_key() {
    let fake = unwell();
    let mut stage = stage(&fake, LARGE);
    fake.until_streams(1);
    fake.change("payments", |app| {
        app["status"]["sync"]["status"] = "Synced".into();
        app["status"]["operationState"] = json!({"phase": "Running", "message": "waiting for healthy state",
            "startedAt": "2026-09-21T14:12:00Z", "operation": {"initiatedBy": {"username": "carol"}}});
    });
    stage.until("waiting for healthy state");
    assert!(stage.sees("Synced") && stage.sees("carol"), "{}", stage.text());
    picture("app-running-120x36", &stage);
}

#[test]
fn a_sync_goes_through_the_review_sheet_to_argo_cd() {
    let fake = unwell();
    let mut stage = stage(&fake, LARGE);
    press(&mut stage, "a s");
    assert!(stage.sees("prune") && !stage.sees("INSTANCE/NAMESPACE/NAME"), "which one is known: {}", stage.text());
    stage.type_text("true");
    press(&mut stage, "enter enter enter");
    stage.until("1 object is removed");
    picture("app-sync-review-120x36", &stage);
    press(&mut stage, "enter");
    stage.until("a sync was begun");
    let asked = fake.asked("/sync");
    assert_eq!(asked.len(), 1);
    assert!(asked[0].body.contains("\"prune\":true"), "{}", asked[0].body);
}

#[test]
fn its_address_opens_and_the_way_back_is_where_one_came_from() {
    let mut stage = stage(&unwell(), LARGE);
    press(&mut stage, "b");
    let opened = |it: &Effect| matches!(it, Effect::Open(to) if to.as_str() == "https://argocd.example/applications/argocd/payments");
    assert!(stage.effects.iter().any(opened), "{:?}", stage.effects);
    assert!(stage.app.offers(Action::ArgocdSync) && stage.app.offers(Action::ArgocdRefresh));
}

#[test]
fn one_that_is_not_there_says_so() {
    let fake = FakeArgo::start();
    let place = Place::app(payments(), &id("payments")).to_string();
    let mut stage = Stage::new(setup(&place), SMALL, ports(&fake));
    stage.until("permission denied");
    assert!(!stage.app.offers(Action::ArgocdSync));
    picture("app-missing-80x24", &stage);
}
