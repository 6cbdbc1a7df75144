//! The journal on disk and in the sinks.

use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::NOW;
use stagedoor::adapters::journal::{Journaled, Ledger, Place, Records, Sink};
use stagedoor::domain::model::At;
use stagedoor::domain::model::journal::{Ending, Entry};
use stagedoor::domain::model::{EntityRef, Problem};
use stagedoor::domain::text::Clean;
use stagedoor::platform::command::{Command, Forecast};
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::ports::{Answering, CommandPort, JournalPort as _};
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::Notify;

fn entry(target: &str) -> Entry {
    Entry {
        at: At(1),
        deed: None,
        subject: "user:default/alice".into(),
        context: "work".into(),
        action: "entity.refresh".into(),
        target: Clean::line(target),
        outcome: Ending::Done,
        detail: "done".into(),
        request_id: None,
    }
}

fn journaled(folder: &Path, sinks: Vec<Sink>, required: bool) -> (Journaled, Arc<Scripted>) {
    let catalog = Scripted::new(Mood::Well, entities(), NOW);
    let records = Records { ledger: Ledger::new(folder.join("journal")), sinks, required };
    (Journaled::new(catalog.clone(), catalog.clone(), "work".into(), records), catalog)
}

fn refresh() -> Command {
    Command::Refresh("component:default/payments".parse().unwrap())
}

#[tokio::test]
async fn whatever_is_done_is_recorded_with_who_what_where_and_how_it_ended() {
    let folder = tempfile::tempdir().unwrap();
    let (port, _) = journaled(folder.path(), Vec::new(), false);
    assert!(matches!(port.command(refresh()).await, Outcome::Done { .. }));
    let journal = port.journal().await.unwrap().answer;
    let entry = &journal.entries[0];
    assert_eq!(entry.subject.as_str(), "user:default/alice");
    assert_eq!(entry.context.as_str(), "work");
    assert_eq!(entry.action.as_str(), "entity.refresh");
    assert_eq!(entry.target.as_str(), "component:default/payments");
    assert_eq!((entry.outcome, entry.detail.as_str()), (Ending::Done, "it was asked to"));
    // what is only asked is no deed
    port.foresee(refresh()).await.unwrap();
    assert_eq!(port.journal().await.unwrap().answer.entries.len(), 1);
    let file = folder.path().join("journal/journal.jsonl");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::metadata(file.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn several_programs_write_at_once_and_no_entry_is_lost_or_torn() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::new(folder.path().to_owned()).full_at(64 << 10);
    std::thread::scope(|scope| {
        for n in 0..8 {
            let ledger = ledger.clone();
            scope.spawn(move || (0..50).for_each(|m| ledger.append(&entry(&format!("component:x/{n}-{m}"))).unwrap()));
        }
    });
    let journal = ledger.read().unwrap();
    assert_eq!((journal.entries.len(), journal.damaged), (400, 0));
}

#[test]
fn who_reads_while_a_file_is_put_aside_misses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::new(folder.path().to_owned()).full_at(1_000);
    // fewer than fall out at the end
    (0..4).for_each(|n| ledger.append(&entry(&n.to_string())).unwrap());
    let lock = std::fs::File::open(folder.path().join("journal.lock")).unwrap();
    lock.lock().unwrap();
    let (from, to) = (folder.path().join("journal.jsonl"), folder.path().join("journal.1.jsonl"));
    std::thread::scope(|scope| {
        let reading = scope.spawn(|| ledger.read().unwrap().entries.len());
        // half way: the file has left its place, and is in no other yet
        let between = folder.path().join("between");
        std::fs::rename(&from, &between).unwrap();
        std::thread::park_timeout(std::time::Duration::from_millis(100));
        assert!(!reading.is_finished(), "it waits until the file is in its place");
        std::fs::rename(&between, &to).unwrap();
        lock.unlock().unwrap();
        assert_eq!(reading.join().unwrap(), 4);
    });
}

#[test]
fn a_full_file_is_put_aside_and_the_oldest_goes_in_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::new(folder.path().to_owned()).full_at(1_000);
    (0..200).for_each(|n| ledger.append(&entry(&n.to_string())).unwrap());
    let journal = ledger.read().unwrap();
    let targets: Vec<u32> = journal.entries.iter().map(|entry| entry.target.as_str().parse().unwrap()).collect();
    assert_eq!(targets[0], 199, "latest first");
    assert!(targets.windows(2).all(|pair| pair[0] == pair[1] + 1), "without a gap: {targets:?}");
    assert!(targets.len() < 60, "it does not grow for ever");
}

#[test]
fn a_file_that_cannot_be_put_aside_has_none_put_over_it() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::new(folder.path().to_owned()).full_at(1_000);
    // what is not ours is where files are to be put: the first of them stays where it is
    let [third, last] = ["journal.3.jsonl", "journal.4.jsonl"].map(|name| folder.path().join(name));
    std::fs::create_dir_all(last.join("of others")).unwrap();
    std::fs::create_dir_all(&third).unwrap();
    (0..40).for_each(|n| ledger.append(&entry(&n.to_string())).unwrap());
    for other in [third, last] {
        std::fs::remove_dir_all(other).unwrap();
    }
    assert_eq!(ledger.read().unwrap().entries.len(), 40);
}

