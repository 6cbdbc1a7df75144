//! The real binary in a real terminal: it starts, answers, and whatever ends it, the terminal is as
//! it was and the session is kept.

use crate::support::terminal::{Pty, Start, signal};
use std::fs::File;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

fn session(home: &Path) -> serde_json::Value {
    let found = sessions(home);
    assert_eq!(found.len(), 1, "one session file");
    serde_json::from_str(&found[0]).unwrap()
}

fn sessions(home: &Path) -> Vec<String> {
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
    found
}

#[test]
fn it_starts_shows_the_example_and_leaves_without_a_trace() {
    let mut pty = Pty::example();
    pty.until("101 entities").text_keys("q");
    assert_eq!(pty.end(), 0);
    pty.assert_sane();
    assert_eq!(session(pty.home.path())["place"], "stagedoor://home");
}

#[test]
fn nothing_is_asked_of_the_terminal_that_it_would_have_to_answer() {
    let mut pty = Pty::example();
    pty.until("101 entities").text_keys("q");
    pty.end();
    let sent = String::from_utf8_lossy(&pty.raw).into_owned();
    for question in ["\u{1b}[c", "\u{1b}[6n", "\u{1b}[?u", "\u{1b}]11;?", "\u{1b}[>c", "$p"] {
        assert!(!sent.contains(question), "asked {question:?}");
    }
}

#[test]
fn a_signal_to_end_keeps_the_session_and_gives_the_terminal_back() {
    for (signal, code) in [("TERM", 143), ("INT", 130), ("HUP", 129), ("QUIT", 131)] {
        let mut pty = Pty::example();
        pty.until("101 entities").text_keys("gc").until("NAME").signal(signal);
        assert_eq!(pty.end(), code, "after SIG{signal}");
        pty.assert_sane();
        assert_eq!(session(pty.home.path())["place"], "stagedoor://catalog", "after SIG{signal}");
    }
}

#[test]
fn a_hang_up_ends_the_program_and_keeps_the_session() {
    let mut pty = Pty::example();
    pty.until("101 entities").text_keys("gc").until("NAME");
    let (mut child, home) = pty.hang_up();
    child.wait().unwrap();
    assert_eq!(session(home.path())["place"], "stagedoor://catalog");
}

/// As it does when somebody else signs in.
#[test]
fn when_it_begins_anew_it_has_the_terminal_and_every_key_and_ends_as_before() {
    for (signal, code) in [("TERM", 143), ("HUP", 129)] {
        let env = vec![("STAGEDOOR_TEST_ANEW_AT", "f9")];
        let mut pty = Pty::start(Start { args: vec!["--example", "catalog"], env, ..Start::default() });
        pty.until("1/101").text_keys("jjj").until("4/101");
        for _ in 0..2 {
            pty.send(b"\x1b[20~")
                .until("told to begin anew")
                .text_keys("g")
                .until("h Home")
                .text_keys("g")
                .until("1/101");
            // a reader left over from before would take some of them
            pty.text_keys("jjjjjjjjjjjjjjjjjjjj").until("21/101");
        }
        pty.text_keys("gh").until("101 entities").signal(signal);
        assert_eq!(pty.end(), code, "after SIG{signal}");
        pty.assert_sane();
        assert_eq!(session(pty.home.path())["place"], "stagedoor://home", "after SIG{signal}");
    }
}

#[test]
fn read_only_that_was_chosen_stays_when_it_begins_anew_until_it_is_taken_back() {
    let env = vec![("STAGEDOOR_TEST_ANEW_AT", "f9")];
    let mut pty = Pty::start(Start { args: vec!["--example", "catalog"], env, ..Start::default() });
    pty.until("1/101").text_keys("gr").until("nothing is changed from now on");
    pty.send(b"\x1b[20~").until("told to begin anew");
    assert!(pty.text().contains("read-only"), "{}", pty.text());
    pty.text_keys("gr").until("changes are possible again");
    pty.send(b"\x1b[20~").until("told to begin anew");
    assert!(!pty.text().contains("read-only"), "{}", pty.text());
    pty.text_keys("q");
    assert_eq!(pty.end(), 0);
}

#[test]
fn keys_that_were_pressed_before_it_began_anew_do_nothing_afterwards() {
    let env = vec![("STAGEDOOR_TEST_ANEW_AT", "f9")];
    let mut pty = Pty::start(Start { args: vec!["--example", "catalog"], env, ..Start::default() });
    pty.until("1/101").send(b"\x1b[20~jjjq").until("told to begin anew").until("1/101").text_keys("j").until("2/101");
    pty.text_keys("q");
    assert_eq!(pty.end(), 0);
}

