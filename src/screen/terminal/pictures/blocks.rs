//! Images as half blocks: the upper half of a cell has the colour of its text, the lower one that of its
//! ground.

use crate::domain::docs::Picture;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};

/// The colours that cells can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// All.
    All,
    /// The 240 fixed ones of 256.
    Indexed,
}

/// The upper half.
const HALF: &str = "▀";

/// Paints what is seen of an image, which has two pixels a cell already; `above` are its rows out of
/// sight.
pub(super) fn paint(buf: &mut Buffer, area: Rect, above: u16, picture: &Picture, depth: Depth) {
    for (y, row) in (area.top()..area.bottom()).zip(u32::from(above)..) {
        let (upper, lower) = (picture.rows(row * 2, row * 2 + 1), picture.rows(row * 2 + 1, row * 2 + 2));
        let pixels = upper.chunks_exact(3).zip(lower.chunks_exact(3));
        for (x, (upper, lower)) in (area.left()..area.right()).zip(pixels) {
            if let Some(cell) = buf.cell_mut((x, y)) {
                set(cell, colour(upper, depth), colour(lower, depth));
            }
        }
    }
}

fn set(cell: &mut Cell, upper: Color, lower: Color) {
    cell.reset();
    if upper == lower {
        cell.set_style(Style::new().bg(lower));
    } else {
        cell.set_symbol(HALF).set_style(Style::new().fg(upper).bg(lower));
    }
}

fn colour(pixel: &[u8], depth: Depth) -> Color {
    let &[red, green, blue] = pixel else { return Color::Reset };
    match depth {
        Depth::All => Color::Rgb(red, green, blue),
        Depth::Indexed => Color::Indexed(nearest([red, green, blue])),
    }
}

/// The steps of a colour in the cube of 6 x 6 x 6 (16 to 231), as xterm has them.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The fixed colour that is nearest: of the cube, or of the 24 greys (232 to 255).
fn nearest(pixel: [u8; 3]) -> u8 {
    let steps = pixel.map(step);
    let cube = steps.map(|step| STEPS.get(usize::from(step)).copied().unwrap_or_default());
    let mean = pixel.iter().map(|part| u32::from(*part)).sum::<u32>() / 3;
    let grey = u8::try_from(mean.saturating_sub(3) / 10).unwrap_or_default().min(23);
    let of_grey = [8 + grey * 10; 3];
    if away(pixel, of_grey) < away(pixel, cube) {
        return 232 + grey;
    }
    let [red, green, blue] = steps;
    16 + 36 * red + 6 * green + blue
}

fn step(part: u8) -> u8 {
    let nearest = STEPS.iter().zip(0..).min_by_key(|(step, _)| step.abs_diff(part));
    nearest.map_or(0, |(_, at)| at)
}

fn away(a: [u8; 3], b: [u8; 3]) -> u32 {
    a.into_iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_shows_two_pixels_and_what_is_above_is_out_of_sight() {
        let pixels = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [9, 9, 9], [9, 9, 9], [1, 2, 3]];
        let picture = Picture { width: 1, height: 6, rgb: pixels.concat(), natural: (1, 6) };
        let mut buf = Buffer::empty(Rect::new(0, 0, 3, 3));
        paint(&mut buf, Rect::new(1, 0, 1, 2), 1, &picture, Depth::All);
        let cell = buf.cell((1, 0)).unwrap();
        assert_eq!((cell.symbol(), cell.fg, cell.bg), ("▀", Color::Rgb(0, 0, 255), Color::Rgb(9, 9, 9)));
        let cell = buf.cell((1, 1)).unwrap();
        assert_eq!((cell.fg, cell.bg), (Color::Rgb(9, 9, 9), Color::Rgb(1, 2, 3)));
        assert_eq!(buf.cell((0, 0)).unwrap(), &Cell::default());
        assert_eq!(buf.cell((1, 2)).unwrap(), &Cell::default());
    }

    #[test]
    fn with_256_colours_the_nearest_fixed_one_is_taken() {
        let known =
            [([0, 0, 0], 16), ([255, 255, 255], 231), ([255, 0, 0], 196), ([8, 8, 8], 232), ([128, 128, 128], 244)];
        for (pixel, index) in known {
            assert_eq!(nearest(pixel), index, "{pixel:?}");
        }
        assert_eq!(nearest([90, 140, 210]), 68);
    }
}
