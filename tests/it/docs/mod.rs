//! Docs, over the project in `tests/docs`: what techdocs-core makes of it, and what a browser shows of
//! that.

mod built;
mod hostile;
mod layout;
mod layout_made;
mod equality;
mod seen;
mod shapes;
mod site;
