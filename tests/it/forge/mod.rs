//! Forges, each against a double of it that holds a real git repository.

mod faults;
mod line;
mod port;
mod reverts;

use crate::support::forge::Double;
use stagedoor::adapters::systems::forge::{ForgeChanges, ForgeSort};
use stagedoor::domain::model::forge::PullId;
use stagedoor::domain::model::provision::Evidence;
use stagedoor::domain::text::Clean;
use stagedoor::platform::provisioning::{Leads, ProvisionFeed as _};
use stagedoor::platform::steps::{Step, Steps};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};

pub const ALL: [ForgeSort; 3] = [ForgeSort::GitHub, ForgeSort::GitLab, ForgeSort::Gitea];
/// What a template rendered.
pub const CLAIM: &str = "apiVersion: databases.example/v1\nkind: PostgresDatabase\nmetadata:\n  name: orders\n  \
    namespace: shop\n  labels: {stagedoor.dev/request: t-1}\nspec: {environment: production}\n";
pub const FILE: &str = "production/orders/claim.yaml";

/// A forge with a pull request of two commits that brings a claim.
pub fn proposed(sort: ForgeSort) -> (Double, u64) {
    let double = Double::new(sort);
    let repository = &double.world.repository;
    repository.commit("orders", &[(FILE, Some(CLAIM))], "Add the database orders");
    repository.commit("orders", &[("production/orders/README.md", Some("orders\n"))], "Say what it is for");
    let number = double.world.open("Database orders", "orders", "ada");
    (double, number)
}

pub fn id(double: &Double, number: u64) -> PullId {
    PullId { repository: double.repository(), number }
}

/// The line's evidence as it is followed.
pub struct Followed {
    /// Who leads: without it the feed would end.
    leads: watch::Sender<Arc<Leads>>,
    steps: mpsc::UnboundedReceiver<Evidence>,
}

impl Followed {
    pub fn of(double: &Double, leads: Leads) -> Self {
        let feed = ForgeChanges::new(double.forges()).every(Duration::from_millis(1));
        let (sender, receiver) = watch::channel(Arc::new(leads));
        let (tell, steps) = mpsc::unbounded_channel();
        let steps_to = Steps::to(move |step: Step<Evidence>| {
            if let Step::Whole(told) = step {
                let _ = tell.send((*told.answer).clone());
            }
        });
        tokio::spawn(async move { feed.evidence(receiver, steps_to).await });
        Self { leads: sender, steps }
    }

    pub fn of_pull(double: &Double, number: u64) -> Self {
        Self::of(double, Leads { pulls: vec![id(double, number)], ..Leads::default() })
    }

    /// What leads is this from here on.
    pub fn lead(&self, leads: Leads) {
        self.leads.send_replace(Arc::new(leads));
    }

    /// The next whole evidence.
    pub async fn next(&mut self) -> Evidence {
        self.steps.recv().await.unwrap()
    }

    /// The evidence once it is so.
    pub async fn until(&mut self, is: impl Fn(&Evidence) -> bool) -> Evidence {
        loop {
            let evidence = self.next().await;
            if is(&evidence) {
                return evidence;
            }
        }
    }
}

/// What is heard of a pull request as it is now.
pub async fn heard(double: &Double, number: u64) -> Evidence {
    Followed::of_pull(double, number).next().await
}

pub fn texts(all: &[Clean]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}
