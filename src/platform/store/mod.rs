//! What is known, once: for each question that is wanted the last good answer with its age, what
//! is on its way, and the last fault beside it. A plain state machine; the clock is handed in.

mod slot;

use super::docs::BuildState;
use super::fault::{Fault, FaultKind};
use super::ports::Reply;
use super::query::{Answer, Ask, Query, Rows};
use crate::domain::model::At;
use crate::domain::model::listing::Listing;
use slot::Slot;
use std::collections::HashMap;
use std::sync::Arc;

/// How many answers that nobody wants are kept for the way back.
const KEPT: usize = 64;
/// Of those, images: each may be 3 MB.
const KEPT_IMAGES: usize = 8;
/// Of those, runs of templates: the log of each may be 20 MB.
const KEPT_RUNS: usize = 3;

/// Marks one run of a job; replies to an earlier run are told by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// Something for the runtime to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Job {
    /// Ask this.
    Start(Ticket, Ask),
    /// Nobody waits for that any more.
    Cancel(Ticket),
}

/// What is known of a question.
#[derive(Debug)]
pub struct Remote<'a, T> {
    /// The last good answer and since when it is true.
    pub held: Option<(&'a Arc<T>, At)>,
    /// An answer is on its way.
    pub in_flight: bool,
    /// Why the last try failed; the answer held is from before.
    pub fault: Option<&'a Fault>,
}

impl<'a, T> Remote<'a, T> {
    /// The last good answer.
    pub fn answer(&self) -> Option<&'a Arc<T>> {
        self.held.map(|(answer, _)| answer)
    }
}

/// Everything known about one context by one subject.
#[derive(Debug, Default)]
pub struct Store {
    slots: HashMap<Ask, Slot>,
    next: u64,
}

