use ratatui::crossterm::terminal;

/// What is taken for the size where the terminal knows none.
const USUAL: (u16, u16) = (80, 24);
/// What no screen is larger than; what lies beyond stays blank.
const LARGEST: (u16, u16) = (1_000, 500);

/// The size of the terminal in columns and rows.
pub(super) fn size() -> (u16, u16) {
    fitting(terminal::size().unwrap_or(USUAL))
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
    fn no_size_is_the_usual_one_and_a_giant_one_is_cut() {
        assert_eq!(fitting((0, 0)), (80, 24));
        assert_eq!(fitting((0, 50)), (80, 24));
        assert_eq!(fitting((1, 1)), (1, 1));
        assert_eq!(fitting((60_000, 60_000)), (1_000, 500));
    }
}
