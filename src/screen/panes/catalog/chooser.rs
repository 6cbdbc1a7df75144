//! What can be chosen in a frame over the list.

use crate::domain::model::listing::{Column, Export, Facet};
use crate::platform::actions::Action;
use crate::platform::keys::Key;
use crate::screen::panes::movement;
use crate::screen::widgets::picker::Picker;

/// What is being chosen.
#[derive(Clone, Debug)]
pub(super) enum Pick {
    Columns(Picker<Column>),
    Group(Picker<Option<Facet>>),
    Filters(Picker<Kept>),
    /// Another name for the saved filter of this name.
    Rename(String, Picker<()>),
    Export(Picker<Export>),
}

/// Does something with whatever picker it is.
macro_rules! with_picker {
    ($pick:expr, $picker:ident => $does:expr) => {
        match $pick {
            Pick::Columns($picker) => $does,
            Pick::Group($picker) => $does,
            Pick::Filters($picker) => $does,
            Pick::Rename(_, $picker) => $does,
            Pick::Export($picker) => $does,
        }
    };
}
pub(super) use with_picker;

impl Pick {
    pub(super) fn columns() -> Self {
        Pick::Columns(Picker::new("Columns"))
    }

    pub(super) fn group() -> Self {
        Pick::Group(Picker::new("Group by"))
    }

    pub(super) fn filters() -> Self {
        Pick::Filters(Picker::new("Filters: go to one, or type a name to save this list"))
    }

    pub(super) fn export() -> Self {
        Pick::Export(Picker::new("Export what is shown, or what is marked"))
    }

    /// Which actions mean something while this is chosen.
    pub(super) fn offers(&self, action: Action) -> bool {
        let saved = || matches!(self, Pick::Filters(picker) if picker.chosen().is_some_and(|it| it.value.is_saved()));
        let own = match action {
            Action::PickerEarlier | Action::PickerLater => matches!(self, Pick::Columns(_)),
            Action::PickerRename | Action::PickerDelete => saved(),
            Action::PickerCopy => matches!(self, Pick::Export(_)) || saved(),
            Action::PickerChoose | Action::PickerLeave => true,
            _ => false,
        };
        own || movement(action).is_some()
    }

    pub(super) fn key(&mut self, key: Key) {
        with_picker!(self, picker => picker.key(key));
    }

    pub(super) fn paste(&mut self, text: &str) {
        with_picker!(self, picker => picker.paste(text));
    }
}

/// What can be chosen among filters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// One that was saved, by its name.
    Saved(String),
    /// One that is always there: its parameter.
    Ready(&'static str),
    /// The list as it is now, under a name.
    Save(String),
}

impl Kept {
    pub(super) fn is_saved(&self) -> bool {
        matches!(self, Kept::Saved(_))
    }
}
