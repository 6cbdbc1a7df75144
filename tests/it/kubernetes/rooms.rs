//! The runtime tab and the room of logs, and the command line, over a cluster that changes.

use super::{World, crashing, deployment, event, labels, measured, pod, running, world};
use crate::stand::Stand;
use crate::support::stage::{NOW, Stage, keymap, workspace_ports};
use serde_json::{Value, json};
use stagedoor::domain::model::delivery::{
    App, AppDetail, AppId, Delivery, Health, PipelineRun, ResourceDiff, RunDetail, RunId, RunState, Sync,
};
use stagedoor::domain::model::forge::{Check, CheckState, PullId, PullRequest, PullState, Pulls};
use stagedoor::domain::model::timeline::Known;
use stagedoor::domain::model::{At, EntityRef, Place, Tab};
use stagedoor::platform::delivery::{DeliveryPort, not_connected};
use stagedoor::platform::forge::{ForgePort, no_forge};
use stagedoor::platform::ports::{Answering, Ports, Steps, Told};
use stagedoor::screen::app::Setup;
use std::sync::Arc;

struct RolledOut;

impl DeliveryPort for RolledOut {
    fn delivery<'a>(&'a self, _: EntityRef, _: Steps<Delivery>) -> Answering<'a, Delivery> {
        let id = AppId { instance: "main".into(), namespace: "".into(), name: "shop-prod".into() };
        let app = App { id, sync: Sync::OutOfSync, health: Health::Healthy, namespace: "web".into(), ..App::default() };
        let run = PipelineRun {
            id: RunId { cluster: "prod".into(), namespace: "ci".into(), name: "build-17".into() },
            state: RunState::Failed,
            reason: "PipelineRunTimeout".into(),
            started: Some(At(NOW.0 - 900_000)),
            finished: Some(At(NOW.0 - 600_000)),
            ..PipelineRun::default()
        };
        let known = vec![("Argo CD".into(), Known::Yes), ("Kargo".into(), Known::Failed("it did not answer".into()))];
        let delivery = Delivery { known, apps: vec![Arc::new(app)], runs: vec![Arc::new(run)], ..Delivery::default() };
        Box::pin(async { Ok(Told::now(delivery)) })
    }

    fn app<'a>(&'a self, _: AppId, _: Steps<AppDetail>) -> Answering<'a, AppDetail> {
        Box::pin(async { Err(not_connected("show the application")) })
    }

    fn app_diff<'a>(&'a self, _: AppId) -> Answering<'a, Vec<ResourceDiff>> {
        Box::pin(async { Err(not_connected("compare")) })
    }

    fn run<'a>(&'a self, _: RunId, _: Steps<RunDetail>) -> Answering<'a, RunDetail> {
        Box::pin(async { Err(not_connected("show the run")) })
    }
}

struct Asked;

impl ForgePort for Asked {
    fn pulls<'a>(&'a self, _: EntityRef) -> Answering<'a, Pulls> {
        let pull = PullRequest {
            id: PullId { repository: "git.example/shop".into(), number: 42 },
            title: "Let the shop sell twice as much as before".into(),
            state: PullState::Open,
            author: "jane".into(),
            created: At(NOW.0 - 7_200_000),
            updated: None,
            ended: None,
            ended_by: "".into(),
            into: "main".into(),
            from: "more".into(),
            head: "".into(),
            merge_commit: None,
            reviewers: Vec::new(),
            checks: Some(vec![Check { name: "build".into(), state: CheckState::Failed, address: "".into() }]),
            blocked: "".into(),
            address: "https://git.example/shop/pulls/42".into(),
            files: None,
        };
        Box::pin(async { Ok(Told::now(Pulls { list: vec![pull], has_more: false })) })
    }

    fn pull<'a>(&'a self, _: PullId) -> Answering<'a, PullRequest> {
        Box::pin(async { Err(no_forge("read it")) })
    }
}

fn ports(world: &World) -> Ports {
    let mut ports = workspace_ports(world.workspace.clone(), &world.folder.path().join("state"));
    ports.systems.runtime = Arc::new(world.kubernetes.clone());
    ports.systems.delivery = Arc::new(RolledOut);
    ports.systems.forge = Arc::new(Asked);
    ports
}

