//! Docs, over the project in `tests/docs`: what techdocs-core makes of it, and what a browser shows of
//! that.

mod built;
mod command;
mod equality;
mod hostile;
mod layout;
mod layout_made;
mod markdown;
mod images;
mod images_sent;
mod reader;
mod over;
mod room;
mod seen;
mod shapes;
mod site;
