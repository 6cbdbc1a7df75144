//! Signing in at a provider of OpenID Connect beside the portal: oidc-provider and Keycloak.

use crate::browser::Browser;
use crate::login::{desk_at, is_in, sees_groups};
use crate::program::{Desk, Running};
use crate::rig;
use crate::servers::{self, Server};
use crate::tokens::TokenFile;

/// The two providers: their names, and the lines of a context that uses them.
fn providers() -> [(&'static str, String); 2] {
    let oidc = provider(&servers::oidc().url, "stagedoor-cli");
    let keycloak = provider(&servers::keycloak().1, "stagedoor-cli");
    [("oidc-provider", oidc), ("Keycloak", keycloak)]
}

fn provider(issuer: &str, client: &str) -> String {
    format!("[contexts.work.oidc]\nissuer = \"{issuer}\"\nclient_id = \"{client}\"")
}

fn desk(lines: &str) -> Desk {
    desk_at(&servers::backstage().url, lines)
}

#[track_caller]
fn has_both(desk: &Desk, name: &str) {
    let tokens = TokenFile::of(desk);
    for issuer in ["portal", "provider"] {
        for which in ["access", "refresh"] {
            assert!(tokens.secret(issuer, which).is_some(), "{name}: {which} of the {issuer}");
        }
    }
    assert!(tokens.secret("provider", "id").is_some(), "{name}: the ID token");
}

#[test]
fn one_login_is_one_journey_of_the_browser_to_provider_and_portal() {
    if !rig::live() {
        return;
    }
    for (name, lines) in providers() {
        let desk = desk(&lines);
        let mut login = desk.begin(&["login", "--browser"]);
        let mut browser = Browser::of("alice");
        browser.visit(&login.address());
        let ports: Vec<_> = browser.visited.iter().filter_map(url::Url::port).collect();
        assert!(ports.contains(&servers::backstage().server.port), "{name}: {ports:?}");
        is_in(&login.end(), "user:default/alice");
        has_both(&desk, name);
        sees_groups(&desk);
    }
}

#[test]
fn from_another_machine_both_addresses_are_pasted() {
    if !rig::live() {
        return;
    }
    for (name, lines) in providers() {
        let desk = desk(&lines);
        let mut login = desk.begin(&["login", "--paste"]);
        let mut browser = Browser::of("alice").elsewhere();
        for _ in 0..2 {
            let end = browser.visit(&login.address());
            login.paste(end.address.as_str());
        }
        is_in(&login.end(), "user:default/alice");
        has_both(&desk, name);
    }
}

/// Types the code that is shown, at the address that is shown.
#[track_caller]
fn by_code(login: &mut Running, browser: Browser) {
    let code = login.until("a code", |line| {
        let is_code = line.starts_with("  ") && !line.trim().starts_with("http");
        is_code.then(|| line.trim().to_owned())
    });
    browser.typing(&code).visit(&login.address());
}

#[test]
fn without_a_browser_a_code_is_typed_at_the_provider_and_the_portal_is_pasted() {
    if !rig::live() {
        return;
    }
    for (name, lines) in providers() {
        let desk = desk(&lines);
        let mut login = desk.begin(&["login", "--device"]);
        by_code(&mut login, Browser::of("alice"));
        let end = Browser::of("alice").elsewhere().visit(&login.address());
        login.paste(end.address.as_str());
        is_in(&login.end(), "user:default/alice");
        has_both(&desk, name);
    }
}

#[test]
fn one_who_says_no_to_the_code_is_not_asked_for_more() {
    if !rig::live() {
        return;
    }
    for (name, lines) in providers() {
        let desk = desk(&lines);
        let mut login = desk.begin(&["login", "--device"]);
        by_code(&mut login, Browser::of("alice").saying_no());
        let said = login.end();
        assert_eq!((said.code, said.out.as_str()), (4, ""), "{name}: {said:?}");
    }
}

#[test]
fn audiences_that_the_token_lacks_are_told() {
    if !rig::live() {
        return;
    }
    let wide = provider(&servers::oidc().url, "stagedoor-wide");
    for lines in [wide, provider(&servers::keycloak().1, "stagedoor-cli")] {
        let desk = desk(&format!("{lines}\naudiences = [\"kafka-ui\", \"vault\", \"grafana\"]"));
        let mut login = desk.begin(&["login", "--browser"]);
        Browser::of("alice").visit(&login.address());
        let said = login.end();
        assert!(said.err.contains("not for grafana:"), "{said:?}");
    }
}

#[test]
fn an_id_token_that_is_not_the_one_signs_nobody_in_at_the_provider() {
    if !rig::live() {
        return;
    }
    let server = Server::start("oidc", &[]);
    let login = |what: &str| {
        assert_eq!(server.get(&format!("/rig/twist?what={what}")).0, 200);
        let desk = desk(&provider(&server.url, "stagedoor-cli"));
        let mut login = desk.begin(&["login", "--browser"]);
        Browser::of("alice").visit(&login.address());
        let said = login.end();
        let is_kept = TokenFile::find(&desk).is_some_and(|file| file.secret("provider", "access").is_some());
        (said, is_kept)
    };
    for (what, word) in [
        ("nonce", "answers another request"),
        ("audience", "made for another program"),
        ("issuer", "names another issuer"),
        ("expired", "had run out"),
        ("key", "signature"),
    ] {
        let (said, is_kept) = login(what);
        assert!(!is_kept, "{what}: {said:?}");
        assert!(said.err.contains(word), "{what}: {said:?}");
    }
    for harmless in ["ahead", "behind", "several"] {
        let (said, is_kept) = login(harmless);
        assert!(is_kept, "{harmless}: {said:?}");
    }
}
