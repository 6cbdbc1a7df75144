use super::{AccessKind, RequestId};
use crate::domain::model::timeline::SourceState;
use crate::domain::model::{At, EntityRef};
use crate::domain::text::Clean;
use std::fmt;
use std::sync::Arc;

/// The id of a session; written as [`RequestId`] is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionId(RequestId);

impl SessionId {
    /// The id that a text is; none where it can be none.
    pub fn parse(text: &str) -> Option<Self> {
        RequestId::parse(text).map(Self)
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How far a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SessionStage {
    /// It waits for somebody to join.
    Waiting,
    /// It goes on.
    Active,
    /// It is over.
    Ended,
}

/// What was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RecordingKind {
    /// A terminal, as it was seen.
    Terminal,
    /// Queries to a database.
    Queries,
    /// Commands.
    Commands,
    /// A desktop.
    Desktop,
}

impl RecordingKind {
    /// The words for it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Queries => "query log",
            Self::Commands => "command log",
            Self::Desktop => "desktop",
        }
    }
}

/// A recording of a session.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Recording {
    /// Of what.
    pub kind: RecordingKind,
    /// Where a browser shows it; empty where nothing does.
    pub address: Clean,
    /// Whether it can be played in a terminal.
    pub plays: bool,
}

/// Access that was or is used.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccessSession {
    /// Its id.
    pub id: SessionId,
    /// What sort of access.
    pub kind: AccessKind,
    /// To what, as the system names it.
    pub target: Clean,
    /// The entity that that is, where one names it.
    pub entity: Option<EntityRef>,
    /// Who.
    pub user: Clean,
    /// Whether that is the user.
    pub is_mine: bool,
    /// The name that was signed in with.
    pub login: Clean,
    /// Who else was there.
    pub participants: Vec<Clean>,
    /// How far it is.
    pub stage: SessionStage,
    /// When it began.
    pub started_at: Option<At>,
    /// When it ended.
    pub ended_at: Option<At>,
    /// What was recorded.
    pub recording: Option<Recording>,
    /// The request that it came from, where that is known.
    pub request: Option<RequestId>,
    /// It is only played.
    pub simulated: bool,
}

/// Sessions, the ones that go on first, then newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessSessions {
    /// They.
    pub sessions: Vec<Arc<AccessSession>>,
    /// Where they come from, and what is missing.
    pub sources: Vec<SourceState>,
}
