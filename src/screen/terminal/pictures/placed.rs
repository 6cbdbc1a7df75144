use crate::domain::docs::Picture;
use ratatui::layout::Rect;
use std::ops::Range;
use std::sync::{Arc, Weak};

/// An image and the cells where it is to be seen.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The image.
    pub picture: Arc<Picture>,
    /// The cells where it is seen, over its whole width.
    pub area: Rect,
    /// Its rows above those, that are out of sight.
    pub above: u16,
    /// Columns and rows that the whole of it takes.
    pub whole: (u16, u16),
}

/// An image that is on the screen.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    /// Which: it is not held for being shown.
    pub(super) picture: Weak<Picture>,
    pub(super) area: Rect,
    pub(super) above: u16,
    pub(super) whole: (u16, u16),
    /// Which of several of the same, from 1.
    pub(super) number: u32,
}

impl Shown {
    /// What is to be seen of a frame of that area, in its order.
    pub(super) fn all(placed: &[Placed], frame: Rect) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for one in placed.iter().filter(|one| one.whole.0 > 0 && one.whole.1 > one.above) {
            let area = cut(one, frame);
            let picture = Arc::downgrade(&one.picture);
            let before = all.iter().filter(|other| Weak::ptr_eq(&other.picture, &picture)).count();
            let number = u32::try_from(before + 1).unwrap_or(u32::MAX);
            if !area.is_empty() {
                all.push(Self { picture, area, above: one.above, whole: one.whole, number });
            }
        }
        all
    }

    pub(super) fn is_of(&self, other: &Self) -> bool {
        self.number == other.number && self.whole == other.whole && Weak::ptr_eq(&self.picture, &other.picture)
    }

    /// Whether it is the same image at the same place.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.is_of(other) && self.area == other.area && self.above == other.above
    }

    /// The pixels that the cells of the whole of it have.
    pub(super) fn pixels(&self, cell: (u16, u16)) -> (u32, u32) {
        (u32::from(self.whole.0) * u32::from(cell.0), u32::from(self.whole.1) * u32::from(cell.1))
    }

    /// The pixels that are gone through to make it.
    pub(super) fn work(&self, cell: (u16, u16)) -> u64 {
        let (width, height) = self.pixels(cell);
        let read = self.picture.upgrade().map_or(0, |from| u64::from(from.width) * u64::from(from.height));
        read + u64::from(width) * u64::from(height)
    }

    /// Of so many rows of pixels those that are seen.
    pub(super) fn pixel_rows(&self, height: u32) -> Range<u32> {
        let rows = u32::from(self.whole.1).max(1);
        let at = |row: u32| height * row.min(rows) / rows;
        let (from, to) = (at(self.above.into()), at(u32::from(self.above) + u32::from(self.area.height)));
        from.min(height.saturating_sub(1))..to.max(from + 1).min(height)
    }
}

/// The part of its cells that is within the frame; nowhere where its left edge is not.
fn cut(one: &Placed, frame: Rect) -> Rect {
    let area = Rect { height: one.area.height.min(one.whole.1 - one.above), ..one.area };
    let cut = area.intersection(frame);
    // only rows are cut: what is narrower than the image has no room for it
    let is_whole = area.width == one.whole.0 && cut.width == area.width && cut.y == area.y;
    if is_whole { cut } else { Rect::default() }
}
