//! A browser on this machine.

use super::browser::{agrees, parameters, says_no};
use super::rig::{at_portal, at_provider, desk, portal, provider};
use stagedoor::adapters::session::Issuer;
use stagedoor::platform::account::{AccountPort as _, SignIn, Way};
use stagedoor::platform::fault::FaultKind;

#[tokio::test]
async fn the_browser_comes_back_to_this_machine_and_the_session_is_kept() {
    let desk = at_portal(|_| {});
    let signed_in = desk.sign_in(Way::Browser, agrees).await.unwrap();
    assert_eq!(signed_in.user.unwrap().to_string(), "user:default/alice");
    assert_eq!(signed_in.told[0].as_str(), "signed in to work as user:default/alice");
    assert_eq!((signed_in.ends, signed_in.is_another), (None, true));
    let held = desk.vault.held().await.unwrap().unwrap();
    assert_eq!((held.subject.as_str(), held.way.as_str()), ("user:default/alice", "browser"));
    let grant = held.of(Issuer::Portal).unwrap();
    assert_eq!(grant.tokens.refresh.as_ref().unwrap().reveal(), "portal-refresh-1");
    assert!(grant.client_id.ends_with("/api/auth/.well-known/oauth-client/cli.json"), "{}", grant.client_id);
    assert!(grant.token_endpoint.ends_with("/v1/token") && grant.revocation_endpoint.ends_with("/v1/revoke"));
}

#[tokio::test]
async fn the_same_user_again_is_not_another_one_and_somebody_else_is() {
    let desk = at_portal(|_| {});
    desk.sign_in(Way::Browser, agrees).await.unwrap();
    assert!(!desk.sign_in(Way::Browser, agrees).await.unwrap().is_another);
    desk.portal.twist(|twist| twist.subject = Some("user:default/bob"));
    assert!(desk.sign_in(Way::Browser, agrees).await.unwrap().is_another);
    assert_eq!(desk.vault.held().await.unwrap().unwrap().subject, "user:default/bob");
}

