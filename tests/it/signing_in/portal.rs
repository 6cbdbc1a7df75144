//! Ways that a portal itself opens without a browser.

use super::rig::at_portal;
use stagedoor::adapters::portal::Renewal;
use stagedoor::adapters::session::Renew as _;
use stagedoor::platform::account::Way;
use std::sync::Arc;

#[tokio::test]
async fn a_guest_is_let_in_and_goes_on_being_one() {
    let desk = at_portal(|_| {});
    let signed_in = desk.sign_in(Way::Guest, |_, _| {}).await.unwrap();
    assert_eq!(signed_in.user.unwrap().to_string(), "user:default/guest");
    assert_eq!(signed_in.ends, None, "it is renewed");
    let held = desk.vault.held().await.unwrap().unwrap();
    let newer = Renewal::new(Arc::clone(&desk.issuers)).renew(&held.grants[0]).await.unwrap();
    assert!(newer.ends.is_some());
    assert_eq!(desk.portal.asked("/guest/refresh").len(), 2);
}

#[tokio::test]
async fn a_proxy_that_is_not_named_and_a_provider_that_is_not_there_say_what_is_missing() {
    let desk = at_portal(|_| {});
    let fault = desk.sign_in(Way::Proxy, |_, _| {}).await.unwrap_err();
    assert!(fault.to_string().contains("add `proxy = "), "{fault}");
    let desk = at_portal(|setup| setup.proxy = Some("oauth2Proxy".into()));
    let fault = desk.sign_in(Way::Proxy, |_, _| {}).await.unwrap_err();
    assert!(fault.to_string().contains("must switch this provider on"), "{fault}");
}