fn stage(world: &World, place: &str, size: (u16, u16)) -> Stage {
    let link = Some(Place::parse(place).unwrap());
    let setup = Setup { platform: world.workspace.platform(), keymap: keymap(), link, ..Setup::default() };
    Stage::new(setup, size, ports(world))
}

const RUNTIME: &str = "stagedoor://catalog/component/default/shop/runtime";

/// What the screen looks like, for whoever wants to see it.
fn shot(name: &str, stage: &Stage) {
    if let Some(folder) = std::env::var_os("STAGEDOOR_SHOTS") {
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.txt")), stage.text()).unwrap();
    }
}

fn busy() -> World {
    let world = world();
    let mut twin = pod("shop-5d9-c", running(), 0);
    twin["spec"]["containers"].as_array_mut().unwrap().push(json!({"name": "proxy", "image": "envoy:1"}));
    let proxy = json!({"name": "proxy", "ready": true, "restartCount": 0, "state": running(), "lastState": {}});
    twin["status"]["containerStatuses"].as_array_mut().unwrap().push(proxy);
    let cron: Value = json!({"apiVersion": "batch/v1", "kind": "CronJob",
        "metadata": {"namespace": "web", "name": "shop-report", "labels": labels()}, "spec": {"schedule": "0 3 * * *"}});
    world.server.put_all([
        deployment(2),
        cron,
        pod("shop-5d9-a", running(), 0),
        pod("shop-5d9-b", crashing(), 4),
        twin,
        measured("shop-5d9-a", "123m", "200Mi"),
        measured("shop-5d9-b", "490m", "511Mi"),
        event("own", ("Pod", "shop-5d9-b"), "BackOff", "Back-off restarting failed container app in pod shop-5d9-b"),
    ]);
    world
}

#[test]
fn the_runtime_tab_shows_from_the_rollout_to_the_container_and_changes_under_ones_eyes() {
    let world = busy();
    for (size, name) in [((120, 36), "runtime-120"), ((80, 24), "runtime-80")] {
        let mut stage = stage(&world, RUNTIME, size);
        stage.until("shop-5d9-b");
        stage.until("123m of 500m");
        stage.until("shop-prod");
        for words in ["Runtime", "OutOfSync", "CrashLoopBackOff", "2/2 ready", "OOMKilled", "Kargo: it did not answer"]
        {
            assert!(stage.sees(words), "{words}\n{}", stage.text());
        }
        shot(name, &stage);
        stage.keys("G");
        stage.until("#42");
        for words in ["build-17", "PipelineRunTimeout", "1 checks failed"] {
            assert!(stage.sees(words), "{words}\n{}", stage.text());
        }
        shot(&format!("{name}-end"), &stage);
    }
    let mut stage = stage(&world, RUNTIME, (120, 36));
    stage.until("CrashLoopBackOff");
    world.server.put(pod("shop-5d9-b", running(), 5));
    stage.wait("the pod that runs again", |screen| !screen.contains("CrashLoopBackOff"));
}

#[test]
fn what_is_denied_and_a_cluster_that_is_away_are_told_beside_what_is_known() {
    let world = busy();
    world.server.deny("list", "events", "web");
    let mut stage = stage(&world, RUNTIME, (120, 36));
    stage.until("events: ");
    stage.until("shop-5d9-a");
    shot("runtime-denied", &stage);
    world.server.go_away();
    stage.wait("that it is away", |screen| screen.contains("deployments"));
    assert!(stage.sees("shop-5d9-a"), "{}", stage.text());
    shot("runtime-away", &stage);
}

