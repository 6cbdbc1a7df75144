//! What is being chosen over the form.

use crate::domain::form::Path;
use crate::platform::keys::Key;
use crate::screen::widgets::picker::Picker;
use serde_json::Value;

/// Something being chosen.
#[derive(Clone, Debug)]
pub(super) struct Picking {
    /// The field.
    pub(super) path: Path,
    /// The slot of it, in one that is made of several.
    pub(super) slot: usize,
    /// Several can be chosen, one after the other.
    pub(super) several: bool,
    pub(super) picker: Picker<Option<Value>>,
    /// What is listed was made for this text.
    pub(super) made_for: Option<String>,
    /// What is under the cursor is to be chosen once what was typed is found.
    pub(super) waits: bool,
}

impl Picking {
    pub(super) fn new(path: Path, slot: usize, several: bool, typed: &str) -> Self {
        let title = if several { "Choose any; esc when done" } else { "Choose" };
        let rests = !several && typed.is_empty();
        let mut picker = if rests { Picker::resting(title) } else { Picker::new(title) };
        picker.paste(typed);
        Self { path, slot, several, picker, made_for: None, waits: false }
    }

    pub(super) fn text(&self) -> &str {
        self.picker.prompt.text()
    }

    pub(super) fn key(&mut self, key: Key) {
        self.waits = false;
        self.picker.key(key);
    }

    /// Whether what is listed is what was typed for.
    pub(super) fn is_found(&self) -> bool {
        self.made_for.as_deref() == Some(self.text())
    }
}
