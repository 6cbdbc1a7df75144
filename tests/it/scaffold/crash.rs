//! A process that dies in the middle of a run. The process is this test again, as a child that is killed.

use super::stage::{SERVICE, Stage};
use futures_util::future::BoxFuture;
use stagedoor::adapters::systems::git::Repositories;
use stagedoor::adapters::workspace::{Workspace, WorkspaceSetup};
use stagedoor::domain::model::EntityRef;
use stagedoor::domain::model::task::{Task, TaskFilter, TaskState};
use stagedoor::platform::command::Command as Asked;
use stagedoor::platform::fault::Fault;
use stagedoor::platform::ports::{CommandPort, Steps};
use stagedoor::platform::repositories::{Prepared, Publication, RepositoryPort};
use stagedoor::platform::templates::{Order, TemplatePort};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

const FOLDER: &str = "STAGEDOOR_TEST_CRASH_IN";

/// Puts commits in their places, says so, and never comes back.
struct Stuck(Repositories);

impl RepositoryPort for Stuck {
    fn prepare<'a>(&'a self, publication: Publication) -> BoxFuture<'a, Result<Prepared, Fault>> {
        self.0.prepare(publication)
    }

    fn settle<'a>(&'a self, prepared: &'a Prepared) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            self.0.settle(prepared).await?;
            println!("SETTLED");
            std::future::pending().await
        })
    }

    fn undo<'a>(&'a self, prepared: &'a Prepared) -> BoxFuture<'a, Result<Vec<String>, Fault>> {
        self.0.undo(prepared)
    }

    fn release(&self, prepared: &Prepared) {
        self.0.release(prepared);
    }

    fn remote_of<'a>(&'a self, folder: &'a Path) -> BoxFuture<'a, Result<Option<Option<String>>, Fault>> {
        self.0.remote_of(folder)
    }
}

/// The child: runs the template of a folder until it is killed.
#[test]
#[ignore = "the child of another test"]
fn child_that_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let root = folder.join("root");
    let setup = WorkspaceSetup { root: root.clone(), ..WorkspaceSetup::default() };
    let runs = stagedoor::adapters::workspace::scaffold::RunSetup {
        runs: folder.join("state/tasks"),
        repositories: folder.join("data/repositories"),
        trusted: folder.join("state/trusted.json"),
        is_own: false,
        port: Some(Arc::new(Stuck(Repositories::of(root)))),
    };
    let workspace = Workspace::open(setup).unwrap().with_runs(runs);
    let template = EntityRef::parse("template:default/service", None, None).unwrap();
    let order = Order { trusted: true, ..Order::new(template, serde_json::json!({})) };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let outcome = runtime.block_on(workspace.command(Asked::CreateTask(Box::new(order))));
    println!("{outcome:?}");
    runtime.block_on(std::future::pending::<()>());
}

/// The child in the middle of its run: everything is in its place, and nothing says so yet.
fn begun(stage: &Stage) -> Child {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "scaffold::crash::child_that_is_killed", "--ignored", "--nocapture"])
        .env(FOLDER, stage.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("SETTLED")), "the child came to the middle of it");
    child
}

fn tasks(stage: &Stage, workspace: &Workspace) -> Vec<Task> {
    let page = stage.runtime.block_on(workspace.tasks(TaskFilter::default(), Steps::to(|_| {}))).unwrap();
    page.answer.tasks.clone()
}

#[test]
fn what_somebody_worked_on_after_a_crash_stays_and_is_named() {
    let stage = Stage::new(SERVICE);
    let mut child = begun(&stage);
    child.kill().unwrap();
    child.wait().unwrap();
    stage.write("root/shop/mine", "an hour of work\n");
    let next = stage.open();
    let id = tasks(&stage, &next)[0].id.clone();
    let run = stage.follow(&next, &id);
    assert_eq!(run.task.state, TaskState::Failed);
    let shop = stage.root().join("shop");
    let bare = stage.path().join("data/repositories/github.com/acme/shop.git");
    assert!(shop.join("mine").is_file() && bare.is_dir(), "{:?}", run.fault);
    let said = run.fault.unwrap();
    assert!(said.as_str().contains("changed since"), "{said:?}");
    assert!(said.as_str().contains(&shop.display().to_string()), "{said:?}");
    assert!(!said.as_str().contains("nothing was left"), "{said:?}");
    assert!(!shop.join(".git/stagedoor-commit").exists(), "from now on it is the user's");
    assert_eq!(stage.left(&id), ["end.json", "lock", "log.jsonl", "task.json"]);
}

#[test]
fn after_a_crash_everything_is_as_it_was() {
    let stage = Stage::new(SERVICE);
    let mut child = begun(&stage);
    assert!(stage.root().join("shop/.git").is_dir(), "it is there in the middle");
    let workspace = stage.open();
    let tasks = || tasks(&stage, &workspace);
    assert_eq!(tasks()[0].state, TaskState::Processing, "as long as the process lives, it runs");
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(tasks()[0].state, TaskState::Failed);
    // the next start takes away what was begun
    let next = stage.open();
    let id = tasks()[0].id.clone();
    let run = stage.follow(&next, &id);
    assert_eq!(run.task.state, TaskState::Failed);
    assert!(run.fault.unwrap().as_str().contains("ended before it did"));
    let outside: Vec<String> =
        stage.outside().into_iter().filter(|path| path.starts_with("root") || path.ends_with(".git")).collect();
    assert!(outside.is_empty(), "{outside:?}");
    assert_eq!(stage.left(&id), ["end.json", "lock", "log.jsonl", "task.json"]);
}
