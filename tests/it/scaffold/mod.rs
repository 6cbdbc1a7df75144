//! Templates that run in a folder.

mod bounds;
mod case;
mod compared;
mod conformance;
mod crash;
mod given;
mod hostile;
mod own;
mod published;
mod runs;
mod stage;
