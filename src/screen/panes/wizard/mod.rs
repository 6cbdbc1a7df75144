//! The wizard of a template: its form step by step, the review, a dry run, and the run.

mod act;
mod agreed;
mod attached;
mod change;
mod dress;
mod early;
mod files;
mod filling;
mod filter;
mod judged;
mod keeping;
mod leafing;
mod limits;
mod link;
mod open;
mod order;
mod pick;
mod picking;
mod produced;
mod repository;
mod review;
mod settle;
mod state;
mod trial;
mod update;
mod view;

pub use state::Wizard;
