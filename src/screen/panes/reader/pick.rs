//! What is chosen in a frame over the page by a few letters: a heading, a page.

use crate::domain::docs::PageName;
use crate::platform::actions::Action;
use crate::platform::keys::Key;
use crate::screen::panes::movement;
use crate::screen::widgets::picker::Picker;

/// What is being chosen.
#[derive(Clone, Debug)]
pub(super) enum Pick {
    /// A heading of the page, by its row.
    Heading(Picker<u32>),
    /// A page of the docs.
    Page(Picker<PageName>),
}

/// Does something with whatever picker it is.
macro_rules! with_picker {
    ($pick:expr, $picker:ident => $does:expr) => {
        match $pick {
            Pick::Heading($picker) => $does,
            Pick::Page($picker) => $does,
        }
    };
}
pub(super) use with_picker;

impl Pick {
    pub(super) fn heading() -> Self {
        Pick::Heading(Picker::new("Contents"))
    }

    pub(super) fn page() -> Self {
        Pick::Page(Picker::new("Pages"))
    }

    /// Which actions mean something while this is chosen.
    pub(super) fn offers(action: Action) -> bool {
        matches!(action, Action::PickerChoose | Action::PickerLeave) || movement(action).is_some()
    }

    pub(super) fn key(&mut self, key: Key) {
        with_picker!(self, picker => picker.key(key));
    }

    pub(super) fn paste(&mut self, text: &str) {
        with_picker!(self, picker => picker.paste(text));
    }
}
