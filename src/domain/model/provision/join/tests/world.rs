//! Things that systems tell of, in a few words.

use crate::domain::model::cluster::{Condition, Kind, Object, ObjectId, ObjectRef, REQUEST_LABEL, Truth};
use crate::domain::model::delivery::{App, AppId, Deployment, Health, ResourceState, Source, Sync};
use crate::domain::model::forge::{Opinion, PullId, PullRequest, PullState, Reviewer};
use crate::domain::model::provision::{
    Asked, Cataloged, Change, ChangeState, Evidence, Manifest, Progress, Provision, Provisions, Rollout, Stage,
    StageName, join, marks,
};
use crate::domain::model::task::{StepState, Task, TaskId, TaskState, TaskStep};
use crate::domain::model::timeline::{Known, SourceState};
use crate::domain::model::{At, EntityRef};
use crate::domain::text::Clean;
use std::sync::Arc;

pub(super) const REPOSITORY: &str = "github.com/acme/infrastructure";
/// Long after everything.
pub(super) const NOW: At = At(1_000_000);

/// An id of a commit.
pub(super) fn id(letter: char) -> String {
    letter.to_string().repeat(40)
}

fn entity(text: &str) -> EntityRef {
    EntityRef::parse(text, None, None).unwrap()
}

/// A run that went well and opened a pull request, or made a commit.
pub(super) fn asked(name: &str, at: i64) -> Asked {
    let step = |id: &'static str, action: &'static str| TaskStep {
        id: id.into(),
        name: id.into(),
        action: action.into(),
        state: StepState::Completed,
        started: Some(At(at + 1)),
        ended: Some(At(at + 2)),
    };
    Asked {
        task: Task {
            id: TaskId::parse(name).unwrap(),
            template: Some(entity("template:default/postgresql")),
            title: "PostgreSQL".into(),
            by: Some(entity("user:default/alice")),
            created: At(at),
            heard: Some(At(at + 3)),
            state: TaskState::Completed,
            parameters: Arc::new(serde_json::json!({"name": "orders", "environment": "production", "owner": "team-a"})),
        },
        steps: Some([step("render", "fetch:template"), step("publish", "publish:github:pull-request")].into()),
        fault: None,
        sort: "infrastructure".into(),
        leads: Vec::new(),
        commit: None,
        entities: Vec::new(),
        approvers: Vec::new(),
    }
}

pub(super) fn claim(namespace: &str, name: &str) -> ObjectRef {
    ObjectRef::new(Kind::new("databases.example", "PostgresDatabase"), namespace, name)
}

/// A claim in a file that is on the branch, brought by a commit.
pub(super) fn file(path: &str, object: &ObjectRef, request: Option<&str>, commit: char) -> Manifest {
    let marked = request.map(|request| (Arc::from(marks::REQUEST), Arc::from(request)));
    Manifest {
        object: object.clone(),
        repository: REPOSITORY.into(),
        path: Clean::line(path),
        request: request.map(Clean::line),
        commit: Some(Clean::line(&id(commit))),
        is_present: Some(true),
        facts: Vec::new(),
        marks: marked.into_iter().collect(),
    }
}

/// A commit on the branch.
pub(super) fn landed(commit: char, at: i64) -> Change {
    Change {
        repository: REPOSITORY.into(),
        commit: Some(Clean::line(&id(commit))),
        parts: Vec::new(),
        author: "alice".into(),
        merged_by: "bob".into(),
        at: At(at),
        state: ChangeState::Landed(At(at)),
        pull: None,
        address: Clean::default(),
        requests: Vec::new(),
        contained_in: Vec::new(),
    }
}

pub(super) fn pull(number: u64, head: char, at: i64) -> PullRequest {
    PullRequest {
        id: PullId { repository: REPOSITORY.into(), number },
        title: "orders".into(),
        state: PullState::Open,
        author: "alice".into(),
        created: At(at),
        updated: None,
        ended: None,
        ended_by: Clean::default(),
        into: "main".into(),
        from: "provision/orders".into(),
        head: Clean::line(&id(head)),
        merge_commit: None,
        reviewers: vec![Reviewer { name: "database-admins".into(), opinion: Opinion::Asked, at: None }],
        checks: None,
        blocked: Clean::default(),
        address: Clean::line(&format!("https://github.com/acme/infrastructure/pull/{number}")),
        files: None,
    }
}

pub(super) fn proposed(pull: PullRequest) -> Change {
    let state = ChangeState::Proposed(Arc::new(pull.clone()));
    Change { commit: None, at: pull.created, merged_by: Clean::default(), state, ..landed('0', 0) }
}

