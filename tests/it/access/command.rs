//! Access without a screen, over the ledger of a folder that several people meet in.

use crate::stand::{Ran, Stand, keys};
use serde_json::{Value, json};

const CATALOG: &str = r#"
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: dba, title: DBA}
spec: {type: team, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: alice}
spec: {memberOf: []}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: bob}
spec: {memberOf: [dba]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: carol}
spec: {memberOf: []}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: orders-db, labels: {environment: production}}
spec: {type: database, owner: group:default/dba}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: sandbox-db, labels: {environment: development}}
spec: {type: database, owner: group:default/dba}
"#;

/// A folder with two databases, and three people who open it.
struct Office(Stand);

impl Office {
    fn new() -> Self {
        let stand = Stand::new();
        let folder = stand.path("catalog");
        stand.write("catalog/catalog-info.yaml", CATALOG);
        let context = |name: &str| {
            format!("[contexts.{name}]\nworkspace = '{}'\nuser = 'user:default/{name}'\n", folder.display())
        };
        Self(stand.configured(&["alice", "bob", "carol"].map(context).concat()))
    }

    fn run(&self, who: &str, args: &[&str]) -> Ran {
        self.0.run(&[&["--context", who], args].concat())
    }

    fn json(&self, who: &str, args: &[&str]) -> Value {
        self.run(who, &[args, &["-o", "json"]].concat()).ends(0).json()
    }

    /// Asks for the database of production; the request.
    fn asked(&self, who: &str) -> Value {
        self.json(who, &asking("resource:default/orders-db"))
    }
}

fn asking(resource: &str) -> Vec<&str> {
    ["access", "request", "--resource", resource, "--type", "read", "--duration", "30m", "--reason", "look at locks"]
        .into()
}

