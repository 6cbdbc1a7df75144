//! Docs, over the project in `tests/docs`: what techdocs-core makes of it, and what a browser shows of
//! that.

mod built;
mod hostile;
mod images;
mod images_sent;
mod reader;
mod seen;
mod shapes;
mod site;
