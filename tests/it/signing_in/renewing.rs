//! A session that goes on, and one that does not.

use super::browser::agrees;
use super::rig::{Desk, at_portal, desk, portal, provider, refusal};
use crate::systems::{envelope, json};
use stagedoor::adapters::portal::Renewal;
use stagedoor::adapters::session::{Grant, Issuer, Renew as _, Unrenewed};
use stagedoor::platform::account::Way;
use stagedoor::platform::fault::{Fault, FaultKind};
use std::sync::Arc;

/// Why it is not renewed, though the session goes on.
fn not_renewed<T>(answer: Result<T, Unrenewed>) -> Fault {
    match answer {
        Err(Unrenewed::Not(fault)) => fault,
        Err(Unrenewed::Over(fault)) => panic!("the session is given up: {fault}"),
        Ok(_) => panic!("it was renewed"),
    }
}

async fn grant(desk: &Desk, issuer: Issuer) -> Grant {
    desk.sign_in(Way::Browser, agrees).await.unwrap();
    desk.vault.held().await.unwrap().unwrap().of(issuer).unwrap().clone()
}

#[tokio::test]
async fn both_servers_give_newer_tokens_for_the_old_ones_and_only_once() {
    let desk = desk(portal(), Some(provider()), |_| {});
    for issuer in [Issuer::Portal, Issuer::Provider] {
        let grant = grant(&desk, issuer).await;
        let renewal = Renewal::new(Arc::clone(&desk.issuers));
        let newer = renewal.renew(&grant).await.unwrap();
        assert_ne!(newer.refresh, grant.tokens.refresh);
        assert!(newer.ends > grant.tokens.ends.map(|_| stagedoor::platform::clock::now()));
        let Err(Unrenewed::Over(fault)) = renewal.renew(&grant).await else { panic!("the old one is void") };
        assert_eq!(fault.kind, FaultKind::NotSignedIn);
        assert!(fault.to_string().contains("the session has ended; sign in again: stagedoor login"), "{fault}");
    }
}

#[tokio::test]
async fn a_network_that_fails_does_not_end_the_session() {
    let desk = at_portal(|_| {});
    let grant = grant(&desk, Issuer::Portal).await;
    let renewal = Renewal::new(Arc::clone(&desk.issuers));
    desk.portal.twist(|twist| twist.is_away = true);
    assert_eq!(not_renewed(renewal.renew(&grant).await).kind, FaultKind::Unreachable);
    for (act, kind) in [
        (json(503, "busy"), FaultKind::Server),
        (json(429, "{}"), FaultKind::TooManyRequests),
        (json(502, "<html>"), FaultKind::Server),
        (refusal("temporarily_unavailable"), FaultKind::Server),
        (refusal("invalid_client"), FaultKind::Invalid),
        (json(401, "<html>the proxy's own page"), FaultKind::NotSignedIn),
        (envelope(401, "AuthenticationError", "no"), FaultKind::NotSignedIn),
    ] {
        desk.portal.twist(|twist| (twist.is_away, twist.token) = (false, Some(act)));
        assert_eq!(not_renewed(renewal.renew(&grant).await).kind, kind);
    }
    desk.portal.twist(|twist| twist.token = None);
    assert!(renewal.renew(&grant).await.is_ok());
}

#[tokio::test]
async fn renewed_tokens_of_somebody_else_are_refused() {
    let desk = desk(portal(), Some(provider()), |_| {});
    let grant = grant(&desk, Issuer::Provider).await;
    desk.provider().twist(|twist| twist.subject = Some("u-2"));
    let fault = Renewal::new(Arc::clone(&desk.issuers)).renew(&grant).await.unwrap_err().fault();
    assert!(fault.to_string().contains("another user's"), "{fault}");
}

#[tokio::test]
async fn nothing_of_a_session_is_seen_in_its_debug_form() {
    let desk = desk(portal(), Some(provider()), |_| {});
    let grant = grant(&desk, Issuer::Portal).await;
    let shown = format!("{grant:?} {:?} {:?}", desk.account, desk.steps());
    assert!(!shown.contains("portal-refresh") && !shown.contains("code_verifier"), "{shown}");
}
