use crate::domain::text::Clean;
use std::ops::Range;

/// A part of a row that leads to an address of the web, for terminals that can follow it (OSC 8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The row on the screen.
    pub row: u16,
    /// The columns.
    pub columns: Range<u16>,
    /// An address that was judged to be one of the web.
    pub address: Clean,
}

impl Link {
    /// The address that a cell leads to.
    pub(super) fn at(links: &[Link], x: u16, y: u16) -> Option<&Clean> {
        links.iter().find(|link| link.row == y && link.columns.contains(&x)).map(|link| &link.address)
    }
}
