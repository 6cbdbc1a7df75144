//! Where the cells of a page lead, for terminals that follow links by themselves.

use super::{Does, PageView};
use crate::domain::docs::layout::{Bit, Deed};
use crate::domain::docs::{Href, LinkId};
use crate::domain::text::width;
use ratatui::layout::Rect;
use std::ops::Range;

/// Cells of one row that lead somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leading {
    /// The row on the screen.
    pub row: u16,
    /// The columns.
    pub columns: Range<u16>,
    /// Which link of the page.
    pub link: LinkId,
}

impl PageView {
    /// Puts what leads there under the keys, as [`Href`] is written; what hides it is opened.
    pub fn go_to_lead(&mut self, to: &str) {
        let Some(page) = self.page.clone() else { return };
        let is_it = |href: &Href| href.to_string() == to;
        let leads = |deed: Deed| match deed {
            Deed::Follow(id) => page.link(id).is_some_and(|link| is_it(&link.to)),
            Deed::Show(id) => page.image(id).and_then(|image| image.source.as_ref()).is_some_and(is_it),
            _ => false,
        };
        let find =
            |view: &Self| view.stops.all.iter().position(|stop| matches!(stop.does, Does::Press(deed) if leads(deed)));
        if find(self).is_none() {
            let mut place = None;
            page.each_span(&mut |span| {
                let is_there = span.link.is_some_and(|id| leads(Deed::Follow(id)));
                place = place.or(is_there.then_some(span.text.from));
            });
            place.into_iter().for_each(|place| self.open_at(place));
        }
        self.focus_on(find(self));
    }

    /// The cells that lead somewhere, in an area that the page is painted in.
    pub fn leading(&self, area: Rect) -> Vec<Leading> {
        let mut found = Vec::new();
        for (row, y) in self.seen().zip(area.top()..area.bottom()) {
            let Some(row) = self.layout.rows.get(row) else { continue };
            let line = Rect { y, height: 1, ..area };
            self.lead(&mut found, line, self.part(&row.bits), 0);
            if let Some(moved) = row.area.and_then(|at| self.layout.areas.get(at as usize)) {
                let window = super::paint::window_of(line, moved);
                self.lead(&mut found, window, self.part(&row.moved), self.shift(moved) as usize);
            }
        }
        found
    }

    fn lead(&self, found: &mut Vec<Leading>, line: Rect, bits: &[Bit], shift: usize) {
        let Some(page) = &self.page else { return };
        let mut at = 0;
        for bit in bits {
            let begins = at;
            at += width(self.layout.text(page, bit).as_str());
            let Some(link) = bit.link else { continue };
            let seen = |column: usize| column.saturating_sub(shift).min(usize::from(line.width));
            let (from, to) = (seen(begins), seen(at));
            let (Ok(from), Ok(to)) = (u16::try_from(from), u16::try_from(to)) else { continue };
            let columns = line.x.saturating_add(from)..line.x.saturating_add(to);
            match found
                .last_mut()
                .filter(|last| last.row == line.y && last.link == link && last.columns.end == columns.start)
            {
                Some(last) => last.columns.end = columns.end,
                None if columns.is_empty() => {}
                None => found.push(Leading { row: line.y, columns, link }),
            }
        }
    }
}
