//! `do`, `wait`, `status mine` and `audit` as scripts see them.

use super::Checkout;
use crate::stand::{Stand, harmless, keys};
use proptest::prelude::*;
use serde_json::{Value, json};
use stagedoor::domain::model::EntityRef;
use stagedoor::platform::actions::{Action, Danger, Takes};
use stagedoor::platform::capability::Capability;
use stagedoor::platform::gate::{Gate, Ground};
use stagedoor::platform::permissions::{Permits, Question, Thing};
use stagedoor::platform::plan::{Does, Step, Target, permit_command, plan};
use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;
use std::time::{Duration, Instant};

const EXAMPLE: &[&str] = &["--example"];

fn with(base: &[&str], args: &[&str]) -> Vec<String> {
    args.iter().chain(base).map(|arg| (*arg).to_owned()).collect()
}

fn run(stand: &Stand, base: &[&str], args: &[&str]) -> crate::stand::Ran {
    let args = with(base, args);
    stand.run(&args.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn an_action_is_done_to_each_target_and_each_end_is_told() {
    let stand = Stand::new();
    let targets =
        ["do", "entity.refresh", "payments-api", "component:ghost", "component:ledger", "--yes", "-o", "json"];
    let ran = run(&stand, EXAMPLE, &targets).ends(3);
    let rows = ran.json();
    assert_eq!(keys(&rows[0]), ["action", "ref", "outcome", "detail", "request_id"]);
    let ends: Vec<&Value> = rows.as_array().unwrap().iter().map(|row| &row["outcome"]).collect();
    assert_eq!(ends, ["done", "refused", "done"], "a fault of one hides no other: {rows}");
    assert_eq!(rows[1]["ref"], "component:default/ghost");
    let journal = run(&stand, EXAMPLE, &["audit", "-o", "json"]).ends(0).json();
    assert_eq!(keys(&journal[0]), ["at", "subject", "context", "action", "target", "outcome", "detail", "request_id"]);
    let recorded: Vec<(&str, &str)> = journal
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["target"].as_str().unwrap(), entry["outcome"].as_str().unwrap()))
        .collect();
    assert!(recorded.contains(&("component:default/ledger", "done")), "{recorded:?}");
    assert!(recorded.contains(&("component:default/ghost", "refused")), "{recorded:?}");
}

#[test]
fn without_a_terminal_nothing_is_changed_without_a_yes() {
    let stand = Stand::new();
    run(&stand, EXAMPLE, &["do", "entity.refresh", "component:ledger"]).ends(2).says("give --yes");
    run(&stand, EXAMPLE, &["do", "entity.refresh", "component:ledger", "--dry-run"]).ends(0);
    run(&stand, EXAMPLE, &["audit"]).ends(0).says("nothing was done");
}

#[test]
fn read_only_refuses_every_action_that_changes_something() {
    let stand = Stand::new();
    for action in Action::ALL.iter().filter(|action| action.spec().danger != Danger::Reads) {
        let target = match action.takes() {
            Takes::Addresses => "https://x/y",
            Takes::Requests => "request/05fd737f",
            _ => "component:ledger",
        };
        let ran = run(&stand, EXAMPLE, &["do", action.spec().id, target, "--yes", "--read-only"]);
        ran.ends(5).says("only reading is allowed");
    }
}

#[test]
fn what_is_asked_about_an_entity_is_answered_plainly_and_as_json() {
    let stand = Stand::new();
    let out = |args: &[&str]| run(&stand, EXAMPLE, args).ends(0).out;
    assert_eq!(out(&["do", "app.copy-ref", "component:ledger"]), "component:default/ledger\n");
    assert_eq!(out(&["do", "app.copy-link", "component:ledger"]), "stagedoor://catalog/component/default/ledger\n");
    assert!(out(&["do", "app.copy-yaml", "component:ledger"]).contains("name: ledger"));
    assert!(out(&["do", "entity.owner", "component:ledger"]).starts_with("group:default/"));
    let rows = run(&stand, EXAMPLE, &["do", "app.copy-ref", "component:ledger", "-o", "json"]).ends(0).json();
    assert_eq!(rows[0]["detail"], "component:default/ledger");
    run(&stand, EXAMPLE, &["do", "app.copy-yaml", "component:ghost"]).ends(3);
}

