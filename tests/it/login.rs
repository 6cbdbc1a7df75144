//! `stagedoor login` and `logout` as far as no server is needed: what is refused, and a terminal that
//! shows nothing of what is pasted and is given back however it ends.

use crate::permissions::token;
use crate::stand::Stand;
use crate::support::terminal::{Pty, Start, signal};
use crate::systems::{Act, Server, envelope, json};
use stagedoor::adapters::session::Vault;
use std::io::Write as _;
use std::net::TcpListener;
use std::process::Stdio;

const PASTES: &str = "current = \"work\"\n[contexts.work]\nurl = \"https://portal.invalid\"\nauth = [\"paste\"]\n";

#[test]
fn what_makes_no_sense_is_told_and_changes_nothing() {
    let stand = Stand::new();
    let says = |args: &[&str], code: i32, words: &str| {
        let ran = stand.run(args);
        let err = ran.ends(code).err.clone();
        assert!(err.contains(words), "{args:?}: {err}");
    };
    says(&["login"], 1, "nobody signs in to a folder");
    says(&["logout"], 1, "nobody signs in to a folder");
    says(&["login", "elsewhere"], 2, "no context `elsewhere`");
    says(&["login", "http://portal.example"], 2, "https:// alone");
    says(&["login", "https://alice:hunter2@portal.example"], 2, "no password");
    says(&["login", "work", "--example"], 2, "name the platform once");
    says(&["login", "--paste", "--device"], 2, "cannot be used with");
    assert!(!stand.path("config/config.toml").exists());
}

#[test]
fn an_address_becomes_a_context_also_when_the_portal_is_away() {
    let away = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let stand = Stand::new();
    let ran = stand.run(&["login", &format!("http://{away}/")]);
    ran.ends(6);
    let config = std::fs::read_to_string(stand.path("config/config.toml")).unwrap();
    assert!(config.contains(&format!("url = \"http://{away}\"")), "{config}");
    assert!(config.contains("current = "), "the first is what a bare `stagedoor` opens: {config}");
    stand.run(&["login", &format!("http://{away}")]).ends(6);
    assert_eq!(std::fs::read_to_string(stand.path("config/config.toml")).unwrap(), config, "it is there already");
}

#[test]
fn where_no_way_is_open_each_is_told_with_its_reason() {
    let locked = "current = \"work\"\n[contexts.work]\nurl = \"https://portal.invalid\"\nauth = [\"static\"]\n";
    let stand = Stand::new().configured(locked);
    let err = stand.run(&["login"]).ends(4).err.clone();
    assert!(err.contains("auth") && err.contains("browser"), "{err}");
    let stand = Stand::new().configured(PASTES);
    let err = stand.run(&["login", "--guest"]).ends(4).err.clone();
    assert!(err.contains("--token"), "what is open is named: {err}");
}

#[test]
fn a_portal_whose_address_is_in_clear_signs_nobody_in_however_it_is_named() {
    let context =
        "current = \"work\"\n[contexts.work]\nurl = \"http://portal.invalid\"\nauth = [\"oidc\", \"paste\"]\n";
    let stand = Stand::new().configured(context);
    for args in [
        vec!["login"],
        vec!["login", "work"],
        vec!["login", "--token"],
        vec!["--url", "http://portal.invalid", "login"],
    ] {
        stand.run(&args).ends(4).says("portal.invalid begins with http://");
    }
}

#[test]
fn signing_out_where_nobody_is_signed_in_is_no_error() {
    let stand = Stand::new().configured(PASTES);
    let err = stand.run(&["logout"]).ends(0).err.clone();
    assert!(err.contains("nobody was signed in"), "{err}");
}

/// The program in a shell in a terminal, which says afterwards how it ended and what it left.
fn in_shell() -> Pty {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("config");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(config.join("config.toml"), PASTES).unwrap();
    let line = format!("trap : INT TERM; {} login --token; echo ended $?; stty -a", env!("CARGO_BIN_EXE_stagedoor"));
    let mut pty = Pty::program("/bin/sh", Start { args: vec!["-c", &line], home, ..Start::default() });
    pty.until("Paste it here");
    pty
}

#[track_caller]
fn is_given_back(mut pty: Pty, code: u8) {
    pty.until(&format!("ended {code}")).until(" icanon");
    let text = pty.text();
    assert!(text.contains(" echo ") && !text.contains("-echo "), "{text}");
    assert!(!String::from_utf8_lossy(&pty.raw).contains("hunter2"), "{text}");
}

#[test]
fn a_terminal_shows_nothing_of_what_is_pasted_and_is_given_back_however_it_ends() {
    let mut pty = in_shell();
    pty.text_keys("hunter2").until("*******").send(b"\x03");
    is_given_back(pty, 130);
    let mut pty = in_shell();
    pty.text_keys("hunter2").until("*******").send(b"\x15\x04");
    is_given_back(pty, 4);
    for (name, code) in [("TERM", 143), ("HUP", 129)] {
        let mut pty = in_shell();
        pty.text_keys("hunter2").until("*******");
        signal(name, &child_of(&pty));
        is_given_back(pty, code);
    }
}

/// The process that the shell waits for.
fn child_of(pty: &Pty) -> String {
    let shell = pty.child.process_id().unwrap();
    let children = std::fs::read_to_string(format!("/proc/{shell}/task/{shell}/children")).unwrap();
    children.trim().to_owned()
}

#[test]
fn ctrl_c_while_the_portal_is_told_of_signing_out_leaves_no_tokens_here() {
    let server = Server::start(|asked| match asked.path() {
        "/api/auth/v1/userinfo" => json(200, r#"{"claims": {"sub": "user:default/alice"}}"#),
        "/revoke" => Act::SendAndHang(Vec::new()),
        _ => envelope(404, "NotFoundError", "no such thing"),
    });
    let context = format!("[contexts.work]\nurl = \"{}\"\nauth = [\"paste\"]\n", server.base);
    let stand = Stand::new().configured(&format!("current = \"work\"\n{context}"));
    let mut login = stand
        .command(&["login", "--token-file", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    writeln!(login.stdin.take().unwrap(), "{}", token()).unwrap();
    assert!(login.wait().unwrap().success());
    // as one that the portal ends when it is told
    let account = std::fs::read_dir(stand.path("state/accounts")).unwrap().next().unwrap().unwrap().path();
    let vault = Vault::in_folder(account.clone(), None);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut held = runtime.block_on(vault.held()).unwrap().unwrap();
    held.grants[0].revocation_endpoint = format!("{}/revoke", server.base);
    runtime.block_on(vault.keep(&held)).unwrap();
    drop(vault);
    let mut logout = stand.command(&["logout"]).spawn().unwrap();
    while !server.asked().iter().any(|asked| asked.path() == "/revoke") {
        assert!(logout.try_wait().unwrap().is_none(), "it ended");
        std::thread::yield_now();
    }
    signal("INT", &logout.id().to_string());
    assert_eq!(logout.wait().unwrap().code(), Some(130));
    assert!(!account.join("tokens.json").exists());
}
