//! What is followed stays true through cuts, states that are forgotten, and servers that go away; and the server is
//! asked no more than it has to be.

use super::{by_kubeconfig, cluster, limits, of, phases, pod, pods, until};
use crate::support::apiserver::{ApiServer, crd};
use serde_json::json;
use stagedoor::adapters::cluster::{Limits, Snapshot, Wanted};
use stagedoor::domain::model::cluster::{Kind, Object};
use stagedoor::platform::fault::FaultKind;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_list_comes_in_pages_and_is_never_asked_for_again_while_the_watch_lives() {
    let server = ApiServer::start();
    server.put_all((0..250).map(|n| pod("shop", &format!("p{n:03}"), "Running")));
    let cluster = of(&server);
    let mut following = cluster.follow::<Object>(Wanted::all(pods()));
    let all = following.whole().await;
    assert_eq!((all.objects.len(), server.count("list", "pods")), (250, 3));
    server.until_watches(1);
    server.put(pod("shop", "p007", "Failed"));
    server.remove("Pod", "shop", "p008");
    server.put(pod("shop", "q", "Pending"));
    let now = until(&mut following, |now| now.objects.last().is_some_and(|last| &*last.id.object.name == "q")).await;
    assert_eq!(now.objects.len(), 250);
    assert!(phases(&now).contains(&"p007=Failed".to_owned()));
    assert_eq!((server.count("list", "pods"), server.count("watch", "pods")), (3, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_that_want_the_same_share_a_watch_and_the_last_one_ends_it() {
    let server = ApiServer::start();
    server.put(pod("shop", "a", "Running"));
    let cluster = of(&server);
    let mut first = cluster.follow::<Object>(Wanted::all(pods()));
    first.whole().await;
    let mut second = cluster.follow::<Object>(Wanted::all(pods()));
    assert_eq!(phases(&*second.whole().await), ["a=Running"]);
    server.until_watches(1);
    drop(first);
    server.put(pod("shop", "a", "Failed"));
    until(&mut second, |now| phases(now) == ["a=Failed"]).await;
    assert_eq!((server.count("list", "pods"), server.count("watch", "pods")), (1, 1));
    drop(second);
    server.until_watches(0);
    // whoever comes later begins anew
    let mut third = cluster.follow::<Object>(Wanted::all(pods()));
    assert_eq!(phases(&*third.whole().await), ["a=Failed"]);
    assert_eq!(server.count("list", "pods"), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_watch_that_is_cut_goes_on_where_it_was_without_a_list() {
    let server = ApiServer::start();
    server.put(pod("shop", "a", "Running"));
    let cluster = of(&server);
    let mut following = cluster.follow::<Object>(Wanted::all(pods()));
    following.whole().await;
    for round in 0..5 {
        server.until_watches(1);
        server.cut();
        server.put(pod("shop", "a", &format!("Round{round}")));
        let wanted = [format!("a=Round{round}")];
        until(&mut following, |now| phases(now) == wanted).await;
    }
    assert_eq!(server.count("list", "pods"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_state_that_is_not_kept_any_more_leads_to_one_new_list_and_nothing_is_lost() {
    let server = ApiServer::start();
    server.put_all([pod("shop", "a", "Running"), pod("shop", "b", "Running")]);
    let cluster = of(&server);
    let mut following = cluster.follow::<Object>(Wanted::all(pods()));
    following.whole().await;
    server.until_watches(1);
    server.go_away();
    server.until_watches(0);
    server.remove("Pod", "shop", "b");
    server.put(pod("shop", "c", "Pending"));
    server.forget_states();
    server.come_back();
    let now = until(&mut following, |now| phases(now) == ["a=Running", "c=Pending"]).await;
    assert!(now.is_whole);
    assert_eq!(server.count("list", "pods"), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_server_is_away_what_was_known_stays_with_the_reason_beside_it() {
    let server = ApiServer::start();
    server.put(pod("shop", "a", "Running"));
    let cluster = of(&server);
    let mut following = cluster.follow::<Object>(Wanted::all(pods()));
    following.whole().await;
    server.until_watches(1);
    server.go_away();
    let behind = until(&mut following, |now| !now.behind.is_empty()).await;
    assert_eq!(phases(&behind), ["a=Running"]);
    let fault = behind.fault().unwrap();
    assert_eq!(fault.kind, FaultKind::Unreachable);
    assert!(fault.tried.as_str().contains("Pod in the cluster prod"), "{fault}");
    server.come_back();
    let again = until(&mut following, |now| now.behind.is_empty()).await;
    assert_eq!(phases(&again), ["a=Running"]);
    assert_eq!(server.count("list", "pods"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_busy_is_asked_again_and_its_errors_are_told_meanwhile() {
    let server = ApiServer::start();
    server.put(pod("shop", "a", "Running"));
    let cluster = of(&server);
    // what kinds there are is known before
    cluster.kind(&pods()).await.unwrap();
    server.answer_once(429, Some(0), "Too many requests, please try again later.");
    server.answer_once(503, None, r#"{"kind":"Status","message":"apiserver not ready","code":503}"#);
    server.answer_once(200, None, "<html><title>Log in</title></html>");
    let mut following = cluster.follow::<Object>(Wanted::all(pods()));
    until(&mut following, |now| now.fault().is_some_and(|fault| fault.happened.as_str().contains("not ready"))).await;
    let now = until(&mut following, |now| now.behind.is_empty() && now.is_whole).await;
    assert_eq!(phases(&now), ["a=Running"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_not_be_read_in_one_namespace_takes_nothing_from_the_others() {
    let server = ApiServer::start();
    server.put_all([pod("shop", "a", "Running"), pod("bank", "b", "Running")]);
    server.deny("list", "pods", "bank");
    let cluster = of(&server);
    let wanted = Wanted::all(pods()).within(&["shop".into(), "bank".into()]);
    let mut following = cluster.follow::<Object>(wanted);
    let now = until(&mut following, |now| now.is_whole).await;
    assert_eq!(phases(&now), ["a=Running"]);
    let [(namespace, fault)] = now.behind.as_slice() else { panic!("{:?}", now.behind) };
    assert_eq!((&**namespace, fault.kind), ("bank", FaultKind::NotPermitted));
    assert!(fault.happened.as_str().contains("User \"tester\" cannot list resource \"pods\""), "{fault}");
    // a right that is given later counts without anybody asking for it
    server.allow_all();
    until(&mut following, |now| phases(now) == ["b=Running", "a=Running"] && now.behind.is_empty()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_selects_and_what_leaves_the_selection_is_gone() {
    let server = ApiServer::start();
    server.put_all([pod("shop", "a", "Running"), pod("shop", "b", "Running")]);
    let mut other = pod("shop", "c", "Running");
    other["metadata"]["labels"] = json!({"app": "bank"});
    server.put(other);
    let cluster = of(&server);
    let wanted = Wanted::all(pods()).labelled("app in (shop,store)").with_fields("status.phase=Running");
    let mut following = cluster.follow::<Object>(wanted);
    assert_eq!(phases(&*following.whole().await), ["a=Running", "b=Running"]);
    server.until_watches(1);
    server.put(pod("shop", "b", "Failed"));
    until(&mut following, |now| phases(now) == ["a=Running"]).await;
    let asked = server.asked();
    let selects = |verb: &str| {
        let mut all = asked.iter().filter(|asked| asked.verb == verb && asked.plural == "pods");
        all.all(|asked| {
            asked.target.contains("labelSelector=app+in+%28shop%2Cstore%29") && asked.target.contains("fieldSelector=")
        })
    };
    assert!(selects("list") && selects("watch"), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kind_that_is_not_installed_says_so_and_is_found_when_it_comes() {
    let server = ApiServer::start();
    let cluster = of(&server);
    let kind = Kind::new("databases.example", "Postgres");
    let mut following = cluster.follow::<Object>(Wanted::all(kind.clone()));
    let now = until(&mut following, |now| !now.behind.is_empty()).await;
    assert_eq!(now.fault().unwrap().kind, FaultKind::Unsupported);
    assert!(now.fault().unwrap().happened.as_str().contains("has no Postgres.databases.example"));
    server.put(crd("databases.example", "Postgres", "postgreses", &["v1"], true));
    server.put(json!({"apiVersion": "databases.example/v1", "kind": "Postgres", "metadata": {"namespace": "shop", "name": "orders"}}));
    let now = until(&mut following, |now| !now.objects.is_empty()).await;
    assert_eq!(now.objects[0].id.object.to_string(), "Postgres.databases.example/shop/orders");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_that_tells_its_kinds_group_by_group_is_understood_too() {
    let server = ApiServer::start();
    server.put(crd("databases.example", "Postgres", "postgreses", &["v1alpha1", "v1", "v1beta2"], true));
    server.be_old();
    let cluster = of(&server);
    let kind = cluster.kind(&Kind::new("databases.example", "Postgres")).await.unwrap().unwrap();
    let versions: Vec<&str> = kind.versions.iter().map(|version| &**version).collect();
    assert_eq!((versions.as_slice(), &*kind.plural), (&["v1", "v1beta2", "v1alpha1"][..], "postgreses"));
    assert!(kind.is_namespaced && kind.can("watch"));
    assert!(cluster.kind(&pods()).await.unwrap().is_some());
    assert!(cluster.kind(&Kind::new("nowhere.example", "Thing")).await.unwrap().is_none());
    // groups that nobody asked about were not read
    assert!(!server.asked().iter().any(|asked| asked.target.contains("/apis/apps/v1")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_burst_of_changes_is_a_handful_of_states_and_silence_is_none() {
    let server = ApiServer::start();
    server.put_all((0..100).map(|n| pod("shop", &format!("p{n}"), "Pending")));
    let slow = Limits { frame: Duration::from_millis(200), page: 500, ..limits() };
    let cluster = cluster(by_kubeconfig(&server), slow);
    let mut following = cluster.follow::<Object>(Wanted::all(pods()));
    following.whole().await;
    server.until_watches(1);
    let begun = std::time::Instant::now();
    for round in 0..10 {
        server.put_all((0..100).map(|n| pod("shop", &format!("p{n}"), &format!("Round{round}"))));
    }
    let mut states = 0;
    let last = |now: &Snapshot<Object>| now.objects.iter().all(|object| object.phase.as_str() == "Round9");
    while !last(&*following.next().await) {
        states += 1;
    }
    let frames = begun.elapsed().as_millis() / 200 + 2;
    assert!(u128::from(states as u64) <= frames, "{states} states in {frames} frames");
    // bookmarks, and changes that make no difference to what is kept, are no news
    server.bookmark();
    let mut same = pod("shop", "p1", "Round9");
    same["metadata"]["managedFields"] = json!([{"manager": "somebody"}]);
    server.put(same);
    let silent = tokio::time::timeout(Duration::from_millis(600), following.next()).await;
    assert!(silent.is_err(), "something was told while nothing changed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_goes_wrong_over_there_changes_nothing_here() {
    let server = ApiServer::start();
    server.skew(-86_400);
    server.put(pod("shop", "a", "Running"));
    let cluster = of(&server);
    let mut following = cluster.follow::<Object>(Wanted::all(pods()));
    following.whole().await;
    server.skew(86_400);
    server.put(pod("shop", "b", "Running"));
    until(&mut following, |now| phases(now) == ["a=Running", "b=Running"]).await;
}
