//! What must not be believed.

use super::browser::{agree, agrees, get};
use super::rig::{OTHER_KEY, Twist, at_portal, at_provider, refusal};
use crate::systems::{Act, answer, json};
use stagedoor::platform::account::{SignIn, Way};
use stagedoor::platform::fault::FaultKind;

/// What is told, and what is wrong.
type Case = (&'static str, fn(&mut Twist));

/// Signs in at a provider that misbehaves; the fault in words.
async fn told(twist: impl FnOnce(&mut Twist)) -> String {
    let desk = at_provider(|_| {});
    desk.provider().twist(twist);
    // the portal of this context signs nobody in, and its words come last
    let mut words = Vec::new();
    match desk.sign_in(Way::Browser, agrees).await {
        Ok(signed_in) => words.extend(signed_in.told.iter().map(ToString::to_string)),
        Err(fault) => words.push(fault.to_string()),
    }
    assert_eq!(desk.vault.held().await.unwrap(), None, "{words:?}");
    words.join(" | ")
}

#[tokio::test]
async fn an_id_token_with_anything_wrong_in_it_signs_nobody_in() {
    let cases: [Case; 7] = [
        ("answers another request", |twist| twist.nonce = Some("another")),
        ("made for another program", |twist| twist.audience = Some("another-client")),
        ("names another issuer", |twist| twist.issuer = Some("https://evil.example/realms/main")),
        ("signature of the ID token is wrong", |twist| twist.key = Some(OTHER_KEY)),
        ("a key that the provider does not have", |twist| twist.key_id = Some("k9")),
        ("had run out when it came", |twist| twist.lasts = Some(-1)),
        ("gave no ID token", |twist| {
            twist.token = Some(json(200, r#"{"access_token":"secret-access","token_type":"Bearer"}"#));
        }),
    ];
    for (words, twist) in cases {
        let told = told(twist).await;
        assert!(told.contains(words), "{words}: {told}");
        assert!(!told.contains("secret-access"));
    }
}

#[tokio::test]
async fn a_clock_that_is_five_minutes_off_either_way_does_no_harm() {
    for ahead in [-300, 300] {
        let desk = at_provider(|_| {});
        // the token lasts a minute: by this machine's clock it has run out, or is not yet made
        desk.provider().twist(|twist| twist.ahead = ahead);
        desk.sign_in(Way::Browser, agrees).await.unwrap();
        let held = desk.vault.held().await.unwrap().unwrap();
        let left = held.grants[0].tokens.ends.unwrap().since(stagedoor::platform::clock::now());
        assert!((295..=300).contains(&left.as_secs()), "by our own clock: {left:?}");
    }
}

#[tokio::test]
async fn a_key_that_is_new_is_fetched_once_more() {
    let desk = at_provider(|_| {});
    desk.provider().twist(|twist| twist.stale_keys = true);
    desk.sign_in(Way::Browser, agrees).await.unwrap();
    assert_eq!(desk.provider().asked("/keys").len(), 2);
    desk.sign_in(Way::Browser, agrees).await.unwrap();
    assert_eq!(desk.provider().asked("/keys").len(), 2, "and kept");
}

#[tokio::test]
async fn a_server_that_goes_away_in_the_middle_is_told_as_that() {
    let desk = at_portal(|_| {});
    let fault = desk
        .sign_in(Way::Browser, |desk, step| {
            desk.portal.twist(|twist| twist.is_away = true);
            agrees(desk, step);
        })
        .await
        .unwrap_err();
    assert!(matches!(fault.kind, FaultKind::Unreachable | FaultKind::Malformed), "{fault:?}");
    assert_eq!(desk.vault.held().await.unwrap(), None);
}

#[tokio::test]
async fn a_connection_that_died_during_the_visit_costs_no_second_visit() {
    for desk in [at_portal(|_| {}), at_provider(|_| {})] {
        desk.host().twist(|twist| twist.first = vec![Act::SendAndClose(Vec::new())]);
        desk.sign_in(Way::Browser, agrees).await.unwrap();
        assert_eq!(desk.host().asked("/token").len(), 2);
    }
}

#[tokio::test]
async fn no_answer_of_the_token_endpoint_is_repeated_with_what_was_sent() {
    let leaky = json(400, r#"{"error":"invalid_grant","error_description":"no such code code-1"}"#);
    let page = answer(200, &[("Content-Type", "text/html")], b"<title>Gateway</title>");
    let broken = json(200, r#"{"access_token":"secret-access","token_type":7}"#);
    let elsewhere = answer(302, &[("Location", "https://login.example/secret-path")], b"");
    let cases: [(Act, FaultKind); 6] = [
        (elsewhere, FaultKind::Malformed),
        (leaky, FaultKind::NotSignedIn),
        (page, FaultKind::Malformed),
        (broken, FaultKind::Malformed),
        (json(503, "busy"), FaultKind::Server),
        (refusal("invalid_client"), FaultKind::Invalid),
    ];
    for (act, kind) in cases {
        let desk = at_portal(|_| {});
        desk.portal.twist(|twist| twist.token = Some(act));
        let fault = desk.sign_in(Way::Browser, agrees).await.unwrap_err();
        assert_eq!(fault.kind, kind, "{fault}");
        assert!(!fault.to_string().contains("secret-") && !fault.to_string().contains("code-1"), "{fault}");
        assert!(!fault.cure.is_empty(), "{fault}");
    }
}

#[tokio::test]
async fn the_answer_of_another_attempt_and_a_second_answer_count_for_nothing() {
    let desk = at_portal(|_| {});
    let pages = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = std::sync::Arc::clone(&pages);
    desk.sign_in(Way::Browser, move |desk, step| {
        let SignIn::Visit { address, .. } = step else { return };
        let right = agree(desk, address.as_str());
        let (before, state) = right.rsplit_once("state=").unwrap();
        let wrong = [
            format!("{before}state=another"),
            format!("{before}state={}x", &state[..state.len() - 1]),
            format!("{right}&state={state}"),
            before.trim_end_matches('&').to_owned(),
            format!("{right}&iss=https%3A%2F%2Fevil.example"),
        ];
        let seen = std::sync::Arc::clone(&seen);
        std::thread::spawn(move || {
            let answers = wrong.iter().map(|address| get(address)).collect::<Vec<_>>();
            seen.lock().unwrap().extend(answers);
            get(&right);
        });
    })
    .await
    .unwrap();
    let pages = pages.lock().unwrap();
    assert_eq!(pages.len(), 5);
    assert!(pages.iter().all(|page| page.starts_with("HTTP/1.1 400 ")), "{pages:?}");
    assert_eq!(desk.portal.asked("/v1/token").len(), 1, "nothing was asked for the others");
}

#[tokio::test]
async fn endpoints_on_another_origin_are_not_gone_to() {
    for name in ["token_endpoint", "authorization_endpoint", "revocation_endpoint"] {
        let desk = at_portal(|_| {});
        desk.portal.twist(|twist| twist.says = vec![(name, "https://evil.example/token")]);
        let fault = desk.sign_in(Way::Browser, agrees).await.unwrap_err();
        assert!(fault.to_string().contains("evil.example, which is not its own"), "{fault}");
        assert!(desk.steps().iter().all(|step| matches!(step, SignIn::Asking(_))));
    }
    // a provider may have several origins, though none where tokens could be read on the way
    for name in ["token_endpoint", "jwks_uri", "authorization_endpoint", "device_authorization_endpoint"] {
        let desk = at_provider(|_| {});
        desk.provider().twist(|twist| twist.says = vec![(name, "http://evil.example/token")]);
        let fault = desk.sign_in(Way::Browser, agrees).await.unwrap_err();
        assert!(fault.to_string().contains("evil.example, which is not its own and not https"), "{fault}");
        assert!(desk.steps().iter().all(|step| matches!(step, SignIn::Asking(_))));
    }
    let desk = at_provider(|_| {});
    desk.provider().twist(|twist| twist.says = vec![("issuer", "https://evil.example")]);
    assert!(desk.sign_in(Way::Browser, agrees).await.is_err());
}
