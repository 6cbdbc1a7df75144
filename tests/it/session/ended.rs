//! What ends a session, and what only looks like it: through the real renewal and the token file.

use super::{ALICE, held, in_seconds, secret, session_over, vault};
use crate::systems::{Act, Asked, Server, envelope, json};
use stagedoor::adapters::http::{Client, Headers, Limits};
use stagedoor::adapters::portal::Renewal;
use stagedoor::adapters::session::flow::Issuers;
use stagedoor::adapters::session::{HeaderSource, Held, ProxyHeaders, Stored, Vault};
use stagedoor::platform::fault::FaultKind;
use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;

const NEWER: &str =
    r#"{"access_token":"access-1","token_type":"Bearer","expires_in":3600,"refresh_token":"refresh-1"}"#;

/// A server that does this first, and then gives newer tokens.
fn server(first: Vec<Act>) -> Server {
    let first = Mutex::new(VecDeque::from(first));
    Server::start(move |_: &Asked| first.lock().unwrap().pop_front().unwrap_or_else(|| json(200, NEWER)))
}

/// Alice's session of thirty days, whose token ends then.
async fn signed_in(folder: &Path, server: &Server, ends: i64, headers: Option<Arc<dyn Headers>>) -> Stored {
    let vault = vault(folder);
    let mut held = held(ALICE, Some(in_seconds(ends)));
    held.grants[0].token_endpoint = format!("{}/token", server.base);
    vault.keep(&held).await.unwrap();
    of(&vault, server, headers)
}

fn of(vault: &Arc<Vault>, server: &Server, headers: Option<Arc<dyn Headers>>) -> Stored {
    let limits = Limits { pause: Duration::ZERO, ..Limits::default() };
    let portal = Client::new(&server.base, limits).unwrap().with_headers(headers);
    session_over(vault, Arc::new(Renewal::new(Arc::new(Issuers { portal, provider: None }))), ALICE)
}

async fn on_disk(folder: &Path) -> Held {
    vault(folder).held().await.unwrap().unwrap()
}

#[tokio::test]
async fn who_is_refused_on_the_way_to_the_portal_keeps_the_session_of_thirty_days() {
    for act in [
        json(401, "<html>Sign in to the network"),
        json(407, "<html>Proxy Authentication Required"),
        envelope(401, "AuthenticationError", "no"),
        json(401, r#"{"message":"no"}"#),
        json(400, r#"{"error":"invalid_client"}"#),
    ] {
        let folder = TempDir::new().unwrap();
        let server = server(vec![act.clone()]);
        let session = signed_in(folder.path(), &server, -1, None).await;
        session.token().await.unwrap_err();
        assert_eq!(on_disk(folder.path()).await.grants[0].tokens.refresh, Some(secret("refresh-0")), "{act:?}");
        // on the other side of the gateway
        assert_eq!(session.token().await.unwrap().unwrap().reveal(), "access-1");
        assert_eq!(on_disk(folder.path()).await.grants[0].tokens.refresh, Some(secret("refresh-1")));
    }
}

#[tokio::test]
async fn a_header_of_the_proxy_that_is_missing_once_does_not_end_the_session() {
    let folder = TempDir::new().unwrap();
    let server = server(Vec::new());
    let path = folder.path().join("header");
    let headers = Arc::new(ProxyHeaders(vec![("X-Who".into(), HeaderSource::File(path.clone()))]));
    let session = signed_in(folder.path(), &server, -1, Some(headers)).await;
    let fault = session.token().await.unwrap_err();
    assert!(fault.to_string().contains("no header X-Who"), "{fault}");
    assert_eq!(on_disk(folder.path()).await.grants.len(), 1);
    std::fs::write(&path, "alice").unwrap();
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    assert_eq!(session.token().await.unwrap().unwrap().reveal(), "access-1");
}

#[tokio::test]
async fn only_the_portals_own_word_ends_the_session() {
    let folder = TempDir::new().unwrap();
    let server = server(vec![json(400, r#"{"error":"invalid_grant"}"#)]);
    let session = signed_in(folder.path(), &server, -1, None).await;
    let fault = session.token().await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotSignedIn);
    assert!(fault.cure.as_str().contains("stagedoor login"), "{fault}");
    assert_eq!(on_disk(folder.path()).await.grants, []);
}

/// Short before the end of a token.
const DUE: i64 = 3_595;

/// Whose token counts for some seconds more.
fn soon(session: Stored) -> Stored {
    thread_local!(static TIMES: std::cell::Cell<u32> = const { std::cell::Cell::new(0) });
    TIMES.set(0);
    // it is first seen when it is young
    session.by_clock(|| {
        let now = stagedoor::platform::clock::now();
        TIMES.set(TIMES.get() + 1);
        if TIMES.get() == 1 { now } else { now.after(Duration::from_secs(DUE.unsigned_abs())) }
    })
}

#[tokio::test]
async fn a_token_that_still_counts_is_used_whatever_keeps_it_from_being_renewed() {
    let folder = TempDir::new().unwrap();
    let server = server(vec![json(401, "<html>Sign in to the network")]);
    let session = soon(signed_in(folder.path(), &server, 3_600, None).await);
    for _ in 0..3 {
        assert_eq!(session.token().await.unwrap().unwrap().reveal(), "access-0");
    }
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn a_token_that_still_counts_is_used_while_another_process_holds_the_lock() {
    let folder = TempDir::new().unwrap();
    let server = server(Vec::new());
    drop(signed_in(folder.path(), &server, 3_600, None).await);
    let account = folder.path().join("account");
    let other = std::fs::File::create(account.join("tokens.lock")).unwrap();
    other.lock().unwrap();
    let impatient = Arc::new(Vault::in_folder(account, None).lock_patience(Duration::ZERO));
    let session = soon(of(&impatient, &server, None));
    for _ in 0..3 {
        assert_eq!(session.token().await.unwrap().unwrap().reveal(), "access-0");
    }
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn a_server_that_never_answers_is_not_waited_for_without_end() {
    let folder = TempDir::new().unwrap();
    let server = server(vec![Act::SendAndHang(Vec::new()), Act::SendAndHang(Vec::new())]);
    let session = signed_in(folder.path(), &server, -1, None).await.try_limit(Duration::ZERO);
    let fault = tokio::time::timeout(super::LIMIT, session.token()).await.unwrap().unwrap_err();
    assert_eq!(fault.kind, FaultKind::TimedOut);
    assert_eq!(on_disk(folder.path()).await.grants.len(), 1);
}
