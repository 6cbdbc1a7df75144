//! The docs of a portal, and where what is read of them is kept.

use crate::adapters::kept::{KeptDocs, Theirs};
use crate::adapters::portal::{Portal, PortalDocs};
use crate::platform::docs::{DocsKeep, DocsPort, NoDocsKept};
use std::path::PathBuf;
use std::sync::Arc;

/// Kept in the folder of whoever it is, once that is known (`is_kept`).
pub(super) fn of_portal(portal: &Arc<Portal>, (cache, theirs): (PathBuf, Theirs), is_kept: bool) -> Arc<dyn DocsPort> {
    let keep: Arc<dyn DocsKeep> = match is_kept {
        true => Arc::new(KeptDocs::new(cache).while_theirs(theirs)),
        false => Arc::new(NoDocsKept),
    };
    Arc::new(PortalDocs::new(Arc::clone(portal), keep))
}
