//! Which ways are open.

use super::rig::{Desk, at_portal, at_provider, desk, portal, provider};
use stagedoor::adapters::portal::{Standing, Standings};
use stagedoor::platform::account::{AccountPort as _, Way, Ways};

async fn ways(desk: &Desk) -> Ways {
    (*desk.account.ways().await.unwrap().answer).clone()
}

fn why(ways: &Ways, way: Way) -> String {
    ways.closed.iter().find(|(closed, _)| *closed == way).map(|(_, why)| why.to_string()).unwrap_or_default()
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
    let desk = at_portal(|_| {});
    desk.portal.twist(|twist| twist.is_away = true);
    assert!(desk.account.ways().await.is_err());
}
