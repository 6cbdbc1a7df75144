//! Where the links of a page lead, in words.

use super::Found;
use crate::domain::docs::layout::Layout;
use crate::domain::docs::{Href, Lead, LinkId, Numbered, lead};
use crate::domain::text::Clean;
use std::collections::BTreeSet;

/// The address of the web that a link leads to, for terminals that can follow it.
pub(super) fn address(found: &Found, link: LinkId) -> Option<Clean> {
    let to = &found.page.link(link)?.to;
    let address = match &found.of {
        Some(of) => match lead(to, of, &found.web) {
            Lead::Address(address) => address,
            _ => return None,
        },
        None => match to {
            Href::Address(address) => address.clone(),
            _ => return None,
        },
    };
    let is_web = ["https://", "http://"].iter().any(|scheme| address.as_str().starts_with(scheme));
    is_web.then_some(address)
}

/// Where a link leads: a link of stagedoor's own, a page or a file of the site, or an address.
pub(super) fn target(found: &Found, to: &Href) -> String {
    let lead = found.of.as_ref().map(|of| lead(to, of, &found.web));
    match lead {
        Some(Lead::Place(place)) => place.to_string(),
        Some(Lead::Address(address)) => address.to_string(),
        _ => to.to_string(),
    }
}

/// Where the numbers lead that stand in the rows from one on: a line each, whole however long it is, so
/// that it can be copied.
pub(super) fn list(numbered: &Numbered, layout: &Layout, from: usize) -> String {
    let rows = layout.rows.get(from..).unwrap_or_default();
    let links = rows.iter().flat_map(|row| layout.bits(row)).filter_map(|bit| bit.link);
    let seen: BTreeSet<u32> = links.filter_map(|link| numbered.numbers.get(&link).copied()).collect();
    let lines = (1..).zip(&numbered.targets).filter(|(number, _)| seen.contains(number));
    // a site's first page has no name of its own
    let name = |target: &String| Clean::line(if target.is_empty() { "index" } else { target });
    let lines: String = lines.map(|(number, target)| format!("[{number}] {}\n", name(target))).collect();
    if lines.is_empty() { lines } else { format!("\nLinks\n\n{lines}") }
}
