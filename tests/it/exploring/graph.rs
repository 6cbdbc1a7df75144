//! The dependency graph and the impact of a change.
