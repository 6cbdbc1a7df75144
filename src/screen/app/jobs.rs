use super::drafting::Drafting;
use super::export::export;
use super::state::Message;
use crate::domain::model::credential::Lease;
use crate::domain::model::journal::{Ending, Entry};
use crate::domain::model::listing::Listing;
use crate::domain::text::{Clean, Secret};
use crate::platform::clock::now;
use crate::platform::command::Command;
use crate::platform::fault::Fault;
use crate::platform::outcome::Outcome;
use crate::platform::ports::{Ports, Reply, fell_over};
use crate::platform::programs::Errand;
use crate::platform::query::{Ask, Rows};
use crate::platform::store::Ticket;
use crate::platform::templates::Draft;
use crate::screen::overlays::Tone;
use crate::screen::widgets::countdown;
use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::task::{AbortHandle, JoinHandle};

/// How long leaving waits for work that hangs, such as a look at a disk that does not answer.
const HANGING: Duration = Duration::from_millis(250);

/// How long leaving waits for a command that was sent, and how often it looks.
const UNFINISHED: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_millis(20);

/// Jobs on their way, on a runtime of their own. Leaving waits for none of them
/// but commands and signing out.
pub(super) struct Jobs {
    /// There until the end.
    runtime: Option<Runtime>,
    /// There until the end too: some save in their last moment.
    ports: Option<Ports>,
    send: Arc<dyn Fn(Message) + Send + Sync>,
    running: HashMap<Ticket, (JoinHandle<()>, Arc<AtomicBool>)>,
    /// What commands that have not ended are about, and that one signs out.
    under_way: Arc<Mutex<Vec<Clean>>>,
    drafting: Drafting,
}

impl Jobs {
    pub(super) fn start(ports: Ports, send: impl Fn(Message) + Send + Sync + 'static) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            // idle threads go away instead of waking up to see whether they are needed
            .thread_keep_alive(Duration::from_secs(1))
            .build()?;
        Ok(Self {
            runtime: Some(runtime),
            ports: Some(ports),
            send: Arc::new(send),
            running: HashMap::new(),
            under_way: Arc::default(),
            drafting: Drafting::default(),
        })
    }

    pub(super) fn start_job(&mut self, ticket: Ticket, ask: Ask, known: Option<Arc<Listing>>) {
        let (Some(runtime), Some(ports)) = (&self.runtime, self.ports.clone()) else { return };
        let send = Arc::clone(&self.send);
        let wanted = Arc::new(AtomicBool::new(true));
        let go_on = Arc::clone(&wanted);
        let reply = Arc::new(move |reply| send(Message::Reply(ticket, reply)));
        let fallen = Arc::clone(&reply);
        let job = async move {
            let go_on = Arc::new(move || go_on.load(Ordering::Relaxed));
            let answering = async move { ports.answer(ask, known, go_on, reply).await };
            if let Err(fault) = caught("finish a job", answering).await {
                fallen(Reply::Failed(fault));
            }
        };
        self.running.retain(|_, (job, _)| !job.is_finished());
        self.running.insert(ticket, (runtime.spawn(job), wanted));
    }

    pub(super) fn cancel(&mut self, ticket: Ticket) {
        if let Some((job, wanted)) = self.running.remove(&ticket) {
            wanted.store(false, Ordering::Relaxed);
            job.abort();
        }
    }

    pub(super) fn command(&self, command: Command) {
        let (Some(runtime), Some(ports)) = (&self.runtime, &self.ports) else { return };
        let (commands, send) = (Arc::clone(&ports.commands), Arc::clone(&self.send));
        let under_way = UnderWay::begin(&self.under_way, command.words());
        runtime.spawn(async move {
            let asked = command.clone();
            let obeying = async move { commands.command(asked).await };
            let outcome = caught("finish what was asked for", obeying).await;
            // it may have been sent before it fell over
            let outcome = outcome.unwrap_or_else(|fault| Outcome::InDoubt { probe: Rows {}.into(), fault });
            drop(under_way);
            send(Message::Ended(Box::new(command), outcome));
        });
    }

    /// What was lent and lasts longer than this program: it ends by itself, and nobody here can give it back then.
    pub(super) fn lent(&self) -> Vec<Clean> {
        let leases = self.ports.iter().flat_map(|ports| ports.systems.credentials.live());
        let words = |lease: Arc<Lease>| {
            let left = countdown::coarse(lease.expires_at, now());
            format!("{} is still lent by {}, and ends by itself: {left}", lease.username, lease.role)
        };
        leases.map(|lease| Clean::line(&words(lease))).collect()
    }

    /// Ends all jobs. What was sent and does not end within a while is named: whether it is done is
    /// not known.
    pub(super) fn leave(mut self) -> Vec<Clean> {
        self.end()
    }

