use super::{ANSWERED_WITHIN, AccessDeed, AccessEvent, AccessRefusal, Asked};
use crate::domain::model::At;
use crate::domain::model::access::{AccessState, Decision, Happened, RequestId};
use std::time::Duration;

/// A request as the ledger holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) asked: Asked,
    pub(super) by: String,
    pub(super) at: At,
    /// When something last happened to it.
    pub(super) latest: At,
    pub(super) happened: usize,
    pub(super) votes: Vec<Vote>,
    /// Since when it is granted.
    pub(super) granted: Option<At>,
    /// When it was used, from when to when.
    pub(super) uses: Vec<(At, Option<At>)>,
    /// When it was taken into use and given up by who asked.
    pub(super) history: Vec<(At, Happened)>,
    /// Who took it back, and why.
    pub(super) revoked: Option<(String, String)>,
    /// How it ended.
    pub(super) over: Option<AccessState>,
}

/// What somebody said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Vote {
    pub(super) by: String,
    pub(super) decision: Decision,
    pub(super) comment: String,
    pub(super) at: At,
    pub(super) counts_as: Vec<String>,
}

impl Held {
    pub(super) fn asked(asked: &Asked, by: &str, at: At) -> Self {
        Self {
            asked: asked.clone(),
            by: by.to_owned(),
            at,
            latest: at,
            happened: 1,
            votes: Vec::new(),
            granted: asked.needs.is_empty().then_some(at),
            uses: Vec::new(),
            history: Vec::new(),
            revoked: None,
            over: None,
        }
    }

    /// A moment, or the latest that is known here where that is later.
    pub(super) fn moment(&self, now: At) -> At {
        now.max(self.latest)
    }

    pub(super) fn answer_by(&self) -> At {
        self.at.after(ANSWERED_WITHIN)
    }

    pub(super) fn expires_at(&self) -> Option<At> {
        self.granted.map(|granted| granted.after(Duration::from_secs(self.asked.seconds)))
    }

    pub(super) fn is_in_use(&self) -> bool {
        self.over.is_none() && self.uses.last().is_some_and(|(_, ended)| ended.is_none())
    }

    /// How it stands at a moment.
    pub(super) fn stands(&self, now: At) -> AccessState {
        let now = self.moment(now);
        match (self.over, self.expires_at()) {
            (Some(over), _) => over,
            (None, None) if self.answer_by() <= now => AccessState::Lapsed,
            (None, None) => AccessState::Pending,
            (None, Some(end)) if end <= now => AccessState::Expired,
            (None, Some(_)) if self.is_in_use() => AccessState::Active,
            (None, Some(_)) => AccessState::Approved,
        }
    }

    /// What ends it by itself, and when.
    pub(super) fn end(&self, id: &RequestId) -> Option<AccessEvent> {
        if self.over.is_some() {
            return None;
        }
        let (at, deed) = match self.expires_at() {
            Some(end) => (end, AccessDeed::Expired),
            None => (self.answer_by(), AccessDeed::Lapsed),
        };
        Some(AccessEvent { request: id.clone(), at: self.moment(at), by: self.by.clone(), deed })
    }

    pub(super) fn take(&mut self, deed: &AccessDeed, by: &str, at: At) -> Result<(), AccessRefusal> {
        self.allows(deed, by, at)?;
        match deed {
            AccessDeed::Asked(_) => return Err(AccessRefusal::Exists),
            AccessDeed::Reviewed { decision, comment, counts_as } => {
                let (by, comment, counts_as) = (by.to_owned(), comment.clone(), counts_as.clone());
                self.votes.push(Vote { by, decision: *decision, comment, at, counts_as });
                self.decide(*decision, at);
            }
            AccessDeed::Assumed => {
                self.uses.push((at, None));
                self.history.push((at, Happened::Assumed));
            }
            AccessDeed::Dropped => {
                self.unused(at);
                self.history.push((at, Happened::GivenUp));
            }
            AccessDeed::Revoked { because } => {
                self.revoked = Some((by.to_owned(), because.clone()));
                self.end_with(AccessState::Revoked, at);
            }
            AccessDeed::Lapsed => self.end_with(AccessState::Lapsed, at),
            AccessDeed::Expired => self.end_with(AccessState::Expired, at),
        }
        self.latest = self.moment(at);
        self.happened += 1;
        Ok(())
    }

