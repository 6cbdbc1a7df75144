use super::{Followed, catalog, fake_with, payments};
use crate::support::argocd::app;
use serde_json::json;
use stagedoor::adapters::cluster::{Clusters, Limits, Setup, Way};
use stagedoor::adapters::systems::argocd::{ArgoDeploys, ArgoRollouts};
use stagedoor::domain::model::provision::Evidence;
use stagedoor::domain::model::timeline::{EventKind, Heard, Known, LeadsTo};
use stagedoor::platform::provisioning::ProvisionFeed as _;
use stagedoor::platform::timeline::{TimelineFeed as _, Window};
use std::sync::Arc;

#[test]
fn applications_are_rollouts_to_the_clusters_that_we_know() {
    let mut labelled = app("payments", "Synced", "Healthy");
    labelled["metadata"]["annotations"]["stagedoor.dev/request"] = "t-1".into();
    labelled["spec"]["destination"] = json!({"server": "https://prod.example:6443/", "namespace": "payments"});
    let fake = fake_with(&[labelled, app("here", "Synced", "Healthy")]);
    let kubeconfig = tempfile::NamedTempFile::new().unwrap();
    let written = json!({"current-context": "a", "contexts": [{"name": "a", "context": {"cluster": "c", "user": "u"}}],
        "clusters": [{"name": "c", "cluster": {"server": "https://prod.example:6443"}}],
        "users": [{"name": "u", "user": {"token": "t"}}]});
    std::fs::write(kubeconfig.path(), written.to_string()).unwrap();
    let way = Way::Kubeconfig { file: Some(kubeconfig.path().to_owned()), context: None };
    let cluster = Setup { name: "prod".into(), way, namespaces: vec![], limits: Limits::default(), is_offline: false };
    let feed = ArgoRollouts::new(fake.argos(), Clusters::new([cluster]), vec![("main".into(), "tools".into())]);
    let leads = tokio::sync::watch::channel(Arc::default()).1;
    let followed: Followed<Evidence> =
        Followed::of(move |steps| Box::pin(async move { feed.evidence(leads, steps).await }));
    let told = followed.until("the rollouts", |told| {
        told.rollouts.len() == 2 && told.rollouts.iter().all(|rollout| !rollout.cluster.is_empty())
    });
    let by_name = |name: &str| told.rollouts.iter().find(|it| &*it.app.id.name == name).unwrap();
    assert_eq!(&*by_name("payments").cluster, "prod");
    assert_eq!(by_name("payments").request.as_ref().unwrap().as_str(), "t-1");
    assert_eq!((&*by_name("here").cluster, by_name("here").request.is_none()), ("tools", true));
    fake.until_streams(1);
    fake.remove("here");
    followed.until("the end of one", |told| told.rollouts.len() == 1);
}

#[test]
fn what_was_rolled_out_is_in_the_timeline_with_who_and_what_it_was() {
    let fake = fake_with(&[app("payments", "Synced", "Healthy")]);
    let revision = "1f2e3d4c5b6a79880123456789abcdef01234567";
    fake.set_revision(revision, json!({"author": "Bob <bob@example>", "message": "Take more money\n\nAll of it."}));
    let catalog = catalog(json!({"argocd/app-name": "payments"}));
    let feed = ArgoDeploys::new(fake.argos(), catalog);
    let window = Window { since: None, limit: 50 };
    let followed: Followed<Heard> =
        Followed::of(move |steps| Box::pin(async move { feed.events(payments(), window, steps).await }));
    let heard = followed.until("the message", |heard| heard.events.iter().any(|event| !event.text.is_empty()));
    let newest = &heard.events[0];
    assert_eq!((heard.events.len(), &newest.kind, newest.who.as_str()), (2, &EventKind::Deploy, "automated"));
    assert_eq!(newest.title.as_str(), "payments rolled out to payments at 1f2e3d4");
    assert_eq!(newest.text[0].as_str(), "Take more money");
    let commit = format!("https://github.com/acme/infra/commit/{revision}");
    assert!(newest.leads.iter().any(|lead| matches!(&lead.to, LeadsTo::Address(to) if to.as_str() == commit)));
    fake.change("payments", |app| {
        app["status"]["operationState"]["phase"] = "Failed".into();
        app["status"]["operationState"]["message"] = "one or more objects failed to apply".into();
        app["status"]["operationState"]["finishedAt"] = "2026-09-21T14:00:00Z".into();
    });
    let heard = followed.until("what failed", |heard| heard.events.len() == 3);
    assert_eq!(heard.events[0].kind, EventKind::Alert);
    assert_eq!(heard.events[0].title.as_str(), "payments could not be rolled out to payments at 1f2e3d4");
}

#[test]
fn an_entity_that_names_no_application_has_nothing_of_argo_cd_in_its_timeline() {
    let fake = fake_with(&[]);
    let feed = ArgoDeploys::new(fake.argos(), catalog(json!({})));
    let window = Window { since: None, limit: 50 };
    let followed: Followed<Heard> =
        Followed::of(move |steps| Box::pin(async move { feed.events(payments(), window, steps).await }));
    let heard = followed.ended().unwrap();
    assert!(heard.events.is_empty() && heard.source.known == Known::Yes, "{heard:?}");
    assert!(fake.asked("applications").is_empty(), "it is not asked");
}
