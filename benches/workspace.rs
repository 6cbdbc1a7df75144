//! How long a large repository takes to become a catalog: 10,000 descriptors of 1 kB among 200,000
//! files, disk warm. The budget is 500 ms on two cores.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a bench that cannot go on fails")]

use criterion::{Criterion, criterion_group, criterion_main};
use stagedoor::adapters::workspace::{Workspace, WorkspaceSetup};
use stagedoor::domain::model::listing::Listing;
use stagedoor::platform::ports::{CatalogPort, Step, Steps};
use std::path::Path;
use std::sync::mpsc::channel;
use std::time::Duration;

const SERVICES: usize = 10_000;
/// Files beside each descriptor, in two folders.
const BESIDE: usize = 14;
/// Files in folders that the ignore rules leave out.
const IGNORED: usize = 50_000;

fn descriptor(n: usize) -> String {
    let text = format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: service-{n}\n  title: Service {n}\n  description: Keeps what a customer of service {n} is about to buy, and forgets it in the end.\n  annotations:\n    github.com/project-slug: example/service-{n}\n    backstage.io/techdocs-ref: dir:.\n    argocd/app-name: service-{n}\n  tags: [java, tier-{}]\n  links:\n    - url: https://dashboards.example.com/d/service-{n}\n      title: Dashboard\n      icon: dashboard\nspec:\n  type: service\n  lifecycle: production\n  owner: team-{}\n  system: system-{}\n  dependsOn:\n    - component:service-{}\n    - resource:database-{}\n",
        n % 3,
        n % 200,
        n % 100,
        (n * 7) % SERVICES,
        n % 500
    );
    let filler = 1_000_usize.saturating_sub(text.len());
    format!("# {}\n{text}", "x".repeat(filler))
}

/// Teams, systems and databases that the services name.
fn around() -> String {
    let entity = |kind: &str, name: String, spec: &str| {
        format!("---\napiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata:\n  name: {name}\nspec:\n  {spec}\n")
    };
    let teams = (0..200).map(|n| entity("Group", format!("team-{n}"), "{type: team, children: []}"));
    let systems = (0..100).map(|n| entity("System", format!("system-{n}"), "owner: team-1"));
    let databases = (0..500).map(|n| entity("Resource", format!("database-{n}"), "{type: database, owner: team-1}"));
    teams.chain(systems).chain(databases).collect()
}

fn fill(root: &Path) {
    std::fs::write(root.join(".gitignore"), "node_modules/\n*.log\n/out\n").unwrap();
    std::fs::create_dir(root.join(".git")).unwrap();
    std::fs::write(root.join("catalog-info.yaml"), around()).unwrap();
    for n in 0..SERVICES {
        let folder = root.join(format!("area-{}/service-{n}", n % 50));
        std::fs::create_dir_all(folder.join("src")).unwrap();
        std::fs::write(folder.join("catalog-info.yaml"), descriptor(n)).unwrap();
        for beside in 0..BESIDE {
            let sub = if beside.is_multiple_of(2) { "src/" } else { "" };
            std::fs::File::create(folder.join(format!("{sub}file-{beside}.rs"))).unwrap();
        }
    }
    for n in 0..IGNORED / 100 {
        let folder = root.join(format!("area-{}/node_modules/package-{n}", n % 50));
        std::fs::create_dir_all(&folder).unwrap();
        (0..100).for_each(|file| drop(std::fs::File::create(folder.join(format!("{file}.js"))).unwrap()));
    }
}

/// Opens the folder, and waits for all rows.
fn scan(runtime: &tokio::runtime::Runtime, root: &Path) -> usize {
    let workspace = Workspace::open(WorkspaceSetup { root: root.to_owned(), ..WorkspaceSetup::default() }).unwrap();
    let (send, received) = channel();
    let steps = Steps::to(move |step: Step<Listing>| {
        if let Step::Whole(told) = step {
            let _ = send.send(told.answer.len());
        }
    });
    let rows = runtime.spawn(async move { workspace.rows(None, steps).await.err() });
    let rows_seen = received.recv_timeout(Duration::from_secs(60)).unwrap();
    rows.abort();
    let _ = runtime.block_on(rows);
    rows_seen
}

fn workspace(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    assert_eq!(scan(&runtime, folder.path()), SERVICES + 800);
    let mut group = criterion.benchmark_group("workspace");
    group.sample_size(10);
    group.bench_function("scan 10,000 descriptors in 200,000 files", |bench| {
        bench.iter(|| scan(&runtime, folder.path()));
    });
    group.finish();
}

criterion_group!(benches, workspace);
criterion_main!(benches);
