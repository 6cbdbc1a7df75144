//! A cursor over a list that may be longer than its window.

use crate::screen::input::{Mouse, MouseDid};
use ratatui::layout::Rect;

/// Rows that a turn of the wheel goes.
const WHEEL: isize = 3;

/// A cursor over a list that may be longer than its window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The item under the cursor.
    pub at: usize,
    /// The first item shown.
    pub top: usize,
}

/// A way of moving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// By so many items, downwards where positive.
    By(isize),
    /// By windows.
    Page(isize),
    /// By half windows.
    Half(isize),
    /// To the first item.
    Top,
    /// To the last item.
    Bottom,
}

impl Move {
    /// Whether it goes towards the first item.
    pub fn is_up(self) -> bool {
        matches!(self, Move::By(n) | Move::Page(n) | Move::Half(n) if n < 0)
    }
}

/// What the mouse did to a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// It was elsewhere, or on no row.
    Nothing,
    /// The window moved, or the cursor is at another row.
    Moved,
    /// The row under the cursor was clicked on: it is meant to be opened.
    Again,
}

impl Cursor {
    /// The wheel scrolls, a click chooses the row, and a click on the chosen one opens it. The `len` rows are painted
    /// in `list`, one below the other.
    pub fn mouse(&mut self, mouse: Mouse, list: Rect, len: usize) -> Pressed {
        let height = usize::from(list.height);
        match mouse.did {
            MouseDid::WheelDown => self.scroll(WHEEL, len, height),
            MouseDid::WheelUp => self.scroll(-WHEEL, len, height),
            MouseDid::Click if list.contains((mouse.column, mouse.row).into()) => {
                let at = self.top + usize::from(mouse.row.saturating_sub(list.y));
                match at < len {
                    true if at == self.at => return Pressed::Again,
                    true => self.at = at,
                    false => return Pressed::Nothing,
                }
            }
            MouseDid::Click => return Pressed::Nothing,
        }
        Pressed::Moved
    }

    /// Moves within `len` items shown `height` at a time.
    pub fn go(&mut self, to: Move, len: usize, height: usize) {
        let last = len.saturating_sub(1);
        let page = isize::try_from(height.saturating_sub(1).max(1)).unwrap_or(1);
        self.at = match to {
            Move::By(n) => self.at.saturating_add_signed(n).min(last),
            Move::Page(n) | Move::Half(n) => {
                let page = if matches!(to, Move::Half(_)) { (page / 2).max(1) } else { page };
                let by = page.saturating_mul(n);
                self.top = self.top.saturating_add_signed(by);
                self.at.saturating_add_signed(by).min(last)
            }
            Move::Top => 0,
            Move::Bottom => last,
        };
        self.settle(len, height);
    }

    /// Scrolls the window without leaving the cursor behind.
    pub fn scroll(&mut self, by: isize, len: usize, height: usize) {
        self.top = self.top.saturating_add_signed(by).min(len.saturating_sub(height));
        self.at = self.at.clamp(self.top, (self.top + height.max(1) - 1).max(self.top));
        self.settle(len, height);
    }

    /// Brings the cursor into the list and the window around the cursor.
    pub fn settle(&mut self, len: usize, height: usize) {
        self.at = self.at.min(len.saturating_sub(1));
        let height = height.max(1);
        if self.at < self.top {
            self.top = self.at;
        } else if self.at >= self.top + height {
            self.top = self.at + 1 - height;
        }
        self.top = self.top.min(len.saturating_sub(height));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_chooses_a_row_and_once_more_opens_it_and_below_the_last_one_nothing_happens() {
        let (list, mut cursor) = (Rect { x: 2, y: 3, width: 10, height: 4 }, Cursor { at: 5, top: 4 });
        let click = |row| Mouse { column: 4, row, did: MouseDid::Click };
        assert_eq!((cursor.mouse(click(3), list, 6), cursor.at), (Pressed::Moved, 4));
        assert_eq!(cursor.mouse(click(3), list, 6), Pressed::Again);
        assert_eq!((cursor.mouse(click(5), list, 6), cursor.at), (Pressed::Nothing, 4));
        assert_eq!(cursor.mouse(click(2), list, 6), Pressed::Nothing);
        assert_eq!(cursor.mouse(Mouse { did: MouseDid::WheelUp, ..click(4) }, list, 6), Pressed::Moved);
        assert_eq!(cursor, Cursor { at: 4, top: 1 });
    }

    #[test]
    fn the_cursor_stays_in_the_list_and_the_window_around_it() {
        let mut cursor = Cursor::default();
        for (to, want) in [
            (Move::By(-1), (0, 0)),
            (Move::By(1), (1, 0)),
            (Move::Page(1), (10, 9)),
            (Move::Bottom, (99, 90)),
            (Move::By(5), (99, 90)),
            (Move::Page(-1), (90, 81)),
            (Move::Half(-1), (86, 77)),
            (Move::Top, (0, 0)),
        ] {
            cursor.go(to, 100, 10);
            assert_eq!((cursor.at, cursor.top), want, "after {to:?}");
        }
    }

    #[test]
    fn a_list_that_shrinks_keeps_the_cursor_on_its_last_item() {
        let mut cursor = Cursor { at: 50, top: 45 };
        cursor.settle(10, 4);
        assert_eq!((cursor.at, cursor.top), (9, 6));
        cursor.settle(0, 4);
        assert_eq!((cursor.at, cursor.top), (0, 0));
    }

    #[test]
    fn the_wheel_moves_the_window_and_takes_the_cursor_along_only_at_its_edge() {
        let mut cursor = Cursor { at: 5, top: 0 };
        cursor.scroll(3, 100, 10);
        assert_eq!((cursor.at, cursor.top), (5, 3));
        cursor.scroll(3, 100, 10);
        assert_eq!((cursor.at, cursor.top), (6, 6));
    }
}
