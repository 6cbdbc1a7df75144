//! Columns that share a width, and rows in them.

use crate::domain::text::Shown;
use crate::screen::look::Look;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// How a column takes its share of the width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColumnSpec {
    /// Columns that it wants at least.
    pub least: u16,
    /// How it shares what is left over; 0 takes nothing.
    pub weight: u16,
    /// Those with the highest number go first where there is no room; 0 stays.
    pub dispensable: u8,
}

impl ColumnSpec {
    /// A column of at least that width, its share of what is left over, and when it goes.
    pub const fn of(least: u16, weight: u16, dispensable: u8) -> Self {
        Self { least, weight, dispensable }
    }
}

/// Where rows are painted in the area of a list: beside the mark of the cursor and that of the scrolling.
pub fn inside(area: Rect) -> Rect {
    Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(2), ..area }
}

/// Gives each column its width, 0 for those that found no room. A gap of one column stands between
/// columns.
pub fn widths(specs: &[ColumnSpec], total: u16) -> Vec<u16> {
    let mut kept: Vec<bool> = vec![true; specs.len()];
    let needed = |kept: &[bool]| -> u16 {
        let widths = specs.iter().zip(kept).filter(|(_, kept)| **kept).map(|(spec, _)| spec.least.saturating_add(1));
        widths.fold(0, u16::saturating_add).saturating_sub(1)
    };
    while needed(&kept) > total {
        let worst = (0..specs.len())
            .filter(|n| kept.get(*n) == Some(&true))
            .max_by_key(|n| specs.get(*n).map_or(0, |spec| spec.dispensable))
            .filter(|n| specs.get(*n).is_some_and(|spec| spec.dispensable > 0));
        match worst.and_then(|n| kept.get_mut(n)) {
            Some(slot) => *slot = false,
            None => break,
        }
    }
    let spare = total.saturating_sub(needed(&kept));
    let weights: u32 = specs.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(spec, _)| u32::from(spec.weight)).sum();
    let share = |spec: &ColumnSpec| {
        let share = (u32::from(spare) * u32::from(spec.weight)).checked_div(weights).unwrap_or(0);
        u16::try_from(share).unwrap_or(u16::MAX)
    };
    let width = |spec: &ColumnSpec| spec.least.saturating_add(share(spec)).min(total);
    specs.iter().zip(&kept).map(|(spec, kept)| if *kept { width(spec) } else { 0 }).collect()
}

/// Paints one row of cells.
pub fn row(buf: &mut Buffer, area: Rect, look: &Look, widths: &[u16], cells: &[(Shown<'_>, Style)]) {
    let mut x = area.x;
    for (width, (text, style)) in widths.iter().zip(cells).filter(|(width, _)| **width > 0) {
        let room = area.right().saturating_sub(x).min(*width);
        paint::text(buf, x, area.y, room, look, *text, *style);
        x = x.saturating_add(*width + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_matters_least_goes_first_when_there_is_no_room() {
        let spec = |least, weight, dispensable| ColumnSpec { least, weight, dispensable };
        let specs = [spec(10, 2, 0), spec(9, 0, 1), spec(10, 1, 2)];
        assert_eq!(widths(&specs, 61), [30, 9, 20]);
        assert_eq!(widths(&specs, 31), [10, 9, 10]);
        assert_eq!(widths(&specs, 30), [20, 9, 0]);
        assert_eq!(widths(&specs, 12), [12, 0, 0]);
        assert_eq!(widths(&specs, 4), [4, 0, 0]);
        let many = [spec(60_000, 60_000, 0), spec(60_000, 1, 0)];
        assert_eq!(widths(&many, 80), [80, 80], "however many and however wide");
    }
}