#[tokio::test]
async fn who_says_no_in_the_browser_is_told_so_and_nothing_is_kept() {
    for desk in [at_portal(|_| {}), at_provider(|_| {})] {
        let fault = desk.sign_in(Way::Browser, says_no).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::NotSignedIn);
        assert!(fault.to_string().contains("you said no in the browser"), "{fault}");
        assert_eq!(desk.vault.held().await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_provider_and_a_portal_take_one_visit_of_the_browser() {
    let desk = desk(portal(), Some(provider()), |_| {});
    let signed_in = desk.sign_in(Way::Browser, agrees).await.unwrap();
    let visits: Vec<_> = desk.steps().into_iter().filter(|step| matches!(step, SignIn::Visit { .. })).collect();
    assert_eq!(visits.len(), 1, "{visits:?}");
    let told: Vec<&str> = signed_in.told.iter().map(|words| words.as_str()).collect();
    let provider = format!("signed in at {} as alice", desk.provider().base().strip_prefix("http://").unwrap());
    assert_eq!(told, ["signed in to work as user:default/alice", &provider]);
    let held = desk.vault.held().await.unwrap().unwrap();
    assert_eq!(held.grants.len(), 2);
    assert_eq!(held.subject, "user:default/alice");
}

#[tokio::test]
async fn what_worked_is_kept_when_the_other_fails_and_the_same_person_keeps_both() {
    let desk = desk(portal(), Some(provider()), |_| {});
    desk.sign_in(Way::Browser, agrees).await.unwrap();
    desk.portal.twist(|twist| twist.token = Some(super::rig::refusal("server_error")));
    let signed_in = desk.sign_in(Way::Browser, agrees).await.unwrap();
    assert!(!signed_in.is_another, "the provider says it is the same person");
    assert!(signed_in.told.iter().any(|words| words.as_str().contains("the server failed")), "{:?}", signed_in.told);
    let held = desk.vault.held().await.unwrap().unwrap();
    assert_eq!((held.grants.len(), held.subject.as_str()), (2, "user:default/alice"));
    assert_eq!(held.of(Issuer::Provider).unwrap().tokens.refresh.as_ref().unwrap().reveal(), "provider-refresh-2");
    desk.provider().twist(|twist| twist.subject = Some("u-2"));
    assert!(desk.sign_in(Way::Browser, agrees).await.unwrap().is_another, "another person at the provider");
    assert_eq!(desk.vault.held().await.unwrap().unwrap().grants.len(), 1, "what was the other's is gone");
}

#[tokio::test]
async fn a_provider_that_is_away_does_not_keep_anybody_from_the_portal() {
    let desk = desk(portal(), Some(provider()), |_| {});
    desk.provider().twist(|twist| twist.is_away = true);
    let signed_in = desk.sign_in(Way::Browser, agrees).await.unwrap();
    assert_eq!(desk.vault.held().await.unwrap().unwrap().grants.len(), 1);
    let told = signed_in.told.last().unwrap().to_string();
    assert!(told.contains("broke before an answer came"), "{told}");
}

#[tokio::test]
async fn a_provider_that_does_not_take_its_own_code_does_not_keep_anybody_from_the_portal() {
    let desk = desk(portal(), Some(provider()), |_| {});
    desk.provider().twist(|twist| twist.token = Some(super::rig::refusal("invalid_grant")));
    let signed_in = desk.sign_in(Way::Browser, agrees).await.unwrap();
    assert_eq!(signed_in.user.unwrap().to_string(), "user:default/alice");
    let told = signed_in.told.last().unwrap().to_string();
    assert!(told.contains("it is not accepted any more"), "{told}");
}

#[tokio::test]
async fn an_audience_that_the_token_lacks_is_named_with_what_to_do() {
    let desk = at_provider(|setup| {
        setup.provider.as_mut().unwrap().audiences = ["vault", "harbor", "argocd"].map(str::to_owned).to_vec();
    });
    let signed_in = desk.sign_in(Way::Browser, agrees).await.unwrap();
    let told = signed_in.told.last().unwrap().to_string();
    assert!(told.starts_with("the provider's token is not for harbor: "), "{told}");
}

#[tokio::test]
async fn the_configured_client_and_port_are_used_to_the_letter() {
    let free = super::loopback::free_port();
    let desk = at_portal(|setup| {
        setup.client_id = Some("backstage-tui".into());
        setup.redirect_port = Some(free);
    });
    desk.sign_in(Way::Browser, agrees).await.unwrap();
    let address = desk.steps().into_iter().find_map(|step| match step {
        SignIn::Visit { address, .. } => Some(address.to_string()),
        _ => None,
    });
    let asked = parameters(&address.unwrap());
    assert_eq!(asked["client_id"], "backstage-tui");
    assert_eq!(asked["redirect_uri"], format!("http://127.0.0.1:{free}/callback"));
    assert_eq!(asked["scope"], "openid offline_access");
}

#[tokio::test]
async fn an_old_portal_where_clients_register_themselves_works_too() {
    let desk = at_portal(|_| {});
    let registration: &'static str = Box::leak(format!("{}/api/auth/v1/register", desk.portal.base()).into_boxed_str());
    desk.portal.twist(|twist| {
        twist.lacks = vec!["client_id_metadata_document_supported", "revocation_endpoint"];
        twist.says = vec![("registration_endpoint", registration)];
    });
    desk.sign_in(Way::Browser, agrees).await.unwrap();
    let registered = desk.portal.asked("/v1/register").remove(0);
    assert!(registered.body.contains("/callback"), "{}", registered.body);
    assert_eq!(desk.vault.held().await.unwrap().unwrap().grants[0].client_id, "registered-1");
}

#[tokio::test]
async fn a_portal_that_gives_no_lasting_session_says_until_when() {
    let desk = at_portal(|_| {});
    desk.portal.twist(|twist| twist.no_refresh = true);
    let signed_in = desk.sign_in(Way::Browser, agrees).await.unwrap();
    assert!(signed_in.ends.is_some());
    assert!(signed_in.told[0].as_str().starts_with("signed in to work as user:default/alice, until "));
    assert!(signed_in.told[1].as_str().contains("auth.experimentalRefreshToken.enabled"), "{:?}", signed_in.told);
}

#[tokio::test]
async fn signing_out_revokes_both_and_forgets_even_when_nobody_answers() {
    let desk = desk(portal(), Some(provider()), |_| {});
    desk.sign_in(Way::Browser, agrees).await.unwrap();
    desk.provider().twist(|twist| twist.is_away = true);
    let told = desk.account.sign_out().await.unwrap();
    assert_eq!(desk.portal.state.lock().unwrap().revoked, ["portal-refresh-1"]);
    assert_eq!(desk.vault.held().await.unwrap(), None);
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[1].as_str().contains("here the tokens are gone"), "{told:?}");
    assert_eq!(told[2].as_str(), "signed out of work");
}

#[tokio::test]
async fn a_provider_whose_tokens_and_keys_are_at_other_origins_is_one_like_any() {
    use stagedoor::adapters::session::Renew as _;
    for way in [Way::Browser, Way::Device] {
        let desk = at_provider(|setup| setup.has_browser = way == Way::Browser);
        let other = super::rig::elsewhere(desk.provider());
        let at = |path: &str| -> &'static str { Box::leak(format!("{}/{path}", other.base).into_boxed_str()) };
        desk.provider().twist(|twist| {
            twist.says = vec![
                ("token_endpoint", at("token")),
                ("jwks_uri", at("keys")),
                ("revocation_endpoint", at("revoke")),
                ("device_authorization_endpoint", at("device")),
            ];
        });
        desk.sign_in(way, agrees).await.unwrap();
        let grant = desk.vault.held().await.unwrap().unwrap().grants.remove(0);
        let newer = desk.issuers.renew(&grant).await.unwrap();
        assert_eq!(newer.refresh.unwrap().reveal(), "provider-refresh-2");
        desk.account.sign_out().await.unwrap();
        assert_eq!(desk.provider().state.lock().unwrap().revoked, ["provider-refresh-1"]);
        let mut asked: Vec<String> = other.asked().iter().map(|asked| asked.path().to_owned()).collect();
        asked.retain(|path| path != "/device");
        assert_eq!(asked, ["/token", "/keys", "/token", "/revoke"], "{way:?}");
    }
}

#[tokio::test]
async fn signing_out_where_nobody_is_signed_in_says_so_and_asks_nobody() {
    let desk = at_portal(|_| {});
    let told = desk.account.sign_out().await.unwrap();
    assert_eq!(told.iter().map(|words| words.as_str()).collect::<Vec<_>>(), ["nobody was signed in to work"]);
    assert!(desk.portal.server.asked().is_empty());
}