#[test]
fn a_star_is_given_and_taken_away() {
    let stand = Stand::new();
    let starred = || {
        let mut found = String::new();
        let mut folders = vec![stand.path("state")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                match entry.path().is_dir() {
                    true => folders.push(entry.path()),
                    false if entry.file_name() == "session.json" => {
                        found = std::fs::read_to_string(entry.path()).unwrap();
                    }
                    false => {}
                }
            }
        }
        found.contains("component:default/ledger")
    };
    run(&stand, EXAMPLE, &["do", "app.star", "component:ledger"]).ends(0);
    assert!(starred());
    run(&stand, EXAMPLE, &["do", "app.star", "component:ledger", "--set", "starred=false"]).ends(0);
    assert!(!starred());
}

#[test]
fn what_makes_no_sense_is_wrong_usage_with_the_reason() {
    let stand = Stand::new();
    let wrong = |args: &[&str], words: &str| drop(run(&stand, EXAMPLE, args).ends(2).says(words));
    wrong(&["do", "entity.explode", "component:ledger"], "without a screen there are: ");
    wrong(&["do", "list.down"], "on the screen alone");
    wrong(&["do", "app.journal"], "stagedoor audit");
    wrong(&["do", "entity.refresh", "--yes"], "takes entities");
    wrong(&["do", "entity.transfer", "component:ledger", "--yes"], "needs --set owner=");
    wrong(&["do", "entity.transfer", "component:ledger", "--yes", "--set", "owner"], "NAME=VALUE");
    wrong(&["wait", "task/7", "--for", "exists"], "is no condition of a task");
    wrong(&["wait", "component:ledger", "--for", "happiness"], "is no condition");
    wrong(&["wait", "component:ledger", "--for", "exists", "--timeout", "soon"], "no span of time");
    wrong(&["wait", "ledger", "--for", "exists"], "with its kind");
    wrong(&["audit", "--since", "yesterday"], "is no time");
    run(&stand, EXAMPLE, &["do", "catalog.register", "https://x/y", "--yes"]).ends(1);
}

