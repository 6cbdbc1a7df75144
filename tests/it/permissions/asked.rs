//! Questions become as few requests as they can.

use super::{Policy, Say, ask, decisions, framework, permissions, portal, question, token, token_of};
use crate::systems::{Server, answer, envelope, json};
use serde_json::{Value, json as value};
use stagedoor::adapters::kept::KeptPublished;
use stagedoor::adapters::portal::PortalPermissions;
use stagedoor::domain::model::At;
use stagedoor::platform::clock::now;
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::permissions::{Permission, Published, PublishedKeep, Question, Unkept};
use std::sync::Arc;
use std::time::Duration;

const REFRESH: &str = "catalog.entity.refresh";

fn server(policy: impl Fn(&str, Option<&str>) -> Say + Send + Sync + 'static) -> Server {
    let policy: Box<Policy> = Box::new(policy);
    Server::start(move |asked| {
        framework(asked, &*policy).unwrap_or_else(|| envelope(404, "NotFoundError", "no such thing"))
    })
}

/// Everything of even number is allowed.
fn even(_: &str, on: Option<&str>) -> Say {
    match on {
        Some(on) if on.ends_with(['1', '3', '5', '7', '9']) => Say::Deny,
        _ => Say::Allow,
    }
}

fn many(name: &'static str, count: usize) -> Vec<Question> {
    (0..count).map(|n| question(name, Some(&format!("component:default/{}-{n}", "x".repeat(60))))).collect()
}

#[tokio::test]
async fn a_screen_of_two_hundred_rows_is_one_request_and_each_answer_is_that_of_its_row() {
    let server = server(even);
    let permissions = permissions(&server);
    let mut questions = many(REFRESH, 200);
    questions.extend(many("catalog.entity.delete", 200));
    questions.insert(7, question("catalog.location.create", None));
    let permits = ask(&permissions, questions.clone()).await.unwrap();
    assert_eq!((permits.said.len(), permits.unjudged.len()), (401, 0));
    for (question, allowed) in &permits.said {
        let expected = even("", question.on.as_ref().map(|on| on.as_str())) == Say::Allow;
        assert_eq!(*allowed, expected, "{question:?}");
    }
    let asked = decisions(&server);
    assert_eq!(asked.len(), 1);
    let body: Value = serde_json::from_str(&asked[0].body).unwrap();
    let refresh = &body["items"][0];
    let permission = value!({"type": "resource", "name": REFRESH, "attributes": {"action": "update"}, "resourceType": "catalog-entity"});
    assert_eq!((&refresh["permission"], refresh["resourceRef"].as_array().unwrap().len()), (&permission, 200));
    let create = value!({"type": "basic", "name": "catalog.location.create", "attributes": {"action": "create"}});
    assert_eq!((&body["items"][1]["permission"], body["items"][1].get("resourceRef")), (&create, None));
    ask(&permissions, questions).await.unwrap();
    assert_eq!(server.asked().len(), 3, "what the plugin publishes is asked once");
}

#[tokio::test]
async fn what_is_too_much_for_one_request_goes_in_several_and_none_is_too_large() {
    let server = server(even);
    let permits = ask(&permissions(&server), many(REFRESH, 3_000)).await.unwrap();
    assert_eq!(permits.said.len(), 3_000);
    let asked = decisions(&server);
    assert!(asked.iter().all(|asked| asked.body.len() < 100_000) && asked.len() <= 4, "{}", asked.len());
}

#[tokio::test]
async fn what_plugins_publish_is_kept_for_a_day() {
    let server = server(even);
    let folder = tempfile::tempdir().unwrap();
    let keep = || Arc::new(KeptPublished::new(folder.path().join("copy")));
    let run = async || {
        let permissions = PortalPermissions::new(portal(&server.base, &token()), None, keep());
        ask(&permissions, many(REFRESH, 1)).await.unwrap();
        server.asked().len()
    };
    assert_eq!((run().await, run().await), (2, 3));
    let Published(mut kept) = keep().load();
    kept.values_mut().for_each(|(at, _)| *at = At(now().0 - 25 * 3_600_000));
    keep().keep(&Published(kept));
    assert_eq!(run().await, 5, "a day later it is asked again");
}

#[tokio::test]
async fn what_a_plugin_does_not_publish_the_portal_does_not_judge_and_nothing_is_asked() {
    let server = server(even);
    let permits = ask(&permissions(&server), vec![question("catalog.location.delete", None)]).await.unwrap();
    assert_eq!((permits.said.len(), permits.unjudged.len(), decisions(&server).len()), (0, 1, 0));
    assert_eq!(permits.unjudged[0].1.as_str(), "the portal has no permission of that name");
    assert!(permits.absent.is_empty());
}

