//! The real binary in a real terminal: it starts, answers, and whatever ends it, the terminal is as
//! it was and the session is kept.

use crate::support::terminal::{Pty, Start};
use std::path::Path;

fn session(home: &Path) -> serde_json::Value {
    let mut found = Vec::new();
    let mut folders = vec![home.join("state")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else if entry.file_name() == "session.json" {
                found.push(std::fs::read_to_string(entry.path()).unwrap());
            }
        }
    }
    assert_eq!(found.len(), 1, "one session file");
    serde_json::from_str(&found[0]).unwrap()
}

#[test]
fn it_starts_shows_the_example_and_leaves_without_a_trace() {
    let mut pty = Pty::example();
    pty.until("81 entities").text_keys("q");
    assert_eq!(pty.end(), 0);
    pty.assert_sane();
    assert_eq!(session(pty.home.path())["place"], "stagedoor://home");
}

#[test]
fn nothing_is_asked_of_the_terminal_that_it_would_have_to_answer() {
    let mut pty = Pty::example();
    pty.until("81 entities").text_keys("q");
    pty.end();
    let sent = String::from_utf8_lossy(&pty.raw).into_owned();
    for question in ["\u{1b}[c", "\u{1b}[6n", "\u{1b}[?u", "\u{1b}]11;?", "\u{1b}[>c", "$p"] {
        assert!(!sent.contains(question), "asked {question:?}");
    }
}

#[test]
fn a_signal_to_end_keeps_the_session_and_gives_the_terminal_back() {
    for signal in ["TERM", "INT"] {
        let mut pty = Pty::example();
        pty.until("81 entities").text_keys("gc").until("NAME").signal(signal);
        pty.end();
        pty.assert_sane();
        assert_eq!(session(pty.home.path())["place"], "stagedoor://catalog", "after SIG{signal}");
    }
}

#[test]
fn a_hang_up_ends_the_program_and_keeps_the_session() {
    let mut pty = Pty::example();
    pty.until("81 entities").text_keys("gc").until("NAME");
    let (mut child, home) = pty.hang_up();
    child.wait().unwrap();
    assert_eq!(session(home.path())["place"], "stagedoor://catalog");
}

#[test]
fn when_it_falls_over_the_terminal_is_sane_and_the_session_kept() {
    let env = vec![("STAGEDOOR_TEST_FALL_AT", "f9")];
    let mut pty = Pty::start(Start { args: vec!["--example"], env, ..Start::default() });
    pty.until("81 entities").text_keys("gc").until("NAME").send(b"\x1b[20~");
    assert_ne!(pty.end(), 0);
    pty.assert_sane();
    assert!(pty.text().contains("told to fall over"), "it says what happened:\n{}", pty.text());
    assert_eq!(session(pty.home.path())["place"], "stagedoor://catalog");
}

#[test]
fn keys_come_from_the_terminal_when_standard_input_is_a_pipe() {
    let program = format!("echo nothing | {} --example", env!("CARGO_BIN_EXE_stagedoor"));
    let mut pty = Pty::program("sh", Start { args: vec!["-c", &program], ..Start::default() });
    pty.until("81 entities").text_keys("gc").until("NAME").text_keys("q");
    assert_eq!(pty.end(), 0);
}

#[test]
fn the_next_start_opens_where_the_last_one_ended() {
    let mut pty = Pty::example();
    pty.until("81 entities").text_keys("gc").until("NAME").text_keys("/payo").until("payouts").text_keys("\r");
    pty.until("component:default/payouts").text_keys("q");
    pty.end();
    let Pty { home, .. } = pty;
    let mut again = Pty::start(Start { args: vec!["--example"], home, ..Start::default() });
    again.until("component:default/payouts").text_keys("q");
    assert_eq!(again.end(), 0);
}

#[test]
fn a_link_opens_its_screen() {
    let mut pty = Pty::start(Start { args: vec!["--example", "api:ledger-rpc"], ..Start::default() });
    pty.until("api:default/ledger-rpc").text_keys("q");
    assert_eq!(pty.end(), 0);
}

#[test]
fn the_folder_one_is_in_is_its_entity() {
    let mut first = Pty::example();
    first.until("81 entities").text_keys("q");
    first.end();
    let Pty { home, .. } = first;
    let folder = home.path().join("data/example/services/payments");
    let mut pty = Pty::start(Start { folder: Some(&folder), home, ..Start::default() });
    pty.until("component:default/payments").text_keys("q");
    assert_eq!(pty.end(), 0);
}

