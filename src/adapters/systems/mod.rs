//! The outside systems, one module each; none knows another.

pub mod argocd;
pub mod backstage;
pub mod git;
pub mod kubernetes;
