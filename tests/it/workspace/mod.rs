//! A folder as a platform: what is found in it, what is refused, and that it is followed.

mod asked;
mod docs;
mod example;
mod followed;
mod found;
mod hostile;

use stagedoor::adapters::workspace::{Workspace, WorkspaceSetup};
use stagedoor::domain::model::listing::Listing;
use stagedoor::domain::model::{Entity, EntityRef, Problem, Severity};
use stagedoor::platform::fault::Fault;
use stagedoor::platform::ports::{Answering, CatalogPort, Step, Steps};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A folder that a test fills, and the workspace over it.
struct Tree {
    folder: TempDir,
    runtime: Runtime,
}

impl Tree {
    fn new(files: &[(&str, &str)]) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let tree = Self { folder: tempfile::tempdir().unwrap(), runtime };
        files.iter().for_each(|(path, text)| tree.write(path, text));
        tree
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    fn root(&self) -> PathBuf {
        let root = self.folder.path().join("root");
        std::fs::create_dir_all(&root).unwrap();
        root
    }

    /// Writes as editors do: beside the file, then over it.
    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let beside = path.with_file_name("4913~");
        std::fs::write(&beside, text).unwrap();
        std::fs::rename(&beside, path).unwrap();
    }

    fn open(&self) -> Seen<'_> {
        self.open_at(&self.root())
    }

    fn open_at(&self, root: &Path) -> Seen<'_> {
        let setup = WorkspaceSetup { root: root.to_owned(), ..WorkspaceSetup::default() };
        Seen { workspace: Workspace::open(setup).unwrap(), runtime: &self.runtime }
    }

    fn refs(&self) -> Vec<String> {
        self.open().refs()
    }

    fn problems(&self) -> Vec<String> {
        self.open().problems()
    }
}

/// An open workspace, and the thread that asks it.
struct Seen<'a> {
    workspace: Workspace,
    runtime: &'a Runtime,
}

impl Seen<'_> {
    fn ask<T>(&self, answering: Answering<'_, T>) -> Result<Arc<T>, Fault> {
        let answered = async { tokio::time::timeout(Duration::from_secs(20), answering).await };
        self.runtime.block_on(answered).expect("an answer in time").map(|told| told.answer)
    }

    fn listing(&self) -> Arc<Listing> {
        self.follow_rows().next()
    }

    fn refs(&self) -> Vec<String> {
        let mut refs: Vec<_> = self.listing().rows().map(|row| row.reference().to_string()).collect();
        refs.sort();
        refs
    }

    fn raw_problems(&self) -> Arc<Vec<Problem>> {
        self.follow_problems().next()
    }

    /// `error a/catalog-info.yaml:3:5 words`, a line each.
    fn problems(&self) -> Vec<String> {
        self.raw_problems().iter().map(told).collect()
    }

    fn entity(&self, reference: &str) -> Result<Arc<Entity>, Fault> {
        let (workspace, reference) = (self.workspace.clone(), parsed(reference));
        let followed = follow(self.runtime, move |steps| async move { workspace.by_ref(reference, steps).await.err() });
        followed.answer()
    }

    fn follow_rows(&self) -> Followed<Listing> {
        let workspace = self.workspace.clone();
        follow(self.runtime, move |steps| async move { workspace.rows(None, steps).await.err() })
    }

    fn follow_problems(&self) -> Followed<Vec<Problem>> {
        let workspace = self.workspace.clone();
        follow(self.runtime, move |steps| async move { workspace.problems(steps).await.err() })
    }

    fn follow_entity(&self, reference: &str) -> Followed<Entity> {
        let (workspace, reference) = (self.workspace.clone(), parsed(reference));
        follow(self.runtime, move |steps| async move { workspace.by_ref(reference, steps).await.err() })
    }
}

fn parsed(reference: &str) -> EntityRef {
    reference.parse().unwrap()
}

fn told(problem: &Problem) -> String {
    let severity = if problem.severity == Severity::Error { "error" } else { "warning" };
    format!("{severity} {}:{}:{} {}", problem.file, problem.line, problem.column, problem.message)
}

/// What a port sends, as it comes; the question is dropped with it.
struct Followed<T> {
    received: Receiver<Result<Arc<T>, Fault>>,
    task: tokio::task::JoinHandle<()>,
}

impl<T> Followed<T> {
    fn answer(&self) -> Result<Arc<T>, Fault> {
        self.received.recv_timeout(Duration::from_secs(20)).expect("an answer in time")
    }

    fn next(&self) -> Arc<T> {
        self.answer().unwrap()
    }

    /// The first answer that is as it should be.
    fn until(&self, mut is_so: impl FnMut(&T) -> bool) -> Arc<T> {
        loop {
            let answer = self.next();
            if is_so(&answer) {
                return answer;
            }
        }
    }
}

impl<T> Drop for Followed<T> {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn follow<T, F>(runtime: &Runtime, ask: impl FnOnce(Steps<T>) -> F + Send + 'static) -> Followed<T>
where
    T: Send + Sync + 'static,
    F: Future<Output = Option<Fault>> + Send,
{
    let (send, received) = channel();
    let to = send.clone();
    let steps = Steps::to(move |step| {
        let (Step::Part(told) | Step::Whole(told)) = step;
        let _ = to.send(Ok(told.answer));
    });
    let task = runtime.spawn(async move {
        if let Some(fault) = ask(steps).await {
            let _ = send.send(Err(fault));
        }
    });
    Followed { received, task }
}

/// A component's descriptor.
fn component(name: &str) -> String {
    component_with(name, "")
}

/// A component's descriptor with more lines in its spec.
fn component_with(name: &str, spec: &str) -> String {
    let mut text = format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec:\n  type: service\n  lifecycle: production\n  owner: team-a\n"
    );
    spec.lines().for_each(|line| text.push_str(&format!("  {line}\n")));
    text
}

fn location(targets: &[&str]) -> String {
    let targets: String = targets.iter().map(|target| format!("    - \"{target}\"\n")).collect();
    format!("apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata:\n  name: l\nspec:\n  targets:\n{targets}")
}

const TEAM: &str =
    "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: team-a\nspec:\n  type: team\n  children: []\n";
