use super::ways::AccessWays;
use super::{AccessLevel, AccessState, Resource};
use crate::domain::model::At;
use crate::domain::model::timeline::SourceState;
use crate::domain::text::Clean;
use std::fmt;
use std::sync::Arc;

/// The id of a request. It is given to other programs and stands in addresses, so it holds letters, digits, `-`, `_`
/// and `.` alone, and begins with a letter or digit: it can be no option.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// The id that a text is; none where it can be none.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric());
        (begins && text.len() <= 128 && text.chars().all(fits)).then(|| Self(text.into()))
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How it begins, for lists.
    pub fn short(&self) -> &str {
        self.0.get(..8).unwrap_or(&self.0)
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What the system says to a request. How it stands now follows from that and the clock
/// ([`AccessRequest::stands`]).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Said {
    /// Nothing yet.
    #[default]
    Pending,
    /// Yes.
    Approved,
    /// No.
    Denied,
    /// It was made into something lasting.
    Promoted,
    /// A word that is not known here.
    Other(Clean),
}

/// What somebody said to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// Yes.
    Approve,
    /// No.
    Deny,
}

impl Decision {
    /// The word for it, as it was decided.
    pub fn word(self) -> &'static str {
        match self {
            Self::Approve => "approved",
            Self::Deny => "denied",
        }
    }
}

/// What one reviewer said.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Review {
    /// Who, as the system names them.
    pub by: Clean,
    /// What.
    pub decision: Decision,
    /// Why.
    pub comment: Clean,
    /// When.
    pub at: Option<At>,
}

/// That access was taken back before its time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Revoked {
    /// By whom, where that is known.
    pub by: Clean,
    /// When, where that is known.
    pub at: Option<At>,
    /// Why.
    pub because: Clean,
}

/// What was done with what was granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Happened {
    /// It was taken into use.
    Assumed,
    /// It was given up for now.
    GivenUp,
}

/// A request for access.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccessRequest {
    /// Its id.
    pub id: RequestId,
    /// Who asked, as the system names them.
    pub requester: Clean,
    /// Whether that is the user.
    pub is_mine: bool,
    /// What is asked for; empty where roles are.
    pub resources: Vec<Resource>,
    /// Roles that are asked for, or that give what is asked for.
    pub roles: Vec<Clean>,
    /// What one wants to do, where that is known.
    pub level: Option<AccessLevel>,
    /// Where: `production`; empty where nothing says.
    pub environment: Clean,
    /// Why.
    pub reason: Clean,
    /// What the system says to it.
    pub said: Said,
    /// What the last word was given with.
    pub because: Clean,
    /// What reviewers said, in the order of time.
    pub reviews: Vec<Review>,
    /// Who was named to be asked.
    pub reviewers: Vec<Clean>,
    /// What it waits for, in words: `1 of 2 approvals`; empty where the system does not tell.
    pub needs: Clean,
    /// When it was made.
    pub created_at: Option<At>,
    /// Until when somebody can answer.
    pub answer_by: Option<At>,
    /// When access begins, where that is not at once.
    pub starts_at: Option<At>,
    /// When access ends.
    pub expires_at: Option<At>,
    /// Whether it is in the user's hands now.
    pub is_assumed: bool,
    /// When it was taken into use and given up, in the order of time; none where the system does not tell. It stays also
    /// after the end.
    pub history: Option<Vec<(At, Happened)>>,
    /// Whether it was taken back.
    pub revoked: Option<Revoked>,
    /// How it ended, where the system itself has seen it end: that stays so, whatever a clock says.
    pub ended: Option<AccessState>,
    /// How urgent it is, where the system has that.
    pub urgency: Clean,
    /// It is only played: nothing is granted by it.
    pub simulated: bool,
}

impl AccessRequest {
    /// A request of which no more than its id and its asker are known.
    pub fn of(id: RequestId, requester: Clean) -> Self {
        Self {
            id,
            requester,
            is_mine: false,
            resources: Vec::new(),
            roles: Vec::new(),
            level: None,
            environment: Clean::default(),
            reason: Clean::default(),
            said: Said::default(),
            because: Clean::default(),
            reviews: Vec::new(),
            reviewers: Vec::new(),
            needs: Clean::default(),
            created_at: None,
            answer_by: None,
            starts_at: None,
            expires_at: None,
            is_assumed: false,
            history: None,
            revoked: None,
            ended: None,
            urgency: Clean::default(),
            simulated: false,
        }
    }

    /// What it is for, in one line: resources by their titles, else roles.
    pub fn what(&self) -> Clean {
        let names = match self.resources.is_empty() {
            true => self.roles.iter().map(Clean::as_str).collect::<Vec<_>>(),
            false => self.resources.iter().map(|resource| resource.title.as_str()).collect(),
        };
        Clean::line(&names.join(", "))
    }
}

impl AccessRequest {
    /// Whether it was taken back before anybody granted it.
    pub fn is_withdrawn(&self) -> bool {
        self.revoked.is_some() && self.said == Said::Pending
    }

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
            Said::Promoted => AccessState::Promoted,
            Said::Approved if is_past(self.expires_at) => AccessState::Expired,
            Said::Approved if self.is_assumed => AccessState::Active,
            Said::Approved => AccessState::Approved,
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

/// Requests: the user's own, and those that wait for the user, or all where the system shows them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessRequests {
    /// Newest first.
    pub requests: Vec<Arc<AccessRequest>>,
    /// What the system is and can do.
    pub ways: AccessWays,
    /// Where it comes from, and what is missing.
    pub sources: Vec<SourceState>,
}

impl AccessRequests {
    /// The one of that id, or the only one whose id begins so.
    pub fn find(&self, id: &str) -> Option<&Arc<AccessRequest>> {
        let exact = self.requests.iter().find(|request| request.id.as_str() == id);
        let mut begun = self.requests.iter().filter(|request| id.len() >= 4 && request.id.as_str().starts_with(id));
        exact.or_else(|| begun.next().filter(|_| begun.next().is_none()))
    }
}
