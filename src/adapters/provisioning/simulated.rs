//! The made up cluster of the bundled example ([`crate::domain::model::provision::simulate`]) beside the feed that
//! tells what is committed.

use crate::domain::model::cluster::{Gravity, Kind, Object, ObjectEvent, ObjectId, ObjectRef};
use crate::domain::model::provision::{Evidence, SIMULATED_CLUSTER, simulate};
use crate::domain::model::timeline::{Known, SourceState};
use crate::domain::text::Clean;
use crate::platform::clock;
use crate::platform::ports::{Answering, Step, Steps, Told};
use crate::platform::provisioning::{Below, Leading, ProvisionFeed, TreeNode};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::sleep;

/// Carries what another feed tells to ready.
pub struct Simulated {
    committed: watch::Receiver<Option<Arc<Evidence>>>,
}

/// A feed whose newest evidence another one reads.
struct Overheard {
    feed: Arc<dyn ProvisionFeed>,
    /// None before anything was told.
    told: watch::Sender<Option<Arc<Evidence>>>,
}

impl Simulated {
    /// That feed, and the made up cluster beside it.
    pub fn beside(feed: Arc<dyn ProvisionFeed>) -> [Arc<dyn ProvisionFeed>; 2] {
        let (told, committed) = watch::channel(None);
        [Arc::new(Overheard { feed, told }), Arc::new(Self { committed })]
    }
}

impl ProvisionFeed for Overheard {
    fn name(&self) -> &str {
        self.feed.name()
    }

    fn evidence<'a>(&'a self, leading: Leading, steps: Steps<Evidence>) -> Answering<'a, Evidence> {
        let told = self.told.clone();
        let steps = Steps::to(move |step| {
            let (Step::Part(evidence) | Step::Whole(evidence)) = &step;
            told.send_replace(Some(Arc::clone(&evidence.answer)));
            steps.send(step);
        });
        Box::pin(async move {
            let answer = self.feed.evidence(leading, steps).await;
            let last = match &answer {
                Ok(answer) => Arc::clone(&answer.answer),
                // what was told before stays; who waits for the first answer gets none
                Err(_) => self.told.borrow().clone().unwrap_or_default(),
            };
            self.told.send_replace(Some(last));
            answer
        })
    }

    fn below<'a>(&'a self, object: ObjectId, steps: Steps<Below>) -> Option<Answering<'a, Below>> {
        self.feed.below(object, steps)
    }
}

impl ProvisionFeed for Simulated {
    fn name(&self) -> &str {
        "simulated cluster"
    }

    fn evidence<'a>(&'a self, _: Leading, steps: Steps<Evidence>) -> Answering<'a, Evidence> {
        let mut committed = self.committed.clone();
        Box::pin(async move {
            loop {
                // before that it is as little known as what is committed
                let Some(told) = committed.borrow_and_update().clone() else {
                    if committed.changed().await.is_err() {
                        std::future::pending::<()>().await;
                    }
                    continue;
                };
                let made = simulate(&told, clock::now());
                let source = SourceState {
                    name: Clean::line(self.name()),
                    known: Known::Yes,
                    remark: Some("nothing of it is real: the example has no cluster".into()),
                };
                steps.send(Step::Whole(Told::now(Evidence { source: Some(source), ..made.evidence })));
                // only as long as something goes on
                let next = async {
                    match made.next {
                        Some(at) => sleep(at.since(clock::now()) + Duration::from_millis(5)).await,
                        None => std::future::pending().await,
                    }
                };
                tokio::select! {
                    changed = committed.changed() => if changed.is_err() { std::future::pending::<()>().await },
                    () = next => {}
                }
            }
        })
    }

    fn below<'a>(&'a self, object: ObjectId, steps: Steps<Below>) -> Option<Answering<'a, Below>> {
        if &*object.cluster != SIMULATED_CLUSTER {
            return None;
        }
        let mut committed = self.committed.clone();
        Some(Box::pin(async move {
            loop {
                let told = committed.borrow_and_update().clone().unwrap_or_default();
                let made = simulate(&told, clock::now());
                let found = made.evidence.objects.iter().find(|live| live.id == object);
                steps.send(Step::Whole(Told::now(found.map(below).unwrap_or_default())));
                let next = async {
                    match made.next {
                        Some(at) => sleep(at.since(clock::now()) + Duration::from_millis(5)).await,
                        None => std::future::pending().await,
                    }
                };
                tokio::select! {
                    changed = committed.changed() => if changed.is_err() { std::future::pending::<()>().await },
                    () = next => {}
                }
            }
        }))
    }
}

/// The claim, its composite, and what that would be made of; they stand as the claim does.
fn below(claim: &Arc<Object>) -> Below {
    let composite = claim.parts.first().cloned().unwrap_or_default();
    let name = format!("{}-0", claim.id.object.name);
    let part = ObjectRef::new(Kind::new("apps", "StatefulSet"), &claim.id.object.namespace, &name);
    let node = |depth: usize, object: &ObjectRef| {
        let id = ObjectId { cluster: claim.id.cluster.clone(), object: object.clone() };
        let object =
            Arc::new(Object { id: id.clone(), parts: Vec::new(), facts: Vec::new(), ..claim.as_ref().clone() });
        TreeNode { depth, id, object: Ok(object) }
    };
    let own = TreeNode { depth: 0, id: claim.id.clone(), object: Ok(Arc::clone(claim)) };
    let events = claim.conditions.iter().rev().filter_map(|condition| {
        Some(ObjectEvent {
            uid: Clean::line(&format!("{}/{}", claim.uid, condition.name)),
            at: condition.since?,
            count: 1,
            gravity: if condition.message.is_empty() { Gravity::Normal } else { Gravity::Warning },
            reason: condition.reason.clone(),
            message: match condition.message.as_str() {
                "" => Clean::line(&format!("{} is {:?}", condition.name, condition.holds)),
                _ => condition.message.clone(),
            },
            about: claim.id.object.clone(),
            by: "simulated".into(),
            ..ObjectEvent::default()
        })
    });
    Below { tree: vec![own, node(1, &composite), node(2, &part)], events: events.collect(), database: None }
}
