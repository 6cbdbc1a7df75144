use crate::domain::model::At;
use crate::domain::model::timeline::Lead;
use crate::domain::text::Clean;
use std::time::Duration;

/// The stages of the line, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StageName {
    /// Somebody asked for it.
    Requested,
    /// What was filled in was accepted.
    Validated,
    /// Its files were made.
    Rendered,
    /// They are on the branch that is rolled out.
    Committed,
    /// They were applied to the cluster.
    Synced,
    /// The cluster makes it.
    Provisioning,
    /// It can be used.
    Ready,
    /// The catalog has it.
    Cataloged,
}

impl StageName {
    /// All of them in their order.
    pub const ALL: [Self; 8] = [
        Self::Requested,
        Self::Validated,
        Self::Rendered,
        Self::Committed,
        Self::Synced,
        Self::Provisioning,
        Self::Ready,
        Self::Cataloged,
    ];

    /// What a word stands for.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.word() == word)
    }

    /// The word for it, as the command line has it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Validated => "validated",
            Self::Rendered => "rendered",
            Self::Committed => "committed",
            Self::Synced => "synced",
            Self::Provisioning => "provisioning",
            Self::Ready => "ready",
            Self::Cataloged => "cataloged",
        }
    }
}

/// How a stage stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Progress {
    /// It is behind.
    Done,
    /// It goes on.
    Active,
    /// It waits: for the stage before, or for somebody ([`Stage::waiting_for`]).
    Waiting,
    /// It stopped ([`Stage::reason`]).
    Failed,
    /// Nothing that could tell was heard, or what was heard could mean several things.
    #[default]
    Unknown,
}

impl Progress {
    /// The word for it, as the command line has it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Active => "active",
            Self::Waiting => "waiting",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }
}

/// A stage of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Which.
    pub name: StageName,
    /// How it stands.
    pub progress: Progress,
    /// Who did it, as people call them; empty where nobody is known to have.
    pub by: Clean,
    /// When it began.
    pub started: Option<At>,
    /// When it was behind, or stopped.
    pub ended: Option<At>,
    /// Whom or what it waits for: reviewers, checks, the stage before.
    pub waiting_for: Vec<Clean>,
    /// What is known it by, in a line: `commit 1f2e3d4`, `Argo CD payments at 1f2e3d4`, `Ready=True`.
    pub evidence: Clean,
    /// Why it stopped, waits or is unknown: in the system's own words where a system said it.
    pub reason: Clean,
    /// What to do next; empty where nothing helps.
    pub cure: Clean,
    /// Where it leads: the task, the pull request, the commit, the application, the entity.
    pub lead: Option<Lead>,
}

impl Stage {
    /// A stage of which nothing is known, and why.
    pub fn unknown(name: StageName, why: &str) -> Self {
        Self { reason: Clean::line(why), ..Self::new(name, Progress::Unknown) }
    }

    /// A stage that stands so.
    pub fn new(name: StageName, progress: Progress) -> Self {
        Self {
            name,
            progress,
            by: Clean::default(),
            started: None,
            ended: None,
            waiting_for: Vec::new(),
            evidence: Clean::default(),
            reason: Clean::default(),
            cure: Clean::default(),
            lead: None,
        }
    }

    /// How long it took, or has taken so far where it goes on; `None` where its beginning is not known. Clocks
    /// differ between systems: it is never less than nothing.
    pub fn took(&self, now: At) -> Option<Duration> {
        let until = match self.progress {
            Progress::Active | Progress::Waiting => now,
            Progress::Done | Progress::Failed | Progress::Unknown => self.ended?,
        };
        Some(until.since(self.started?))
    }
}
