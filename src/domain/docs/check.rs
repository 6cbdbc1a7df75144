use super::name::PageName;
use crate::domain::text::Clean;

/// A section that docs are expected to have (spec: overview, getting started, API, operations,
/// architecture).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is what it is called")]
pub enum Section {
    Overview,
    GettingStarted,
    Api,
    Operations,
    Architecture,
}

/// Something that is wrong with docs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The page; none where it is about the whole.
    pub page: Option<PageName>,
    /// The line of its source, from 1, where that is known.
    pub line: Option<usize>,
    /// What is wrong, and what to do.
    pub problem: Clean,
}
