use super::{Followed, delivery, fake_with, id, joined, told};
use crate::support::argocd::{FakeArgo, app};
use serde_json::{Value, json};
use stagedoor::adapters::systems::argocd::ArgoCds;
use stagedoor::domain::model::delivery::{AppDetail, Delivery, Health, Phase};
use stagedoor::domain::model::timeline::Known;
use stagedoor::platform::delivery::DeliveryPort as _;
use stagedoor::platform::fault::FaultKind;

fn by_name() -> Value {
    json!({"argocd/app-name": "payments"})
}

fn is_known(delivery: &Delivery) -> bool {
    delivery.known.iter().all(|(_, known)| *known == Known::Yes)
}

fn why(delivery: &Delivery) -> String {
    let words = |known: &Known| match known {
        Known::Unknown(why) | Known::Failed(why) => Some(why.to_string()),
        _ => None,
    };
    delivery.known.iter().find_map(|(_, known)| words(known)).unwrap_or_default()
}

#[test]
fn an_application_is_told_with_all_that_argo_cd_says_of_it() {
    let fake = fake_with(&[app("payments", "OutOfSync", "Degraded"), app("other", "Synced", "Healthy")]);
    let followed = delivery(fake.argos(), by_name());
    let told = followed.until("the application", |told| !told.apps.is_empty());
    let [one] = told.apps.as_slice() else { panic!("only that one: {told:?}") };
    assert_eq!((one.id.clone(), one.project.as_str(), one.namespace.as_str()), (id("payments"), "shop", "payments"));
    assert_eq!(one.address.as_str(), "https://argocd.example/applications/argocd/payments");
    assert_eq!(one.history.iter().map(|it| it.id).collect::<Vec<_>>(), [5, 4], "newest first, whatever ids look like");
    let operation = one.operation.as_ref().unwrap();
    assert_eq!((operation.phase, operation.by.as_str()), (Phase::Succeeded, "alice"));
    assert!(one.read_only.is_empty() && one.resources.len() == 2);
    let asked = fake.asked("/applications");
    assert!(asked.iter().all(|asked| asked.param("name").as_deref() == Some("payments")), "{asked:?}");
}

#[test]
fn what_changes_is_told_as_it_changes_without_another_list() {
    let fake = fake_with(&[app("payments", "OutOfSync", "Healthy")]);
    let followed = delivery(fake.argos(), by_name());
    followed.until("the application", |told| !told.apps.is_empty());
    fake.until_streams(1);
    fake.set(app("payments", "Synced", "Progressing"));
    followed.until("the change", |delivery| told(delivery) == ["payments Synced Progressing"]);
    fake.remove("payments");
    followed.until("its end", |delivery| delivery.apps.is_empty());
    assert_eq!(fake.asked("/api/v1/applications").len(), 1, "the list is asked once");
}

#[test]
fn a_burst_of_changes_is_told_in_a_few_states() {
    let fake = fake_with(&[app("payments", "OutOfSync", "Healthy")]);
    let followed = delivery(fake.argos(), by_name());
    followed.until("the application", |told| !told.apps.is_empty());
    fake.until_streams(1);
    for n in 0..500 {
        fake.change("payments", |app| app["status"]["summary"]["images"] = json!([format!("x:{n}")]));
    }
    fake.set(app("payments", "Synced", "Healthy"));
    let (before, states) = (std::time::Instant::now(), std::cell::Cell::new(0));
    followed.until("the last", |delivery| {
        states.set(states.get() + 1);
        told(delivery) == ["payments Synced Healthy"]
    });
    // a state may be made before the first of them, and one at their end
    let frames = before.elapsed().as_millis() / 200 + 4;
    assert!(states.get() <= frames, "at most five a second: {} in {frames} frames", states.get());
    assert_eq!(followed.more(), 0, "nothing more is told than what changed");
}

#[test]
fn a_stream_that_is_cut_is_taken_up_with_nothing_lost() {
    for by_lines in [false, true] {
        let fake = fake_with(&[app("payments", "OutOfSync", "Healthy")]);
        fake.go_wrong(|wrong| wrong.by_lines = by_lines);
        let followed = delivery(fake.argos(), by_name());
        followed.until("the application", |told| !told.apps.is_empty());
        for health in ["Progressing", "Degraded", "Healthy"] {
            fake.until_streams(1);
            fake.cut_streams();
            fake.set(app("payments", "OutOfSync", health));
            followed.until("the change", |delivery| told(delivery) == [format!("payments OutOfSync {health}")]);
        }
    }
}

