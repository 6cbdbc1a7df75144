//! An entity's timeline tells how far what became it has come.

use crate::support::provisions::{ORDERS, ScriptedProvisions, ago};
use crate::support::scripted::{Mood, Scripted};
use crate::support::stage::NOW;
use serde_json::json;
use stagedoor::adapters::provisioning::ProvisionPast;
use stagedoor::domain::model::provision::{Progress, StageName};
use stagedoor::domain::model::timeline::{EventKind, Heard, Known, LeadsTo};
use stagedoor::platform::ports::{Step, Steps};
use stagedoor::platform::timeline::{TimelineFeed as _, Window};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

const RESOURCE: &str = "resource:default/orders";

/// Somebody looks at the timeline of an entity.
struct Looking {
    heard: mpsc::UnboundedReceiver<Arc<Heard>>,
    work: tokio::task::JoinHandle<()>,
}

impl Looking {
    fn at(reference: &str, provisions: Arc<ScriptedProvisions>, limit: usize) -> Self {
        let entity = |kind: &str| {
            json!({"apiVersion": "backstage.io/v1alpha1", "kind": kind, "metadata": {"name": "orders"},
                "spec": {"type": "database", "owner": "team-a", "lifecycle": "production"}})
        };
        let catalog = Scripted::new(Mood::Well, vec![entity("Resource"), entity("Component")], NOW);
        let feed = ProvisionPast::new(provisions, catalog);
        let (to, heard) = mpsc::unbounded_channel();
        let told = to.clone();
        let steps = Steps::to(move |step: Step<Heard>| {
            let (Step::Part(step) | Step::Whole(step)) = step;
            drop(told.send(step.answer));
        });
        let reference = reference.parse().unwrap();
        let work = tokio::spawn(async move {
            let end = feed.events(reference, Window { since: None, limit }, steps).await;
            drop(to.send(end.expect("it can be told").answer));
        });
        Self { heard, work }
    }

    async fn next(&mut self) -> Arc<Heard> {
        tokio::time::timeout(Duration::from_secs(30), self.heard.recv()).await.expect("something is told").unwrap()
    }
}

impl Drop for Looking {
    fn drop(&mut self) {
        self.work.abort();
    }
}

fn provisions() -> Arc<ScriptedProvisions> {
    let provisions = ScriptedProvisions::new(Mood::Well, NOW);
    provisions.change(|list| {
        let orders = list.iter_mut().find(|line| &*line.id.0 == ORDERS).unwrap();
        orders.entity = Some(RESOURCE.parse().unwrap());
    });
    provisions
}

fn titles(heard: &Heard) -> Vec<&str> {
    heard.events.iter().map(|event| event.title.as_str()).collect()
}

#[tokio::test]
async fn the_stages_of_its_line_are_events_and_change_under_ones_eyes() {
    let provisions = provisions();
    let mut looking = Looking::at(RESOURCE, Arc::clone(&provisions), 50);
    let heard = looking.next().await;
    let newest_first =
        ["orders stopped: provisioning", "orders was synced", "orders was committed", "orders was asked for"];
    assert_eq!((titles(&heard), &heard.source.known), (newest_first.to_vec(), &Known::Yes));
    let stopped = &heard.events[0];
    assert_eq!(stopped.kind, EventKind::Provisioning);
    assert!(stopped.text[0].as_str().contains("quota of 3 databases is used up"), "{stopped:?}");
    let leads = |to: &LeadsTo| matches!(to, LeadsTo::Place(place) if place.to_string().contains("provisioning"));
    assert!(stopped.leads.iter().any(|lead| leads(&lead.to)), "one comes from it to the line");
    assert_eq!(heard.events[3].who.as_str(), "alice");
    provisions.change(|list| {
        for line in list.iter_mut().filter(|line| &*line.id.0 == ORDERS) {
            for stage in line.stages.iter_mut().filter(|stage| stage.name >= StageName::Provisioning) {
                (stage.progress, stage.ended) = (Progress::Done, Some(ago(NOW, 1)));
            }
        }
    });
    let heard = looking.next().await;
    assert_eq!(titles(&heard)[..2], ["orders is in the catalog", "orders is ready"]);
}

#[tokio::test]
async fn older_ones_are_left_out_and_that_is_said() {
    let heard = Looking::at(RESOURCE, provisions(), 2).next().await;
    assert_eq!((heard.events.len(), heard.has_more), (2, true));
}

#[tokio::test]
async fn what_nobody_asked_for_is_not_looked_for_in_all_systems() {
    let provisions = ScriptedProvisions::new(Mood::Failing, NOW);
    let heard = Looking::at("component:default/orders", provisions, 50).next().await;
    assert_eq!((heard.events.len(), &heard.source.known), (0, &Known::Yes));
}
