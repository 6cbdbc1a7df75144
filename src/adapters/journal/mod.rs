//! The journal: every command that is taken through stagedoor is one entry, whoever gives it.
//!
//! [`Journaled`] stands before the port that carries commands out, so there is no way around it.
//! The entry goes to a file of the user's own, and to the sinks that are configured.

mod file;
mod sink;
mod syslog;

pub use file::Ledger;
pub use sink::Sink;
pub use syslog::Place;

use crate::domain::model::journal::{Entry, Journal};
use crate::domain::model::{EntityRef, Problem};
use crate::domain::text::Clean;
use crate::platform::clock::now;
use crate::platform::command::{Command, Forecast};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::outcome::Outcome;
use crate::platform::ports::{Answering, CommandPort, IdentityPort, JournalPort, Steps, Told, fell_over};
use futures_util::future::BoxFuture;
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
    /// Nothing is done that cannot be recorded in the sinks.
    pub required: bool,
}

/// A port of commands that records each.
pub struct Journaled {
    inner: Arc<dyn CommandPort>,
    identity: Arc<dyn IdentityPort>,
    context: Clean,
    records: Arc<Records>,
    subject: OnceLock<Clean>,
    /// When nobody could say who the user is.
    unknown: Mutex<Option<Instant>>,
}

impl Journaled {
    /// Records what `inner` is told to do, in the context of that name.
    pub fn new(inner: Arc<dyn CommandPort>, identity: Arc<dyn IdentityPort>, context: Clean, records: Records) -> Self {
        Self {
            inner,
            identity,
            context,
            records: Arc::new(records),
            subject: OnceLock::new(),
            unknown: Mutex::default(),
        }
    }

    async fn obey(&self, command: Command) -> Outcome {
        if let Err(fault) = self.can_record().await {
            return Outcome::Refused(fault);
        }
        let asked = command.clone();
        let outcome = self.inner.command(command).await;
        let entry = self.entry(&asked, &outcome).await;
        match self.record(entry).await.as_slice() {
            [] => outcome,
            faults => {
                let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
                outcome.and_told(&faults.join("; "))
            }
        }
    }

    async fn entry(&self, command: &Command, outcome: &Outcome) -> Entry {
        Entry {
            at: now(),
            subject: self.subject().await,
            context: self.context.clone(),
            action: command.action().spec().id.into(),
            target: command.target(),
            outcome: outcome.ending(),
            detail: outcome.told(),
            request_id: outcome.request_id().cloned(),
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
        tried.map_err(|fault| {
            let happened = format!("it has to be recorded, and cannot be: {}", fault.happened);
            let cure = "tell the administrators: the configuration says `audit.required`";
            Fault::new(FaultKind::Local, "do anything here", &happened, cure)
        })
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
        self.inner.foresee(command)
    }

    fn command<'a>(&'a self, command: Command) -> BoxFuture<'a, Outcome> {
        Box::pin(self.obey(command))
    }

    fn verdict<'a>(&'a self, reference: EntityRef, text: String) -> Answering<'a, Vec<Problem>> {
        self.inner.verdict(reference, text)
    }
}

impl JournalPort for Journaled {
    fn journal<'a>(&'a self) -> Answering<'a, Journal> {
        let records = Arc::clone(&self.records);
        Box::pin(async move { Ok(Told::now(within(move || records.ledger.read()).await?)) })
    }
}
