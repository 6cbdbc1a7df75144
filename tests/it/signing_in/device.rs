//! A code that is typed in a browser anywhere.

use super::rig::{at_provider, desk, portal, provider, refusal};
use crate::systems::{Act, json};
use stagedoor::adapters::http::{Client, Limits};
use stagedoor::adapters::session::Issuer;
use stagedoor::adapters::session::flow::{DeviceRequest, Endpoints, Keys, Party};
use stagedoor::platform::account::{SignIn, Way};
use stagedoor::platform::fault::Fault;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Waits at a provider that answers the first questions like that: the pauses between them, and the
/// end.
async fn waited(polls: Vec<Act>) -> (Vec<u64>, Result<String, Fault>) {
    let (pauses, _, end) = watched(polls).await;
    (pauses, end)
}

/// The same, and what was told meanwhile; nothing where all is well again.
async fn watched(polls: Vec<Act>) -> (Vec<u64>, Vec<String>, Result<String, Fault>) {
    let host = provider();
    host.twist(|twist| twist.first = polls);
    let issuer = format!("{}/realms/main", host.base());
    let client = Client::new(&issuer, Limits { pause: Duration::ZERO, ..Limits::default() }).unwrap();
    let endpoints = Endpoints::of_provider(&client, &issuer).await.unwrap();
    let party = Party {
        issuer: Issuer::Provider,
        endpoints,
        client_id: "stagedoor-cli".into(),
        scopes: vec!["openid".into()],
        is_openid: true,
        at: client.place(),
    };
    let request = DeviceRequest::new(&client, &party).await.unwrap();
    let pauses = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&pauses);
    let pause = move |span: Duration| -> futures_util::future::BoxFuture<'static, ()> {
        log.lock().unwrap().push(span.as_secs());
        Box::pin(async {})
    };
    let told = Mutex::new(Vec::new());
    let watch = |fault: Option<&Fault>| told.lock().unwrap().push(fault.map(ToString::to_string).unwrap_or_default());
    let end = request.wait(&client, &party, &Keys::default(), &pause, &watch).await;
    let pauses = pauses.lock().unwrap().clone();
    (pauses, told.into_inner().unwrap(), end.map(|arrived| arrived.subject).map_err(Fault::from))
}

#[tokio::test]
async fn it_is_asked_as_often_as_the_server_allows_and_more_slowly_when_it_says_so() {
    let pending = || refusal("authorization_pending");
    let (pauses, end) = waited(vec![pending(), refusal("slow_down"), pending(), refusal("slow_down"), pending()]).await;
    assert_eq!(pauses, [7, 12, 12, 17, 17]);
    assert_eq!(end.unwrap(), "u-1");
}

#[tokio::test]
async fn a_question_that_is_lost_or_meets_a_failed_gateway_is_asked_again() {
    let lost = Act::SendAndClose(Vec::new());
    let (pauses, end) =
        waited(vec![lost, json(502, "<html>bad gateway</html>"), refusal("authorization_pending")]).await;
    assert_eq!(pauses.len(), 3);
    assert_eq!(end.unwrap(), "u-1");
}

#[tokio::test]
async fn what_lasts_is_told_after_two_lost_questions_and_one_that_passes_is_not() {
    let (lost, pending) = (|| Act::SendAndClose(Vec::new()), || refusal("authorization_pending"));
    let page = || json(502, "<html>bad gateway</html>");
    let (_, told, end) = watched(vec![lost(), pending(), page(), pending()]).await;
    assert!(told.is_empty() && end.is_ok(), "{told:?}");
    let (_, told, end) = watched(vec![pending(), page(), page(), page(), pending()]).await;
    assert!(told.len() == 2 && told[0].contains("502") && told[1].is_empty(), "{told:?}");
    assert_eq!(end.unwrap(), "u-1");
}

#[tokio::test]
async fn who_waits_sees_what_happened_beside_the_code_as_long_as_it_lasts() {
    let desk = at_provider(|setup| setup.has_browser = false);
    let page = || json(502, "<html>bad gateway</html>");
    desk.provider().twist(|twist| twist.first = vec![page(), page(), refusal("authorization_pending")]);
    desk.sign_in(Way::Device, |_, _| {}).await.unwrap();
    let steps = desk.steps();
    let again = steps.iter().position(|step| {
        matches!(step, SignIn::Again { why, asked } if why.as_str().contains("502") && matches!(**asked, SignIn::Code { .. }))
    });
    assert!(matches!(steps[again.unwrap() + 1], SignIn::Code { .. }), "{steps:?}");
}

#[tokio::test]
async fn a_code_that_runs_out_at_the_provider_does_not_keep_anybody_from_the_portal_and_a_no_does() {
    for (code, arrives) in [("expired_token", true), ("access_denied", false)] {
        let desk = desk(portal(), Some(provider()), |setup| setup.has_browser = false);
        desk.provider().twist(|twist| twist.first = vec![refusal(code)]);
        let ended = desk.sign_in(Way::Device, super::browser::pastes).await;
        assert_eq!(ended.is_ok(), arrives, "{ended:?}");
        let held = desk.vault.held().await.unwrap();
        assert_eq!(held.map_or(0, |held| held.grants.len()), usize::from(arrives));
        if let Ok(signed_in) = ended {
            assert!(signed_in.told.iter().any(|words| words.as_str().contains("the code has run out")));
        }
    }
}

#[tokio::test]
async fn a_no_and_a_code_that_ran_out_end_it_in_words() {
    let (_, end) = waited(vec![refusal("access_denied")]).await;
    assert!(end.unwrap_err().to_string().contains("you said no"));
    let (_, end) = waited(vec![refusal("authorization_pending"), refusal("expired_token")]).await;
    let fault = end.unwrap_err().to_string();
    assert!(fault.contains("the code has run out") && !fault.contains("device-code-secret"), "{fault}");
}

#[tokio::test]
async fn the_code_is_shown_with_its_address_and_the_session_is_kept() {
    let desk = at_provider(|setup| setup.has_browser = false);
    desk.provider().twist(|twist| twist.first = vec![refusal("authorization_pending")]);
    desk.sign_in(Way::Device, |_, _| {}).await.unwrap();
    let shown = desk.steps().into_iter().find_map(|step| match step {
        SignIn::Code { address, complete, code, .. } => Some((address, complete.unwrap(), code)),
        _ => None,
    });
    let (address, complete, code) = shown.unwrap();
    assert_eq!(code.as_str(), "WDJB-MJHT");
    assert!(address.as_str().ends_with("/enter") && complete.as_str().ends_with("?user_code=WDJB-MJHT"));
    let held = desk.vault.held().await.unwrap().unwrap();
    assert_eq!((held.way.as_str(), held.subject.as_str()), ("device", "u-1"));
}

#[tokio::test]
async fn with_a_portal_beside_the_provider_the_browser_is_sent_there_afterwards() {
    let desk = desk(portal(), Some(provider()), |setup| setup.has_browser = false);
    desk.sign_in(Way::Device, super::browser::pastes).await.unwrap();
    assert_eq!(desk.vault.held().await.unwrap().unwrap().grants.len(), 2);
}
