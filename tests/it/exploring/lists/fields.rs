//! Any field out of a real folder: whole, followed, and quickly.

use crate::support::alone::{alone, work_of_process};
use stagedoor::adapters::workspace::{Workspace, WorkspaceSetup};
use stagedoor::domain::model::listing::{FieldColumn, FieldPath};
use stagedoor::platform::ports::{CatalogPort, Step, Steps};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;
use tempfile::TempDir;

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

fn open(root: &Path) -> Arc<Workspace> {
    Arc::new(Workspace::open(WorkspaceSetup { root: root.to_owned(), ..WorkspaceSetup::default() }).unwrap())
}

fn path(text: &str) -> FieldPath {
    FieldPath::parse(text).unwrap()
}

/// The first whole answer of a question that goes on.
fn first<T: Send + Sync + 'static>(
    runtime: &tokio::runtime::Runtime,
    ask: impl FnOnce(Steps<T>) -> futures_util::future::BoxFuture<'static, ()>,
) -> Arc<T> {
    let (send, receive) = channel();
    let task = runtime.spawn(ask(Steps::to(move |step| {
        if let Step::Whole(told) = step {
            let _ = send.send(told.answer);
        }
    })));
    let answer = receive.recv_timeout(Duration::from_secs(60)).unwrap();
    task.abort();
    answer
}

fn field(runtime: &tokio::runtime::Runtime, workspace: &Arc<Workspace>, name: &str) -> Arc<FieldColumn> {
    let (workspace, path) = (Arc::clone(workspace), path(name));
    first(runtime, |steps| Box::pin(async move { drop(workspace.field(path, steps).await) }))
}

/// Each entity that has the field, with its values.
fn seen(runtime: &tokio::runtime::Runtime, workspace: &Arc<Workspace>, column: &Arc<FieldColumn>) -> Vec<String> {
    let same = Arc::clone(workspace);
    let listing = first(runtime, |steps| Box::pin(async move { drop(same.rows(None, steps).await) }));
    let cells = column.cells(&listing);
    let values = |row: u32| cells.values(row).map(|value| value.as_str().to_owned()).collect::<Vec<_>>().join("|");
    let rows = listing.rows().map(|row| (row.reference(), values(row.index())));
    rows.filter(|(_, values)| !values.is_empty()).map(|(row, values)| format!("{} {values}", row.name())).collect()
}

const FILES: &[(&str, &str)] = &[
    (
        "a/catalog-info.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: a, annotations: {x.example/y: 'one'}}\nspec: {type: s, lifecycle: l, owner: t, tier: gold, dependsOn: ['component:b'], definition: {$text: ./text.md}}\n---\napiVersion: backstage.io/v1alpha1\nkind: Resource\nmetadata: {name: g}\nspec: {type: r, owner: t, tier: [1, two], own: {b: 1}}\n",
    ),
    ("a/text.md", "what it is\n"),
    (
        "b/catalog-info.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: b}\nspec: {type: s, lifecycle: l, owner: t}\n",
    ),
];

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in FILES {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn a_field_is_what_the_catalog_has_with_what_is_added_and_brought_in() {
    let (runtime, folder) = (runtime(), folder());
    let workspace = open(folder.path());
    for (name, wanted) in [
        ("spec.tier", vec!["a gold", "g 1|two"]),
        ("spec.own", vec![r#"g {"b":1}"#]),
        ("metadata.annotations.x.example/y", vec!["a one"]),
        (
            "metadata.annotations.backstage.io/managed-by-location",
            vec!["a file:a/catalog-info.yaml", "b file:b/catalog-info.yaml", "g file:a/catalog-info.yaml"],
        ),
        ("metadata.annotations.backstage.io/orphan", vec![]),
        ("spec.definition", vec!["a what it is "]),
        ("relations.dependsOn", vec!["a component:default/b"]),
        ("relations.dependencyOf", vec!["b component:default/a"]),
        ("spec.nobody.has.it", vec![]),
    ] {
        let column = field(&runtime, &workspace, name);
        let seen: Vec<String> = seen(&runtime, &workspace, &column);
        let trimmed: Vec<&str> = seen.iter().map(|it| it.trim_end()).collect();
        assert_eq!(trimmed, wanted.iter().map(|it| it.trim_end()).collect::<Vec<_>>(), "{name}");
    }
}

#[test]
fn a_saved_file_shows_in_the_column() {
    let (runtime, folder) = (runtime(), folder());
    let workspace = open(folder.path());
    let (send, receive) = channel();
    let same = Arc::clone(&workspace);
    let task = runtime.spawn(async move {
        let steps = Steps::to(move |step| {
            if let Step::Whole(told) = step {
                let _ = send.send(told.answer);
            }
        });
        drop(same.field(path("spec.tier"), steps).await);
    });
    let column = receive.recv_timeout(Duration::from_secs(20)).unwrap();
    assert_eq!(column.len(), 2);
    let file = folder.path().join("b/catalog-info.yaml");
    let text = std::fs::read_to_string(&file).unwrap().replace("owner: t", "owner: t, tier: silver");
    std::fs::write(&file, text).unwrap();
    let column = receive.recv_timeout(Duration::from_secs(20)).unwrap();
    assert_eq!(seen(&runtime, &workspace, &column), ["a gold", "b silver", "g 1|two"]);
    task.abort();
}

#[test]
fn a_field_of_thousands_of_entities_is_read_with_the_work_that_a_scan_takes() {
    if !alone("exploring::lists::fields::a_field_of_thousands_of_entities_is_read_with_the_work_that_a_scan_takes") {
        return;
    }
    let folder = TempDir::new().unwrap();
    for file in 0..80 {
        let mut text = String::new();
        for n in 0..50 {
            let _ = write!(
                text,
                "---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: c-{file}-{n}\n  description: One of many that does this and that\n  tags: [go, java]\nspec:\n  type: service\n  lifecycle: production\n  owner: team-{n}\n  tier: {}\n",
                n % 5
            );
        }
        let path = folder.path().join(format!("{file}/catalog-info.yaml"));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let (runtime, workspace) = (runtime(), open(folder.path()));
    let begun = work_of_process();
    let same = Arc::clone(&workspace);
    let listing = first(&runtime, |steps| Box::pin(async move { drop(same.rows(None, steps).await) }));
    let scanned = work_of_process() - begun;
    let begun = work_of_process();
    let column = field(&runtime, &workspace, "spec.tier");
    let read = work_of_process() - begun;
    println!("4,000 entities: scanned in {scanned:?}, a field of them in {read:?}");
    assert_eq!((listing.len(), column.len()), (4_000, 4_000));
    // what the processor did for either, however busy the machine is; a scan reads, checks and sorts besides
    assert!(read < scanned * 3, "scanned in {scanned:?}, the field in {read:?}");
}
