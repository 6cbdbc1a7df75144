use super::pictures::spoil;
use crate::domain::text::Clean;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
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
    /// The cells that lead there.
    pub fn cells(&self) -> Rect {
        let width = u16::try_from(self.columns.len()).unwrap_or_default();
        Rect { x: self.columns.start, y: self.row, width, height: 1 }
    }

    /// The address that a cell leads to.
    pub(super) fn at(links: &[Link], x: u16, y: u16) -> Option<&Clean> {
        links.iter().find(|link| link.row == y && link.columns.contains(&x)).map(|link| &link.address)
    }

    /// Marks in the frame before what has to be written again although it says the same: it led elsewhere,
    /// or nowhere.
    pub(super) fn turn(before: &mut Buffer, old: &[Link], new: &[Link]) {
        let changed =
            old.iter().filter(|link| !new.contains(link)).chain(new.iter().filter(|link| !old.contains(link)));
        for Link { row, columns, .. } in changed {
            let width = u16::try_from(columns.len()).unwrap_or_default();
            spoil(before, Rect { x: columns.start, y: *row, width, height: 1 });
        }
    }
}
