//! Whose data is shown: of whoever is signed in, and of nobody else on the same account.

use super::{ALICE, BOB, Renewing, grant, in_seconds};
use crate::signing_in::servers::user_token;
use crate::stand::Stand;
use crate::support::terminal::{Pty, Start};
use crate::systems::{Act, Asked, Server, json};
use stagedoor::adapters::session::{Held, Issuer, Stored, Vault, Whose, number};
use stagedoor::platform::fault::FaultKind;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A portal that shows each user one thing of their own, and hangs once it is told to.
fn portal(hangs: &'static std::sync::atomic::AtomicBool) -> Server {
    Server::start(move |asked: &Asked| {
        if hangs.load(std::sync::atomic::Ordering::SeqCst) {
            return Act::SendAndHang(Vec::new());
        }
        let own = match asked.header("authorization") {
            Some("Bearer token-of-alice") => "alices-ledger",
            Some("Bearer token-of-bob") => "bobs-mailer",
            other => panic!("{other:?}"),
        };
        json(200, &format!(r#"{{"items":[{{"kind":"Component","metadata":{{"name":"{own}"}}}}],"totalItems":1}}"#))
    })
}

fn account(state: &Path, base: &str) -> PathBuf {
    let key = format!("work-{:016x}", number(&["work", base, "", ""].join("\0")));
    state.join("accounts").join(key)
}

/// Signs somebody in to the context, as another process would.
fn sign_in(state: &Path, base: &str, subject: &str) {
    sign_in_by("browser", state, base, subject);
}

fn sign_in_by(way: &str, state: &Path, base: &str, subject: &str) {
    let mut grant = grant(0, Some(in_seconds(3_600)));
    let name = subject.rsplit('/').next().unwrap();
    grant.tokens.access = super::secret(&format!("token-of-{name}"));
    let held = Held { subject: subject.into(), user: subject.parse().ok(), way: way.into(), grants: vec![grant] };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(Vault::in_folder(account(state, base), None).keep(&held)).unwrap();
}

fn configure(home: &Path, base: &str) {
    std::fs::create_dir_all(home.join("config")).unwrap();
    let text = format!("current = \"work\"\n[contexts.work]\nurl = \"{base}\"\n");
    std::fs::write(home.join("config/config.toml"), text).unwrap();
}

/// Opens the catalog, waits for something in it, and leaves.
fn seen(home: TempDir, wanted: &str, unwanted: &str) -> TempDir {
    let mut pty = Pty::start(Start { home, ..Start::default() });
    pty.until("work").text_keys("gc").until(wanted);
    assert!(!String::from_utf8_lossy(&pty.raw).contains(unwanted), "{unwanted} was seen");
    pty.text_keys("q");
    assert_eq!(pty.end(), 0);
    pty.home
}

#[test]
fn what_one_saw_shows_at_once_at_the_next_start_and_never_to_another() {
    static HANGS: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);
    let server = portal(&HANGS);
    let home = TempDir::new().unwrap();
    configure(home.path(), &server.base);
    let state = home.path().join("state");
    sign_in(&state, &server.base, ALICE);
    let home = seen(home, "alices-ledger", "bobs-mailer");
    sign_in(&state, &server.base, BOB);
    let home = seen(home, "bobs-mailer", "alices-ledger");
    // from here on no answer ever comes, and no frame waits for one
    HANGS.store(true, std::sync::atomic::Ordering::SeqCst);
    let home = seen(home, "bobs-mailer", "alices-ledger");
    sign_in(&state, &server.base, ALICE);
    let home = seen(home, "alices-ledger", "bobs-mailer");
    // nobody is signed in: nothing is anybody's
    std::fs::remove_dir_all(state.join("accounts")).unwrap();
    let mut pty = Pty::start(Start { home, ..Start::default() });
    pty.until("work").text_keys("gc").until("/ filter");
    let text = String::from_utf8_lossy(&pty.raw).into_owned();
    assert!(!text.contains("alices-ledger") && !text.contains("bobs-mailer"));
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() { folders.push(entry.path()) } else { found.push(entry.path()) }
        }
    }
    found
}