impl Store {
    /// What is known of a question.
    pub fn get<Q: Query>(&self, query: &Q) -> Remote<'_, Q::Answer> {
        let slot = self.slots.get(&query.clone().into());
        Remote {
            held: slot.and_then(|slot| slot.held.as_ref()).and_then(|(answer, at)| Some((Q::read(answer)?, *at))),
            in_flight: slot.is_some_and(Slot::is_loading),
            fault: slot.and_then(|slot| slot.fault.as_ref()),
        }
    }

    /// Why the last try of a question failed, where nobody else says it: an earlier answer is still
    /// shown, or rows are that the question was only to make newer or fuller. Where an answer is
    /// missing, whoever would show it says why.
    pub fn fault_beside_answer(&self, ask: &Ask) -> Option<&Fault> {
        let slot = self.slots.get(ask)?;
        let beside_rows =
            matches!(ask, Ask::WhoAmI(_) | Ask::FreshRows(_) | Ask::FieldValues(_)) && self.listing().is_some();
        slot.fault.as_ref().filter(|_| slot.held.is_some() || beside_rows)
    }

    /// The rows of the catalog as last known.
    pub fn listing(&self) -> Option<&Arc<Listing>> {
        self.get(&Rows {}).answer()
    }

    /// Says what is wanted from now on. What was not wanted before and is not known, or too old, is
    /// to be started; what is wanted no more and still on its way is to be cancelled.
    pub fn want(&mut self, wants: &[Ask], now: At) -> Vec<Job> {
        let mut jobs = Vec::new();
        for (ask, slot) in &mut self.slots {
            slot.wanted = wants.contains(ask);
            if !slot.wanted {
                jobs.extend(slot.cancel());
            }
        }
        for ask in wants {
            let slot = self.slots.entry(ask.clone()).or_default();
            slot.wanted = true;
            slot.last_wanted = now;
            if slot.is_due(ask, now) {
                self.next += 1;
                jobs.push(slot.start(Ticket(self.next), ask));
            }
        }
        self.evict(now);
        jobs
    }

    /// Takes a reply; whether anything that is shown may have changed. A reply to an old ticket is
    /// dropped.
    pub fn reply(&mut self, ticket: Ticket, reply: Reply, now: At) -> bool {
        let slot = self.slots.iter_mut().find(|(_, slot)| slot.ticket == Some(ticket));
        let Some((ask, slot)) = slot else { return false };
        if matches!(&reply, Reply::Failed(fault) if ask.is_hidden_by(fault.kind)) {
            slot.held = None;
        }
        let newer = match slot.take(reply, now) {
            Some(Answer::DocsBuilding(building)) if building.state == BuildState::Updated => {
                let built = ask.clone();
                self.read_docs_again(&built);
                None
            }
            Some(Answer::FreshRows(listing)) => listing.as_ref().clone(),
            Some(Answer::Rows(_)) => {
                self.look_for_missing_again();
                None
            }
            _ => None,
        };
        if let Some(listing) = newer {
            // the rows are in their place now; the slot only says that they were asked
            slot_without_rows(self.slots.values_mut().find(|slot| slot.holds_rows(&listing)));
            self.supersede(listing);
        }
        true
    }

    /// What was not to be found may be there now that the rows are others.
    fn look_for_missing_again(&mut self) {
        let missing = |(ask, slot): &(&Ask, &mut Slot)| matches!(ask, Ask::ByRef(_)) && slot.is_not_found();
        self.slots.iter_mut().filter(missing).for_each(|(_, slot)| slot.expire());
    }

    /// What was read of docs is from before the build that ended now.
    fn read_docs_again(&mut self, building: &Ask) {
        let Some(built) = building.built_docs() else { return };
        let old = self.slots.iter_mut().filter(|(ask, _)| !matches!(ask, Ask::DocsBuilding(_)));
        old.filter(|(ask, _)| ask.built_docs() == Some(built)).for_each(|(_, slot)| slot.expire());
    }

    /// Puts a listing that was made from the held one in its place.
    fn supersede(&mut self, listing: Arc<Listing>) {
        if let Some(slot) = self.slots.get_mut(&Ask::from(Rows {}))
            && let Some((answer, _)) = slot.held.as_mut()
        {
            *answer = Answer::Rows(listing);
        }
    }

    /// Takes back all that may not be known (any more): nothing of it is held, and in the place of what
    /// was wanted of it stands why. Once it may be known it is asked when wanted. Gives the jobs to cancel.
    pub fn withhold(&mut self, may_not: impl Fn(&Ask) -> bool, wanted: Vec<(Ask, Fault)>) -> Vec<Job> {
        let gone = self.slots.extract_if(|ask, _| may_not(ask));
        let jobs = gone.filter_map(|(_, mut slot)| slot.cancel()).collect();
        for (ask, fault) in wanted {
            self.slots.entry(ask).or_default().withhold(fault);
        }
        jobs
    }

    /// Marks answers as no longer true: they are asked again when wanted.
    pub fn stale(&mut self, asks: &[Ask]) {
        for ask in asks {
            if let Some(slot) = self.slots.get_mut(ask) {
                slot.expire();
            }
        }
        // one task more or less changes every list of them
        if asks.iter().any(|ask| matches!(ask, Ask::Tasks(_))) {
            let lists = self.slots.iter_mut().filter(|(ask, _)| matches!(ask, Ask::Tasks(_)));
            lists.for_each(|(_, slot)| slot.expire());
        }
        // how to connect is asked for by name as well
        let connecting = self.slots.iter_mut().filter(|(of, _)| asks.iter().any(|ask| of.connects_with(ask)));
        connecting.for_each(|(_, slot)| slot.expire());
    }

    /// Marks everything that is wanted as no longer true; what follows changes by itself is started
    /// anew. Gives the jobs to cancel.
    pub fn reload(&mut self) -> Vec<Job> {
        let wanted = self.slots.values_mut().filter(|slot| slot.wanted);
        wanted
            .filter_map(|slot| {
                slot.expire();
                slot.cancel()
            })
            .collect()
    }

    /// Marks such questions as no longer true, and has those that are followed started anew: whoever answers them does
    /// not hear at once of what was done elsewhere. Gives the jobs to cancel.
    pub fn ask_anew(&mut self, is_such: impl Fn(&Ask) -> bool) -> Vec<Job> {
        let such = self.slots.iter_mut().filter(|(ask, _)| is_such(ask));
        such.filter_map(|(_, slot)| {
            slot.expire();
            slot.cancel()
        })
        .collect()
    }

    /// Whether the last try of a question failed so, and nothing is under way about it.
    pub fn is_refused(&self, ask: &Ask, kind: FaultKind) -> bool {
        self.slots.get(ask).is_some_and(|slot| slot.has_failed(kind))
    }

    /// Whether nothing has come of a question yet, neither an answer nor a fault.
    pub fn is_pending(&self, ask: &Ask) -> bool {
        self.slots.get(ask).is_none_or(|slot| slot.held.is_none() && slot.fault.is_none())
    }

    /// What failed so is asked again when wanted: what it failed for is there now.
    pub fn ask_again(&mut self, kind: FaultKind) {
        self.slots.values_mut().filter(|slot| slot.has_failed(kind)).for_each(Slot::expire);
    }

    /// When the store has to be told its wants again without anything else happening.
    pub fn wake(&self) -> Option<At> {
        self.slots.iter().filter(|(_, slot)| slot.wanted).filter_map(|(ask, slot)| slot.due(ask)).min()
    }

    /// Forgets everything: another identity or another context sees none of it.
    pub fn clear(&mut self) -> Vec<Job> {
        let jobs = self.slots.values_mut().filter_map(Slot::cancel).collect();
        self.slots.clear();
        jobs
    }

    fn evict(&mut self, now: At) {
        let kept = |ask: &Ask, slot: &Slot| ask.policy().keep && (slot.held.is_some() || slot.has_to_wait(now));
        self.slots.retain(|ask, slot| slot.wanted || kept(ask, slot));
        let mut idle: Vec<(At, Ask)> = self
            .slots
            .iter()
            .filter(|(ask, slot)| !slot.wanted && !matches!(ask, Ask::Rows(_)))
            .map(|(ask, slot)| (slot.last_wanted, ask.clone()))
            .collect();
        idle.sort_unstable_by_key(|(at, _)| *at);
        for (is_large, most) in [(is_image as fn(&Ask) -> bool, KEPT_IMAGES), (is_run, KEPT_RUNS)] {
            let large: Vec<&Ask> = idle.iter().map(|(_, ask)| ask).filter(|ask| is_large(ask)).collect();
            let surplus = large.len().saturating_sub(most);
            large.into_iter().take(surplus).for_each(|ask| drop(self.slots.remove(ask)));
        }
        let surplus = idle.len().saturating_sub(KEPT);
        idle.iter().take(surplus).for_each(|(_, ask)| drop(self.slots.remove(ask)));
    }
}

fn is_image(ask: &Ask) -> bool {
    matches!(ask, Ask::DocsPicture(_) | Ask::DocsInside(_))
}

fn is_run(ask: &Ask) -> bool {
    matches!(ask, Ask::TaskById(_))
}

fn slot_without_rows(slot: Option<&mut Slot>) {
    if let Some((answer, _)) = slot.and_then(|slot| slot.held.as_mut()) {
        *answer = Answer::FreshRows(Arc::default());
    }
}

#[cfg(test)]
mod tests;