#[test]
fn targets_come_from_standard_input_too() {
    let stand = Stand::new();
    let mut child = stand
        .command(&["do", "app.copy-ref", "-", "--example"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"component:ledger\n\n  component:payouts  \n").unwrap();
    let out = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    assert_eq!(out, "component:default/ledger\ncomponent:default/payouts\n");
}

fn at(checkout: &Checkout) -> Vec<String> {
    vec!["--workspace".into(), checkout.root().to_str().unwrap().into()]
}

#[test]
fn ownership_is_transferred_for_many_at_once_as_commits() {
    let (stand, checkout) = (Stand::new(), Checkout::new());
    stand.write("home/.gitconfig", "[user]\n\tname = Alice\n\temail = alice@example.com\n");
    let place = at(&checkout);
    let base: Vec<&str> = place.iter().map(String::as_str).collect();
    let args = ["do", "entity.transfer", "component:cart", "component:shelf", "--set", "owner=team-b", "-o", "json"];
    let planned = run(&stand, &base, &[&args[..], &["--dry-run"]].concat()).ends(0).json();
    assert_eq!(planned[0]["outcome"], "planned");
    assert!(planned[0]["plan"].as_array().unwrap().iter().any(|line| line == "+   owner: team-b   # for now"));
    assert_eq!(checkout.subjects().len(), 1, "a dry run changes nothing");
    let done = run(&stand, &base, &[&args[..], &["--yes"]].concat()).ends(0).json();
    assert_eq!(done[1]["outcome"], "done", "{done}");
    assert_eq!(
        checkout.subjects(),
        [
            "Transfer component:default/shelf to group:default/team-b",
            "Transfer component:default/cart to group:default/team-b",
            "The shop"
        ]
    );
    assert!(checkout.read("catalog-info.yaml").contains("owner: 'team-b' }"));
    assert_eq!(checkout.git(&["status", "--porcelain"]), "", "nothing is left over");
    checkout.nothing_ran();
    let journal = run(&stand, &base, &["audit", "--since", "1h", "-o", "json"]).ends(0).json();
    assert_eq!(journal.as_array().unwrap().len(), 2);
    assert_eq!(run(&stand, &base, &["audit", "-o", "csv"]).ends(0).out.lines().count(), 3);
    assert_eq!(run(&stand, &base, &["audit", "-o", "jsonl"]).ends(0).out.lines().count(), 2);
    assert!(harmless(&run(&stand, &base, &["audit"]).ends(0).out));
}

#[test]
fn what_is_changed_and_cannot_be_committed_is_put_back() {
    let (stand, checkout) = (Stand::new(), Checkout::new());
    stand.write("home/.gitconfig", "[user]\n\tname = Alice\n\temail = alice@example.com\n");
    std::fs::write(checkout.root().join(".git/refs/heads/main.lock"), "").unwrap();
    let place = at(&checkout);
    let base: Vec<&str> = place.iter().map(String::as_str).collect();
    let args = ["do", "entity.transfer", "component:cart", "--set", "owner=team-b", "--yes", "-o", "json"];
    let done = run(&stand, &base, &args).ends(1).json();
    assert_eq!(done[0]["outcome"], "refused", "{done}");
    assert!(done[0]["detail"].as_str().unwrap().contains("is as it was, and not committed"), "{done}");
    assert_eq!(checkout.read("catalog-info.yaml"), super::CATALOG);
}

#[test]
fn ctrl_c_lets_the_step_that_was_sent_come_to_its_end_and_begins_no_other() {
    let (stand, checkout) = (Stand::new(), Checkout::new());
    stand.write("home/.gitconfig", "[user]\n\tname = Alice\n\temail = alice@example.com\n");
    let (begun, goes_on) = (stand.path("begun"), stand.path("goes-on"));
    let path = std::env::var("PATH").unwrap();
    let script = format!(
        "#!/bin/sh\ncase \"$*\" in *commit-tree*) touch {}; until [ -e {} ]; do sleep 0.02; done;; esac\n\
         PATH='{path}' exec git \"$@\"\n",
        begun.display(),
        goes_on.display()
    );
    let git = stand.write("bin/git", &script);
    std::fs::set_permissions(&git, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let place = at(&checkout);
    let base: Vec<&str> = place.iter().map(String::as_str).collect();
    let args =
        ["do", "entity.transfer", "component:cart", "component:shelf", "--set", "owner=team-b", "-y", "-o", "json"];
    let mut command = stand.command(&[&args[..], &base].concat());
    command.env("PATH", format!("{}:{path}", git.parent().unwrap().display()));
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while !begun.exists() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it began");
        std::thread::yield_now();
    }
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let mut heard = BufReader::new(child.stderr.take().unwrap());
    let mut said = String::new();
    heard.read_line(&mut said).unwrap();
    assert!(said.contains("it stops after the step"), "{said}");
    std::fs::write(&goes_on, "").unwrap();
    let ended = child.wait_with_output().unwrap();
    let rows: Value = serde_json::from_slice(&ended.stdout).unwrap();
    assert_eq!(ended.status.code(), Some(130));
    assert_eq!((rows.as_array().unwrap().len(), &rows[0]["outcome"]), (1, &json!("done")), "{rows}");
    assert_eq!(checkout.subjects().len(), 2, "one was committed");
    let journal = run(&stand, &base, &["audit", "-o", "json"]).ends(0).json();
    assert_eq!((journal.as_array().unwrap().len(), &journal[0]["outcome"]), (1, &json!("done")));
}

#[test]
fn a_file_of_several_entities_is_committed_once_for_all_of_them() {
    let (stand, checkout) = (Stand::new(), Checkout::new());
    stand.write("home/.gitconfig", "[user]\n\tname = Alice\n\temail = alice@example.com\n");
    checkout.write("catalog-info.yaml", &super::CATALOG.replace("production", "retired"));
    let place = at(&checkout);
    let base: Vec<&str> = place.iter().map(String::as_str).collect();
    let args = ["do", "entity.commit", "component:cart", "component:shelf", "--yes", "-o", "json"];
    let done = run(&stand, &base, &args).ends(0).json();
    assert_eq!(done[1]["detail"], "went together with component:default/cart", "{done}");
    assert_eq!(checkout.subjects(), ["Change component:default/cart", "The shop"]);
}

#[test]
fn what_failed_has_failed_also_where_nobody_reads_it() {
    let stand = Stand::new();
    let mut command = stand.command(&["do", "entity.refresh", "component:ghost", "--yes", "--example"]);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(3));
}

