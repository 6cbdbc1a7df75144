//! Which ways are open.

use super::rig::{Desk, at_portal, at_provider, desk, portal, provider};
use stagedoor::adapters::http::{Client, Limits};
use stagedoor::adapters::portal::{Account, AccountSetup, ProviderSetup, Standing, Standings};
use stagedoor::adapters::session::flow::Issuers;
use stagedoor::adapters::session::{Renew as _, Vault};
use stagedoor::platform::account::{AccountPort as _, Way, Ways};
use stagedoor::platform::steps::Steps;
use std::sync::Arc;
use std::time::Duration;

async fn ways(desk: &Desk) -> Ways {
    (*desk.account.ways().await.unwrap().answer).clone()
}

fn why(ways: &Ways, way: Way) -> String {
    ways.closed.iter().find(|(closed, _)| *closed == way).map(|(_, why)| why.to_string()).unwrap_or_default()
}

fn issuers(portal: &str, issuer: Option<&str>) -> Issuers {
    let client = |base: &str| Client::new(base, Limits { pause: Duration::ZERO, ..Limits::default() }).unwrap();
    Issuers { portal: client(portal), provider: issuer.map(client) }
}

/// The account of a portal and a provider that nobody answers for.
fn in_clear(portal: &str, issuer: Option<&str>) -> Account {
    let provider = issuer.map(|issuer| ProviderSetup { issuer: issuer.into(), ..ProviderSetup::default() });
    let proxy = Some("oauth2Proxy".to_owned());
    let setup =
        AccountSetup { standings: super::rig::taken(), has_browser: true, provider, proxy, ..AccountSetup::default() };
    Account::new(setup, Arc::new(issuers(portal, issuer)), Arc::new(Vault::in_memory()))
}

fn oidc_alone() -> Standings {
    Standings { oidc: Standing::Taken, ..Standings::default() }
}

#[tokio::test]
async fn on_a_desktop_the_browser_comes_first_and_over_ssh_what_needs_none_here() {
    let desktop = desk(portal(), Some(provider()), |_| {});
    let expected = [Way::Browser, Way::Paste, Way::Device, Way::Guest, Way::Token];
    assert_eq!(ways(&desktop).await.open, expected);
    let remote = desk(portal(), Some(provider()), |setup| setup.has_browser = false);
    assert_eq!(ways(&remote).await.open[..3], [Way::Paste, Way::Device, Way::Browser]);
    let remote = at_provider(|setup| setup.has_browser = false);
    assert_eq!(ways(&remote).await.open[..3], [Way::Device, Way::Paste, Way::Browser]);
}

#[tokio::test]
async fn a_portal_that_signs_nobody_in_says_what_its_administrators_switch_on() {
    let desk = at_portal(|setup| setup.standings = oidc_alone());
    desk.portal.twist(|twist| twist.lacks = vec!["client_id_metadata_document_supported", "revocation_endpoint"]);
    let found = ways(&desk).await;
    assert_eq!(found.open, []);
    assert!(why(&found, Way::Browser).contains("auth.clientIdMetadataDocuments.enabled"), "{found:?}");
    assert!(why(&found, Way::Token).contains("does not list `paste`"), "with no other way the others are told");
}

#[tokio::test]
async fn a_named_client_does_not_make_a_portal_one_that_signs_people_in() {
    // every portal names the page of consent, also where it is switched off
    let desk = at_portal(|setup| setup.client_id = Some("backstage-tui".into()));
    desk.portal.twist(|twist| twist.lacks = vec!["client_id_metadata_document_supported", "revocation_endpoint"]);
    let found = ways(&desk).await;
    assert_eq!(found.open, [Way::Guest, Way::Token]);
    assert!(why(&found, Way::Browser).contains("is no authorization server"), "{found:?}");
}

#[tokio::test]
async fn a_portal_with_static_clients_alone_wants_one_to_be_named() {
    let lacking = |twist: &mut super::rig::Twist| twist.lacks = vec!["client_id_metadata_document_supported"];
    let unnamed = at_portal(|setup| setup.standings = oidc_alone());
    unnamed.portal.twist(lacking);
    assert!(why(&ways(&unnamed).await, Way::Browser).contains("auth.staticClients"));
    let named = at_portal(|setup| setup.client_id = Some("backstage-tui".into()));
    named.portal.twist(lacking);
    assert_eq!(ways(&named).await.open[..2], [Way::Browser, Way::Paste]);
}

