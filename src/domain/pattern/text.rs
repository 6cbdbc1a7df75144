//! A text as JavaScript matches it: UTF-16 units, or code points with the flag `u`.

use std::ops::Range;

/// Units of a text, and where each begins in its bytes.
pub struct Text {
    units: Vec<u32>,
    /// The byte where each unit begins, and the length at the end. The second half of a pair begins where its
    /// character ends, so that a range never cuts a character.
    starts: Vec<usize>,
}

impl Text {
    pub fn new(text: &str, unicode: bool) -> Self {
        let mut units = Vec::with_capacity(text.len());
        let mut starts = Vec::with_capacity(text.len() + 1);
        for (at, character) in text.char_indices() {
            starts.push(at);
            if unicode || u32::from(character) < 0x1_0000 {
                units.push(u32::from(character));
            } else {
                starts.push(at + character.len_utf8());
                units.extend(character.encode_utf16(&mut [0; 2]).iter().map(|unit| u32::from(*unit)));
            }
        }
        starts.push(text.len());
        Self { units, starts }
    }

    pub fn units(&self) -> &[u32] {
        &self.units
    }

    /// The first unit that begins at this byte or later.
    pub fn index_of(&self, byte: usize) -> Option<usize> {
        let index = self.starts.partition_point(|start| *start < byte);
        (index < self.starts.len()).then_some(index)
    }

    pub fn bytes_of(&self, group: Option<(usize, usize)>) -> Option<Range<usize>> {
        let (start, end) = group?;
        Some(*self.starts.get(start)?..*self.starts.get(end)?)
    }
}
