use super::ObjectRef;
use crate::domain::model::At;
use crate::domain::text::Clean;

/// How an event is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Gravity {
    /// As it should be.
    #[default]
    Normal,
    /// Something to look at.
    Warning,
}

/// An event that a cluster tells of one of its objects (`events.k8s.io/v1`, or those of `v1`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectEvent {
    /// Names it in its cluster.
    pub uid: Clean,
    /// When it was seen last.
    pub at: At,
    /// When it was seen first, where it was seen more than once.
    pub first: Option<At>,
    /// How often it was seen.
    pub count: u32,
    /// How it is meant.
    pub gravity: Gravity,
    /// Why, as one word: `FailedScheduling`.
    pub reason: Clean,
    /// What happened.
    pub message: Clean,
    /// What it is about.
    pub about: ObjectRef,
    /// Who tells it: `kubelet`.
    pub by: Clean,
}
