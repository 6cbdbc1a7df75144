//! Where descriptors and docs come from, remembered for the entities that were read last.

use super::docs::Whence;
use crate::domain::model::{Entity, EntityRef};
use crate::platform::fault::{Fault, FaultKind};
use std::collections::VecDeque;

/// Entities whose source is remembered: as many as a user goes back through.
const REMEMBERED: usize = 64;

/// The entities read last, with their addresses (`None` for one that has none) and their docs.
#[derive(Debug, Default)]
pub(super) struct Sources(VecDeque<(EntityRef, Option<String>, Whence)>);

impl Sources {
    pub(super) fn note(&mut self, entity: &Entity) {
        self.0.retain(|(reference, ..)| reference != entity.reference());
        self.0.push_back((entity.reference().clone(), address_of(entity), Whence::of(entity)));
        if self.0.len() > REMEMBERED {
            self.0.pop_front();
        }
    }

    /// What is remembered of an entity, if anything is.
    pub(super) fn of(&self, reference: &EntityRef) -> Option<Option<String>> {
        self.0.iter().find(|(known, ..)| known == reference).map(|(_, address, _)| address.clone())
    }

    /// Where its docs come from, where that is remembered.
    pub(super) fn docs_of(&self, reference: &EntityRef) -> Option<Whence> {
        self.0.iter().find(|(known, ..)| known == reference).map(|(.., docs)| docs.clone())
    }
}

/// Where the descriptor can be edited: the address that the portal worked out, or the one that the
/// descriptor was read from. Never anything but a web address.
pub(super) fn address_of(entity: &Entity) -> Option<String> {
    let edit = entity.annotation("backstage.io/edit-url");
    let read =
        || entity.annotation("backstage.io/managed-by-location").and_then(|location| location.strip_prefix("url:"));
    let view = || entity.annotation("backstage.io/view-url");
    let web = |address: &&str| address.starts_with("https://") || address.starts_with("http://");
    edit.filter(web).or_else(|| read().filter(web)).or_else(|| view().filter(web)).map(str::to_owned)
}

pub(super) fn no_source(reference: &EntityRef) -> Fault {
    let tried = format!("find the source of {reference}");
    let happened = "it was not read from a web address";
    Fault::new(FaultKind::NotFound, &tried, happened, "its annotations name the location that it came from")
}
