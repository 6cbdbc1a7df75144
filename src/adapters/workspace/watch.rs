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
/// Looking takes no more than this part of the time: so much more than a look took is waited
/// before the next one.
const REST: u32 = 20;
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
    /// Some folders are left out, since there are so many.
    is_partial: bool,
    /// Some folders are left out, since the system watches no more of them.
    is_short: bool,
    /// What the last look took.
    cost: Duration,
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
        Self {
            watcher,
            root: root.path().to_owned(),
            watched: HashSet::new(),
            is_partial: false,
            is_short: false,
            cost: Duration::ZERO,
            root_is_gone: false,
        }
    }

    /// Notes how long it took to look at the whole folder.
    pub(super) fn took(&mut self, cost: Duration) {
        self.cost = cost;
    }

    /// How long to wait before a look; nothing where the system tells of every change.
    pub(super) fn pause(&self) -> Option<Duration> {
        let least = match &self.watcher {
            None => LOOK,
            Some(_) if self.root_is_gone || self.is_short => LOOK,
            Some(_) if self.is_partial => LOOK_AROUND,
            Some(_) => return None,
        };
        Some(stretched(least, self.cost))
    }

    /// Watches what this state was made of; whether there was something that was not watched yet.
    pub(super) fn cover(&mut self, state: &Snapshot) -> bool {
        let wanted = self.wanted(state);
        let gone: Vec<String> = self.watched.iter().filter(|folder| !wanted.contains(*folder)).cloned().collect();
        gone.iter().for_each(|folder| self.unwatch(folder));
        let new: Vec<String> = wanted.into_iter().filter(|folder| !self.watched.contains(folder)).collect();
        let before = self.watched.len();
        let was_short = std::mem::take(&mut self.is_short);
        for folder in new {
            if let Err(error) = self.watch(folder) {
                self.is_short = true;
                if !was_short {
                    tracing::warn!("not all folders can be watched, looking at them now and then: {error}");
                }
                if is_limit(&error) {
                    break;
                }
            }
        }
        self.watched.len() > before
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

    fn watch(&mut self, folder: String) -> notify::Result<()> {
        let Some(watcher) = &mut self.watcher else { return Ok(()) };
        match watcher.watch(&absolute(&self.root, &folder), RecursiveMode::NonRecursive) {
            Ok(()) => drop(self.watched.insert(folder)),
            // gone again: the next look shows it
            Err(error) if is_missing(&error) => {}
            Err(error) => return Err(error),
        }
        Ok(())
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

fn stretched(least: Duration, cost: Duration) -> Duration {
    least.max(cost.saturating_mul(REST))
}

/// Whether the next folder would be refused just the same: `ENOSPC` of inotify, and no more files.
fn is_limit(error: &notify::Error) -> bool {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => true,
        notify::ErrorKind::Io(error) => matches!(error.raw_os_error(), Some(23 | 24 | 28)),
        _ => false,
    }
}

fn is_missing(error: &notify::Error) -> bool {
    match &error.kind {
        notify::ErrorKind::PathNotFound => true,
        notify::ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_at_a_large_folder_takes_a_small_part_of_the_time() {
        assert_eq!(stretched(LOOK, Duration::from_millis(5)), LOOK);
        assert_eq!(stretched(LOOK, Duration::from_secs(3)), Duration::from_secs(60));
    }

    #[test]
    fn only_what_holds_for_every_folder_ends_the_watching_of_more() {
        let io = |code| notify::Error::io(std::io::Error::from_raw_os_error(code));
        assert!(is_limit(&notify::Error::new(notify::ErrorKind::MaxFilesWatch)) && is_limit(&io(28)));
        assert!(!is_limit(&io(13)) && !is_limit(&notify::Error::path_not_found()));
    }
}
