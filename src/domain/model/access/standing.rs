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
    /// It was made into something lasting, and is itself not to be used.
    Promoted,
    /// The system says something that is not known here.
    Unknown,
}

impl AccessState {
    /// All of them, in the order they are listed.
    pub const ALL: [Self; 9] = [
        Self::Pending,
        Self::Approved,
        Self::Active,
        Self::Denied,
        Self::Expired,
        Self::Lapsed,
        Self::Revoked,
        Self::Promoted,
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
            Self::Promoted => "promoted",
            Self::Unknown => "unknown",
        }
    }

    /// What a word stands for.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether nothing can come of it any more.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Denied | Self::Expired | Self::Lapsed | Self::Revoked | Self::Promoted)
    }

    /// Whether a request that stands so may still come to stand otherwise. What was given up for now is only approved
    /// again, and can be taken into use once more.
    pub fn can_become(self, other: Self) -> bool {
        match self {
            Self::Pending => !matches!(other, Self::Pending),
            Self::Approved => matches!(other, Self::Active | Self::Expired | Self::Revoked | Self::Unknown),
            Self::Active => matches!(other, Self::Approved | Self::Expired | Self::Revoked | Self::Unknown),
            Self::Unknown => true,
            Self::Denied | Self::Expired | Self::Lapsed | Self::Revoked | Self::Promoted => false,
        }
    }
}
