//! What one signs in with is in one file of the owner's alone, and nowhere else: not in what is
//! printed, painted or logged, not in a report of a fall, not in what other users see of a process,
//! and in no other file.

use crate::browser::Browser;
use crate::login::{desk_at, is_in, page_token, sees_groups};
use crate::program::{Desk, Running, Screen};
use crate::tokens::TokenFile;
use crate::{rig, servers};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

const LOGGED: [&str; 3] = ["--log", "log", "-vv"];

/// Texts that are to be seen nowhere.
#[derive(Default)]
struct Secrets(Vec<Vec<u8>>);

impl Secrets {
    /// A token whole and, of one that is signed, the part that makes it valid; as it is, and packed.
    fn add(&mut self, secret: &str) {
        assert!(secret.len() > 15, "too short to be looked for: {secret}");
        let signature = secret.rsplit('.').next().unwrap_or(secret);
        for text in [secret, signature] {
            self.0.push(text.as_bytes().to_vec());
            self.0.push(URL_SAFE_NO_PAD.encode(text).into_bytes());
            self.0.push(STANDARD_NO_PAD.encode(text).into_bytes());
        }
    }

    /// Everything that is held of somebody now.
    #[track_caller]
    fn add_held(&mut self, desk: &Desk) {
        let held = TokenFile::of(desk).secrets();
        assert!(!held.is_empty());
        held.iter().for_each(|secret| self.add(secret));
    }

    #[track_caller]
    fn are_not_in(&self, bytes: &[u8], what: &str) {
        for secret in &self.0 {
            let there = bytes.windows(secret.len()).any(|window| window == secret);
            assert!(!there, "{} is in {what}", String::from_utf8_lossy(secret));
        }
    }

    /// In no file of a machine but those.
    #[track_caller]
    fn are_in_no_file(&self, desk: &Desk, but: &[&Path]) -> usize {
        let files = files_under(desk.home.path());
        for file in files.iter().filter(|file| !but.contains(&file.as_path())) {
            self.are_not_in(&fs::read(file).unwrap(), &file.display().to_string());
        }
        files.len()
    }

    /// Not in what others see of a process.
    #[track_caller]
    fn are_not_told_by(&self, pid: u32) {
        for name in ["cmdline", "environ", "comm"] {
            self.are_not_in(&fs::read(format!("/proc/{pid}/{name}")).unwrap(), name);
        }
        let listed = std::process::Command::new("ps").args(["auxeww"]).output();
        listed.iter().for_each(|listed| self.are_not_in(&listed.stdout, "the list of processes"));
    }
}

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files_under(&path) } else { vec![path] }).collect()
}

fn pid(screen: &Screen) -> u32 {
    screen.pty.child.process_id().unwrap()
}

/// The code that a browser brought back, which is good for a session until it is used.
fn code(address: &url::Url) -> String {
    address.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned()
}

/// Both servers, by pasted addresses, with a log that says everything.
fn signed_in(secrets: &mut Secrets) -> Desk {
    let provider = servers::oidc();
    let desk = desk_at(
        &servers::backstage().url,
        &format!("[contexts.work.oidc]\nissuer = \"{}\"\nclient_id = \"stagedoor-cli\"", provider.url),
    );
    let mut login: Running = desk.begin(&[&LOGGED[..], &["login", "--paste"]].concat());
    let mut browser = Browser::of("alice").elsewhere();
    for _ in 0..2 {
        let end = browser.visit(&login.address()).address;
        secrets.add(&code(&end));
        login.paste(end.as_str());
        secrets.are_not_told_by(login.child.id());
    }
    let said = login.end();
    is_in(&said, "user:default/alice");
    secrets.add_held(&desk);
    secrets.are_not_in(format!("{said:?}").as_bytes(), "what login printed");
    desk
}

