//! `stagedoor whoami`.

use super::program::{catalog, changes, portal, run, stand};
use super::{Say, framework, token_of};
use crate::stand::{Ran, Stand, keys};
use crate::systems::{Server, envelope, json};
use serde_json::{Value, json as value};
use std::process::Command;

fn capability<'v>(who: &'v Value, name: &str) -> &'v Value {
    who["capabilities"].as_array().unwrap().iter().find(|capability| capability["name"] == name).unwrap()
}

fn with(stand: &Stand, args: &[&str], token: &str) -> Ran {
    let mut command: Command = stand.command(args);
    Ran::of(command.env("WORK_TOKEN", token).output().unwrap())
}

const RULES: &str = "[[rules]]\ncapability = 'jit-access.request'\nroles = ['staff', 'access:ask']\n\
                     [[rules]]\ncapability = 'catalog.entity.delete'\ngroups = ['sre']\n\
                     [[rules]]\ncapability = 'argocd.sync'\ngroups = ['team-a']\n";

#[test]
fn it_tells_who_one_is_and_of_each_capability_whether_and_why() {
    let server = portal(|name, _| if name == "catalog.location.create" { Say::Deny } else { Say::Allow });
    let claims = value!({
        "sub": "user:default/alice", "exp": 4_000_000_000_i64, "ent": ["user:default/alice", "group:default/team-a"],
        "realm_access": {"roles": ["dba"]}, "resource_access": {"access": {"roles": ["ask"]}},
    });
    let stand = stand(&server, RULES);
    let who = with(&stand, &["whoami", "-o", "json"], &token_of(&claims)).ends(0).json();
    assert_eq!(keys(&who), ["user", "groups", "roles", "token_expires_at", "capabilities"]);
    assert_eq!((&who["user"], &who["groups"]), (&value!("user:default/alice"), &value!(["group:default/team-a"])));
    assert_eq!(
        (&who["roles"], &who["token_expires_at"]),
        (&value!(["dba", "access:ask"]), &value!("2096-10-02T07:06:40Z"))
    );
    let said = |name: &str, allowed: Value, because: &str| {
        let capability = capability(&who, name);
        assert_eq!(keys(capability), ["name", "allowed", "because"]);
        assert_eq!((&capability["allowed"], capability["because"].as_str().unwrap()), (&allowed, because), "{name}");
    };
    said("catalog.entity.create", value!(true), "the portal allows catalog.entity.create");
    said("catalog.location.create", value!(false), "the portal denies catalog.location.create");
    said("catalog.location.delete", value!(true), "the portal has no permission of that name");
    said("catalog.entity.refresh", value!(null), "decided for each entity");
    for name in ["scaffolder.task.create", "scaffolder.task.read", "scaffolder.template.dry-run"] {
        said(name, value!(false), "this portal has no scaffolder");
    }
    said("catalog.entity.delete", value!(false), "it needs group sre");
    said("catalog.entity.edit", value!(true), "nothing restricts it");
    said("jit-access.request", value!(true), "role ask of client access");
    said("jit-access.approve", value!(false), "no rule of the configuration grants it");
    said("argocd.sync", value!(true), "group team-a");
    let table = with(&stand, &["whoami"], &token_of(&claims)).ends(0).out;
    for words in ["user:default/alice", "token ends", "catalog.entity.delete", "it needs group sre", "argocd.sync"] {
        assert!(table.contains(words), "{table}");
    }
    let refresh = table.lines().find(|line| line.starts_with("catalog.entity.refresh")).unwrap();
    assert!(refresh.split_whitespace().nth(1) == Some("each") && !table.contains("unknown"), "{table}");
    let runs = table.lines().find(|line| line.starts_with("scaffolder.task.create")).unwrap();
    assert!(runs.contains(" not there ") && runs.contains("this portal has no scaffolder"), "{table}");
    assert_eq!(with(&stand, &["whoami", "-o", "name"], &token_of(&claims)).out, "user:default/alice\n");
}

#[test]
fn a_service_token_is_told_as_one_and_rules_bind_it_all_the_same() {
    let server = Server::start(|asked| match asked.path() {
        "/api/permission/authorize" => {
            envelope(403, "NotAllowedError", "This endpoint does not allow 'service' credentials")
        }
        _ => framework(asked, &|_, _| Say::Allow).unwrap_or_else(|| catalog(asked)),
    });
    let who = with(&stand(&server, RULES), &["whoami", "-o", "json"], "opaque").ends(0).json();
    assert_eq!((&who["user"], &who["token_expires_at"]), (&Value::Null, &Value::Null));
    let refresh = capability(&who, "catalog.entity.refresh");
    let why = value!("a service token: the portal asks no permissions for it");
    assert_eq!((&refresh["allowed"], &refresh["because"]), (&value!(true), &why));
    assert_eq!(capability(&who, "catalog.entity.delete")["allowed"], value!(false));
}

#[test]
fn who_is_not_signed_in_learns_how_and_who_was_gets_no_half_answer() {
    let server = portal(|_, _| Say::Allow);
    let ran = Stand::new().run(&["--url", &server.base, "whoami", "-o", "json"]).ends(4).says("stagedoor login");
    assert_eq!(ran.out, "");
    let over = Server::start(|_| envelope(401, "AuthenticationError", "expired"));
    assert_eq!(run(&stand(&over, ""), &["whoami", "-o", "json"]).ends(4).says("not accepted").out, "");
}

#[test]
fn what_cannot_be_asked_is_null_and_it_is_said_why() {
    let server = Server::start(|asked| match asked.path() {
        "/api/permission/authorize" => envelope(503, "Error", "away"),
        _ => framework(asked, &|_, _| Say::Allow).unwrap_or_else(|| json(404, "{}")),
    });
    let ran = run(&stand(&server, ""), &["whoami", "-o", "json"]).ends(0).says("not all is known");
    assert_eq!(capability(&ran.json(), "catalog.entity.create")["allowed"], Value::Null);
}

#[test]
fn where_nobody_says_who_one_is_reading_goes_on_and_writing_does_not() {
    let server = Server::start(|asked| match asked.path() {
        "/api/auth/v1/userinfo" => envelope(503, "Error", "away"),
        _ => framework(asked, &|_, _| Say::Allow).unwrap_or_else(|| catalog(asked)),
    });
    let stand = stand(&server, "[[rules]]\ncapability = 'catalog.entity.*'\ngroups = ['team-a']\n");
    let token = token_of(&value!({"sub": "user:default/alice"}));
    with(&stand, &["get", "component", "--limit", "1"], &token).ends(0);
    let ran = with(&stand, &["do", "entity.refresh", "component:a", "--yes", "-o", "json"], &token).ends(6);
    assert!(ran.json()[0]["detail"].as_str().unwrap().contains("is not known"), "{}", ran.out);
    assert_eq!(changes(&server), [""; 0]);
}

#[test]
fn in_a_folder_it_works_too() {
    let who = Stand::new().run(&["whoami", "--example", "-o", "json"]).ends(0).json();
    assert!(who["user"].is_string(), "{who}");
    let edit = capability(&who, "catalog.entity.refresh");
    assert_eq!(
        (&edit["allowed"], &edit["because"]),
        (&value!(true), &value!("in a folder, what you do is done by your own hand"))
    );
    // it is only played, and grants nothing
    assert_eq!(capability(&who, "jit-access.request")["allowed"], value!(true));
    assert_eq!(capability(&who, "credentials.lend")["allowed"], value!(true));
}
