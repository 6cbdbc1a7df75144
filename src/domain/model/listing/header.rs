//! What stands before the arrays of a saved listing.

use super::checksum::Checksum;
use crate::domain::model::At;
use std::io::{self, Read};
use std::ops::Range;

const MAGIC: u64 = u64::from_le_bytes(*b"sdrows\x03\n");
/// Bytes before the first array: nine numbers.
pub(super) const LENGTH: usize = 72;

/// Why bytes are no listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// Another program's file, or one of another version.
    #[error("it is not a saved catalog of this version")]
    Foreign,
    /// Cut off, or too long.
    #[error("it is {found} bytes long where its header says {wanted}")]
    Length {
        /// Bytes that there are.
        found: u64,
        /// Bytes that there should be.
        wanted: u64,
    },
    /// The bytes are others than those that were written.
    #[error("it is damaged: its checksum is another one")]
    Damaged,
    /// The text is not UTF-8, or holds what a terminal would obey or hide.
    #[error("its text is damaged")]
    Text,
    /// The bytes cannot be had.
    #[error("it cannot be read: {0}")]
    Unreadable(io::ErrorKind),
}

/// The header: when the rows were so, and what they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The moment as of which the rows were so.
    pub as_of: At,
    /// The checksum of all else: two listings that say the same have the same.
    pub checksum: u64,
    pub(super) complete: bool,
    /// How long fields, symbols, tags and edges are in numbers, and the text in bytes.
    pub(super) lengths: [u64; 5],
}

impl Header {
    /// Where in the bytes the moment stands as of which the rows were so: the one part that differs
    /// between two listings that say the same.
    pub const MOMENT: Range<u64> = 8..16;

    /// Reads the header of a file of `length` bytes.
    ///
    /// # Errors
    /// When it is none of this version, says another length, or cannot be read.
    pub fn read(from: &mut impl Read, length: u64) -> Result<Self, CodecError> {
        let mut bytes = [0; LENGTH];
        from.read_exact(&mut bytes).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => CodecError::Foreign,
            kind => CodecError::Unreadable(kind),
        })?;
        let mut numbers = bytes.as_chunks::<8>().0.iter().map(|number| u64::from_le_bytes(*number));
        let mut next = || numbers.next().unwrap_or_default();
        if next() != MAGIC {
            return Err(CodecError::Foreign);
        }
        let (moment, checksum, complete) = (next(), next(), next());
        let lengths = [next(), next(), next(), next(), next()];
        let header = Self { as_of: At(moment.cast_signed()), checksum, complete: complete == 1, lengths };
        let wanted = header.whole();
        if wanted == length { Ok(header) } else { Err(CodecError::Length { found: length, wanted }) }
    }

    /// How many bytes there are in all.
    fn whole(&self) -> u64 {
        let [fields, symbols, tags, edges, text] = self.lengths;
        let numbers = fields.saturating_add(symbols).saturating_add(tags).saturating_add(edges);
        numbers.saturating_mul(4).saturating_add(text).saturating_add(LENGTH as u64)
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let first = [MAGIC, self.as_of.0.cast_unsigned(), self.checksum].into_iter().flat_map(u64::to_le_bytes);
        first.chain(self.summed()).collect()
    }

    /// What of the header the checksum begins with.
    pub(super) fn begin(&self) -> Checksum {
        let mut sum = Checksum::new();
        sum.add(&self.summed().collect::<Vec<u8>>());
        sum
    }

    fn summed(&self) -> impl Iterator<Item = u8> + use<> {
        std::iter::once(u64::from(self.complete)).chain(self.lengths).flat_map(u64::to_le_bytes)
    }
}