/// An application that takes a folder to a cluster, has these objects as committed, and is at a revision.
pub(super) fn app(name: &str, folder: &str, cluster: &str, revision: char, objects: &[ObjectRef]) -> Rollout {
    let state = |object: &ObjectRef| ResourceState { object: object.clone(), sync: Sync::Synced, ..Default::default() };
    let source = Source {
        repository: "https://github.com/acme/infrastructure.git".into(),
        path: Clean::line(folder),
        ..Default::default()
    };
    let revision = Clean::line(&id(revision));
    let history = Deployment { revisions: vec![revision.clone()], at: Some(At(500)), by: "automated".into(), id: 1 };
    let app = App {
        id: AppId { instance: "main".into(), namespace: "".into(), name: name.into() },
        sources: vec![source],
        namespace: "databases".into(),
        sync: Sync::Synced,
        revisions: vec![revision],
        health: Health::Healthy,
        history: vec![history],
        resources: objects.iter().map(state).collect(),
        is_automated: true,
        ..App::default()
    };
    Rollout { app: Arc::new(app), cluster: cluster.into(), request: None }
}

pub(super) fn condition(name: &'static str, holds: Truth, reason: &'static str, at: i64) -> Condition {
    Condition { name: name.into(), holds, reason: reason.into(), message: Clean::default(), since: Some(At(at)) }
}

/// A claim in a cluster that is ready.
pub(super) fn live(cluster: &str, object: &ObjectRef, request: Option<&str>, created: i64) -> Object {
    Object {
        id: ObjectId { cluster: cluster.into(), object: object.clone() },
        uid: format!("{cluster}/{object}").into(),
        created: Some(At(created)),
        labels: request.map(|request| (Arc::from(REQUEST_LABEL), Arc::from(request))).into_iter().collect(),
        conditions: vec![
            condition("Synced", Truth::Yes, "ReconcileSuccess", created + 1),
            condition("Ready", Truth::Yes, "Available", created + 100),
        ],
        is_observed: true,
        ..Object::default()
    }
}

/// It says that it is an application's.
pub(super) fn tracked(mut object: Object, app: &str) -> Object {
    let of = &object.id.object;
    let mark = format!("{app}:{}/{}:{}/{}", of.kind.group, of.kind.name, of.namespace, of.name);
    object.annotations.insert(marks::TRACKING.into(), mark.into());
    object
}

pub(super) fn cataloged(name: &str, request: Option<&str>) -> Cataloged {
    Cataloged {
        entity: entity(&format!("resource:default/{name}")),
        request: request.map(Clean::line),
        objects: Vec::new(),
        owner: Some(entity("group:default/team-a")),
        environment: "production".into(),
    }
}

/// What is told, to be put together.
#[derive(Clone, Debug, Default)]
pub(super) struct World(pub(super) Evidence);

macro_rules! tells {
    ($($name:ident: $of:ty => $field:ident),+) => {
        $(pub(super) fn $name(mut self, it: $of) -> Self { self.0.$field.push(Arc::new(it)); self })+
    };
}

impl World {
    tells!(
        asked: Asked => asked,
        file: Manifest => manifests,
        change: Change => changes,
        app: Rollout => rollouts,
        live: Object => objects,
        entity: Cataloged => cataloged
    );

    /// The catalog was heard.
    pub(super) fn catalog(mut self) -> Self {
        self.0.source = Some(SourceState { name: "catalog".into(), known: Known::Yes, remark: None });
        self
    }

    pub(super) fn lines(&self) -> Provisions {
        join(std::slice::from_ref(&self.0), NOW)
    }

    /// The only line.
    pub(super) fn line(&self) -> Provision {
        let lines = self.lines();
        assert_eq!(lines.list.len(), 1, "{:?}", lines.list.iter().map(|it| it.id.to_string()).collect::<Vec<_>>());
        lines.list[0].as_ref().clone()
    }
}

/// How the stages stand, one letter each: Done, Active, Waiting, Failed, ? for unknown.
pub(super) fn letters(line: &Provision) -> String {
    let letter = |stage: &Stage| match stage.progress {
        Progress::Done => 'D',
        Progress::Active => 'A',
        Progress::Waiting => 'W',
        Progress::Failed => 'F',
        Progress::Unknown => '?',
    };
    line.stages.iter().map(letter).collect()
}

pub(super) fn stage(line: &Provision, name: StageName) -> &Stage {
    line.stages.iter().find(|stage| stage.name == name).unwrap()
}

pub(super) fn reason(line: &Provision, name: StageName) -> &str {
    stage(line, name).reason.as_str()
}

/// A database that was asked for and is ready, told of by all systems.
pub(super) fn whole() -> World {
    let object = claim("databases", "orders");
    World::default()
        .catalog()
        .asked(asked("t1", 100))
        .file(file("production/orders/claim.yaml", &object, Some("t1"), 'a'))
        .change(landed('a', 200))
        .app(app("databases", "production", "prod", 'a', std::slice::from_ref(&object)))
        .live(tracked(live("prod", &object, Some("t1"), 510), "databases"))
        .entity(cataloged("orders", Some("t1")))
}
