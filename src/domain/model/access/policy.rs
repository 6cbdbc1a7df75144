//! Who has to agree to what, and for how long access is given.

mod order;
mod ruling;
mod table;

use super::{AccessKind, AccessLevel};
use crate::domain::text::Clean;
use std::time::Duration;

/// Who has to agree, and for how long access is given at most: rows, of which the first that fits counts. The default
/// is the table that comes along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessPolicy {
    /// The rows, in the order they are tried.
    pub rows: Vec<PolicyRow>,
}

/// A row of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyRow {
    /// For this sort of access.
    pub kind: AccessKind,
    /// For these levels; for all without any.
    pub levels: Vec<AccessLevel>,
    /// In these environments; in all without any.
    pub environments: Vec<String>,
    /// Who has to agree.
    pub approval: Approval,
    /// How long, where nobody says.
    pub usual: Duration,
    /// How long at most.
    pub at_most: Duration,
    /// The roles of the access system that are asked for, where it takes roles alone.
    pub roles: Vec<String>,
    /// Where the row stands: `the default policy`, `contexts.work.access`.
    pub from: Clean,
}

/// Who has to agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Approval {
    /// Nobody: what is asked for is given.
    Nobody,
    /// Of each of these one.
    Each(Vec<Vec<Approver>>),
    /// The access system decides, and does not tell beforehand.
    SystemDecides,
}

/// Somebody who may agree: a group, a role, a person, as the policy writes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Approver(pub Clean);

/// What the policy says to something that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// Who has to agree.
    pub approval: Approval,
    /// How long, where nobody says; `None` where the system decides.
    pub usual: Option<Duration>,
    /// How long at most; `None` where the system decides.
    pub at_most: Option<Duration>,
    /// The roles that are asked for.
    pub roles: Vec<String>,
    /// Where that is from.
    pub from: Clean,
}

#[cfg(test)]
mod tests;