#[test]
fn tokens_of_a_session_are_in_the_one_file_of_the_owners_and_nowhere_else() {
    if !rig::live() {
        return;
    }
    let mut secrets = Secrets::default();
    let desk = signed_in(&mut secrets);
    let file = TokenFile::of(&desk).path;
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    // a token that is refused, and the one that takes its place
    let forged = format!("{}x", TokenFile::of(&desk).secret("portal", "access").unwrap());
    secrets.add(&forged);
    TokenFile::of(&desk).forge(&forged);
    for args in [&["get", "group"][..], &["search", "timetable"], &["doctor", "-o", "json"], &["config", "check"]] {
        let said = desk.run(&[&LOGGED[..], args].concat());
        secrets.are_not_in(format!("{said:?}").as_bytes(), &format!("what {args:?} printed"));
        let told = desk.run(&[&["-vv"], args].concat());
        secrets.are_not_in(format!("{told:?}").as_bytes(), &format!("what {args:?} told with -vv"));
    }
    TokenFile::of(&desk).end();
    sees_groups(&desk);
    secrets.add_held(&desk);
    let mut screen = desk.screen(&LOGGED, 36);
    screen.pty.until("you are Alice").text_keys("gc/timetable").until("in sandbox");
    screen.escape();
    secrets.are_not_told_by(pid(&screen));
    secrets.are_not_in(&screen.pty.raw, "what the terminal was sent");
    let desk = screen.leave();
    secrets.add_held(&desk);
    assert!(secrets.are_in_no_file(&desk, &[&file]) > 4, "the log and the catalog's copy are there");
    let said = desk.run(&[&LOGGED[..], &["logout"]].concat());
    assert_eq!(said.code, 0, "{said:?}");
    secrets.are_not_in(format!("{said:?}").as_bytes(), "what logout printed");
    secrets.are_in_no_file(&desk, &[]);
}

#[test]
#[cfg(debug_assertions)]
fn a_report_of_a_fall_holds_no_token_of_the_session() {
    if !rig::live() {
        return;
    }
    let mut secrets = Secrets::default();
    let desk = signed_in(&mut secrets);
    let file = TokenFile::of(&desk).path;
    let desk = desk.with("STAGEDOOR_TEST_FALL_AT", "f9").with("RUST_BACKTRACE", "full");
    let mut screen = desk.screen(&LOGGED, 36);
    screen.pty.until("you are Alice").send(b"\x1b[20~");
    let (desk, raw) = screen.ended(101);
    assert!(String::from_utf8_lossy(&raw).contains("told to fall over"));
    secrets.add_held(&desk);
    secrets.are_not_in(&raw, "the report");
    secrets.are_in_no_file(&desk, &[&file]);
}

#[test]
fn a_pasted_token_is_not_shown_where_it_is_typed() {
    if !rig::live() {
        return;
    }
    let portal = servers::backstage();
    let mut secrets = Secrets::default();
    let token = page_token(portal);
    secrets.add(&token);
    let desk = desk_at(&portal.url, "auth = [\"paste\"]");
    let mut screen = desk.screen(&[&LOGGED[..], &["login", "--token"]].concat(), 36);
    screen.pty.until("Paste it here").text_keys("not-a-token\r").until("stagedoor: ");
    screen.pty.text_keys(&format!("{token}\r"));
    screen.pty.until("signed in to work");
    let (desk, raw) = screen.ended(0);
    let shown = String::from_utf8_lossy(&raw).into_owned();
    assert!(shown.contains("****"), "{shown}");
    assert!(!shown.contains("not-a-token"), "{shown}");
    secrets.are_not_in(&raw, "what the terminal was sent");
    secrets.are_in_no_file(&desk, &[&TokenFile::of(&desk).path]);
}

#[test]
fn what_a_proxy_wants_to_see_is_told_to_nobody_else() {
    if !rig::live() {
        return;
    }
    let portal = servers::backstage();
    let desk = desk_at(&portal.url, "");
    let header = desk.token_file("header", "a-secret-for-the-proxy-alone", 0o600);
    let mut secrets = Secrets::default();
    secrets.add("a-secret-for-the-proxy-alone");
    desk.configure(&format!(
        "current = \"work\"\n[contexts.work]\nurl = \"{}\"\nauth = [\"proxy\"]\n[contexts.work.proxy]\n\
         provider = \"oauth2Proxy\"\n[contexts.work.proxy.headers]\nX-Forwarded-User = \"env:WHO\"\n\
         X-Proxy-Token = \"file:{header}\"\n",
        portal.url
    ));
    let desk = desk.with("WHO", "bob");
    for args in [&["login"][..], &["get", "group"], &["do", "entity.refresh", "component:timetable", "--yes"]] {
        let said = desk.run(&[&LOGGED[..], args].concat());
        secrets.are_not_in(format!("{said:?}").as_bytes(), &format!("what {args:?} printed"));
    }
    secrets.add_held(&desk);
    secrets.are_in_no_file(&desk, &[&TokenFile::of(&desk).path, Path::new(&header)]);
}
