//! Follows the folder: what is saved shows, and nothing wakes while nothing happens.
//!
//! One thread waits for the system's word on the folders that were looked into. Where that word
//! does not come (a network home, a limit reached) it looks for itself, as long as somebody follows.

use super::entry::name_of;
use super::ignored::holds_rules;
use super::load::is_candidate;
use super::manifest;
use super::omitted::is_left_out;
use super::shared::Shared;
use super::snapshot::Snapshot;
use super::watch::{Watch, matters};
use notify::event::ModifyKind;
use notify::{Event, EventKind};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

/// A save is over when nothing follows for so long: editors write, rename and touch.
const QUIET: Duration = Duration::from_millis(30);
/// What never becomes quiet is looked at all the same.
const LONGEST: Duration = Duration::from_millis(120);

/// A watch on the folder, for as long as this lives.
pub(super) struct Following {
    signals: Sender<Signal>,
    is_up: Arc<AtomicBool>,
}

enum Signal {
    Happened(notify::Result<Event>),
    Stop,
}

impl Following {
    /// Whether the state is kept true without anybody looking.
    pub(super) fn is_up(&self) -> bool {
        self.is_up.load(Ordering::Acquire)
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        let _ = self.signals.send(Signal::Stop);
    }
}

/// Starts to follow a folder that was scanned before.
pub(super) fn follow(shared: &Arc<Shared>) -> Following {
    let (signals, received) = channel();
    let is_up = Arc::new(AtomicBool::new(false));
    let follower = Follower { shared: Arc::downgrade(shared), received, is_up: Arc::clone(&is_up) };
    let to_watch = signals.clone();
    // without a thread there is no following, and the first answer stands
    let started = std::thread::Builder::new().name("workspace".into()).spawn(move || follower.run(to_watch));
    if let Err(error) = started {
        tracing::warn!("cannot follow the folder: {error}");
    }
    Following { signals, is_up }
}

struct Follower {
    shared: Weak<Shared>,
    received: Receiver<Signal>,
    is_up: Arc<AtomicBool>,
}

impl Follower {
    fn run(self, signals: Sender<Signal>) -> Option<()> {
        let mut watch = self
            .shared
            .upgrade()
            .map(|shared| Watch::new(&shared, move |event| drop(signals.send(Signal::Happened(event)))))?;
        // what changed before the watch stood
        self.look(&mut watch)?;
        loop {
            let signal = match watch.pause() {
                None => self.received.recv().ok()?,
                Some(pause) => match self.received.recv_timeout(pause) {
                    Ok(signal) => signal,
                    Err(RecvTimeoutError::Timeout) => {
                        self.look(&mut watch)?;
                        continue;
                    }
                    Err(RecvTimeoutError::Disconnected) => return None,
                },
            };
            let shared = self.shared.upgrade()?;
            let last = shared.states().borrow().clone()?;
            let mut change = Change::default();
            self.settle(signal, |event| change.add(event, &shared, &last))?;
            self.act(&change, &shared, &mut watch)?;
        }
    }

    /// Takes signals until it is quiet; nothing when it is time to stop.
    fn settle(&self, first: Signal, mut take: impl FnMut(notify::Result<Event>)) -> Option<()> {
        let begun = Instant::now();
        let mut signal = first;
        loop {
            match signal {
                Signal::Stop => return None,
                Signal::Happened(event) => take(event),
            }
            if begun.elapsed() > LONGEST {
                return Some(());
            }
            signal = match self.received.recv_timeout(QUIET) {
                Ok(signal) => signal,
                Err(RecvTimeoutError::Timeout) => return Some(()),
                Err(RecvTimeoutError::Disconnected) => return None,
            };
        }
    }

    fn act(&self, change: &Change, shared: &Shared, watch: &mut Watch) -> Option<()> {
        change.lost.iter().for_each(|folder| watch.forget(folder));
        if change.whole {
            return self.look(watch);
        }
        if (!change.files.is_empty() || change.brought_in)
            && let Ok(state) = shared.reread(&change.files)
        {
            watch.cover(&state);
        }
        // whoever is told looks at the new state
        shared.touch();
        Some(())
    }

    /// Looks at the whole folder, and again while there are folders that were not watched meanwhile.
    fn look(&self, watch: &mut Watch) -> Option<()> {
        let shared = self.shared.upgrade()?;
        for _ in 0..4 {
            let begun = Instant::now();
            let state = shared.rescan();
            watch.took(begun.elapsed());
            let Ok(state) = state else {
                watch.root_is_gone = true;
                break;
            };
            watch.root_is_gone = false;
            if !watch.cover(&state) {
                break;
            }
        }
        self.is_up.store(watch.pause().is_none(), Ordering::Release);
        shared.touch();
        Some(())
    }
}

/// What happened, as far as it matters here.
#[derive(Default)]
struct Change {
    whole: bool,
    /// Catalog files to read again.
    files: BTreeSet<String>,
    /// A file that a placeholder brings in changed.
    brought_in: bool,
    /// Folders that are gone, or that are others now.
    lost: Vec<String>,
}

impl Change {
    fn add(&mut self, event: notify::Result<Event>, shared: &Shared, last: &Snapshot) {
        let Ok(event) = event else {
            self.whole = true;
            return;
        };
        self.whole |= event.need_rescan();
        if matters(&event.kind) {
            let root = shared.root();
            for path in event.paths.iter().filter_map(|path| below(root.path(), path)) {
                self.path(&path, &event.kind, shared, last);
            }
        }
    }

    fn path(&mut self, path: &str, kind: &EventKind, shared: &Shared, last: &Snapshot) {
        let is_data = matches!(kind, EventKind::Modify(ModifyKind::Data(_)) | EventKind::Access(_));
        if last.file(path).is_some() {
            self.files.insert(path.to_owned());
        } else if path == manifest::NAME || holds_rules(name_of(path)) {
            self.whole = true;
        } else if last.folders.contains(path) {
            // of a folder that stays only what is in it matters
            if !is_data && !matches!(kind, EventKind::Modify(ModifyKind::Metadata(_))) {
                self.lost.push(path.to_owned());
                self.whole = true;
            }
        } else if last.is_brought_in(path) {
            self.brought_in = true;
        } else if is_candidate(path) || (!is_data && may_be_catalog(path, shared)) {
            self.whole |= !is_left_out(&shared.root(), path);
        }
    }
}

/// Whether something new may be a catalog file, or a folder with some.
fn may_be_catalog(path: &str, shared: &Shared) -> bool {
    let is_yaml = path.ends_with(".yaml") || path.ends_with(".yml");
    is_yaml || shared.root().folder(path).is_ok()
}

fn below(root: &Path, path: &Path) -> Option<String> {
    let path = path.strip_prefix(root).ok()?;
    let parts: Option<Vec<&str>> = path.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}
