//! A real keyring: gnome-keyring on a session bus of its own.

use crate::rig::live;
use stagedoor::adapters::session::{Grant, Held, Issuer, KEYRING_LIMIT, KeptIn, Pointer, SystemKeyring, Tokens, Vault};
use stagedoor::domain::text::Secret;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const FOLDER: &str = "STAGEDOOR_TEST_FOLDER";

/// A bus, a keyring that is unlocked, and this program again among them.
const INSIDE: &str = r#"
set -eu
mkdir -p -m 700 "$XDG_RUNTIME_DIR"
printf secret | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 &
export STAGEDOOR_TEST_DAEMON=$!
# whoever asks earlier makes the bus start another one, which is locked
until dbus-send --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
  string:org.freedesktop.secrets | grep -q true; do :; done
"$0" keyring::the_one_inside --exact --nocapture
kill -CONT "$STAGEDOOR_TEST_DAEMON" 2>/dev/null || true
kill "$STAGEDOOR_TEST_DAEMON"
"#;

fn held() -> Held {
    let secret = |text: &str| Secret::new(text.repeat(400));
    let tokens =
        Tokens { access: secret("access"), refresh: Some(secret("refresh")), id: Some(secret("id")), ends: None };
    let grant = Grant {
        issuer: Issuer::Portal,
        tokens,
        client_id: "cli".into(),
        token_endpoint: "https://portal.example/token".into(),
        revocation_endpoint: String::new(),
    };
    Held { subject: "user:default/alice".into(), user: None, way: "browser".into(), grants: vec![grant] }
}

/// Waits long for the keyring: it is there, and the machine may be busy.
fn vault(folder: &Path) -> Vault {
    hurried(folder).keyring_limit(Duration::from_secs(60))
}

/// Waits for it as long as the program does.
fn hurried(folder: &Path) -> Vault {
    Vault::in_folder(folder.join("account"), SystemKeyring::find())
}

#[tokio::test]
async fn the_one_inside() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    assert_eq!(vault(&folder).keyring_answers().await, Some(Ok(())));
    let begun = Instant::now();
    vault(&folder).keep(&held()).await.unwrap();
    let kept = begun.elapsed();
    assert_eq!(Pointer::read(&folder.join("account")).unwrap().unwrap().kept, KeptIn::Keyring);
    assert!(!folder.join("account/tokens.json").exists());
    let begun = Instant::now();
    assert_eq!(vault(&folder).held().await.unwrap(), Some(held()));
    println!("kept in {kept:?}, read in {:?}", begun.elapsed());
    let daemon = std::env::var("STAGEDOOR_TEST_DAEMON").unwrap();
    let signal = |name: &str| assert!(Command::new("kill").args([name, &daemon]).status().unwrap().success());
    signal("-STOP");
    let begun = Instant::now();
    let hanging = hurried(&folder);
    let fault = hanging.held().await.unwrap_err();
    println!("given up after {:?}, of {KEYRING_LIMIT:?}", begun.elapsed());
    assert!(fault.to_string().contains("did not answer"), "{fault}");
    signal("-CONT");
    while hanging.held().await.is_err() {
        tokio::task::yield_now().await;
    }
    assert_eq!(hanging.held().await.unwrap(), Some(held()));
    vault(&folder).purge().await.unwrap();
    assert_eq!(vault(&folder).held().await.unwrap(), None);
    println!("all is well inside");
}

#[test]
fn tokens_are_kept_in_a_real_keyring_and_one_that_hangs_is_not_waited_for() {
    if !live() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    std::fs::create_dir(&home).unwrap();
    let mut command = Command::new("dbus-run-session");
    command.args(["--", "sh", "-c", INSIDE]).arg(std::env::current_exe().unwrap());
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap());
    command.env("HOME", &home).env("XDG_DATA_HOME", home.join("data")).env("XDG_RUNTIME_DIR", home.join("run"));
    command.env(FOLDER, folder.path());
    let output = command.output().expect("dbus-run-session is installed");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(out.contains("all is well inside"), "{out}\n{err}");
    let told: Vec<&str> = out.lines().filter(|line| line.contains("kept in") || line.contains("given up")).collect();
    println!("{}", told.join("; "));
}
