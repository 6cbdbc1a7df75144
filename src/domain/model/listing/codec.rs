//! A listing as bytes: a header, then each array as little-endian numbers, then the text. Made to
//! be read at start in one go, through a small buffer, so that neither way holds the catalog twice.
//! A file that is not wholly as it should be is refused, and the catalog is asked again.

use super::table::{Listing, WIDTH};
use crate::domain::model::At;
use std::io::{self, Read, Write};
use std::ops::Range;

const MAGIC: u64 = u64::from_le_bytes(*b"sdrows\x02\n");
/// Bytes before the first array: eight numbers.
const HEADER: usize = 64;
/// Bytes that go through the buffer at once; it stays in the processor's cache.
const CHUNK: usize = 64 * 1024;

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
    /// The text is not UTF-8, or holds control characters.
    #[error("its text is damaged")]
    Text,
    /// The bytes cannot be had.
    #[error("it cannot be read: {0}")]
    Unreadable(io::ErrorKind),
}

impl Listing {
    /// Where in the bytes the moment stands as of which the rows were so: the one part that differs
    /// between two listings that say the same.
    pub const MOMENT: Range<u64> = 8..16;

    /// Writes the listing as bytes, as what was so at `as_of`.
    ///
    /// # Errors
    /// Those of `to`.
    pub fn encode(&self, as_of: At, to: &mut impl Write) -> io::Result<()> {
        let arrays = [&self.fields, &self.symbols, &self.tags, &self.edges];
        let lengths = arrays.iter().map(|array| array.len() as u64);
        let moment = as_of.0.cast_unsigned();
        let header = [MAGIC, moment, u64::from(self.complete)].into_iter().chain(lengths);
        let header = header.chain([self.text.len() as u64]);
        to.write_all(&header.flat_map(u64::to_le_bytes).collect::<Vec<u8>>())?;
        let mut buffer = Vec::with_capacity(CHUNK);
        for numbers in arrays.into_iter().flat_map(|array| array.chunks(CHUNK / 4)) {
            buffer.clear();
            buffer.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
            to.write_all(&buffer)?;
        }
        to.write_all(self.text.as_bytes())
    }

    /// Reads the listing that [`Listing::encode`] wrote. `length` is how many bytes there are; no
    /// more than that is ever allocated. The offsets inside are not checked: a wrong one reads as
    /// an empty text.
    ///
    /// # Errors
    /// When the header, the length or the text is not as it should be.
    pub fn decode(from: &mut impl Read, length: u64) -> Result<Self, CodecError> {
        let mut header = [0; HEADER];
        from.read_exact(&mut header).map_err(|_| CodecError::Foreign)?;
        let mut numbers = header.as_chunks::<8>().0.iter().map(|number| u64::from_le_bytes(*number));
        let mut next = || numbers.next().unwrap_or_default();
        if next() != MAGIC {
            return Err(CodecError::Foreign);
        }
        let (moment, complete) = (next(), next());
        let [fields, symbols, tags, edges, text] = [next(), next(), next(), next(), next()];
        let numbers = fields.saturating_add(symbols).saturating_add(tags).saturating_add(edges);
        let wanted = numbers.saturating_mul(4).saturating_add(text).saturating_add(HEADER as u64);
        if wanted != length || fields % WIDTH as u64 != 0 {
            return Err(CodecError::Length { found: length, wanted });
        }
        let mut take = |length: u64| numbers_of(from, length);
        let (fields, symbols, tags, edges) = (take(fields)?, take(symbols)?, take(tags)?, take(edges)?);
        let text = text_of(from, text)?;
        Ok(Self::assemble(At(moment.cast_signed()), complete == 1, text, fields, symbols, tags, edges))
    }
}

