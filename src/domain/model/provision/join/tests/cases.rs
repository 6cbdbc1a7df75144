//! What a line says, stage by stage.

use super::world::*;
use crate::domain::model::cluster::{Kind, ObjectRef, Truth};
use crate::domain::model::delivery::{Health, Operation, Phase, Sync};
use crate::domain::model::provision::{ProvisionKind, StageName};
use crate::domain::model::task::{StepState, TaskState};
use crate::domain::model::{At, timeline::LeadsTo};
use std::sync::Arc;

#[test]
fn a_database_is_told_from_the_request_to_the_catalog_with_who_when_and_what_it_is_known_by() {
    let line = whole().line();
    assert_eq!(letters(&line), "DDDDDDDD");
    assert_eq!(line.id.to_string(), "PostgresDatabase.databases.example/databases/orders");
    assert_eq!((line.name.as_str(), &line.kind), ("orders", &ProvisionKind::Database("postgresql".into())));
    assert_eq!((line.environment.as_str(), line.requested_by.as_ref().unwrap().name()), ("production", "alice"));
    let told: Vec<String> = line.stages.iter().map(|stage| format!("{} | {}", stage.by, stage.evidence)).collect();
    assert_eq!(
        told,
        [
            "alice | task t1",
            " | the form's values were accepted with the task",
            " | the steps of the task went well",
            "bob | commit aaaaaaa",
            "automated | Argo CD databases at aaaaaaa",
            " | Ready=True (Available)",
            " | Ready=True (Available)",
            " | resource:default/orders",
        ]
    );
    let ended: Vec<i64> = line.stages.iter().filter_map(|stage| stage.ended).map(|at| at.0).collect();
    assert_eq!(ended, [100, 100, 102, 200, 500, 610, 610]);
    assert!(matches!(&line.stages[7].lead.as_ref().unwrap().to, LeadsTo::Entity(entity) if entity.name() == "orders"));
}

#[test]
fn without_any_one_system_its_stage_is_unknown_and_the_others_stay() {
    let without = |clear: fn(&mut World)| {
        let mut world = whole();
        clear(&mut world);
        letters(&world.line())
    };
    assert_eq!(without(|world| world.0.asked.clear()), "??DDDDDD");
    assert_eq!(
        without(|world| world.0.changes.clear()),
        "DDDDDDDD",
        "the file is on the branch, and names the request"
    );
    assert_eq!(without(|world| world.0.rollouts.clear()), "DDDDDDDD", "what is there names the request");
    assert_eq!(without(|world| world.0.objects.clear()), "DDDDD??D");
    assert_eq!(without(|world| world.0.cataloged.clear()), "DDDDDDDW");
    assert_eq!(without(|world| (world.0.cataloged.clear(), world.0.source = None).1), "DDDDDDD?");
    let git = |world: &mut World| (world.0.manifests.clear(), world.0.changes.clear()).1;
    assert_eq!(without(git), "DDDDDDDD", "Argo CD has it as committed, for this request");
}

#[test]
fn a_task_that_fails_stops_at_the_step_that_failed_in_its_own_words() {
    let failing = |n: usize| {
        let mut task = asked("t1", 100);
        let mut steps = task.steps.unwrap().to_vec();
        steps[n].state = StepState::Failed;
        steps.iter_mut().skip(n + 1).for_each(|step| step.state = StepState::Waiting);
        (task.steps, task.task.state, task.fault) =
            (Some(steps.into()), TaskState::Failed, Some("no such repository".into()));
        World::default().asked(task).line()
    };
    let line = failing(0);
    assert_eq!((line.id.to_string().as_str(), letters(&line).as_str()), ("task/t1", "DDFWWWWW"));
    assert_eq!(reason(&line, StageName::Rendered), "no such repository");
    assert!(stage(&line, StageName::Rendered).cure.as_str().contains("stagedoor task logs t1"));
    let line = failing(1);
    assert_eq!((letters(&line).as_str(), reason(&line, StageName::Committed)), ("DDDFWWWW", "no such repository"));
    let mut task = asked("t1", 100);
    (task.steps, task.task.state, task.fault) = (None, TaskState::Failed, Some("no such repository".into()));
    let line = World::default().asked(task).line();
    assert_eq!(letters(&line), "DD??????", "a list of tasks does not say which step it was");
    assert!(reason(&line, StageName::Rendered).ends_with("no such repository"));
}

