//! Signing in to the real portal with `stagedoor login`, each way to its end, and going on with what
//! was kept.

use crate::browser::Browser;
use crate::program::{Desk, Said};
use crate::servers::Backstage;
use crate::{rig, servers};

/// A machine with one context, `work`, that has these lines besides its address.
pub fn desk_at(portal: &str, lines: &str) -> Desk {
    let desk = Desk::fresh();
    desk.configure(&format!("current = \"work\"\n[contexts.work]\nurl = \"{portal}\"\n{lines}\n"));
    desk
}

/// The groups that are seen with what was kept; nobody signs in to see them.
#[track_caller]
pub fn sees_groups(desk: &Desk) {
    assert_eq!(desk.run(&["get", "group", "-o", "name"]).lines().len(), 4);
}

#[track_caller]
pub fn is_in(said: &Said, user: &str) {
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.out.contains(&format!("as {user}")), "{said:?}");
}

/// Signs alice in through a browser of this machine.
#[track_caller]
pub fn by_browser(desk: &Desk, args: &[&str]) -> Said {
    let mut login = desk.begin(&[&["login"], args].concat());
    let end = Browser::of("alice").visit(&login.address());
    assert!(end.page().contains("close"), "{end:?}");
    login.end()
}

/// What opens addresses on a desktop; it writes down which.
pub struct Opener(std::path::PathBuf);

impl Opener {
    /// The address that is opened next.
    #[track_caller]
    pub fn opened(&self) -> String {
        let address = rig::eventually("the opened address", || std::fs::read_to_string(&self.0).ok());
        std::fs::remove_file(&self.0).unwrap();
        address
    }
}

