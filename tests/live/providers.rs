//! The servers and the browser of these tests themselves: what they are relied on for.

use crate::browser::Browser;
use crate::{rig, servers};

const CHALLENGE: &str = "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

/// Where a client of a provider sends the browser.
fn authorize(endpoint: &str, client: &str) -> String {
    format!(
        "{endpoint}?client_id={client}&redirect_uri=http%3A%2F%2F127.0.0.1%3A5555%2Fcallback&response_type=code\
         &scope=openid%20offline_access&state=xyz&nonce=n&{CHALLENGE}"
    )
}

fn query(address: &url::Url, name: &str) -> Option<String> {
    address.query_pairs().find_map(|(known, value)| (known == name).then(|| value.into_owned()))
}

#[test]
fn a_browser_signs_in_at_each_provider_and_says_no_where_it_is_asked() {
    if !rig::live() {
        return;
    }
    let oidc = servers::oidc();
    let (keycloak, realm) = servers::keycloak();
    let backstage = servers::backstage();
    let portal = format!(
        "{}&redirect_uri=http%3A%2F%2F127.0.0.1%3A{}%2Fcallback",
        authorize(&format!("{}/api/auth/v1/authorize", backstage.url), "stagedoor")
            .replace("&redirect_uri=http%3A%2F%2F127.0.0.1%3A5555%2Fcallback", ""),
        backstage.redirect_port
    );
    assert_eq!(keycloak.get("/realms/stagedoor").0, 200);
    for address in [
        authorize(&format!("{}/auth", oidc.url), "stagedoor-cli"),
        authorize(&format!("{realm}/protocol/openid-connect/auth"), "stagedoor-cli"),
        portal.clone(),
    ] {
        let end = Browser::of("alice").elsewhere().visit(&address).address;
        assert!(query(&end, "code").is_some_and(|code| !code.is_empty()), "{address} ends at {end}");
        assert_eq!(query(&end, "state").as_deref(), Some("xyz"));
    }
    for address in [authorize(&format!("{}/auth", oidc.url), "stagedoor-cli"), portal] {
        let end = Browser::of("alice").saying_no().elsewhere().visit(&address).address;
        assert_eq!(query(&end, "error").as_deref(), Some("access_denied"), "{address} ends at {end}");
    }
}