/// A folder that is gone when the screen is to begin anew over it; `told` says what tells it to.
fn begins_anew_over_nothing(told: &'static str) -> Pty {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("catalog");
    std::fs::create_dir(&folder).unwrap();
    let file = "kind: Component\napiVersion: backstage.io/v1alpha1\nmetadata: {name: lone}\nspec: {type: service, lifecycle: production, owner: a}\n";
    std::fs::write(folder.join("catalog-info.yaml"), file).unwrap();
    let at = folder.display().to_string();
    let args = vec!["--workspace", &at, "catalog"];
    let mut pty = Pty::start(Start { args, home, env: vec![(told, "f9")], ..Start::default() });
    pty.until("lone");
    std::fs::remove_dir_all(&folder).unwrap();
    pty.send(b"\x1b[20~");
    pty
}

#[test]
fn where_it_cannot_begin_anew_it_says_why_in_its_own_words_and_the_session_is_kept() {
    let mut pty = begins_anew_over_nothing("STAGEDOOR_TEST_ANEW_AT");
    assert_ne!(pty.end(), 0);
    pty.assert_sane();
    let text = pty.text();
    assert!(text.contains("told to begin anew") && text.contains("catalog: "), "{text}");
    assert!(!text.contains("cannot show the screen"), "{text}");
    assert_eq!(session(pty.home.path())["place"], "stagedoor://catalog");
}

#[test]
fn where_it_cannot_begin_anew_after_signing_out_nothing_that_was_removed_is_written_again() {
    let mut pty = begins_anew_over_nothing("STAGEDOOR_TEST_FORGET_AT");
    assert_ne!(pty.end(), 0);
    pty.assert_sane();
    assert_eq!(sessions(pty.home.path()), [""; 0]);
}

#[test]
fn when_it_falls_over_the_terminal_is_sane_and_the_session_kept() {
    let env = vec![("STAGEDOOR_TEST_FALL_AT", "f9")];
    let mut pty = Pty::start(Start { args: vec!["--example"], env, ..Start::default() });
    pty.until("101 entities").text_keys("gc").until("NAME").send(b"\x1b[20~");
    assert_ne!(pty.end(), 0);
    pty.assert_sane();
    assert!(pty.text().contains("told to fall over"), "it says what happened:\n{}", pty.text());
    assert_eq!(session(pty.home.path())["place"], "stagedoor://catalog");
}

#[test]
fn keys_come_from_the_terminal_when_standard_input_is_a_pipe() {
    let program = format!("echo nothing | {} --example", env!("CARGO_BIN_EXE_stagedoor"));
    let mut pty = Pty::program("sh", Start { args: vec!["-c", &program], ..Start::default() });
    pty.until("101 entities").text_keys("gc").until("NAME").text_keys("q");
    assert_eq!(pty.end(), 0);
}

#[test]
fn where_there_is_no_browser_the_address_is_told_and_copied() {
    let mut pty = Pty::start(Start { args: vec!["--example", "component:payouts"], ..Start::default() });
    pty.until("Runbook").text_keys("G\r").until("there is no browser here; copied https://wiki");
    pty.text_keys("q");
    assert_eq!(pty.end(), 0);
    assert!(String::from_utf8_lossy(&pty.raw).contains("\u{1b}]52;c;"), "by the terminal's own clipboard");
}

#[test]
fn the_next_start_opens_where_the_last_one_ended() {
    let mut pty = Pty::example();
    pty.until("101 entities").text_keys("gc").until("NAME").text_keys("/payo").until("payouts").text_keys("\r");
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
    first.until("101 entities").text_keys("q");
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
    pty.until("ready 1>").text_keys(&format!("{program}\r")).until("101 entities").send(b"\x1a");
    pty.wait("the shell", |screen| screen.contains("Stopped") && !screen.contains("101 entities"));
    pty.text_keys("fg\r").until("101 entities").text_keys("gc").until("NAME").text_keys("q");
    pty.until("ready 3>").text_keys("exit\r");
    pty.end();
    pty.assert_sane();
}

