//! The environment of a restricted process, as the system knows it.

use crate::stand::{Ran, Stand};
use std::io::BufRead as _;
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
    while environ(&waiting.0) != expected {
        let ended = waiting.0.try_wait().unwrap();
        assert!(ended.is_none(), "{ended:?}");
        assert!(
            environ(&waiting.0).iter().any(|it| it.starts_with("EDITOR")) || environ(&waiting.0).is_empty(),
            "{:?}",
            environ(&waiting.0)
        );
        std::thread::yield_now();
    }
}

#[test]
fn a_crash_leaves_no_memory_behind() {
    let stand = Stand::new();
    let mut command = stand.command(&WAITING);
    let mut waiting = Waiting(command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap());
    let limits = format!("/proc/{}/limits", waiting.0.id());
    let core = || {
        let file = std::fs::File::open(&limits).unwrap();
        let line = std::io::BufReader::new(file).lines().map_while(Result::ok).find(|it| it.starts_with("Max core"));
        line.unwrap_or_default().split_whitespace().skip(4).take(2).collect::<Vec<_>>().join(" ")
    };
    while core() != "0 0" {
        assert!(waiting.0.try_wait().unwrap().is_none());
        std::thread::yield_now();
    }
}

#[test]
fn what_is_clean_already_is_not_started_a_second_time() {
    // the process that was started is the one that answers: a second start keeps its number, so it
    // is the variables that tell: one that is there twice would be there once
    let stand = Stand::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_stagedoor"));
    command.args(["--restricted", "keys", "-o", "name"]).env_clear().env("PATH", "/usr/bin:/bin");
    let ran = Ran::of(command.current_dir(stand.here()).output().unwrap());
    assert!(ran.ends(0).out.contains("app.palette"));
}
