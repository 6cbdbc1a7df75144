use super::{Follower, clusters, entity, until};
use crate::support::apiserver::{ApiServer, crd};
use serde_json::{Value, json};
use stagedoor::adapters::cluster::Clusters;
use stagedoor::adapters::systems::tekton::{TektonDelivery, TektonRuns};
use stagedoor::domain::model::delivery::{Delivery, RunDetail, RunId, RunState};
use stagedoor::domain::model::timeline::Known;
use stagedoor::platform::delivery::DeliveryPart as _;
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::ports::{Answering, Steps};
use stagedoor::platform::timeline::{TimelineFeed as _, Window};

pub fn with_tekton(versions: &[&str]) -> ApiServer {
    let server = ApiServer::start();
    server.put(crd("tekton.dev", "PipelineRun", "pipelineruns", versions, true));
    server.put(crd("tekton.dev", "TaskRun", "taskruns", versions, true));
    server
}

pub fn run(version: &str, name: &str, started: &str, status: &str, reason: &str) -> Value {
    let is_over = status != "Unknown";
    json!({"apiVersion": format!("tekton.dev/{version}"), "kind": "PipelineRun",
        "metadata": {"namespace": "ci", "name": name, "labels": {"backstage.io/kubernetes-id": "shop", "tekton.dev/pipeline": "build"}},
        "status": {"startTime": started, "completionTime": if is_over { json!("2026-09-21T12:05:00Z") } else { Value::Null },
            "conditions": [{"type": "Succeeded", "status": status, "reason": reason, "message": format!("Tasks Completed: 2 ({reason})")}],
            "childReferences": [{"kind": "TaskRun", "name": format!("{name}-clone"), "pipelineTaskName": "clone"},
                {"kind": "TaskRun", "name": format!("{name}-test"), "pipelineTaskName": "test"}],
            "skippedTasks": [{"name": "notify", "reason": "When Expressions evaluated to false"}],
            "pipelineSpec": {"tasks": [{"name": "clone"}, {"name": "test"}, {"name": "deploy"}], "finally": [{"name": "notify"}]},
            "results": [{"name": "commit", "value": "0123abc"}]}})
}

pub fn task(
    version: &str,
    run: &str,
    name: &str,
    started: &str,
    (status, reason): (&str, &str),
    steps: Value,
) -> Value {
    json!({"apiVersion": format!("tekton.dev/{version}"), "kind": "TaskRun",
        "metadata": {"namespace": "ci", "name": format!("{run}-{name}"), "labels": {"tekton.dev/pipelineRun": run, "tekton.dev/pipelineTask": name}},
        "status": {"podName": format!("{run}-{name}-pod"), "startTime": started,
            "completionTime": if status == "Unknown" { Value::Null } else { json!("2026-09-21T12:04:00Z") },
            "conditions": [{"type": "Succeeded", "status": status, "reason": reason, "message": "\"step-unit\" exited with code 2"}],
            "steps": steps}})
}

fn part(clusters: &Clusters) -> &'static TektonDelivery {
    Box::leak(Box::new(TektonDelivery::new(clusters.clone())))
}

fn follow(clusters: &Clusters) -> impl FnOnce(Steps<Delivery>) -> Answering<'static, Delivery> {
    let part = part(clusters);
    |steps| part.delivery(entity(json!({"tekton.dev/cicd": "true", "backstage.io/kubernetes-id": "shop"})), steps)
}

