//! A question that fails is unknown, and hides nothing beside it.

use super::{Say, ask, decisions, framework, permissions, question};
use crate::systems::{Act, Server, answer, envelope, json};
use serde_json::{Value, json as value};
use stagedoor::platform::clock::now;
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::permissions::Question;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

fn three() -> Vec<Question> {
    vec![
        question("catalog.entity.refresh", Some("component:default/a")),
        question("catalog.entity.delete", Some("component:default/a")),
        question("catalog.location.create", None),
    ]
}

/// A portal whose policy allows everything, and that answers requests for decisions so.
fn deciding(act: impl Fn(&str) -> Option<Act> + Send + Sync + 'static) -> Server {
    Server::start(move |asked| match asked.path() {
        "/api/permission/authorize" if act(&asked.body).is_some() => act(&asked.body).unwrap(),
        _ => framework(asked, &|_, _| Say::Allow).unwrap(),
    })
}

#[tokio::test]
async fn one_that_cannot_be_decided_leaves_the_others_decided_and_is_not_asked_again() {
    let spoil = |name: &str, _: Option<&str>| if name.ends_with("delete") { Say::Spoil } else { Say::Allow };
    let server = Server::start(move |asked| framework(asked, &spoil).unwrap());
    let permissions = permissions(&server);
    let permits = ask(&permissions, three()).await.unwrap();
    let said: Vec<&str> = permits.said.iter().map(|(question, _)| &*question.capability.0).collect();
    assert_eq!(said, ["catalog.entity.refresh", "catalog.location.create"]);
    assert!(permits.unjudged.is_empty(), "it is unknown, and neither denied nor allowed");
    assert!(decisions(&server).len() <= 5);
    let before = decisions(&server).len();
    assert_eq!(ask(&permissions, three()).await.unwrap().said.len(), 2);
    assert_eq!(decisions(&server).len(), before + 1);
}

#[tokio::test]
async fn one_that_fails_for_a_while_is_asked_apart_until_it_is_decided_again() {
    let is_well = Arc::new(AtomicBool::new(false));
    let well = Arc::clone(&is_well);
    let server = deciding(move |body| {
        let spoils = body.contains("catalog.entity.delete") && !well.load(Ordering::SeqCst);
        spoils.then(|| envelope(500, "ResponseError", "Request failed with 500"))
    });
    let permissions = permissions(&server);
    let said = async || ask(&permissions, three()).await.unwrap().said.len();
    assert_eq!((said().await, decisions(&server).len()), (2, 4), "together, then each by itself");
    assert_eq!((said().await, decisions(&server).len()), (2, 6), "the others together, and the one");
    is_well.store(true, Ordering::SeqCst);
    assert_eq!((said().await, decisions(&server).len()), (3, 8));
    assert_eq!((said().await, decisions(&server).len()), (3, 9), "all together again");
}

#[tokio::test]
async fn one_alone_that_cannot_be_decided_is_a_fault_after_one_request() {
    let server = deciding(|_| Some(envelope(404, "ResponseError", "Request failed with 404 Not Found")));
    let fault = ask(&permissions(&server), three()[..1].to_vec()).await.unwrap_err();
    assert_eq!((fault.kind, decisions(&server).len()), (FaultKind::NotFound, 1));
}

#[tokio::test]
async fn an_older_portal_that_takes_no_lists_is_asked_thing_by_thing_in_one_request() {
    let server = deciding(|body| {
        let items: Value = serde_json::from_str(body).unwrap();
        let has_list = items["items"].as_array().unwrap().iter().any(|item| item["resourceRef"].is_array());
        has_list.then(|| envelope(400, "InputError", "Expected string, received array"))
    });
    let permissions = permissions(&server);
    let mut questions = three();
    questions.push(question("catalog.entity.refresh", Some("component:default/b")));
    assert_eq!(ask(&permissions, questions.clone()).await.unwrap().said.len(), 4);
    assert_eq!(decisions(&server).len(), 2);
    assert_eq!(ask(&permissions, questions).await.unwrap().said.len(), 4);
    assert_eq!(decisions(&server).len(), 3, "it is learned");
}

