//! A proxy in front of the portal that says who one is, and the portal's guest.

use super::{ALICE, BOB};
use crate::systems::{Asked, Server, envelope, json, setup};
use stagedoor::adapters::http::{Client, Headers, Limits};
use stagedoor::adapters::portal::{Account, AccountSetup, Portal, PortalSetup, Renewal, Standing, Standings};
use stagedoor::adapters::session::flow::Issuers;
use stagedoor::adapters::session::{HeaderSource, Issuer, ProxyHeaders, Stored, TokenSource, Vault, Whose};
use stagedoor::platform::account::{AccountPort as _, Way};
use stagedoor::platform::clock;
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::ports::{CatalogPort as _, Steps};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

fn header_file(folder: &Path, value: &str) -> PathBuf {
    let path = folder.join("header");
    std::fs::write(&path, value).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    path
}

fn headers(name: &str, path: PathBuf) -> Option<Arc<dyn Headers>> {
    Some(Arc::new(ProxyHeaders(vec![(name.into(), HeaderSource::File(path))])))
}

fn jwt(subject: &str) -> String {
    use base64::Engine as _;
    let payload = format!(r#"{{"sub":"{subject}"}}"#);
    format!("e30.{}.c2ln", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(payload))
}

/// A portal behind a proxy: it gives a token for whoever the header names, good for so long.
fn portal(lives: i64) -> Server {
    Server::start(move |asked: &Asked| match (asked.path(), asked.header("x-who")) {
        (_, None) => envelope(401, "AuthenticationError", "no header"),
        ("/api/auth/oauth2Proxy/refresh", Some("mallory")) => envelope(500, "Error", "no user of mallory"),
        ("/api/auth/oauth2Proxy/refresh", Some(who)) => json(
            200,
            &format!(
                r#"{{"backstageIdentity":{{"token":"{}","expiresInSeconds":{lives}}}}}"#,
                jwt(&format!("user:default/{who}"))
            ),
        ),
        _ => json(200, r#"{"items":[]}"#),
    })
}

/// The account of a context that takes a proxy and guests, and who gives newer tokens.
fn account(server: &Server, headers: Option<Arc<dyn Headers>>) -> (Account, Arc<Vault>, Arc<Issuers>) {
    let portal = Client::new(&server.base, Limits::default()).unwrap().with_headers(headers);
    let issuers = Arc::new(Issuers { portal, provider: None });
    let vault = Arc::new(Vault::in_memory());
    let standings = Standings { proxy: Standing::Taken, guest: Standing::Taken, ..Standings::default() };
    let setup = AccountSetup { standings, proxy: Some("oauth2Proxy".into()), ..AccountSetup::default() };
    (Account::new(setup, Arc::clone(&issuers), Arc::clone(&vault)), vault, issuers)
}

async fn sign_in(account: &Account, way: Way) -> Result<(), Fault> {
    account.sign_in(way, Steps::ignored()).await.map(drop)
}

/// The portal as it is seen by whoever is signed in through the proxy.
async fn signed_in(server: &Server, headers: Option<Arc<dyn Headers>>) -> (Portal, Arc<Vault>) {
    let (account, vault, issuers) = account(server, headers.clone());
    sign_in(&account, Way::Proxy).await.unwrap();
    let renewal = Arc::new(Renewal::new(issuers));
    let stored = Stored::new(Arc::clone(&vault), renewal, Issuer::Portal, Whose::of(ALICE));
    let setup = PortalSetup { token: TokenSource::Stored(stored), headers, ..setup(&server.base) };
    (Portal::new(setup).unwrap(), vault)
}

#[tokio::test]
async fn the_proxys_header_goes_along_with_every_request_and_its_newest_value() {
    let folder = TempDir::new().unwrap();
    let path = header_file(folder.path(), "alice\n");
    let server = portal(3_600);
    let (portal, _) = signed_in(&server, headers("X-Who", path)).await;
    portal.rows(None, Steps::ignored()).await.unwrap();
    header_file(folder.path(), "alice2");
    portal.rows(None, Steps::ignored()).await.unwrap();
    let sent: Vec<_> = server.asked().iter().map(|asked| asked.header("x-who").unwrap().to_owned()).collect();
    assert_eq!(sent, ["alice", "alice", "alice", "alice2"]);
    let bearer = format!("Bearer {}", jwt(ALICE));
    assert_eq!(server.asked()[2].header("authorization"), Some(bearer.as_str()));
}

#[tokio::test]
async fn a_token_that_the_proxy_vouches_for_is_renewed_when_it_ends() {
    let folder = TempDir::new().unwrap();
    let server = portal(0);
    let (portal, _) = signed_in(&server, headers("X-Who", header_file(folder.path(), "alice"))).await;
    portal.rows(None, Steps::ignored()).await.unwrap();
    let asked = server.asked();
    let paths: Vec<_> = asked.iter().map(Asked::path).filter(|path| path.ends_with("/refresh")).collect();
    assert_eq!(paths[..2], ["/api/auth/oauth2Proxy/refresh"; 2]);
}

#[tokio::test]
async fn when_the_proxy_names_somebody_else_what_is_shown_is_not_mixed_with_what_is_theirs() {
    let folder = TempDir::new().unwrap();
    let server = portal(0);
    let (portal, vault) = signed_in(&server, headers("X-Who", header_file(folder.path(), "alice"))).await;
    header_file(folder.path(), "bob");
    let fault = portal.rows(None, Steps::ignored()).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::AnotherUser);
    assert_eq!(vault.held().await.unwrap().unwrap().subject, BOB, "the next start is bob's");
}

#[tokio::test]
async fn a_proxy_that_does_not_know_one_any_more_says_so_and_the_next_try_counts() {
    let folder = TempDir::new().unwrap();
    let server = portal(0);
    let (portal, _) = signed_in(&server, headers("X-Who", header_file(folder.path(), "alice"))).await;
    header_file(folder.path(), "mallory");
    let fault = portal.rows(None, Steps::ignored()).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotSignedIn);
    assert!(fault.cure.as_str().contains("sign in to the proxy"), "{fault}");
    assert!(!fault.to_string().contains("mallory"), "the value was said back: {fault}");
    header_file(folder.path(), "alice");
    portal.rows(None, Steps::ignored()).await.unwrap();
}

