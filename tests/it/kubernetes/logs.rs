//! Logs: followed over cuts, over what is started anew, of pods that come and go.

use super::{Followed, World, crashing, pod, running, world};
use proptest::prelude::*;
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::runtime::{LogWanted, PodLog, RuntimePort as _};

fn of_pod(name: &str) -> LogWanted {
    LogWanted {
        cluster: "prod".into(),
        namespace: "web".into(),
        pods: vec![name.into()],
        follow: true,
        ..LogWanted::default()
    }
}

fn of_all() -> LogWanted {
    let selector = Some("backstage.io/kubernetes-id=shop".to_owned());
    LogWanted { pods: Vec::new(), selector, ..of_pod("") }
}

fn follow(world: &World, wanted: LogWanted) -> Followed<'_, PodLog> {
    Followed::new(|steps| world.kubernetes.logs(wanted, steps))
}

/// The lines, each with the pod that said it.
fn lines(said: &PodLog) -> Vec<String> {
    let line = |n| {
        let line = said.log.line(n).unwrap();
        let (pod, _) = &said.streams[usize::from(line.step.unwrap())];
        format!("{pod}: {}", line.text)
    };
    (0..said.log.len()).map(line).collect()
}

fn has(said: &PodLog, text: &str) -> bool {
    said.log.find(text, 0).is_some()
}

