//! A portal's writes, against answers of our own.

use crate::stand::Stand;
use crate::systems::{Act, Server, answer, envelope, json};
use serde_json::json as value;
use stagedoor::domain::document::Line;
use stagedoor::domain::model::EntityRef;
use stagedoor::platform::command::{Command, Forecast, Removal, Seen};
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::ports::CommandPort as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

const ORIGIN: &str = "url:https://git.example/all.yaml";

fn component(annotations: serde_json::Value) -> String {
    value!({"kind": "Component", "metadata": {"name": "a", "uid": "u-1", "annotations": annotations}}).to_string()
}

fn unregister(removal: Option<Removal>) -> Command {
    Command::Unregister { entity: entity(), removal, seen: None }
}

fn entity() -> EntityRef {
    "component:default/a".parse().unwrap()
}

fn lines(forecast: &Forecast) -> Vec<String> {
    forecast.lines.iter().map(Line::text).collect()
}

/// A portal that knows one location with two entities, and one entity `a`.
fn portal(annotations: serde_json::Value) -> Server {
    Server::start(move |asked| match (asked.method.as_str(), asked.path()) {
        ("GET", "/api/catalog/locations") => json(
            200,
            &value!([
                {"data": {"id": "other", "type": "url", "target": "https://git.example/other.yaml"}},
                {"data": {"id": "11-22", "type": "url", "target": "https://git.example/all.yaml"}},
            ])
            .to_string(),
        ),
        ("GET", path) if path.ends_with("/by-name/component/default/a") => json(200, &component(annotations.clone())),
        ("GET", path) if path.ends_with("/entities/by-query") => {
            let named = |name: &str| value!({"kind": "Component", "metadata": {"name": name}});
            json(200, &value!({"items": [named("b"), named("a")], "totalItems": 2, "pageInfo": {}}).to_string())
        }
        ("DELETE", _) => answer(204, &[], b""),
        _ => envelope(404, "NotFoundError", "no"),
    })
}

#[tokio::test]
async fn unregistering_shows_all_that_goes_and_removes_the_location_it_came_from() {
    let server = portal(value!({"backstage.io/managed-by-origin-location": ORIGIN}));
    let forecast = server.portal().foresee(unregister(None)).await.unwrap().answer;
    assert_eq!(lines(&forecast), ["- component:default/a", "- component:default/b"]);
    assert!(forecast.told.as_str().contains("https://git.example/all.yaml"), "{}", forecast.told);
    let removal = Some(Removal::Location("11-22".into()));
    let seen = Seen::of_entities(&["component:default/a", "component:default/b"].map(|name| name.parse().unwrap()));
    assert_eq!(forecast.exactly, Command::Unregister { entity: entity(), removal, seen: Some(seen) });
    assert!(server.asked().iter().all(|asked| asked.method == "GET"), "nothing was changed");
    let asked = server.asked().into_iter().find(|asked| asked.path().ends_with("by-query")).unwrap();
    let filter = "metadata.annotations.backstage.io/managed-by-origin-location=url:https://git.example/all.yaml";
    assert_eq!(asked.param("filter").as_deref(), Some(filter));
    let done = server.portal().command(forecast.exactly.clone()).await;
    assert!(matches!(done, Outcome::Done { request_id: Some(_), .. }), "{done:?}");
    assert_eq!(server.asked().last().unwrap().path(), "/api/catalog/locations/11-22");
}

