//! A Backstage backend: what is asked of it, and what is made of its answers.

use super::{Act, Asked, Server, answer, envelope, json};
use serde_json::{Value, json as value};
use stagedoor::domain::model::listing::{FieldPath, Listing, ListingBuilder, RowInput};
use stagedoor::domain::model::{At, EntityRef, Hits, Terms};
use stagedoor::platform::command::{Command, Removal};
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::ports::{CatalogPort as _, CommandPort as _, SearchPort as _, Step, Steps, Wanted};
use stagedoor::platform::query::{Ask, Folder, Source};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

fn reference(text: &str) -> EntityRef {
    text.parse().unwrap()
}

fn component(name: &str) -> Value {
    value!({
        "kind": "Component",
        "metadata": {"namespace": "default", "name": name, "description": format!("does {name}"), "tags": ["go"]},
        "spec": {"type": "service", "lifecycle": "production", "owner": "team-a", "system": "shop"},
        "relations": [{"type": "ownedBy", "targetRef": "group:default/team-a"}],
    })
}

/// A catalog of so many components behind cursors, as by-query gives it.
fn catalog(size: usize) -> impl Fn(&Asked) -> Act + Send + Sync {
    move |asked| {
        let start: usize = asked.param("cursor").map_or(0, |cursor| cursor.parse().unwrap());
        let end = (start + asked.param("limit").unwrap().parse::<usize>().unwrap()).min(size);
        let items: Vec<Value> = (start..end).map(|n| component(&format!("c{n:05}"))).collect();
        let page_info = if end < size { value!({"nextCursor": end.to_string()}) } else { value!({}) };
        json(200, &value!({"items": items, "totalItems": size, "pageInfo": page_info}).to_string())
    }
}

fn names(listing: &Listing) -> Vec<String> {
    listing.rows().map(|row| row.name().as_str().to_owned()).collect()
}

fn listing(items: &[Value], as_of: At) -> Arc<Listing> {
    let mut builder = ListingBuilder::default();
    for item in items {
        let text = |pointer: &str| item.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned().into();
        let relations = item["relations"].as_array().unwrap().iter();
        let end = |relation: &Value| {
            let part = |name: &str| relation[name].as_str().unwrap().to_owned().into();
            (part("type"), part("targetRef"))
        };
        builder.push(&RowInput {
            kind: text("/kind"),
            namespace: text("/metadata/namespace"),
            name: text("/metadata/name"),
            description: text("/metadata/description"),
            kind_type: text("/spec/type"),
            lifecycle: text("/spec/lifecycle"),
            owner: text("/spec/owner"),
            system: text("/spec/system"),
            tags: vec!["go".into()],
            relations: relations.map(end).collect(),
            ..RowInput::default()
        });
    }
    Arc::new(builder.finish(as_of, true))
}

fn ago(span: Duration) -> At {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() - span;
    At(i64::try_from(since.as_millis()).unwrap())
}

type Seen = Arc<Mutex<Vec<(usize, bool)>>>;

/// Steps that are kept, with how many rows each has and whether it claims to be all.
fn watched() -> (Steps<Listing>, Seen) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let steps = Steps::to(move |step: Step<Listing>| {
        if let Step::Part(told) = step {
            log.lock().unwrap().push((told.answer.len(), told.answer.complete));
        }
    });
    (steps, seen)
}

#[tokio::test]
async fn all_pages_are_read_and_the_first_rows_show_while_later_ones_load() {
    let server = Server::start(catalog(20_000));
    let (steps, parts) = watched();
    let rows = server.portal().rows(None, steps).await.unwrap().answer;
    assert_eq!((rows.len(), rows.complete), (20_000, true));
    let parts = parts.lock().unwrap().clone();
    assert_eq!(parts.first(), Some(&(500, false)));
    assert!((2..=6).contains(&parts.len()), "{parts:?}");
    assert!(parts.windows(2).all(|two| two[1].0 >= two[0].0 * 2 && !two[1].1), "{parts:?}");
}

#[tokio::test]
async fn no_more_is_asked_than_a_row_shows_and_the_cursor_is_not_contradicted() {
    let server = Server::start(catalog(3_500));
    server.portal().rows(None, Steps::ignored()).await.unwrap();
    let asked = server.asked();
    assert_eq!(asked.len(), 3);
    for page in &asked {
        assert_eq!(page.path(), "/api/catalog/entities/by-query");
        let mut keys: Vec<String> = page.query().into_iter().map(|(key, _)| key).collect();
        keys.sort();
        keys.retain(|key| key != "cursor");
        assert_eq!(keys, ["fields", "limit"]);
        let fields = page.param("fields").unwrap();
        assert!(!fields.contains(' ') && !fields.contains("annotations"), "{fields}");
    }
}

