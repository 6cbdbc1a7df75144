//! What databases are to have by their environment: the table of tiers.

use crate::domain::text::Clean;

/// The tier of an environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tier {
    /// To try things out.
    Development,
    /// As production, but nobody depends on it.
    Staging,
    /// People depend on it.
    Production,
}

impl Tier {
    /// The tier of an environment by its name; `None` where the name tells none.
    pub fn of(environment: &str) -> Option<Self> {
        match environment.to_ascii_lowercase().as_str() {
            "development" | "dev" | "test" => Some(Self::Development),
            "staging" | "stage" => Some(Self::Staging),
            "production" | "prod" | "live" => Some(Self::Production),
            _ => None,
        }
    }

    /// How many replicas it has at least, the one that takes writes among them.
    pub fn replicas(self) -> u32 {
        match self {
            Self::Development => 1,
            Self::Staging => 2,
            Self::Production => 3,
        }
    }

    /// What it asks for, in words.
    pub fn words(self) -> Clean {
        Clean::from(match self {
            Self::Development => "development: 1 replica, daily backup, self service",
            Self::Staging => "staging: 2 replicas, daily backup, self service",
            Self::Production => "production: 3 or more replicas, continuous backup, with approval",
        })
    }
}