fn id(request: &Value) -> String {
    request["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_request_goes_from_asking_to_use_and_is_given_up_again() {
    let office = Office::new();
    let ran = office.run("alice", &[&asking("orders-db")[..], &["-o", "json"]].concat()).ends(0);
    // what it needs is said before it is sent
    let ran = ran.says("DBA").says("simulated");
    let asked = ran.json();
    let first = ["id", "state", "requester", "mine", "resource"];
    assert_eq!(keys(&asked)[..first.len()], first);
    assert_eq!((&asked["state"], &asked["type"], &asked["mine"]), (&json!("pending"), &json!("read"), &json!(true)));
    assert_eq!((&asked["resource"], &asked["reason"]), (&json!("resource:default/orders-db"), &json!("look at locks")));
    assert_eq!((&asked["reviews"], &asked["simulated"]), (&json!([]), &json!(true)));
    assert!(asked["created_at"].is_string() && asked["answer_by"].is_string());
    let id = id(&asked);
    assert_eq!(
        office.run("bob", &["access", "ls", "--waiting", "-o", "name"]).ends(0).out.trim(),
        format!("request/{id}")
    );
    assert_eq!(office.run("carol", &["access", "ls", "--waiting", "-o", "name"]).ends(0).out, "");
    let seen = office.json("bob", &["access", "review", &id, "--approve", "--comment", "go on"]);
    assert_eq!((&seen["state"], &seen["mine"]), (&json!("approved"), &json!(false)));
    let review = &seen["reviews"][0];
    assert_eq!(keys(review), ["by", "decision", "comment", "at"]);
    assert_eq!((&review["decision"], &review["comment"]), (&json!("approved"), &json!("go on")));
    assert!(seen["expires_at"].is_string());
    let thing = format!("request/{id}");
    let waited = office.json("alice", &["wait", &thing]);
    assert_eq!((&waited["met"], &waited["state"], &waited["ref"]), (&json!(true), &json!("approved"), &json!(thing)));
    assert_eq!(office.json("alice", &["access", "assume", &id])["state"], "active");
    office.run("alice", &["wait", &thing, "--for", "active"]).ends(0);
    let connection = office.json("alice", &["access", "connect", &id]);
    assert_eq!(keys(&connection), ["id", "commands", "notes", "until", "simulated"]);
    assert_eq!(connection["simulated"], true);
    let dropped = office.run("alice", &["access", "drop", &id, "-o", "json"]).ends(0);
    assert!(!dropped.err.contains("revok"), "a drop takes nothing back: {}", dropped.err);
    assert_eq!(dropped.json()["state"], "approved");
}

#[test]
fn the_same_asked_for_again_within_minutes_is_found_and_not_sent_twice() {
    let office = Office::new();
    let first = id(&office.asked("alice"));
    let again = [&asking("resource:default/orders-db")[..], &["-o", "json"]].concat();
    let ran = office.run("alice", &again).ends(0).says("you asked for that just before");
    assert_eq!(id(&ran.json()), first);
    let other =
        asking("resource:default/orders-db").into_iter().map(|word| if word == "read" { "write" } else { word });
    assert_ne!(id(&office.json("alice", &other.collect::<Vec<_>>())), first, "another type is something else");
    assert_ne!(id(&office.asked("bob")), first, "and so is what somebody else asks for");
}

#[test]
fn nobody_reviews_their_own_request_and_nobody_does_who_is_not_asked() {
    let office = Office::new();
    let id = id(&office.asked("bob"));
    for decision in ["--approve", "--deny"] {
        let ran = office.run("bob", &["access", "review", &id, decision, "--yes"]).ends(5);
        ran.says("your own request");
    }
    office.run("bob", &["do", "access.approve", &format!("request/{id}"), "--yes"]).ends(5);
    office.run("carol", &["access", "review", &id, "--approve", "--yes"]).ends(5);
    let shown = office.json("bob", &["access", "show", &id]);
    assert_eq!((&shown["state"], &shown["reviews"]), (&json!("pending"), &json!([])));
}

#[test]
fn what_was_denied_never_comes_and_waiting_for_it_ends_at_once() {
    let office = Office::new();
    let id = id(&office.asked("alice"));
    let thing = format!("request/{id}");
    // nobody answers yet
    let ran = office.run("alice", &["wait", &thing, "--timeout", "1s", "-o", "json"]).ends(8);
    assert_eq!((&ran.json()["met"], &ran.json()["state"]), (&json!(false), &json!("pending")));
    office.run("bob", &["access", "review", &id, "--deny", "--comment", "use the replica"]).ends(0);
    let ran = office.run("alice", &["wait", &thing, "-o", "json"]).ends(1).says("never comes to be approved");
    assert_eq!((&ran.json()["met"], &ran.json()["state"]), (&json!(false), &json!("denied")));
    assert!(ran.json()["reason"].as_str().unwrap().contains("use the replica"));
    office.run("alice", &["wait", &thing, "--for", "denied"]).ends(0);
    office.run("alice", &["wait", &thing, "--for", "over"]).ends(0);
    office.run("alice", &["access", "assume", &id]).ends(1);
    office.run("bob", &["access", "review", &id, "--approve", "--yes"]).ends(1);
}

#[test]
fn what_needs_nobody_is_granted_at_once_and_what_is_too_long_is_refused() {
    let office = Office::new();
    let granted = office.json("carol", &asking("resource:default/sandbox-db"));
    assert_eq!((&granted["state"], &granted["environment"]), (&json!("approved"), &json!("development")));
    let ask = |more: &[&str]| office.run("carol", &[&["access", "request"], more].concat());
    let whole = ["--resource", "orders-db", "--type", "write", "--reason", "x"];
    ask(&[&whole[..], &["--duration", "5h"]].concat()).ends(7).says("2h");
    ask(&[&whole[..], &["--duration", "soon"]].concat()).ends(2).says("30m, 2h or 1h30m");
    ask(&["--resource", "orders-db", "--type", "root", "--reason", "x"]).ends(2).says("read, write, admin");
    ask(&["--resource", "orders-db", "--type", "read", "--reason", " "]).ends(2).says("say why");
    ask(&["--resource", "no-db", "--type", "read", "--reason", "x"]).ends(3);
    ask(&["--resource", "/catalog/db", "--type", "read", "--reason", "x"]).ends(2).says("/CLUSTER/KIND/NAME");
    ask(&["--resource", "role:-x", "--type", "read", "--reason", "x"]).ends(2).says("no name of a role");
    office.run("carol", &["access", "show", "-x"]).ends(2);
    office.run("carol", &["access", "show", "nothere1"]).ends(3);
    office.run("carol", &["access", "connect", "nothere1", "--login=-oProxyCommand=x"]).ends(2).says("no name");
    office.run("carol", &["wait", "request/nothere1", "--for", "granted"]).ends(2).says("approved, active");
    office.run("carol", &["access", "review", "nothere1"]).ends(2);
    // a usual time is taken where none is said
    let usual = office.json("carol", &[&["access", "request"][..], &whole].concat());
    assert_eq!((&usual["state"], &usual["type"]), (&json!("pending"), &json!("write")));
}

#[test]
fn requests_are_listed_and_done_as_everything_else_is() {
    let office = Office::new();
    let set = ["--set", "type=write", "--set", "duration=1h30m", "--set", "reason=fix an order", "--yes"];
    let asked = office.json("alice", &[&["do", "access.request", "orders-db"][..], &set].concat());
    assert_eq!((&asked[0]["action"], &asked[0]["outcome"]), (&json!("access.request"), &json!("done")));
    let listed = office.json("alice", &["get", "requests", "--owner", "me"]);
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["type"]), (1, &json!("write")));
    let id = id(&listed[0]);
    let thing = format!("request/{id}");
    assert_eq!(office.json("alice", &["access", "ls", "--mine", "--state", "pending"]), listed);
    assert_eq!(office.json("alice", &["access", "ls", "--state", "approved"]), json!([]));
    assert_eq!(office.json("alice", &["get", "requests", &id]), listed);
    office.run("alice", &["get", "requests", "nothere1"]).ends(3).says("nothere1");
    office.run("alice", &["get", "requests", "--filter", "type=write"]).ends(2);
    office.run("alice", &["access", "ls", "--state", "granted"]).ends(2).says("pending, approved");
    let mine = office.json("alice", &["status", "mine"]);
    assert_eq!((&mine["requests"][0]["id"], &mine["reviews"]), (&json!(id), &json!([])));
    assert_eq!(office.json("bob", &["status", "mine"])["reviews"][0]["id"], json!(id));
    office.run("bob", &["do", "access.deny", &thing, "--yes"]).ends(2).says("comment");
    office.run("bob", &["do", "access.deny", &thing, "--set", "comment=no", "--yes"]).ends(0);
    assert_eq!(office.json("alice", &["access", "show", &thing])["state"], "denied");
    office.run("bob", &["do", "access.assume", "component:default/x", "--yes"]).ends(2);
}