/// A moment of a second, in nanoseconds.
fn at(second: u32, nanos: u32) -> String {
    format!("2026-09-21T10:00:{second:02}.{nanos:09}Z")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_pods_are_told_together_in_the_order_of_time() {
    let world = world();
    world.server.put_all([pod("shop-5d9-a", running(), 0), pod("shop-5d9-b", running(), 0)]);
    for (n, name) in ["shop-5d9-a", "shop-5d9-b", "shop-5d9-a", "shop-5d9-b"].into_iter().enumerate() {
        world.server.say("web", name, "app", &at(n as u32, 5), &format!("line {n}"));
    }
    let once = follow(&world, LogWanted { follow: false, ..of_all() }).end().await.unwrap();
    let wanted = ["shop-5d9-a: line 0", "shop-5d9-b: line 1", "shop-5d9-a: line 2", "shop-5d9-b: line 3"];
    assert_eq!(lines(&once), wanted);
    assert!(once.is_over);
    let last = follow(&world, LogWanted { follow: false, tail: Some(1), ..of_all() }).end().await.unwrap();
    assert_eq!(lines(&last), wanted[2..]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pods_that_come_are_read_along_and_those_that_go_end_nothing() {
    let world = world();
    world.server.put(pod("shop-5d9-a", running(), 0));
    world.server.say("web", "shop-5d9-a", "app", &at(1, 0), "first");
    let mut followed = follow(&world, of_all());
    followed.until("the first line", |said| has(said, "first")).await;
    world.server.say("web", "shop-5d9-b", "app", &at(2, 0), "second");
    world.server.put(pod("shop-5d9-b", running(), 0));
    followed.until("the pod that came", |said| has(said, "second")).await;
    world.server.remove("Pod", "web", "shop-5d9-a");
    world.server.fall_silent("web", "shop-5d9-a", "app");
    world.server.say("web", "shop-5d9-b", "app", &at(3, 0), "third");
    let now = followed.until("the one that stays", |said| has(said, "third")).await;
    assert_eq!(lines(&now), ["shop-5d9-a: first", "shop-5d9-b: second", "shop-5d9-b: third"]);
    drop(followed);
    world.server.until_watches(0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_container_that_is_started_anew_goes_on_and_what_it_said_before_can_be_read() {
    let world = world();
    world.server.put(pod("shop-5d9-a", running(), 0));
    world.server.say("web", "shop-5d9-a", "app", &at(1, 0), "before");
    let mut followed = follow(&world, of_pod("shop-5d9-a"));
    followed.until("what it says", |said| has(said, "before")).await;
    world.server.restart("web", "shop-5d9-a", "app");
    world.server.put(pod("shop-5d9-a", crashing(), 0));
    world.server.say("web", "shop-5d9-a", "app", &at(9, 0), "after");
    world.server.put(pod("shop-5d9-a", running(), 1));
    let now = followed.until("what it says then", |said| has(said, "after")).await;
    assert_eq!(lines(&now), ["shop-5d9-a: before", "shop-5d9-a: after"]);
    drop(followed);
    world.server.until_watches(0);
    let previous = LogWanted { previous: true, ..of_pod("shop-5d9-a") };
    let before = follow(&world, previous.clone()).end().await.unwrap();
    assert_eq!(lines(&before), ["shop-5d9-a: before"]);
    world.server.put(pod("shop-5d9-b", running(), 0));
    let none = LogWanted { pods: vec!["shop-5d9-b".into()], ..previous };
    let fault = follow(&world, none).end().await.unwrap_err();
    assert!(fault.to_string().contains("no container was started anew"), "{fault}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_is_cut_says_that_it_is_behind_until_it_goes_on() {
    let world = world();
    world.server.put(pod("shop-5d9-a", running(), 0));
    world.server.say("web", "shop-5d9-a", "app", &at(1, 0), "first");
    let mut followed = follow(&world, of_pod("shop-5d9-a"));
    followed.until("the first line", |said| has(said, "first")).await;
    world.server.go_away();
    let now = followed.until("that it is behind", |said| said.behind.is_some()).await;
    assert_eq!(lines(&now), ["shop-5d9-a: first"]);
    world.server.say("web", "shop-5d9-a", "app", &at(1, 0), "of the same moment");
    world.server.come_back();
    let now = followed.until("the rest", |said| said.behind.is_none() && has(said, "same moment")).await;
    assert_eq!(lines(&now), ["shop-5d9-a: first", "shop-5d9-a: of the same moment"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_container_said_between_a_cut_and_its_end_is_told_though_it_was_started_anew() {
    let world = world();
    world.server.put(pod("shop-5d9-a", running(), 0));
    world.server.say("web", "shop-5d9-a", "app", &at(1, 0), "first");
    let mut followed = follow(&world, of_pod("shop-5d9-a"));
    followed.until("the first line", |said| has(said, "first")).await;
    world.server.go_away();
    followed.until("that it is behind", |said| said.behind.is_some()).await;
    world.server.say("web", "shop-5d9-a", "app", &at(2, 0), "last words");
    world.server.restart("web", "shop-5d9-a", "app");
    world.server.say("web", "shop-5d9-a", "app", &at(3, 0), "born again");
    // that it was started anew is told later than its log begins
    world.server.come_back();
    let now = followed.until("the new log", |said| has(said, "born again")).await;
    assert_eq!(lines(&now), ["shop-5d9-a: first", "shop-5d9-a: last words", "shop-5d9-a: born again"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_of_a_pod_that_is_named_ends_with_it() {
    let world = world();
    let mut done = pod("shop-5d9-a", serde_json::json!({"terminated": {"exitCode": 0, "reason": "Completed"}}), 0);
    done["status"]["phase"] = "Succeeded".into();
    world.server.put(done);
    world.server.say("web", "shop-5d9-a", "app", &at(1, 0), "all is done");
    world.server.fall_silent("web", "shop-5d9-a", "app");
    let said = follow(&world, of_pod("shop-5d9-a")).end().await.unwrap();
    assert_eq!((lines(&said), said.is_over), (vec!["shop-5d9-a: all is done".to_owned()], true));
    let fault = follow(&world, of_pod("nowhere")).end().await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_may_not_list_pods_may_still_read_the_log_of_one() {
    let world = world();
    world.server.put(pod("shop-5d9-a", running(), 0));
    world.server.say("web", "shop-5d9-a", "app", &at(1, 0), "seen\u{1b}[31m red\u{1b}]52;c;aGk=\u{7}");
    world.server.deny("list", "pods", "web");
    let said = follow(&world, LogWanted { follow: false, ..of_pod("shop-5d9-a") }).end().await.unwrap();
    assert_eq!(lines(&said), ["shop-5d9-a: seen red"]);
    let fault = follow(&world, of_all()).end().await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotPermitted);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, max_shrink_iters: 8, ..ProptestConfig::default() })]
    /// Whatever a log is cut after, in the middle of a line too, each line is told once and in its order.
    #[test]
    fn over_any_cuts_no_line_is_lost_or_doubled(
        parts in prop::collection::vec((prop::collection::vec((0u32..3, 0u32..2), 0..12), 0usize..400), 1..5),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let world = world();
            world.server.put(pod("shop-5d9-a", running(), 0));
            let (mut all, mut second) = (Vec::new(), 0);
            let mut say = |text: String, more: u32, nanos: u32| {
                second += more / 2;
                world.server.say("web", "shop-5d9-a", "app", &at(second, nanos), &text);
                all.push(format!("shop-5d9-a: {text}"));
            };
            say("begin".into(), 0, 0);
            let mut followed = follow(&world, of_pod("shop-5d9-a"));
            for (n, (said, cut)) in parts.iter().enumerate() {
                world.server.cut_log_after(*cut);
                world.server.cut();
                // lines of one moment, and lines that are the same
                said.iter().for_each(|(more, nanos)| say(format!("line {}", nanos % 2), *more, *nanos));
                say(format!("mark {n}"), 0, 1);
                followed.until("the mark", |log| has(log, &format!("mark {n}"))).await;
            }
            say("the end".into(), 2, 0);
            let now = followed.until("the end", |log| has(log, "the end")).await;
            let (mut told, mut wanted) = (lines(&now), all);
            assert_eq!(told.last(), wanted.last());
            told.sort();
            wanted.sort();
            assert_eq!(told, wanted);
        });
    }
}
