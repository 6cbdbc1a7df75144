//! What is sent to Argo CD, kept as a file that `tests/argocd/run.sh` holds against Argo CD's own OpenAPI.

use super::{Followed, block_on, catalog, fake_with, id, joined, payments};
use crate::support::argocd::app;
use serde_json::{Value, json};
use stagedoor::adapters::systems::argocd::{ArgoDeeds, ArgoDeploys};
use stagedoor::domain::model::delivery::WantedSync;
use stagedoor::platform::command::{AppTarget, Command};
use stagedoor::platform::delivery::DeliveryPort as _;
use stagedoor::platform::ports::CommandPort as _;
use stagedoor::platform::timeline::{TimelineFeed as _, Window};
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn every_request_that_is_sent_is_among_those_that_were_held_against_the_openapi() {
    let fake = fake_with(&[app("payments", "OutOfSync", "Healthy")]);
    fake.set_tree(
        "payments",
        json!({"nodes": [{"version": "v1", "kind": "Pod", "namespace": "payments", "name": "a",
        "uid": "6d1c", "health": {"status": "Degraded"}}]}),
    );
    for revision in ["1f2e3d4c5b6a79880123456789abcdef01234567", "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a"] {
        fake.set_revision(revision, json!({"author": "Bob", "message": "More"}));
    }
    for annotations in [
        json!({"argocd/app-name": "payments", "argocd/project-name": "shop"}),
        json!({"argocd/app-selector": "team=a", "argocd/app-namespace": "argocd"}),
    ] {
        let followed = super::delivery(fake.argos(), annotations.clone());
        followed.until("the application", |told| !told.apps.is_empty());
        fake.until_streams(1);
        drop(followed);
        fake.cut_streams();
        fake.until_streams(0);
    }
    let port = joined(fake.argos(), json!({}));
    let detail = Followed::of(move |steps| Box::pin(async move { port.app(id("payments"), steps).await }));
    detail.until("the events", |_| fake.asked("/events").len() == 2);
    block_on(joined(fake.argos(), json!({})).app_diff(id("payments"))).unwrap();
    let catalog = catalog(json!({"argocd/app-name": "payments"}));
    let feed = ArgoDeploys::new(fake.argos(), catalog.clone());
    let window = Window { since: None, limit: 50 };
    let heard = Followed::of(move |steps| Box::pin(async move { feed.events(payments(), window, steps).await }));
    heard.until("both revisions", |_| fake.asked("/metadata").len() == 2);
    let deeds = ArgoDeeds::before(catalog.clone(), fake.argos(), catalog);
    let target = || Box::new(AppTarget::of(id("payments")));
    for command in [
        Command::RefreshApp { app: target(), hard: true },
        Command::RefreshApp { app: target(), hard: false },
        Command::SyncApp {
            app: target(),
            how: WantedSync { revision: Some("main".into()), prune: true, dry_run: true },
            seen: None,
        },
    ] {
        let exactly = block_on(deeds.foresee(command)).unwrap().answer.exactly.clone();
        block_on(deeds.command(exactly));
    }
    block_on(fake.argo("main").version()).unwrap();
    let sent: BTreeSet<(String, String, String, String)> = fake
        .asked("")
        .into_iter()
        .map(|asked| {
            let kind = asked.header("content-type").unwrap_or_default().to_owned();
            (asked.target, asked.method, kind, asked.body)
        })
        .collect();
    let sent: Vec<Value> = sent
        .into_iter()
        .map(|(target, method, kind, body)| {
            let some = |text: String| if text.is_empty() { Value::Null } else { text.into() };
            json!({"method": method, "target": target, "type": some(kind), "body": some(body)})
        })
        .collect();
    let text = format!("{}\n", serde_json::to_string_pretty(&sent).unwrap());
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/argocd/requests.json");
    if std::env::var_os("STAGEDOOR_BLESS").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let held = std::fs::read_to_string(&file).unwrap();
    assert!(
        held == text,
        "other requests are sent: STAGEDOOR_BLESS=1 writes them, then run tests/argocd/run.sh\n{text}"
    );
}
