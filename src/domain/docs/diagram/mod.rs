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

/// The drawings of a page. They are made when it is asked for, and may take seconds: ask where nobody
/// waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawings(OnceLock<HashMap<Key, Drawing>>);

impl Drawings {
    /// The drawings, once they are made.
    pub fn made(&self) -> Option<&HashMap<Key, Drawing>> {
        self.0.get()
    }

    /// Makes them of `sources` where they are not there yet.
    pub fn make<'a>(&self, sources: impl FnOnce() -> Vec<(Key, &'a [Clean])>) {
        self.0.get_or_init(|| {
            draw::all(sources().into_iter().map(|(key, lines)| (key, source::mended(lines))).collect())
        });
    }
}

/// A line of a drawing in ASCII alone, but for what is written in it.
pub(super) fn ascii(line: &str) -> String {
    let turn = |c| match c {
        '╱' => '/',
        '╲' => '\\',
        '★' => '*',
        '☆' => '.',
        '—' => '-',
        // whatever else lines and blocks are made of
        '\u{2500}'..='\u{25ff}' => '+',
        c => c,
    };
    mermaid_text::to_ascii(line).chars().map(turn).collect()
}
