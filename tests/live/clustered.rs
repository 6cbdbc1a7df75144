//! Kargo, Tekton and operators of databases, read from a real kube-apiserver with its own judgement of who may what.

use crate::kubernetes::{Kubernetes, kubernetes};
use crate::rig;
use serde_json::{Value, json};
use stagedoor::adapters::cluster::{Cluster, Clusters, Limits, Setup, Way};
use stagedoor::adapters::systems::kargo::{Kargo, KargoDeeds, KargoDelivery, KargoKeys};
use stagedoor::adapters::systems::operators::OperatorFeed;
use stagedoor::adapters::systems::tekton::TektonDelivery;
use stagedoor::adapters::workspace::{Workspace, WorkspaceSetup};
use stagedoor::domain::model::Entity;
use stagedoor::domain::model::cluster::{Kind, ObjectId, ObjectRef};
use stagedoor::domain::model::delivery::{Delivery, RunDetail, RunId, RunState};
use stagedoor::domain::model::timeline::Known;
use stagedoor::platform::command::{Command, Promotion};
use stagedoor::platform::delivery::DeliveryPart as _;
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::ports::{Answering, CommandPort as _, Step, Steps};
use stagedoor::platform::provisioning::{Below, ProvisionFeed as _};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

const KARGO: &str = "kargo.akuity.io";
const FREIGHT: &str = "0123456789abcdef0123456789abcdef01234567";

fn clusters(of: &Kubernetes, context: &str) -> Clusters {
    let way = Way::Kubeconfig { file: Some(of.kubeconfig()), context: Some(context.to_owned()) };
    let limits = Limits::default();
    Clusters::new([Setup { name: "rig".into(), way, namespaces: vec!["team-a".into()], limits, is_offline: false }])
}

/// Makes an object as admin, and writes its status as its operator would.
async fn make(of: &Kubernetes, admin: &Cluster, plural: &str, object: Value) {
    let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str).unwrap().to_owned();
    let (version, namespace, name) = (text("/apiVersion"), text("/metadata/namespace"), text("/metadata/name"));
    let kind = Kind::of_api_version(&version, &text("/kind"));
    admin.create("make it", &kind, &namespace, &object).await.unwrap();
    if let Some(status) = object.get("status") {
        of.set_status(&format!("/apis/{version}/namespaces/{namespace}/{plural}/{name}"), status);
    }
}

/// Follows an answer until it is as wanted.
async fn until<T: Clone + Send + Sync + 'static>(
    ask: impl FnOnce(Steps<T>) -> Answering<'static, T>,
    holds: impl Fn(&T) -> bool,
) -> T {
    let (to, mut told) = mpsc::unbounded_channel();
    let answer = ask(Steps::to(move |step: Step<T>| match step {
        Step::Part(told) | Step::Whole(told) => drop(to.send(told.answer.as_ref().clone())),
    }));
    let work = tokio::spawn(answer);
    let wait = async {
        loop {
            let now = told.recv().await.expect("it ended before");
            if holds(&now) {
                return now;
            }
        }
    };
    let found = tokio::time::timeout(Duration::from_secs(60), wait).await.expect("it did not come about");
    work.abort();
    found
}

fn stage(name: &str, from: &[&str]) -> Value {
    json!({"apiVersion": "kargo.akuity.io/v1alpha1", "kind": "Stage", "metadata": {"namespace": "harbour", "name": name},
        "spec": {"requestedFreight": [{"origin": {"kind": "Warehouse", "name": "images"}, "sources": {"direct": from.is_empty(), "stages": from}}],
            "promotionTemplate": {"spec": {"steps": [{"uses": "git-clone"}]}}},
        "status": {"health": {"status": "Healthy"}}})
}