#[test]
fn removing_a_context_leaves_nothing_of_who_was_signed_in_but_the_journal() {
    static HANGS: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);
    let server = portal(&HANGS);
    let home = TempDir::new().unwrap();
    configure(home.path(), &server.base);
    let (state, cache) = (home.path().join("state"), home.path().join("cache"));
    sign_in(&state, &server.base, ALICE);
    let home = seen(home, "alices-ledger", "bobs-mailer");
    let session = files(&state).into_iter().find(|path| path.ends_with("session.json")).unwrap();
    let journal = session.with_file_name("journal.jsonl");
    std::fs::write(&journal, "").unwrap();
    assert!(!files(&cache).is_empty());
    elsewhere(home.path(), &["context", "rm", "work"]);
    assert_eq!(files(&cache), Vec::<PathBuf>::new());
    assert_eq!(files(&state), [journal]);
}

#[test]
fn who_came_by_a_way_that_is_allowed_no_more_is_asked_to_sign_in_and_nothing_is_sent_or_erased() {
    static HANGS: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);
    let server = portal(&HANGS);
    let configured = |stand: &Stand, ways: &str| {
        let text = format!("current = \"work\"\n[contexts.work]\nurl = \"{}\"\nauth = {ways}\n", server.base);
        stand.write("config/config.toml", &text);
    };
    let stand = Stand::new();
    sign_in_by("token", &stand.path("state"), &server.base, ALICE);
    let get = || stand.run(&["get", "component"]);
    configured(&stand, "[\"oidc\"]");
    let told = get().ends(4).says("the way `token`, which is not allowed here; these are: browser, paste, device");
    assert!(told.err.contains("stagedoor login work"), "{}", told.err);
    assert!(server.asked().is_empty());
    configured(&stand, "[\"oidc\", \"paste\"]");
    assert!(get().ends(0).out.contains("alices-ledger"), "the session is there still");
}

#[tokio::test]
async fn who_signs_in_anew_by_a_way_that_is_allowed_is_seen_by_a_program_that_runs_already() {
    let home = TempDir::new().unwrap();
    let by = async |way: &str| {
        let held = Held { way: way.into(), ..super::held(ALICE, Some(in_seconds(3_600))) };
        super::vault(home.path()).keep(&held).await.unwrap();
    };
    by("token").await;
    let whose = Whose { ways: Some(vec!["browser"]), ..Whose::of(ALICE) };
    let renewing = Renewing::by(|_, _| panic!("it has not ended"));
    let stored = Stored::new(super::vault(home.path()), renewing, Issuer::Portal, whose);
    assert_eq!(stored.token().await.unwrap_err().kind, FaultKind::NotSignedIn);
    by("browser").await;
    assert_eq!(stored.token().await.unwrap().unwrap().reveal(), "access-0");
}

#[test]
fn doctor_warns_who_is_signed_in_that_their_token_goes_in_clear() {
    let base = "http://portal.invalid";
    let stand = Stand::new().configured(&format!("current = \"work\"\n[contexts.work]\nurl = \"{base}\"\n"));
    let clear = || stand.run(&["doctor", "--offline"]).out.contains("the token goes in clear");
    assert!(!clear(), "nobody is signed in");
    sign_in(&stand.path("state"), base, ALICE);
    assert!(clear());
}

/// Another process in the same folders.
fn elsewhere(home: &Path, args: &[&str]) -> crate::stand::Ran {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_stagedoor"));
    command.args(args).env_clear().env("HOME", home);
    for name in ["config", "data", "cache", "state"] {
        command.env(format!("STAGEDOOR_{}_DIR", name.to_uppercase()), home.join(name));
    }
    crate::stand::Ran::of(command.output().unwrap()).ends(0)
}