#[test]
fn where_no_stream_gets_through_the_list_is_asked_again() {
    let fake = fake_with(&[app("payments", "OutOfSync", "Healthy")]);
    fake.go_wrong(|wrong| wrong.no_stream = true);
    let followed = delivery(fake.argos(), by_name());
    followed.until("the application", |told| !told.apps.is_empty());
    fake.set(app("payments", "Synced", "Healthy"));
    followed.until("the change", |delivery| told(delivery) == ["payments Synced Healthy"]);
    assert!(fake.asked("/api/v1/applications").len() > 1);
}

#[test]
fn applications_are_found_by_labels_in_several_argo_cds() {
    let (eu, us) = (fake_with(&[app("pay-eu", "Synced", "Healthy")]), fake_with(&[app("pay-us", "Synced", "Healthy")]));
    let mut other = app("other", "Synced", "Healthy");
    other["metadata"]["labels"]["team"] = "b".into();
    eu.set(other);
    let argos = || ArgoCds::new(vec![eu.argo("eu"), us.argo("us")]);
    let both = delivery(argos(), json!({"argocd/app-selector": "team=a"}));
    let all = both.until("both", |delivery| delivery.apps.len() == 2);
    assert_eq!(told(&all), ["pay-eu Synced Healthy", "pay-us Synced Healthy"]);
    let one = delivery(argos(), json!({"argocd/app-selector": "team=a", "argocd/instance-name": "us, asia"}));
    let one = one.until("one", |delivery| !delivery.apps.is_empty());
    assert_eq!(told(&one), ["pay-us Synced Healthy"]);
    assert!(why(&one).contains("no Argo CD of that name"), "{one:?}");
}

#[test]
fn one_in_another_namespace_than_argo_cds_own_is_followed_there() {
    let mut elsewhere = app("payments", "OutOfSync", "Healthy");
    elsewhere["metadata"]["namespace"] = "team-a".into();
    let fake = fake_with(&[elsewhere.clone()]);
    let followed = delivery(fake.argos(), by_name());
    let found = followed.until("the application", |told| !told.apps.is_empty());
    assert_eq!(&*found.apps[0].id.namespace, "team-a");
    fake.until_streams(1);
    elsewhere["status"]["sync"]["status"] = "Synced".into();
    fake.set(elsewhere);
    followed.until("the change", |delivery| told(delivery) == ["payments Synced Healthy"]);
    assert_eq!(fake.asked("/api/v1/applications").len(), 1);
}

#[test]
fn one_that_is_not_there_is_said_to_be_missing_or_forbidden() {
    let fake = FakeArgo::start();
    let followed = delivery(fake.argos(), by_name());
    let told = followed.until("an answer", |told| !told.known.is_empty() && !why(told).is_empty());
    assert!(why(&told).contains("no application payments, or none that you may see"), "{told:?}");
    fake.set(app("payments", "Synced", "Healthy"));
    followed.until("it, once it is there", |told| is_known(told) && told.apps.len() == 1);
}

#[test]
fn an_argo_cd_that_wants_peace_or_fails_keeps_what_was_known() {
    let fake = fake_with(&[app("payments", "Synced", "Healthy")]);
    let followed = delivery(fake.argos(), by_name());
    followed.until("the application", |told| !told.apps.is_empty());
    fake.until_streams(1);
    fake.go_wrong(|wrong| wrong.statuses = vec![("/v1/applications", 429, 1), ("/v1/applications", 500, 2)]);
    fake.cut_streams();
    let behind = followed.until("why it is behind", |told| !why(told).is_empty());
    assert_eq!(told(&behind), ["payments Synced Healthy"], "what was known stays");
    followed.until("it again", is_known);
}

#[test]
fn who_may_not_look_is_told_so_and_the_rest_goes_on() {
    let fake = fake_with(&[app("payments", "Synced", "Healthy")]);
    fake.go_wrong(|wrong| wrong.statuses = vec![("/v1/applications", 403, 99)]);
    let told = delivery(fake.argos(), by_name()).ended().unwrap();
    assert!(why(&told).contains("Argo CD says this of an application that is not there, too"), "{told:?}");
}

