//! The example workspace: its files, and where there is git a history for its timelines.

use crate::adapters::systems::git::Git;
use crate::adapters::workspace::{EXAMPLE_STAMP, example_history, unpack_example};
use crate::platform::clock;
use crate::platform::fault::Fault;
use std::path::{Path, PathBuf};

/// Unpacks the example into a folder, and gives it its history.
pub(super) fn example(to: &Path, fresh: bool) -> Result<PathBuf, Fault> {
    let folder = unpack_example(to, fresh)?;
    if folder.join(".git").symlink_metadata().is_err()
        && let Err(fault) = begin(&folder)
    {
        // the rest of the example does without
        tracing::warn!("{fault}");
    }
    Ok(folder)
}

fn begin(folder: &Path) -> Result<(), Fault> {
    let git = Git::find(folder)?;
    let folder = folder.to_owned();
    // on a thread of its own: who calls may be driving other work
    let working = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let Ok(runtime) = runtime else { return Ok(()) };
        runtime.block_on(git.begin(&folder, &example_history(clock::now()), &[EXAMPLE_STAMP]))
    });
    working.join().unwrap_or(Ok(()))
}
