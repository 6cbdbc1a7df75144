//! Timelines: the port that a context has, and the feeds that systems bring to it.
//!
//! A system that knows what happened implements [`TimelineFeed`] in a file of its own; the wiring
//! gives it to the adapter that joins them. A feed that is slow, broken or not connected leaves its
//! own part unknown.

use super::fault::{Fault, FaultKind};
use super::steps::{Answering, Steps};
use crate::domain::model::timeline::{Heard, Timeline};
use crate::domain::model::{At, EntityRef};
use std::path::PathBuf;

/// Which events are asked for: the latest ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// None older than this.
    pub since: Option<At>,
    /// At most so many of each source.
    pub limit: usize,
}

/// What changed of entities.
pub trait TimelinePort: Send + Sync {
    /// The latest events of an entity. Parts come while sources are still being asked; where a source
    /// follows changes, [`super::steps::Step::Whole`] comes with each and the answer does not end.
    fn events<'a>(&'a self, reference: EntityRef, window: Window, steps: Steps<Timeline>) -> Answering<'a, Timeline>;

    /// The entity's descriptor as it was at an event, as text. `state` is what the event's lead says.
    fn descriptor_at<'a>(&'a self, reference: EntityRef, state: String) -> Answering<'a, String>;
}

/// One system's part of timelines.
pub trait TimelineFeed: Send + Sync {
    /// What it is called: `git`.
    fn name(&self) -> &str;

    /// Its latest events of an entity. A [`super::steps::Step::Part`] is what was heard so far; a feed
    /// that follows changes sends [`super::steps::Step::Whole`] for each and does not end. What it
    /// cannot know it says in the source's state; a fault is for what went wrong.
    fn events<'a>(&'a self, reference: EntityRef, window: Window, steps: Steps<Heard>) -> Answering<'a, Heard>;

    /// The descriptor as it was, where the feed keeps that; `None` where it does not.
    fn descriptor_at<'a>(&'a self, _reference: EntityRef, _state: String) -> Option<Answering<'a, String>> {
        None
    }
}

/// The part of a checkout that is an entity's, by absolute paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ground {
    /// The file that describes it.
    pub descriptor: PathBuf,
    /// Its folders and files.
    pub own: Vec<PathBuf>,
    /// What lies within those and is other entities'.
    pub others: Vec<PathBuf>,
    /// There are so many others within that only what lies directly in the folders is its own.
    pub is_flat: bool,
    /// The address of the repository's remote, without anything secret in it.
    pub remote: Option<String>,
    /// Whether the system tells of changes here; it does not on a network file system.
    pub can_be_followed: bool,
}

/// The fault of asking for a descriptor of which no source keeps older states.
pub fn no_older_states() -> Fault {
    let cure = "open it in a folder that is a git checkout, or at the forge";
    Fault::new(FaultKind::Unsupported, "read an older descriptor", "no source here keeps older ones", cure)
}

/// A commit as it is to be made for a history that is made up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastCommit {
    /// When it was.
    pub at: At,
    /// The name of who made it.
    pub who: String,
    /// The address of mail.
    pub email: String,
    /// The whole message.
    pub message: String,
    /// Files as they are from then on: paths from the root with `/`, and contents.
    pub files: Vec<(String, Vec<u8>)>,
    /// The branch that it is on; `None` is the main one.
    pub branch: Option<String>,
    /// The branch that it merges.
    pub merges: Option<String>,
    /// A release that is named there: the tag and its message.
    pub tag: Option<(String, String)>,
}
