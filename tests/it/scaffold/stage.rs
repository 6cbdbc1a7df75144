//! A workspace with templates in it, and what its runs need.

use serde_json::{Value, json};
use stagedoor::adapters::systems::git::Repositories;
use stagedoor::adapters::workspace::scaffold::RunSetup;
use stagedoor::adapters::workspace::{Workspace, WorkspaceSetup};
use stagedoor::domain::model::EntityRef;
use stagedoor::domain::model::task::{TaskId, TaskRun};
use stagedoor::platform::command::Command as Asked;
use stagedoor::platform::fault::Fault;
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::ports::{CommandPort, Steps};
use stagedoor::platform::repositories::RepositoryPort;
use stagedoor::platform::templates::{Order, TemplatePort};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A template that makes a component and publishes it.
pub const SERVICE: &str = "apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: service, title: A service}
spec:
  owner: team-a
  type: service
  parameters: []
  steps:
    - {id: fetch, name: Fetch, action: fetch:template, input: {url: ./skeleton}}
    - {id: publish, name: Publish, action: publish:github, input: {repoUrl: 'github.com?owner=acme&repo=shop'}}
";

pub struct Stage {
    pub folder: TempDir,
    pub runtime: Runtime,
}

impl Stage {
    /// A workspace with a template of that text, beside a skeleton of a component.
    pub fn new(template: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let stage = Self { folder, runtime };
        stage.fill(template);
        stage
    }

    fn fill(&self, template: &str) {
        let component = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: shop}\n\
                         spec: {type: service, lifecycle: production, owner: team-a}\n";
        self.write(
            "root/stagedoor.toml",
            "[catalog]\nfiles = [\"templates/template.yaml\", \"*/catalog-info.yaml\"]\n",
        );
        self.write("root/templates/template.yaml", template);
        self.write("root/templates/skeleton/catalog-info.yaml", component);
        self.write("root/templates/skeleton/bin/run", "#!/bin/sh\n");
        let run = self.root().join("templates/skeleton/bin/run");
        fs::set_permissions(run, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        self.write("gitconfig", "[user]\nname = Alice\nemail = alice@example.com\n[core]\nhooksPath = /nowhere\n");
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    pub fn root(&self) -> PathBuf {
        self.path().join("root")
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn setup(&self, port: Arc<dyn RepositoryPort>) -> RunSetup {
        RunSetup {
            runs: self.path().join("state/tasks"),
            repositories: self.path().join("data/repositories"),
            trusted: self.path().join("state/trusted.json"),
            is_own: false,
            port: Some(port),
        }
    }

    pub fn open(&self) -> Workspace {
        self.open_with(Arc::new(Repositories::of(self.root())))
    }

    pub fn open_with(&self, port: Arc<dyn RepositoryPort>) -> Workspace {
        let setup = WorkspaceSetup { root: self.root(), ..WorkspaceSetup::default() };
        Workspace::open(setup).unwrap().with_runs(self.setup(port))
    }

    pub fn order(&self) -> Order {
        let template = EntityRef::parse("template:default/service", None, None).unwrap();
        Order { trusted: true, ..Order::new(template, json!({})) }
    }

    pub fn ask(&self, workspace: &Workspace, command: Asked) -> Outcome {
        self.runtime.block_on(workspace.command(command))
    }

    pub fn begin(&self, workspace: &Workspace, order: Order) -> Result<TaskId, Fault> {
        match self.ask(workspace, Asked::CreateTask(Box::new(order))) {
            Outcome::Done { made, .. } => Ok(TaskId::parse(&made.unwrap().page).unwrap()),
            Outcome::Refused(fault) => Err(fault),
            other => panic!("{other:?}"),
        }
    }

    /// Follows a task to its end.
    pub fn follow(&self, workspace: &Workspace, id: &TaskId) -> TaskRun {
        let steps = Steps::to(|_| {});
        let run = self.runtime.block_on(workspace.task(id.clone(), steps)).unwrap();
        (*run.answer).clone()
    }

    pub fn run(&self, workspace: &Workspace) -> TaskRun {
        let id = self.begin(workspace, self.order()).unwrap();
        self.follow(workspace, &id)
    }

    /// All that is in the workspace and in the folder of repositories, but for the templates.
    pub fn outside(&self) -> Vec<String> {
        let mut found = Vec::new();
        for folder in ["root", "data"] {
            walk(&self.path().join(folder), folder, &mut found);
        }
        found.retain(|path| !path.starts_with("root/templates") && path != "root/stagedoor.toml");
        found.sort();
        found
    }

    /// What is left of a run in its own folder.
    pub fn left(&self, id: &TaskId) -> Vec<String> {
        let folder = self.path().join("state/tasks").join(id.as_str());
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn walk(folder: &Path, name: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.unwrap();
        let path = format!("{name}/{}", entry.file_name().into_string().unwrap());
        found.push(path.clone());
        if entry.file_type().unwrap().is_dir() && entry.file_name() != ".git" && !path.ends_with(".git") {
            walk(&entry.path(), &path, found);
        }
    }
}

pub fn git(folder: &Path, args: &[&str]) -> String {
    let mut command = Command::new("git");
    command.args(["-c", "core.hooksPath=/dev/null", "-c", "commit.gpgSign=false", "-c", "safe.bareRepository=all"]);
    for (name, value) in [("NAME", "Alice"), ("EMAIL", "alice@example.com")] {
        command.env(format!("GIT_AUTHOR_{name}"), value).env(format!("GIT_COMMITTER_{name}"), value);
    }
    let output = command.args(args).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

pub fn output(run: &TaskRun) -> &Value {
    &run.output.whole
}
