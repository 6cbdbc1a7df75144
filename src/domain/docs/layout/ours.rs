use crate::domain::text::{Piece, Pool};
use std::collections::HashMap;

/// Blanks that stand at the beginning of the pool, so that any number of them up to this is a piece.
const BLANKS: usize = 256;

/// Our own words in a layout, each held once.
#[derive(Debug)]
pub(super) struct Ours {
    pool: Pool,
    known: HashMap<Box<str>, Piece>,
}

impl Default for Ours {
    fn default() -> Self {
        let mut pool = Pool::default();
        pool.push(&" ".repeat(BLANKS));
        Self { pool, known: HashMap::new() }
    }
}

impl Ours {
    /// A word.
    pub(super) fn word(&mut self, text: &str) -> Piece {
        if let Some(piece) = self.known.get(text) {
            return *piece;
        }
        let piece = self.pool.push(text);
        self.known.insert(text.into(), piece);
        piece
    }

    /// Blanks.
    pub(super) fn blanks(&mut self, columns: usize) -> Piece {
        match u32::try_from(columns) {
            Ok(to) if columns <= BLANKS => Piece { from: 0, to },
            _ => self.word(&" ".repeat(columns)),
        }
    }

    /// The same mark again and again.
    pub(super) fn fill(&mut self, mark: &str, columns: usize) -> Piece {
        self.word(&mark.repeat(columns))
    }

    /// Text that is hardly there twice.
    pub(super) fn once(&mut self, text: &str) -> Piece {
        self.pool.push(text)
    }

    /// Whether a piece of it is blanks (of those that stand first).
    pub(super) fn is_blank(piece: Piece) -> bool {
        piece.to as usize <= BLANKS
    }

    pub(super) fn into_pool(self) -> Pool {
        self.pool
    }
}
