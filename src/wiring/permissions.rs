//! What a portal permits, and where it is kept which permissions it has.

use crate::adapters::kept::{KeptPublished, Theirs};
use crate::adapters::portal::{Portal, PortalPermissions};
use crate::config::Chosen;
use crate::platform::permissions::{PermissionPort, PublishedKeep, Unkept};
use std::path::PathBuf;
use std::sync::Arc;

/// The permissions of a portal, kept in the folder of whoever it is, once that is known (`is_kept`).
pub(super) fn of_portal(
    portal: &Arc<Portal>,
    chosen: &Chosen,
    (cache, theirs): (PathBuf, Theirs),
    is_kept: bool,
) -> Arc<dyn PermissionPort> {
    let keep: Arc<dyn PublishedKeep> = match is_kept {
        true => Arc::new(KeptPublished::new(cache).while_theirs(theirs)),
        false => Arc::new(Unkept),
    };
    Arc::new(PortalPermissions::new(Arc::clone(portal), chosen.sign_in.decisions, keep))
}
