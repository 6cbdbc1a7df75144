//! How things look: a style for each role, and two sets of glyphs.

mod glyphs;
mod theme;

pub use glyphs::Glyphs;
pub use theme::{Theme, ThemeError};

use crate::domain::document::Role;
use ratatui::style::Style;

/// The look of the whole screen.
#[derive(Clone, Debug)]
pub struct Look {
    /// Styles by role.
    pub theme: Theme,
    /// The marks that are not text.
    pub glyphs: Glyphs,
}

impl Look {
    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        self.theme.style(role)
    }
}

impl Default for Look {
    fn default() -> Self {
        Self { theme: Theme::terminal(), glyphs: Glyphs::UNICODE }
    }
}
