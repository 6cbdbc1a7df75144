//! Templates that run in a folder: files are made in a private place, and what came of it is put where it belongs
//! in the end.

pub(super) mod again;
mod catalog_write;
mod copy;
mod debug_log;
mod debug_wait;
mod end;
mod errors;
mod fetch_file;
mod fetch_plain;
mod fetch_template;
mod fs_delete;
mod fs_readdir;
mod fs_rename;
mod generate;
mod ground;
mod hands;
mod input;
mod log_file;
mod order;
mod paths;
mod placing;
pub(super) mod port;
mod record;
mod repository;
pub(super) mod runs;
mod space;
mod stamp;
mod start;
mod tree;
mod trial;
mod trust;

pub use hands::{Outside, Workshop};
pub use runs::RunSetup;
pub use space::Space;
pub use tree::{Made, MadeKind, made};