    /// Whether that may happen now.
    fn allows(&self, deed: &AccessDeed, by: &str, at: At) -> Result<(), AccessRefusal> {
        let stands = self.stands(at);
        let is = |wanted: &[AccessState]| match wanted.contains(&stands) {
            true => Ok(()),
            false => Err(AccessRefusal::Stands(stands)),
        };
        let is_theirs = if by == self.by { Ok(()) } else { Err(AccessRefusal::NotTheirs) };
        match deed {
            AccessDeed::Asked(_) => Err(AccessRefusal::Exists),
            AccessDeed::Reviewed { .. } if by == self.by => Err(AccessRefusal::Own),
            AccessDeed::Reviewed { counts_as, .. } => {
                is(&[AccessState::Pending]).and_then(|()| self.hears(by, counts_as))
            }
            AccessDeed::Assumed => is_theirs.and_then(|()| is(&[AccessState::Approved])),
            AccessDeed::Dropped => is_theirs.and_then(|()| is(&[AccessState::Active])),
            // who asked may take it back also before somebody answers
            AccessDeed::Revoked { .. } if by == self.by && stands == AccessState::Pending => Ok(()),
            AccessDeed::Revoked { .. } => is(&[AccessState::Approved, AccessState::Active]),
            AccessDeed::Lapsed | AccessDeed::Expired if self.over.is_some() => Err(AccessRefusal::Stands(stands)),
            AccessDeed::Lapsed => is(&[AccessState::Lapsed]),
            AccessDeed::Expired => is(&[AccessState::Expired]),
        }
    }

    /// Whether that person has something to say to it, and has not said it.
    fn hears(&self, by: &str, counts_as: &[String]) -> Result<(), AccessRefusal> {
        if self.votes.iter().any(|vote| vote.by == by) {
            return Err(AccessRefusal::Twice);
        }
        match self.asked.needs.iter().any(|any| counts(counts_as, any)) {
            true => Ok(()),
            false => Err(AccessRefusal::NotAsked(
                self.asked.needs.iter().map(|any| any_of(any)).collect::<Vec<_>>().join(", "),
            )),
        }
    }

    fn decide(&mut self, decision: Decision, at: At) {
        match decision {
            Decision::Deny => self.end_with(AccessState::Denied, at),
            Decision::Approve if self.answered().len() == self.asked.needs.len() => self.granted = Some(at),
            Decision::Approve => {}
        }
    }

    fn end_with(&mut self, state: AccessState, at: At) {
        self.unused(at);
        self.over = Some(state);
    }

    fn unused(&mut self, at: At) {
        if let Some((_, ended @ None)) = self.uses.last_mut() {
            *ended = Some(at);
        }
    }

    /// Which of those who have to agree have agreed, by their numbers: as many as can be, each by somebody else. It is a
    /// matching of two sides, made larger one by one.
    pub(super) fn answered(&self) -> Vec<usize> {
        let yes: Vec<&Vote> = self.votes.iter().filter(|vote| vote.decision.is_yes()).collect();
        let mut given: Vec<Option<usize>> = vec![None; yes.len()];
        for need in 0..self.asked.needs.len() {
            self.place(need, &yes, &mut given, &mut vec![false; yes.len()]);
        }
        let mut answered: Vec<usize> = given.into_iter().flatten().collect();
        answered.sort_unstable();
        answered
    }

    /// Finds a yes for a need; one that is given to another moves on where that has another.
    fn place(&self, need: usize, yes: &[&Vote], given: &mut Vec<Option<usize>>, tried: &mut Vec<bool>) -> bool {
        let Some(any) = self.asked.needs.get(need) else { return false };
        for (n, vote) in yes.iter().enumerate() {
            if !counts(&vote.counts_as, any) || tried.get(n).copied().unwrap_or(true) {
                continue;
            }
            tried.get_mut(n).into_iter().for_each(|tried| *tried = true);
            let other = given.get(n).copied().flatten();
            if other.is_none_or(|other| self.place(other, yes, given, tried)) {
                given.get_mut(n).into_iter().for_each(|given| *given = Some(need));
                return true;
            }
        }
        false
    }
}

/// Whether somebody who counts as these is one of those; anybody is where none is named.
pub(super) fn counts(counts_as: &[String], any: &[String]) -> bool {
    any.is_empty() || any.iter().any(|name| counts_as.contains(name))
}

/// One of these, in words.
pub(super) fn any_of(any: &[String]) -> String {
    if any.is_empty() { "anybody else".into() } else { any.join(" or ") }
}
