use super::clean::is_plain;
use super::{Shown, clean_into};

/// The most that a pool takes, in bytes; what comes after is left out.
const MOST: usize = 256 * 1024 * 1024;

/// A part of a [`Pool`], in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Piece {
    /// Where it begins.
    pub from: u32,
    /// Where it has ended.
    pub to: u32,
}

impl Piece {
    /// Whether it is no text.
    pub fn is_empty(self) -> bool {
        self.from >= self.to
    }

    /// Bytes it takes.
    pub fn len(self) -> usize {
        self.to.saturating_sub(self.from) as usize
    }

    /// Whether a place in the pool lies in it.
    pub fn holds(self, at: u32) -> bool {
        (self.from..self.to).contains(&at)
    }
}

/// Much clean text in one buffer, for what holds many thousands of small texts: a text is a [`Piece`]
/// of it. Whatever is pushed is cleaned as [`Clean::line`](super::Clean::line) cleans; only
/// [`Pool::separate`] puts something of another kind between two pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pool(String);

impl Pool {
    /// Adds a text, cleaned as one line.
    pub fn push(&mut self, raw: &str) -> Piece {
        let from = self.end();
        if self.0.len() + raw.len() > MOST {
            return Piece { from, to: from };
        }
        if is_plain(raw) {
            self.0.push_str(raw);
            return Piece { from, to: self.end() };
        }
        // what stands before must not change what becomes of it: marks belong to letters of its own
        let mut clean = String::new();
        clean_into(raw, &mut clean);
        self.0.push_str(&clean);
        Piece { from, to: self.end() }
    }

    /// Adds a line break between two pieces, so that a search for words does not run over the bound of
    /// what belongs together. No piece holds one.
    pub fn separate(&mut self) {
        if !self.0.is_empty() && !self.0.ends_with('\n') {
            self.0.push('\n');
        }
    }

    /// The text of a piece; empty where it is none of this pool.
    pub fn get(&self, piece: Piece) -> Shown<'_> {
        let part = self.0.get(piece.from as usize..piece.to as usize).unwrap_or_default();
        Shown::of_cleaned(part)
    }

    /// The whole buffer, with the line breaks of [`Pool::separate`]: to be searched, not to be shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where the next piece will begin.
    pub fn end(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_clean_and_do_not_touch_each_other() {
        let mut pool = Pool::default();
        let one = pool.push("a\u{1b}[31mb ");
        let two = pool.push("\u{301}\nc");
        pool.separate();
        pool.separate();
        let three = pool.push("d");
        assert_eq!([one, two, three].map(|piece| pool.get(piece).as_str()), ["ab ", " c", "d"]);
        assert_eq!(pool.as_str(), "ab  c\nd");
        assert_eq!(pool.get(Piece { from: 3, to: 99 }).as_str(), "");
    }
}