#[test]
fn a_new_size_is_painted_anew() {
    let mut pty = Pty::example();
    pty.until("101 entities").text_keys("gc").until("NAME").resize(80, 24);
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
    pty.until("desrever").text_keys("8").until("apiVersion").text_keys("1").until("click").text_keys("G\r");
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

/// The program on an entity, with a script as the editor.
fn with_editor(script: &str) -> Pty {
    let home = tempfile::TempDir::new().unwrap();
    // called as one that is known to take a line
    let path = home.path().join("vi");
    std::fs::write(&path, format!("#!/bin/sh\n{script}")).unwrap();
    std::process::Command::new("chmod").arg("+x").arg(&path).status().unwrap();
    let editor = path.to_str().unwrap().to_owned();
    let args = vec!["--example", "component:ledger"];
    Pty::start(Start { args, env: vec![("EDITOR", &editor)], home, ..Start::default() })
}

#[test]
fn an_editor_has_the_terminal_to_itself_and_gives_it_back() {
    let mut pty = with_editor("echo editing $1 $(basename $2)\nread key\necho got $key\nread again\n");
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

#[test]
fn ctrl_c_and_ctrl_backslash_in_an_editor_are_the_editors() {
    let script = "trap 'echo caught C' INT\ntrap 'echo caught B' QUIT\necho editing\n\
                  for turn in 1 2 3 4 5 6; do [ \"$key\" = end ] || read key; done\n";
    let mut pty = with_editor(script);
    pty.until("Edit source").text_keys("e").until("editing").send(b"\x03").until("caught C");
    pty.send(b"\x1c").until("caught B").text_keys("end\r").until("component:default/ledger");
    pty.text_keys("q");
    assert_eq!(pty.end(), 0);
    pty.assert_sane();
}

#[test]
fn an_editor_that_ctrl_c_ends_leads_back_to_the_screen() {
    let mut pty = with_editor("echo editing\nread key\n");
    for time in 1..=5 {
        pty.until("Edit source").text_keys("e");
        // what earlier ones wrote is still there
        pty.wait("the editor", |screen| screen.matches("editing").count() == time).send(b"\x03");
        pty.wait("the screen", |screen| screen.contains("component:default/ledger") && !screen.contains("editing"));
    }
    pty.text_keys("q");
    assert_eq!(pty.end(), 0);
    pty.assert_sane();
}

#[test]
fn a_signal_to_end_while_an_editor_is_open_ends_it_once_the_editor_is_closed() {
    let mut pty = with_editor("echo editing\nread key\n");
    pty.until("Edit source")
        .text_keys("e")
        .until("editing")
        .signal("TERM")
        .silence(Duration::from_millis(5500))
        .text_keys("\r");
    assert_eq!(pty.end(), 143);
    pty.assert_sane();
}

#[test]
fn a_window_that_changed_while_an_editor_had_it_is_filled() {
    let mut pty = with_editor("echo editing\nread key\n");
    pty.until("Edit source").text_keys("e").until("editing").resize(60, 12).text_keys("\r");
    pty.wait("the new size", |screen| screen.contains("component:default/ledger") && screen.lines().count() == 12);
    pty.text_keys("q");
    assert_eq!(pty.end(), 0);
}

/// The program as a job of a shell with job control.
fn in_a_shell() -> Pty {
    let program = format!("{} --example", env!("CARGO_BIN_EXE_stagedoor"));
    let env = vec![("PS1", "ready \\#> ")];
    let mut pty = Pty::program("bash", Start { args: vec!["--norc", "-i"], env, ..Start::default() });
    pty.until("ready 1>").text_keys(&format!("{program}\r")).until("101 entities");
    pty
}

#[test]
fn a_window_that_changed_while_it_was_suspended_is_filled() {
    let mut pty = in_a_shell();
    pty.send(b"\x1a").until("Stopped").resize(70, 15).text_keys("fg\r");
    let hints = |line: &str| line.contains("Help");
    pty.wait("the hints in the last of 15 lines", |screen| screen.lines().nth(14).is_some_and(hints));
    pty.text_keys("q").until("ready 3>").text_keys("exit\r");
    pty.end();
}

#[test]
fn stopped_by_a_signal_it_leaves_the_screen_to_the_shell_and_comes_back() {
    let mut pty = in_a_shell();
    let stagedoor = pty.below("stagedoor");
    signal("TSTP", &stagedoor[0]);
    pty.wait("the shell", |screen| screen.contains("Stopped") && !screen.contains("101 entities"));
    assert!(!pty.screen.screen().alternate_screen());
    pty.text_keys("fg\r").until("101 entities").text_keys("gc").until("NAME").text_keys("q");
    pty.until("ready 3>").text_keys("exit\r");
    pty.end();
    pty.assert_sane();
}

#[test]
fn where_no_shell_waits_it_does_not_stop() {
    let mut pty = Pty::example();
    pty.until("101 entities").send(b"\x1a").until("no shell").text_keys("gc").until("NAME").text_keys("q");
    assert_eq!(pty.end(), 0);
}

#[test]
fn told_to_end_it_ends_even_when_nobody_reads_the_terminal() {
    let mut pty = Pty::start(Start { args: vec!["--example", "catalog"], ..Start::default() });
    pty.until("Verwaltung");
    let unread = pty.stop_reading();
    // each is a whole frame, far more together than a terminal takes in unread
    for _ in 0..60 {
        pty.text_keys("\x0c").silence(Duration::from_millis(20));
    }
    pty.signal("TERM");
    assert_eq!(pty.end_unread(), 143);
    drop(unread);
    assert_eq!(session(pty.home.path())["place"], "stagedoor://catalog");
    pty.end();
    pty.assert_cooked();
}

/// A portal whose copy on disk never answers, as on a disk that hangs, while what it is read from is held.
fn on_a_disk_that_hangs() -> (Pty, File) {
    let args = || vec!["--url", "http://127.0.0.1:9"];
    let mut first = Pty::start(Start { args: args(), ..Start::default() });
    first.until("127.0.0.1").text_keys("q");
    first.end();
    let key = std::fs::read_dir(first.home.path().join("state")).unwrap().flatten().next().unwrap().file_name();
    let cache: PathBuf = first.home.path().join("cache").join(key);
    std::fs::create_dir_all(&cache).unwrap();
    let rows = cache.join("rows.v3.bin");
    let _ = std::fs::remove_file(&rows);
    assert!(std::process::Command::new("mkfifo").arg(&rows).status().unwrap().success());
    let Pty { home, .. } = first;
    let mut pty = Pty::start(Start { args: args(), home, ..Start::default() });
    pty.until("127.0.0.1").text_keys("gc").until("Catalog");
    let mut writing = File::options();
    writing.write(true).custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    // it can be written to once somebody reads it
    let mut tries = (0..1_500).map(|_| (writing.open(&rows).ok(), pty.silence(Duration::from_millis(20))).0);
    let held = tries.find_map(|held| held).expect("nobody reads the copy");
    (pty, held)
}

#[test]
fn leaving_does_not_wait_for_work_that_hangs() {
    let (mut pty, _held) = on_a_disk_that_hangs();
    // one that waits for it never ends
    pty.text_keys("q");
    assert_eq!(pty.end(), 0);
    pty.assert_sane();
    assert_eq!(session(pty.home.path())["place"], "stagedoor://catalog");
}

#[test]
fn a_session_that_cannot_be_saved_is_told() {
    let mut pty = Pty::example();
    let state = pty.home.path().join("state");
    pty.until("101 entities");
    std::fs::create_dir_all(&state).unwrap();
    // a file where the folder of the session is to be
    for folder in std::fs::read_dir(&state).unwrap().flatten() {
        std::fs::remove_dir_all(folder.path()).unwrap();
    }
    std::fs::remove_dir_all(&state).unwrap();
    std::fs::write(&state, "in the way").unwrap();
    pty.text_keys("gc").until("NAME").text_keys("js").until("cannot save the session").text_keys("q");
    assert_eq!(pty.end(), 1);
    pty.assert_sane();
    assert!(pty.text().contains("cannot save the session"), "on leaving too:\n{}", pty.text());
}

#[test]
fn a_terminal_without_a_size_is_taken_for_the_usual_one() {
    let mut pty = Pty::example();
    pty.until("101 entities").resize_to(0, 0);
    pty.silence(Duration::from_millis(100));
    pty.screen.screen_mut().set_size(24, 80);
    pty.text_keys("gc");
    pty.wait("24 lines", |screen| screen.contains("NAME") && screen.lines().count() == 24);
    pty.text_keys("q");
    assert_eq!(pty.end(), 0);
}

#[test]
fn what_is_too_long_for_the_clipboard_is_not_sent_there() {
    let folder = tempfile::TempDir::new().unwrap();
    let head = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: huge\n  description: ";
    let entity = format!("{head}{}\nspec:\n  type: service\n  lifecycle: x\n  owner: y\n", "word ".repeat(30_000));
    std::fs::write(folder.path().join("catalog-info.yaml"), entity).unwrap();
    let workspace = folder.path().to_str().unwrap();
    let args = vec!["--workspace", workspace, "component:huge"];
    let mut pty = Pty::start(Start { args, ..Start::default() });
    pty.until("word word").text_keys("8").until("apiVersion").text_keys("yy").until("not copied").text_keys("q");
    assert_eq!(pty.end(), 0);
    assert!(!String::from_utf8_lossy(&pty.raw).contains("\u{1b}]52;"));
}

#[test]
fn what_is_told_when_it_falls_over_is_plain_text() {
    let env = vec![("STAGEDOOR_TEST_FALL_AT", "f9")];
    let mut pty = Pty::start(Start { args: vec!["--example"], env, ..Start::default() });
    pty.until("101 entities").send(b"\x1b[20~");
    assert_ne!(pty.end(), 0);
    let raw = String::from_utf8_lossy(&pty.raw).into_owned();
    let (_, report) = raw.split_once("told to fall over").unwrap();
    assert!(!report.contains('\u{1b}'), "{report:?}");
}
