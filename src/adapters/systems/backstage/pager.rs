//! Where the pages of one answer end. A server that never comes to an end is not followed.

use super::page::PageEnd;
use crate::adapters::http::Body;
use crate::platform::fault::Fault;
use std::collections::HashSet;

/// More entities than this are a server gone wild.
const MOST_ITEMS: usize = 2_000_000;
/// More pages than this are, too: even of pages of a hundred it would be a million entities.
const MOST_PAGES: usize = 10_000;

/// The cursors that were followed so far, and what came of them.
#[derive(Debug, Default)]
pub(super) struct Pager {
    followed: HashSet<String>,
    items: usize,
}

impl Pager {
    /// Whether the page that `body` held may be followed by the one it names, if it names one.
    ///
    /// # Errors
    /// When an empty page leads on, when one leads back, and when there are too many of them.
    pub(super) fn check(&mut self, body: &Body, page: &PageEnd) -> Result<(), Fault> {
        self.items += page.items;
        let Some(next) = &page.next else { return Ok(()) };
        let wrong = if page.items == 0 {
            "an empty page leads to another one".to_owned()
        } else if self.items > MOST_ITEMS {
            format!("there are more than {MOST_ITEMS} entities")
        } else if self.followed.len() >= MOST_PAGES {
            format!("there are more than {MOST_PAGES} pages")
        } else if !self.followed.insert(next.clone()) {
            "a page leads back to one that was read before".to_owned()
        } else {
            return Ok(());
        };
        Err(body.malformed(&wrong, "tell the administrators"))
    }
}
