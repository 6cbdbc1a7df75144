//! What was asked for, of a context: the feeds of all its systems, joined.
//!
//! Each feed is asked by itself and once, however many look: what one does not tell keeps nothing of the others
//! back. The join itself is pure ([`crate::domain::model::provision::join`]); this says when it is made anew.

mod catalog;
mod detail;
mod hub;
mod parts;
mod past;
mod simulated;
mod tasks;

pub use catalog::CatalogFeed;
pub use past::ProvisionPast;
pub use simulated::Simulated;
pub use tasks::TaskFeed;

use crate::domain::model::provision::{Evidence, ProvisionId, Provisions};
use crate::domain::model::timeline::{Known, SourceState};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Answering, Step, Steps, Told};
use crate::platform::provisioning::{ProvisionDetail, ProvisionFeed, ProvisioningPort};
use hub::Hub;
use std::sync::Arc;

/// Joins feeds. Cheap to clone; clones ask the feeds once together.
#[derive(Clone)]
pub struct JoinedProvisions(Arc<Hub>);

impl JoinedProvisions {
    /// What these feeds tell of; where several know the tree below an object, the first one tells it.
    pub fn new(feeds: Vec<Arc<dyn ProvisionFeed>>) -> Self {
        Self(Arc::new(Hub::new(feeds)))
    }
}

impl ProvisioningPort for JoinedProvisions {
    fn provisions<'a>(&'a self, steps: Steps<Provisions>) -> Answering<'a, Provisions> {
        Box::pin(async move {
            let mut following = self.0.follow();
            loop {
                let joined = following.next().await?;
                let told = Told { answer: Arc::clone(&joined.provisions), as_of: None };
                if joined.is_over {
                    return Ok(told);
                }
                steps.send(if joined.is_asking { Step::Part(told) } else { Step::Whole(told) });
            }
        })
    }

    fn provision<'a>(&'a self, id: ProvisionId, steps: Steps<ProvisionDetail>) -> Answering<'a, ProvisionDetail> {
        Box::pin(detail::follow(&self.0, id, steps))
    }
}

/// What a source told last, where it cannot be asked just now: it was so.
fn failed(last: Evidence, name: &str, fault: &Fault) -> Evidence {
    let known = Known::Failed(Clean::line(&fault.to_string()));
    let source = match last.source {
        Some(source) => SourceState { known, ..source },
        None => SourceState { name: Clean::line(name), known, remark: None },
    };
    Evidence { source: Some(source), ..last }
}

fn stopped() -> Fault {
    Fault::new(FaultKind::Local, "follow what was asked for", "the work was stopped", "try again")
}
