//! Images of a page: from the bytes of a file to pixels on a ground, within limits.

mod decode;
mod scale;

pub use decode::decode;

use std::fmt;

/// Pixels across that authors reckon a column of text with, whatever the terminal's letters are: so
/// what is written in an image is about as large as what is written around it.
const COLUMN: u32 = 8;

/// What is lower or narrower, in pixels, is an icon or a badge: its words say more than its cells would.
const ICON: u32 = 32;

/// An image, decoded and laid on a ground: three bytes a pixel (red, green, blue), row by row.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Picture {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// The pixels.
    pub rgb: Vec<u8>,
    /// Pixels across and down that the file has; it is held smaller where it is very large.
    pub natural: (u32, u32),
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({} x {} of {:?})", self.width, self.height, self.natural)
    }
}

impl Picture {
    /// The most pixels that are held of an image: 3 MB of them.
    pub const MOST: u32 = 1 << 20;

    /// Columns and rows that an image of so many pixels takes in a room of so many, where a cell has so many
    /// pixels across and down; `wanted` is the width in pixels that its author asked for. Nothing for icons
    /// and badges, and where there is no room.
    pub fn cells(natural: (u32, u32), wanted: Option<u32>, room: (u16, u16), cell: (u16, u16)) -> Option<(u16, u16)> {
        let is_icon = natural.0 < ICON || natural.1 < ICON;
        let columns = wanted.unwrap_or(natural.0).clamp(1, 1 << 20).div_ceil(COLUMN);
        shaped(natural, columns, room, cell).filter(|(_, rows)| !is_icon && *rows > 1)
    }

    /// Columns and rows that it takes when it fills the room in one way or the other.
    pub fn filling(natural: (u32, u32), room: (u16, u16), cell: (u16, u16)) -> Option<(u16, u16)> {
        shaped(natural, room.0.into(), room, cell)
    }

    /// The same image with another number of pixels; as it is where it has that many.
    #[must_use]
    pub fn scaled(&self, width: u32, height: u32) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        if (width, height) == (self.width, self.height) {
            return self.clone();
        }
        let rgb = scale::scaled(&self.rgb, (self.width, self.height), (width, height));
        Self { width, height, rgb, natural: self.natural }
    }

    /// The bytes of some rows of pixels.
    pub fn rows(&self, from: u32, to: u32) -> &[u8] {
        let row = self.width as usize * 3;
        self.rgb.get(from as usize * row..to as usize * row).unwrap_or_default()
    }
}

/// So many columns, or fewer where the room is narrower or lower, and rows that keep the shape.
fn shaped(natural: (u32, u32), columns: u32, room: (u16, u16), cell: (u16, u16)) -> Option<(u16, u16)> {
    let (across, down) = natural;
    if across == 0 || down == 0 || room.0 == 0 || room.1 == 0 {
        return None;
    }
    let columns = columns.min(room.0.into());
    // rows for so many columns: the shape of the image in cells that are higher than wide
    let shape = f64::from(down) / f64::from(across) * f64::from(cell.0.max(1)) / f64::from(cell.1.max(1));
    let rows = (f64::from(columns) * shape).round().max(1.0);
    let fits = (f64::from(room.1) / rows).min(1.0);
    let columns = (f64::from(columns) * fits).round().max(1.0);
    let (columns, rows) = (narrowed(columns), narrowed((rows * fits).round().max(1.0)));
    (columns > 1 && rows > 0).then_some((columns, rows))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is rounded, and within the room")]
fn narrowed(cells: f64) -> u16 {
    cells.clamp(0.0, f64::from(u16::MAX)) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_keeps_its_shape_and_is_no_wider_than_the_room() {
        assert_eq!(Picture::cells((800, 400), None, (120, 40), (8, 16)), Some((100, 25)));
        assert_eq!(Picture::cells((800, 400), None, (50, 40), (8, 16)), Some((50, 13)));
        assert_eq!(Picture::cells((800, 400), Some(400), (120, 40), (8, 16)), Some((50, 13)));
        assert_eq!(Picture::cells((800, 8_000), None, (120, 50), (8, 16)), Some((10, 50)));
        // the letters of this terminal are as wide as high
        assert_eq!(Picture::cells((800, 400), None, (120, 60), (16, 16)), Some((100, 50)));
    }

    #[test]
    fn an_image_alone_fills_the_room_in_one_way() {
        assert_eq!(Picture::filling((80, 40), (100, 40), (8, 16)), Some((100, 25)));
        assert_eq!(Picture::filling((40, 80), (100, 40), (8, 16)), Some((40, 40)));
    }

    #[test]
    fn icons_and_badges_are_told_in_words() {
        assert_eq!(Picture::cells((120, 20), None, (80, 24), (8, 16)), None);
        assert_eq!(Picture::cells((0, 0), None, (80, 24), (8, 16)), None);
        assert_eq!(Picture::cells((800, 400), None, (0, 24), (8, 16)), None);
        assert_eq!(Picture::cells((40_000, 32), None, (80, 24), (0, 0)), None);
    }
}
