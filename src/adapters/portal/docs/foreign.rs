//! Answers that are none of the docs: what stands before a portal may answer anything with a page of its own,
//! to sign in on for the most part, and calls that a success.

use super::seen::Read;
use crate::adapters::http::Failure;
use crate::domain::docs::html;
use crate::domain::model::EntityRef;
use crate::platform::fault::{Fault, FaultKind};

/// Bytes at the start of an answer in which a web page says that it is one.
const START: usize = 512;

/// Whether a file that is no page is a web page all the same.
pub(super) fn is_web_page(bytes: &[u8]) -> bool {
    let start = bytes.get(..START).unwrap_or(bytes).trim_ascii_start().to_ascii_lowercase();
    start.starts_with(b"<!doctype html") || start.starts_with(b"<html")
}

/// Whether a page is one that MkDocs made, and so worth to be kept.
pub(super) fn is_of_docs(read: &Read) -> bool {
    html::has_article(&read.html) || read.page.moved.is_some()
}

/// Refuses a page to sign in on, and one that is none of the docs where there was one before. Others
/// may be what an author wrote as HTML.
///
/// # Errors
/// [`FaultKind::Malformed`].
pub(super) fn refuse(of: &EntityRef, read: &Read, held: Option<&Read>) -> Result<(), Failure> {
    let is_refused = !is_of_docs(read) && (held.is_some_and(is_of_docs) || asks_for_password(&read.html));
    if is_refused { Err(in_its_place(of, &read.path)) } else { Ok(()) }
}

fn asks_for_password(html: &str) -> bool {
    let html = html.to_ascii_lowercase();
    ["type=\"password\"", "type='password'", "type=password"].iter().any(|field| html.contains(field))
}

/// The fault of a web page that came in place of a file.
pub(super) fn in_its_place(of: &EntityRef, path: &str) -> Failure {
    let tried = format!("read {path} of the docs of {of}");
    let happened = "it answered with a web page that is none of the docs, such as one to sign in on";
    let cure = "check that no login page or proxy stands before the portal, then try again";
    Failure::unread(Fault::new(FaultKind::Malformed, &tried, happened, cure))
}
