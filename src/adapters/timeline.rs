//! The timeline of a context: the feeds of all its systems, joined.

use crate::domain::model::EntityRef;
use crate::domain::model::timeline::{Heard, Known, Timeline, join};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::ports::{Answering, Step, Steps, Told};
use crate::platform::timeline::{TimelineFeed, TimelinePort, Window, no_older_states};
use futures_util::future::join_all;
use std::sync::{Arc, Mutex, PoisonError};

/// Joins feeds. Each is asked by itself: what one does not tell keeps nothing of the others back.
#[derive(Clone)]
pub struct JoinedTimeline {
    feeds: Vec<Arc<dyn TimelineFeed>>,
}

impl JoinedTimeline {
    /// The timeline of these feeds; those that come first stand first where the moment is the same.
    pub fn new(feeds: Vec<Arc<dyn TimelineFeed>>) -> Self {
        Self { feeds }
    }
}

impl TimelinePort for JoinedTimeline {
    fn events<'a>(&'a self, reference: EntityRef, window: Window, steps: Steps<Timeline>) -> Answering<'a, Timeline> {
        let parts = Arc::new(Parts::asking(&self.feeds, steps));
        Box::pin(async move {
            let asked = self.feeds.iter().enumerate().map(|(n, feed)| {
                let (parts, reference) = (Arc::clone(&parts), reference.clone());
                async move {
                    let heard = Arc::clone(&parts);
                    let answer = feed.events(reference, window, Steps::to(move |step| heard.take(n, step)));
                    match answer.await {
                        Ok(told) => parts.put(n, told.answer.as_ref().clone()),
                        Err(fault) => parts.fail(n, &fault),
                    }
                }
            });
            join_all(asked).await;
            Ok(Told::now(parts.joined()))
        })
    }

    fn descriptor_at<'a>(&'a self, reference: EntityRef, state: String) -> Answering<'a, String> {
        let kept = self.feeds.iter().find_map(|feed| feed.descriptor_at(reference.clone(), state.clone()));
        kept.unwrap_or_else(|| Box::pin(async { Err(no_older_states()) }))
    }
}

/// What each feed has told so far.
struct Parts {
    heard: Mutex<Vec<Heard>>,
    steps: Steps<Timeline>,
}

impl Parts {
    fn asking(feeds: &[Arc<dyn TimelineFeed>], steps: Steps<Timeline>) -> Self {
        Self { heard: Mutex::new(feeds.iter().map(|feed| Heard::asking(feed.name())).collect()), steps }
    }

    fn take(&self, n: usize, step: Step<Heard>) {
        match step {
            Step::Part(told) => {
                let mut heard = told.answer.as_ref().clone();
                heard.source.known = Known::Asking;
                self.put(n, heard);
            }
            Step::Whole(told) => self.put(n, told.answer.as_ref().clone()),
        }
    }

    fn put(&self, n: usize, part: Heard) {
        self.change(n, |heard| *heard = part);
    }

    /// Events that it told before stay, as they did happen.
    fn fail(&self, n: usize, fault: &Fault) {
        self.change(n, |heard| heard.source.known = Known::Failed(Clean::line(&fault.to_string())));
    }

    fn change(&self, n: usize, how: impl FnOnce(&mut Heard)) {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.get_mut(n).map(how);
        let timeline = join(&heard);
        let is_asking = timeline.is_asking();
        let told = Told::now(timeline);
        self.steps.send(if is_asking { Step::Part(told) } else { Step::Whole(told) });
    }

    fn joined(&self) -> Timeline {
        join(&self.heard.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A source that belongs to a timeline and that nobody can ask here: its part is unknown, and is
/// shown so instead of looking empty.
#[derive(Clone, Debug)]
pub struct Unconnected {
    name: String,
    why: String,
}

impl Unconnected {
    /// A source of this name, and why it cannot be asked, with what would help.
    pub fn new(name: &str, why: &str) -> Self {
        Self { name: name.into(), why: why.into() }
    }
}

impl TimelineFeed for Unconnected {
    fn name(&self) -> &str {
        &self.name
    }

    fn events<'a>(&'a self, _: EntityRef, _: Window, _: Steps<Heard>) -> Answering<'a, Heard> {
        Box::pin(async { Ok(Told::now(Heard::unknown(&self.name, &self.why))) })
    }
}