/// The same machine with a desktop.
pub fn with_opener(desk: Desk) -> (Desk, Opener) {
    let folder = desk.home.path().join("bin");
    std::fs::create_dir(&folder).unwrap();
    let opened = desk.home.path().join("opened");
    let script = format!("#!/bin/sh\nprintf %s \"$1\" >'{0}.new' && mv '{0}.new' '{0}'\n", opened.display());
    std::fs::write(folder.join("xdg-open"), script).unwrap();
    std::fs::set_permissions(folder.join("xdg-open"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    (desk.with("PATH", &path).with("DISPLAY", ":0"), Opener(opened))
}

fn portal() -> Option<&'static Backstage> {
    rig::live().then(servers::backstage)
}

#[test]
fn an_address_becomes_a_context_and_a_browser_comes_back_by_itself() {
    let Some(portal) = portal() else { return };
    let desk = Desk::fresh();
    let said = by_browser(&desk, &[&portal.url, "--browser"]);
    is_in(&said, "user:default/alice");
    assert!(said.err.contains("is added to"), "{said:?}");
    sees_groups(&desk);
    let contexts = desk.run(&["context", "ls", "-o", "json"]).json();
    assert_eq!(contexts[0]["name"], format!("127.0.0.1-{}", portal.server.port));
    // the same address is the same context, whoever signs in
    let again = by_browser(&desk, &[&portal.url, "--browser"]);
    assert!(!again.err.contains("is added"), "{again:?}");
}

#[test]
fn on_a_desktop_the_browser_is_opened_at_a_page_that_leads_to_the_address() {
    let Some(portal) = portal() else { return };
    let (desk, opener) = with_opener(desk_at(&portal.url, ""));
    let mut login = desk.begin(&["login"]);
    let shown = login.address();
    let address = opener.opened();
    // others on this machine see what a browser is started with: nothing of the attempt stands in it
    assert!(address.starts_with("http://127.0.0.1:") && address.contains("/start/") && address != shown, "{address}");
    Browser::of("alice").visit(&address);
    is_in(&login.end(), "user:default/alice");
}

#[test]
fn from_another_machine_the_address_that_the_browser_ended_at_is_pasted() {
    let Some(portal) = portal() else { return };
    let desk = desk_at(&portal.url, "");
    let mut login = desk.begin(&["login", "--paste"]);
    let end = Browser::of("alice").elsewhere().visit(&login.address());
    let said = {
        login.paste(end.address.as_str());
        login.end()
    };
    is_in(&said, "user:default/alice");
    sees_groups(&desk);
}

#[test]
fn an_address_that_is_not_the_one_is_asked_for_again_and_counts_for_nothing() {
    let Some(portal) = portal() else { return };
    let desk = desk_at(&portal.url, "");
    let mut login = desk.begin(&["login", "--paste"]);
    let end = Browser::of("alice").elsewhere().visit(&login.address()).address;
    let mut other_state = end.clone();
    other_state.query_pairs_mut().clear().append_pair("code", "stolen").append_pair("state", "another");
    let mut other_place = end.clone();
    other_place.set_path("/elsewhere");
    for wrong in [other_state.as_str(), other_place.as_str(), "code", "https://evil.example/callback?code=x"] {
        login.paste(wrong);
        let why = login.until("a reason", |line| line.starts_with("stagedoor: ").then(|| line.to_owned()));
        assert!(!why.contains("stolen"), "{why}");
    }
    login.paste(end.as_str());
    is_in(&login.end(), "user:default/alice");
}

#[test]
fn a_client_that_the_administrator_registered_has_its_one_redirect() {
    let Some(portal) = portal() else { return };
    let client = format!("client_id = \"stagedoor\"\nredirect_port = {}", portal.redirect_port);
    let desk = desk_at(&portal.url, &client);
    is_in(&by_browser(&desk, &["--browser"]), "user:default/alice");
    sees_groups(&desk);
}

#[test]
fn one_who_says_no_in_the_browser_is_not_signed_in() {
    let Some(portal) = portal() else { return };
    let desk = desk_at(&portal.url, "");
    let mut login = desk.begin(&["login", "work", "--browser"]);
    Browser::of("alice").saying_no().visit(&login.address());
    let said = login.end();
    assert_eq!((said.code, said.out.as_str()), (4, ""), "{said:?}");
    assert!(said.err.contains("said no") || said.err.contains("denied"), "{said:?}");
    assert_eq!(desk.run(&["get", "group"]).code, 4);
}

/// A token as the portal's pages have it, of alice's.
pub fn page_token(portal: &Backstage) -> String {
    let headers = [("X-Forwarded-User", "alice")];
    let (status, body) =
        rig::exchange(portal.server.port, "GET", "/api/auth/oauth2Proxy/refresh", &headers, "").unwrap();
    assert_eq!(status, 200, "{body}");
    let answer: serde_json::Value = serde_json::from_str(&body).unwrap();
    answer["backstageIdentity"]["token"].as_str().unwrap().to_owned()
}

#[test]
fn a_token_of_the_portals_pages_is_pasted_where_the_context_takes_it() {
    let Some(portal) = portal() else { return };
    let desk = desk_at(&portal.url, "auth = [\"paste\"]");
    let mut login = desk.begin(&["login", "--token"]);
    login.until("the question", |line| line.contains("Paste it here").then_some(()));
    login.paste("not a token");
    login.until("a reason", |line| line.starts_with("stagedoor: ").then_some(()));
    login.paste(&page_token(portal));
    is_in(&login.end(), "user:default/alice");
    sees_groups(&desk);
    // the same from a file of one's own, and nowhere else
    let other = desk_at(&portal.url, "auth = [\"paste\"]");
    let open = other.token_file("open", &page_token(portal), 0o644);
    other.run(&["login", "--token-file", &open]).fails(4, &["others can read", "chmod 600"]);
    let own = other.token_file("own", &page_token(portal), 0o600);
    is_in(&other.run(&["login", "--token-file", &own]), "user:default/alice");
    let sso = desk_at(&portal.url, "");
    sso.run(&["login", "--token-file", &sso.token_file("own", &page_token(portal), 0o600)]).fails(4, &["paste"]);
}

#[test]
fn a_guest_and_one_whom_a_proxy_names_sign_in_without_a_browser() {
    let Some(portal) = portal() else { return };
    let guest = desk_at(&portal.url, "auth = [\"guest\"]");
    is_in(&guest.run(&["login"]), "user:default/guest");
    sees_groups(&guest);
    let proxy = "auth = [\"proxy\"]\n[contexts.work.proxy]\nprovider = \"oauth2Proxy\"\n\
                 [contexts.work.proxy.headers]\nX-Forwarded-User = \"env:WHO\"";
    let named = desk_at(&portal.url, proxy).with("WHO", "bob");
    is_in(&named.run(&["login"]), "user:default/bob");
    sees_groups(&named);
    let unknown = desk_at(&portal.url, proxy).with("WHO", "nobody-known");
    assert_eq!(unknown.run(&["login"]).code, 4);
}

#[test]
fn who_signs_out_is_out_here_and_there_and_leaves_nothing_but_the_journal() {
    let Some(portal) = portal() else { return };
    let desk = desk_at(&portal.url, "");
    by_browser(&desk, &["--browser"]);
    sees_groups(&desk);
    let said = desk.run(&["logout"]);
    assert_eq!(said.code, 0, "{said:?}");
    desk.run(&["get", "group"]).fails(4, &["stagedoor login"]);
    let left: Vec<_> = files_under(&desk.home.path().join("state"));
    assert!(left.iter().all(|path| path.contains("journal") || path.ends_with("lock")), "{left:?}");
    assert_eq!(files_under(&desk.home.path().join("cache")), Vec::<String>::new());
}

/// The files of a folder, by their paths.
fn files_under(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files_under(&path) } else { vec![path.display().to_string()] }).collect()
}

#[test]
fn nobody_waits_for_what_can_no_longer_be_pasted() {
    let Some(portal) = portal() else { return };
    let desk = desk_at(&portal.url, "");
    let mut login = desk.begin(&["login", "--paste"]);
    login.address();
    login.nothing_more();
    let said = login.end();
    assert_eq!(said.code, 4, "{said:?}");
    assert!(said.err.contains("standard input"), "{said:?}");
}
