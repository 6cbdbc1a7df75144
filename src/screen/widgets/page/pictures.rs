//! Images of a page: which are in sight, and where they are to be seen.

use super::{Does, PageView};
use crate::domain::docs::ImageId;
use crate::domain::docs::layout::{Deed, PictureRow};
use crate::domain::document::Role;
use crate::domain::text::Clean;
use crate::screen::look::Look;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::collections::{HashMap, HashSet};

/// An image in sight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    /// Which.
    pub image: ImageId,
    /// Its cells that are seen.
    pub area: Rect,
    /// Its rows above those.
    pub above: u16,
    /// Columns and rows of the whole.
    pub whole: (u16, u16),
}

impl PageView {
    /// From now on these images are shown as such, in so many columns and rows, and those that are meant for
    /// another theme not at all. It counts from the next [`PageView::set`].
    pub fn show_images(&mut self, images: HashMap<ImageId, (u16, u16)>, unfit: HashSet<ImageId>) {
        (self.reading.images, self.reading.unfit) = (images, unfit);
    }

    /// The images whose words or cells are seen.
    pub fn images_in_sight(&self) -> Vec<ImageId> {
        let seen = self.seen();
        let Some(page) = &self.page else { return Vec::new() };
        let spots = self.layout.spots.iter().filter(|spot| seen.contains(&(spot.row as usize)));
        let mut found: Vec<ImageId> = Vec::new();
        for spot in spots {
            match spot.deed {
                Deed::Show(image) => found.push(image),
                Deed::Follow(link) => found.extend(page.images_of(link)),
                _ => {}
            }
        }
        found.extend(
            self.layout.pictures.iter().filter(|picture| self.is_in_sight(picture)).map(|picture| picture.image),
        );
        found.sort_unstable();
        found.dedup();
        found
    }

    fn is_in_sight(&self, picture: &PictureRow) -> bool {
        let (from, seen) = (picture.row as usize, self.seen());
        from < seen.end && from + usize::from(picture.size.1) > seen.start
    }

    /// The images that are seen as such in an area that the page is painted in. The first row of one that
    /// keys are about is left to its words, where that can be seen.
    pub fn pictures(&self, area: Rect) -> Vec<Sight> {
        let all = self.layout.pictures.iter().filter(|picture| self.is_in_sight(picture));
        all.filter_map(|picture| self.sight(picture, area)).collect()
    }

    fn sight(&self, picture: &PictureRow, area: Rect) -> Option<Sight> {
        let begins = picture.row as usize + usize::from(self.is_pressed(picture));
        let ends = (picture.row as usize + usize::from(picture.size.1)).min(self.seen().end);
        let from = begins.max(self.top);
        let above = u16::try_from(from - picture.row as usize).ok()?;
        let (x, y) = (u16::try_from(picture.column).ok()?, u16::try_from(from - self.top).ok()?);
        let height = u16::try_from(ends.checked_sub(from)?).ok().filter(|height| *height > 0)?;
        let cells = Rect { x: area.x.checked_add(x)?, y: area.y.checked_add(y)?, width: picture.size.0, height };
        let is_within = cells.intersection(area) == cells;
        is_within.then_some(Sight { image: picture.image, area: cells, above, whole: picture.size })
    }

    /// Whether keys are about an image, or letters stand on it.
    fn is_pressed(&self, picture: &PictureRow) -> bool {
        let is_here = |cell: &super::stops::Cell| cell.row == picture.row as usize;
        let focused = self.stop().is_some_and(|stop| {
            matches!(stop.does, Does::Press(Deed::Show(_) | Deed::Follow(_)))
                && self.stops.cells(stop).iter().any(is_here)
        });
        focused || self.is_hinting()
    }

    /// Paints what stands for the images while they are not shown, in their first row that is seen.
    pub(super) fn instead_of_pictures(&self, buf: &mut Buffer, area: Rect, look: &Look) {
        let Some(page) = &self.page else { return };
        for picture in self.layout.pictures.iter().filter(|picture| self.is_in_sight(picture)) {
            let row = (picture.row as usize).max(self.top) - self.top;
            let (Ok(x), Ok(y)) = (u16::try_from(picture.column), u16::try_from(row)) else { continue };
            let words = page.image(picture.image).map(|image| image.words()).unwrap_or_default();
            let (x, y) = (area.x.saturating_add(x), area.y.saturating_add(y));
            let width = picture.size.0.min(area.right().saturating_sub(x));
            paint::text(buf, x, y, width, look, Clean::line(&words).shown(), look.style(Role::Dim));
        }
    }
}
