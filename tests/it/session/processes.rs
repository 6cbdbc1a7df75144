//! Several processes with one session.

use super::{ALICE, LIMIT, held, in_seconds, secret, session_over, vault};
use crate::systems::{Act, Asked, Server, json};
use stagedoor::adapters::http::{Call, Client, Limits};
use stagedoor::adapters::session::{Grant, Renew, Tokens, Unrenewed, Vault};
use stagedoor::platform::fault::{Fault, FaultKind};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Barrier, Mutex};
use std::time::Duration;
use tempfile::TempDir;

const PROCESSES: usize = 4;
const FOLDER: &str = "STAGEDOOR_TEST_FOLDER";
const BASE: &str = "STAGEDOOR_TEST_BASE";

/// One who renews at a server that gives each refresh token a single time.
struct Rotating(Client);

impl Renew for Rotating {
    fn renew<'a>(&'a self, grant: &'a Grant) -> futures_util::future::BoxFuture<'a, Result<Tokens, Unrenewed>> {
        Box::pin(async move {
            let refresh = grant.tokens.refresh.as_ref().unwrap().reveal();
            let body = self.0.send(&Call::post("renew", &["token"], &refresh), None).await;
            let body =
                body.map_err(|failure| Unrenewed::Over(Fault { kind: FaultKind::NotSignedIn, ..failure.fault }))?;
            let [access, refresh]: [String; 2] = body.json()?;
            let ends = Some(in_seconds(3_600));
            Ok(Tokens { access: secret(&access), refresh: Some(secret(&refresh)), id: None, ends })
        })
    }
}

/// This test's own program, doing one test as another process; nothing where it is not asked to.
fn other(test: &str, folder: &Path, base: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([&format!("session::processes::{test}"), "--exact", "--nocapture"]);
    command.env(FOLDER, folder).env(BASE, base).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn asked_to() -> Option<(PathBuf, String)> {
    Some((std::env::var_os(FOLDER)?.into(), std::env::var(BASE).ok()?))
}

/// What one of several processes does.
#[tokio::test]
async fn the_other_process() {
    let Some((folder, base)) = asked_to() else { return };
    let client = Client::new(&base, Limits::default()).unwrap();
    client.send(&Call::get("say hello", &["hello"]), None).await.unwrap();
    let session = session_over(&vault(&folder), Arc::new(Rotating(client)), ALICE);
    println!("token={}", session.token().await.unwrap().unwrap().reveal());
}

#[tokio::test]
async fn processes_that_need_a_new_token_at_once_get_one_and_none_loses_the_session() {
    let folder = TempDir::new().unwrap();
    vault(folder.path()).keep(&held(ALICE, Some(in_seconds(-1)))).await.unwrap();
    // all of them are there before the first one is answered
    let (all_there, current) = (Barrier::new(PROCESSES), Mutex::new(0));
    let server = Server::start(move |asked: &Asked| {
        if asked.path() == "/hello" {
            all_there.wait();
            return json(200, "{}");
        }
        let mut current = current.lock().unwrap();
        if asked.body != format!("\"refresh-{current}\"") {
            return json(400, r#"{"error":"invalid_grant"}"#);
        }
        *current += 1;
        json(200, &format!(r#"["access-{current}","refresh-{current}"]"#))
    });
    let started: Vec<_> =
        (0..PROCESSES).map(|_| other("the_other_process", folder.path(), &server.base).spawn().unwrap()).collect();
    for process in started {
        let output = tokio::task::spawn_blocking(move || process.wait_with_output().unwrap()).await.unwrap();
        let out = String::from_utf8_lossy(&output.stdout);
        assert!(out.contains("token=access-1\n"), "{out}\n{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(server.asked().iter().filter(|asked| asked.path() == "/token").count(), 1);
    let kept = vault(folder.path()).held().await.unwrap().unwrap();
    assert_eq!(kept.grants[0].tokens.refresh, Some(secret("refresh-1")));
}

#[tokio::test]
async fn a_process_that_is_killed_while_it_renews_keeps_nobody_from_renewing() {
    let folder = TempDir::new().unwrap();
    vault(folder.path()).keep(&held(ALICE, Some(in_seconds(-1)))).await.unwrap();
    let (reached, is_reached) = std::sync::mpsc::channel();
    let first = Mutex::new(Some(reached));
    let server = Server::start(move |asked: &Asked| {
        if asked.path() == "/hello" {
            return json(200, "{}");
        }
        let Some(reached) = first.lock().unwrap().take() else { return json(200, r#"["access-1","refresh-1"]"#) };
        reached.send(()).unwrap();
        Act::SendAndHang(Vec::new())
    });
    let mut process = other("the_other_process", folder.path(), &server.base).spawn().unwrap();
    tokio::task::spawn_blocking(move || is_reached.recv_timeout(LIMIT).unwrap()).await.unwrap();
    // while it lives, it is waited for
    let impatient = Vault::in_folder(folder.path().join("account"), None).lock_patience(Duration::ZERO);
    assert!(impatient.lock().await.is_err());
    process.kill().unwrap();
    process.wait().unwrap();
    let client = Client::new(&server.base, Limits::default()).unwrap();
    let session = session_over(&vault(folder.path()), Arc::new(Rotating(client)), ALICE);
    assert_eq!(session.token().await.unwrap().unwrap().reveal(), "access-1");
}

/// Signs in, as another process.
#[tokio::test]
async fn the_one_who_signs_in() {
    let Some((folder, _)) = asked_to() else { return };
    vault(&folder).keep(&held(ALICE, None)).await.unwrap();
}

#[test]
fn whatever_the_umask_says_what_is_kept_is_its_owners_alone() {
    for umask in ["000", "077", "777"] {
        let folder = TempDir::new().unwrap();
        let command = other("the_one_who_signs_in", folder.path(), "");
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("umask {umask}; exec \"$0\" \"$@\"")]).arg(command.get_program());
        shell.args(command.get_args()).envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let output = shell.output().unwrap();
        assert!(output.status.success(), "{umask}: {}", String::from_utf8_lossy(&output.stdout));
        let mode = |name: &str| folder.path().join(name).metadata().unwrap().permissions().mode() & 0o7777;
        assert_eq!(mode("account"), 0o700, "{umask}");
        for name in ["account/tokens.json", "account/signed-in.json"] {
            assert_eq!(mode(name), 0o600, "{umask} {name}");
        }
    }
}
