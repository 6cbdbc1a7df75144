//! Ten thousand lines joined from what all systems tell.
#![allow(missing_docs, clippy::unwrap_used, reason = "a bench that cannot go on stops")]

use criterion::{Criterion, criterion_group, criterion_main};
use stagedoor::domain::model::cluster::{Condition, Kind, Object, ObjectId, ObjectRef, REQUEST_LABEL, Truth};
use stagedoor::domain::model::delivery::{App, AppId, ResourceState, Source, Sync};
use stagedoor::domain::model::provision::{
    Asked, Cataloged, Change, ChangeState, Evidence, Manifest, Rollout, join, leads, marks,
};
use stagedoor::domain::model::task::{Task, TaskId, TaskState};
use stagedoor::domain::model::{At, EntityRef};
use stagedoor::domain::text::Clean;
use std::hint::black_box;
use std::sync::Arc;

const COUNT: usize = 10_000;
/// One application for so many objects.
const OF_ONE: usize = 100;

fn task(n: usize) -> Asked {
    Asked {
        task: Task {
            id: TaskId::parse(&format!("t{n}")).unwrap(),
            template: None,
            title: "PostgreSQL".into(),
            by: EntityRef::parse("user:default/alice", None, None).ok(),
            created: At(n as i64),
            heard: None,
            state: TaskState::Completed,
            parameters: Arc::default(),
        },
        steps: None,
        fault: None,
        sort: "infrastructure".into(),
        leads: Vec::new(),
        commit: None,
        entities: Vec::new(),
        approvers: Vec::new(),
    }
}

fn object(n: usize) -> ObjectRef {
    ObjectRef::new(Kind::new("databases.example", "PostgresDatabase"), "databases", &format!("orders-{n}"))
}

fn id(n: usize) -> Clean {
    Clean::line(&format!("{n:040x}"))
}

fn change(n: usize) -> Change {
    Change {
        repository: "github.com/acme/infra".into(),
        commit: Some(id(n)),
        parts: Vec::new(),
        author: "alice".into(),
        merged_by: "bob".into(),
        at: At(n as i64),
        state: ChangeState::Landed(At(n as i64)),
        pull: None,
        address: Clean::default(),
        requests: Vec::new(),
        contained_in: vec![id(COUNT)],
    }
}

fn live(n: usize, request: &str) -> Object {
    let condition = |name: &'static str| Condition {
        name: name.into(),
        holds: Truth::Yes,
        since: Some(At(1)),
        ..Condition::default()
    };
    Object {
        id: ObjectId { cluster: "prod".into(), object: object(n) },
        labels: [(REQUEST_LABEL.into(), request.into())].into(),
        conditions: vec![condition("Synced"), condition("Ready")],
        is_observed: true,
        ..Object::default()
    }
}

fn rollout(n: usize) -> Rollout {
    let of_it = n * OF_ONE..(n + 1) * OF_ONE;
    let state = |n| ResourceState { object: object(n), sync: Sync::Synced, ..ResourceState::default() };
    let app = App {
        id: AppId { name: format!("app-{n}").into(), ..AppId::default() },
        sources: vec![Source {
            repository: "https://github.com/acme/infra.git".into(),
            path: Clean::line(&format!("team-{n}")),
            ..Source::default()
        }],
        sync: Sync::Synced,
        revisions: vec![id(COUNT)],
        resources: of_it.map(state).collect(),
        ..App::default()
    };
    Rollout { app: Arc::new(app), cluster: "prod".into(), request: None }
}

fn evidence() -> [Evidence; 2] {
    let mut told = [Evidence::default(), Evidence::default()];
    let [first, second] = &mut told;
    for n in 0..COUNT {
        let request = format!("t{n}");
        first.asked.push(Arc::new(task(n)));
        first.manifests.push(Arc::new(Manifest {
            object: object(n),
            repository: "github.com/acme/infra".into(),
            path: Clean::line(&format!("team-{}/orders-{n}/claim.yaml", n / OF_ONE)),
            request: Some(Clean::line(&request)),
            commit: Some(id(n)),
            is_present: Some(true),
            marks: [(marks::REQUEST.into(), request.as_str().into())].into(),
            ..Manifest::default()
        }));
        second.changes.push(Arc::new(change(n)));
        second.objects.push(Arc::new(live(n, &request)));
        second.cataloged.push(Arc::new(Cataloged {
            entity: EntityRef::new("resource", "default", &format!("orders-{n}")),
            request: Some(Clean::line(&request)),
            objects: Vec::new(),
            owner: None,
            environment: Clean::default(),
        }));
    }
    second.rollouts.extend((0..COUNT / OF_ONE).map(|n| Arc::new(rollout(n))));
    told
}

fn joined(bench: &mut Criterion) {
    let evidence = evidence();
    assert_eq!(join(&evidence, At(i64::MAX)).list.len(), COUNT);
    bench.bench_function("provision/join 10,000", |bench| bench.iter(|| join(black_box(&evidence), At(i64::MAX))));
    bench.bench_function("provision/leads of 10,000", |bench| bench.iter(|| leads(black_box(&evidence))));
}

criterion_group!(benches, joined);
criterion_main!(benches);