#[tokio::test]
async fn what_a_plugin_that_is_not_there_would_do_is_not_there() {
    let server = server(even);
    let questions = vec![
        question("scaffolder.task.create", None),
        question("scaffolder.task.read", Some("template:default/x")),
        question("catalog.entity.create", None),
    ];
    let permits = ask(&permissions(&server), questions).await.unwrap();
    assert_eq!((permits.said.len(), permits.unjudged.len()), (1, 0));
    let [(plugin, until)] = permits.absent.as_slice() else { panic!("{permits:?}") };
    assert_eq!((plugin.as_str(), permits.unjudged_until), ("scaffolder", None));
    assert!(*until <= now().after(Duration::from_secs(900)), "it may be put in at any time");
    // a gateway that finds no portal proves nothing
    let gateway = Server::answering(vec![answer(404, &[], b"")]);
    let nobody = ask(&super::permissions(&gateway), vec![question("scaffolder.task.create", None)]).await;
    assert_eq!(nobody.unwrap_err().kind, FaultKind::NotFound);
}

/// A keep with what the catalog and the scaffolder published an hour ago.
fn an_hour_old(folder: &std::path::Path, names: &[&str]) -> Arc<KeptPublished> {
    let keep = Arc::new(KeptPublished::new(folder.join("copy")));
    let of = |name: &&str| Permission { name: (*name).to_owned(), ..Permission::default() };
    let old = |names: &[&str]| (At(now().0 - 3_600_000), names.iter().map(of).collect::<Vec<_>>());
    let plugins = [("catalog".to_owned(), old(names)), ("scaffolder".to_owned(), old(&["scaffolder.task.create"]))];
    keep.keep(&Published(plugins.into()));
    keep
}

#[tokio::test]
async fn a_permission_that_the_portal_has_got_since_the_last_run_is_asked_about_and_not_taken_for_none() {
    let server = server(|_, _| Say::Deny);
    let folder = tempfile::tempdir().unwrap();
    let keep = an_hour_old(folder.path(), &["catalog.entity.read"]);
    let permissions = PortalPermissions::new(portal(&server.base, &token()), None, keep);
    let create = question("catalog.location.create", None);
    let permits = ask(&permissions, vec![create.clone()]).await.unwrap();
    assert_eq!((permits.said, permits.unjudged), (vec![(create, false)], Vec::new()));
}

#[tokio::test]
async fn that_a_plugin_is_not_there_is_not_taken_from_an_old_copy_of_another() {
    let away = Server::answering(vec![answer(404, &[], b"")]);
    let folder = tempfile::tempdir().unwrap();
    let keep = an_hour_old(folder.path(), &["catalog.entity.read"]);
    let permissions = PortalPermissions::new(portal(&away.base, &token()), None, keep);
    for name in ["techdocs.actions.read", "scaffolder.template.dry-run", "catalog.location.create"] {
        let fault = ask(&permissions, vec![question(name, None)]).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::NotFound, "{name}");
    }
}

#[tokio::test]
async fn an_answer_that_does_not_say_what_is_published_is_not_that_nothing_is() {
    for body in ["{}", r#"{"rules": []}"#, r#"{"permissions": null}"#] {
        let server = Server::answering(vec![json(200, body)]);
        let fault = ask(&permissions(&server), vec![question("catalog.location.delete", None)]).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::Malformed, "{body}");
    }
}

#[tokio::test]
async fn a_question_about_things_without_a_thing_is_not_sent_for_it_would_spoil_the_others() {
    let server = server(even);
    let questions = vec![question(REFRESH, None), question("catalog.entity.create", None)];
    let permits = ask(&permissions(&server), questions).await.unwrap();
    assert_eq!(permits.said, [(question("catalog.entity.create", None), true)]);
    assert!(permits.unjudged.is_empty());
}

#[tokio::test]
async fn answers_hold_until_the_token_ends_or_sooner_where_the_configuration_says_so() {
    let server = server(even);
    let until = async |token: &str, decisions: Option<u64>| {
        let decisions = decisions.map(Duration::from_secs);
        let permissions = PortalPermissions::new(portal(&server.base, token), decisions, Arc::new(Unkept));
        ask(&permissions, many(REFRESH, 1)).await.unwrap().until
    };
    let alice = token();
    assert_eq!(until(&alice, None).await, Some(At(4_000_000_000_000)));
    let before = now();
    let bound = until(&alice, Some(900)).await.unwrap();
    assert!(before.after(Duration::from_secs(900)) <= bound && bound <= now().after(Duration::from_secs(900)));
    assert_eq!(until("opaque", None).await, None);
    // a clock that is wrong does not have the portal asked over and over
    let over = until(&token_of(&value!({"sub": "user:default/alice", "exp": 7})), None).await.unwrap();
    assert!(over >= before.after(Duration::from_secs(60)));
}