#[test]
fn odd_applications_are_read_as_far_as_they_make_sense() {
    let fake = FakeArgo::start();
    fake.set(json!({"metadata": {"name": "payments", "namespace": "argocd"}, "spec": 7,
        "status": {"sync": {"status": "Brand-new"}, "health": [], "history": {"a": 1}, "resources": [null, 7, {"name": ""}],
            "conditions": [{"type": "ComparisonError", "message": "\u{1b}[31mno such path\u{1b}[0m"}]},
        "operation": {"initiatedBy": {"username": "bob"}}}));
    let told = delivery(fake.argos(), by_name()).until("it", |told| !told.apps.is_empty());
    let one = &told.apps[0];
    assert_eq!(
        (one.sync.word(), one.health, one.history.len(), one.resources.len()),
        ("Unknown", Health::Unknown, 0, 0)
    );
    assert_eq!(one.messages[0].as_str(), "ComparisonError: no such path");
    assert_eq!(one.operation.as_ref().unwrap().by.as_str(), "bob");
}

fn detail(fake: &FakeArgo) -> Followed<AppDetail> {
    let port = joined(fake.argos(), by_name());
    Followed::of(move |steps| Box::pin(async move { port.app(id("payments"), steps).await }))
}

#[test]
fn one_in_full_has_its_tree_and_events_and_is_followed() {
    let fake = fake_with(&[app("payments", "OutOfSync", "Progressing")]);
    fake.set_tree("payments", json!({"nodes": [
        {"version": "v1", "kind": "Pod", "namespace": "payments", "name": "payments-1-x", "uid": "p",
         "parentRefs": [{"uid": "d"}], "health": {"status": "Degraded"}, "info": [{"name": "Containers", "value": "0/1"}]},
        {"group": "apps", "version": "v1", "kind": "Deployment", "namespace": "payments", "name": "payments", "uid": "d"}]}));
    fake.set_events("payments", json!({"items": [{"metadata": {"uid": "1"}, "type": "Warning", "reason": "BackOff",
        "message": "again", "lastTimestamp": "2026-09-21T14:00:00Z", "involvedObject": {"kind": "Pod", "name": "payments-1-x"}}]}));
    let followed = detail(&fake);
    let told = followed.until("the tree", |told| told.tree.len() == 2 && !told.events.is_empty());
    assert_eq!(told.tree[1].parents, [0], "the pod is below the deployment");
    assert_eq!(told.tree[0].sync.unwrap().word(), "OutOfSync");
    assert_eq!(told.events.len(), 1, "an event that is told twice is one");
    let of_pod =
        fake.asked("/applications/payments/events").iter().any(|it| it.param("resourceUID").as_deref() == Some("p"));
    assert!(of_pod, "what is not well is asked about");
    fake.until_streams(1);
    fake.set(app("payments", "Synced", "Healthy"));
    followed.until("the change", |told| told.app.sync.word() == "Synced" && told.tree.len() == 2);
    let alone = json!({"nodes": [{"group": "apps", "kind": "Deployment", "name": "payments", "uid": "d"}]});
    fake.set_tree("payments", alone);
    followed.until("a pod that went, though the application is as it was", |told| told.tree.len() == 1);
    fake.go_wrong(|wrong| wrong.statuses = vec![("/v1/applications", 500, usize::MAX)]);
    fake.cut_streams();
    let behind = followed
        .until("why it is behind", |told| told.app.messages.iter().any(|it| it.as_str().contains("may be behind")));
    assert_eq!(behind.tree.len(), 1, "what was known stays");
    fake.go_wrong(|wrong| wrong.statuses.clear());
    followed.until("it again", |told| told.app.messages.is_empty());
    fake.remove("payments");
    let fault = followed.ended().unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotFound, "{fault}");
}

#[test]
fn nobody_who_looks_any_more_leaves_nothing_open() {
    let fake = fake_with(&[app("payments", "Synced", "Healthy")]);
    let followed = detail(&fake);
    followed.until("it", |_| true);
    fake.until_streams(1);
    drop(followed);
    // that an open stream is gone is noticed when something is to be said in it
    let begun = std::time::Instant::now();
    for n in 0.. {
        fake.change("payments", |app| app["status"]["summary"]["images"] = json!([format!("x:{n}")]));
        if fake.streams() == 0 {
            return;
        }
        assert!(begun.elapsed() < std::time::Duration::from_secs(20), "the stream stays open");
        std::thread::yield_now();
    }
}
