//! Running text of one paragraph, as one string over the pieces that it is made of.

use super::measure::{columns, wrap};
use super::sheet::Sheet;
use super::{Bit, Deed, Ink};
use crate::domain::docs::ids::LinkId;
use crate::domain::docs::style::Style;
use crate::domain::text::Piece;
use std::ops::Range;

/// Running text.
#[derive(Debug, Default)]
pub(super) struct Strand<'a> {
    text: String,
    runs: Vec<Run>,
    anchors: Vec<(usize, &'a str)>,
}

#[derive(Clone, Copy, Debug)]
struct Run {
    at: usize,
    piece: Piece,
    is_own: bool,
    ink: Ink,
    does: Does,
}

/// What happens where a run is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Does {
    Nothing,
    Follow(LinkId),
    Deed(Deed),
}

impl<'a> Strand<'a> {
    /// Adds a piece with its text.
    pub(super) fn add(&mut self, text: &str, piece: Piece, is_own: bool, ink: Ink, does: Does) {
        if !text.is_empty() {
            self.runs.push(Run { at: self.text.len(), piece, is_own, ink, does });
            self.text.push_str(text);
        }
    }

    /// An id of what comes next.
    pub(super) fn anchor(&mut self, id: &'a str) {
        self.anchors.push((self.text.len(), id));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Sets all of it so as well.
    pub(super) fn set(&mut self, style: Style) {
        for run in &mut self.runs {
            run.ink.style = run.ink.style.with(style);
        }
    }

    /// What was added from there on does this where it leads nowhere.
    pub(super) fn press(&mut self, from: usize, deed: Deed) {
        for run in self.runs.iter_mut().filter(|run| run.at >= from && run.does == Does::Nothing) {
            run.does = Does::Deed(deed);
        }
    }

    /// Hands its ids on to the row that comes next.
    pub(super) fn hand_on(&mut self, sheet: &mut Sheet<'a>) {
        for (_, id) in self.anchors.drain(..) {
            sheet.anchor(id);
        }
    }

    /// Whether ids wait in it that no line has taken yet.
    pub(super) fn has_anchors(&self) -> bool {
        !self.anchors.is_empty()
    }

    /// Writes it onto a sheet, wrapped to so many columns of the whole sheet, and empties it.
    pub(super) fn write(&mut self, sheet: &mut Sheet<'a>, measure: usize) {
        let mut cursor = 0;
        let mut anchors = self.anchors.iter().peekable();
        let room = |sheet: &Sheet<'a>| measure.min(sheet.columns).saturating_sub(sheet.left()).max(1);
        wrap(&self.text, room(sheet), |range| {
            sheet.open();
            while let Some((_, id)) = anchors.next_if(|(at, _)| *at < range.end || range.is_empty()) {
                sheet.anchor(id);
            }
            self.line(sheet, &range, &mut cursor);
            sheet.close();
            room(sheet)
        });
        for (_, id) in anchors {
            sheet.anchor(id);
        }
        self.clear();
    }

    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.runs.clear();
        self.anchors.clear();
    }

    /// Writes a part of it into the open row; `cursor` is the first run that the part may have.
    fn line(&self, sheet: &mut Sheet<'a>, range: &Range<usize>, cursor: &mut usize) {
        while let Some(run) = self.runs.get(*cursor) {
            let end = self.runs.get(*cursor + 1).map_or(self.text.len(), |next| next.at);
            let part = run.at.max(range.start)..end.min(range.end);
            if part.start < part.end {
                self.put(sheet, run, part);
            }
            if end > range.end {
                return;
            }
            *cursor += 1;
        }
    }

    fn put(&self, sheet: &mut Sheet<'a>, run: &Run, part: Range<usize>) {
        let text = self.text.get(part.clone()).unwrap_or_default();
        let place = |at: usize| run.piece.from + u32::try_from(at - run.at).unwrap_or(u32::MAX);
        let piece = Piece { from: place(part.start), to: place(part.end) };
        let columns = columns(text);
        let link = match run.does {
            Does::Nothing => None,
            Does::Follow(link) => Some(link),
            Does::Deed(deed) => {
                sheet.spot(deed, columns);
                None
            }
        };
        sheet.put(Bit { text: piece, is_own: run.is_own, ink: run.ink, link }, columns);
    }
}