fn catalog(folder: &std::path::Path) -> Arc<Workspace> {
    let text = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: shop\n  annotations:\n    stagedoor.dev/kargo-project: harbour\nspec: {type: service, owner: team-a, lifecycle: production}\n";
    std::fs::write(folder.join("catalog-info.yaml"), text).unwrap();
    let setup = WorkspaceSetup { name: None, root: folder.to_owned(), user: None };
    Arc::new(Workspace::open(setup).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pipeline_is_read_and_promoted_in_only_where_the_cluster_lets_one() {
    if !rig::live() {
        return;
    }
    let real = kubernetes();
    let admin = clusters(real, "admin");
    let admin = &admin.all()[0];
    make(real, admin, "stages", stage("test", &[])).await;
    make(real, admin, "stages", stage("prod", &["test"])).await;
    let freight = json!({"apiVersion": "kargo.akuity.io/v1alpha1", "kind": "Freight",
        "metadata": {"namespace": "harbour", "name": FREIGHT, "labels": {"kargo.akuity.io/alias": "brave-bee"}}, "alias": "brave-bee",
        "origin": {"kind": "Warehouse", "name": "images"}, "images": [{"repoURL": "registry.example/shop", "tag": "1.4.0"}],
        "status": {"verifiedIn": {"test": {"verifiedAt": "2026-11-30T08:00:00Z"}}}});
    make(real, admin, "freights", freight).await;
    let keys = KargoKeys { project: "stagedoor.dev/kargo-project".into(), stage: "stagedoor.dev/kargo-stage".into() };
    let kargo = Kargo::new(clusters(real, "dev"), keys);
    let folder = tempfile::tempdir().unwrap();
    let workspace = catalog(folder.path());
    let entity = json!({"kind": "Component", "metadata": {"name": "shop", "annotations": {"stagedoor.dev/kargo-project": "harbour"}}});
    let entity = Arc::new(Entity::new(entity).unwrap());
    let part: &'static KargoDelivery = Box::leak(Box::new(KargoDelivery::new(kargo.clone())));
    let asked = Arc::clone(&entity);
    let told = until(|steps| part.delivery(asked, steps), |told: &Delivery| told.known[0].1 == Known::Yes).await;
    let names: Vec<&str> = told.pipelines[0].stages.iter().map(|stage| &*stage.name).collect();
    assert_eq!((names, told.pipelines[0].freight.len()), (vec!["test", "prod"], 1));

    let deeds = KargoDeeds::before(workspace.clone(), kargo, workspace);
    let order = |stage: &str| {
        Command::Promote(Box::new(Promotion {
            entity: "component:default/shop".parse().unwrap(),
            stage: Some(stage.into()),
            freight: Some("brave-bee".into()),
            to: None,
            seen: None,
        }))
    };
    let fault = deeds.foresee(order("prod")).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotPermitted, "{fault}");
    let forecast = deeds.foresee(order("test")).await.unwrap().answer.as_ref().clone();
    let outcome = deeds.command(forecast.exactly).await;
    assert!(matches!(outcome, Outcome::Done { .. }), "{outcome:?}");
    let is_there = |told: &Delivery| told.pipelines.iter().any(|pipeline| pipeline.promotions.len() == 1);
    let told = until(|steps| part.delivery(entity, steps), is_there).await;
    assert_eq!(
        (told.pipelines[0].promotions[0].stage.as_str(), &*told.pipelines[0].promotions[0].freight),
        ("test", FREIGHT)
    );
    assert_eq!(real.asked("create", "/promotions"), 1, "{KARGO}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn runs_of_tekton_are_read_with_their_steps() {
    if !rig::live() {
        return;
    }
    let real = kubernetes();
    let all = clusters(real, "admin");
    let admin = &all.all()[0];
    let labels = json!({"backstage.io/kubernetes-id": "shop", "tekton.dev/pipeline": "build"});
    let succeeded = |status: &str, reason: &str| json!([{"type": "Succeeded", "status": status, "reason": reason, "message": "told", "lastTransitionTime": "2026-11-30T08:05:00Z"}]);
    make(real, admin, "pipelineruns", json!({"apiVersion": "tekton.dev/v1", "kind": "PipelineRun",
        "metadata": {"namespace": "team-a", "name": "build-1", "labels": labels}, "spec": {"pipelineRef": {"name": "build"}},
        "status": {"startTime": "2026-11-30T08:00:00Z", "completionTime": "2026-11-30T08:05:00Z", "conditions": succeeded("False", "Failed"),
            "childReferences": [{"apiVersion": "tekton.dev/v1", "kind": "TaskRun", "name": "build-1-unit", "pipelineTaskName": "unit"}]}})).await;
    make(real, admin, "taskruns", json!({"apiVersion": "tekton.dev/v1", "kind": "TaskRun",
        "metadata": {"namespace": "team-a", "name": "build-1-unit", "labels": {"tekton.dev/pipelineRun": "build-1", "tekton.dev/pipelineTask": "unit"}},
        "spec": {"taskRef": {"name": "unit"}},
        "status": {"podName": "build-1-unit-pod", "startTime": "2026-11-30T08:01:00Z", "completionTime": "2026-11-30T08:05:00Z", "conditions": succeeded("False", "Failed"),
            "steps": [{"name": "go", "container": "step-go", "terminated": {"exitCode": 2, "reason": "Error"}}]}})).await;
    let part: &'static TektonDelivery = Box::leak(Box::new(TektonDelivery::new(all.clone())));
    let entity = json!({"kind": "Component", "metadata": {"name": "shop", "annotations": {"tekton.dev/cicd": "true", "backstage.io/kubernetes-id": "shop"}}});
    let entity = Arc::new(Entity::new(entity).unwrap());
    let told = until(|steps| part.delivery(entity, steps), |told: &Delivery| !told.runs.is_empty()).await;
    assert_eq!((told.runs[0].state, told.runs[0].pipeline.as_str()), (RunState::Failed, "build"));
    let id = RunId { cluster: "rig".into(), namespace: "team-a".into(), name: "build-1".into() };
    let told: RunDetail = part.run(&id, Steps::ignored()).unwrap().await.unwrap().answer.as_ref().clone();
    assert_eq!((told.tasks[0].steps[0].exit_code, &*told.tasks[0].pod), (Some(2), "build-1-unit-pod"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_is_read_with_its_backups() {
    if !rig::live() {
        return;
    }
    let real = kubernetes();
    let all = clusters(real, "admin");
    let admin = &all.all()[0];
    make(real, admin, "clusters", json!({"apiVersion": "postgresql.cnpg.io/v1", "kind": "Cluster", "metadata": {"namespace": "team-a", "name": "orders"},
        "spec": {"instances": 2, "imageName": "ghcr.io/cloudnative-pg/postgresql:17.5", "storage": {"size": "20Gi"}},
        "status": {"phase": "Cluster in healthy state", "instances": 2, "readyInstances": 2, "currentPrimary": "orders-1"}})).await;
    make(real, admin, "backups", json!({"apiVersion": "postgresql.cnpg.io/v1", "kind": "Backup", "metadata": {"namespace": "team-a", "name": "night"},
        "spec": {"cluster": {"name": "orders"}}, "status": {"phase": "completed", "startedAt": "2026-11-30T02:00:00Z", "stoppedAt": "2026-11-30T02:04:00Z"}})).await;
    let feed: &'static OperatorFeed = Box::leak(Box::new(OperatorFeed::new(all.clone())));
    let object = ObjectRef::new(Kind::new("postgresql.cnpg.io", "Cluster"), "team-a", "orders");
    let id = ObjectId { cluster: "rig".into(), object };
    let is_whole =
        |below: &Below| below.database.as_ref().is_some_and(|it| it.backups.len() == 1 && it.instances == Some((2, 2)));
    let told = until(|steps| feed.below(id, steps).unwrap(), is_whole).await;
    let database = told.database.unwrap();
    assert_eq!((database.version.as_str(), database.backups[0].went_well), ("17.5", Some(true)));
}
