//! Which folders the system is asked about, and how often to look where it does not tell.

use super::bodies::absolute;
use super::entry::{folder_of, is_within};
use super::shared::Shared;
use super::snapshot::Snapshot;
use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;
use std::time::Duration;

/// Between two looks where no word comes.
const LOOK: Duration = Duration::from_secs(2);
/// Between two looks where some folders are not watched.
const LOOK_AROUND: Duration = Duration::from_secs(30);
/// So many folders are watched; beyond that only those that catalog files lie in.
const FOLDERS: usize = 8_000;

/// Reading is no change, least of all our own.
pub(super) fn matters(kind: &EventKind) -> bool {
    match kind {
        EventKind::Access(access) => *access == AccessKind::Close(AccessMode::Write),
        _ => true,
    }
}

/// The folders that are watched.
pub(super) struct Watch {
    watcher: Option<RecommendedWatcher>,
    root: PathBuf,
    watched: HashSet<String>,
    is_partial: bool,
    pub(super) root_is_gone: bool,
}

impl Watch {
    pub(super) fn new(shared: &Shared, hand_on: impl Fn(notify::Result<Event>) + Send + 'static) -> Self {
        let root = shared.root();
        let hand_on = move |event: notify::Result<Event>| {
            // what does not matter wakes nobody
            if event.as_ref().map_or(true, |event| matters(&event.kind)) {
                hand_on(event);
            }
        };
        let watcher = if root.is_remote() { None } else { notify::recommended_watcher(hand_on).ok() };
        Self { watcher, root: root.path().to_owned(), watched: HashSet::new(), is_partial: false, root_is_gone: false }
    }

    /// How long to wait before a look; nothing where the system tells of every change.
    pub(super) fn pause(&self) -> Option<Duration> {
        match (&self.watcher, self.is_partial) {
            (None, _) => Some(LOOK),
            _ if self.root_is_gone => Some(LOOK),
            (Some(_), true) => Some(LOOK_AROUND),
            (Some(_), false) => None,
        }
    }

    /// Watches what this state was made of; whether there was something that was not watched yet.
    pub(super) fn cover(&mut self, state: &Snapshot) -> bool {
        let wanted = self.wanted(state);
        let gone: Vec<String> = self.watched.iter().filter(|folder| !wanted.contains(*folder)).cloned().collect();
        gone.iter().for_each(|folder| self.unwatch(folder));
        let new: Vec<String> = wanted.into_iter().filter(|folder| !self.watched.contains(folder)).collect();
        let is_new = !new.is_empty();
        for folder in new {
            self.watch(folder);
        }
        is_new && self.watcher.is_some()
    }

    fn wanted(&mut self, state: &Snapshot) -> BTreeSet<String> {
        let mut wanted = BTreeSet::from([String::new()]);
        let documents = state.members.iter().flat_map(|member| &member.file.documents);
        let brought_in = documents.filter_map(|it| it.more.as_deref()).flat_map(|more| &more.placeholders);
        let brought_in = brought_in.filter_map(|placeholder| placeholder.path.as_deref().ok());
        let files = state.members.iter().map(|member| &*member.file.path).chain(brought_in);
        for file in files {
            let mut folder = folder_of(file);
            while !folder.is_empty() && wanted.insert(folder.to_owned()) {
                folder = folder_of(folder);
            }
        }
        self.is_partial = state.folders.len() > FOLDERS;
        if !self.is_partial {
            wanted.extend(state.folders.iter().cloned());
        }
        wanted
    }

    fn watch(&mut self, folder: String) {
        let path = absolute(&self.root, &folder);
        let Some(watcher) = &mut self.watcher else { return };
        match watcher.watch(&path, RecursiveMode::NonRecursive) {
            Ok(()) => drop(self.watched.insert(folder)),
            // gone again: the next look shows it
            Err(error) if is_missing(&error) => {}
            Err(error) => {
                tracing::warn!("cannot watch {}, looking every two seconds: {error}", path.display());
                self.watcher = None;
            }
        }
    }

    fn unwatch(&mut self, folder: &str) {
        self.watched.remove(folder);
        if let Some(watcher) = &mut self.watcher {
            let _ = watcher.unwatch(&absolute(&self.root, folder));
        }
    }

    /// A folder of that name may be another one now.
    pub(super) fn forget(&mut self, folder: &str) {
        let below: Vec<String> = self.watched.iter().filter(|it| is_within(it, folder)).cloned().collect();
        below.iter().for_each(|folder| self.unwatch(folder));
    }
}

fn is_missing(error: &notify::Error) -> bool {
    match &error.kind {
        notify::ErrorKind::PathNotFound => true,
        notify::ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}
