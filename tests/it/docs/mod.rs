//! Docs: how pages are read, laid out, found and followed.

mod reader;
