use crate::screen::overlays::{Menu, Palette, Review, Verdict};
use crate::screen::widgets::cursor::Move;
use crate::screen::widgets::sheet::Sheet;

/// What lies over the room.
pub(super) enum Overlay {
    Palette(Box<Palette>),
    Help(Menu),
    Messages(Sheet),
    Review(Box<Review>),
    Verdict(Box<Verdict>),
    Windows(Menu),
}

impl Overlay {
    /// The items to choose from, in those that have some.
    pub(super) fn menu_mut(&mut self) -> Option<&mut Menu> {
        match self {
            Overlay::Palette(palette) => Some(&mut palette.menu),
            Overlay::Help(menu) | Overlay::Windows(menu) => Some(menu),
            Overlay::Messages(_) | Overlay::Review(_) | Overlay::Verdict(_) => None,
        }
    }

    pub(super) fn go(&mut self, to: Move, height: usize) {
        match self {
            Overlay::Palette(palette) => palette.menu.go(to, height),
            Overlay::Help(menu) | Overlay::Windows(menu) => menu.go(to, height),
            Overlay::Messages(sheet) => sheet.go(to, height),
            Overlay::Review(review) => review.go(to, height),
            Overlay::Verdict(verdict) => verdict.sheet.go(to, height),
        }
    }

    /// Whether keys are typed into it.
    pub(super) fn typing(&self) -> bool {
        match self {
            Overlay::Palette(_) => true,
            Overlay::Review(review) => review.typing(),
            _ => false,
        }
    }
}
