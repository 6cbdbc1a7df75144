//! What each feed has told so far.

use crate::domain::model::provision::Evidence;
use crate::domain::model::timeline::{Known, SourceState};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::ports::Step;
use crate::platform::provisioning::ProvisionFeed;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

/// The parts, one a feed, and a bell that rings when one is another.
pub(super) struct Parts {
    told: Mutex<Vec<Arc<Evidence>>>,
    pub(super) changed: Notify,
}

impl Parts {
    pub(super) fn asking(feeds: &[Arc<dyn ProvisionFeed>]) -> Self {
        let asking = |feed: &Arc<dyn ProvisionFeed>| {
            let source = SourceState { name: Clean::line(feed.name()), known: Known::Asking, remark: None };
            Arc::new(Evidence { source: Some(source), ..Evidence::default() })
        };
        Self { told: Mutex::new(feeds.iter().map(asking).collect()), changed: Notify::new() }
    }

    pub(super) fn now(&self) -> Vec<Arc<Evidence>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn take(&self, n: usize, step: &Step<Evidence>) {
        match step {
            Step::Part(told) => self.put(n, Arc::clone(&told.answer), Some(Known::Asking)),
            Step::Whole(told) => self.put(n, Arc::clone(&told.answer), None),
        }
    }

    /// `known` stands over what the evidence says of its source; where it says nothing it was told.
    pub(super) fn put(&self, n: usize, evidence: Arc<Evidence>, known: Option<Known>) {
        self.change(n, |had| {
            let name = had.source.as_ref().map(|source| source.name.clone()).unwrap_or_default();
            let source = evidence.source.clone().unwrap_or(SourceState { name, known: Known::Yes, remark: None });
            let source = SourceState { known: known.unwrap_or_else(|| source.known.clone()), ..source };
            match evidence.source.as_ref() == Some(&source) {
                true => evidence,
                false => Arc::new(Evidence { source: Some(source), ..evidence.as_ref().clone() }),
            }
        });
    }

    /// What it told before stays: it was so.
    pub(super) fn fail(&self, n: usize, fault: &Fault) {
        self.change(n, |had| {
            let mut evidence = had.as_ref().clone();
            if let Some(source) = &mut evidence.source {
                source.known = Known::Failed(Clean::line(&fault.to_string()));
            }
            Arc::new(evidence)
        });
    }

    fn change(&self, n: usize, how: impl FnOnce(&Arc<Evidence>) -> Arc<Evidence>) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(had) = told.get_mut(n) {
            *had = how(had);
        }
        drop(told);
        self.changed.notify_one();
    }
}
