//! The outside systems, one module each; none knows another.

pub mod argocd;
pub mod backstage;
pub mod crossplane;
pub mod forge;
pub mod git;
pub mod kargo;
pub mod kubernetes;
pub mod operators;
pub mod tekton;
pub mod teleport;
pub mod vault;
