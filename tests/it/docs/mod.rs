//! Docs, over the project in `tests/docs`: what techdocs-core makes of it, and what a browser shows of
//! that.

mod arriving;
mod built;
mod command;
mod equality;
mod hostile;
mod images;
mod images_sent;
mod layout;
mod layout_made;
mod markdown;
mod over;
mod reader;
mod room;
mod seen;
mod shapes;
mod site;
mod unbuilt;
