//! The environment of a restricted process, as the system knows it.

use crate::stand::{Ran, Stand};
use std::process::{Child, Command, Stdio};

/// Waits with all that it was given for targets on its standard input, and has opened nothing yet.
const WAITING: [&str; 4] = ["--restricted", "do", "app.copy-ref", "-"];

struct Waiting(Child);

impl Drop for Waiting {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn environ(child: &Child) -> Vec<String> {
    let bytes = std::fs::read(format!("/proc/{}/environ", child.id())).unwrap_or_default();
    let mut variables: Vec<String> = bytes
        .split(|byte| *byte == 0)
        .filter(|variable| !variable.is_empty())
        .map(|variable| String::from_utf8_lossy(variable).into_owned())
        .collect();
    variables.sort();
    variables
}

#[test]
fn of_everything_that_somebody_sets_only_the_terminal_and_the_language_come_in() {
    let stand = Stand::new();
    let hostile = [
        ("STAGEDOOR_URL", "http://127.0.0.1:1"),
        ("STAGEDOOR_TOKEN", "stolen"),
        ("STAGEDOOR_TEST_FALL_AT", "q"),
        ("XDG_CONFIG_HOME", "/tmp"),
        ("HTTPS_PROXY", "http://127.0.0.1:1"),
        ("SSL_CERT_FILE", "/tmp/mine.pem"),
        ("EDITOR", "sh"),
        ("BROWSER", "sh"),
        ("LD_LIBRARY_PATH", "/nowhere"),
        ("RUST_BACKTRACE", "full"),
        ("TZ", ":/etc/passwd"),
        ("TERM", "xterm"),
        ("LC_ALL", "C.UTF-8"),
        ("SSH_TTY", "/dev/pts/7"),
    ];
    let mut command = stand.command(&WAITING);
    command.envs(hostile).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut waiting = Waiting(command.spawn().unwrap());
    let expected = ["LANG=C.UTF-8", "LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin", "SSH_TTY=/dev/pts/7", "TERM=xterm"];
    loop {
        // looked at once: it may change in between
        let seen = environ(&waiting.0);
        if seen == expected {
            break;
        }
        let ended = waiting.0.try_wait().unwrap();
        assert!(ended.is_none(), "{ended:?}");
        assert!(seen.iter().any(|it| it.starts_with("EDITOR")) || seen.is_empty(), "{seen:?}");
        std::thread::yield_now();
    }
}

/// Waits until a line of what the system says about a process is as wanted.
#[track_caller]
fn until(waiting: &mut Waiting, file: &str, name: &str, wanted: impl Fn(&str) -> bool) {
    let path = format!("/proc/{}/{file}", waiting.0.id());
    let line = || {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim().to_owned()
    };
    while !wanted(&line()) {
        assert!(waiting.0.try_wait().unwrap().is_none(), "it ended");
        std::thread::yield_now();
    }
}

fn waiting() -> Waiting {
    let stand = Stand::new();
    Waiting(stand.command(&WAITING).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap())
}

#[test]
fn a_crash_leaves_no_memory_behind() {
    let zero = |line: &str| line.split_whitespace().take(2).eq(["0", "0"]);
    until(&mut waiting(), "limits", "Max core file size", zero);
}

#[test]
fn it_is_not_stopped_by_the_signal_of_the_suspend_key() {
    const TSTP: u32 = 20;
    let caught = |line: &str| u64::from_str_radix(line, 16).is_ok_and(|mask| mask >> (TSTP - 1) & 1 == 1);
    until(&mut waiting(), "status", "SigCgt:", caught);
}

#[test]
fn where_everything_is_clean_already_it_is_not_started_anew_again_and_again() {
    let stand = Stand::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_stagedoor"));
    command.args(["--restricted", "keys", "-o", "name"]).env_clear().env("PATH", "/usr/bin:/bin");
    let ran = Ran::of(command.current_dir(stand.here()).output().unwrap());
    assert!(ran.ends(0).out.contains("app.palette"));
}
