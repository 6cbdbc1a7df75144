//! What a look at what was asked for costs a portal. The figures stand in `docs/costs.md`.

use super::tasks::scaffolder::{completion, events, log, stream, task};
use super::{Act, Asked, Server, json};
use serde_json::{Value, json as value};
use stagedoor::adapters::provisioning::{CatalogFeed, JoinedProvisions, TaskFeed};
use stagedoor::domain::model::provision::Provisions;
use stagedoor::platform::ports::{CatalogPort, Step, Steps};
use stagedoor::platform::provisioning::{ProvisionFeed, ProvisioningPort as _};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// A portal whose latest tasks are so many runs of a template that makes databases, all of them over.
fn portal(tasks: usize) -> Server {
    let one = move |n: usize| {
        let mut task = task("completed");
        task["id"] = value!(format!("t-{n}"));
        task
    };
    let template = value!({"apiVersion": "scaffolder.backstage.io/v1beta3", "kind": "Template",
        "metadata": {"name": "dredge-channel"}, "spec": {"type": "database", "owner": "team-a"}});
    Server::start(move |asked: &Asked| {
        let parts: Vec<&str> = asked.path().trim_matches('/').split('/').collect();
        match parts[..] {
            [.., "by-query"] => {
                let is_of_templates = asked.query().iter().any(|(_, value)| value.contains("kind=template"));
                let items: Vec<&Value> = is_of_templates.then_some(&template).into_iter().collect();
                json(200, &value!({"items": items, "totalItems": items.len(), "pageInfo": {}}).to_string())
            }
            [.., "v2", "tasks"] => {
                let all: Vec<Value> = (0..tasks).map(one).collect();
                json(200, &value!({"tasks": all, "totalTasks": tasks}).to_string())
            }
            [.., "eventstream"] => stream(&[log(1, "", "", "Starting"), completion(2, None)]),
            [.., "events"] => events(&[log(1, "", "", "Starting"), completion(2, None)]),
            [.., "tasks", id] => json(200, &one(id.trim_start_matches("t-").parse().unwrap_or_default()).to_string()),
            _ => Act::SendAndClose(Vec::new()),
        }
    })
}

/// The lines of a portal, with what it tells by itself.
fn lines(server: &Server) -> JoinedProvisions {
    let portal = Arc::new(server.portal());
    let catalog: Arc<dyn CatalogPort> = portal.clone();
    let feeds: Vec<Arc<dyn ProvisionFeed>> =
        vec![Arc::new(TaskFeed::new(portal, Arc::clone(&catalog))), Arc::new(CatalogFeed::new(catalog))];
    JoinedProvisions::new(feeds)
}

/// Looks until all of so many lines were told of, with their stages.
async fn look(lines: &JoinedProvisions, count: usize) {
    let (to, mut told) = mpsc::unbounded_channel();
    let steps = Steps::to(move |step: Step<Provisions>| {
        if let Step::Whole(told) = step {
            drop(to.send(told.answer));
        }
    });
    let lines = lines.clone();
    let work = tokio::spawn(async move { lines.provisions(steps).await });
    let wait = async { while told.recv().await.is_none_or(|told| told.list.len() < count) {} };
    tokio::time::timeout(Duration::from_secs(60), wait).await.expect("the lines never came");
    work.abort();
    let _ = work.await;
}

/// Requests by what they ask for.
fn counted(server: &Server) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for asked in server.asked() {
        let what = match asked.path().rsplit('/').next().unwrap_or_default() {
            "by-query" if asked.target.contains("annotations") => "entities that name what they were made for",
            "by-query" => "templates",
            "tasks" => "tasks",
            "eventstream" | "events" => "events of a task",
            _ => "a task",
        };
        *counts.entry(what).or_default() += 1;
    }
    counts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_look_costs_five_requests_and_two_for_each_run_that_is_over_and_later_ones_five() {
    let server = portal(7);
    let lines = lines(&server);
    look(&lines, 7).await;
    let first = counted(&server);
    let wanted = BTreeMap::from([
        ("a task", 7),
        ("entities that name what they were made for", 3),
        ("events of a task", 7),
        ("tasks", 1),
        ("templates", 1),
    ]);
    assert_eq!(first, wanted);
    // runs that are over are known from then on
    look(&lines, 7).await;
    let both = counted(&server);
    assert_eq!((both["a task"], both["events of a task"]), (7, 7));
    assert_eq!(both.values().sum::<usize>() - first.values().sum::<usize>(), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_very_many_runs_no_more_than_sixty_are_read_in_full() {
    let server = portal(150);
    look(&lines(&server), 150).await;
    let counted = counted(&server);
    assert_eq!((counted["tasks"], counted["a task"]), (1, 60));
}
