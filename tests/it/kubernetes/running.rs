//! Workloads, pods, usage and events as they change.

use super::{Followed, World, crashing, deployment, event, measured, pod, running, world};
use stagedoor::adapters::systems::kubernetes::KubernetesRestarts;
use stagedoor::domain::model::cluster::{ClusterPart, Runtime};
use stagedoor::domain::model::timeline::{EventKind, Known};
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::runtime::RuntimePort as _;
use stagedoor::platform::timeline::{TimelineFeed as _, Window};

fn runtime(world: &World) -> Followed<'_, Runtime> {
    Followed::new(|steps| world.kubernetes.runtime("component:default/shop".parse().unwrap(), steps))
}

fn part(runtime: &Runtime) -> &ClusterPart {
    runtime.clusters.first().unwrap()
}

fn states(runtime: &Runtime) -> Vec<String> {
    part(runtime).pods.iter().map(|pod| format!("{} {}", pod.object.name, pod.state)).collect()
}

fn known<'a>(runtime: &'a Runtime, what: &str) -> &'a Known {
    &part(runtime).known.iter().find(|(name, _)| name.as_str() == what).unwrap().1
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pods_crash_and_come_and_go_under_ones_eyes_and_nothing_is_watched_once_nobody_looks() {
    let world = world();
    world.server.put_all([deployment(1), pod("shop-5d9-a", running(), 0)]);
    let mut other = pod("cart-1-x", running(), 0);
    other["metadata"]["labels"] = serde_json::json!({"backstage.io/kubernetes-id": "cart"});
    world.server.put(other);
    let mut followed = runtime(&world);
    let now = followed.until("the pod", |it| states(it) == ["shop-5d9-a Running"]).await;
    assert_eq!(part(&now).pods[0].owner.as_ref().unwrap().to_string(), "Deployment.apps/web/shop");
    world.server.put(pod("shop-5d9-b", crashing(), 4));
    followed.until("the crash", |it| states(it) == ["shop-5d9-a Running", "shop-5d9-b CrashLoopBackOff"]).await;
    world.server.remove("Pod", "web", "shop-5d9-a");
    followed.until("the end", |it| states(it) == ["shop-5d9-b CrashLoopBackOff"]).await;
    world.server.put(deployment(2));
    followed.until("the count", |it| part(it).workloads.iter().any(|work| work.ready == 2)).await;
    drop(followed);
    world.server.until_watches(0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_rights_do_not_cover_says_so_alone() {
    let world = world();
    world.server.put_all([
        deployment(2),
        pod("shop-5d9-a", running(), 0),
        event("e", ("Pod", "shop-5d9-a"), "BackOff", "x"),
    ]);
    world.server.deny("list", "events", "web");
    world.server.deny("list", "jobs", "web");
    let mut followed = runtime(&world);
    let told = |it: &Runtime| {
        matches!(known(it, "events"), Known::Unknown(_)) && matches!(known(it, "jobs"), Known::Unknown(_))
    };
    let now = followed.until("what is denied", told).await;
    let Known::Unknown(why) = known(&now, "events") else { panic!() };
    assert!(why.as_str().contains("events is forbidden"), "{why}");
    let now = followed.until("the rest", |it| states(it).len() == 1 && part(it).workloads.len() == 1).await;
    assert_eq!(known(&now, "pods"), &Known::Yes);
    world.server.allow_all();
    followed.until("events, once they are allowed", |it| part(it).events.len() == 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_without_metrics_says_that_it_does_not_measure() {
    let world = world();
    world.server.without_metrics();
    world.server.put(pod("shop-5d9-a", running(), 0));
    let now = runtime(&world).until("usage", |it| !matches!(known(it, "usage"), Known::Asking)).await;
    let Known::Unknown(why) = known(&now, "usage") else { panic!("{:?}", known(&now, "usage")) };
    assert!(why.as_str().contains("does not measure"), "{why}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn usage_stands_beside_what_is_allowed_and_events_of_others_are_left_out() {
    let world = world();
    world.server.put_all([
        deployment(2),
        pod("shop-5d9-a", running(), 0),
        measured("shop-5d9-a", "123456789n", "200Mi"),
        event("own", ("Pod", "shop-5d9-a"), "Unhealthy", "probe failed"),
        event("set", ("ReplicaSet", "shop-5d9"), "FailedCreate", "quota"),
        event("cart", ("Pod", "cart-1-x"), "BackOff", "not ours"),
    ]);
    let is_there = |it: &Runtime| {
        let usage = part(it).pods.first().and_then(|pod| pod.containers[0].usage);
        usage.is_some_and(|usage| (usage.cpu, usage.memory) == (Some(123), Some(200 << 20)))
            && part(it).events.len() == 2
    };
    let now = runtime(&world).until("usage and events", is_there).await;
    let container = &part(&now).pods[0].containers[0];
    assert_eq!((container.requests.cpu, container.limits.memory), (Some(250), Some(512 << 20)));
    let mut reasons: Vec<&str> = part(&now).events.iter().map(|event| event.reason.as_str()).collect();
    reasons.sort_unstable();
    assert_eq!(reasons, ["FailedCreate", "Unhealthy"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_seen_stays_while_the_cluster_is_away_and_says_so() {
    let world = world();
    world.server.put(pod("shop-5d9-a", running(), 0));
    let mut followed = runtime(&world);
    followed.until("the pod", |it| states(it).len() == 1).await;
    world.server.go_away();
    let now = followed.until("that it is away", |it| matches!(known(it, "pods"), Known::Failed(_))).await;
    assert_eq!(states(&now), ["shop-5d9-a Running"]);
    world.server.come_back();
    world.server.put(pod("shop-5d9-b", running(), 0));
    followed.until("what came meanwhile", |it| states(it).len() == 2 && *known(it, "pods") == Known::Yes).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entity_that_says_nothing_of_clusters_is_told_how_to() {
    let world = world();
    let other = "component:default/unlabelled".parse().unwrap();
    let fault = Followed::new(|steps| world.kubernetes.runtime(other, steps)).end().await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Unsupported);
    assert!(fault.cure.as_str().contains("backstage.io/kubernetes-id"), "{fault}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_container_that_was_started_anew_is_in_the_timeline_with_why() {
    let world = world();
    world.server.put_all([pod("shop-5d9-a", running(), 0), pod("shop-5d9-b", running(), 3)]);
    let feed = KubernetesRestarts::new(world.kubernetes.clone());
    let window = Window { since: None, limit: 10 };
    let mut followed = Followed::new(|steps| feed.events("component:default/shop".parse().unwrap(), window, steps));
    let heard = followed.until("the restart", |heard| heard.events.len() == 1).await;
    assert_eq!(heard.events[0].kind, EventKind::Restart);
    assert_eq!(heard.events[0].title.as_str(), "app of shop-5d9-b was started anew: OOMKilled (exit code 137)");
}