#[test]
fn damaged_lines_are_counted_and_hide_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::new(folder.path().to_owned());
    ledger.append(&entry("a")).unwrap();
    let file = folder.path().join("journal.jsonl");
    let mut text = std::fs::read(&file).unwrap();
    text.extend_from_slice(b"\xff\xfe nonsense\n\n{\"at\": 1}\n{\"at\":1,\"subj");
    std::fs::write(&file, text).unwrap();
    ledger.append(&entry("b")).unwrap();
    let journal = ledger.read().unwrap();
    let targets: Vec<&str> = journal.entries.iter().map(|entry| entry.target.as_str()).collect();
    assert_eq!((targets, journal.damaged), (vec!["b", "a"], 3));
}

#[tokio::test]
async fn the_systems_log_hears_of_it_over_a_socket_datagrams_and_a_connection() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("log");
    let local = std::os::unix::net::UnixDatagram::bind(&socket).unwrap();
    let udp = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let tcp = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port_of = |address: std::io::Result<std::net::SocketAddr>| address.unwrap().port();
    let file = folder.path().join("audit.jsonl");
    let sinks = vec![
        Sink::Syslog(Place::Local(socket)),
        Sink::Syslog(Place::Udp("127.0.0.1".into(), port_of(udp.local_addr()))),
        Sink::Syslog(Place::Tcp("127.0.0.1".into(), port_of(tcp.local_addr()))),
        Sink::File(file.clone()),
    ];
    let (port, _) = journaled(folder.path(), sinks, false);
    let outcome = port.command(refresh()).await;
    assert_eq!(outcome.told().as_str(), "it was asked to", "nothing to complain about");
    let mut buffer = [0; 4096];
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let heard_local = local.recv(&mut buffer).map(|n| text(&buffer[..n])).unwrap();
    let heard_udp = udp.recv(&mut buffer).map(|n| text(&buffer[..n])).unwrap();
    let mut heard_tcp = String::new();
    tcp.accept().unwrap().0.read_to_string(&mut heard_tcp).unwrap();
    assert!(heard_local.starts_with("<109>1 ") && heard_local.contains("action=\"entity.refresh\""), "{heard_local}");
    assert_eq!(heard_local, heard_udp);
    assert_eq!(heard_tcp, format!("{} {heard_local}", heard_local.len()), "counted octets");
    let lines = std::fs::read_to_string(file).unwrap();
    let lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&lines[0]["outcome"], &lines[1]["outcome"]), (&"begun".into(), &"done".into()));
    assert_eq!(lines[0]["deed"], lines[1]["deed"]);
    assert_eq!(lines[1]["target"], "component:default/payments");
}

#[tokio::test]
async fn a_log_that_is_away_is_told_and_stops_nothing_unless_it_is_required() {
    let folder = tempfile::tempdir().unwrap();
    let sinks = || vec![Sink::Syslog(Place::Local(folder.path().join("nobody")))];
    let (port, catalog) = journaled(folder.path(), sinks(), false);
    let outcome = port.command(refresh()).await;
    assert!(
        matches!(&outcome, Outcome::Done { told, .. } if told.as_str().contains("cannot record it")),
        "{outcome:?}"
    );
    assert_eq!(catalog.commands.lock().unwrap().len(), 1);
    assert_eq!(port.journal().await.unwrap().answer.entries.len(), 1, "the user's own journal has it");

    let (port, catalog) = journaled(folder.path(), sinks(), true);
    let outcome = port.command(refresh()).await;
    assert!(matches!(&outcome, Outcome::Refused(fault) if fault.to_string().contains("has to be recorded")));
    assert!(catalog.commands.lock().unwrap().is_empty(), "refused before");
    assert_eq!(endings(&port).await, [Ending::Refused, Ending::Done], "that it was refused is recorded");
}

/// A platform that takes its time, or falls over.
#[derive(Default)]
struct Slow {
    sent: Notify,
    goes_on: Notify,
    falls: bool,
}

impl CommandPort for Slow {
    fn foresee<'a>(&'a self, _: Command) -> Answering<'a, Forecast> {
        unreachable!()
    }

    fn command<'a>(&'a self, _: Command) -> futures_util::future::BoxFuture<'a, Outcome> {
        Box::pin(async {
            self.sent.notify_one();
            assert!(!self.falls, "told to fall over");
            self.goes_on.notified().await;
            Outcome::done("it was asked to", Vec::new())
        })
    }

    fn verdict<'a>(&'a self, _: EntityRef, _: String) -> Answering<'a, Vec<Problem>> {
        unreachable!()
    }
}

fn slow(folder: &Path, falls: bool) -> (Journaled, Arc<Slow>) {
    let slow = Arc::new(Slow { falls, ..Slow::default() });
    let catalog = Scripted::new(Mood::Well, entities(), NOW);
    let records = Records { ledger: Ledger::new(folder.join("journal")), sinks: Vec::new(), required: false };
    (Journaled::new(slow.clone(), catalog, "work".into(), records), slow)
}

async fn endings(port: &Journaled) -> Vec<Ending> {
    port.journal().await.unwrap().answer.entries.iter().map(|entry| entry.outcome).collect()
}

#[tokio::test]
async fn whoever_stops_waiting_leaves_an_entry_first_in_doubt_and_then_with_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let (port, slow) = slow(folder.path(), false);
    tokio::select! {
        _ = port.command(refresh()) => panic!("it cannot have ended"),
        () = slow.sent.notified() => {}
    }
    assert_eq!(endings(&port).await, [Ending::InDoubt], "recorded before it was sent");
    slow.goes_on.notify_one();
    while endings(&port).await != [Ending::Done] {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_falls_over_while_it_is_sent_is_in_doubt() {
    let folder = tempfile::tempdir().unwrap();
    let (port, _) = slow(folder.path(), true);
    assert!(matches!(port.command(refresh()).await, Outcome::InDoubt { .. }));
    assert_eq!(endings(&port).await, [Ending::InDoubt]);
}
