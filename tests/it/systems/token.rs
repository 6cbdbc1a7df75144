//! Where the token comes from.

use super::{Act, Asked, Server, answer, envelope, json, setup};
use stagedoor::adapters::http::Limits;
use stagedoor::adapters::portal::{Portal, PortalSetup};
use stagedoor::adapters::session::{Session, TokenSource};
use stagedoor::domain::model::{At, Claims, Identity, Principal};
use stagedoor::domain::text::Secret;
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::ports::{CatalogPort as _, IdentityPort as _, Steps};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

fn write(path: &Path, text: &str, mode: u32) {
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

fn token_file(text: &str, mode: u32) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    write(&path, text, mode);
    (folder, path)
}

async fn refusal(source: TokenSource) -> Fault {
    Session::new(source).token().await.expect_err("there is no token to be had")
}

fn command(words: &[&str]) -> TokenSource {
    TokenSource::Command(words.iter().map(ToString::to_string).collect())
}

#[tokio::test]
async fn a_private_file_gives_its_token_and_one_that_others_can_read_does_not() {
    let (_folder, path) = token_file("  abc\n", 0o600);
    let token = Session::new(TokenSource::File(path.clone())).token().await.unwrap().unwrap();
    assert_eq!(token.reveal(), "abc");
    write(&path, "abc", 0o644);
    let fault = refusal(TokenSource::File(path.clone())).await;
    assert_eq!(fault.kind, FaultKind::NotSignedIn);
    assert!(fault.to_string().contains(&format!("chmod 600 {}", path.display())), "{fault}");
}

#[tokio::test]
async fn a_source_without_a_token_says_what_is_missing() {
    let (folder, empty) = token_file("\n", 0o600);
    let (_other, prose) = token_file("two words", 0o600);
    for (source, word) in [
        (TokenSource::File(folder.path().join("gone")), "cannot be read"),
        (TokenSource::File(folder.path().into()), "is not a file"),
        (TokenSource::File(empty), "is empty"),
        (TokenSource::File(prose), "not a token alone"),
        (TokenSource::Env("STAGEDOOR_TEST_NOT_SET".into()), "STAGEDOOR_TEST_NOT_SET is not set"),
        (command(&["/nowhere/program"]), "does not start"),
        (command(&[]), "does not start"),
        (command(&["true"]), "is empty"),
        (
            command(&["sh", "-c", "echo tok-leak; echo 'vault: \u{1b}[31msealed' >&2; echo more >&2; exit 1"]),
            "failed: vault: sealed",
        ),
    ] {
        let fault = refusal(source).await;
        assert!(fault.happened.as_str().contains(word), "{fault}");
        assert!(!fault.cure.is_empty(), "{fault}");
        assert!(!fault.to_string().contains("tok-leak") && !fault.to_string().contains("more"), "{fault}");
    }
}

#[tokio::test]
async fn a_command_is_run_without_a_shell_and_ended_when_it_hangs() {
    let token = Session::new(command(&["printf", "%s", "$HOME;x"])).token().await.unwrap().unwrap();
    assert_eq!(token.reveal(), "$HOME;x");
    let session = Session::new(command(&["sleep", "600"])).command_limit(Duration::from_millis(50));
    assert!(session.token().await.unwrap_err().happened.as_str().contains("did not end"));
}

