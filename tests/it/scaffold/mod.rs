//! Templates that run in a folder.

mod case;
mod conformance;
mod crash;
mod hostile;
mod published;
mod runs;
mod stage;