#[test]
fn the_audit_tells_who_asked_who_agreed_and_what_came_of_it() {
    let office = Office::new();
    let id = id(&office.asked("alice"));
    office.run("bob", &["access", "review", &id, "--approve", "--comment", "=2+5"]).ends(0);
    office.run("alice", &["access", "assume", &id]).ends(0);
    let told = office.json("alice", &["access", "audit"]);
    let events: Vec<&str> = told.as_array().unwrap().iter().map(|row| row["event"].as_str().unwrap()).collect();
    for event in ["asked", "approved", "assumed", "session-began"] {
        assert!(events.contains(&event), "{event}: {events:?}");
    }
    assert_eq!(keys(&told[0]), ["at", "event", "who", "request", "session", "resource", "detail", "simulated"]);
    let by_bob = office.json("alice", &["access", "audit", "--who", "bob"]);
    assert_eq!((by_bob.as_array().unwrap().len(), &by_bob[0]["event"]), (1, &json!("approved")));
    let asked = office.json("alice", &["access", "audit", "--event", "asked", "--request", &id]);
    assert_eq!((asked.as_array().unwrap().len(), &asked[0]["detail"]), (1, &json!("look at locks")));
    let csv = office.run("alice", &["access", "audit", "-o", "csv"]).ends(0).out;
    assert!(csv.starts_with("at,event,who,request,session,resource,detail,simulated\n"), "{csv}");
    assert!(csv.contains(",'=2+5,"), "no formula for a spreadsheet: {csv}");
    office.run("alice", &["access", "audit", "--event", "opened"]).ends(2).says("asked, approved");
    let sessions = office.json("alice", &["access", "sessions", "--of", "orders-db"]);
    assert_eq!((&sessions[0]["request"], &sessions[0]["state"]), (&json!(id), &json!("active")));
    assert_eq!(office.json("alice", &["access", "sessions", "--of", "sandbox-db"]), json!([]));
}

#[test]
fn every_step_is_in_the_journal_of_who_did_it_with_the_request() {
    let office = Office::new();
    let id = id(&office.asked("alice"));
    office.run("alice", &["access", "review", &id, "--approve", "--yes"]).ends(5);
    office.run("bob", &["access", "review", &id, "--approve", "--comment", "go on"]).ends(0);
    let entries = |who: &str| -> Vec<(String, String, String)> {
        let told = office.json(who, &["audit"]);
        let text = |entry: &Value, key: &str| entry[key].as_str().unwrap().to_owned();
        told.as_array()
            .unwrap()
            .iter()
            .map(|it| (text(it, "action"), text(it, "target"), text(it, "outcome")))
            .collect()
    };
    let of_alice = office.json("alice", &["audit"]);
    assert_eq!(of_alice[0]["action"], "access.request");
    assert!(of_alice[0]["detail"].as_str().unwrap().contains(&id), "{of_alice}");
    let review = ("access.approve".to_owned(), format!("request/{id}"), "done".to_owned());
    assert!(entries("bob").contains(&review), "{:?}", entries("bob"));
    // what was refused before anything was sent was not done
    assert!(entries("alice").iter().all(|(action, ..)| action == "access.request"), "{:?}", entries("alice"));
}
