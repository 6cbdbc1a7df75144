//! Which of all are shown, and in which order: pure, and done again only when something changed.

use crate::domain::model::At;
use crate::domain::model::access::{AccessRequest, AccessRequests, AccessState};
use crate::screen::panes::granted;
use std::cmp::Reverse;

/// Whose requests are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Whose {
    #[default]
    All,
    Mine,
    /// Those that wait for the user's word.
    Waiting,
}

impl Whose {
    pub(super) const ALL: [Self; 3] = [Self::All, Self::Mine, Self::Waiting];

    /// The word for it in links.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Mine => "mine",
            Self::Waiting => "waiting",
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Mine => "mine",
            Self::Waiting => "waiting for my word",
        }
    }

    pub(super) fn next(self) -> Self {
        match self {
            Self::All => Self::Mine,
            Self::Mine => Self::Waiting,
            Self::Waiting => Self::All,
        }
    }
}

/// How far those are that are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Stage {
    #[default]
    Any,
    /// Nobody has answered yet.
    Pending,
    /// They may be used, or are.
    Granted,
    /// Nothing can come of them any more.
    Over,
}

impl Stage {
    pub(super) const ALL: [Self; 4] = [Self::Any, Self::Pending, Self::Granted, Self::Over];

    /// The word for it in links.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Pending => "pending",
            Self::Granted => "granted",
            Self::Over => "over",
        }
    }

    pub(super) fn next(self) -> Self {
        match self {
            Self::Any => Self::Pending,
            Self::Pending => Self::Granted,
            Self::Granted => Self::Over,
            Self::Over => Self::Any,
        }
    }

    fn fits(self, state: AccessState) -> bool {
        match self {
            Self::Any => true,
            Self::Pending => state == AccessState::Pending,
            Self::Granted => matches!(state, AccessState::Approved | AccessState::Active),
            Self::Over => state.is_over(),
        }
    }
}

/// What narrows the list besides the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) whose: Whose,
    pub(super) stage: Stage,
}

/// The rows that are shown, and what there is to say about all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Narrowed {
    /// By their place in the answer: what waits for the user first, then what is in use, then what waits, then the
    /// rest, each newest first.
    pub(super) rows: Vec<usize>,
    /// Of all: how many wait for the user, and how many of the user's are in use.
    pub(super) for_me: usize,
    pub(super) active: usize,
}

pub(super) fn narrowed(all: &AccessRequests, text: &str, wanted: Wanted, now: At) -> Narrowed {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let mut told = Narrowed::default();
    let mut rows = Vec::new();
    for (n, request) in all.requests.iter().enumerate() {
        let state = request.stands(now);
        let is_for_me = granted::waits_for_me(request, &all.ways, now);
        told.for_me += usize::from(is_for_me);
        told.active += usize::from(request.is_mine && state == AccessState::Active);
        let is_whose = match wanted.whose {
            Whose::All => true,
            Whose::Mine => request.is_mine,
            Whose::Waiting => is_for_me,
        };
        if is_whose && wanted.stage.fits(state) && says(request, state, &words) {
            rows.push((pressing(request, state, is_for_me), Reverse(request.created_at), n));
        }
    }
    rows.sort_unstable();
    told.rows = rows.into_iter().map(|(.., n)| n).collect();
    told
}

fn pressing(request: &AccessRequest, state: AccessState, is_for_me: bool) -> u8 {
    match state {
        _ if is_for_me => 0,
        AccessState::Active if request.is_mine => 1,
        AccessState::Approved if request.is_mine => 2,
        AccessState::Pending => 3,
        AccessState::Active | AccessState::Approved | AccessState::Unknown => 4,
        _ => 5,
    }
}

/// Whether all words occur in what its row says, whatever their case.
fn says(request: &AccessRequest, state: AccessState, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let (what, sort) = (request.what(), granted::sort(request));
    let mut all = vec![what.as_str(), sort.as_str(), state.word(), request.id.as_str()];
    all.extend([&request.requester, &request.environment, &request.reason, &request.needs].map(|text| text.as_str()));
    all.extend(request.roles.iter().chain(&request.reviewers).map(|text| text.as_str()));
    let all = all.join("\n").to_lowercase();
    words.iter().all(|word| all.contains(word.as_str()))
}
