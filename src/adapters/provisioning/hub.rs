//! One set of feeds for all who look, as long as anybody does.

use super::parts::Parts;
use super::stopped;
use crate::domain::model::provision::{Evidence, Leads, Provisions, join, leads};
use crate::domain::model::timeline::Known;
use crate::platform::clock;
use crate::platform::fault::Fault;
use crate::platform::ports::Steps;
use crate::platform::provisioning::ProvisionFeed;
use futures_util::future::join_all;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::sleep;

/// So long nothing is joined anew after it was: at most some five answers a second.
const PAUSE: Duration = Duration::from_millis(200);

/// What is known by now.
pub(super) struct Joined {
    pub(super) provisions: Arc<Provisions>,
    /// A system is still being asked.
    pub(super) is_asking: bool,
    /// All feeds have ended: nothing is followed any more.
    pub(super) is_over: bool,
}

/// The feeds, and who follows them.
pub(super) struct Hub {
    pub(super) feeds: Vec<Arc<dyn ProvisionFeed>>,
    running: Mutex<Running>,
}

#[derive(Default)]
struct Running {
    following: usize,
    joined: Option<watch::Receiver<Option<Arc<Joined>>>>,
    work: Option<AbortHandle>,
}

/// Somebody who looks; the feeds end when the last one goes.
pub(super) struct Following<'h> {
    hub: &'h Hub,
    joined: watch::Receiver<Option<Arc<Joined>>>,
}

impl Hub {
    pub(super) fn new(feeds: Vec<Arc<dyn ProvisionFeed>>) -> Self {
        Self { feeds, running: Mutex::default() }
    }

    /// Follows what the feeds tell; begins to ask them where nobody did.
    pub(super) fn follow(&self) -> Following<'_> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.following += 1;
        let joined = match running.joined.clone() {
            // what is over was asked before: it is asked anew
            Some(joined) if !is_over(&joined) => joined,
            _ => {
                let (sender, joined) = watch::channel(None);
                let work = tokio::spawn(work(self.feeds.clone(), sender));
                if let Some(before) = running.work.replace(work.abort_handle()) {
                    before.abort();
                }
                running.joined = Some(joined.clone());
                joined
            }
        };
        let mut joined = joined;
        // what is known already is the first thing that is told
        joined.mark_changed();
        Following { hub: self, joined }
    }
}

fn is_over(joined: &watch::Receiver<Option<Arc<Joined>>>) -> bool {
    joined.borrow().as_ref().is_some_and(|joined| joined.is_over) || joined.has_changed().is_err()
}

impl Following<'_> {
    /// What is known next.
    pub(super) async fn next(&mut self) -> Result<Arc<Joined>, Fault> {
        loop {
            self.joined.changed().await.map_err(|_| stopped())?;
            if let Some(joined) = self.joined.borrow_and_update().clone() {
                return Ok(joined);
            }
        }
    }
}

impl Drop for Following<'_> {
    fn drop(&mut self) {
        let mut running = self.hub.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.following = running.following.saturating_sub(1);
        if running.following == 0 {
            running.joined = None;
            if let Some(work) = running.work.take() {
                work.abort();
            }
        }
    }
}

/// Asks all feeds, and joins what they tell whenever it is another.
async fn work(feeds: Vec<Arc<dyn ProvisionFeed>>, joined: watch::Sender<Option<Arc<Joined>>>) {
    let parts = Arc::new(Parts::asking(&feeds));
    let (lead, leading) = watch::channel(Arc::new(Leads::default()));
    let asked = join_all(feeds.iter().enumerate().map(|(n, feed)| {
        let (parts, leading) = (Arc::clone(&parts), leading.clone());
        async move {
            let heard = Arc::clone(&parts);
            match feed.evidence(leading, Steps::to(move |step| heard.take(n, &step))).await {
                Ok(told) => parts.put(n, told.answer, None),
                Err(fault) => parts.fail(n, &fault),
            }
        }
    }));
    tokio::pin!(asked);
    let (mut has_ended, mut last) = (feeds.is_empty(), Arc::<Provisions>::default());
    loop {
        let (told, before) = (parts.now(), Arc::clone(&last));
        let joining = move || (joined_of(&told, &before, has_ended), leads(&told));
        let Ok((state, leads)) = tokio::task::spawn_blocking(joining).await else { return };
        last = Arc::clone(&state.provisions);
        lead.send_if_modified(|had| {
            let is_other = **had != leads;
            if is_other {
                *had = Arc::new(leads);
            }
            is_other
        });
        joined.send_replace(Some(Arc::new(state)));
        if has_ended {
            // stays, so that whoever follows reads the last state
            joined.closed().await;
            return;
        }
        tokio::select! {
            () = parts.changed.notified() => {}
            _ = &mut asked => has_ended = true,
        }
        if !has_ended {
            tokio::select! {
                () = sleep(PAUSE) => {}
                _ = &mut asked => has_ended = true,
            }
        }
    }
}

fn joined_of(evidence: &[Arc<Evidence>], last: &Provisions, is_over: bool) -> Joined {
    let is_asking = |part: &Arc<Evidence>| part.source.as_ref().is_some_and(|source| source.known == Known::Asking);
    let provisions = Arc::new(join(evidence, clock::now()).sharing(last));
    Joined { provisions, is_asking: evidence.iter().any(is_asking), is_over }
}
