//! One provision in full: its line, and what the feeds know below its object.

use super::hub::{Hub, Joined};
use crate::domain::model::cluster::ObjectId;
use crate::domain::model::provision::{Provision, ProvisionId};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Step, Steps, Told};
use crate::platform::provisioning::{Below, ProvisionDetail};
use futures_util::future::{BoxFuture, FutureExt as _};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

/// What the feeds told below an object, one a feed.
struct Under<'h> {
    object: ObjectId,
    told: Arc<Mutex<Vec<Arc<Below>>>>,
    asked: FuturesUnordered<BoxFuture<'h, ()>>,
}

/// Follows one provision.
pub(super) async fn follow(
    hub: &Hub,
    id: ProvisionId,
    steps: Steps<ProvisionDetail>,
) -> Result<Told<ProvisionDetail>, Fault> {
    let changed = Arc::new(Notify::new());
    let mut following = hub.follow();
    let mut joined = following.next().await?;
    let mut under: Option<Under<'_>> = None;
    loop {
        if let Some(provision) = found(&joined, &id)? {
            if under.as_ref().map(|under| &under.object) != provision.object.as_ref() {
                under = provision.object.clone().map(|object| Under::of(hub, object, &changed));
            }
            let told = Told::now(detail(provision, &joined, under.as_ref()));
            let is_quiet = under.as_ref().is_none_or(|under| under.asked.is_empty());
            if joined.is_over && is_quiet {
                return Ok(told);
            }
            steps.send(if joined.is_asking { Step::Part(told) } else { Step::Whole(told) });
        }
        let asked = async {
            match under.as_mut().filter(|under| !under.asked.is_empty()) {
                Some(under) => under.asked.next().await,
                None => std::future::pending().await,
            }
        };
        let is_over = joined.is_over;
        let next = async {
            match is_over {
                true => std::future::pending().await,
                false => following.next().await,
            }
        };
        tokio::select! {
            next = next => joined = next?,
            () = changed.notified() => {}
            _ = asked => {}
        }
    }
}

/// The one that the id names; none as long as systems are still being asked.
fn found(joined: &Joined, id: &ProvisionId) -> Result<Option<Arc<Provision>>, Fault> {
    let fault = |kind, happened: &str, cure: &str| Fault::new(kind, &format!("show {id}"), happened, cure);
    match joined.provisions.find(&id.0).as_slice() {
        [one] => Ok(Some(Arc::clone(one))),
        [] if joined.is_asking => Ok(None),
        [] => {
            let happened = "nothing of that name was asked for, as far as is known";
            Err(fault(FaultKind::NotFound, happened, "`stagedoor get provisions` lists what was"))
        }
        several => {
            let ids: Vec<String> = several.iter().map(|one| one.id.to_string()).collect();
            Err(fault(FaultKind::Invalid, "several have that name", &format!("name one of them: {}", ids.join(", "))))
        }
    }
}

impl<'h> Under<'h> {
    fn of(hub: &'h Hub, object: ObjectId, changed: &Arc<Notify>) -> Self {
        let told = Arc::new(Mutex::new(vec![Arc::<Below>::default(); hub.feeds.len()]));
        let asked = FuturesUnordered::new();
        for (n, feed) in hub.feeds.iter().enumerate() {
            let put = {
                let (told, changed) = (Arc::clone(&told), Arc::clone(changed));
                move |below: Arc<Below>| {
                    if let Some(slot) = told.lock().unwrap_or_else(PoisonError::into_inner).get_mut(n) {
                        *slot = below;
                    }
                    changed.notify_one();
                }
            };
            let step = put.clone();
            let steps = Steps::to(move |told| match told {
                Step::Part(told) | Step::Whole(told) => step(told.answer),
            });
            if let Some(answer) = feed.below(object.clone(), steps) {
                // what fails is said by the sources of the line
                asked.push(
                    answer
                        .map(move |told| {
                            if let Ok(told) = told {
                                put(told.answer)
                            }
                        })
                        .boxed(),
                );
            }
        }
        Self { object, told, asked }
    }
}

fn detail(provision: Arc<Provision>, joined: &Joined, under: Option<&Under<'_>>) -> ProvisionDetail {
    let told = under.map(|under| under.told.lock().unwrap_or_else(PoisonError::into_inner).clone()).unwrap_or_default();
    // the first of the feeds that knows most of the tree
    let tree = told.iter().rev().max_by_key(|below| below.tree.len()).map(|below| below.tree.clone());
    let mut events: Vec<_> = told.iter().flat_map(|below| below.events.iter().cloned()).collect();
    events.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.uid.cmp(&b.uid)));
    events.dedup_by(|later, first| !first.uid.is_empty() && later.uid == first.uid);
    ProvisionDetail {
        provision,
        tree: tree.unwrap_or_default(),
        events,
        database: told.iter().find_map(|below| below.database.clone()),
        sources: joined.provisions.sources.clone(),
    }
}
