//! `stagedoor login` and `logout` as far as no server is needed: what is refused, and a terminal that
//! shows nothing of what is pasted and is given back however it ends.

use crate::permissions::token;
use crate::stand::{Ran, Stand, answering};
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
fn an_address_where_nobody_could_sign_in_leaves_no_context_behind() {
    let away = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let stand = Stand::new();
    stand.run(&["login", &format!("http://{away}/")]).ends(6);
    assert!(!stand.path("config/config.toml").exists(), "nothing came of it");
    let mine = "# mine\n[contexts.work]\nurl = \"https://portal.invalid\"\n";
    let stand = Stand::new().configured(mine);
    stand.run(&["login", &format!("http://{away}/")]).ends(6);
    assert_eq!(std::fs::read_to_string(stand.path("config/config.toml")).unwrap(), mine);
}

#[test]
fn an_address_without_its_beginning_is_asked_back_and_logout_takes_an_address_too() {
    let stand = Stand::new().configured(PASTES);
    for at in ["127.0.0.1:40155", "portal.example", "localhost:7007"] {
        stand.run(&["login", at]).ends(2).says(&format!("did you mean https://{at}?"));
    }
    stand.run(&["logout", "https://portal.invalid/"]).ends(0).says("nobody was signed in to work");
    stand.run(&["logout", "https://other.invalid"]).ends(2).says("no context of https://other.invalid");
}

/// Signs in with a token, with that on standard input.
fn piped(args: &[&str], input: &str) -> Ran {
    let stand = Stand::new().configured(PASTES);
    let streams = [Stdio::piped(), Stdio::piped(), Stdio::piped()];
    let [stdin, out, err] = streams;
    let mut child = stand.command(args).stdin(stdin).stdout(out).stderr(err).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    Ran::of(child.wait_with_output().unwrap())
}

#[test]
fn the_same_mistake_again_is_answered_again_and_the_end_of_the_input_ends_it() {
    let err = piped(&["login", "--token"], "bad\nbad\nbad\n").ends(4).err;
    assert_eq!(err.matches("this is no token of the portal's pages").count(), 3, "{err}");
    assert!(err.contains("nothing more comes"), "{err}");
}

#[test]
fn a_token_of_a_file_is_not_asked_for_and_a_wrong_one_is_said_to_be_of_the_file() {
    let stand = Stand::new().configured(PASTES);
    let file = stand.write("token", "bad");
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let err = stand.run(&["login", "--token-file", file.to_str().unwrap()]).ends(4).err;
    assert!(err.contains(&format!("{} holds no token of the portal's pages", file.display())), "{err}");
    assert!(!err.contains("Paste it here") && !err.contains("nothing more comes"), "{err}");
}

#[test]
fn a_way_that_the_context_does_not_take_says_what_to_add_and_where() {
    let stand = Stand::new().configured(PASTES);
    let file = stand.path("config/config.toml");
    let add = format!("add `guest` to `auth` of the context work in {}", file.display());
    stand.run(&["login", "--guest"]).ends(4).says(&add);
}

#[test]
fn https_where_http_is_spoken_is_told_so() {
    let base = answering("200 OK").replace("http://", "https://");
    stand_at(&base).run(&["get", "component"]).ends(6).says("speaks http, not https");
}

fn stand_at(base: &str) -> Stand {
    Stand::new().configured(&format!("current = \"work\"\n[contexts.work]\nurl = \"{base}\"\n"))
}

#[test]
fn doctor_calls_it_wrong_that_nobody_is_signed_in_where_the_portal_wants_somebody() {
    let stand = stand_at(&answering("401 Unauthorized"));
    stand.write("cache/other.json", "{}");
    let said = stand.run(&["doctor", "-o", "json"]).ends(1).json();
    let text = said.to_string();
    let all = said.as_array().or_else(|| said.get("items")?.as_array()).unwrap_or_else(|| panic!("{text}"));
    let of = |name: &str| all.iter().find(|check| check["check"] == name).unwrap().clone();
    assert_eq!(of("session")["ok"], false, "{text}");
    assert!(of("session")["cure"].as_str().unwrap().contains("stagedoor login"), "{text}");
    assert!(of("copy on disk")["detail"].as_str().unwrap().contains("none yet"), "{text}");
}

#[test]
fn where_no_way_is_open_each_is_told_with_its_reason() {
    let locked = "current = \"work\"\n[contexts.work]\nurl = \"https://portal.invalid\"\nauth = [\"static\"]\n";
    let stand = Stand::new().configured(locked);
    let err = stand.run(&["login"]).ends(4).err.clone();
    assert!(err.contains("auth") && err.contains("browser"), "{err}");
    let stand = Stand::new().configured(&format!("{locked}token_file = \"/t\"\n"));
    stand.run(&["login"]).ends(4).says("the context takes a ready-made token, from the file /t");
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

#[test]
fn what_is_pasted_in_several_lines_is_one_and_what_is_told_stands_on_a_line_of_its_own() {
    let mut pty = in_shell();
    pty.text_keys("aaaa.bbbb\r  .hunter2\r").until("this is no token of the portal's pages");
    let text = pty.text();
    let told = text.lines().find(|line| line.contains("this is no token")).unwrap();
    assert!(told.starts_with("stagedoor: "), "{text}");
    // half a line, and then the program ends
    pty.text_keys("hunter2").until("\n*******").send(b"\x03").until("\nended 130");
    let text = pty.text();
    assert_eq!(text.matches("this is no token").count(), 1, "one paste is one try: {text}");
    is_given_back(pty, 130);
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