#[tokio::test]
async fn a_refused_token_is_read_again_once_and_the_new_one_used() {
    let (_folder, path) = token_file("old", 0o600);
    let renewed = path.clone();
    let server = Server::start(move |asked: &Asked| match asked.header("authorization") {
        Some("Bearer new") => json(200, r#"{"items":[]}"#),
        _ => {
            write(&renewed, "new", 0o600);
            envelope(401, "AuthenticationError", "Illegal token")
        }
    });
    let portal = server.portal_with(TokenSource::File(path), Limits::default());
    portal.rows(None, Steps::ignored()).await.unwrap();
    portal.rows(None, Steps::ignored()).await.unwrap();
    let sent: Vec<_> = server.asked().iter().map(|asked| asked.header("authorization").unwrap().to_owned()).collect();
    assert_eq!(sent, ["Bearer old", "Bearer new", "Bearer new"]);
}

#[tokio::test]
async fn a_token_that_stays_refused_is_not_sent_over_and_over() {
    let (_folder, path) = token_file("old", 0o600);
    let server = Server::answering(vec![envelope(401, "AuthenticationError", "Illegal token")]);
    let portal = server.portal_with(TokenSource::File(path.clone()), Limits::default());
    let fault = portal.rows(None, Steps::ignored()).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotSignedIn);
    assert!(fault.cure.as_str().contains(&path.display().to_string()), "{fault}");
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn without_a_token_none_is_sent_and_the_user_learns_where_one_goes() {
    let server = Server::answering(vec![envelope(401, "AuthenticationError", "Missing credentials")]);
    let portal = server.portal_with(TokenSource::None, Limits::default());
    let fault = portal.rows(None, Steps::ignored()).await.unwrap_err();
    assert_eq!(server.asked()[0].header("authorization"), None);
    assert!(fault.to_string().contains("asks for a token") && fault.to_string().contains("STAGEDOOR_TOKEN"), "{fault}");
}

pub fn jwt(claims: &str) -> TokenSource {
    use base64::Engine as _;
    let payload = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(claims);
    TokenSource::Fixed(Secret::new(format!("e30.{payload}.c2ln")))
}

async fn identity(portal: &Portal) -> Arc<Identity> {
    portal.who_am_i(Steps::ignored()).await.unwrap().answer
}

fn said(identity: &Arc<Identity>) -> Claims {
    identity.claims.clone().unwrap()
}

const ALICE: &str = r#"{"sub":"user:default/alice","exp":7}"#;

/// A portal that says so of whoever asks, and knows alice's entity.
fn telling(userinfo: Act) -> Server {
    let alice = r#"{"kind":"User","metadata":{"name":"alice"},"relations":[
        {"type":"memberOf","targetRef":"group:default/team-a"},{"type":"ownerOf","targetRef":"component:default/x"}]}"#;
    Server::start(move |asked| match asked.path() {
        "/api/auth/v1/userinfo" => userinfo.clone(),
        path if path.ends_with("/alice") => json(200, alice),
        _ => envelope(404, "NotFoundError", "No entity"),
    })
}

