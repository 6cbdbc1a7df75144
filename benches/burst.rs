//! How long a key takes while a cluster changes a thousand times a second: 10,000 claims are followed by the real client,
//! joined into lines and shown in the list of what was asked for, and somebody types. Measured is from the press to the
//! painted frame, with whatever the screen was busy with then, beside the processor time of taking a state in. The server is a process of its own.
//! `cargo bench --bench burst`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

#[path = "../tests/it/support/apiserver/mod.rs"]
mod apiserver;

use apiserver::{ApiServer, crd};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use serde_json::{Value, json};
use stagedoor::adapters::cluster::{Cluster, Limits, Setup as ClusterSetup, Way};
use stagedoor::adapters::provisioning::JoinedProvisions;
use stagedoor::adapters::systems::crossplane::CrossplaneFeed;
use stagedoor::domain::model::{Identity, Place};
use stagedoor::platform::clock;
use stagedoor::platform::keys::{Key, Keymap};
use stagedoor::platform::ports::{Reply, Step, Steps};
use stagedoor::platform::provisioning::{ProvisionFeed, ProvisioningPort as _};
use stagedoor::platform::query::{Answer, Ask};
use stagedoor::platform::store::{Job, Ticket};
use stagedoor::screen::app::{App, Effect, Message, Setup};
use stagedoor::screen::input::Input;
use std::io::{BufRead as _, Write as _};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

const OBJECTS: usize = 10_000;
const CHANGES: usize = 1_000;
const SECONDS: usize = 5;
/// Parts of a second in which changes come.
const PARTS: usize = 20;
const GROUP: &str = "apiextensions.crossplane.io";

fn claim(n: usize, round: usize) -> Value {
    let condition = |name: &str, holds: bool| {
        json!({"type": name, "status": if holds { "True" } else { "False" }, "reason": "Available",
            "message": format!("round {round}"), "lastTransitionTime": "2026-11-30T08:00:00Z"})
    };
    json!({
        "apiVersion": "databases.example/v1", "kind": "Postgres",
        "metadata": {
            "namespace": format!("team-{}", n % 50), "name": format!("orders-{n:05}"), "generation": 1,
            "labels": {"stagedoor.dev/request": format!("task-{n}"), "stagedoor.dev/environment": "production"},
            "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "x".repeat(2_000)},
            "managedFields": [{"manager": "crossplane", "fieldsV1": {"f:spec": "x".repeat(1_500)}}],
        },
        "spec": {"parameters": {"size": "large"}},
        "status": {"observedGeneration": 1,
            "conditions": [condition("Synced", true), condition("Ready", round.is_multiple_of(2))]},
    })
}

/// The server: says where its kubeconfig is, and makes a burst of changes for each line that it reads.
fn serve() {
    let server = ApiServer::start();
    server.put(crd(GROUP, "CompositeResourceDefinition", "compositeresourcedefinitions", &["v1"], false));
    server.put(crd("databases.example", "Postgres", "postgreses", &["v1"], true));
    server.put(crd("databases.example", "XPostgres", "xpostgreses", &["v1"], false));
    server.put(json!({"apiVersion": format!("{GROUP}/v1"), "kind": "CompositeResourceDefinition",
        "metadata": {"name": "xpostgreses.databases.example"},
        "spec": {"group": "databases.example", "names": {"kind": "XPostgres", "plural": "xpostgreses"},
            "claimNames": {"kind": "Postgres", "plural": "postgreses"}}}));
    server.put_all((0..OBJECTS).map(|n| claim(n, 0)));
    println!("{}", server.kubeconfig().display());
    std::io::stdout().flush().unwrap();
    for _ in std::io::stdin().lines() {
        let begun = Instant::now();
        for part in 0..PARTS * SECONDS {
            let from = (part % PARTS) * CHANGES / PARTS;
            server.put_all((from..from + CHANGES / PARTS).map(|n| claim(n, part / PARTS + 1)));
            let due = begun + Duration::from_millis(1_000 * (part as u64 + 1) / PARTS as u64);
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
        }
        let (took, lists) = (begun.elapsed().as_millis(), server.count("list", "postgreses"));
        println!("{} changes were made in {took} ms; {lists} pages were listed in all", CHANGES * SECONDS);
        std::io::stdout().flush().unwrap();
    }
}

/// Kilobytes of memory that this process holds.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// How long this thread has had the processor; nothing where the system is not asked.
#[cfg(not(unix))]
fn processor() -> Duration {
    Duration::ZERO
}

/// How long this thread has had the processor.
#[cfg(unix)]
fn processor() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// What comes to the screen.
enum Come {
    Told(Ticket, Reply),
    Pressed(Instant, Key),
    Over,
}

/// The screen, as the program has it: one thread, one queue.
struct Desk {
    app: App,
    runtime: Runtime,
    lines: JoinedProvisions,
    to: Sender<Come>,
    come: Receiver<Come>,
    /// From each press to its frame.
    keys: Vec<Duration>,
    /// How long taking in a state took, in the time that this thread had the processor.
    taken: Vec<Duration>,
    most: u64,
}

