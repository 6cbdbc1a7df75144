//! Signing in, against servers of our own that sign for real and misbehave as they are told.

mod attempt;
mod browser;
mod code;
mod device;
mod faults;
mod loopback;
mod paste;
mod portal;
mod renewing;
mod rig;
pub mod servers;
mod ways;
