//! What forges know of changes.

use super::fault::{Fault, FaultKind};
use super::steps::Answering;
use crate::domain::model::EntityRef;
use crate::domain::model::forge::{PullId, PullRequest, Pulls};
use futures_util::FutureExt as _;

/// What forges know of changes.
pub trait ForgePort: Send + Sync {
    /// Pull requests of the repository that an entity comes from.
    fn pulls<'a>(&'a self, reference: EntityRef) -> Answering<'a, Pulls>;

    /// One pull request with its reviews, checks and files.
    fn pull<'a>(&'a self, id: PullId) -> Answering<'a, PullRequest>;
}

/// A platform whose forge nobody can ask.
#[derive(Clone, Copy, Debug)]
pub struct NoForge;

/// The fault of asking about a change whose forge is not connected.
pub fn no_forge(tried: &str) -> Fault {
    let cure = "name the forge in the configuration (`stagedoor config path`)";
    Fault::new(FaultKind::Unsupported, tried, "no forge is connected", cure)
}

impl ForgePort for NoForge {
    fn pulls<'a>(&'a self, _: EntityRef) -> Answering<'a, Pulls> {
        async { Err(no_forge("list pull requests")) }.boxed()
    }

    fn pull<'a>(&'a self, _: PullId) -> Answering<'a, PullRequest> {
        async { Err(no_forge("read the pull request")) }.boxed()
    }
}
