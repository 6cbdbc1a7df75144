//! The pages that this run read last, held as they were read.

use crate::domain::docs::Page;
use crate::domain::model::{At, EntityRef};
use std::collections::VecDeque;
use std::sync::Arc;

/// Pages that are held as they were read.
const PAGES: usize = 12;

/// A page that was read, with what it was read from.
#[derive(Clone)]
pub(super) struct Read {
    pub(super) path: String,
    pub(super) page: Arc<Page>,
    pub(super) html: Arc<str>,
    pub(super) tag: Option<String>,
    pub(super) at: At,
}

/// The pages that were read last, the latest at the end.
#[derive(Default)]
pub(super) struct Seen(VecDeque<(EntityRef, Read)>);

impl Seen {
    pub(super) fn find(&self, of: &EntityRef, path: &str) -> Option<Read> {
        self.0.iter().find(|(it, read)| it == of && read.path == path).map(|(_, read)| read.clone())
    }

    /// The page of a site that was read last.
    pub(super) fn last(&self, of: &EntityRef) -> Option<Read> {
        self.0.iter().rev().find(|(it, _)| it == of).map(|(_, read)| read.clone())
    }

    /// All of a site that are held.
    pub(super) fn all(&self, of: &EntityRef) -> Vec<Read> {
        self.0.iter().filter(|(it, _)| it == of).map(|(_, read)| read.clone()).collect()
    }

    /// Holds a page no more, or none of a site.
    pub(super) fn forget(&mut self, of: &EntityRef, path: Option<&str>) {
        self.0.retain(|(it, read)| it != of || path.is_some_and(|path| path != read.path));
    }

    pub(super) fn note(&mut self, of: &EntityRef, read: Read) {
        self.0.retain(|(it, old)| it != of || old.path != read.path);
        self.0.push_back((of.clone(), read));
        if self.0.len() > PAGES {
            self.0.pop_front();
        }
    }
}
