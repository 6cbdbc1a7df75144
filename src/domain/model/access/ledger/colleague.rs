use super::held::Held;
use super::{AccessDeed, AccessEvent, AccessLedger, Asked};
use crate::domain::model::access::{AccessLevel, AccessState, Decision, RequestId};
use std::time::Duration;

/// What the names of colleagues begin with that are only played. No entity is called so.
pub const COLLEAGUE: &str = "a simulated colleague";

/// A reason of fewer words is sent back.
const WORDS: usize = 3;

/// Colleagues that are only played, so that one can learn alone how access is asked for and answered. They answer after
/// a while, yes where the reason has three words or more; and after the first request of one's own one of them asks for
/// something too, which is then for oneself to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colleagues {
    /// How long each of them takes to answer.
    pub answer_after: Duration,
    /// How long after the first request of one's own one of them asks.
    pub ask_after: Duration,
}

impl Default for Colleagues {
    fn default() -> Self {
        Self { answer_after: Duration::from_secs(45), ask_after: Duration::from_secs(20) }
    }
}

impl Colleagues {
    /// What they do next, to each request.
    pub(super) fn due(&self, ledger: &AccessLedger) -> Vec<AccessEvent> {
        let answers = ledger.requests.iter().filter_map(|(id, held)| self.answer(id, held));
        answers.chain(self.question(ledger)).collect()
    }

    fn answer(&self, id: &RequestId, held: &Held) -> Option<AccessEvent> {
        if held.over.is_some() || held.granted.is_some() || is_played(&held.by) {
            return None;
        }
        let at = held.moment(held.latest.after(self.answer_after));
        let answered = held.answered();
        let open = held.asked.needs.iter().enumerate().filter(|(n, _)| !answered.contains(n));
        let free = open.filter_map(|(_, any)| Some((any.first(), name(any.first(), held)?)));
        let (as_whom, by) = free.into_iter().next()?;
        let counts_as = as_whom.into_iter().cloned().collect();
        let is_enough = held.asked.reason.split_whitespace().count() >= WORDS;
        let (decision, comment) = match is_enough {
            true => (Decision::Approve, "simulated: a good reason"),
            false => (Decision::Deny, "simulated: say in three words or more what you need it for"),
        };
        let deed = AccessDeed::Reviewed { decision, comment: comment.into(), counts_as };
        let is_in_time = held.stands(at) == AccessState::Pending;
        is_in_time.then(|| AccessEvent { request: id.clone(), at, by, deed })
    }

    /// What one of them asks for, after the first request of somebody who is not played.
    fn question(&self, ledger: &AccessLedger) -> Option<AccessEvent> {
        if ledger.requests.values().any(|held| is_played(&held.by)) {
            return None;
        }
        let (first, held) = ledger.requests.iter().min_by_key(|(id, held)| (held.at, *id))?;
        let asked = Asked {
            level: AccessLevel::Read,
            seconds: 30 * 60,
            reason: "simulated: a query hangs, and I want to see its plan".into(),
            reviewers: Vec::new(),
            needs: vec![Vec::new()],
            ..held.asked.clone()
        };
        let request = RequestId::parse(&format!("colleague-{first}"))?;
        let (at, by) = (held.at.after(self.ask_after), COLLEAGUE.to_owned());
        Some(AccessEvent { request, at, by, deed: AccessDeed::Asked(Box::new(asked)) })
    }
}

fn is_played(by: &str) -> bool {
    by.starts_with(COLLEAGUE)
}

/// What the one is called who answers as that; nobody where they have answered.
fn name(as_whom: Option<&String>, held: &Held) -> Option<String> {
    let name = as_whom.map_or_else(|| COLLEAGUE.to_owned(), |who| format!("{COLLEAGUE} ({who})"));
    held.votes.iter().all(|vote| vote.by != name).then_some(name)
}
