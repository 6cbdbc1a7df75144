//! Connecting by the real program, with `tsh` of the tests behind it.

use super::Stage;
use crate::stand::Stand;
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

/// A stage at the time of the wall, as the real program goes by that.
fn stage() -> Stage {
    let stage = Stage::new();
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap();
    stage.change(|world| {
        world["now"] = json!(now);
        for user in ["alice", "bob"] {
            world["signed_in"][user]["until"] = json!(4_102_444_800_000_i64);
        }
    });
    stage
}

/// A program in the place of `tsh` that connects too: it says how it was called, and fails where a file says so.
fn connecting(stage: &Stage) -> PathBuf {
    let path = stage.folder.path().join("tsh");
    let text = format!(
        "#!/bin/sh\nif [ \"$1 $2\" = 'db connect' ]; then\n  echo \"connected: $*\"\n  [ -e \"$0.fails\" ] && exit 3\n  \
         exit 0\nfi\nexec '{}' \"$@\"\n",
        super::program()
    );
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn office(stage: &Stage) -> Stand {
    let stand = Stand::new();
    let folder = stand.here();
    stand.configured(&format!(
        "current = 'a'\n[contexts.a]\nworkspace = '{}'\n[contexts.a.teleport]\nhome = '{}'\ncommand = '{}'\n",
        folder.display(),
        stage.home("alice").display(),
        connecting(stage).display()
    ))
}

/// What the journal has of it, the first that was done first.
fn journal(stand: &Stand) -> Vec<[String; 4]> {
    let told = stand.run(&["audit", "-o", "json"]).ends(0).json();
    let text = |entry: &Value, key: &str| entry[key].as_str().unwrap().to_owned();
    let row = |entry: &Value| ["action", "target", "outcome", "detail"].map(|key| text(entry, key));
    told.as_array().unwrap().iter().rev().map(row).collect()
}

#[tokio::test]
async fn what_connects_is_run_with_its_arguments_and_stands_in_the_journal() {
    let stage = stage();
    let id = stage.granted(&["db/orders"]).await;
    let stand = office(&stage);
    let printed = stand.run(&["access", "connect", id.as_str(), "--print"]).ends(0);
    let lines: Vec<&str> = printed.out.lines().collect();
    assert_eq!(lines.len(), 2, "{}", printed.out);
    assert!(lines[0].ends_with(&format!("tsh login --request-id={id}")), "{}", printed.out);
    assert!(lines[1].ends_with("db connect --cluster=main.example.com --db-user=reader orders"), "{}", printed.out);
    assert_eq!(journal(&stand), [[""; 4]; 0], "what is printed is not run");
    let ran = stand.run(&["access", "connect", id.as_str()]).ends(0);
    let connected = "connected: db connect --cluster=main.example.com --db-user=reader orders";
    assert!(ran.out.lines().any(|line| line == connected), "{} {}", ran.out, ran.err);
    let target = format!("request/{id}");
    assert_eq!(journal(&stand)[0][..3], ["access.connect".to_owned(), target.clone(), "done".to_owned()]);
    // what fails is said with its end, and is in the journal with that
    std::fs::write(stage.folder.path().join("tsh.fails"), "").unwrap();
    let ran = stand.run(&["access", "connect", id.as_str()]).ends(1).says("exit status: 3");
    assert!(ran.out.contains("connected:"), "{}", ran.out);
    let journal = journal(&stand);
    assert_eq!(journal.len(), 2);
    assert!(journal[1][3].contains("exit status: 3"), "{journal:?}");
}

#[tokio::test]
async fn a_name_to_connect_with_can_be_no_option_and_a_short_id_is_found() {
    let stage = stage();
    let id = stage.granted(&["db/orders"]).await;
    let stand = office(&stage);
    for odd in ["-oProxyCommand=id", "--db-name", "a b", ""] {
        let login = format!("--login={odd}");
        stand.run(&["access", "connect", id.as_str(), &login]).ends(2).says("no name");
    }
    let shown = stand.run(&["access", "show", id.short(), "-o", "json"]).ends(0).json();
    assert_eq!((&shown["id"], &shown["simulated"]), (&json!(id.as_str()), &json!(false)));
    assert_eq!(journal(&stand), [[""; 4]; 0]);
}

#[test]
fn who_is_not_signed_in_is_told_how_and_the_exit_code_says_so() {
    let stage = stage();
    let stand = office(&stage);
    stand.run(&["access", "ls"]).ends(0);
    stage.change(|world| world["signed_in"]["alice"] = json!({}));
    for command in [
        &["access", "ls"][..],
        &["access", "audit"],
        &["get", "requests"],
        &["access", "show", "05fd737f-40f9-4405-aaca-e591fde77500"],
    ] {
        stand.run(command).ends(4).says("login");
    }
}
