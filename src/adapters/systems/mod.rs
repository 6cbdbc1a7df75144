//! The outside systems, one module each; none knows another.

pub mod backstage;
pub mod crossplane;
pub mod git;
