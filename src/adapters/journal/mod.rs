//! The journal: every command that is taken through stagedoor is one entry, whoever gives it.
//!
//! [`Journaled`] stands before the port that carries commands out, so there is no way around it. What
//! is sent is recorded before it is sent, and again with its end: whatever becomes of this program in
//! between, the journal says that it was tried.
//! The entry goes to a file of the user's own, and to the sinks that are configured.

mod file;
mod sink;
mod syslog;

pub use file::Ledger;
pub use sink::Sink;
pub use syslog::Place;

use crate::domain::model::journal::{Ending, Entry, Journal};
use crate::domain::model::{EntityRef, Problem};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::clock::now;
use crate::platform::command::{Command, Forecast};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::outcome::Outcome;
use crate::platform::ports::{Answering, CommandPort, IdentityPort, JournalPort, Steps, Told, fell_over};
use crate::platform::query::Rows;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use std::hash::{BuildHasher as _, RandomState};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// How long naming the user, or writing to the sinks, may hold up what the user sees.
const PATIENCE: Duration = Duration::from_secs(5);
/// For so long after nobody said who the user is, nobody is asked again.
const UNKNOWN: Duration = Duration::from_secs(60);

/// Where entries go.
pub struct Records {
    /// The user's own journal.
    pub ledger: Ledger,
    /// Where else.
    pub sinks: Vec<Sink>,
    /// Nothing is done that cannot be recorded.
    pub required: bool,
}

/// A port of commands that records each.
pub struct Journaled(Arc<Recorder>);

struct Recorder {
    inner: Arc<dyn CommandPort>,
    identity: Arc<dyn IdentityPort>,
    context: Clean,
    records: Arc<Records>,
    subject: OnceLock<Clean>,
    /// When nobody could say who the user is.
    unknown: Mutex<Option<Instant>>,
}

/// What was sent, and fell over or was cut off.
const SENT: &str = "finish what was asked for";

impl Journaled {
    /// Records what `inner` is told to do, in the context of that name.
    pub fn new(inner: Arc<dyn CommandPort>, identity: Arc<dyn IdentityPort>, context: Clean, records: Records) -> Self {
        let (records, subject, unknown) = (Arc::new(records), OnceLock::new(), Mutex::default());
        Self(Arc::new(Recorder { inner, identity, context, records, subject, unknown }))
    }
}

impl Recorder {
    async fn obey(&self, command: Command) -> Outcome {
        let begun = self.begun(command.action(), command.target()).await;
        let mut untold = Vec::new();
        let outcome = match self.can_begin(&begun, &mut untold).await {
            Err(fault) => Outcome::Refused(fault),
            // what falls over while it is sent may have been done
            Ok(()) => AssertUnwindSafe(self.inner.command(command)).catch_unwind().await.unwrap_or_else(|_| lost()),
        };
        let faults = self.record(ended(begun, &outcome)).await;
        let faults = if faults.is_empty() { untold } else { faults };
        match faults.as_slice() {
            [] => outcome,
            faults => {
                let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
                outcome.and_told(&faults.join("; "))
            }
        }
    }

    /// Records that it begins. Where that has to be recorded and cannot be, it does not begin.
    async fn can_begin(&self, begun: &Entry, untold: &mut Vec<Fault>) -> Result<(), Fault> {
        self.can_record().await?;
        *untold = self.record(begun.clone()).await;
        match untold.first() {
            Some(fault) if self.records.required => Err(unrecorded(fault)),
            _ => Ok(()),
        }
    }

    async fn begun(&self, action: Action, target: Clean) -> Entry {
        Entry {
            at: now(),
            deed: Some(Clean::line(&format!("{:016x}", RandomState::new().hash_one((now().0, std::process::id()))))),
            subject: self.subject().await,
            context: self.context.clone(),
            ..Entry::beginning(action.spec().id, target)
        }
    }

