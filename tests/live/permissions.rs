//! What one may do, as the real permission framework decides it.

use crate::ports::{portal, reference, wait};
use crate::program::Desk;
use crate::proxy::Proxy;
use crate::rig::{self, ADMIN_TOKEN, READER_TOKEN, Rig};
use serde_json::{Value, json};
use stagedoor::adapters::portal::{Portal, PortalPermissions};
use stagedoor::domain::model::{At, EntityRef, Identity, Principal};
use stagedoor::platform::capability::{Capability, Judge, KNOWN};
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::permissions::{PermissionPort as _, Permits, Question, Thing, Unkept};
use stagedoor::platform::ports::{IdentityPort as _, Steps};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The framework as somebody asks it, and the portal that counts.
pub fn framework(token: &str) -> (PortalPermissions, Arc<Portal>) {
    let portal = Arc::new(portal(token));
    (PortalPermissions::new(Arc::clone(&portal), None, Arc::new(Unkept)), portal)
}

pub fn ask(token: &str, questions: &[Question]) -> Result<Permits, Fault> {
    let (permissions, _) = framework(token);
    wait(permissions.permits(questions.to_vec())).map(|told| told.answer.as_ref().clone())
}

pub fn question(name: &'static str, on: Option<&str>) -> Question {
    Question { capability: Capability::of(name), on: on.map(|on| reference(on).into()) }
}

/// All that the catalog's permissions are about, each of one entity or of none.
fn of_the_catalog() -> Vec<Question> {
    let known = KNOWN.iter().filter(|known| known.judge == Judge::Portal && known.name.starts_with("catalog."));
    known.map(|known| question(known.name, known.resource.map(|_| "component:default/timetable"))).collect()
}

#[test]
fn each_capability_of_the_catalog_is_served_both_ways() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let carol = rig.token_for("carol");
    for asked in of_the_catalog() {
        for (word, allowed) in [("allow", true), ("deny", false)] {
            let _deciding = rig.deciding(&[(&*asked.capability.0, word)]);
            let permits = ask(&carol, &of_the_catalog()).unwrap();
            assert_eq!(permits.said.len(), of_the_catalog().len(), "none is missing: {permits:?}");
            assert!(permits.said.contains(&(asked.clone(), allowed)), "{asked:?} {word}");
        }
    }
}

#[test]
fn the_program_does_what_the_policy_allows_and_nothing_that_it_denies() {
    if !rig::live() {
        return;
    }
    let _unchanged = rig::unchanged();
    let rig = rig::rig();
    let desk = Desk::of(rig, "carol");
    let refresh = ["do", "entity.refresh", "component:timetable", "--yes", "-o", "json"];
    let allowed = |desk: &Desk, name: &str| {
        let who = desk.run(&["whoami", "-o", "json"]).json();
        let all = who["capabilities"].as_array().unwrap().clone();
        all.into_iter().find(|capability| capability["name"] == name).unwrap()["allowed"].clone()
    };
    {
        let _deciding = rig.deciding(&[("catalog.entity.refresh", "deny"), ("catalog.location.create", "deny")]);
        let ran = desk.run(&refresh);
        assert_eq!(ran.code, 5, "{ran:?}");
        assert!(ran.out.contains("the portal denies catalog.entity.refresh"), "{ran:?}");
        assert_eq!(allowed(&desk, "catalog.location.create"), json!(false));
        assert_eq!(allowed(&desk, "catalog.entity.refresh"), Value::Null);
    }
    let _deciding = rig.deciding(&[("catalog.entity.refresh", "allow"), ("catalog.location.create", "allow")]);
    assert_eq!(desk.run(&refresh).json()[0]["outcome"], "done");
    assert_eq!(allowed(&desk, "catalog.location.create"), json!(true));
}

