//! What changed of an entity.

mod commits;
mod history;
mod hostile;
mod journeys;
mod repository;
