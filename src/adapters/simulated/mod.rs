//! Access that is only played. A ledger in a file goes through the same states by the same policy as a system that
//! grants access, so that one can learn, and try out, how access is asked for, answered and used. It grants nothing,
//! and says so wherever it is shown.
//!
//! The ledger stands for the system, not for a user: all who open the folder on this account meet in it, each under
//! the name that the configuration or git gives them. Who counts as one of those that have to agree, the catalog's
//! groups and users say; as those that it does not know, anybody else does.

mod book;
mod deeds;
mod foresight;
mod order;
mod people;
mod port;
mod things;

pub use deeds::SimulatedDeeds;

use crate::domain::model::At;
use crate::domain::model::access::{AccessEvent, AccessLedger, AccessPolicy, Colleagues};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{CatalogPort, IdentityPort};
use book::Book;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::watch;

/// What every answer and every forecast ends with.
const SIMULATED: &str = "simulated: it grants nothing";

/// What a ledger is made of.
pub struct SimulatedSetup {
    /// What the platform is called: the cluster in the names of resources.
    pub name: Clean,
    /// The folder of the ledger; it is in memory without one.
    pub folder: Option<PathBuf>,
    /// Who has to agree to what.
    pub policy: Arc<AccessPolicy>,
    /// Colleagues that are played, where there are any.
    pub colleagues: Option<Colleagues>,
    /// What there is.
    pub catalog: Arc<dyn CatalogPort>,
    /// Who one is.
    pub identity: Arc<dyn IdentityPort>,
    /// The clock.
    pub clock: Arc<dyn Fn() -> At + Send + Sync>,
}

/// Access that is only played. Cheap to clone.
#[derive(Clone)]
pub struct SimulatedAccess(Arc<Played>);

struct Played {
    setup: SimulatedSetup,
    cluster: Arc<str>,
    book: Book,
    /// Counts what was done to the ledger in this process.
    changed: watch::Sender<u64>,
}

impl SimulatedAccess {
    /// The access of a setup. Nothing is read or written before the first question.
    pub fn new(setup: SimulatedSetup) -> Self {
        let book = Book::in_folder(setup.folder.clone());
        let cluster = things::cluster(setup.name.as_str());
        Self(Arc::new(Played { setup, cluster, book, changed: watch::Sender::new(0) }))
    }

    /// Forgets all that happened, for everybody who has the ledger open.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn forget(&self) -> Result<(), Fault> {
        self.0.book.clear()
    }

    /// The ledger as it is now: what came to its end meanwhile is taken in.
    async fn look(&self, now: At) -> Result<Arc<AccessLedger>, Fault> {
        self.blocking(move |played| played.book.look(now, played.setup.colleagues.as_ref())).await
    }

    /// Does something to the ledger, alone, and gives what it is then.
    async fn write<E: Send + 'static>(
        &self,
        now: At,
        deed: impl FnOnce(&mut AccessLedger) -> Result<AccessEvent, E> + Send + 'static,
    ) -> Result<Result<Arc<AccessLedger>, E>, Fault> {
        let done = self.blocking(move |played| played.book.write(now, played.setup.colleagues.as_ref(), deed)).await;
        self.0.changed.send_modify(|count| *count = count.wrapping_add(1));
        done
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Played) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let played = Arc::clone(&self.0);
        let stopped = |_| Fault::new(FaultKind::Local, "read the ledger of access", "the work was stopped", "");
        tokio::task::spawn_blocking(move || work(&played)).await.map_err(stopped)?
    }

    fn now(&self) -> At {
        (self.0.setup.clock)()
    }
}
