use crate::domain::model::At;
use crate::domain::model::access::{AccessKind, AccessLevel, Decision, RequestId};
use serde::{Deserialize, Serialize};

/// Something that happened to a request. Texts are as they were written: they are cleaned where they are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessEvent {
    /// The request.
    pub request: RequestId,
    /// When. To one request nothing happens before what happened to it last.
    pub at: At,
    /// Who did it; of what came by itself, who asked.
    pub by: String,
    /// What.
    pub deed: AccessDeed,
}

/// What can happen to a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccessDeed {
    /// It was made.
    Asked(Box<Asked>),
    /// Somebody answered.
    Reviewed {
        /// What.
        decision: Decision,
        /// Why.
        comment: String,
        /// Which of those who are to be asked the person counts as.
        counts_as: Vec<String>,
    },
    /// It was taken into use.
    Assumed,
    /// It was given up for now.
    Dropped,
    /// It was taken back; of what nobody has answered, by who asked.
    Revoked {
        /// Why.
        because: String,
    },
    /// Nobody answered in time.
    Lapsed,
    /// Its time was over.
    Expired,
}

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Access to what.
    pub resources: Vec<AskedFor>,
    /// Roles.
    pub roles: Vec<String>,
    /// What sort of access.
    pub kind: AccessKind,
    /// What one wants to do.
    pub level: AccessLevel,
    /// Where; empty where nothing says.
    pub environment: String,
    /// For so many seconds.
    pub seconds: u64,
    /// Why.
    pub reason: String,
    /// Who was named to be asked.
    pub reviewers: Vec<String>,
    /// Who has to agree: of each of these one, and each of them somebody else. An empty one is anybody but the asker;
    /// without any, what is asked for is given.
    pub needs: Vec<Vec<String>>,
}

impl Asked {
    /// What is other in something that is asked for by the same person, in words. Who has to agree is the policy's, and
    /// may have changed since.
    pub fn differs(&self, other: &Self) -> Vec<&'static str> {
        let ids = |asked: &Self| asked.resources.iter().map(|one| one.id.clone()).collect::<Vec<_>>();
        let parts = [
            ("what it is for", ids(self) != ids(other) || self.roles != other.roles),
            ("the type", (self.kind, self.level) != (other.kind, other.level)),
            ("for how long", self.seconds != other.seconds),
            ("the reason", self.reason != other.reason),
            ("who is asked", self.reviewers != other.reviewers),
        ];
        parts.into_iter().filter(|(_, differs)| *differs).map(|(part, _)| part).collect()
    }
}

/// Something that access was asked to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedFor {
    /// What names it: `/CLUSTER/KIND/NAME`.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// Its environment; empty where nothing says.
    pub environment: String,
    /// The entity that it is.
    pub entity: Option<String>,
}
