use ratatui::crossterm::terminal;

/// What is taken for the size where the terminal knows none.
const USUAL: (u16, u16) = (80, 24);
/// What no screen is larger than; what lies beyond stays blank.
const LARGEST: (u16, u16) = (1_000, 500);

/// The size of the terminal in columns and rows.
pub(super) fn size() -> (u16, u16) {
    fitting(terminal::size().unwrap_or(USUAL))
}

/// The pixels of a cell, across and down, where the terminal tells them.
pub(super) fn cell() -> Option<(u16, u16)> {
    let size = terminal::window_size().ok()?;
    cell_of((size.width, size.height), (size.columns, size.rows))
}

/// Whatever is told by numbers that somebody has set; what no letter could be written in is not believed.
fn cell_of(pixels: (u16, u16), cells: (u16, u16)) -> Option<(u16, u16)> {
    let cell = (pixels.0.checked_div(cells.0)?, pixels.1.checked_div(cells.1)?);
    ((3..=100).contains(&cell.0) && (6..=200).contains(&cell.1)).then_some(cell)
}

/// A size that can be painted: serial lines and some containers say that theirs is nothing, and a
/// size is only a number that somebody has set.
fn fitting((columns, rows): (u16, u16)) -> (u16, u16) {
    if columns == 0 || rows == 0 { USUAL } else { (columns.min(LARGEST.0), rows.min(LARGEST.1)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_has_the_pixels_that_the_terminal_says_where_they_can_be() {
        assert_eq!(cell_of((1_200, 720), (120, 36)), Some((10, 20)));
        for wrong in [((0, 0), (120, 36)), ((1_200, 720), (0, 0)), ((120, 36), (120, 36)), ((60_000, 720), (120, 36))] {
            assert_eq!(cell_of(wrong.0, wrong.1), None);
        }
    }

    #[test]
    fn no_size_is_the_usual_one_and_a_giant_one_is_cut() {
        assert_eq!(fitting((0, 0)), (80, 24));
        assert_eq!(fitting((0, 50)), (80, 24));
        assert_eq!(fitting((1, 1)), (1, 1));
        assert_eq!(fitting((60_000, 60_000)), (1_000, 500));
    }
}