#[test]
fn from_a_container_one_comes_to_its_log_and_from_the_entity_to_that_of_all() {
    let world = busy();
    for (n, name) in ["shop-5d9-a", "shop-5d9-b", "shop-5d9-c"].into_iter().enumerate() {
        for line in 0..4 {
            let at = format!("2026-09-21T10:00:{:02}.000000001Z", line * 3 + n);
            world.server.say("web", name, "app", &at, &format!("{name} says {line}"));
        }
    }
    world.server.say("web", "shop-5d9-c", "proxy", "2026-09-21T10:00:30Z", "the proxy says nothing");
    for (size, name) in [((120, 36), "logs-120"), ((80, 24), "logs-80")] {
        let mut stage = stage(&world, RUNTIME, size);
        stage.until("shop-5d9-c");
        stage.keys("o");
        stage.until("the proxy says nothing");
        for words in ["13 lines, followed", "c/proxy", "a/app"] {
            assert!(stage.sees(words), "{words}\n{}", stage.text());
        }
        shot(name, &stage);
        stage.keys("c");
        stage.until("4 lines");
    }
    let mut stage = stage(&world, "stagedoor://catalog/component/default/shop/runtime/logs/web/shop-5d9-a", (80, 24));
    stage.until("shop-5d9-a says 3");
    world.server.say("web", "shop-5d9-a", "app", "2026-09-21T10:01:00Z", "and goes on");
    stage.until("and goes on");
    assert!(!stage.sees("shop-5d9-b"), "{}", stage.text());
    stage.keys("p");
    stage.until("no container was started anew");
    shot("logs-previous", &stage);
    stage.keys("p");
    stage.until("and goes on");
    stage.keys("/ s a y s space 2 enter");
    assert!(stage.sees("says 2"), "{}", stage.text());
    let mut nowhere =
        self::stage(&world, "stagedoor://catalog/component/default/shop/runtime/logs/web/nowhere", (80, 24));
    nowhere.until("there is no such pod nowhere");
}

#[test]
fn an_entity_without_what_runs_is_told_what_is_missing() {
    let world = world();
    let mut ports = workspace_ports(world.workspace.clone(), &world.folder.path().join("state"));
    ports.systems = Default::default();
    let link = Some(Place { tab: Tab::Runtime, ..Place::entity("component:default/shop".parse().unwrap()) });
    let setup = Setup { platform: world.workspace.platform(), keymap: keymap(), link, ..Setup::default() };
    let mut stage = Stage::new(setup, (80, 24), ports);
    stage.until("no cluster is configured");
    shot("runtime-none", &stage);
    let mut empty = self::stage(&world, RUNTIME, (80, 24));
    empty.until("nothing that is labelled backstage.io/kubernetes-id=shop");
    shot("runtime-empty", &empty);
}

#[test]
fn the_command_line_prints_what_the_pods_of_an_entity_say() {
    let world = busy();
    for name in ["shop-5d9-a", "shop-5d9-b", "shop-5d9-c"] {
        world.server.say("web", name, "app", "2026-09-21T10:00:00.5Z", &format!("{name} is up\u{1b}[2J"));
    }
    world.server.say("web", "shop-5d9-c", "proxy", "2026-09-21T10:00:01Z", "listening");
    let config = format!(
        "[contexts.a]\nworkspace = '{}'\n[[contexts.a.clusters]]\nname = 'prod'\nkubeconfig = '{}'\n",
        world.folder.path().display(),
        world.server.kubeconfig().display()
    );
    let stand = Stand::new().configured(&config);
    let all = stand.run(&["--context", "a", "logs", "shop"]).ends(0);
    assert!(all.out.contains("shop-5d9-a app: shop-5d9-a is up\n"), "{}", all.out);
    assert!(all.out.trim_end().ends_with("shop-5d9-c proxy: listening"), "{}", all.out);
    let args = ["--context", "a", "logs", "shop", "--pod", "shop-5d9-c", "-c", "proxy", "--tail", "1", "-o", "jsonl"];
    let line: Value = serde_json::from_str(stand.run(&args).ends(0).out.trim()).unwrap();
    let wanted = json!({"at": "2026-09-21T10:00:01Z", "pod": "shop-5d9-c", "container": "proxy", "text": "listening"});
    assert_eq!(line, wanted);
    stand.run(&["--context", "a", "logs", "shop", "--pod", "nowhere"]).ends(3).says("shop-5d9-a");
    stand.run(&["--context", "a", "logs", "shop", "--previous", "-f"]).ends(2);
    world.server.deny("list", "pods", "web");
    stand.run(&["--context", "a", "logs", "shop"]).ends(5).says("not permitted");
}