#[test]
fn a_task_that_runs_is_being_rendered_then_committed() {
    let mut task = asked("t1", 100);
    task.task.state = TaskState::Processing;
    let mut steps = task.steps.clone().unwrap().to_vec();
    steps[1].state = StepState::Processing;
    let committing = World::default()
        .asked(crate::domain::model::provision::Asked { steps: Some(steps.clone().into()), ..task.clone() });
    assert_eq!(letters(&committing.line()), "DDDAWWWW");
    (steps[0].state, steps[1].state) = (StepState::Processing, StepState::Waiting);
    task.steps = Some(steps.into());
    let line = World::default().asked(task).line();
    assert_eq!(letters(&line), "DDAWWWWW");
    assert_eq!(stage(&line, StageName::Ready).waiting_for, ["provisioning".into()]);
}

#[test]
fn a_sync_that_failed_and_one_that_runs_are_told_as_argo_cd_tells_them() {
    let with = |phase: Phase| {
        let mut world = whole();
        world.0.objects.clear();
        let mut app = app("databases", "production", "prod", '9', &[claim("databases", "orders")]);
        let change = Arc::make_mut(&mut app.app);
        change.resources[0].sync = Sync::OutOfSync;
        change.sync = Sync::OutOfSync;
        change.operation = Some(Operation {
            phase,
            message: "admission webhook denied: quota".into(),
            started: Some(At(300)),
            finished: Some(At(310)),
            by: "carol".into(),
            revisions: Vec::new(),
        });
        world.0.rollouts = vec![Arc::new(app)];
        world.line()
    };
    let line = with(Phase::Failed);
    assert_eq!(letters(&line), "DDDDFWWD");
    let synced = stage(&line, StageName::Synced);
    assert_eq!((synced.reason.as_str(), synced.by.as_str()), ("admission webhook denied: quota", "carol"));
    assert!(!synced.cure.is_empty());
    assert_eq!(letters(&with(Phase::Running)), "DDDDAWWD");
    let line = with(Phase::Succeeded);
    assert_eq!((letters(&line).as_str(), reason(&line, StageName::Synced)), ("DDDDWWWD", "OutOfSync"));
    assert_eq!(stage(&line, StageName::Synced).waiting_for, ["Argo CD".into()]);
}

#[test]
fn a_claim_that_waits_for_a_part_that_failed_names_the_part_and_its_words() {
    let mut world = whole();
    let part = ObjectRef::new(Kind::new("rds.aws.upbound.io", "Instance"), "", "orders-x7");
    let mut claim = live("prod", &claim("databases", "orders"), Some("t1"), 510);
    claim.conditions =
        vec![condition("Synced", Truth::Yes, "ReconcileSuccess", 520), condition("Ready", Truth::No, "Creating", 520)];
    claim.parts = vec![part.clone()];
    let mut made = live("prod", &part, None, 515);
    made.conditions = vec![condition("Synced", Truth::No, "ReconcileError", 530)];
    made.conditions[0].message = "quota of instances exceeded".into();
    world.0.objects = vec![Arc::new(claim.clone()), Arc::new(made)];
    let line = world.line();
    assert_eq!(letters(&line), "DDDDDFWD");
    assert_eq!(
        reason(&line, StageName::Provisioning),
        "Instance orders-x7: ReconcileError: quota of instances exceeded"
    );
    world.0.objects = vec![Arc::new(claim.clone())];
    let line = world.line();
    assert_eq!((letters(&line).as_str(), reason(&line, StageName::Provisioning)), ("DDDDDAWD", "Creating"));
    claim.conditions = vec![condition("Synced", Truth::No, "ReconcilePaused", 520)];
    world.0.objects = vec![Arc::new(claim)];
    assert_eq!(letters(&world.line()), "DDDDDWWD");
}

