//! What changed of an entity.

mod cli;
mod commits;
mod example;
mod history;
mod hostile;
mod journeys;
mod pty;
mod repository;