#[test]
fn conditions_are_applied_to_each_of_two_hundred_entities_in_one_request() {
    if !rig::live() {
        return;
    }
    let _unchanged = rig::unchanged();
    let rig = rig::rig();
    let (bob, admin) = (rig.token_for("bob"), ADMIN_TOKEN);
    let all = rig
        .json("/api/catalog/entities/by-query?filter=kind=component&limit=200&fields=kind,metadata,relations", admin);
    let all = all["items"].as_array().unwrap();
    let name = |entity: &Value| {
        let text = |pointer: &str| entity.pointer(pointer).unwrap().as_str().unwrap().to_owned();
        EntityRef::new("component", &text("/metadata/namespace"), &text("/metadata/name"))
    };
    let is_bobs = |entity: &&Value| {
        let owners =
            entity["relations"].as_array().into_iter().flatten().filter(|relation| relation["type"] == "ownedBy");
        let mine = ["user:default/bob", "group:default/team-b"];
        owners.into_iter().any(|relation| mine.contains(&relation["targetRef"].as_str().unwrap()))
    };
    let owned: BTreeSet<Thing> = all.iter().filter(is_bobs).map(name).map(Thing::from).collect();
    let delete = |on| Question { capability: Capability::of("catalog.entity.delete"), on: Some(Thing::Entity(on)) };
    let (permissions, portal) = framework(&bob);
    let questions: Vec<Question> = all.iter().map(|entity| delete(name(entity))).collect();
    let permits = wait(permissions.permits(questions.clone())).unwrap().answer;
    let allowed: BTreeSet<Thing> =
        permits.said.iter().filter(|(_, allowed)| *allowed).map(|(question, _)| question.on.clone().unwrap()).collect();
    assert_eq!((permits.said.len(), questions.len()), (200, 200));
    assert_eq!(allowed, owned);
    assert!(!owned.is_empty() && owned.len() < 200);
    assert_eq!(portal.counts().requests, 2, "what is published, and the decisions");
    wait(permissions.permits(questions)).unwrap();
    assert_eq!(portal.counts().requests, 3);
    // an hour, as the token says
    let until = permits.until.unwrap();
    let now = stagedoor::platform::clock::now();
    assert!(until > now && until <= At(now.0 + 3_700_000), "{until:?}");
}

#[test]
fn what_cannot_be_decided_is_unknown_and_hides_nothing_beside_it() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let carol = rig.token_for("carol");
    for word in ["broken", "gone"] {
        let _deciding = rig.deciding(&[("catalog.entity.delete", word)]);
        let (permissions, portal) = framework(&carol);
        let ask_all = || wait(permissions.permits(of_the_catalog())).unwrap().answer;
        let (permits, before) = (ask_all(), portal.counts().requests);
        assert_eq!(ask_all().said.len(), permits.said.len());
        assert!(portal.counts().requests - before <= 2, "the others together, and it apart: {word}");
        let unsaid: Vec<Question> = of_the_catalog()
            .into_iter()
            .filter(|question| permits.said.iter().all(|(said, _)| said != question))
            .collect();
        assert_eq!(unsaid, [question("catalog.entity.delete", Some("component:default/timetable"))], "{word}");
        assert!(permits.unjudged.is_empty());
        let alone = ask(&carol, &unsaid).unwrap_err();
        assert_ne!(alone.kind, FaultKind::NotPermitted, "{alone}");
    }
}

#[test]
fn for_a_service_the_portal_judges_nothing_and_one_of_less_learns_nothing() {
    if !rig::live() {
        return;
    }
    let permits = ask(ADMIN_TOKEN, &of_the_catalog()).unwrap();
    assert_eq!((permits.said.len(), permits.unjudged.len()), (0, of_the_catalog().len()));
    assert!(permits.unjudged[0].1.as_str().contains("service token"), "{permits:?}");
    assert_eq!(ask(READER_TOKEN, &of_the_catalog()).unwrap_err().kind, FaultKind::NotPermitted);
    assert_eq!(ask("wrong", &of_the_catalog()).unwrap_err().kind, FaultKind::NotSignedIn);
}

