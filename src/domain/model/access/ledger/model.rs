//! Random histories of several people, with a clock that jumps, against a model that is as simple as can be.

use super::tests::{asked, id, minutes};
use super::*;
use crate::domain::model::access::AccessRequest;
use proptest::prelude::*;

/// Who there is, and whom each counts as.
const PEOPLE: [(&str, &[&str]); 4] =
    [("ann", &["dba"]), ("ben", &["dba"]), ("cem", &["sre", "manager"]), ("dee", &["manager"])];

/// Who has to agree, by the number of a policy.
const NEEDS: [&[&[&str]]; 7] = [
    &[],
    &[&["dba"]],
    &[&["sre"], &["manager"]],
    // whoever is both has to give way to the one who is a manager alone
    &[&["manager"], &["sre"]],
    // of two of the one sort none is the other
    &[&["dba"], &["manager"]],
    &[&[]],
    &[&["dba", "sre"], &["manager"], &[]],
];

#[derive(Clone, Debug)]
enum Move {
    Ask { who: usize, policy: usize, minutes: u64 },
    Answer { who: usize, nth: usize, yes: bool },
    Assume { who: usize, nth: usize },
    Drop { who: usize, nth: usize },
    Revoke { who: usize, nth: usize },
    Clock(i64),
}

fn some_move() -> impl Strategy<Value = Move> {
    let (who, nth) = (|| 0..PEOPLE.len(), || 0..4_usize);
    prop_oneof![
        2 => (who(), 0..NEEDS.len(), prop::sample::select(vec![5_u64, 30, 90])).prop_map(|(who, policy, minutes)| Move::Ask { who, policy, minutes }),
        5 => (who(), nth(), prop::bool::weighted(0.8)).prop_map(|(who, nth, yes)| Move::Answer { who, nth, yes }),
        3 => (who(), nth()).prop_map(|(who, nth)| Move::Assume { who, nth }),
        1 => (who(), nth()).prop_map(|(who, nth)| Move::Drop { who, nth }),
        1 => (who(), nth()).prop_map(|(who, nth)| Move::Revoke { who, nth }),
        4 => prop::sample::select(vec![1_i64, 4, 6, 29, 31, 61, 200, -1, -5, -30, -61, -5_000, 5_000]).prop_map(Move::Clock),
    ]
}

/// A request of the model: what is known of it, and nothing that follows from that.
#[derive(Debug)]
struct Plain {
    who: usize,
    policy: usize,
    asked: i64,
    minutes: i64,
    latest: i64,
    yes: Vec<usize>,
    granted: Option<i64>,
    is_used: bool,
    over: Option<AccessState>,
}

impl Plain {
    fn of(who: usize, policy: usize, minutes: i64, now: i64) -> Self {
        let granted = NEEDS[policy].is_empty().then_some(now);
        Self { who, policy, asked: now, minutes, latest: now, yes: vec![], granted, is_used: false, over: None }
    }

    /// Lets it end by itself.
    fn pass(&mut self, now: i64) {
        let end = self.granted.map_or(self.asked + 60, |granted| granted + self.minutes);
        if self.over.is_none() && end <= now.max(self.latest) {
            self.over = Some(if self.granted.is_some() { AccessState::Expired } else { AccessState::Lapsed });
            (self.latest, self.is_used) = (end, false);
        }
    }

    fn state(&self) -> AccessState {
        let granted = if self.is_used { AccessState::Active } else { AccessState::Approved };
        self.over.unwrap_or(if self.granted.is_some() { granted } else { AccessState::Pending })
    }

    /// Whether those who said yes can be told apart into one for each that has to agree: all ways are tried.
    fn is_agreed(&self) -> bool {
        fn ways(needs: &[&[&str]], yes: &[usize]) -> bool {
            let Some((any, rest)) = needs.split_first() else { return true };
            let counts = |who: usize| any.is_empty() || any.iter().any(|name| PEOPLE[who].1.contains(name));
            let others = |who: usize| yes.iter().copied().filter(|it| *it != who).collect::<Vec<_>>();
            yes.iter().any(|who| counts(*who) && ways(rest, &others(*who)))
        }
        ways(NEEDS[self.policy], &self.yes)
    }

    fn answer(&mut self, who: usize, yes: bool) -> bool {
        let has_say =
            NEEDS[self.policy].iter().any(|any| any.is_empty() || any.iter().any(|it| PEOPLE[who].1.contains(it)));
        if who == self.who || self.state() != AccessState::Pending || self.yes.contains(&who) || !has_say {
            return false;
        }
        match yes {
            true => self.yes.push(who),
            false => self.over = Some(AccessState::Denied),
        }
        if yes && self.is_agreed() {
            self.granted = Some(self.latest);
        }
        true
    }

