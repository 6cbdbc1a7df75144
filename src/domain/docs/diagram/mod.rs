//! Drawings of Mermaid sources as text.

mod draw;
mod source;

use super::ids::Key;
use crate::domain::text::Clean;
use std::collections::HashMap;
use std::sync::OnceLock;

/// What became of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drawing {
    /// It is drawn.
    Drawn {
        /// Its lines.
        lines: Vec<Clean>,
        /// The columns that the widest takes.
        columns: usize,
    },
    /// It cannot be drawn.
    Undrawn {
        /// Why, in a few words.
        why: Clean,
    },
}

/// The drawings of a page. They are made once, when they are asked for first, and take milliseconds: ask
/// where nobody waits. They follow from the page, so two pages that say the same are the same.
#[derive(Clone, Debug, Default)]
pub struct Drawings(OnceLock<HashMap<Key, Drawing>>);

impl PartialEq for Drawings {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Drawings {}

impl Drawings {
    /// The drawings; made of `sources` where they are not there yet.
    pub fn made<'a>(&self, sources: impl FnOnce() -> Vec<(Key, &'a [Clean])>) -> &HashMap<Key, Drawing> {
        self.0
            .get_or_init(|| draw::all(sources().into_iter().map(|(key, lines)| (key, source::mended(lines))).collect()))
    }
}

/// A line of a drawing in ASCII alone, but for what is written in it.
pub(super) fn ascii(line: &str) -> String {
    mermaid_text::to_ascii(line)
}
