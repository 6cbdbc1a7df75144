//! Runs of templates on the screen, by keys: their list, one of them, and those that were started here.

mod begun;
mod command;
mod room;
mod stopped;