#[test]
fn a_list_of_targets_that_is_too_long_is_refused_and_not_cut() {
    let stand = Stand::new();
    let mut command = stand.command(&["do", "app.copy-ref", "-", "--example"]);
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let line = b"component:ledger\n".repeat(1 << 12);
    while stdin.write_all(&line).is_ok() {}
    drop(stdin);
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&ended.stderr).contains("longer than 4 MiB"));
}

#[test]
fn one_waits_until_it_is_so_or_the_time_is_over() {
    let (stand, checkout) = (Stand::new(), Checkout::without_git());
    let place = at(&checkout);
    let base: Vec<&str> = place.iter().map(String::as_str).collect();
    let waits = |thing: &str, condition: &str| run(&stand, &base, &["wait", thing, "--for", condition, "-o", "json"]);
    let met = waits("component:cart", "exists").ends(0).json();
    assert_eq!(keys(&met), ["ref", "condition", "met", "waited_ms"]);
    assert_eq!((&met["met"], &met["ref"]), (&json!(true), &json!("component:default/cart")));
    waits("component:ghost", "gone").ends(0);
    waits("component:cart", "owned").ends(0);
    waits("component:cart", "spec.lifecycle=production").ends(0);
    let over = run(&stand, &base, &["wait", "component:ghost", "--for", "exists", "--timeout", "1s"]);
    over.ends(8).says("not so after 1s");
}

#[test]
fn what_comes_later_ends_the_waiting_at_once() {
    let (stand, checkout) = (Stand::new(), Checkout::without_git());
    let place = at(&checkout);
    let base: Vec<&str> = place.iter().map(String::as_str).collect();
    let args = with(&base, &["wait", "component:cart", "--for", "spec.lifecycle=retired", "--timeout", "1h"]);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let mut child = stand.command(&args).stdout(Stdio::null()).spawn().unwrap();
    std::thread::park_timeout(Duration::from_millis(300));
    checkout.write("catalog-info.yaml", &super::CATALOG.replace("production", "retired"));
    // no measure: one that waits for the end of its time takes an hour
    let end = Instant::now() + Duration::from_secs(120);
    let ended = loop {
        if let Some(ended) = child.try_wait().unwrap() {
            break ended;
        }
        if Instant::now() > end {
            child.kill().unwrap();
        }
        std::thread::park_timeout(Duration::from_millis(20));
    };
    assert!(ended.success(), "{ended}");
}

#[test]
fn the_status_tells_what_is_mine_and_what_is_wrong_with_it() {
    let (stand, checkout) = (Stand::new(), Checkout::new());
    checkout.write("lost.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: lost}\nspec: {type: x, lifecycle: y, owner: nobody}\n");
    checkout.git(&["config", "user.email", "alice@example.com"]);
    checkout.write("stagedoor.toml", "catalog = [\"catalog-info.yaml\", \"org.yaml\", \"lost.yaml\"]\n");
    let place = at(&checkout);
    let base: Vec<&str> = place.iter().map(String::as_str).collect();
    let status = run(&stand, &base, &["status", "mine", "-o", "json"]).ends(0).json();
    assert_eq!(
        keys(&status),
        ["owners", "owned", "problems", "failing", "requests", "reviews", "orphans", "ownerless"]
    );
    assert_eq!(status["owned"]["component"], json!(["component:default/cart", "component:default/shelf"]));
    assert_eq!(status["ownerless"], json!(["component:default/lost"]));
    let table = run(&stand, &base, &["status", "mine"]).ends(0).out;
    assert!(table.contains("owned component") && table.contains("without an owner"), "{table}");
}

