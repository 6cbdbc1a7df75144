//! A session at the real portal: renewed when it has to be, by one of several processes; revoked;
//! and the portal away in the middle.

use crate::browser::Browser;
use crate::login::{by_browser, desk_at, is_in, sees_groups};
use crate::program::Desk;
use crate::proxy::Proxy;
use crate::rig;
use crate::servers::{self, Backstage};
use crate::tokens::TokenFile;

/// A machine on which alice is signed in.
fn alice_at(portal: &str) -> Desk {
    let desk = desk_at(portal, "");
    is_in(&by_browser(&desk, &["--browser"]), "user:default/alice");
    desk
}

#[test]
fn a_token_that_has_ended_is_renewed_and_the_new_one_kept_before_it_is_used() {
    if !rig::live() {
        return;
    }
    let desk = alice_at(&servers::backstage().url);
    let before = TokenFile::of(&desk);
    let refresh = before.secret("portal", "refresh").expect("the portal gives refresh tokens");
    before.end();
    sees_groups(&desk);
    let after = TokenFile::of(&desk).secret("portal", "refresh").unwrap();
    assert_ne!(refresh, after, "a refresh token is good for one use");
    TokenFile::of(&desk).end();
    sees_groups(&desk);
}

#[test]
fn of_processes_that_all_find_the_token_ended_one_renews_it_and_none_loses_the_session() {
    if !rig::live() {
        return;
    }
    let desk = alice_at(&servers::backstage().url);
    for _ in 0..3 {
        TokenFile::of(&desk).end();
        // one refresh token that is sent twice would end the session
        let running: Vec<_> = (0..4).map(|_| desk.begin(&["get", "group", "-o", "name"])).collect();
        for said in running.into_iter().map(crate::program::Running::end) {
            assert_eq!((said.code, said.out.lines().count()), (0, 4), "{said:?}");
        }
    }
}

#[test]
fn a_session_that_was_revoked_elsewhere_is_over_and_says_how_to_begin_another() {
    if !rig::live() {
        return;
    }
    let portal = servers::backstage();
    let desk = alice_at(&portal.url);
    let file = TokenFile::of(&desk);
    let refresh = file.secret("portal", "refresh").unwrap();
    let client = format!("{}/api/auth/.well-known/oauth-client/cli.json", portal.url);
    let body = serde_json::json!({"token": refresh, "client_id": client}).to_string();
    let headers = [("Content-Type", "application/json")];
    let (status, said) = rig::exchange(portal.server.port, "POST", "/api/auth/v1/revoke", &headers, &body).unwrap();
    assert_eq!(status, 200, "{said}");
    // the access token is good until it ends
    sees_groups(&desk);
    file.end();
    desk.run(&["get", "group"]).fails(4, &["stagedoor login"]);
    is_in(&by_browser(&desk, &["--browser"]), "user:default/alice");
    sees_groups(&desk);
}

#[test]
fn a_pasted_token_that_has_ended_cannot_be_renewed() {
    if !rig::live() {
        return;
    }
    let portal = servers::backstage();
    let desk = desk_at(&portal.url, "auth = [\"paste\"]");
    let own = desk.token_file("own", &crate::login::page_token(portal), 0o600);
    is_in(&desk.run(&["login", "--token-file", &own]), "user:default/alice");
    TokenFile::of(&desk).end();
    desk.run(&["get", "group"]).fails(4, &["ended", "stagedoor login"]);
}

#[test]
fn a_portal_that_goes_away_in_the_middle_costs_no_session() {
    if !rig::live() {
        return;
    }
    let port = servers::free_port();
    let mut before = Proxy::to(&format!("http://127.0.0.1:{port}"));
    let portal = Backstage::start(Some((port, before.url.clone())));
    let desk = desk_at(&portal.url, "");
    // between the browser and the exchange of what it brought
    let mut login = desk.begin(&["login", "--paste"]);
    let end = Browser::of("alice").elsewhere().visit(&login.address()).address;
    before.close();
    login.paste(end.as_str());
    let said = login.end();
    assert_eq!(said.code, 6, "{said:?}");
    before.reopen();
    assert_eq!(desk.run(&["get", "group"]).code, 4, "nobody is signed in by half");
    is_in(&by_browser(&desk, &["--browser"]), "user:default/alice");
    // at renewing
    TokenFile::of(&desk).end();
    before.close();
    desk.run(&["get", "api", "--filter", "type=grpc"]).fails(6, &["127.0.0.1"]);
    before.reopen();
    sees_groups(&desk);
    // at signing out: here it is over all the same
    before.close();
    let said = desk.run(&["logout"]);
    assert_eq!(said.code, 0, "{said:?}");
    before.reopen();
    desk.run(&["get", "group"]).fails(4, &["stagedoor login"]);
}