#[test]
fn a_plugin_that_this_portal_does_not_have_is_told_as_missing_to_whoever_asks() {
    if !rig::live() {
        return;
    }
    for token in [&rig::rig().token_for("bob"), ADMIN_TOKEN] {
        let asked = [question("kubernetes.proxy", None), question("catalog.location.create", None)];
        let permits = ask(token, &asked).unwrap();
        let absent: Vec<&str> = permits.absent.iter().map(|(plugin, _)| plugin.as_str()).collect();
        assert_eq!((absent, permits.said.len() + permits.unjudged.len()), (vec!["kubernetes"], 1));
    }
}

#[test]
fn a_guest_reads_what_is_not_confidential_and_changes_nothing() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let guest = rig.token_for("guest");
    let permits = ask(&guest, &of_the_catalog()).unwrap();
    let allowed: Vec<&str> =
        permits.said.iter().filter(|(_, allowed)| *allowed).map(|(question, _)| &*question.capability.0).collect();
    assert_eq!(allowed, ["catalog.entity.read", "catalog.location.read"]);
    let desk = Desk::of(rig, "guest");
    let ran = desk.run(&["do", "entity.refresh", "component:timetable", "--yes", "-o", "json"]);
    assert_eq!((ran.code, ran.out.contains("refused")), (5, true), "{ran:?}");
}

fn who(rig: &Rig, user: &str) -> Arc<Identity> {
    wait(portal(&rig.token_for(user)).who_am_i(Steps::ignored())).unwrap().answer
}

#[test]
fn the_groups_of_a_user_come_from_userinfo() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let bob = who(rig, "bob");
    let groups = bob.claims.clone().unwrap().groups;
    assert_eq!((bob.principal, groups.as_slice()), (Principal::User, &["group:default/team-b".into()][..]));
    assert!(bob.ends.is_some());
    assert_eq!(who(rig, "guest").principal, Principal::User);
    let service = wait(portal(ADMIN_TOKEN).who_am_i(Steps::ignored())).unwrap().answer;
    assert_eq!((service.principal, service.user.clone()), (Principal::Service, None));
    // rules are met by them
    let desk = Desk::of(rig, "bob");
    let rule = |covers: &str, group: &str| format!("[[rules]]\ncapability = '{covers}'\ngroups = ['{group}']\n");
    desk.configure(&[rule("jit-access.request", "team-b"), rule("jit-access.approve", "platform")].concat());
    let said = desk.run(&["whoami", "-o", "json"]).json();
    assert_eq!((&said["user"], &said["groups"]), (&json!("user:default/bob"), &json!(["group:default/team-b"])));
    let of = |name: &str| said["capabilities"].as_array().unwrap().iter().find(|it| it["name"] == name).unwrap();
    assert_eq!(of("jit-access.request")["allowed"], json!(true));
    assert_eq!(of("jit-access.approve")["because"], json!("it needs group platform"));
    Desk::at(rig).run(&["whoami"]).fails(4, &["not signed in", "stagedoor login"]);
}

#[test]
fn a_command_asks_about_all_its_targets_in_one_request() {
    if !rig::live() {
        return;
    }
    let _unchanged = rig::unchanged();
    let proxy = Proxy::to(&rig::rig().url);
    let desk = Desk::of(rig::rig(), "alice").with("STAGEDOOR_URL", &proxy.url);
    let names: Vec<String> = (1..=40).map(|n| format!("component:bulk-{n:05}")).collect();
    let mut args = vec!["do", "entity.refresh", "--dry-run"];
    args.extend(names.iter().map(String::as_str));
    assert_eq!(desk.run(&args).code, 0);
    let about = |line: &&String| line.contains("permission");
    let requests = proxy.take().requests;
    assert_eq!(requests.iter().filter(about).count(), 2, "what is published, and the decisions: {requests:#?}");
    assert_eq!(desk.run(&args).code, 0);
    assert_eq!(proxy.take().requests.iter().filter(about).count(), 1);
    // what needs no capability asks nothing
    assert_eq!(desk.run(&["do", "app.copy-ref", "component:timetable"]).code, 0);
    assert_eq!(proxy.take().requests, [""; 0]);
}
