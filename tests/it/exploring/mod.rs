//! Exploring the catalog: a file a part.

mod deeds;
mod definition;
mod definition_limits;
mod graph;
mod lists;
mod looks;
mod timeline;
