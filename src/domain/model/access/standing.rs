use super::{AccessRequest, Said};
use crate::domain::model::At;

/// How a request stands at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AccessState {
    /// It waits for an answer.
    Pending,
    /// It may be used, and is not yet.
    Approved,
    /// It is in use.
    Active,
    /// Somebody said no.
    Denied,
    /// Its time is over.
    Expired,
    /// Nobody answered in time.
    Lapsed,
    /// It was taken back.
    Revoked,
    /// The system says something that is not known here.
    Unknown,
}

impl AccessState {
    /// All of them, in the order they are listed.
    pub const ALL: [Self; 8] = [
        Self::Pending,
        Self::Approved,
        Self::Active,
        Self::Denied,
        Self::Expired,
        Self::Lapsed,
        Self::Revoked,
        Self::Unknown,
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Active => "active",
            Self::Denied => "denied",
            Self::Expired => "expired",
            Self::Lapsed => "lapsed",
            Self::Revoked => "revoked",
            Self::Unknown => "unknown",
        }
    }

    /// What a word stands for.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether nothing can come of it any more.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Denied | Self::Expired | Self::Lapsed | Self::Revoked)
    }

    /// Whether a request that stands so may still come to stand otherwise. What was given up for now is only approved
    /// again, and can be taken into use once more.
    pub fn can_become(self, other: Self) -> bool {
        match self {
            Self::Pending => !matches!(other, Self::Pending),
            Self::Approved => matches!(other, Self::Active | Self::Expired | Self::Revoked | Self::Unknown),
            Self::Active => matches!(other, Self::Approved | Self::Expired | Self::Revoked | Self::Unknown),
            Self::Unknown => true,
            Self::Denied | Self::Expired | Self::Lapsed | Self::Revoked => false,
        }
    }
}

impl AccessRequest {
    /// How it stands at a moment.
    pub fn stands(&self, now: At) -> AccessState {
        if let Some(ended) = self.ended {
            return ended;
        }
        let is_past = |end: Option<At>| end.is_some_and(|end| end <= now);
        match &self.said {
            _ if self.revoked.is_some() => AccessState::Revoked,
            Said::Denied => AccessState::Denied,
            Said::Pending if is_past(self.answer_by) => AccessState::Lapsed,
            Said::Pending => AccessState::Pending,
            Said::Approved | Said::Promoted if is_past(self.expires_at) => AccessState::Expired,
            Said::Approved if self.is_assumed => AccessState::Active,
            Said::Approved | Said::Promoted => AccessState::Approved,
            Said::Other(_) => AccessState::Unknown,
        }
    }

    /// The end that it runs towards at a moment: of waiting, or of access.
    pub fn ends_at(&self, now: At) -> Option<At> {
        match self.stands(now) {
            AccessState::Pending => self.answer_by,
            AccessState::Approved | AccessState::Active => self.expires_at,
            _ => None,
        }
    }
}