#[tokio::test]
async fn many_of_one_location_are_foreseen_by_one_look_at_it_and_a_change_has_it_read_anew() {
    let all: Vec<_> =
        (0..150).map(|n| value!({"kind": "Component", "metadata": {"name": format!("e{n:03}")}})).collect();
    let all = value!({"items": all, "totalItems": 150, "pageInfo": {}}).to_string();
    let server = Server::start(move |asked| match (asked.method.as_str(), asked.path()) {
        ("GET", "/api/catalog/locations") => {
            json(200, r#"[{"data": {"id": "11-22", "type": "url", "target": "https://git.example/all.yaml"}}]"#)
        }
        ("GET", path) if path.ends_with("/entities/by-query") => json(200, &all),
        ("GET", _) => json(200, &component(value!({"backstage.io/managed-by-origin-location": ORIGIN}))),
        _ => answer(204, &[], b""),
    });
    let portal = server.portal();
    let looks = || server.asked().iter().filter(|it| !it.path().contains("by-name") && it.method == "GET").count();
    for _ in 0..3 {
        let forecast = portal.foresee(unregister(None)).await.unwrap().answer;
        let lines = lines(&forecast);
        assert_eq!((lines.len(), lines.last().unwrap().trim()), (101, "and 50 more"));
        assert!(forecast.told.as_str().contains("150 entities"), "{}", forecast.told);
    }
    assert_eq!(looks(), 2);
    portal.command(unregister(Some(Removal::Location("11-22".into())))).await;
    portal.foresee(unregister(None)).await.unwrap();
    assert_eq!(looks(), 4);
}

#[tokio::test]
async fn a_location_that_gives_other_entities_than_were_shown_is_left_alone() {
    let origin = value!({"backstage.io/managed-by-origin-location": ORIGIN});
    let named = |names: &[&str]| -> Vec<_> {
        names.iter().map(|name| value!({"kind": "Component", "metadata": {"name": name}})).collect()
    };
    for (now_given, is_sent) in [
        (Ok(named(&["b", "a"])), true),
        (Ok(named(&["a", "b", "more"])), false),
        (Ok(named(&["a", "other"])), false),
        (Ok(named(&["a"])), false),
        (Err(503), false),
    ] {
        let given = Arc::new(Mutex::new(Ok(named(&["a", "b"]))));
        let (now_gives, origin) = (Arc::clone(&given), origin.clone());
        let server = Server::start(move |asked| match (asked.method.as_str(), asked.path()) {
            ("GET", "/api/catalog/locations") => {
                json(200, r#"[{"data": {"id": "11-22", "type": "url", "target": "https://git.example/all.yaml"}}]"#)
            }
            ("GET", "/api/catalog/locations/11-22") => {
                json(200, r#"{"id": "11-22", "type": "url", "target": "https://git.example/all.yaml"}"#)
            }
            ("GET", path) if path.ends_with("/entities/by-query") => match &*now_gives.lock().unwrap() {
                Ok(all) => json(200, &value!({"items": all, "totalItems": all.len(), "pageInfo": {}}).to_string()),
                Err(status) => envelope(*status, "Error", "away"),
            },
            ("GET", _) => json(200, &component(origin.clone())),
            _ => answer(204, &[], b""),
        });
        let portal = server.portal();
        let forecast = portal.foresee(unregister(None)).await.unwrap().answer;
        *given.lock().unwrap() = now_given.clone();
        let outcome = portal.command(forecast.exactly.clone()).await;
        let sent = server.asked().iter().any(|asked| asked.method == "DELETE");
        assert_eq!((sent, matches!(outcome, Outcome::Done { .. })), (is_sent, is_sent), "{now_given:?} {outcome:?}");
        if let (Ok(_), Outcome::Refused(fault)) = (&now_given, &outcome) {
            assert_eq!(fault.kind, FaultKind::Conflict);
            assert!(fault.to_string().contains("other entities than were shown"), "{fault}");
        }
    }
}

#[tokio::test]
async fn an_orphan_is_removed_alone_by_its_uid() {
    let server = portal(value!({"backstage.io/managed-by-origin-location": ORIGIN, "backstage.io/orphan": "true"}));
    let forecast = server.portal().foresee(unregister(None)).await.unwrap().answer;
    assert_eq!(lines(&forecast), ["- component:default/a"]);
    assert!(matches!(server.portal().command(forecast.exactly.clone()).await, Outcome::Done { .. }));
    assert_eq!(server.asked().last().unwrap().path(), "/api/catalog/entities/by-uid/u-1");
}

#[tokio::test]
async fn what_no_registered_location_gives_is_not_removed_and_it_is_said_why() {
    let server = portal(value!({"backstage.io/managed-by-origin-location": "file:/etc/catalog.yaml"}));
    let fault = server.portal().foresee(unregister(None)).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Unsupported);
    assert!(fault.to_string().contains("file:/etc/catalog.yaml"), "{fault}");
}

#[tokio::test]
async fn registering_tells_new_entities_from_those_that_are_there_already() {
    let entity =
        |name: &str, annotations| value!({"kind": "Component", "metadata": {"name": name, "annotations": annotations}});
    let dry = value!({"exists": false, "location": {"id": "x", "type": "url", "target": "https://g/c.yaml"},
        "entities": [entity("new", value!({})), entity("old", value!({}))]});
    let from = value!({"backstage.io/managed-by-location": "url:https://elsewhere/c.yaml"});
    let known = value!({"items": [null, entity("old", from)]});
    let server = Server::answering(vec![json(201, &dry.to_string()), json(200, &known.to_string())]);
    let command = Command::Register { target: "https://g/c.yaml".into() };
    let forecast = server.portal().foresee(command).await.unwrap().answer;
    assert_eq!(
        lines(&forecast),
        ["+ component:default/new", "+ component:default/old  is there already, from https://elsewhere/c.yaml"]
    );
    let there = value!({"exists": true, "location": {"id": "x", "type": "url", "target": "x"}, "entities": []});
    let server = Server::answering(vec![json(201, &there.to_string())]);
    let fault = server.portal().foresee(Command::Register { target: "https://g/c.yaml".into() }).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Conflict);
}

#[tokio::test]
async fn a_lost_answer_is_looked_up_and_the_change_is_never_sent_again() {
    // 502 stands for a gateway without a platform: its 404 proves nothing
    let ends = [(404, true), (200, false), (502, false)];
    for ((found, is_done), orphan) in ends.into_iter().flat_map(|end| [(end, false), (end, true)]) {
        let sent = AtomicBool::new(false);
        let server = Server::start(move |asked| match asked.method.as_str() {
            "DELETE" if sent.swap(true, Ordering::Relaxed) => panic!("sent twice"),
            "DELETE" => Act::SendAndClose(Vec::new()),
            _ if found == 200 => json(200, r#"{"id":"11-22","type":"url","target":"x"}"#),
            _ if found == 502 => answer(404, &[("content-type", "text/plain")], b"default backend - 404"),
            _ => envelope(404, "NotFoundError", "gone"),
        });
        let removal = if orphan { Removal::Orphan("u-1".into()) } else { Removal::Location("11-22".into()) };
        let outcome = server.portal().command(unregister(Some(removal))).await;
        assert_eq!(matches!(&outcome, Outcome::Done { .. }), is_done, "{outcome:?}");
        assert_eq!(matches!(&outcome, Outcome::InDoubt { .. }), !is_done, "{outcome:?}");
    }
}

#[tokio::test]
async fn a_descriptor_is_changed_where_it_is_kept_and_that_place_is_named() {
    let server = portal(value!({"backstage.io/edit-url": "https://git.example/edit/a.yaml"}));
    let transfer = Command::Transfer {
        entity: "component:default/a".parse().unwrap(),
        owner: "group:default/team-b".parse().unwrap(),
        message: None,
        seen: None,
    };
    let fault = server.portal().foresee(transfer).await.unwrap_err();
    let words = "at https://git.example/edit/a.yaml set spec.owner to group:default/team-b";
    assert!(fault.to_string().contains(words), "{fault}");
}

#[tokio::test]
async fn what_the_portal_says_against_a_descriptor_stands_at_its_line() {
    let said = "Policy check failed for component:default/a b; caused by Error: \"metadata.name\" is not valid";
    let body = value!({"errors": [{"name": "InputError", "message": said}]}).to_string();
    let server = Server::start(move |asked| match asked.method.as_str() {
        "POST" if asked.body.contains("a b") => json(400, &body),
        "POST" => answer(200, &[], b""),
        _ => envelope(404, "NotFoundError", "no"),
    });
    let judge = async |text: &str| {
        let reference = "component:default/a".parse().unwrap();
        server.portal().verdict(reference, text.to_owned()).await.unwrap().answer
    };
    assert!(judge("kind: Component\nmetadata:\n  name: ab\n").await.is_empty());
    let problems = judge("kind: X\nmetadata: {name: ab}\n---\nkind: Component\nmetadata:\n  name: a b\n").await;
    assert_eq!((problems.len(), problems[0].line, problems[0].column), (1, 6, 3));
    assert_eq!(judge("a: [\n").await.len(), 1, "what is no YAML is said too");
    assert_eq!(judge("# nothing\n").await.len(), 1);
}

#[test]
fn a_gateway_without_a_portal_is_no_proof_that_an_entity_is_gone() {
    let waits = |server: &Server| {
        Stand::new().run(&["--url", &server.base, "wait", "component:a", "--for", "gone", "--timeout", "20s"])
    };
    waits(&Server::answering(vec![answer(404, &[], b"default backend - 404")])).ends(3);
    waits(&Server::answering(vec![json(200, r#"{"items":[null]}"#)])).ends(0);
}