#[tokio::test]
async fn for_a_service_and_without_a_framework_the_portal_judges_nothing_and_it_is_said_why() {
    let service = || envelope(403, "NotAllowedError", "This endpoint does not allow 'service' credentials");
    let cases: [(Act, &str); 2] = [
        (service(), "a service token: the portal asks no permissions for it"),
        (answer(404, &[], b""), "this portal has no permission framework"),
    ];
    for (act, words) in cases {
        let server = deciding(move |_| Some(act.clone()));
        let mut questions = three();
        questions.push(question("catalog.entity.delete", None));
        let permits = ask(&permissions(&server), questions).await.unwrap();
        assert_eq!((permits.said.len(), permits.unjudged.len()), (0, 4), "{words}");
        assert!(permits.unjudged.iter().all(|(_, why)| why.as_str() == words), "{permits:?}");
        assert_eq!(decisions(&server).len(), 1);
    }
}

#[tokio::test]
async fn a_gateway_that_does_not_reach_the_portal_opens_nothing() {
    let pages =
        ["404 page not found\n", "<html>no such page</html>", "{}", "[]", "{\"message\": \"no Route matched\"}"];
    for page in pages {
        let server = deciding(move |_| Some(answer(404, &[], page.as_bytes())));
        let fault = ask(&permissions(&server), three()).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::NotFound, "{page}: {fault}");
    }
    // the portal went away after it had said what it publishes: an empty answer is nobody's by then
    let is_away = Arc::new(AtomicBool::new(false));
    let away = Arc::clone(&is_away);
    let server = Server::start(move |asked| match asked.path() {
        "/api/permission/authorize" => {
            away.store(true, Ordering::SeqCst);
            answer(404, &[], b"")
        }
        _ if away.load(Ordering::SeqCst) => answer(404, &[], b""),
        _ => framework(asked, &|_, _| Say::Allow).unwrap(),
    });
    let fault = ask(&permissions(&server), three()).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotFound, "{fault}");
}

#[tokio::test]
async fn that_the_portal_judges_nothing_holds_for_two_minutes_and_what_it_says_for_as_long_as_the_token() {
    let server = deciding(|_| Some(answer(404, &[], b"")));
    let before = now();
    let permits = ask(&permissions(&server), three()).await.unwrap();
    let until = permits.unjudged_until.unwrap();
    assert!(until <= now().after(Duration::from_secs(120)) && until >= before.after(Duration::from_secs(60)));
    let said = ask(&permissions(&deciding(|_| None)), three()).await.unwrap();
    assert_eq!((said.unjudged_until, said.until), (None, permits.until));
}

#[tokio::test]
async fn whatever_else_fails_is_a_fault_of_its_own_kind_and_no_decision() {
    for (act, kind) in [
        (envelope(401, "AuthenticationError", "Illegal token"), FaultKind::NotSignedIn),
        (
            envelope(403, "NotAllowedError", "This token's access is restricted to plugin(s) 'catalog'"),
            FaultKind::NotPermitted,
        ),
        (envelope(429, "Error", "slow down"), FaultKind::TooManyRequests),
        (envelope(500, "Error", "the policy fell over"), FaultKind::Server),
        (answer(200, &[("Content-Type", "text/html")], b"<html>sign in"), FaultKind::Malformed),
        (json(200, "{\"items\":"), FaultKind::Malformed),
        (json(200, "[]"), FaultKind::Malformed),
        (Act::SendAndClose(Vec::new()), FaultKind::Unreachable),
    ] {
        let server = deciding(move |_| Some(act.clone()));
        let fault = ask(&permissions(&server), three()).await.unwrap_err();
        assert_eq!(fault.kind, kind, "{fault}");
    }
    let server = Server::answering(vec![envelope(500, "Error", "no plugin today")]);
    let fault = ask(&permissions(&server), three()).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Server);
    assert_eq!(decisions(&server).len(), 0, "without what is published nothing is asked");
}

#[tokio::test]
async fn odd_answers_are_nobodys() {
    let odd = [
        value!({"id": "0", "result": ["ALLOW", "ALLOW"]}),
        value!({"id": "0", "result": []}),
        value!({"id": "0", "result": "CONDITIONAL"}),
        value!({"id": "0", "result": ["allow"]}),
        value!({"id": "0"}),
        value!({"id": "9", "result": ["ALLOW"]}),
        value!({"result": ["ALLOW"]}),
    ];
    for item in odd {
        let body = value!({"items": [item, {"id": "1", "result": "DENY"}]}).to_string();
        let server = deciding(move |_| Some(json(200, &body)));
        let questions = vec![three().remove(0), three().remove(2)];
        let permits = ask(&permissions(&server), questions).await.unwrap();
        assert_eq!(permits.said, [(three().remove(2), false)], "{item}");
    }
}
