//! The token is where the user put it, and nowhere else.

use crate::program::{Desk, Screen};
use crate::rig;
use std::fs;
use std::path::Path;

/// What must not appear: the token, and the part of it that makes it valid.
struct Token {
    whole: String,
    signature: String,
}

impl Token {
    fn of(whole: String) -> Self {
        let signature = whole.rsplit('.').next().unwrap().to_owned();
        assert!(signature.len() > 20, "a token with a signature");
        Self { whole, signature }
    }

    #[track_caller]
    fn is_not_in(&self, bytes: &[u8], what: &str) {
        for secret in [&self.whole, &self.signature] {
            let there = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!there, "the token is in {what}");
        }
    }

    /// In no file of a folder, but for the one that the user keeps it in.
    #[track_caller]
    fn is_not_under(&self, folder: &Path, but_in: &Path) -> usize {
        let mut files = 0;
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                files += self.is_not_under(&path, but_in);
            } else if path != but_in {
                self.is_not_in(&fs::read(&path).unwrap(), &path.display().to_string());
                files += 1;
            }
        }
        files
    }
}

#[test]
fn no_command_prints_logs_or_keeps_the_token() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let token = Token::of(rig.token_for("alice"));
    let desk = Desk::at(rig);
    let file = desk.token_file("token", &token.whole, 0o600);
    let desk = desk.with("STAGEDOOR_TOKEN_FILE", &file);
    let commands: &[&[&str]] = &[
        &["get", "component", "--owner", "me"],
        &["get", "component", "ghost-ship"],
        &["search", "timetable"],
        &["search", "timetable", "--type", "no-such-type"],
        &["open", "runbook", "component:timetable", "--print"],
        &["link", "component:timetable"],
        &["doctor", "-o", "json"],
        &["config", "check"],
        &["context", "ls"],
    ];
    for command in commands {
        let said = desk.run(&[&["--log", "log", "-vv"], *command].concat());
        token.is_not_in(format!("{said:?}").as_bytes(), &format!("what {command:?} printed"));
        let told = desk.run(&[&["-vv"], *command].concat());
        token.is_not_in(format!("{told:?}").as_bytes(), &format!("what {command:?} told with -vv"));
    }
    let log = fs::read_to_string(desk.home.path().join("log")).unwrap();
    assert!(log.lines().count() > 10, "a log that says something: {log}");
    assert!(token.is_not_under(desk.home.path(), Path::new(&file)) > 0);
}

#[test]
fn a_token_in_the_environment_that_is_refused_is_not_told() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    // well formed, and of another issuer
    let forged = format!("{}x", rig.token_for("alice"));
    let token = Token::of(forged);
    let desk = Desk::at(rig).with("STAGEDOOR_TOKEN", &token.whole);
    let said = desk.run(&["--log", "log", "-vv", "get", "component"]);
    said.fails(4, &["not accepted"]);
    token.is_not_in(said.err.as_bytes(), "the error");
    token.is_not_under(desk.home.path(), Path::new(""));
}

fn arguments(screen: &Screen) -> Vec<u8> {
    let pid = screen.pty.child.process_id().unwrap();
    fs::read(format!("/proc/{pid}/cmdline")).unwrap()
}

#[test]
fn the_screen_keeps_the_token_to_itself() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let token = Token::of(rig.token_for("alice"));
    let desk = Desk::at(rig);
    let file = desk.token_file("token", &token.whole, 0o600);
    let mut screen = desk.with("STAGEDOOR_TOKEN_FILE", &file).screen(&["--log", "log", "-vv"], 36);
    screen.pty.until("you are Alice").text_keys("gc/timetable").until("in sandbox").text_keys("\r").until("Overview");
    screen.pty.text_keys("8").until("apiVersion").text_keys("M").until("Messages");
    screen.escape();
    token.is_not_in(&arguments(&screen), "the arguments");
    token.is_not_in(&screen.pty.raw, "what the terminal was sent");
    let desk = screen.leave();
    let files = token.is_not_under(desk.home.path(), Path::new(&file));
    assert!(files >= 3, "catalog, session and log are there: {files}");
    for folder in ["cache", "state"] {
        private(&desk.home.path().join(folder));
    }
    private(&desk.home.path().join("log"));
}

/// The owner's alone, with everything in it.
fn private(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode & 0o077, 0, "{} has mode {mode:o}", path.display());
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        private(&entry.path());
    }
}

#[test]
fn a_screen_that_is_killed_leaves_no_token_behind() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let token = Token::of(rig.token_for("alice"));
    for signal in ["TERM", "ABRT"] {
        let desk = Desk::at(rig);
        let file = desk.token_file("token", &token.whole, 0o600);
        let mut screen = desk.with("STAGEDOOR_TOKEN_FILE", &file).screen(&["--log", "log"], 36);
        screen.pty.until("you are Alice").signal(signal);
        screen.pty.end();
        token.is_not_in(&screen.pty.raw, &format!("what SIG{signal} left on the terminal"));
        token.is_not_under(screen.pty.home.path(), Path::new(&file));
    }
}

#[test]
#[cfg(debug_assertions)]
fn what_is_said_when_the_program_falls_over_holds_no_token() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let token = Token::of(rig.token_for("alice"));
    // in the environment, where a careless report would take it from
    let desk = Desk::at(rig).with("STAGEDOOR_TOKEN", &token.whole).with("STAGEDOOR_TEST_FALL_AT", "f9");
    let mut screen = desk.with("RUST_BACKTRACE", "full").screen(&["--log", "log", "-vv"], 36);
    screen.pty.until("you are Alice").send(b"\x1b[20~");
    assert_ne!(screen.pty.end(), 0);
    assert!(String::from_utf8_lossy(&screen.pty.raw).contains("told to fall over"), "{}", screen.pty.text());
    token.is_not_in(&screen.pty.raw, "the report");
    token.is_not_under(screen.pty.home.path(), Path::new(""));
}
