//! Programs that have the terminal while the screen waits: what becomes of it, of Ctrl-C, and of the journal.

use crate::support::terminal::{Pty, Start};
use serde_json::Value;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use tempfile::TempDir;

/// F9, as terminals send it.
const F9: &[u8] = b"\x1b[20~";

fn script(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.display().to_string()
}

/// The example's screen, in which F9 runs these scripts.
fn screen(scripts: &[&str]) -> Pty {
    let home = TempDir::new().unwrap();
    let paths: Vec<String> =
        scripts.iter().enumerate().map(|(n, text)| script(home.path(), &format!("tool-{n}"), text)).collect();
    let run = paths.join("\n");
    let env = vec![("STAGEDOOR_TEST_RUN_AT", "f9"), ("STAGEDOOR_TEST_RUN", run.as_str())];
    let mut pty = Pty::start(Start { args: vec!["--example", "catalog"], home, env, ..Start::default() });
    // with the preview beside the list
    pty.until("1/101").until("backstage.io/source-location").until("url:https://git.nordlicht");
    pty
}

/// What the journal says of them: outcomes and details, the first that was done first.
fn journal(pty: &Pty) -> Vec<(String, String)> {
    let home = pty.home.path();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_stagedoor"));
    command.args(["--example", "audit", "-o", "json"]).env_clear().env("HOME", home);
    for name in ["CONFIG", "DATA", "CACHE", "STATE"] {
        command.env(format!("STAGEDOOR_{name}_DIR"), home.join(name.to_lowercase()));
    }
    let ran = command.output().unwrap();
    let told: Value = serde_json::from_slice(&ran.stdout).unwrap();
    let text = |entry: &Value, key: &str| entry[key].as_str().unwrap().to_owned();
    let mut found: Vec<(String, String)> = Vec::new();
    for entry in told.as_array().unwrap() {
        assert_eq!(entry["action"], "access.connect");
        assert_eq!(entry["target"], "request/under-test");
        found.push((text(entry, "outcome"), text(entry, "detail")));
    }
    found.reverse();
    found
}

#[test]
fn programs_have_the_terminal_one_after_the_other_and_the_screen_comes_back_whole() {
    let talks = "echo \"connected by $1\"; read line; echo \"heard $line\"; read line; exit 0";
    let mut pty = screen(&["echo signed in", talks]);
    let whole = pty.text();
    pty.send(F9).until("signed in").until("connected by an argument");
    assert!(!pty.text().contains("1/101"), "the screen gave the terminal away");
    // what is run is said before
    assert!(pty.text().contains("tool-1 'an argument'"), "{}", pty.text());
    pty.text_keys("hello\n").until("heard hello").text_keys("\n").until("tool-1 ended").until("1/101");
    pty.text_keys("j").until("2/101").text_keys("k").until("1/101");
    let back = pty.text();
    let rows = |text: &str| text.lines().take(20).map(|row| row.trim_end().to_owned()).collect::<Vec<_>>();
    assert_eq!(rows(&back), rows(&whole), "every row is there again");
    assert_eq!(journal(&pty), [("done".to_owned(), "tool-1 ended".to_owned())]);
    pty.text_keys("q");
    assert_eq!(pty.end(), 0);
    pty.assert_sane();
}

#[test]
fn ctrl_c_reaches_the_program_and_ends_it_alone() {
    let mut pty = screen(&["trap 'echo caught; exit 0' INT; echo waiting; while :; do read line; done"]);
    pty.send(F9).until("waiting").send(b"\x03").until("tool-0 ended").until("1/101");
    pty.text_keys("j").until("2/101").text_keys("q");
    assert_eq!(pty.end(), 0);
    pty.assert_sane();
}

#[test]
fn what_a_program_said_that_failed_at_once_stays_until_it_was_read() {
    let mut pty = screen(&["echo 'no such host' >&2; exit 3", "echo never"]);
    pty.send(F9).until("no such host").until("Enter goes back to the screen");
    assert!(!pty.text().contains("1/101") && !pty.text().contains("never"), "{}", pty.text());
    pty.send(b"\n").until("1/101").until("tool-0 ended with exit status: 3");
    assert_eq!(journal(&pty), [("done".to_owned(), "tool-0 ended with exit status: 3".to_owned())]);
    pty.text_keys("q");
    assert_eq!(pty.end(), 0);
}

#[test]
fn a_program_that_is_not_there_is_named_and_stands_in_the_journal_as_not_done() {
    let home = TempDir::new().unwrap();
    let env = vec![("STAGEDOOR_TEST_RUN_AT", "f9"), ("STAGEDOOR_TEST_RUN", "/nowhere/tsh")];
    let mut pty = Pty::start(Start { args: vec!["--example", "catalog"], home, env, ..Start::default() });
    pty.until("1/101").send(F9).until("there is no `tsh` here").send(b"\n").until("1/101");
    let told = journal(&pty);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].0, "refused");
    pty.text_keys("q");
    assert_eq!(pty.end(), 0);
}

#[test]
fn a_terminal_that_a_program_left_odd_is_as_before_and_its_new_size_is_known() {
    let mut pty = screen(&["stty raw -echo; printf 'left-odd'; read line; exit 0"]);
    pty.send(F9).until("left-odd").resize(100, 30).send(b"\n").until("tool-0 ended");
    pty.wait("the new size", |text| text.lines().count() <= 30 && text.contains("1/101"));
    pty.text_keys("q");
    assert_eq!(pty.end(), 0);
    pty.assert_sane();
}