#[tokio::test]
async fn a_field_is_read_page_by_page_with_nothing_else_of_the_entities() {
    let server = Server::start(catalog(3_500));
    let (portal, path) = (server.portal(), FieldPath::parse("spec.type").unwrap());
    let column = portal.field(path, Steps::ignored()).await.unwrap().answer;
    assert_eq!(column.len(), 3_500);
    let asked = server.asked();
    assert_eq!(asked.len(), 3);
    for (n, page) in asked.iter().enumerate() {
        assert_eq!(page.param("fields").unwrap(), "kind,metadata.namespace,metadata.name,spec.type");
        assert_eq!((page.param("filter"), page.param("cursor").is_some()), (None, n > 0));
    }
    let rows = portal.rows(None, Steps::ignored()).await.unwrap().answer;
    let cells = column.cells(&rows);
    let values = |row: u32| cells.values(row).map(|value| value.as_str().to_owned()).collect::<Vec<_>>();
    assert!((0..3_500).all(|row| values(row) == ["service"]));
}

#[tokio::test]
async fn of_an_annotation_only_those_that_have_it_are_asked_for_and_what_comes_is_cleaned() {
    let items = r#"[null, 7, {"kind":"Component"},
        {"kind":"Component","metadata":{"name":"A","annotations":{"x/y":"\u001b[2Jred\u202e"}}},
        {"kind":"Component","metadata":{"name":"b","annotations":{"x/y":null}}},
        {"kind":"Spaceship","metadata":{"name":"c","namespace":"far","annotations":{"x/y":["one",{"two":2}]}}}]"#;
    let server = Server::answering(vec![json(200, &format!(r#"{{"items":{items},"totalItems":6,"pageInfo":{{}}}}"#))]);
    let path = FieldPath::parse("metadata.annotations.x/y").unwrap();
    let column = server.portal().field(path, Steps::ignored()).await.unwrap().answer;
    assert_eq!(server.asked()[0].param("filter").as_deref(), Some("metadata.annotations.x/y"));
    let mut builder = ListingBuilder::default();
    for (kind, namespace, name) in [("Component", "", "a"), ("Component", "", "b"), ("Spaceship", "far", "c")] {
        builder.push(&RowInput {
            kind: kind.into(),
            namespace: namespace.into(),
            name: name.into(),
            ..RowInput::default()
        });
    }
    let rows = builder.finish(At(0), true);
    let cells = column.cells(&rows);
    let values = |row: u32| cells.values(row).map(|value| value.as_str().to_owned()).collect::<Vec<_>>();
    assert!(values(0).len() == 1 && values(0)[0].contains("red") && !values(0)[0].contains(['\u{1b}', '\u{202e}']));
    assert!(values(1).is_empty());
    assert_eq!(values(2), ["one", r#"{"two":2}"#]);
}

#[tokio::test]
async fn a_field_from_a_portal_that_leads_in_a_circle_ends_with_a_fault() {
    let server = endless(&["a", "b"]);
    let path = FieldPath::parse("spec.tier").unwrap();
    let fault = server.portal().field(path, Steps::ignored()).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Malformed);
}

#[tokio::test]
async fn odd_entities_cost_themselves_and_nothing_else() {
    let items = r#"[null, 7, [], {"kind":"Component"}, {"metadata":{"name":"no-kind"}},
        {"kind":"Spaceship","metadata":{"name":"\u001b[2Jenterprise\u202e","title":5,"tags":"x"},"spec":7,"relations":null},
        {"kind":"User","metadata":{"name":"alice","namespace":null},"spec":{"profile":{"displayName":"Alice A."}},
         "relations":[3,{"type":"memberOf","targetRef":"group:default/gone"},{"type":4,"targetRef":"x"}],"new":{"a":[1]}}]"#;
    let server = Server::answering(vec![json(200, &format!(r#"{{"items":{items},"totalItems":"?","pageInfo":7}}"#))]);
    let rows = server.portal().rows(None, Steps::ignored()).await.unwrap().answer;
    assert_eq!(names(&rows), ["alice", "enterprise<U+202E>"]);
    let alice = rows.find(&reference("user:default/alice")).unwrap();
    assert_eq!(alice.title().as_str(), "Alice A.");
    assert_eq!(alice.relations().count(), 1);
    assert_eq!(rows.rows().nth(1).unwrap().kind().as_str(), "Spaceship");
}

#[tokio::test]
async fn an_address_without_a_catalog_is_told_as_one() {
    let server = Server::answering(vec![answer(404, &[], b"")]);
    let fault = server.portal().rows(None, Steps::ignored()).await.unwrap_err();
    assert!(fault.cure.as_str().contains("Backstage backend"), "{fault}");
}

#[tokio::test]
async fn a_portal_that_leads_in_a_circle_is_not_followed_for_ever() {
    let server = Server::answering(vec![json(200, r#"{"items":[],"pageInfo":{"nextCursor":"a"}}"#)]);
    let fault = server.portal().rows(None, Steps::ignored()).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Malformed);
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn a_saved_catalog_is_asked_for_anew_only_when_it_is_an_hour_old_and_not_huge() {
    let server = Server::start(catalog(5_000));
    let portal = server.portal();
    let young = listing(&[component("x")], ago(Duration::from_secs(600)));
    let told = portal.rows(Some(Arc::clone(&young)), Steps::ignored()).await.unwrap();
    assert_eq!((&*told.answer, told.as_of), (&*young, Some(young.as_of)));
    let huge: Vec<Value> = (0..50_001).map(|n| component(&format!("h{n}"))).collect();
    let huge = listing(&huge, ago(Duration::from_secs(90_000)));
    assert_eq!(portal.rows(Some(huge), Steps::ignored()).await.unwrap().answer.len(), 50_001);
    assert!(server.asked().is_empty());
    let old = listing(&[component("x")], ago(Duration::from_secs(4_000)));
    let (steps, parts) = watched();
    assert_eq!(portal.rows(Some(old), steps).await.unwrap().answer.len(), 5_000);
    assert!(parts.lock().unwrap().is_empty(), "a first page must not push out a whole catalog");
    let unfinished = Arc::new(ListingBuilder::default().finish(ago(Duration::ZERO), false));
    assert_eq!(portal.rows(Some(unfinished), Steps::ignored()).await.unwrap().answer.len(), 5_000);
}

#[tokio::test]
async fn whoever_brings_an_answer_back_gets_a_newer_one_however_young_it_is() {
    let server = Server::start(catalog(600));
    let portal = server.portal();
    let saved = listing(&[component("x")], ago(Duration::from_secs(600)));
    let first = portal.rows(Some(saved), Steps::ignored()).await.unwrap().answer;
    assert_eq!(first.len(), 1, "a young copy from disk is good enough to start with");
    let second = portal.rows(Some(first), Steps::ignored()).await.unwrap().answer;
    assert_eq!(second.len(), 600, "and not when it is asked for again");
    portal.rows(Some(second), Steps::ignored()).await.unwrap();
    assert_eq!(server.asked().len(), 4);
}

#[tokio::test]
async fn rows_that_are_as_they_were_change_nothing() {
    let items = [component("a"), component("b")];
    let server = Server::answering(vec![json(200, &value!({"items": items}).to_string())]);
    let known = listing(&items, At(7));
    let refs = vec![reference("component:default/a"), reference("component:default/b")];
    assert!(server.portal().fresh_rows(refs, known).await.unwrap().answer.is_none());
    let body: Value = serde_json::from_str(&server.asked()[0].body).unwrap();
    assert_eq!(body["entityRefs"], value!(["component:default/a", "component:default/b"]));
    assert!(body["fields"].as_array().unwrap().contains(&value!("metadata.name")));
}

#[tokio::test]
async fn changed_rows_are_changed_gone_ones_gone_and_odd_answers_change_nothing() {
    let (mut group, mut a) = (component("team-a"), component("a"));
    group["kind"] = value!("Group");
    let known = listing(&[group.clone(), a.clone(), component("b"), component("c"), component("d")], At(7));
    a["metadata"]["description"] = value!("does something else");
    a["relations"] = value!([{"type": "dependsOn", "targetRef": "component:default/d"}]);
    let answer = value!({"items": [a, null, {"kind": "Component"}]});
    let server = Server::answering(vec![json(200, &answer.to_string())]);
    let refs = ["a", "b", "c"].map(|name| reference(&format!("component:default/{name}"))).to_vec();
    let fresh = server.portal().fresh_rows(refs.clone(), Arc::clone(&known)).await.unwrap().answer;
    let fresh = fresh.as_ref().as_ref().unwrap();
    assert_eq!(names(fresh), ["a", "c", "d", "team-a"]);
    assert_eq!((fresh.as_of, fresh.complete), (At(7), true));
    let row = fresh.find(&refs[0]).unwrap();
    assert_eq!(row.description().as_str(), "does something else");
    let ends: Vec<_> =
        row.relations().map(|(kind, end)| (kind.to_string(), fresh.end_label(end).to_string())).collect();
    assert_eq!(ends, [("dependsOn".to_owned(), "d".to_owned())]);
    let untouched = fresh.find(&reference("component:default/d")).unwrap();
    assert_eq!(untouched.tags().map(|tag| tag.to_string()).collect::<Vec<_>>(), ["go"]);
    assert_eq!(untouched.owner().as_str(), "group:default/team-a");
    assert!(!untouched.is_ownerless(), "its owner is still found");
    // a list of another length says nothing about who is gone
    let server = Server::answering(vec![json(200, r#"{"items":[null]}"#)]);
    assert!(server.portal().fresh_rows(refs, known).await.unwrap().answer.is_none());
}

#[tokio::test]
async fn many_references_are_asked_in_bodies_that_the_portal_takes() {
    let server = Server::start(|asked| {
        let body: Value = serde_json::from_str(&asked.body).unwrap();
        let refs = body["entityRefs"].as_array().unwrap().len();
        json(200, &value!({"items": vec![Value::Null; refs]}).to_string())
    });
    let refs: Vec<EntityRef> =
        (0..4_000).map(|n| reference(&format!("component:default/a-rather-long-name-{n}"))).collect();
    server.portal().fresh_rows(refs, Arc::default()).await.unwrap();
    let bodies: Vec<String> = server.asked().into_iter().map(|asked| asked.body).collect();
    assert!(bodies.len() > 1 && bodies.iter().all(|body| body.len() < 100_000));
    let all: usize = bodies.iter().map(|body| body.matches("component:").count()).sum();
    assert_eq!(all, 4_000);
}

#[tokio::test]
async fn an_entity_that_is_not_there_says_how_to_look_for_it() {
    let server = Server::answering(vec![envelope(404, "NotFoundError", "No entity named 'nope' found")]);
    let fault = server.portal().by_ref(reference("component:default/nope"), Steps::ignored()).await.unwrap_err();
    assert_eq!((fault.kind, fault.kind.exit_code()), (FaultKind::NotFound, 3));
    let words = fault.to_string();
    assert!(words.contains("component:default/nope of work") && words.contains("search nope"), "{words}");
}

#[tokio::test]
async fn conditions_become_one_filter_and_owners_a_relation() {
    let items = [component("b"), component("a")];
    let server = Server::answering(vec![json(200, &value!({"items": items}).to_string())]);
    let wanted = Wanted {
        kind: Some("component".into()),
        filters: vec![("spec.type".into(), Some("service".into())), ("metadata.annotations.x/y".into(), None)],
        owned_by: vec![reference("group:default/team-a"), reference("user:default/alice")],
        ..Wanted::default()
    };
    let found = server.portal().entities(wanted.clone()).await.unwrap().answer;
    let asked = &server.asked()[0];
    assert_eq!(
        asked.query().into_iter().filter(|(key, _)| key == "filter").map(|(_, value)| value).collect::<Vec<_>>(),
        [
            "kind=component,spec.type=service,metadata.annotations.x/y,relations.ownedBy=group:default/team-a,relations.ownedBy=user:default/alice"
        ]
    );
    assert_eq!(asked.param("orderField"), None);
    assert_eq!(found[0].name().as_str(), "a", "by reference without another order");
    let sorted = Wanted { sort: Some(("metadata.name".into(), true)), limit: Some(1), ..wanted.clone() };
    assert_eq!(server.portal().entities(sorted).await.unwrap().answer.len(), 1);
    let asked = &server.asked()[1];
    assert_eq!(
        (asked.param("orderField").unwrap().as_str(), asked.param("limit").unwrap().as_str()),
        ("metadata.name,desc", "1")
    );
    let comma = Wanted { filters: vec![("metadata.title".into(), Some("a,b".into()))], ..Wanted::default() };
    assert_eq!(server.portal().entities(comma).await.unwrap_err().kind, FaultKind::Invalid);
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn sorting_by_a_field_that_few_have_loses_nobody() {
    let titled = |name: &str, title: Option<&str>| {
        let mut entity = component(name);
        entity["metadata"]["title"] = title.map_or(Value::Null, |title| value!(title));
        entity
    };
    let items = [titled("c", None), titled("b", Some("Alpha")), titled("a", None), titled("d", Some("beta"))];
    let server = Server::answering(vec![json(200, &value!({"items": items}).to_string())]);
    for (descending, limit, names) in [(false, None, "bdac"), (true, None, "dbac"), (false, Some(2), "bd")] {
        let wanted = Wanted { sort: Some(("metadata.title".into(), descending)), limit, ..Wanted::default() };
        let found = server.portal().entities(wanted).await.unwrap().answer;
        assert_eq!(found.iter().map(|entity| entity.name().to_string()).collect::<String>(), names);
    }
    let asked = server.asked();
    assert!(asked.iter().all(|asked| asked.param("orderField").is_none()), "it would leave out the others");
}

#[tokio::test]
async fn entities_by_name_still_have_to_meet_the_conditions() {
    let items = [component("a"), component("b")];
    let server = Server::answering(vec![json(200, &value!({"items": items}).to_string())]);
    let refs = vec![reference("component:default/a"), reference("component:default/b")];
    let with = |field: &str, value: Option<&str>| Wanted {
        refs: refs.clone(),
        filters: vec![(field.into(), value.map(str::to_owned))],
        ..Wanted::default()
    };
    for (field, value, count) in [
        ("metadata.name", Some("B"), 1),
        ("metadata.tags", Some("go"), 2),
        ("spec.type", Some("website"), 0),
        ("relations.ownedBy", Some("group:default/team-a"), 2),
        ("spec", None, 2),
        ("metadata.annotations.a.b/c", None, 0),
    ] {
        let found = server.portal().entities(with(field, value)).await.unwrap().answer;
        assert_eq!(found.len(), count, "{field}");
    }
    let server = Server::answering(vec![json(200, r#"{"items":[null]}"#)]);
    let gone = Wanted { refs: vec![reference("component:default/gone")], ..Wanted::default() };
    assert!(server.portal().entities(gone).await.unwrap().answer.is_empty());
    let b = value!({"kind": "Component", "metadata": {"name": "b"}});
    let server = Server::answering(vec![json(200, &value!({"items": [null, b]}).to_string())]);
    let refs = vec![reference("component:default/gone"), reference("component:default/b")];
    let found = server.portal().entities(Wanted { refs, ..Wanted::default() }).await.unwrap().answer;
    assert_eq!(found.len(), 1, "what is missing hides nothing else");
}

#[tokio::test]
async fn a_source_is_a_web_address_or_none() {
    for (annotations, found) in [
        (
            value!({"backstage.io/edit-url": "https://g/edit", "backstage.io/managed-by-location": "url:https://g/x"}),
            Some("https://g/edit"),
        ),
        (value!({"backstage.io/managed-by-location": "url:https://g/blob/x.yaml"}), Some("https://g/blob/x.yaml")),
        (
            value!({"backstage.io/edit-url": "javascript:alert(1)", "backstage.io/managed-by-location": "file:/etc/x"}),
            None,
        ),
        (value!({}), None),
    ] {
        let mut entity = component("a");
        entity["metadata"]["annotations"] = annotations;
        let server = Server::answering(vec![json(200, &entity.to_string())]);
        let source = server.portal().source_of(reference("component:default/a")).await;
        match found {
            Some(address) => assert_eq!(*source.unwrap().answer, Source::Address(address.into())),
            None => assert_eq!(source.unwrap_err().kind, FaultKind::NotFound),
        }
    }
}

#[tokio::test]
async fn a_folder_belongs_to_the_entity_with_the_longest_path_above_it() {
    let at = |name: &str, kind: &str, annotation: &str, place: &str| {
        let mut entity = component(name);
        entity["kind"] = value!(kind);
        entity["metadata"]["annotations"] = value!({annotation: place});
        entity
    };
    let (source, managed) = ("backstage.io/source-location", "backstage.io/managed-by-location");
    let items = [
        at("mono", "System", source, "url:https://github.com/acme/shop/tree/main/"),
        at("loc", "Location", managed, "url:https://github.com/acme/shop/blob/main/services/pay/catalog-info.yaml"),
        at("pay", "Component", managed, "url:https://github.com/acme/shop/blob/main/services/pay/catalog-info.yaml"),
        at("far", "Component", source, "url:https://github.com/acme/other/tree/main/services/pay/src/"),
    ];
    let server = Server::answering(vec![json(200, &value!({"items": items}).to_string())]);
    let folder = Folder {
        path: "/home/me/shop/services/pay/src".into(),
        remote: "git@github.com:acme/shop.git".into(),
        within: "services/pay/src".into(),
        branches: vec!["fix".into(), "main".into()],
    };
    let found = server.portal().at_folder(folder.clone()).await.unwrap().answer;
    assert_eq!(*found, Some(reference("component:default/pay")));
    assert_eq!(server.asked().len(), 1);
    assert!(server.asked()[0].target.len() < 14_000, "{}", server.asked()[0].target.len());
    let nowhere = Folder { remote: String::new(), ..folder };
    assert_eq!(*server.portal().at_folder(nowhere).await.unwrap().answer, None);
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn a_command_is_done_refused_or_in_doubt_and_never_sent_twice() {
    let refresh = Command::Refresh(reference("component:default/a"));
    let server = Server::answering(vec![answer(200, &[], b"")]);
    let done = server.portal().command(refresh.clone()).await;
    assert!(matches!(done, Outcome::Done { stale, .. } if matches!(stale[..], [Ask::ByRef(_)])));
    assert_eq!(server.asked()[0].body, r#"{"entityRef":"component:default/a"}"#);

    let server = Server::answering(vec![envelope(403, "NotAllowedError", "")]);
    let refused = server.portal().command(refresh.clone()).await;
    assert!(matches!(refused, Outcome::Refused(fault) if fault.kind == FaultKind::NotPermitted));

    for lost in [Act::SendAndClose(Vec::new()), answer(504, &[], b""), answer(502, &[], b"<html>")] {
        let server = Server::answering(vec![lost]);
        let doubt = server.portal().command(refresh.clone()).await;
        assert!(matches!(doubt, Outcome::InDoubt { probe: Ask::ByRef(_), .. }), "{doubt:?}");
        assert_eq!(server.asked().len(), 1, "sent once and not again");
    }
}

#[tokio::test]
async fn a_dry_run_says_what_would_come_and_why_not() {
    let register = || Command::Register { target: "https://g/catalog-info.yaml".into() };
    let location = |name: &str| value!({"kind": "Location", "metadata": {"name": name}});
    let answer = value!({"exists": false, "location": {"type": "url", "target": "https://g/x", "id": "url:x"},
                         "entities": [location("generated-1"), component("a")]});
    let known = value!({"items": [null]}).to_string();
    let server = Server::answering(vec![json(201, &answer.to_string()), json(200, &known)]);
    let forecast = server.portal().foresee(register()).await.unwrap().answer;
    assert_eq!(forecast.told.as_str(), "it would give 1 entity");
    assert_eq!(forecast.lines[0].text(), "+ component:default/a");
    assert_eq!(forecast.exactly, register());
    assert_eq!(server.asked()[0].target, "/api/catalog/locations?dryRun=true");

    let server = Server::answering(vec![envelope(400, "InputError", "Policy check failed for component:default/bad")]);
    let fault = server.portal().foresee(register()).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Invalid);
    assert!(fault.to_string().contains("Policy check failed"), "{fault}");

    let server =
        Server::answering(vec![json(201, r#"{"location":{"id":"11-22","type":"url","target":"x"},"entities":[]}"#)]);
    let Outcome::Done { told, stale, request_id, .. } = server.portal().command(register()).await else {
        panic!("done")
    };
    assert_eq!(request_id.unwrap().as_str(), server.asked()[0].header("x-request-id").unwrap());
    assert!(told.as_str().contains("11-22") && matches!(stale[..], [Ask::Rows(_)]), "{told}");
    let body: Value = serde_json::from_str(&server.asked()[0].body).unwrap();
    assert_eq!(body, value!({"type": "url", "target": "https://g/catalog-info.yaml"}));

    let server = Server::answering(vec![answer_204()]);
    let removal = Some(Removal::Location("11-22".into()));
    let done =
        server.portal().command(Command::Unregister { entity: reference("component:a"), removal, seen: None }).await;
    assert!(matches!(done, Outcome::Done { .. }));
    assert_eq!(
        (server.asked()[0].method.as_str(), server.asked()[0].path()),
        ("DELETE", "/api/catalog/locations/11-22")
    );
}

fn answer_204() -> Act {
    Act::Send(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec())
}

#[tokio::test]
async fn a_search_gives_entities_and_pages_with_the_text_around_the_match() {
    let tag = |text: &str| text.replace('[', "<9f>").replace(']', "</9f>");
    let results = value!({"results": [
        {"type": "software-catalog",
         "document": {"title": "Cart service", "text": "Keeps what", "kind": "Component", "location": "/catalog/default/component/cart"},
         "highlight": {"preTag": "<9f>", "postTag": "</9f>", "fields": {"title": tag("[Cart] service")}}},
        {"type": "techdocs",
         "document": {"title": "Runbook", "text": "x", "kind": "component", "namespace": "default", "name": "cart",
                      "path": "runbook/#oncall", "location": "/docs/default/component/cart/runbook/#oncall"},
         "highlight": {"preTag": "<9f>", "postTag": "</9f>",
                       "fields": {"text": tag(&format!("{} who keeps the [cart] alive", "far away ".repeat(40)))}}},
        {"type": 7, "document": null}, 5
    ]});
    let server = Server::answering(vec![json(200, &results.to_string())]);
    let hits = server.portal().search(terms(&"cart ".repeat(50), None)).await.unwrap().answer;
    let hits = &hits.hits;
    assert_eq!(hits.len(), 2);
    assert!(hits.iter().all(|hit| hit.entity == Some(reference("component:default/cart"))));
    assert_eq!((hits[0].snippet.as_str(), hits[0].path.is_none()), ("Keeps what", true));
    assert_eq!(hits[1].path.as_ref().unwrap().as_str(), "runbook/#oncall");
    assert!(hits[1].snippet.as_str().contains("keeps the cart alive"), "{}", hits[1].snippet);
    let asked = &server.asked()[0];
    assert_eq!(asked.param("term").unwrap().len(), 100, "the portal takes no longer ones");
}

#[tokio::test]
async fn a_search_is_narrowed_by_the_portal_and_what_it_gives_too_much_is_left_out() {
    let found = |name: &str, owner: &str, lifecycle: &str| {
        value!({"type": "techdocs", "document": {"title": name, "kind": "component", "namespace": "default",
            "name": name, "path": "#x", "owner": owner, "lifecycle": lifecycle, "componentType": "service"}})
    };
    let first =
        value!({"numberOfResults": 9, "nextPageCursor": "MQ==", "results": [found("other", "team-b", "production")]});
    let second = value!({"numberOfResults": 9, "nextPageCursor": "Mg==", "results": [
        found("cart", "team-a", "Production"), found("stock", "group:default/team-a", "production"),
        found("old", "team-a", "deprecated"), found("none", "", "production")]});
    let server = Server::answering(vec![json(200, &first.to_string()), json(200, &second.to_string())]);
    let wanted = Terms {
        owners: vec![reference("group:default/team-a")],
        lifecycle: Some("production".into()),
        entity_kind: Some("component".into()),
        entity_type: Some("service".into()),
        from: Some("MA==".into()),
        ..terms("x", Some("techdocs"))
    };
    let hits = server.portal().search(wanted).await.unwrap().answer;
    let titles: Vec<&str> = hits.hits.iter().map(|hit| hit.title.as_str()).collect();
    assert_eq!((titles, hits.total, hits.next.as_deref()), (vec!["cart", "stock"], Some(9), Some("Mg==")));
    let asked = server.asked();
    let param = |name| asked[0].param(name);
    assert_eq!(param("types[0]").as_deref(), Some("techdocs"));
    assert_eq!(param("filters[kind]").as_deref(), Some("component"));
    assert_eq!(param("filters[lifecycle]").as_deref(), Some("production"));
    assert_eq!(param("filters[owner]"), None, "it is written in several ways");
    assert_eq!(param("pageCursor").as_deref(), Some("MA=="));
    assert_eq!(asked[1].param("pageCursor").as_deref(), Some("MQ=="), "a page without anything wanted is passed over");
}

#[tokio::test]
async fn what_only_meets_the_filters_is_not_what_is_searched_for() {
    let found = |name: &str, text: &str| {
        value!({"type": "techdocs",
            "document": {"title": name, "kind": "component", "namespace": "default", "name": name, "lifecycle": "production"},
            "highlight": {"preTag": "<9f>", "postTag": "</9f>", "fields": {"text": text, "lifecycle": "<9f>production</9f>"}}})
    };
    let answer = value!({"results": [found("said", "the <9f>pier</9f>"), found("met", "nothing")]}).to_string();
    let server = Server::answering(vec![json(200, &answer)]);
    let titles = |found: &Hits| found.hits.iter().map(|hit| hit.title.to_string()).collect::<Vec<_>>();
    let narrowed = Terms { lifecycle: Some("production".into()), ..terms("pier", Some("techdocs")) };
    assert_eq!(titles(&server.portal().search(narrowed.clone()).await.unwrap().answer), ["said"]);
    for open in [terms("pier", None), Terms { text: String::new(), ..narrowed }] {
        assert_eq!(titles(&server.portal().search(open).await.unwrap().answer), ["said", "met"]);
    }
}

fn terms(text: &str, kind: Option<&str>) -> Terms {
    Terms { text: text.into(), kind: kind.map(str::to_owned), ..Terms::default() }
}

#[tokio::test]
async fn a_portal_without_search_says_so() {
    let server = Server::answering(vec![answer(404, &[], b"")]);
    let fault = server.portal().search(terms("cart", None)).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Unsupported);
    assert!(fault.to_string().contains("has no search"), "{fault}");
}

#[tokio::test]
async fn facets_ancestry_locations_and_validation_are_read() {
    let ancestry = value!({"rootEntityRef": "component:default/a", "items": [
        {"entity": component("a"), "parentEntityRefs": ["location:default/rig"]}]});
    let server = Server::start(move |asked| match asked.path() {
        "/api/catalog/entity-facets" => json(200, r#"{"facets":{"kind":[{"value":"API","count":2}]}}"#),
        "/api/catalog/entities/by-name/component/default/a/ancestry" => json(200, &ancestry.to_string()),
        "/api/catalog/locations" => json(200, r#"[{"data":{"id":"1","type":"url","target":"https://g"}}]"#),
        "/api/catalog/locations/by-entity/component/default/a" => {
            json(200, r#"{"id":"1","type":"url","target":"https://g"}"#)
        }
        "/api/catalog/validate-entity" => {
            json(400, r#"{"errors":[{"name":"InputError","message":"bad name"},{"message":"no owner"}]}"#)
        }
        _ => json(200, r#"{"items":[],"totalItems":324,"pageInfo":{}}"#),
    });
    let portal = server.portal();
    let backstage = portal.backstage();
    let a = reference("component:default/a");
    assert_eq!(backstage.facets(&["kind"], &[]).await.unwrap()["kind"][0].1, 2);
    assert_eq!(backstage.ancestry(&a).await.unwrap()[0].parents, [reference("location:default/rig")]);
    assert_eq!(backstage.locations().await.unwrap()[0].id.as_str(), "1");
    assert_eq!(backstage.location_of(&a).await.unwrap().target.as_str(), "https://g");
    let said = backstage.validate(&component("a"), "url:https://g").await.unwrap();
    assert_eq!(said.iter().map(|text| text.as_str()).collect::<Vec<_>>(), ["bad name", "no owner"]);
    assert_eq!(backstage.count().await.unwrap(), 324);
}

/// A catalog whose pages lead to each other for ever.
fn endless(items: &'static [&'static str]) -> Server {
    Server::start(move |asked| {
        let next = if asked.param("cursor").as_deref() == Some("a") { "b" } else { "a" };
        let items: Vec<Value> = items.iter().map(|name| component(name)).collect();
        json(200, &value!({"items": items, "totalItems": 9, "pageInfo": {"nextCursor": next}}).to_string())
    })
}

#[tokio::test]
async fn pages_that_lead_in_a_circle_end_with_a_fault() {
    for items in [&[][..], &["same"][..]] {
        let server = endless(items);
        let portal = server.portal();
        let limit = Duration::from_secs(10);
        let rows = tokio::time::timeout(limit, portal.rows(None, Steps::ignored())).await.expect("it ends");
        assert_eq!(rows.unwrap_err().kind, FaultKind::Malformed);
        let all = portal.entities(Wanted::default());
        let all = tokio::time::timeout(limit, all).await.expect("it ends");
        assert_eq!(all.unwrap_err().kind, FaultKind::Malformed);
        assert!(server.asked().len() < 12, "{} requests", server.asked().len());
    }
}
