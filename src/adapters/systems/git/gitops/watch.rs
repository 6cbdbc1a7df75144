//! Notices that something was committed, merged, fetched or taken away in any of several repositories.

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// A command of git is over when nothing follows for so long.
const QUIET: Duration = Duration::from_millis(200);

/// The changes of repositories, for as long as this lives.
pub(super) struct Changes {
    happened: UnboundedReceiver<()>,
    _watcher: RecommendedWatcher,
}

impl Changes {
    /// Watches repositories, and folders in which others may come to be; `None` where the system does not tell of
    /// changes.
    pub(super) async fn of(folders: Vec<PathBuf>, repositories: Vec<PathBuf>) -> Option<Self> {
        tokio::task::spawn_blocking(move || Self::watching(&folders, &repositories)).await.ok().flatten()
    }

    fn watching(folders: &[PathBuf], repositories: &[PathBuf]) -> Option<Self> {
        let (send, happened) = unbounded_channel();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            if event.as_ref().map_or(true, matters) {
                let _ = send.send(());
            }
        })
        .ok()?;
        let mut is_watched = false;
        for folder in folders {
            is_watched |= watcher.watch(folder, RecursiveMode::NonRecursive).is_ok();
        }
        for repository in repositories {
            is_watched |= watcher.watch(repository, RecursiveMode::NonRecursive).is_ok();
            is_watched |= watcher.watch(&repository.join("refs"), RecursiveMode::Recursive).is_ok();
        }
        is_watched.then_some(Self { happened, _watcher: watcher })
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

/// Branches, and folders that come and go; what git itself locks and writes beside them is none.
fn matters(event: &Event) -> bool {
    let is_change = !matches!(event.kind, EventKind::Access(_));
    let is_ref = |path: &Path| path.components().any(|part| part.as_os_str() == "refs");
    let is_head = |path: &Path| path.file_name().is_some_and(|name| name == "HEAD" || name == "packed-refs");
    let is_folder =
        |path: &Path| matches!(event.kind, EventKind::Create(_) | EventKind::Remove(_)) && path.extension().is_none();
    let is_lock = |path: &Path| path.extension().is_some_and(|it| it == "lock");
    is_change && event.paths.iter().any(|path| !is_lock(path) && (is_ref(path) || is_head(path) || is_folder(path)))
}