#[tokio::test]
async fn what_was_not_asked_for_is_not_shown_and_a_lock_holds_over_everything() {
    let desk = at_portal(|setup| setup.standings = oidc_alone());
    let found = ways(&desk).await;
    assert_eq!(found.open, [Way::Browser, Way::Paste]);
    assert_eq!(found.closed.iter().map(|(way, _)| *way).collect::<Vec<_>>(), [Way::Device]);
    let desk = at_portal(|setup| setup.standings = Standings { oidc: Standing::Locked, ..super::rig::taken() });
    let found = ways(&desk).await;
    assert_eq!(found.open, [Way::Guest, Way::Token]);
    assert!(desk.portal.server.asked().is_empty(), "a locked way is not looked into");
}

#[tokio::test]
async fn a_portal_that_is_away_is_told_as_that() {
    let desk = at_portal(|setup| setup.standings = oidc_alone());
    desk.portal.twist(|twist| twist.is_away = true);
    assert!(desk.account.ways().await.is_err());
}

#[tokio::test]
async fn a_portal_that_leads_elsewhere_closes_the_browser_and_leaves_the_guest_and_the_token_open() {
    let desk = at_portal(|_| {});
    desk.portal.twist(|twist| twist.says = vec![("token_endpoint", "https://evil.example/token")]);
    let found = ways(&desk).await;
    assert_eq!(found.open, [Way::Guest, Way::Token]);
    assert!(why(&found, Way::Browser).contains("evil.example, which is not its own"), "{found:?}");
    desk.sign_in(Way::Guest, |_, _| {}).await.unwrap();
}

#[tokio::test]
async fn where_a_context_takes_a_ready_made_token_alone_it_is_told_where_that_comes_from() {
    let setup = |standings, ready_made| AccountSetup { standings, ready_made, ..AccountSetup::default() };
    let told = |setup| async {
        let account = Account::new(setup, Arc::new(issuers("https://portal.invalid", None)), Vault::in_memory().into());
        account.ways().await.unwrap().answer.instead.clone()
    };
    let file = told(setup(Standings::default(), Some("the file /t".into()))).await.unwrap();
    assert!(file.as_str().contains("nothing to sign in to") && file.as_str().ends_with("from the file /t."), "{file}");
    assert_eq!(told(setup(Standings::default(), None)).await, None);
}

#[tokio::test]
async fn where_tokens_could_be_read_on_the_way_nobody_signs_in_by_any_way() {
    let account = in_clear("http://portal.invalid", None);
    let found = account.ways().await.unwrap().answer;
    assert_eq!(found.open, []);
    for way in Way::ALL {
        let why = why(&found, way);
        assert!(why.contains("portal.invalid begins with http://"), "{way:?}: {why}");
        let fault = account.sign_in(way, Steps::ignored()).await.unwrap_err();
        assert!(
            fault.to_string().contains("begins with http://") && fault.cure.as_str().contains("https://"),
            "{fault}"
        );
    }
}

#[tokio::test]
async fn a_provider_whose_tokens_could_be_read_on_the_way_is_not_asked_and_the_portal_goes_on() {
    let desk = desk(portal(), None, |_| {});
    let account = in_clear(desk.portal.base(), Some("http://sso.invalid/realms/main"));
    let found = account.ways().await.unwrap().answer;
    assert_eq!(found.open[..2], [Way::Browser, Way::Paste]);
    let why = why(&found, Way::Device);
    assert!(why.contains("sso.invalid") && why.contains("begins with http://"), "{why}");
}

#[tokio::test]
async fn a_session_is_neither_renewed_nor_ended_where_its_token_could_be_read_on_the_way() {
    let desk = at_portal(|_| {});
    desk.sign_in(Way::Browser, super::browser::agrees).await.unwrap();
    let grant = desk.vault.held().await.unwrap().unwrap().grants.remove(0);
    let issuers = issuers("http://portal.invalid", None);
    let told = [issuers.renew(&grant).await.unwrap_err().fault(), issuers.revoke(&grant).await.unwrap_err()];
    assert!(told.iter().all(|fault| fault.to_string().contains("begins with http://")), "{told:?}");
}
