//! The join: what many systems tell, as lines. Pure; `docs/provisioning.md` is what it follows.
//!
//! The evidence is looked up by its keys ([`known`]), then sorted into lines ([`lines`]): each is about one object or
//! one task and holds what belongs to it. What its stages say is told from that alone.

mod catalog;
mod change;
mod cluster;
mod commit;
mod facts;
mod health;
mod known;
mod line;
mod lines;
mod live;
mod name;
mod place;
mod request;
mod rolled;
mod sync;
mod tell;
#[cfg(test)]
mod tests;
mod twice;

use super::{Evidence, Progress, Provision, Provisions, Stage};
use crate::domain::model::At;
use crate::domain::model::timeline::Known as Heard;
use crate::domain::text::Clean;
use known::Known;
use std::borrow::Borrow;
use std::sync::Arc;

/// The lines that the evidence tells of, newest request first. The order of the evidence does not matter. `now` is
/// the latest that anything can have happened, whatever the clocks of others say.
pub fn join<E: Borrow<Evidence>>(evidence: &[E], now: At) -> Provisions {
    let evidence: Vec<&Evidence> = evidence.iter().map(Borrow::borrow).collect();
    let known = Known::of(&evidence);
    let mut list: Vec<(At, Provision)> = lines::of(&known).iter().map(|line| tell::tell(&known, line, now)).collect();
    let asked = asked(&evidence);
    list.iter_mut().flat_map(|(_, one)| &mut one.stages).for_each(|stage| not_yet(stage, &asked));
    name::tell_apart(&mut list);
    list.sort_by(|(at, a), (other, b)| other.cmp(at).then_with(|| a.id.cmp(&b.id)));
    Provisions {
        list: list.into_iter().map(|(_, one)| Arc::new(one)).collect(),
        sources: evidence.iter().filter_map(|part| part.source.clone()).collect(),
    }
}

/// The systems that have not answered yet.
fn asked(evidence: &[&Evidence]) -> String {
    let sources = evidence.iter().filter_map(|part| part.source.as_ref());
    let asked = sources.filter(|source| source.known == Heard::Asking).map(|source| source.name.as_str());
    asked.collect::<Vec<_>>().join(", ")
}

/// As long as systems are being asked, what is unknown is only not known yet: no reason for it is final.
fn not_yet(stage: &mut Stage, asked: &str) {
    if stage.progress == Progress::Unknown && !asked.is_empty() {
        stage.reason = Clean::line(&format!("not known yet: asking {asked}"));
        stage.cure = Clean::default();
    }
}