fn numbers_of(from: &mut impl Read, length: u64) -> Result<Vec<u32>, CodecError> {
    let length = usize::try_from(length).map_err(|_| CodecError::Foreign)?;
    let mut numbers = Vec::with_capacity(length);
    let mut buffer = vec![0; CHUNK.min(length * 4)];
    while numbers.len() < length {
        let missing = (length - numbers.len()) * 4;
        let part = buffer.get_mut(..CHUNK.min(missing)).unwrap_or_default();
        from.read_exact(part).map_err(|error| CodecError::Unreadable(error.kind()))?;
        numbers.extend(part.as_chunks::<4>().0.iter().map(|number| u32::from_le_bytes(*number)));
    }
    Ok(numbers)
}

fn text_of(from: &mut impl Read, length: u64) -> Result<String, CodecError> {
    let mut bytes = vec![0; usize::try_from(length).map_err(|_| CodecError::Foreign)?];
    from.read_exact(&mut bytes).map_err(|error| CodecError::Unreadable(error.kind()))?;
    // by blocks, without leaving one early: so the compiler compares many bytes at a time
    let controls = |block: &[u8]| block.iter().fold(false, |found, byte| found | (*byte < 0x20) | (*byte == 0x7f));
    if bytes.chunks(4096).any(controls) {
        return Err(CodecError::Text);
    }
    String::from_utf8(bytes).map_err(|_| CodecError::Text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::listing::{End, ListingBuilder, RowInput};

    fn encoded(listing: &Listing) -> Vec<u8> {
        let mut bytes = Vec::new();
        listing.encode(listing.as_of, &mut bytes).unwrap();
        bytes
    }

    fn decoded(bytes: &[u8]) -> Result<Listing, CodecError> {
        Listing::decode(&mut &*bytes, bytes.len() as u64)
    }

    fn listing() -> Listing {
        let mut builder = ListingBuilder::default();
        for (name, relation) in [("zeta", "component:default/Alpha"), ("Alpha", "group:default/gone")] {
            builder.push(&RowInput {
                kind: "Component".into(),
                name: name.into(),
                description: "does \u{1b}[1mthings".into(),
                tags: vec!["go".into()],
                relations: vec![("dependsOn".into(), relation.into())],
                ..RowInput::default()
            });
        }
        builder.finish(At(7), true)
    }

    #[test]
    fn a_saved_listing_comes_back_the_same() {
        let saved = decoded(&encoded(&listing())).unwrap();
        assert_eq!((saved.as_of, saved.complete, saved.len()), (At(7), true, 2));
        let names: Vec<_> = saved.rows().map(|row| row.name().as_str().to_owned()).collect();
        assert_eq!(names, ["Alpha", "zeta"]);
        let zeta = saved.row(1).unwrap();
        assert_eq!(zeta.description().as_str(), "does things");
        assert_eq!(zeta.tags().map(|tag| tag.as_str()).collect::<Vec<_>>(), ["go"]);
        assert_eq!(zeta.relations().map(|(_, end)| end).collect::<Vec<_>>(), [End::Row(0)]);
        let alpha = saved.find(&"component:default/alpha".parse().unwrap()).unwrap();
        assert!(
            matches!(alpha.relations().next(), Some((_, End::Gone(gone))) if gone.as_str() == "group:default/gone")
        );
    }

    #[test]
    fn a_damaged_file_is_refused_and_never_trusted() {
        let good = encoded(&listing());
        assert_eq!(decoded(b"short").unwrap_err(), CodecError::Foreign);
        assert_eq!(decoded(&[b'x'; 100]).unwrap_err(), CodecError::Foreign);
        assert!(matches!(decoded(good.get(..good.len() - 1).unwrap()).unwrap_err(), CodecError::Length { .. }));
        let mut escape = good.clone();
        *escape.last_mut().unwrap() = 0x1b;
        assert_eq!(decoded(&escape).unwrap_err(), CodecError::Text);
        // offsets that point anywhere read as nothing
        let mut offsets = good;
        offsets.iter_mut().skip(64).take(52).for_each(|byte| *byte = 0xff);
        let listing = decoded(&offsets).unwrap();
        let read: Vec<_> = listing
            .rows()
            .map(|row| (row.name().as_str().len(), row.tags().count(), row.relations().count()))
            .collect();
        assert_eq!(read[0], (0, 0, 0));
    }
}
