//! The files that the user may name.

use crate::adapters::files::Files;
use crate::cli::How;
use crate::platform::files::{FilePort, NoFiles};
use std::sync::Arc;

/// Those of the user; none in restricted mode.
pub(super) fn of(how: &How<'_>) -> Arc<dyn FilePort> {
    match how.restricted {
        Some(_) => Arc::new(NoFiles),
        None => Arc::new(Files::of(how.folders.home.clone())),
    }
}
