//! git, asked as a program: what changed in a checkout, and commits of single files.
//!
//! A checkout may be somebody else's, and what its own configuration names is never run: no hook,
//! filter, monitor, pager, editor, signing program, external diff or transport. What the user's own
//! configuration says of identity counts.

mod aside;
mod begin;
mod call;
mod commit;
mod event;
mod feed;
mod file;
mod follow;
mod gitops;
mod history;
mod log;
mod made_aside;
mod owners;
mod place;
mod program;
mod publish;
mod put;
mod tags;
mod undo;

pub use commit::{Author, Change, Committed};
pub use feed::{GitFeed, Whereabouts};
pub use gitops::GitOpsFeed;
pub use history::History;
pub use program::Git;
pub use publish::Repositories;
