//! The outside systems, one module each; none knows another.

pub mod backstage;
pub mod git;
