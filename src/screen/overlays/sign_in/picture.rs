//! An address as a QR code (ISO/IEC 18004), for a telephone or a tablet to read from the screen.

use super::letters::half;
use crate::domain::document::with_fewer_letters;
use crate::domain::text::Clean;
use crate::screen::look::{Glyphs, Look};
use crate::screen::widgets::paint;
use qrcode::{Color as Square, EcLevel, QrCode};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

/// Light squares around the code; the standard wants four, and readers are content with two.
const QUIET: usize = 2;

/// A QR code in squares, light ones true, with what has to stay light around it.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    light: Vec<bool>,
    side: usize,
}

impl Picture {
    /// The code of a text; `None` where that is too long for any.
    pub(super) fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(with_fewer_letters(text), EcLevel::L).ok()?;
        let (inner, squares) = (code.width(), code.to_colors());
        let side = inner + 2 * QUIET;
        let mut light = vec![true; side * side];
        for (n, square) in squares.into_iter().enumerate() {
            let (x, y) = (n % inner + QUIET, n / inner + QUIET);
            if let Some(slot) = light.get_mut(y * side + x) {
                *slot = square == Square::Light;
            }
        }
        Some(Self { light, side })
    }

    /// Columns and rows that it takes.
    pub(super) fn size(&self, glyphs: Glyphs) -> (usize, usize) {
        if glyphs == Glyphs::ASCII { (self.side * 2, self.side) } else { (self.side, self.side.div_ceil(2)) }
    }

    /// Whether there is room for it.
    pub(super) fn fits(&self, area: Rect, glyphs: Glyphs) -> bool {
        let (columns, rows) = self.size(glyphs);
        columns <= usize::from(area.width) && rows <= usize::from(area.height)
    }

    fn is_light(&self, x: usize, y: usize) -> bool {
        y >= self.side || self.light.get(y * self.side + x).copied().unwrap_or(true)
    }

    fn row(&self, y: usize, glyphs: Glyphs) -> Clean {
        let columns = 0..self.side;
        Clean::line(&match glyphs == Glyphs::ASCII {
            true => columns.map(|x| if self.is_light(x, y) { "##" } else { "  " }).collect::<String>(),
            false => columns.map(|x| half(self.is_light(x, 2 * y), self.is_light(x, 2 * y + 1))).collect(),
        })
    }

    /// Paints it in the middle of an area that it fits into.
    pub(super) fn view(&self, buf: &mut Buffer, area: Rect, look: &Look) {
        let (columns, rows) = self.size(look.glyphs);
        let columns = u16::try_from(columns).unwrap_or(u16::MAX);
        let x = area.x + area.width.saturating_sub(columns) / 2;
        for (row, y) in (0..rows).zip(area.top()..area.bottom()) {
            paint::text(buf, x, y, columns, look, self.row(row, look.glyphs).shown(), style(look));
        }
        if look.glyphs == Glyphs::ASCII {
            fill(buf, Rect { x, width: columns, ..area });
        }
    }
}

/// Light on dark, whatever the theme: a reader has to tell them apart. Without any colours the
/// terminal's own have to do.
fn style(look: &Look) -> Style {
    match look.theme.name() {
        "mono" => Style::default(),
        _ => Style::default().fg(Color::White).bg(Color::Black),
    }
}

/// Squares that are only signs are made whole.
fn fill(buf: &mut Buffer, area: Rect) {
    for at in area.intersection(buf.area).positions() {
        if let Some(cell) = buf.cell_mut(at)
            && cell.symbol() == "#"
        {
            let style = if cell.bg == Color::Black { Style::default().bg(Color::White) } else { REVERSED };
            cell.set_style(style);
        }
    }
}

const REVERSED: Style = Style::new().add_modifier(Modifier::REVERSED);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners_and_light_around_them() {
        let picture = Picture::of("https://idp.example/device?user_code=WDJB-MJHT").unwrap();
        let (last, edge) = (picture.side - 1 - QUIET, QUIET);
        for (x, y) in [(edge, edge), (last, edge), (edge, last)] {
            assert!(!picture.is_light(x, y), "{x} {y}");
        }
        assert!((0..picture.side).all(|n| picture.is_light(n, 0) && picture.is_light(0, n)));
        assert_eq!(picture.size(Glyphs::UNICODE).0, picture.row(0, Glyphs::UNICODE).as_str().chars().count());
        assert!(Picture::of(&"x".repeat(5_000)).is_none());
    }
}
