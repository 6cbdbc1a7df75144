//! What changed of an entity.

mod commits;
mod repository;
