//! A field whose value is being chosen.

use crate::domain::form::Path;
use crate::platform::keys::Key;
use crate::screen::widgets::picker::Picker;

/// Something being chosen.
#[derive(Debug)]
pub(super) struct Picking {
    pub(super) name: String,
    pub(super) picker: Picker<String>,
}

impl Picking {
    pub(super) fn new(path: &Path, typed: &str) -> Option<Self> {
        let name = path.last()?.to_owned();
        let mut picker = if typed.is_empty() { Picker::resting("Choose") } else { Picker::new("Choose") };
        picker.paste(typed);
        Some(Self { name, picker })
    }

    pub(super) fn key(&mut self, key: Key) {
        self.picker.key(key);
    }
}
