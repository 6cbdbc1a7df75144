//! What all clones of a workspace share: the last state, and the watch that keeps it true.

use super::checkout::Checkout;
use super::docs::search::Known;
use super::follow::{Following, follow};
use super::root::Root;
use super::scaffold::runs::Runs;
use super::scan::scan;
use super::snapshot::Snapshot;
use crate::domain::model::EntityRef;
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::HistoryPort;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, Weak};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Questions within so short a time of the beginning of a scan are answered by it.
const TOGETHER: Duration = Duration::from_millis(50);

/// A state, or none before the first scan.
pub(super) type State = Option<Arc<Snapshot>>;

pub(super) struct Shared {
    pub(super) name: Clean,
    pub(super) user: Option<EntityRef>,
    root: RwLock<Arc<Root>>,
    checkout: OnceLock<Checkout>,
    state: watch::Sender<State>,
    /// Counts how often something changed in the folder, whatever it was.
    touched: watch::Sender<u64>,
    /// One scan at a time; when the last one began and ended.
    scanning: Mutex<Option<(Instant, Instant)>>,
    following: Mutex<Weak<Following>>,
    history: OnceLock<Arc<dyn HistoryPort>>,
    runs: OnceLock<Arc<Runs>>,
    /// Pages of docs that a search has read.
    pub(super) searched: Mutex<Known>,
}

impl Shared {
    pub(super) fn new(root: Root, name: Clean, user: Option<EntityRef>) -> Self {
        Self {
            name,
            user,
            root: RwLock::new(Arc::new(root)),
            checkout: OnceLock::new(),
            state: watch::Sender::new(None),
            touched: watch::Sender::new(0),
            scanning: Mutex::new(None),
            following: Mutex::new(Weak::new()),
            history: OnceLock::new(),
            runs: OnceLock::new(),
            searched: Mutex::default(),
        }
    }

    /// Where templates run; the first one that is given stays.
    pub(super) fn keep_runs(&self, runs: Runs) {
        let _ = self.runs.set(Arc::new(runs));
    }

    /// Where templates run.
    pub(super) fn runs(&self) -> Option<Arc<Runs>> {
        self.runs.get().cloned()
    }

    /// The history that changes are committed to; the first one that is given stays.
    pub(super) fn keep_history(&self, history: Arc<dyn HistoryPort>) {
        let _ = self.history.set(history);
    }

    pub(super) fn history(&self) -> Option<Arc<dyn HistoryPort>> {
        self.history.get().cloned()
    }

    pub(super) fn root(&self) -> Arc<Root> {
        Arc::clone(&self.root.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn root_path(&self) -> std::path::PathBuf {
        self.root().path().to_owned()
    }

    /// What git says of the folder; read once.
    pub(super) fn checkout(&self) -> &Checkout {
        self.checkout.get_or_init(|| Checkout::of(self.root().path()))
    }

    /// The states to come.
    pub(super) fn states(&self) -> watch::Receiver<State> {
        self.state.subscribe()
    }

    /// Tells of changes to any files, as long as the folder is followed.
    pub(super) fn touches(&self) -> watch::Receiver<u64> {
        self.touched.subscribe()
    }

    /// Something in the folder changed.
    pub(super) fn touch(&self) {
        self.touched.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// The present state: the last one while somebody follows the folder, else a look at what
    /// changed since.
    pub(super) fn current(&self) -> Result<Arc<Snapshot>, Fault> {
        let asked = Instant::now();
        let mut scanning = self.scanning.lock().unwrap_or_else(PoisonError::into_inner);
        // the first questions come together, and one scan answers them all
        let is_for_us = scanning.is_some_and(|(begun, ended)| ended > asked && begun + TOGETHER > asked);
        let last = self.state.borrow().clone();
        match last {
            Some(last) if is_for_us || self.is_followed() => Ok(last),
            last => self.scan_locked(&mut scanning, last),
        }
    }

    fn is_followed(&self) -> bool {
        let following = self.following.lock().unwrap_or_else(PoisonError::into_inner);
        following.upgrade().is_some_and(|following| following.is_up())
    }

    /// Looks at the whole folder again.
    pub(super) fn rescan(&self) -> Result<Arc<Snapshot>, Fault> {
        let mut scanning = self.scanning.lock().unwrap_or_else(PoisonError::into_inner);
        let last = self.state.borrow().clone();
        self.scan_locked(&mut scanning, last)
    }

    fn scan_locked(&self, scanning: &mut Option<(Instant, Instant)>, last: State) -> Result<Arc<Snapshot>, Fault> {
        let begun = Instant::now();
        // the folder may have been replaced by another of its name
        let root = Arc::new(self.root().again().map_err(|error| gone(self.root().path(), &error))?);
        *self.root.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&root);
        let snapshot = Arc::new(scan(&root, last.as_deref()));
        self.publish(&snapshot);
        *scanning = Some((begun, Instant::now()));
        Ok(snapshot)
    }

    /// Changes the state by reading some files again; the whole folder when they lead elsewhere now.
    pub(super) fn reread(&self, paths: &std::collections::BTreeSet<String>) -> Result<Arc<Snapshot>, Fault> {
        let mut scanning = self.scanning.lock().unwrap_or_else(PoisonError::into_inner);
        let last = self.state.borrow().clone();
        let changed = last.as_ref().and_then(|last| super::scan::reread(&self.root(), last, paths));
        match changed {
            Some(changed) => {
                let changed = Arc::new(changed);
                self.publish(&changed);
                Ok(changed)
            }
            None => self.scan_locked(&mut scanning, last),
        }
    }

    fn publish(&self, snapshot: &Arc<Snapshot>) {
        self.state.send_replace(Some(Arc::clone(snapshot)));
    }

    /// Has the folder watched for as long as the answer lives.
    pub(super) fn follow(self: &Arc<Self>) -> Arc<Following> {
        let mut following = self.following.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(following) = following.upgrade() {
            return following;
        }
        let new = Arc::new(follow(self));
        *following = Arc::downgrade(&new);
        new
    }
}

fn gone(path: &Path, error: &std::io::Error) -> Fault {
    let tried = format!("read the workspace {}", path.display());
    Fault::new(FaultKind::Local, &tried, &error.to_string(), "see whether the folder is still there")
}
