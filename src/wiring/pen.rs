//! What pages of docs look like when they are printed.

use super::of_choice;
use crate::cli::{Pens, Theme as Choice};
use crate::domain::docs::layout::Bit;
use crate::platform::fault::Fault;
use crate::screen::look::{Look, Theme};
use crate::screen::terminal::pen;
use crate::screen::widgets::page::style;

/// What sets the pen of a terminal for each bit of a page, by a theme.
pub(super) fn of(theme: Option<&Choice>) -> Result<Pens, Fault> {
    let theme = theme.map_or_else(|| Ok(Theme::terminal()), of_choice)?;
    let look = Look { theme, ..Look::default() };
    Ok(Box::new(move |bit: &Bit| pen(style(&look, bit))))
}