fn names(delivery: &Delivery) -> Vec<(String, RunState)> {
    delivery.runs.iter().map(|run| (run.id.name.to_string(), run.state)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entity_of_a_cluster_that_nobody_configured_gets_no_runs_of_the_others() {
    let server = with_tekton(&["v1"]);
    server.put(run("v1", "r1", "2026-09-21T11:00:00Z", "True", "Completed"));
    let said = json!({"tekton.dev/cicd": "true", "backstage.io/kubernetes-id": "shop", "backstage.io/kubernetes-cluster": "prod"});
    let all = clusters(&[("ci", &server)]);
    let (part, of) = (part(&all), entity(said.clone()));
    let told = until(|steps| part.delivery(of, steps), |told| told.known[0].1 != Known::Asking).await;
    let why = Known::Unknown("its cluster prod is not configured".into());
    assert_eq!((&told.known[0].1, told.runs.len()), (&why, 0));
    let feed: &'static TektonRuns = Box::leak(Box::new(TektonRuns::new(all, super::catalog(said))));
    let window = Window { since: None, limit: 10 };
    let reference = "component:default/shop".parse().unwrap();
    let heard = until(|steps| feed.events(reference, window, steps), |heard| heard.source.known != Known::Asking).await;
    assert_eq!((&heard.source.known, heard.events.len()), (&why, 0));
    assert!(server.asked().is_empty(), "nobody is asked");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_runs_of_an_entity_stand_newest_first_whichever_version_the_cluster_has() {
    for version in ["v1", "v1beta1"] {
        let server = with_tekton(&[version]);
        let other = json!({"apiVersion": format!("tekton.dev/{version}"), "kind": "PipelineRun", "metadata": {"namespace": "ci", "name": "other"}});
        server.put_all([
            run(version, "r1", "2026-09-21T11:00:00Z", "False", "Failed"),
            run(version, "r2", "2026-09-21T12:00:00Z", "Unknown", "Running"),
            other,
        ]);
        let mut follower = Follower::of(follow(&clusters(&[("ci", &server)])));
        let told = follower.until(|told| told.known[0].1 == Known::Yes).await;
        assert_eq!(names(&told), [("r2".into(), RunState::Running), ("r1".into(), RunState::Failed)]);
        server.put(run(version, "r2", "2026-09-21T12:00:00Z", "True", "Completed"));
        follower.until(|told| names(told)[0].1 == RunState::Succeeded).await;
        let selected = server.asked().iter().any(|asked| asked.target.contains("labelSelector=backstage.io"));
        assert!(selected, "the server selects");
    }
}

fn id(name: &str) -> RunId {
    RunId { cluster: "ci".into(), namespace: "ci".into(), name: name.into() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_is_told_with_its_tasks_and_steps_until_it_ends() {
    let server = with_tekton(&["v1", "v1beta1"]);
    let done =
        json!([{"name": "fetch", "container": "step-fetch", "terminated": {"exitCode": 0, "reason": "Completed"}}]);
    server.put_all([
        run("v1", "r1", "2026-09-21T12:00:00Z", "Unknown", "Running"),
        task(
            "v1",
            "r1",
            "test",
            "2026-09-21T12:02:00Z",
            ("Unknown", "Running"),
            json!([{"name": "unit", "container": "step-unit", "running": {}}]),
        ),
        task("v1", "r1", "clone", "2026-09-21T12:01:00Z", ("True", "Succeeded"), done),
    ]);
    let part = part(&clusters(&[("ci", &server)]));
    let mut follower = Follower::of(|steps| part.run(&id("r1"), steps).unwrap());
    let told = follower.until(|detail: &RunDetail| detail.tasks.len() == 4).await;
    let states: Vec<_> = told.tasks.iter().map(|task| (task.name.as_str(), task.state)).collect();
    assert_eq!(
        states,
        [
            ("clone", RunState::Succeeded),
            ("test", RunState::Running),
            ("deploy", RunState::Waiting),
            ("notify", RunState::Skipped)
        ]
    );
    assert_eq!((&*told.tasks[1].pod, &*told.tasks[1].steps[0].container), ("r1-test-pod", "step-unit"));
    let failed = json!([{"name": "unit", "container": "step-unit", "terminated": {"exitCode": 2, "reason": "Error"}}]);
    server.put(task("v1", "r1", "test", "2026-09-21T12:02:00Z", ("False", "Failed"), failed));
    server.put(run("v1", "r1", "2026-09-21T12:00:00Z", "False", "Failed"));
    let told = follower
        .until(|detail| detail.run.state == RunState::Failed && detail.tasks[1].state == RunState::Failed)
        .await;
    assert_eq!(told.tasks[1].steps[0].exit_code, Some(2));
    assert_eq!(told.tasks[2].state, RunState::Skipped, "it ended without it");
    // nobody follows what has ended
    server.until_watches(0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_was_pruned_is_said_to_be_that() {
    let server = with_tekton(&["v1"]);
    let part = part(&clusters(&[("ci", &server)]));
    let fault = part.run(&id("gone"), Steps::ignored()).unwrap().await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotFound);
    assert!(fault.happened.as_str().contains("pruned"), "{fault}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_without_tekton_says_nothing_and_only_where_none_has_it_that_is_said() {
    let (none, some) = (ApiServer::start(), with_tekton(&["v1"]));
    let told = until(follow(&clusters(&[("a", &none), ("b", &some)])), |told| told.known[0].1 != Known::Asking).await;
    assert_eq!(told.known[0].1, Known::Yes);
    let told = until(follow(&clusters(&[("a", &none)])), |told| told.known[0].1 != Known::Asking).await;
    assert_eq!(told.known[0].1, Known::Unknown("no cluster that is configured has Tekton".into()));
}
