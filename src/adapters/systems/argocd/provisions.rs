//! What Argo CDs tell towards the line of what was asked for: their applications as rollouts.

use super::destination::Destinations;
use super::follow::Apps;
use super::selection::Selection;
use super::{ArgoCds, NAME};
use crate::domain::model::provision::{Evidence, Rollout};
use crate::domain::model::timeline::{Known, SourceState};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::provisioning::{Leading, ProvisionFeed};
use crate::platform::steps::{Answering, Step, Steps, Told};
use futures_util::future::join_all;
use std::sync::{Arc, Mutex, PoisonError};

/// Argo CD's part of the line.
#[derive(Clone, Debug)]
pub struct ArgoRollouts {
    argos: ArgoCds,
    destinations: Destinations,
}

impl ArgoRollouts {
    /// The part of these Argo CDs, whose applications roll out to these clusters.
    pub fn new(argos: ArgoCds, destinations: Destinations) -> Self {
        Self { argos, destinations }
    }

    fn rollouts(&self, instance: &str, apps: &Apps) -> Vec<Arc<Rollout>> {
        let rollout = |found: &super::app::Found| {
            let cluster = self.destinations.cluster(instance, &found.destination);
            Arc::new(Rollout { app: Arc::clone(&found.app), cluster, request: found.request.clone() })
        };
        apps.found.values().map(rollout).collect()
    }
}

impl ProvisionFeed for ArgoRollouts {
    fn name(&self) -> &str {
        NAME
    }

    fn evidence<'a>(&'a self, _: Leading, steps: Steps<Evidence>) -> Answering<'a, Evidence> {
        let parts = Arc::new(Parts::asking(self.argos.all.len(), steps));
        Box::pin(async move {
            let asked = self.argos.iter().enumerate().map(|(n, argo)| {
                let parts = Arc::clone(&parts);
                async move {
                    let each = |apps: &Apps| {
                        let known = apps.behind.clone().map_or(Known::Yes, Known::Failed);
                        parts.put(
                            n,
                            Part { name: argo.name().into(), known, rollouts: self.rollouts(argo.name(), apps) },
                        );
                    };
                    let fault = argo.follow(&Selection::default(), &each).await;
                    parts.fail(n, argo.name(), &fault);
                }
            });
            join_all(asked).await;
            Ok(Told::now(parts.joined()))
        })
    }
}

/// What one Argo CD has told so far.
#[derive(Clone, Debug)]
struct Part {
    name: Arc<str>,
    known: Known,
    rollouts: Vec<Arc<Rollout>>,
}

struct Parts {
    all: Mutex<Vec<Option<Part>>>,
    steps: Steps<Evidence>,
}

impl Parts {
    fn asking(count: usize, steps: Steps<Evidence>) -> Self {
        Self { all: Mutex::new(vec![None; count]), steps }
    }

    fn put(&self, n: usize, part: Part) {
        self.change(n, |slot| *slot = Some(part));
    }

    /// What it told before stays, as it was so.
    fn fail(&self, n: usize, name: &str, fault: &Fault) {
        let why = Known::Failed(Clean::line(&fault.to_string()));
        self.change(n, |slot| {
            let rollouts = slot.take().map(|part| part.rollouts).unwrap_or_default();
            *slot = Some(Part { name: name.into(), known: why, rollouts });
        });
    }

    fn change(&self, n: usize, how: impl FnOnce(&mut Option<Part>)) {
        let (evidence, is_asking) = {
            let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
            all.get_mut(n).map(how);
            (told(&all), all.iter().any(Option::is_none))
        };
        let told = Told::now(evidence);
        self.steps.send(if is_asking { Step::Part(told) } else { Step::Whole(told) });
    }

    fn joined(&self) -> Evidence {
        told(&self.all.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn told(parts: &[Option<Part>]) -> Evidence {
    let known: Vec<&Part> = parts.iter().flatten().collect();
    let failed = known.iter().find_map(|part| match &part.known {
        Known::Failed(why) if parts.len() > 1 => Some(Known::Failed(Clean::line(&format!("{}: {why}", part.name)))),
        Known::Failed(why) => Some(Known::Failed(why.clone())),
        _ => None,
    });
    let asking = parts.iter().any(Option::is_none).then_some(Known::Asking);
    let source = SourceState { name: NAME.into(), known: failed.or(asking).unwrap_or(Known::Yes), remark: None };
    let rollouts = known.iter().flat_map(|part| part.rollouts.iter().cloned()).collect();
    Evidence { source: Some(source), rollouts, ..Evidence::default() }
}
