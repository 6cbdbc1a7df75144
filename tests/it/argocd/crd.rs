//! An Argo CD that is seen through its cluster alone.

use super::{Followed, block_on, catalog, delivery, id, joined, payments, told};
use crate::support::apiserver::{ApiServer, crd};
use crate::support::argocd::app;
use serde_json::{Value, json};
use stagedoor::adapters::cluster::{Clusters, Setup};
use stagedoor::adapters::systems::argocd::{ArgoCds, ArgoDeeds, ArgoRollouts};
use stagedoor::domain::model::delivery::{AppId, WantedSync};
use stagedoor::domain::model::provision::Evidence;
use stagedoor::domain::model::timeline::Known;
use stagedoor::platform::command::{AppTarget, Command};
use stagedoor::platform::delivery::DeliveryPort as _;
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::ports::CommandPort as _;
use stagedoor::platform::provisioning::ProvisionFeed as _;
use std::sync::Arc;

fn of_kind(mut app: Value) -> Value {
    app["apiVersion"] = "argoproj.io/v1alpha1".into();
    app["kind"] = "Application".into();
    app
}

fn with_argo_cd(apps: &[Value]) -> ApiServer {
    let server = ApiServer::start();
    server.put(crd("argoproj.io", "Application", "applications", &["v1alpha1"], true));
    server.put_all(apps.iter().cloned().map(of_kind));
    server
}

fn clusters(server: &ApiServer) -> Clusters {
    let way = crate::cluster::by_kubeconfig(server);
    let limits = crate::cluster::limits();
    Clusters::new([Setup { name: "prod".into(), way, namespaces: Vec::new(), limits, is_offline: false }])
}

fn argos(server: &ApiServer) -> ArgoCds {
    ArgoCds::or_in_clusters(Vec::new(), &clusters(server))
}

fn in_prod(name: &str) -> AppId {
    AppId { instance: "prod".into(), ..id(name) }
}

#[test]
fn applications_are_read_from_the_cluster_and_followed_and_only_read() {
    let server = with_argo_cd(&[app("payments", "OutOfSync", "Healthy"), app("other", "Synced", "Healthy")]);
    // the name of an Argo CD means nothing where none is named
    let annotations = json!({"argocd/app-name": "payments", "argocd/instance-name": "main"});
    let followed = delivery(argos(&server), annotations);
    let first = followed.until("the application", |told| !told.apps.is_empty());
    assert_eq!(told(&first), ["payments OutOfSync Healthy"]);
    assert!(first.apps[0].read_only.as_str().contains("only read"), "{first:?}");
    assert_eq!((first.apps[0].id.clone(), first.apps[0].address.as_str()), (in_prod("payments"), ""));
    server.until_watches(1);
    server.put(of_kind(app("payments", "Synced", "Progressing")));
    followed.until("the change", |delivery| told(delivery) == ["payments Synced Progressing"]);
    assert_eq!(server.count("list", "applications"), 1);
    server.remove("Application", "argocd", "payments");
    followed.until("its end", |delivery| delivery.apps.is_empty());
}

#[test]
fn one_in_full_has_what_it_manages_and_its_events() {
    let server = with_argo_cd(&[app("payments", "OutOfSync", "Degraded")]);
    server.put(
        json!({"apiVersion": "v1", "kind": "Event", "metadata": {"namespace": "argocd", "name": "e", "uid": "1"},
        "involvedObject": {"kind": "Application", "name": "payments", "namespace": "argocd"}, "type": "Normal",
        "reason": "OperationStarted", "message": "alice initiated sync", "lastTimestamp": "2026-09-21T14:00:00Z"}),
    );
    let port = joined(argos(&server), json!({}));
    let followed = Followed::of(move |steps| Box::pin(async move { port.app(in_prod("payments"), steps).await }));
    let told = followed.until("its events", |told| !told.events.is_empty() && !told.app.resources.is_empty());
    assert_eq!(told.events[0].reason.as_str(), "OperationStarted");
    let fault = block_on(joined(argos(&server), json!({})).app_diff(in_prod("payments"))).unwrap_err();
    assert!(fault.kind == FaultKind::Unsupported && fault.to_string().contains("contexts.NAME.argocd"), "{fault}");
    server.remove("Application", "argocd", "payments");
    assert_eq!(followed.ended().unwrap_err().kind, FaultKind::NotFound);
}