/// A portal that takes guests.
fn with_guests() -> Server {
    Server::start(|asked: &Asked| {
        let path = asked.path();
        let guest = "user:default/guest";
        match (path.ends_with("/guest/refresh"), path.ends_with("/userinfo")) {
            (true, _) => {
                let token = user_token(guest);
                json(200, &format!(r#"{{"backstageIdentity":{{"token":"{token}","expiresInSeconds":3599}}}}"#))
            }
            (_, true) => json(200, &format!(r#"{{"claims":{{"sub":"{guest}","ent":["{guest}"]}}}}"#)),
            _ => json(200, r#"{"items":[{"kind":"Component","metadata":{"name":"alices-ledger"}}],"totalItems":1}"#),
        }
    })
}

#[test]
fn whoever_is_replaced_leaves_nothing_behind_but_the_journal() {
    let server = with_guests();
    let home = TempDir::new().unwrap();
    configure(home.path(), &server.base);
    let (config, state, cache) =
        (home.path().join("config/config.toml"), home.path().join("state"), home.path().join("cache"));
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, text + "auth = [\"oidc\", \"guest\"]\n").unwrap();
    sign_in(&state, &server.base, ALICE);
    let home = seen(home, "alices-ledger", "bobs-mailer");
    let session = files(&state).into_iter().find(|path| path.ends_with("session.json")).unwrap();
    let journal = session.with_file_name("journal.jsonl");
    std::fs::write(&journal, "").unwrap();
    assert!(!files(&cache).is_empty());
    elsewhere(home.path(), &["login", "--guest"]);
    assert_eq!(files(&cache), Vec::<PathBuf>::new(), "alice's copy is gone");
    assert!(!session.exists() && journal.exists(), "alice's session is gone, and what she did is not");
    elsewhere(home.path(), &["logout"]);
    assert_eq!((files(&cache), files(&state)), (Vec::new(), vec![journal]));
}

#[test]
fn a_screen_that_stays_open_does_not_undo_a_logout_made_elsewhere() {
    static HANGS: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);
    let server = portal(&HANGS);
    let home = TempDir::new().unwrap();
    configure(home.path(), &server.base);
    let (state, cache) = (home.path().join("state"), home.path().join("cache"));
    sign_in(&state, &server.base, ALICE);
    let mut pty = Pty::start(Start { home, ..Start::default() });
    pty.until("work").text_keys("gc").until("alices-ledger");
    elsewhere(pty.home.path(), &["logout"]);
    pty.text_keys("q");
    assert_eq!(pty.end(), 0);
    assert_eq!(files(&cache), Vec::<PathBuf>::new());
    assert_eq!(files(&state).iter().filter(|path| path.ends_with("session.json")).count(), 0);
}

/// A context whose token is what a command prints: the token of whoever stands in a file.
fn by_command(stand: Stand, base: &str) -> Stand {
    let script = stand.write("token", "#!/bin/sh\ncat \"${0%/*}/who\"\n");
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    let text = format!(
        "current = \"work\"\n[contexts.work]\nurl = \"{base}\"\nauth = [\"static\"]\ntoken_command = [\"{}\"]\n",
        script.display()
    );
    stand.configured(&text)
}

#[test]
fn when_a_command_gives_the_token_of_another_the_first_ones_data_is_put_away() {
    let server = Server::start(|_: &Asked| json(200, r#"{"items":[],"totalItems":0}"#));
    let stand = by_command(Stand::new(), &server.base);
    let jwt = |subject: &str| {
        use base64::Engine as _;
        let payload = format!(r#"{{"sub":"{subject}"}}"#);
        format!("e30.{}.c2ln", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(payload))
    };
    let get = || stand.run(&["get", "component"]);
    stand.write("who", &jwt(ALICE));
    get().ends(0);
    get().ends(0);
    stand.write("who", &jwt(BOB));
    get().ends(4).says("somebody else is signed in now");
    get().ends(0);
    let seen = files(&stand.path("state")).into_iter().find(|path| path.ends_with("seen.json")).unwrap();
    let text = std::fs::read_to_string(seen).unwrap();
    assert!(text.contains(BOB) && !text.contains(&jwt(BOB)), "{text}");
}

#[test]
fn what_one_stars_is_kept_once_it_is_known_whose_token_it_is_and_else_that_is_told() {
    let server = Server::start(|asked: &Asked| match asked.path().contains("/by-name/") {
        true => json(200, r#"{"kind":"Component","metadata":{"name":"ledger"}}"#),
        false => json(200, r#"{"items":[],"totalItems":0}"#),
    });
    let stand = by_command(Stand::new(), &server.base);
    stand.write("who", "token-of-alice");
    let star = || stand.run(&["do", "app.star", "component:ledger"]);
    let first = star().ends(4);
    assert!(first.out.contains("not known whose it is"), "{}", first.out);
    stand.run(&["get", "component"]).ends(0);
    star().ends(0);
    let sessions: Vec<_> =
        files(&stand.path("state")).into_iter().filter(|path| path.ends_with("session.json")).collect();
    assert_eq!(sessions.len(), 1);
    assert!(std::fs::read_to_string(&sessions[0]).unwrap().contains("component:default/ledger"));
    let folders = std::fs::read_dir(stand.path("state")).unwrap().flatten();
    assert!(folders.into_iter().all(|folder| folder.file_name() != "unknown"));
}

#[test]
fn a_token_that_does_not_say_whose_it_is_may_change_and_nothing_on_the_disk_tells_what_it_was() {
    let server = Server::start(|_: &Asked| json(200, r#"{"items":[],"totalItems":0}"#));
    let stand = by_command(Stand::new(), &server.base);
    for token in ["opaque-one", "opaque-two"] {
        stand.write("who", token);
        stand.run(&["get", "component"]).ends(0);
    }
    let kept = files(&stand.path("state"));
    let seen = std::fs::read_to_string(kept.iter().find(|path| path.ends_with("seen.json")).unwrap()).unwrap();
    assert!(!seen.contains(&format!("{:016x}", number("opaque-two"))) && !seen.contains("opaque-two"), "{seen}");
    let key = kept.iter().find(|path| path.ends_with("marks.key")).unwrap();
    assert_eq!(key.metadata().unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn another_token_that_does_not_say_whose_it_is_finds_nothing_of_the_first_one() {
    let server = Server::start(|_: &Asked| json(200, r#"{"kind":"Component","metadata":{"name":"ledger"}}"#));
    let stand = Stand::new();
    let token = stand.write("token", "opaque-one");
    std::fs::set_permissions(&token, std::fs::Permissions::from_mode(0o600)).unwrap();
    let text = format!(
        "current = \"work\"\n[contexts.work]\nurl = \"{}\"\nauth = [\"static\"]\ntoken_file = \"{}\"\n",
        server.base,
        token.display()
    );
    let stand = stand.configured(&text);
    let sessions = || files(&stand.path("state")).into_iter().filter(|path| path.ends_with("session.json")).count();
    for (text, expected) in [("opaque-one", 1), ("opaque-two", 2), ("opaque-one", 2)] {
        std::fs::write(&token, text).unwrap();
        stand.run(&["do", "app.star", "component:ledger"]).ends(0);
        assert_eq!(sessions(), expected, "{text}");
    }
}

/// Somebody whose tokens are in a keyring that accepts everything and answers nothing.
fn with_a_keyring_that_hangs(home: &Path, base: &str) -> std::os::unix::net::UnixListener {
    use stagedoor::adapters::session::{KeptIn, Pointer};
    configure(home, base);
    let account = account(&home.join("state"), base);
    let pointer = Pointer { subject: ALICE.into(), kept: KeptIn::Keyring, ..Pointer::default() };
    pointer.write(&account).unwrap();
    std::os::unix::net::UnixListener::bind(home.join("bus")).unwrap()
}

#[test]
fn a_keyring_that_hangs_holds_up_neither_the_first_frame_nor_the_end() {
    let home = TempDir::new().unwrap();
    let server = Server::start(|_: &Asked| panic!("nothing is asked without a token"));
    let _bus = with_a_keyring_that_hangs(home.path(), &server.base);
    let bus = format!("unix:path={}", home.path().join("bus").display());
    let env = [("DBUS_SESSION_BUS_ADDRESS", bus.as_str())];
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_stagedoor"));
    command.args(["get", "component"]).env_clear().env("HOME", home.path()).envs(env);
    for name in ["config", "data", "cache", "state"] {
        command.env(format!("STAGEDOOR_{}_DIR", name.to_uppercase()), home.path().join(name));
    }
    let ran = crate::stand::Ran::of(command.output().unwrap()).ends(1);
    ran.says("did not answer within 300 ms").says("unlock it");
    let mut pty = Pty::start(Start { home, env: env.to_vec(), ..Start::default() });
    pty.until("work").text_keys("q");
    assert_eq!(pty.end(), 0);
    assert!(server.asked().is_empty());
}