impl Desk {
    fn new(file: &str) -> Self {
        let keymap = Keymap::read(include_str!("../keymaps/default.toml"), &Keymap::default()).unwrap();
        let link = Some(Place::parse("provisioning").unwrap());
        let app = App::new(Setup { keymap, link, ..Setup::default() }, (120, 36), clock::now());
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let way = Way::Kubeconfig { file: Some(file.into()), context: None };
        let limits = Limits::default();
        let setup = ClusterSetup { name: "prod".into(), way, namespaces: Vec::new(), limits, is_offline: false };
        let feed: Arc<dyn ProvisionFeed> = Arc::new(CrossplaneFeed::new(Arc::new(Cluster::new(setup)), true));
        let (to, come) = channel();
        let (keys, taken) = (Vec::new(), Vec::new());
        Self { app, runtime, lines: JoinedProvisions::new(vec![feed]), to, come, keys, taken, most: 0 }
    }

    fn carry_out(&self, effects: Vec<Effect>) {
        for effect in effects {
            let Effect::Job(Job::Start(ticket, ask)) = effect else { continue };
            match ask {
                Ask::Provided(_) => self.follow(ticket),
                Ask::WhoAmI(_) => {
                    let answer = Answer::WhoAmI(Arc::new(Identity::default()));
                    self.to.send(Come::Told(ticket, Reply::Done(answer, None))).unwrap();
                }
                _ => {}
            }
        }
    }

    fn follow(&self, ticket: Ticket) {
        let (to, lines) = (self.to.clone(), self.lines.clone());
        let steps = Steps::to(move |step| {
            let reply = match step {
                Step::Part(told) => Reply::Part(Answer::Provided(told.answer), told.as_of),
                Step::Whole(told) => Reply::Whole(Answer::Provided(told.answer), told.as_of),
            };
            drop(to.send(Come::Told(ticket, reply)));
        });
        self.runtime.spawn(async move { lines.provisions(steps).await });
    }

    /// Takes in what came, and paints; whether it is over.
    fn turn(&mut self) -> bool {
        let first = self.come.recv().unwrap();
        let mut pressed = Vec::new();
        let rest: Vec<Come> = std::iter::once(first).chain(self.come.try_iter()).collect();
        for come in rest {
            let begun = processor();
            let message = match come {
                Come::Over => return true,
                Come::Pressed(at, key) => {
                    pressed.push(at);
                    Message::Input(Input::Key(key))
                }
                Come::Told(ticket, reply) => Message::Reply(ticket, reply),
            };
            let is_told = matches!(message, Message::Reply(..));
            let effects = self.app.update(message, clock::now());
            self.carry_out(effects);
            if is_told {
                self.taken.push(processor().saturating_sub(begun));
            }
        }
        let mut frame = Buffer::empty(Rect::new(0, 0, 120, 36));
        self.app.view(&mut frame);
        std::hint::black_box(&frame);
        self.keys.extend(pressed.iter().map(Instant::elapsed));
        self.most = self.most.max(memory());
        false
    }

    fn text(&self) -> String {
        let mut frame = Buffer::empty(Rect::new(0, 0, 120, 36));
        self.app.view(&mut frame);
        frame.content.iter().map(ratatui::buffer::Cell::symbol).collect()
    }
}

/// Presses keys as somebody does who is in a hurry.
fn type_keys(to: Sender<Come>) {
    std::thread::spawn(move || {
        let keys = ["down", "down", "down", "up", "pagedown", "pageup"].map(|key| key.parse::<Key>().unwrap());
        let begun = Instant::now();
        for key in keys.iter().cycle() {
            std::thread::sleep(Duration::from_millis(23));
            if begun.elapsed() > Duration::from_secs(SECONDS as u64)
                || to.send(Come::Pressed(Instant::now(), *key)).is_err()
            {
                break;
            }
        }
        drop(to.send(Come::Over));
    });
}

/// The times in order: the middle, the 99th of a hundred, the longest; in microseconds.
fn told(times: &mut [Duration]) -> String {
    times.sort_unstable();
    let at = |share: usize| times.get((times.len() * share / 100).min(times.len().saturating_sub(1)));
    let micros = [50, 99, 100].map(|share| at(share).map_or(0, Duration::as_micros));
    format!(
        "{} times; in the middle {} us, of 99 in 100 {} us, at most {} us",
        times.len(),
        micros[0],
        micros[1],
        micros[2]
    )
}

fn main() {
    if std::env::args().any(|arg| arg == "serve") {
        return serve();
    }
    let mut child = Command::new(std::env::current_exe().unwrap());
    let mut child = child.arg("serve").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut said = std::io::BufReader::new(child.stdout.take().unwrap()).lines();
    let mut desk = Desk::new(&said.next().unwrap().unwrap());
    let before = memory();
    let first = {
        let _inside = desk.runtime.enter();
        desk.app.settle()
    };
    desk.carry_out(first);
    while !desk.text().contains(&OBJECTS.to_string()) {
        desk.turn();
    }
    println!("{OBJECTS} lines are shown; {} MB for them, {} MB in all", (memory() - before) / 1024, memory() / 1024);
    (desk.keys, desk.taken) = (Vec::new(), Vec::new());
    type_keys(desk.to.clone());
    // without changes first, for comparison
    while !desk.turn() {}
    println!("keys while nothing changes: {}", told(&mut desk.keys));
    (desk.keys, desk.taken) = (Vec::new(), Vec::new());
    writeln!(child.stdin.as_mut().unwrap(), "burst").unwrap();
    type_keys(desk.to.clone());
    while !desk.turn() {}
    println!("keys while it changes: {}", told(&mut desk.keys));
    println!("states taken in, processor time: {}; memory at most {} MB", told(&mut desk.taken), desk.most / 1024);
    println!("{}", said.next().unwrap().unwrap());
    let _ = child.kill();
    let _ = child.wait();
}