#[tokio::test]
async fn a_header_that_cannot_be_read_or_must_not_be_set_keeps_the_request_here() {
    let folder = TempDir::new().unwrap();
    let server = portal(3_600);
    let path = header_file(folder.path(), "alice");
    let wide = folder.path().join("wide");
    std::fs::write(&wide, "alice").unwrap();
    std::fs::set_permissions(&wide, std::fs::Permissions::from_mode(0o644)).unwrap();
    let two_lines = folder.path().join("lines");
    std::fs::write(&two_lines, "a\r\nX-Admin: yes").unwrap();
    std::fs::set_permissions(&two_lines, std::fs::Permissions::from_mode(0o600)).unwrap();
    for (name, path, words) in [
        ("X-Who", folder.path().join("gone"), "cannot be read"),
        ("X-Who", wide, "others can read"),
        ("X-Who", two_lines, "holds what no header may"),
        ("Authorization", path.clone(), "is not the proxy's to set"),
        ("X Who", path, "a name that is none"),
    ] {
        let fault = sign_in(&account(&server, headers(name, path)).0, Way::Proxy).await.unwrap_err();
        assert!(fault.to_string().contains(words), "{fault}");
    }
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn a_guest_is_one_as_long_as_the_portal_wants() {
    let given = format!(r#"{{"backstageIdentity":{{"token":"{}"}}}}"#, jwt("user:default/guest"));
    let no = || envelope(404, "NotFoundError", "no");
    let server = Server::answering(vec![json(200, &given), no(), no(), json(200, "{}")]);
    let (account, vault, _) = account(&server, None);
    sign_in(&account, Way::Guest).await.unwrap();
    let held = vault.held().await.unwrap().unwrap();
    assert_eq!(held.grants[0].tokens.access.reveal(), jwt("user:default/guest"));
    assert_eq!(server.asked()[0].path(), "/api/auth/guest/refresh");
    assert_eq!(sign_in(&account, Way::Guest).await.unwrap_err().kind, FaultKind::NotFound);
    assert_eq!(sign_in(&account, Way::Guest).await.unwrap_err().kind, FaultKind::Malformed);
}

#[tokio::test]
async fn a_portal_whose_clock_is_elsewhere_gives_tokens_that_count_from_when_they_came() {
    // an hour by a clock that stands at the beginning of 1970
    let claims = r#"{"sub":"user:default/guest","iat":1000,"exp":4600}"#;
    use base64::Engine as _;
    let token = format!("e30.{}.c2ln", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(claims));
    for lives in ["", r#","expiresInSeconds":3600"#] {
        let given = format!(r#"{{"backstageIdentity":{{"token":"{token}"{lives}}}}}"#);
        let server = Server::answering(vec![json(200, &given), envelope(404, "NotFoundError", "no")]);
        let (account, vault, _) = account(&server, None);
        sign_in(&account, Way::Guest).await.unwrap();
        let ends = vault.held().await.unwrap().unwrap().grants[0].tokens.ends.unwrap();
        let left = ends.since(clock::now());
        assert!(left > std::time::Duration::from_secs(3_000) && left.as_secs() <= 3_600, "{left:?}");
    }
}
