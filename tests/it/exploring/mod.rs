//! Exploring the catalog: a file a part.

mod deeds;
mod definition;
mod graph;
mod lists;
mod looks;
mod timeline;
