//! Docs: how pages are read, laid out, found and followed.

mod built;
mod hostile;
mod images;
mod images_sent;
mod reader;
mod seen;
mod shapes;
mod site;