#[test]
fn a_descriptor_in_a_file_is_judged_without_a_screen() {
    let (stand, checkout) = (Stand::new(), Checkout::new());
    let place = at(&checkout);
    let base: Vec<&str> = place.iter().map(String::as_str).collect();
    run(&stand, &base, &["do", "entity.validate", "component:cart"]).ends(0);
    let bad = stand.write("bad.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: a b}\n");
    let set = format!("file={}", bad.display());
    let ran = run(&stand, &base, &["do", "entity.validate", "component:cart", "--set", &set, "-o", "json"]).ends(7);
    assert!(ran.json()[0]["detail"].as_str().unwrap().contains("3:"), "{}", ran.out);
}

#[test]
fn where_the_administrator_wants_it_every_deed_is_in_a_file_too() {
    let stand = Stand::new();
    let file = stand.path("audit.jsonl");
    let stand = stand.configured(&format!("[audit]\nfile = {:?}\nrequired = true\n", file.to_str().unwrap()));
    run(&stand, EXAMPLE, &["do", "entity.refresh", "component:ledger", "--yes"]).ends(0);
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(text.lines().count(), 2, "that it begins, and how it ended");
    let stand = stand.configured("[audit]\nsyslog = \"unix:///nowhere/at/all\"\nrequired = true\n");
    let ran = run(&stand, EXAMPLE, &["do", "entity.refresh", "component:ledger", "--yes"]).ends(1);
    assert!(ran.out.contains("has to be recorded"), "{}", ran.out);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_denied_is_planned_for_no_action_of_the_table(
        read_only in any::<bool>(),
        decisions in prop::collection::vec(0..3_u8, 16),
    ) {
        let names: BTreeSet<Capability> = Action::ALL.iter().flat_map(|action| action.needs()).collect();
        let mut gate = Gate::new(Ground::Portal, std::sync::Arc::default()).read_only(read_only);
        let entity: EntityRef = "component:default/a".parse().unwrap();
        for (name, decision) in names.iter().zip(decisions).filter(|(_, decision)| *decision < 2) {
            for on in [None, Some(Thing::Entity(entity.clone()))] {
                let question = Question { capability: name.clone(), on };
                gate.hear(&Permits { said: vec![(question, decision == 0)], ..Permits::default() });
            }
        }
        let set = [("owner".to_owned(), "team-b".to_owned())];
        // what is planned is sent only where the gate lets exactly that through
        let is_sent = |action: Action, target: &Target, set: &[(String, String)]| {
            let permits = |step: &Step| match &step.does {
                Does::Command(command) => permit_command(&gate, command).is_ok(),
                _ => true,
            };
            plan(&gate, action, std::slice::from_ref(target), set).is_ok_and(|steps| steps.iter().all(permits))
        };
        for action in Action::ALL {
            for target in [Target::Entity(entity.clone()), Target::Address("https://x/y".into())] {
                for set in [&set[..], &[]] {
                    if is_sent(*action, &target, set) {
                        prop_assert!(gate.lets_on(*action, target.entity()), "{action:?}");
                    }
                }
            }
            let fits = plan(&Gate::default(), *action, &[Target::Entity(entity.clone())], &[]).is_ok();
            let lets = is_sent(*action, &Target::Entity(entity.clone()), &[]);
            prop_assert_eq!(lets, fits && gate.lets_on(*action, Some(&entity)));
        }
    }
}