    /// Who does it; asked once, and again after a while where nobody says. It stays empty then: that
    /// keeps no one from working.
    async fn subject(&self) -> Clean {
        if let Some(subject) = self.subject.get() {
            return subject.clone();
        }
        let is_fresh = |at: Instant| at.elapsed() < UNKNOWN;
        if self.unknown.lock().is_ok_and(|unknown| unknown.is_some_and(is_fresh)) {
            return Clean::default();
        }
        let asked = timeout(PATIENCE, self.identity.who_am_i(Steps::ignored())).await;
        let user = asked.ok().and_then(Result::ok).and_then(|told| told.answer.user.clone());
        let Some(user) = user else {
            if let Ok(mut unknown) = self.unknown.lock() {
                *unknown = Some(Instant::now());
            }
            return Clean::default();
        };
        self.subject.get_or_init(|| Clean::line(user.as_str())).clone()
    }

    /// Whether the sinks would take an entry, where nothing may be done without.
    async fn can_record(&self) -> Result<(), Fault> {
        if !self.records.required {
            return Ok(());
        }
        let records = Arc::clone(&self.records);
        let tried =
            within(move || records.sinks.iter().map(Sink::try_out).find(Result::is_err).unwrap_or(Ok(()))).await;
        tried.map_err(|fault| unrecorded(&fault))
    }

    /// Puts an entry everywhere it goes; what could not be.
    async fn record(&self, entry: Entry) -> Vec<Fault> {
        let records = Arc::clone(&self.records);
        let put = within(move || {
            let own = records.ledger.append(&entry).err();
            Ok(own.into_iter().chain(records.sinks.iter().filter_map(|sink| sink.put(&entry).err())).collect())
        });
        put.await.unwrap_or_else(|fault| vec![fault])
    }
}

fn unrecorded(fault: &Fault) -> Fault {
    let happened = format!("it has to be recorded, and cannot be: {}", fault.happened);
    let cure = "tell the administrators: the configuration says `audit.required`";
    Fault::new(FaultKind::Local, "do anything here", &happened, cure)
}

fn ended(begun: Entry, outcome: &Outcome) -> Entry {
    Entry {
        at: now(),
        outcome: outcome.ending(),
        detail: outcome.told(),
        request_id: outcome.request_id().cloned(),
        ..begun
    }
}

fn lost() -> Outcome {
    Outcome::InDoubt { probe: Rows {}.into(), fault: fell_over(SENT) }
}

/// Does what may block, for as long as patience lasts.
async fn within<T: Send + 'static>(work: impl FnOnce() -> Result<T, Fault> + Send + 'static) -> Result<T, Fault> {
    match timeout(PATIENCE, tokio::task::spawn_blocking(work)).await {
        Ok(Ok(done)) => done,
        Ok(Err(_)) => Err(fell_over("record it")),
        Err(_) => {
            let happened = format!("the journal did not take it within {} s", PATIENCE.as_secs());
            Err(Fault::new(FaultKind::TimedOut, "record it", &happened, ""))
        }
    }
}

impl CommandPort for Journaled {
    fn foresee<'a>(&'a self, command: Command) -> Answering<'a, Forecast> {
        self.0.inner.foresee(command)
    }

    fn command<'a>(&'a self, command: Command) -> BoxFuture<'a, Outcome> {
        let recorder = Arc::clone(&self.0);
        // in a task of its own: whoever stops waiting for it neither breaks it off nor keeps it from
        // being recorded
        Box::pin(
            async move { tokio::spawn(async move { recorder.obey(command).await }).await.unwrap_or_else(|_| lost()) },
        )
    }

    fn verdict<'a>(&'a self, reference: EntityRef, text: String) -> Answering<'a, Vec<Problem>> {
        self.0.inner.verdict(reference, text)
    }
}

impl JournalPort for Journaled {
    fn journal<'a>(&'a self) -> Answering<'a, Journal> {
        let records = Arc::clone(&self.0.records);
        Box::pin(async move { Ok(Told::now(within(move || records.ledger.read()).await?)) })
    }

    fn begin<'a>(&'a self, action: Action, target: Clean) -> BoxFuture<'a, Result<Entry, Fault>> {
        Box::pin(async move {
            let begun = self.0.begun(action, target).await;
            // what could not be recorded is told with the end
            self.0.can_begin(&begun, &mut Vec::new()).await?;
            Ok(begun)
        })
    }

    fn end<'a>(&'a self, begun: Entry, outcome: Ending, told: Clean) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let faults = self.0.record(Entry { at: now(), outcome, detail: told, ..begun }).await;
            faults.into_iter().next().map_or(Ok(()), Err)
        })
    }
}