#[test]
fn nothing_is_done_past_argo_cd() {
    let server = with_argo_cd(&[app("payments", "OutOfSync", "Healthy")]);
    let catalog = catalog(json!({"argocd/app-name": "payments"}));
    let deeds = ArgoDeeds::before(catalog.clone(), argos(&server), catalog);
    let entity = AppTarget { entity: Some(payments()), ..AppTarget::default() };
    for app in [entity, AppTarget::of(in_prod("payments"))] {
        let command = Command::SyncApp { app: Box::new(app), how: WantedSync::default(), seen: None };
        let fault = block_on(deeds.foresee(command)).unwrap_err();
        assert_eq!(fault.kind, FaultKind::Unsupported, "{fault}");
    }
    assert_eq!(server.count("patch", "applications") + server.count("update", "applications"), 0);
}

#[test]
fn a_cluster_without_argo_cd_or_without_the_right_to_look_says_so() {
    let server = ApiServer::start();
    let none = delivery(argos(&server), json!({"argocd/app-name": "payments"})).ended().unwrap();
    assert!(
        matches!(&none.known[0].1, Known::Unknown(why) if why.as_str().contains("prod has no Argo CD")),
        "{none:?}"
    );
    let server = with_argo_cd(&[app("payments", "Synced", "Healthy")]);
    server.deny("list", "applications", "");
    let usual = delivery(argos(&server), json!({"argocd/app-name": "payments"}));
    usual.until("those of the usual namespace", |delivery| told(delivery) == ["payments Synced Healthy"]);
}

#[test]
fn what_a_cluster_holds_rolls_out_to_that_cluster() {
    let server = with_argo_cd(&[app("payments", "Synced", "Healthy")]);
    let feed = ArgoRollouts::new(argos(&server), clusters(&server), Vec::new());
    let leads = tokio::sync::watch::channel(Arc::default()).1;
    let followed: Followed<Evidence> =
        Followed::of(move |steps| Box::pin(async move { feed.evidence(leads, steps).await }));
    let told = followed.until("the rollout", |told| !told.rollouts.is_empty());
    assert_eq!(&*told.rollouts[0].cluster, "prod");
}

#[test]
fn a_refusal_that_passes_hides_no_application_outside_of_argo_cds_own_namespace() {
    let mut elsewhere = app("payments", "Synced", "Healthy");
    elsewhere["metadata"]["namespace"] = "team-a".into();
    let server = with_argo_cd(&[elsewhere.clone(), app("orders", "Synced", "Healthy")]);
    let followed = delivery(argos(&server), json!({"argocd/app-selector": "team=a"}));
    followed.until("both", |delivery| delivery.apps.len() == 2);
    server.until_watches(1);
    let why = |told: &stagedoor::domain::model::delivery::Delivery| match &told.known[0].1 {
        Known::Failed(why) => why.to_string(),
        _ => String::new(),
    };
    let mut known = "payments Synced Healthy";
    for refuses in [true, false] {
        // listed anew, it may not look, or is away
        if refuses {
            server.deny("*", "applications", "*")
        } else {
            server.go_away()
        }
        server.forget_states();
        server.cut();
        let behind = followed.until("why it is behind", |delivery| !why(delivery).is_empty());
        assert_eq!(told(&behind), ["orders Synced Healthy", known], "what is known stays");
        server.allow_all();
        server.come_back();
        elsewhere["status"]["sync"]["status"] = if refuses { "OutOfSync" } else { "Unknown" }.into();
        server.put(of_kind(elsewhere.clone()));
        known = if refuses { "payments OutOfSync Healthy" } else { "payments Unknown Healthy" };
        followed.until("all of them again", |delivery| {
            why(delivery).is_empty() && told(delivery) == ["orders Synced Healthy", known]
        });
    }
}