    /// The same, and nothing is asked of anybody any more.
    pub(super) fn end(&mut self) -> Vec<Clean> {
        self.drafting.flush();
        let until = Instant::now() + UNFINISHED;
        while Instant::now() < until && !self.in_doubt().is_empty() {
            std::thread::sleep(LOOK);
        }
        let in_doubt = self.in_doubt();
        self.let_go();
        in_doubt
    }

    fn in_doubt(&self) -> Vec<Clean> {
        self.under_way.lock().map(|known| known.clone()).unwrap_or_default()
    }

    /// Hands in what was pasted to sign in.
    pub(super) fn hand_in(&self, pasted: Secret) {
        if let Some(ports) = &self.ports {
            ports.account.hand_in(pasted);
        }
    }

    /// Signs out; how that went comes as a message. Who confirmed it and leaves at once is signed out.
    pub(super) fn sign_out(&self) {
        let (Some(runtime), Some(ports)) = (&self.runtime, &self.ports) else { return };
        let (account, send) = (Arc::clone(&ports.account), Arc::clone(&self.send));
        let under_way = UnderWay::begin(&self.under_way, "sign out".into());
        runtime.spawn(async move {
            let ended = caught("sign out", async move { account.sign_out().await }).await;
            drop(under_way);
            send(Message::SignedOut(ended.and_then(|ended| ended)));
        });
    }

    /// Records that programs begin, and waits until that is done; none where they must not.
    pub(super) fn begin(&self, errand: &Errand) -> Option<Entry> {
        let (Some(runtime), Some(ports)) = (&self.runtime, &self.ports) else { return None };
        let begun = runtime.block_on(ports.journal.begin(errand.action, errand.target.clone()));
        begun.inspect_err(|fault| self.tell((Tone::Bad, Clean::line(&fault.to_string())))).ok()
    }

    /// Records how they ended.
    pub(super) fn end_errand(&self, begun: Entry, outcome: Ending, told: Clean) {
        let (Some(runtime), Some(ports)) = (&self.runtime, &self.ports) else { return };
        if let Err(fault) = runtime.block_on(ports.journal.end(begun, outcome, told)) {
            self.tell((Tone::Bad, Clean::line(&fault.to_string())));
        }
    }

    /// Keeps the newest state of a draft, or keeps it no more.
    pub(super) fn draft(&self, id: String, draft: Option<Box<Draft>>) {
        let (Some(runtime), Some(ports)) = (&self.runtime, &self.ports) else { return };
        let send = Arc::clone(&self.send);
        let told = move |written: Result<(), Fault>| match written {
            Ok(()) => send(Message::DraftsWritten),
            Err(fault) => send(Message::Told(Tone::Bad, Clean::line(&fault.to_string()))),
        };
        self.drafting.put((id, draft), runtime, &ports.drafts, told);
    }

    /// Writes a file, and tells what came of it.
    pub(super) fn export(&self, name: String, text: String) {
        let Some(runtime) = &self.runtime else { return };
        let send = Arc::clone(&self.send);
        runtime.spawn_blocking(move || {
            let (tone, words) = export(&name, &text);
            send(Message::Told(tone, words));
        });
    }

    /// Puts a message into the queue.
    pub(super) fn send(&self, message: Message) {
        (self.send)(message);
    }

    pub(super) fn tell(&self, (tone, text): (Tone, Clean)) {
        self.send(Message::Told(tone, text));
    }
}

impl Jobs {
    fn let_go(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // not without waiting at all: the ports are to be let go of, as some save in their last moment
            runtime.shutdown_timeout(HANGING);
        }
        self.ports = None;
    }
}

impl Drop for Jobs {
    fn drop(&mut self) {
        self.let_go();
    }
}

/// Does something that may fall over: what did is a failure, not something that never ends.
async fn caught<T: Send + 'static>(tried: &str, work: impl Future<Output = T> + Send + 'static) -> Result<T, Fault> {
    let working = tokio::spawn(work);
    let abort = AbortOnDrop(working.abort_handle());
    let done = working.await.map_err(|_| fell_over(tried));
    drop(abort);
    done
}

/// A command that has not ended, or signing out.
struct UnderWay(Arc<Mutex<Vec<Clean>>>, Clean);

impl UnderWay {
    fn begin(all: &Arc<Mutex<Vec<Clean>>>, words: Clean) -> Self {
        if let Ok(mut all) = all.lock() {
            all.push(words.clone());
        }
        Self(Arc::clone(all), words)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        if let Ok(mut all) = self.0.lock()
            && let Some(at) = all.iter().position(|words| *words == self.1)
        {
            all.swap_remove(at);
        }
    }
}

struct AbortOnDrop(AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_that_falls_over_has_failed_and_other_work_is_done() {
        let fallen: Result<(), Fault> = caught("try it", async { panic!("over") }).await;
        assert!(fallen.unwrap_err().to_string().contains("cannot try it: it fell over"));
        assert_eq!(caught("try it", async { 1 }).await.unwrap(), 1);
    }
}
