use super::*;
use crate::domain::model::access::{AccessKind, AccessLevel, AccessOrder, ResourceId};
use crate::domain::model::task::TaskId;
use crate::platform::gate::Ground;
use crate::platform::permissions::{Permits, Question, Thing};
use std::sync::Arc;
use std::time::Duration;

fn entity(name: &str) -> Target {
    Target::Entity(format!("component:default/{name}").parse().unwrap())
}

fn planned(action: Action, targets: &[Target], set: &[(&str, &str)]) -> Result<Vec<Step>, String> {
    let set: Vec<_> = set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    plan(&Gate::default().playing_access(true), action, targets, &set).map_err(|refusal| refusal.words().to_string())
}

#[test]
fn a_target_that_is_named_twice_is_done_once() {
    let steps = planned(Action::EntityRefresh, &[entity("a"), entity("b"), entity("a")], &[]).unwrap();
    assert_eq!(steps.len(), 2);
}

#[test]
fn what_is_missing_or_wrong_is_said() {
    let refused = |action, targets: &[Target], set: &[(&str, &str)], word: &str| {
        let why = planned(action, targets, set).unwrap_err();
        assert!(why.contains(word), "{why}");
    };
    refused(Action::EntityRefresh, &[], &[], "takes entities");
    refused(Action::EntityTransfer, &[entity("a")], &[], "needs --set owner=");
    refused(Action::EntityTransfer, &[entity("a")], &[("owner", "component:x")], "an owner is a group or a user");
    refused(Action::EntityTransfer, &[entity("a")], &[("owner", "a"), ("owner", "b")], "twice");
    refused(Action::EntityRefresh, &[entity("a")], &[("owner", "x")], "it has none");
    refused(
        Action::CatalogRegister,
        &[Target::Address("file:///etc/passwd".into())],
        &[],
        "no address of a descriptor",
    );
    refused(Action::CatalogRegister, &[entity("a")], &[], "is an entity");
    refused(Action::ListDown, &[], &[], "on the screen alone");
    refused(Action::AppJournal, &[entity("a")], &[], "stagedoor audit");
    refused(Action::AppStar, &[entity("a")], &[("starred", "maybe")], "neither true nor false");
}

#[test]
fn an_owner_is_a_group_of_the_entitys_own_namespace_unless_it_says_otherwise() {
    let to = |text: &str| match planned(
        Action::EntityTransfer,
        &[Target::Entity("component:shop/cart".parse().unwrap())],
        &[("owner", text)],
    )
    .unwrap()
    .remove(0)
    .does
    {
        Does::Command(Command::Transfer { owner, .. }) => owner.to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(to("team-a"), "group:shop/team-a");
    assert_eq!(to("user:default/bob"), "user:default/bob");
}

#[test]
fn what_the_gate_keeps_away_is_not_planned_and_it_is_said_why() {
    let gate = Gate::default().read_only(true);
    let refused = plan(&gate, Action::EntityRefresh, &[entity("a")], &[]).unwrap_err();
    assert!(matches!(&refused, Refusal::Denied(fault) if fault.kind == FaultKind::NotPermitted), "{refused:?}");
    assert!(refused.words().as_str().contains("only reading"));
    assert!(plan(&gate, Action::AppCopyRef, &[entity("a")], &[]).is_ok());
}

#[test]
fn a_run_is_stopped_where_the_portal_permits_it_of_that_run() {
    let capability = Capability::of("scaffolder.task.cancel");
    let said =
        |id: &str, allowed| (Question { capability: capability.clone(), on: Some(Thing::Run(id.into())) }, allowed);
    let mut gate = Gate::new(Ground::Portal, Arc::default());
    gate.hear(&Permits { said: vec![said("mine", true), said("theirs", false)], ..Permits::default() });
    let stop = |id| permit_command(&gate, &Command::CancelTask(TaskId::parse(id).unwrap()));
    assert_eq!((stop("mine"), stop("theirs").is_err(), stop("unknown").is_err()), (Ok(()), true, true));
}

#[test]
fn access_is_asked_for_with_what_the_parameters_say_and_nothing_is_guessed() {
    let order = AccessOrder {
        resources: vec![ResourceId::parse("/acme/db/payments").unwrap()],
        roles: Vec::new(),
        entity: None,
        kind: AccessKind::Database,
        level: AccessLevel::Read,
        environment: "production".into(),
        lasts: Duration::ZERO,
        reason: String::new(),
        reviewers: Vec::new(),
        mark: "abcdefgh".into(),
    };
    let ask = |set: &[(&str, &str)]| planned(Action::AccessAsk, &[Target::Access(Box::new(order.clone()))], set);
    let whole = [("type", "write"), ("duration", "1h30m"), ("reason", "fix an order")];
    let Does::Command(Command::AskAccess(asked)) = ask(&whole).unwrap().remove(0).does else { panic!() };
    let (level, lasts, reason) = (AccessLevel::Write, Duration::from_secs(5_400), "fix an order".to_owned());
    assert_eq!(*asked, AccessOrder { level, lasts, reason, ..order.clone() });
    for n in 0..whole.len() {
        let without: Vec<_> = whole.iter().enumerate().filter(|(at, _)| *at != n).map(|(_, it)| *it).collect();
        assert!(ask(&without).unwrap_err().contains(&format!("--set {}=", whole[n].0)));
    }
    let wrong = [("type", "root"), ("duration", "soon"), ("resource", "payments")];
    for odd in wrong {
        let set: Vec<_> = whole.iter().filter(|(name, _)| *name != odd.0).copied().chain([odd]).collect();
        assert!(ask(&set).is_err(), "{odd:?}");
    }
    let other = planned(Action::AccessApprove, &[Target::Access(Box::new(order.clone()))], &[]).unwrap_err();
    assert!(other.contains("does not go together"), "{other}");
}
