//! What belongs to one line.

use super::known::Known;
use super::place::Rolling;
use crate::domain::model::cluster::{Object, ObjectRef};
use crate::domain::model::provision::{Asked, Manifest, Rollout};
use std::sync::Arc;

/// One line before it is told.
#[derive(Clone, Debug)]
pub(super) struct Line<'e> {
    /// The object that it is about; none as long as it is about a task.
    pub(super) object: Option<ObjectRef>,
    /// The cluster, where that is known.
    pub(super) cluster: Option<Arc<str>>,
    /// The file, in the state that the line tells of.
    pub(super) file: Option<&'e Manifest>,
    /// Other files that described the object before this one, the last one first.
    pub(super) before: Vec<&'e Manifest>,
    /// The requests, the one that it tells of first.
    pub(super) requests: Vec<String>,
    /// Why it is not known which request it is of.
    pub(super) doubt: Option<String>,
    /// What rolls it out.
    pub(super) rolling: Rolling,
    /// What is there in the cluster.
    pub(super) live: Live<'e>,
}

/// What is known of the object in its cluster.
#[derive(Clone, Debug)]
pub(super) enum Live<'e> {
    /// It is there, in the state that was asked for.
    Sure(Thing<'e>),
    /// It is there, in the state of before; why that is known.
    Before(Thing<'e>, String),
    /// Nothing is known, or what is there may be another one; why.
    Unknown(String),
}

/// What was asked for, as it is there.
#[derive(Clone, Copy, Debug)]
pub(super) enum Thing<'e> {
    /// An object of a cluster.
    Object(&'e Object),
    /// An application of Argo CD.
    App(&'e Rollout),
}

impl<'e> Thing<'e> {
    pub(super) fn request(self) -> Option<&'e str> {
        match self {
            Self::Object(object) => object.request(),
            Self::App(rollout) => rollout.request.as_ref().map(|id| id.as_str()),
        }
    }
}

impl<'e> Line<'e> {
    /// A line about a task.
    pub(super) fn of_task(id: &str) -> Self {
        Self {
            object: None,
            cluster: None,
            file: None,
            before: Vec::new(),
            requests: vec![id.to_owned()],
            doubt: None,
            rolling: Rolling::Unknown(String::new()),
            live: Live::Unknown(String::new()),
        }
    }

    /// Takes over what another line tells of the same object that does not count any more: its file and its requests
    /// are those of before.
    pub(super) fn follows(mut self, other: &Self) -> Self {
        let is_new = |id: &&String| !self.requests.contains(id);
        let earlier: Vec<String> = other.requests.iter().filter(is_new).cloned().collect();
        self.requests.extend(earlier);
        self.before.extend(other.file);
        self.before.extend(&other.before);
        self
    }

    /// The request that it tells of.
    pub(super) fn request(&self) -> Option<&str> {
        self.requests.first().map(String::as_str).filter(|_| self.doubt.is_none())
    }

    /// The task of that request.
    pub(super) fn task<'k>(&self, known: &'k Known<'e>) -> Option<&'k Asked> {
        known.asked.get(self.request()?).copied()
    }

    /// The object that is there, whichever state it is in.
    pub(super) fn thing(&self) -> Option<Thing<'e>> {
        match &self.live {
            Live::Sure(thing) | Live::Before(thing, _) => Some(*thing),
            Live::Unknown(_) => None,
        }
    }

    /// What rolls it out.
    pub(super) fn rollout(&self, known: &Known<'e>) -> Option<&'e Rollout> {
        match self.rolling {
            Rolling::By(place) => known.rollouts.get(place),
            Rolling::Unknown(_) => None,
        }
    }
}
