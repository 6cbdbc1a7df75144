//! `stagedoor do` under the gate: what is kept away is never sent.

use super::{Policy, Say, decisions, framework, published, token};
use crate::stand::{Ran, Stand};
use crate::systems::{Act, Asked, Server, answer, envelope, json};
use serde_json::{Value, json as value};

/// A portal that knows entities a to f, refreshes what it is asked to, and decides so.
pub fn portal(policy: impl Fn(&str, Option<&str>) -> Say + Send + Sync + 'static) -> Server {
    Server::start(move |asked| framework(asked, &policy).unwrap_or_else(|| catalog(asked)))
}

pub fn catalog(asked: &Asked) -> Act {
    match (asked.method.as_str(), asked.path()) {
        ("POST", "/api/catalog/refresh") => answer(200, &[], b""),
        ("POST", "/api/catalog/locations") => {
            let location = value!({"id": "1", "type": "url", "target": "https://g/c.yaml"});
            json(201, &value!({"location": location, "entities": [], "exists": false}).to_string())
        }
        ("POST", "/api/catalog/validate-entity") => answer(200, &[], b""),
        ("GET", "/api/catalog/locations") => {
            json(200, r#"[{"data": {"id": "1", "type": "url", "target": "https://g/c.yaml"}}]"#)
        }
        ("GET", path) if path.contains("/by-name/component/default/") => {
            let name = path.rsplit('/').next().unwrap();
            let annotations = value!({"backstage.io/managed-by-origin-location": "url:https://g/c.yaml", "backstage.io/orphan": "true"});
            json(200, &value!({"kind": "Component", "metadata": {"name": name, "uid": format!("uid-{name}"), "annotations": annotations}}).to_string())
        }
        ("GET", path) if path.ends_with("/entities/by-query") => {
            json(200, r#"{"items": [], "totalItems": 0, "pageInfo": {}}"#)
        }
        ("DELETE", _) => answer(204, &[], b""),
        _ => envelope(404, "NotFoundError", "no such thing"),
    }
}

/// All that was sent and changes something, as the entity or the address that it is about.
pub fn changes(server: &Server) -> Vec<String> {
    let of = |asked: Asked| {
        let body: Value = serde_json::from_str(&asked.body).unwrap_or_default();
        match (asked.method.as_str(), asked.path()) {
            ("POST", "/api/catalog/refresh") => body["entityRef"].as_str().map(str::to_owned),
            ("POST", "/api/catalog/locations") if asked.param("dryRun").is_none() => {
                body["target"].as_str().map(str::to_owned)
            }
            ("DELETE", path) => path.rsplit("uid-").next().map(|name| format!("component:default/{name}")),
            _ => None,
        }
    };
    server.asked().into_iter().filter_map(of).collect()
}

/// At the portal, in a context with these rules.
pub fn stand(server: &Server, rules: &str) -> Stand {
    let context = format!("[contexts.work]\nurl = '{}'\nauth = ['static']\ntoken_env = 'WORK_TOKEN'\n", server.base);
    Stand::new().configured(&format!("current = 'work'\n{rules}\n{context}"))
}

pub fn run(stand: &Stand, args: &[&str]) -> Ran {
    Ran::of(stand.command(args).env("WORK_TOKEN", token()).output().unwrap())
}

fn outcomes(ran: &Ran) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    ran.json().as_array().unwrap().iter().map(|row| (text(&row["ref"]), text(&row["outcome"]))).collect()
}

const THREE: [&str; 7] = ["do", "entity.refresh", "component:a", "component:b", "component:c", "--yes", "-ojson"];

#[test]
fn of_several_targets_those_that_are_denied_are_told_and_the_others_done_after_one_question() {
    let server = portal(|_, on| if on == Some("component:default/b") { Say::Deny } else { Say::Allow });
    let stand = stand(&server, "");
    let ran = run(&stand, &THREE).ends(5);
    let expected = [("a", "done"), ("b", "refused"), ("c", "done")];
    let expected = expected.map(|(name, outcome)| (format!("component:default/{name}"), outcome.to_owned()));
    assert_eq!(outcomes(&ran), expected);
    let why = "you are not allowed catalog.entity.refresh: the portal denies catalog.entity.refresh";
    assert!(ran.json()[1]["detail"].as_str().unwrap().contains(why), "{}", ran.out);
    assert_eq!(changes(&server), ["component:default/a", "component:default/c"]);
    assert_eq!(decisions(&server).len(), 1);
    run(&stand, &THREE).ends(5);
    let metadata = server.asked().iter().filter(|asked| asked.path().ends_with("/metadata")).count();
    assert_eq!((decisions(&server).len(), metadata), (2, 1));
    // what was not sent is no deed
    let journal = run(&stand, &["audit", "-o", "json"]).ends(0).json();
    assert!(journal.as_array().unwrap().iter().all(|deed| deed["target"] != "component:default/b"), "{journal}");
}

/// A portal that decides about locations too. It has `a` of a location, and the orphan `b`.
fn portal_of_locations(policy: impl Fn(&str) -> Say + Send + Sync + 'static) -> Server {
    let policy: Box<Policy> = Box::new(move |name, _| policy(name));
    Server::start(move |asked| match asked.path() {
        "/api/catalog/.well-known/backstage/permissions/metadata" => {
            let mut published = published();
            let delete =
                value!({"type": "basic", "name": "catalog.location.delete", "attributes": {"action": "delete"}});
            published["permissions"].as_array_mut().unwrap().push(delete);
            json(200, &published.to_string())
        }
        "/api/catalog/entities/by-name/component/default/a" => {
            let annotations = value!({"backstage.io/managed-by-origin-location": "url:https://g/c.yaml"});
            let metadata = value!({"name": "a", "uid": "uid-a", "annotations": annotations});
            json(200, &value!({"kind": "Component", "metadata": metadata}).to_string())
        }
        _ => framework(asked, &*policy).unwrap_or_else(|| catalog(asked)),
    })
}

#[test]
fn a_location_goes_only_where_locations_may_be_removed_and_an_orphan_needs_no_such_permission() {
    let unregister = ["do", "entity.unregister", "component:a", "component:b", "--yes", "-ojson"];
    let (location, orphan) = ("/api/catalog/locations/1", "/api/catalog/entities/by-uid/uid-b");
    for (locations, entities, sent) in [
        (Say::Allow, Say::Allow, &[location, orphan][..]),
        (Say::Deny, Say::Allow, &[orphan]),
        (Say::Conditional, Say::Allow, &[orphan]),
        (Say::Allow, Say::Deny, &[]),
        (Say::Allow, Say::Conditional, &[]),
    ] {
        let server =
            portal_of_locations(move |name| if name == "catalog.location.delete" { locations } else { entities });
        let stand = stand(&server, "");
        let ran = run(&stand, &unregister).ends(if sent.len() == 2 { 0 } else { 5 });
        let deletes: Vec<String> =
            server.asked().iter().filter(|it| it.method == "DELETE").map(|it| it.path().to_owned()).collect();
        assert_eq!(deletes, sent, "{locations:?} {entities:?}");
        assert_eq!(decisions(&server).len(), 1, "both are asked about together");
        if (locations, entities) == (Say::Deny, Say::Allow) {
            let why = "you are not allowed catalog.location.delete: the portal denies catalog.location.delete";
            assert!(ran.json()[0]["detail"].as_str().unwrap().contains(why), "{}", ran.out);
            let planned = run(&stand, &["do", "entity.unregister", "component:a", "--dry-run", "-ojson"]).ends(5);
            assert_eq!(outcomes(&planned), [("component:default/a".to_owned(), "refused".to_owned())]);
        }
    }
}

#[test]
fn as_long_as_it_is_not_known_whose_token_it_is_nothing_of_the_permissions_is_kept() {
    let server = portal(|_, _| Say::Allow);
    let context = format!(
        "[contexts.work]\nurl = '{}'\nauth = ['static']\ntoken_command = ['printf', '%s', '{}']\n",
        server.base,
        token()
    );
    let stand = Stand::new().configured(&format!("current = 'work'\n{context}"));
    let kept = || {
        let folders = std::fs::read_dir(stand.path("cache")).into_iter().flatten().flatten();
        folders.filter(|folder| folder.path().join("permissions.json").exists()).map(|folder| folder.file_name())
    };
    stand.run(&THREE).ends(0);
    assert_eq!(kept().count(), 0, "{:?}", kept().collect::<Vec<_>>());
    stand.run(&THREE).ends(0);
    assert!(kept().count() == 1 && kept().all(|name| name != "unknown"), "{:?}", kept().collect::<Vec<_>>());
}

#[test]
fn a_dry_run_is_under_the_gate_too_and_a_command_that_is_wrong_is_told_as_wrong() {
    let server = portal(|_, _| Say::Deny);
    let stand = stand(&server, "");
    let ran = run(&stand, &["do", "catalog.register", "https://g/c.yaml", "--dry-run", "-o", "json"]).ends(5);
    assert_eq!(outcomes(&ran), [("https://g/c.yaml".to_owned(), "refused".to_owned())]);
    assert!(server.asked().iter().all(|asked| asked.path() != "/api/catalog/locations"));
    run(&stand, &["new", "node-service", "--dry-run"]).ends(5).says("this portal has no scaffolder");
    assert!(server.asked().iter().all(|asked| !asked.path().contains("parameter-schema")));
    run(&stand, &["do", "entity.refresh", "--yes"]).ends(2).says("takes entities");
    run(&stand, &["do", "entity.refresh", "component:a", "--set", "x=y", "--yes"]).ends(2).says("has no parameter");
}

#[test]
fn a_question_that_fails_ends_with_its_own_code_and_nothing_is_sent() {
    for (act, code, words) in [
        (envelope(503, "Error", "away"), 6, "whether you are allowed to is not known"),
        (
            envelope(403, "NotAllowedError", "This token's access is restricted"),
            5,
            "whether you are allowed to is not known",
        ),
        (json(200, r#"{"items": []}"#), 5, "whether you are allowed catalog.entity.refresh is not known"),
    ] {
        let server = Server::start(move |asked| match asked.path() {
            "/api/permission/authorize" => act.clone(),
            _ => framework(asked, &|_, _| Say::Allow).unwrap_or_else(|| catalog(asked)),
        });
        let ran = run(&stand(&server, ""), &THREE).ends(code);
        let details: Vec<String> =
            ran.json().as_array().unwrap().iter().map(|row| row["detail"].as_str().unwrap().to_owned()).collect();
        assert!(details.len() == 3 && details.iter().all(|detail| detail.contains(words)), "{details:?}");
        assert_eq!(changes(&server), [""; 0]);
    }
}

#[test]
fn a_session_that_ended_is_told_once_and_as_that() {
    let server = Server::start(|asked| match asked.path() {
        "/api/permission/authorize" => envelope(401, "AuthenticationError", "expired"),
        _ => framework(asked, &|_, _| Say::Allow).unwrap_or_else(|| catalog(asked)),
    });
    let ran = run(&stand(&server, ""), &THREE).ends(4).says("not accepted");
    assert_eq!((ran.out.as_str(), ran.err.lines().count(), changes(&server).len()), ("", 1, 0));
}

#[test]
fn a_rule_that_is_not_met_needs_no_question_to_the_portal() {
    let server = portal(|_, _| Say::Allow);
    let rule = |groups: &str| format!("[[rules]]\ncapability = 'catalog.entity.ref*'\ngroups = ['{groups}']\n");
    let ran = run(&stand(&server, &rule("sre")), &THREE).ends(5);
    assert!(ran.json()[0]["detail"].as_str().unwrap().contains("it needs group sre"), "{}", ran.out);
    assert_eq!((decisions(&server).len(), changes(&server).len()), (0, 0));
    run(&stand(&server, &rule("team-a")), &THREE).ends(0);
    assert_eq!((decisions(&server).len(), changes(&server).len()), (1, 3));
}

#[test]
fn what_only_reads_goes_on_when_nobody_knows_and_not_when_it_is_denied() {
    let validate = ["do", "entity.validate", "component:a"];
    let away = Server::start(|asked| match asked.path() {
        "/api/permission/authorize" => envelope(503, "Error", "away"),
        _ => framework(asked, &|_, _| Say::Allow).unwrap_or_else(|| catalog(asked)),
    });
    run(&stand(&away, ""), &validate).ends(0);
    run(&stand(&portal(|_, _| Say::Deny), ""), &validate).ends(5);
}

#[test]
fn a_rule_about_reading_keeps_the_catalog_away_and_the_journal_not() {
    let server = portal(|_, _| Say::Allow);
    let stand = stand(&server, "[[rules]]\ncapability = 'catalog.entity.read'\ngroups = ['sre']\n");
    let reading = [
        &["get", "component"][..],
        &["search", "x"],
        &["graph", "component:a"],
        &["status", "mine"],
        &["link", "a"],
        &["do", "entity.refresh", "a", "--yes"],
        &["do", "entity.refresh", "component:a", "--yes"],
        &["do", "entity.validate", "component:a"],
        &["do", "app.copy-yaml", "component:a"],
    ];
    for args in reading {
        run(&stand, args).ends(5).says("it needs group sre");
    }
    run(&stand, &["do", "catalog.register", "https://g/c.yaml", "--yes"]).ends(0);
    run(&stand, &["link", "component:a"]).ends(0);
    assert!(server.asked().iter().all(|asked| !asked.path().contains("/entities")), "{:?}", server.asked());
    run(&stand, &["audit"]).ends(0);
}

#[test]
fn a_rule_that_grants_to_nobody_is_noted_and_no_error() {
    let stand = Stand::new().configured("[[rules]]\ncapability = 'x.y'\n");
    let rows = stand.run(&["config", "check", "-o", "json"]).ends(0).json();
    assert_eq!((&rows[0]["what"], &rows[0]["line"]), (&value!("note"), &value!(1)));
    assert!(rows[0]["message"].as_str().unwrap().contains("`x.y` grants it to nobody"), "{rows}");
}

#[test]
fn in_a_folder_the_portals_permissions_are_nobodys_business() {
    let stand = Stand::new().configured("[[rules]]\ncapability = '*'\ngroups = ['sre']\n");
    stand.run(&["do", "entity.refresh", "component:ledger", "--yes", "--example"]).ends(0);
}