#[test]
fn suspended_it_leaves_the_screen_to_the_shell_and_comes_back() {
    // a shell with job control, so that stopping and going on are the real thing
    let program = format!("{} --example", env!("CARGO_BIN_EXE_stagedoor"));
    let mut pty = Pty::program(
        "bash",
        Start { args: vec!["--norc", "-i"], env: vec![("PS1", "ready \\#> ")], ..Start::default() },
    );
    pty.until("ready 1>").text_keys(&format!("{program}\r")).until("81 entities").send(b"\x1a");
    pty.wait("the shell", |screen| screen.contains("Stopped") && !screen.contains("81 entities"));
    pty.text_keys("fg\r").until("81 entities").text_keys("gc").until("NAME").text_keys("q");
    pty.until("ready 3>").text_keys("exit\r");
    pty.end();
    pty.assert_sane();
}

#[test]
fn a_new_size_is_painted_anew() {
    let mut pty = Pty::example();
    pty.until("81 entities").text_keys("gc").until("NAME").resize(80, 24);
    pty.wait("the narrow screen", |screen| screen.lines().count() <= 24 && screen.contains("OWNER"));
    pty.resize(20, 4).wait("the tiny screen", |screen| screen.lines().count() <= 4);
    pty.resize(120, 36).until("OWNER").text_keys("q");
    assert_eq!(pty.end(), 0);
}

#[test]
fn what_others_wrote_reaches_the_terminal_as_plain_text_only() {
    let folder = tempfile::TempDir::new().unwrap();
    let descriptor = r#"
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: sly
  title: "\e]0;owned\a\e[31mred"
  description: "\e]52;c;ZXZpbA==\a \u009b2J \u202Edesrever \u200Bhidden \a"
  links: [{url: "javascript:alert(1)", title: "\e[2Jclick"}]
spec: {type: "\e[8mservice", lifecycle: "production\r\n", owner: nobody}
"#;
    std::fs::write(folder.path().join("catalog-info.yaml"), descriptor).unwrap();
    let root = folder.path().to_str().unwrap();
    let mut pty = Pty::start(Start { args: vec!["--workspace", root, "component:sly"], ..Start::default() });
    pty.until("desrever").text_keys("3").until("apiVersion").text_keys("1").until("click").text_keys("G\r");
    pty.until("not opened").text_keys("q");
    pty.end();
    let sent = String::from_utf8_lossy(&pty.raw).into_owned();
    for raw in ["\u{1b}]0;", "\u{1b}]52", "\u{1b}[2Jclick", "\u{202e}", "\u{200b}", "\u{9b}", "\u{1b}[8m", "\u{7}"] {
        assert!(!sent.contains(raw), "{raw:?} was sent");
    }
}

#[test]
fn copying_goes_through_the_terminal_and_so_over_ssh_too() {
    let mut pty = Pty::start(Start { args: vec!["--example", "component:ledger"], ..Start::default() });
    pty.until("component:default/ledger").text_keys("yr").until("copied").text_keys("q");
    pty.end();
    let encoded = "Y29tcG9uZW50OmRlZmF1bHQvbGVkZ2Vy";
    assert!(String::from_utf8_lossy(&pty.raw).contains(&format!("\u{1b}]52;c;{encoded}")));
}

#[test]
fn an_editor_has_the_terminal_to_itself_and_gives_it_back() {
    let home = tempfile::TempDir::new().unwrap();
    let script = home.path().join("editor");
    let words = "#!/bin/sh\necho editing $1 $(basename $2)\nread key\necho got $key\nread again\n";
    std::fs::write(&script, words).unwrap();
    std::process::Command::new("chmod").arg("+x").arg(&script).status().unwrap();
    let editor = script.to_str().unwrap().to_owned();
    let args = vec!["--example", "component:ledger"];
    let mut pty = Pty::start(Start { args, env: vec![("EDITOR", &editor)], home, ..Start::default() });
    pty.until("Edit source").text_keys("e").until("editing +1 catalog-info.yaml");
    pty.text_keys("word\r").until("got word").text_keys("\r").until("component:default/ledger");
    pty.text_keys("q");
    assert_eq!(pty.end(), 0);
    pty.assert_sane();
}

#[test]
fn without_a_terminal_it_says_so_and_ends() {
    let home = tempfile::TempDir::new().unwrap();
    let out = std::process::Command::new(env!("CARGO_BIN_EXE_stagedoor"))
        .args(["--example"])
        .env("STAGEDOOR_DATA_DIR", home.path())
        .env("STAGEDOOR_STATE_DIR", home.path())
        .env("STAGEDOOR_CACHE_DIR", home.path())
        .env("STAGEDOOR_CONFIG_DIR", home.path())
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    assert!(!out.status.success());
    assert!(out.stdout.is_empty(), "nothing on stdout");
    assert!(String::from_utf8_lossy(&out.stderr).contains("terminal"), "{:?}", out.stderr);
}
