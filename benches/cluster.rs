//! What following a large cluster costs: memory, and how much of a core a burst of changes takes. The server is a
//! process of its own, so that its memory is not counted. `cargo bench --bench cluster`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

#[path = "../tests/it/support/apiserver/mod.rs"]
mod apiserver;

use apiserver::{ApiServer, crd};
use serde_json::{Value, json};
use stagedoor::adapters::cluster::{Cluster, Limits, Setup, Wanted, Way};
use stagedoor::domain::model::cluster::{Kind, Object};
use std::io::{BufRead as _, Write as _};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const OBJECTS: usize = 10_000;
const CHANGES: usize = 1_000;
const SECONDS: usize = 5;

fn object(n: usize, round: usize) -> Value {
    json!({
        "apiVersion": "databases.example/v1", "kind": "Postgres",
        "metadata": {
            "namespace": format!("team-{}", n % 50), "name": format!("orders-{n}"), "generation": 1,
            "labels": {"app.kubernetes.io/name": format!("orders-{n}"), "stagedoor.dev/request": format!("task-{n}"), "team": "a"},
            "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "x".repeat(2_000), "argocd.argoproj.io/tracking-id": format!("databases:db/Postgres:team/orders-{n}")},
            "managedFields": [{"manager": "crossplane", "fieldsV1": {"f:spec": "x".repeat(1_500)}}],
        },
        "spec": {"parameters": {"size": "large", "version": "16"}, "resourceRef": {"apiVersion": "databases.example/v1", "kind": "XPostgres", "name": format!("orders-{n}-x")}},
        "status": {"observedGeneration": 1, "conditions": [
            {"type": "Synced", "status": "True", "reason": "ReconcileSuccess", "lastTransitionTime": "2026-11-30T08:00:00Z"},
            {"type": "Ready", "status": if round.is_multiple_of(2) { "True" } else { "False" }, "reason": "Available", "message": format!("round {round}"), "lastTransitionTime": "2026-11-30T08:00:00Z"},
        ]},
    })
}

/// The server: says where its kubeconfig is, and makes a burst of changes for each line that it reads.
fn serve() {
    let server = ApiServer::start();
    server.put(crd("databases.example", "Postgres", "postgreses", &["v1"], true));
    server.put_all((0..OBJECTS).map(|n| object(n, 0)));
    println!("{}", server.kubeconfig().display());
    std::io::stdout().flush().unwrap();
    for (round, _) in std::io::stdin().lines().enumerate() {
        for second in 0..SECONDS {
            let begun = Instant::now();
            for part in 0..20 {
                let from = part * CHANGES / 20;
                server.put_all((from..from + CHANGES / 20).map(|n| object(n, round * SECONDS + second + 1)));
                std::thread::sleep(
                    (begun + Duration::from_millis(50 * (part as u64 + 1))).saturating_duration_since(Instant::now()),
                );
            }
        }
        println!("lists {}", server.count("list", "postgreses"));
        std::io::stdout().flush().unwrap();
    }
}

/// Kilobytes of memory that this process holds, and milliseconds of processor time that it used.
fn used() -> (u64, u64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or_default();
    let kilobytes = line.split_whitespace().nth(1).and_then(|text| text.parse().ok()).unwrap_or_default();
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|text| text.parse::<u64>().ok()).unwrap_or_default();
    (kilobytes, (ticks(11) + ticks(12)) * 10)
}

fn main() {
    if std::env::args().any(|arg| arg == "serve") {
        return serve();
    }
    let mut child = Command::new(std::env::current_exe().unwrap());
    let mut child = child.arg("serve").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut said = std::io::BufReader::new(child.stdout.take().unwrap()).lines();
    let file = said.next().unwrap().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let before = used().0;
    let way = Way::Kubeconfig { file: Some(file.into()), context: None };
    let setup =
        Setup { name: "prod".into(), way, namespaces: Vec::new(), limits: Limits::default(), is_offline: false };
    runtime.block_on(async {
        let cluster = Cluster::new(setup);
        let begun = Instant::now();
        let mut following = cluster.follow::<Object>(Wanted::all(Kind::new("databases.example", "Postgres")));
        let all = following.whole().await;
        let (after, busy) = used();
        println!(
            "{} objects followed after {} ms; memory {} MB, {} MB of it for them",
            all.objects.len(),
            begun.elapsed().as_millis(),
            after / 1024,
            (after - before) / 1024
        );
        drop(all);
        writeln!(child.stdin.as_mut().unwrap(), "burst").unwrap();
        let last = format!("round {SECONDS}");
        let (mut states, mut most, begun) = (0, 0, Instant::now());
        loop {
            let now = following.next().await;
            (states, most) = (states + 1, most.max(used().0));
            let is_last = |object: &std::sync::Arc<Object>| {
                object.condition("Ready").is_some_and(|ready| ready.message.as_str() == last)
            };
            if now.objects.iter().filter(|object| is_last(object)).count() == CHANGES {
                break;
            }
        }
        let took = begun.elapsed();
        println!(
            "{} changes in {} ms were {states} states; {} ms of processor time; memory at most {} MB; {}",
            CHANGES * SECONDS,
            took.as_millis(),
            used().1 - busy,
            most / 1024,
            said.next().unwrap().unwrap()
        );
    });
    let _ = child.kill();
    let _ = child.wait();
}