#[test]
fn what_says_nothing_of_itself_is_unknown_and_what_was_not_looked_at_yet_did_not_stop() {
    let with = |object: crate::domain::model::cluster::Object| {
        let mut world = whole();
        world.0.objects = vec![Arc::new(object)];
        world.line()
    };
    for group in ["databases.spotahome.com", "redis.redis.opstreelabs.in"] {
        let mut silent = live("prod", &claim("databases", "orders"), Some("t1"), 510);
        silent.id.object.kind = Kind::new(group, "Redis");
        silent.conditions.clear();
        let stand = super::super::health::of_object(&silent);
        let why = "it says nothing of itself".to_owned();
        assert_eq!(stand, super::super::health::Stand::Unknown { why });
    }
    let mut changed = live("prod", &claim("databases", "orders"), Some("t1"), 510);
    changed.conditions[0] = condition("Synced", Truth::No, "ReconcileError", 520);
    assert_eq!(letters(&with(changed.clone())).get(5..6), Some("F"));
    changed.is_observed = false;
    let line = with(changed);
    assert_eq!(letters(&line).get(5..6), Some("A"));
    assert_eq!(reason(&line, StageName::Provisioning), "its newest state was not looked at yet");
}

#[test]
fn clocks_that_differ_never_make_anything_take_less_than_no_time() {
    let mut world = whole();
    let mut object = live("prod", &claim("databases", "orders"), Some("t1"), 5_000_000);
    object.conditions[1].since = Some(At(4_000_000));
    world.0.objects = vec![Arc::new(object)];
    let line = world.line();
    assert!(line.stages.iter().all(|stage| stage.started.is_none_or(|at| stage.ended.is_none_or(|end| at <= end))));
    assert!(line.stages.iter().all(|stage| stage.ended.is_none_or(|end| end <= NOW)));
}

#[test]
fn a_service_is_its_application() {
    let application = ObjectRef::new(Kind::new("argoproj.io", "Application"), "argocd", "shop");
    let mut own = app("shop", "deploy", "prod", 'c', &[]);
    own.request = Some("t1".into());
    let world = |own| {
        World::default()
            .asked(asked("t1", 100))
            .file(file("argocd/shop.yaml", &application, Some("t1"), 'a'))
            .change(landed('a', 200))
            .app(own)
    };
    let line = world(own.clone()).line();
    assert_eq!((letters(&line).as_str(), &line.kind), ("DDDDDDD?", &ProvisionKind::Service));
    let mut ill = own.clone();
    Arc::make_mut(&mut ill.app).health = Health::Degraded;
    Arc::make_mut(&mut ill.app).messages = vec!["crash loop".into()];
    let line = world(ill).line();
    assert_eq!((letters(&line).as_str(), reason(&line, StageName::Provisioning)), ("DDDDDFW?", "crash loop"));
    let line = world(crate::domain::model::provision::Rollout { request: None, ..own }).line();
    assert_eq!(letters(&line), "DDDD????", "an application of that name may be somebody else's");
}

#[test]
fn what_goes_is_said_to_go() {
    let mut world = whole();
    let mut object = live("prod", &claim("databases", "orders"), Some("t1"), 510);
    object.deleting = Some(At(900));
    world.0.objects = vec![Arc::new(object)];
    assert!(world.line().is_ending && !whole().line().is_ending);
    let mut world = whole();
    world.0.objects.clear();
    world.0.rollouts.clear();
    Arc::make_mut(&mut world.0.manifests[0]).is_present = Some(false);
    let line = world.line();
    assert!(line.is_ending);
    assert_eq!(reason(&line, StageName::Committed), "its file was taken away since");
}

#[test]
fn a_line_is_found_by_its_id_its_object_its_task_and_its_name() {
    let lines = whole().lines();
    for word in [
        "PostgresDatabase.databases.example/databases/orders",
        "prod:PostgresDatabase.databases.example/databases/orders",
        "production/orders/claim.yaml:PostgresDatabase.databases.example/databases/orders",
        "task/t1",
        "t1",
        "orders",
    ] {
        assert_eq!(lines.find(word).len(), 1, "{word}");
    }
    assert!(lines.find("staging:PostgresDatabase.databases.example/databases/orders").is_empty());
    assert!(lines.find("order").is_empty());
}
