//! Notices that something was committed, pulled, switched or tagged. git writes each move of `HEAD`
//! into its log, so a few folders are enough.

use super::place::Place;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// A command of git is over when nothing follows for so long.
const QUIET: Duration = Duration::from_millis(100);

/// The changes of a repository, for as long as this lives.
pub(super) struct Changes {
    happened: UnboundedReceiver<()>,
    _watcher: RecommendedWatcher,
}

impl Changes {
    /// Watches a repository; `None` where the system does not tell of changes.
    pub(super) async fn of(place: &Place) -> Option<Self> {
        let folders = place.folders.clone();
        tokio::task::spawn_blocking(move || Self::in_folders(&folders)).await.ok().flatten()
    }

    fn in_folders([own, common]: &[PathBuf; 2]) -> Option<Self> {
        let (send, happened) = unbounded_channel();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            if event.as_ref().map_or(true, matters) {
                let _ = send.send(());
            }
        })
        .ok()?;
        watcher.watch(own, RecursiveMode::NonRecursive).ok()?;
        // a new repository has no log yet, and one without tags none of these
        for folder in [own.join("logs"), common.join("refs/tags")] {
            let _ = watcher.watch(&folder, RecursiveMode::NonRecursive);
        }
        Some(Self { happened, _watcher: watcher })
    }

    /// Waits for the next change and until it is over.
    pub(super) async fn next(&mut self) {
        if self.happened.recv().await.is_none() {
            // the watcher lives as long as this does, so its end is never heard
            std::future::pending::<()>().await;
        }
        while let Ok(Some(())) = tokio::time::timeout(QUIET, self.happened.recv()).await {}
    }
}

/// Reading is no change, and of what else is in the folder only `HEAD` and its log matter.
fn matters(event: &Event) -> bool {
    let is_change = !matches!(event.kind, EventKind::Access(_));
    let is_head = |path: &Path| path.file_name().is_some_and(|name| name == "HEAD" || name == "logs");
    let is_tag = |path: &Path| path.parent().is_some_and(|folder| folder.ends_with("refs/tags"));
    is_change && event.paths.iter().any(|path| is_head(path) || is_tag(path))
}
