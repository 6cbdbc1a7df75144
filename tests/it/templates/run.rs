//! The bundled templates run in the example workspace.

use super::read::{Bundled, bundled};
use super::rendered::{REQUEST, made};
use serde_json::Value;
use stagedoor::adapters::systems::git::Repositories;
use stagedoor::adapters::workspace::scaffold::RunSetup;
use stagedoor::adapters::workspace::{Workspace, WorkspaceSetup, unpack_example};
use stagedoor::domain::model::EntityRef;
use stagedoor::domain::model::task::{TaskId, TaskRun, TaskState};
use stagedoor::platform::command::Command;
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::ports::{CatalogPort, CommandPort, Steps};
use stagedoor::platform::templates::{Order, TemplatePort};
use std::collections::BTreeMap;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The example, unpacked, with a place for repositories beside it.
struct Ground {
    _folder: TempDir,
    runtime: Runtime,
    workspace: Workspace,
}

impl Ground {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let root = unpack_example(&folder.path().join("example"), false).unwrap();
        let state = folder.path().join("state");
        let runs = RunSetup {
            runs: state.join("tasks"),
            repositories: folder.path().join("repositories"),
            trusted: state.join("trusted.json"),
            is_own: false,
            port: Some(Arc::new(Repositories::of(root.clone()))),
        };
        let setup = WorkspaceSetup { root, ..WorkspaceSetup::default() };
        let workspace = Workspace::open(setup).unwrap().with_runs(runs);
        Self { _folder: folder, runtime, workspace }
    }

    fn run(&self, order: Order) -> TaskRun {
        let outcome = self.runtime.block_on(self.workspace.command(Command::CreateTask(Box::new(order))));
        let Outcome::Done { made, .. } = outcome else { panic!("{outcome:?}") };
        let id = TaskId::parse(&made.unwrap().page).unwrap();
        let steps = Steps::to(|_| {});
        let run = self.runtime.block_on(self.workspace.task(id, steps)).unwrap();
        (*run.answer).clone()
    }
}

fn order(it: &Bundled, values: Value) -> Order {
    let template = EntityRef::parse(&format!("template:default/{}", it.name), None, None).unwrap();
    Order { trusted: true, ..Order::new(template, values) }
}

/// The files of a dry run, with the id of the run as the other tests call it.
fn dry(ground: &Ground, it: &Bundled, values: Value) -> BTreeMap<String, String> {
    let ran = ground.runtime.block_on(ground.workspace.dry_run(order(it, values))).unwrap().answer;
    let text = |content: &[u8]| String::from_utf8(content.to_vec()).unwrap();
    let all: BTreeMap<_, _> =
        ran.files.iter().map(|file| (file.path.as_str().to_owned(), text(&file.content))).collect();
    let id = all.values().find_map(|content| content.split("stagedoor.dev/request: ").nth(1)).unwrap();
    let id = id.lines().next().unwrap().trim_matches('"').to_owned();
    all.into_iter().map(|(path, content)| (path, content.replace(&id, REQUEST))).collect()
}

#[test]
fn a_dry_run_shows_what_each_template_makes_of_each_filling() {
    let ground = Ground::new();
    for it in bundled() {
        for (name, values) in it.fillings() {
            let shown = dry(&ground, &it, values.clone());
            let made = made(&it, &values);
            let paths = |of: &BTreeMap<String, String>| of.keys().cloned().collect::<Vec<_>>();
            assert_eq!(paths(&shown), paths(&made), "{} {name}", it.name);
            for (path, content) in made {
                assert_eq!(shown[&path], content, "{} {name} {path}", it.name);
            }
        }
    }
}

#[test]
fn each_template_runs_to_its_end_and_a_new_service_is_in_the_catalog_afterwards() {
    let ground = Ground::new();
    for it in bundled() {
        let (_, values) = it.fillings().remove(0);
        let run = ground.run(order(&it, values));
        assert_eq!(run.task.state, TaskState::Completed, "{}: {:?}", it.name, run.fault);
        assert!(!run.output.links.is_empty() && !run.output.texts.is_empty(), "{}", it.name);
    }
    for made in ["component:default/quotes", "api:default/rates-api", "component:default/press"] {
        let reference = EntityRef::parse(made, None, None).unwrap();
        let (send, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let steps = Steps::to(move |_| {
            let _ = send.send(());
        });
        ground.runtime.block_on(async {
            tokio::select! {
                answer = ground.workspace.by_ref(reference, steps) => panic!("{made}: {:?}", answer.err()),
                found = heard.recv() => found.unwrap(),
            }
        });
    }
}