#[tokio::test]
async fn who_one_is_comes_from_the_token_and_the_groups_from_the_portal() {
    let told = r#"{"claims":{"sub":"user:default/alice","ent":["user:default/alice","group:default/team-b",7]}}"#;
    let server = telling(json(200, told));
    let alice = identity(&server.portal_with(jwt(ALICE), Limits::default())).await;
    assert_eq!((alice.user.as_ref().unwrap().as_str(), alice.source.as_str()), ("user:default/alice", "token"));
    let ownership: Vec<_> = alice.ownership.iter().map(ToString::to_string).collect();
    assert_eq!(ownership, ["user:default/alice", "group:default/team-b"]);
    assert_eq!((said(&alice).groups.as_slice(), alice.ends), (&["group:default/team-b".into()][..], Some(At(7_000))));
    assert_eq!((alice.principal, server.asked().len()), (Principal::User, 1));
    // a token that carries its groups needs no question
    let portal = server.portal_with(jwt(r#"{"sub":"user:default/bob","ent":["group:x/y"]}"#), Limits::default());
    let bob = identity(&portal).await;
    assert_eq!((bob.ownership[0].as_str(), said(&bob).groups[0].as_str()), ("group:x/y", "group:x/y"));
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn a_portal_that_is_older_than_the_question_leaves_the_groups_to_ones_own_entity() {
    let server = telling(answer(404, &[], b""));
    let alice = identity(&server.portal_with(jwt(ALICE), Limits::default())).await;
    assert_eq!(alice.ownership[1].as_str(), "group:default/team-a");
    assert!(said(&alice).groups.is_empty(), "what nobody vouches for grants nothing");
    let portal = server.portal_with(jwt(r#"{"sub":"user:default/new"}"#), Limits::default());
    let new = identity(&portal).await;
    assert_eq!(new.ownership, [new.user.clone().unwrap()], "a user without an entity is still someone");
}

#[tokio::test]
async fn a_token_that_stands_for_no_user_is_a_services_with_the_claims_that_it_has() {
    let server = telling(envelope(400, "InputError", "Userinfo endpoint must be called with a user principal"));
    let robot = jwt(r#"{"sub":"system:serviceaccount:ci:robot","groups":["ci"]}"#);
    for source in [robot.clone(), TokenSource::Fixed(Secret::new("static".into())), jwt(ALICE)] {
        let service = identity(&server.portal_with(source, Limits::default())).await;
        assert_eq!((service.user.clone(), service.source.as_str()), (None, "service token"));
        assert_eq!(service.principal, Principal::Service);
    }
    assert_eq!(said(&identity(&server.portal_with(robot, Limits::default())).await).groups, ["ci"]);
    assert_eq!(server.asked().len(), 1, "only for what might be a user's");
}

#[tokio::test]
async fn whom_the_configuration_names_is_whose_rows_are_ones_own_and_gets_no_groups_by_that() {
    let server = telling(json(200, r#"{"claims":{"ent":["user:default/bob","group:default/team-b"]}}"#));
    let token = jwt(r#"{"sub":"user:default/bob"}"#);
    let user = Some("user:default/alice".parse().unwrap());
    let portal = Portal::new(PortalSetup { token, user, ..setup(&server.base) }).unwrap();
    let identity = identity(&portal).await;
    assert_eq!((identity.source.as_str(), identity.ownership[1].as_str()), ("configuration", "group:default/team-a"));
    assert_eq!(said(&identity).groups, ["group:default/team-b"]);
}

#[tokio::test]
async fn what_the_providers_token_says_of_the_user_counts_too() {
    let server = telling(json(200, r#"{"claims":{"ent":["group:default/team-b"]}}"#));
    let portal = server.portal_with(jwt(ALICE), Limits::default());
    let more = r#"{"groups":["/sre"],"realm_access":{"roles":["dba"]}}"#;
    let portal = portal.with_provider(Arc::new(Session::new(jwt(more))));
    let claims = said(&identity(&portal).await);
    assert_eq!((claims.groups.len(), claims.realm_roles.as_slice()), (2, &["dba".to_owned()][..]));
    let gone = Session::new(TokenSource::Env("STAGEDOOR_TEST_NOT_SET".into()));
    let portal = server.portal_with(jwt(ALICE), Limits::default()).with_provider(Arc::new(gone));
    assert_eq!(said(&identity(&portal).await).groups, ["group:default/team-b"], "its absence takes nothing away");
}

#[tokio::test]
async fn leaving_while_a_command_runs_ends_what_it_started_too() {
    use std::io::{BufRead as _, BufReader, Read as _};
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    // the command's child holds the pipe open for as long as it lives
    let script = format!("(echo up; exec sleep 60) > '{}' & wait", pipe.display());
    let session = Session::new(command(&["sh", "-c", &script]));
    let (up, is_up) = tokio::sync::oneshot::channel();
    let (ended, has_ended) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut reader = BufReader::new(std::fs::File::open(pipe).unwrap());
        reader.read_line(&mut String::new()).unwrap();
        up.send(()).unwrap();
        reader.read_to_end(&mut Vec::new()).unwrap();
        ended.send(()).unwrap();
    });
    tokio::select! {
        token = session.token() => panic!("{token:?}"),
        up = is_up => up.unwrap(),
    }
    assert!(has_ended.recv_timeout(Duration::from_secs(30)).is_ok(), "the child of the command lives on");
}