    /// Whether the move is allowed; then it is made.
    fn make(&mut self, made: &Move, now: i64) -> bool {
        let (before, moment) = (self.latest, now.max(self.latest));
        self.latest = moment;
        let done = match (made, self.state()) {
            (Move::Answer { who, yes, .. }, _) => self.answer(*who, *yes),
            (Move::Assume { who, .. }, AccessState::Approved) if *who == self.who => {
                self.is_used = true;
                true
            }
            (Move::Drop { who, .. }, AccessState::Active) if *who == self.who => {
                self.is_used = false;
                true
            }
            (Move::Revoke { who, .. }, AccessState::Pending) if *who == self.who => {
                self.over = Some(AccessState::Revoked);
                true
            }
            (Move::Revoke { .. }, AccessState::Approved | AccessState::Active) => {
                (self.over, self.is_used) = (Some(AccessState::Revoked), false);
                true
            }
            _ => false,
        };
        self.latest = if done { moment } else { before };
        done
    }
}

/// Makes a move in the ledger, if it is one; what happened goes to the history.
fn make(ledger: &mut AccessLedger, made: &Move, number: usize, now: At, history: &mut Vec<AccessEvent>) -> bool {
    let texts = |all: &[&str]| all.iter().map(|it| (*it).to_owned()).collect::<Vec<String>>();
    let (who, nth, deed) = match *made {
        Move::Ask { who, policy, minutes: lasts } => {
            let needs = NEEDS[policy].iter().map(|any| texts(any)).collect();
            (who, number, AccessDeed::Asked(Box::new(asked(needs, lasts * 60))))
        }
        Move::Answer { who, nth, yes } => {
            let decision = if yes { Decision::Approve } else { Decision::Deny };
            let counts_as = texts(PEOPLE[who].1);
            (who, nth, AccessDeed::Reviewed { decision, comment: String::new(), counts_as })
        }
        Move::Assume { who, nth } => (who, nth, AccessDeed::Assumed),
        Move::Drop { who, nth } => (who, nth, AccessDeed::Dropped),
        Move::Revoke { who, nth } => (who, nth, AccessDeed::Revoked { because: String::new() }),
        Move::Clock(_) => return false,
    };
    let happened = ledger.record(now, PEOPLE[who].0, &id(nth), deed);
    let done = happened.is_ok();
    history.extend(happened);
    done
}

fn said(ledger: &AccessLedger, number: usize) -> AccessRequest {
    ledger.request(&id(number), "ann").unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_people_and_clocks_do_the_ledger_says_what_the_model_says(moves in prop::collection::vec(some_move(), 1..60)) {
        let (mut ledger, mut model, mut history) = (AccessLedger::default(), Vec::<Plain>::new(), Vec::new());
        let mut now = 100_000_i64;
        for made in &moves {
            if let Move::Clock(by) = made {
                now += by;
            }
            history.extend(ledger.settle(minutes(now), None));
            model.iter_mut().for_each(|plain| plain.pass(now));
            let done = make(&mut ledger, made, model.len(), minutes(now), &mut history);
            let expected = match *made {
                Move::Ask { who, policy, minutes } => {
                    model.push(Plain::of(who, policy, minutes as i64, now));
                    true
                }
                Move::Answer { nth, .. } | Move::Assume { nth, .. } | Move::Drop { nth, .. } | Move::Revoke { nth, .. } => {
                    model.get_mut(nth).is_some_and(|plain| plain.make(made, now))
                }
                Move::Clock(_) => false,
            };
            prop_assert_eq!(done, expected, "{:?} at {}", made, now);
            for (number, plain) in model.iter().enumerate() {
                let request = said(&ledger, number);
                // a clock that is behind what is known counts as standing still
                let moment = minutes(now.max(plain.latest));
                prop_assert_eq!(request.stands(moment), plain.state(), "{} of {:?} at {}", number, plain, now);
                if plain.over.is_some() {
                    prop_assert_eq!(request.stands(minutes(0)), plain.state(), "nothing comes back");
                }
                let own = PEOPLE[plain.who].0;
                prop_assert!(request.reviews.iter().all(|review| review.by.as_str() != own), "nobody answers their own");
                let mut voters: Vec<&str> = request.reviews.iter().map(|review| review.by.as_str()).collect();
                voters.sort_unstable();
                voters.dedup();
                prop_assert_eq!(voters.len(), request.reviews.len(), "nobody answers twice");
            }
        }
        // what is read again of what was written is the same
        prop_assert_eq!(AccessLedger::of(history), ledger);
    }

    #[test]
    fn a_session_begins_after_the_grant_and_ends_with_it(moves in prop::collection::vec(some_move(), 1..60)) {
        let (mut ledger, mut history, mut asked) = (AccessLedger::default(), Vec::new(), 0);
        let mut now = 100_000_i64;
        for made in &moves {
            if let Move::Clock(by) = made {
                now += by;
            }
            ledger.settle(minutes(now), None);
            make(&mut ledger, made, asked, minutes(now), &mut history);
            asked += usize::from(matches!(made, Move::Ask { .. }));
        }
        for session in ledger.sessions("ann") {
            let request = ledger.request(session.request.as_ref().unwrap(), "ann").unwrap();
            let (began, end) = (session.started_at.unwrap(), request.expires_at.unwrap());
            prop_assert!(began < end && session.ended_at.is_none_or(|ended| began <= ended && ended <= end));
            prop_assert_eq!(session.ended_at.is_none(), request.is_assumed && request.ended.is_none() && session.ended_at.is_none());
            prop_assert!(request.ended.is_none() || session.ended_at.is_some(), "nothing goes on after the end");
        }
    }
}
