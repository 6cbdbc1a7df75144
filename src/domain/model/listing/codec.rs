//! A listing as bytes: a header, then each array as little-endian numbers, then the text. Made to
//! be read at start in one go, through a small buffer, so that neither way holds the catalog twice.
//! A file that is not wholly as it was written is refused, and the catalog is asked again.

use super::checksum::Checksum;
use super::header::{CodecError, Header};
use super::stored_text;
use super::table::{Listing, WIDTH};
use crate::domain::model::At;
use std::convert::Infallible;
use std::io::{self, Read, Write};

/// Bytes that go through the buffer at once; it stays in the processor's cache. The checksum is
/// made of such pieces.
const PIECE: usize = 64 * 1024;

impl Listing {
    /// What [`Header::checksum`] is in the bytes of this listing.
    pub fn checksum(&self) -> u64 {
        let mut sum = self.header(At::default(), 0).begin();
        let Ok(()) = self.each_piece(|piece| {
            sum.add(piece);
            Ok::<(), Infallible>(())
        });
        sum.sum()
    }

    /// Writes the listing as bytes, as what was so at `as_of`.
    ///
    /// # Errors
    /// Those of `to`.
    pub fn encode(&self, as_of: At, to: &mut impl Write) -> io::Result<()> {
        to.write_all(&self.header(as_of, self.checksum()).bytes())?;
        self.each_piece(|piece| to.write_all(piece))
    }

    fn header(&self, as_of: At, checksum: u64) -> Header {
        let [fields, symbols, tags, edges] = self.arrays().map(|array| array.len() as u64);
        let lengths = [fields, symbols, tags, edges, self.text.len() as u64];
        Header { as_of, checksum, complete: self.complete, lengths }
    }

    fn arrays(&self) -> [&[u32]; 4] {
        [&self.fields, &self.symbols, &self.tags, &self.edges]
    }

    fn each_piece<E>(&self, mut each: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        let mut buffer = Vec::with_capacity(PIECE);
        for numbers in self.arrays().into_iter().flat_map(|array| array.chunks(PIECE / 4)) {
            buffer.clear();
            buffer.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
            each(&buffer)?;
        }
        self.text.as_bytes().chunks(PIECE).try_for_each(each)
    }

    /// Reads the listing that [`Listing::encode`] wrote. `length` is how many bytes there are; no
    /// more than that is ever allocated. The offsets inside are not checked: a wrong one reads as
    /// an empty text.
    ///
    /// # Errors
    /// When the header, the length, the checksum or the text is not as it should be.
    pub fn decode(from: &mut impl Read, length: u64) -> Result<Self, CodecError> {
        let header = Header::read(from, length)?;
        let [fields, symbols, tags, edges, text] = header.lengths;
        if fields % WIDTH as u64 != 0 {
            return Err(CodecError::Damaged);
        }
        let mut sum = header.begin();
        let mut take = |length: u64| numbers_of(from, length, &mut sum);
        let (fields, symbols, tags, edges) = (take(fields)?, take(symbols)?, take(tags)?, take(edges)?);
        let text = stored_text::read(from, size(text)?, PIECE, &mut sum)?;
        if sum.sum() != header.checksum {
            return Err(CodecError::Damaged);
        }
        Ok(Self::assemble(header.as_of, header.complete, text, fields, symbols, tags, edges))
    }
}

fn size(length: u64) -> Result<usize, CodecError> {
    usize::try_from(length).map_err(|_| CodecError::Foreign)
}

fn numbers_of(from: &mut impl Read, length: u64, sum: &mut Checksum) -> Result<Vec<u32>, CodecError> {
    let length = size(length)?;
    let mut numbers = Vec::with_capacity(length);
    let mut buffer = vec![0; PIECE.min(length * 4)];
    while numbers.len() < length {
        let missing = (length - numbers.len()) * 4;
        let part = buffer.get_mut(..PIECE.min(missing)).unwrap_or_default();
        from.read_exact(part).map_err(|error| CodecError::Unreadable(error.kind()))?;
        sum.add(part);
        numbers.extend(part.as_chunks::<4>().0.iter().map(|number| u32::from_le_bytes(*number)));
    }
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::listing::header;
    use crate::domain::model::listing::{End, ListingBuilder, RowInput};

    fn encoded(listing: &Listing) -> Vec<u8> {
        let mut bytes = Vec::new();
        listing.encode(listing.as_of, &mut bytes).unwrap();
        bytes
    }

    fn decoded(bytes: &[u8]) -> Result<Listing, CodecError> {
        Listing::decode(&mut &*bytes, bytes.len() as u64)
    }

    /// The same bytes with the checksum that they would have been written with.
    fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
        let header = Header::read(&mut &*bytes, bytes.len() as u64).unwrap();
        let mut sum = header.begin();
        let mut rest = &bytes[header::LENGTH..];
        let lengths = header.lengths.iter().zip([4, 4, 4, 4, 1]).map(|(length, width)| length * width);
        for length in lengths {
            let (part, after) = rest.split_at(usize::try_from(length).unwrap());
            part.chunks(PIECE).for_each(|piece| sum.add(piece));
            rest = after;
        }
        bytes[16..24].copy_from_slice(&sum.sum().to_le_bytes());
        bytes
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
        assert_eq!(decoded(&sealed(escape)).unwrap_err(), CodecError::Text);
        for at in (24..good.len()).filter(|at| good[*at] != 0) {
            let mut zeroed = good.clone();
            zeroed[at] = 0;
            assert!(decoded(&zeroed).is_err(), "byte {at}");
        }
        // offsets that point anywhere read as nothing
        let mut offsets = good;
        offsets.iter_mut().skip(header::LENGTH).take(52).for_each(|byte| *byte = 0xff);
        let listing = decoded(&sealed(offsets)).unwrap();
        let read: Vec<_> = listing
            .rows()
            .map(|row| (row.name().as_str().len(), row.tags().count(), row.relations().count()))
            .collect();
        assert_eq!(read[0], (0, 0, 0));
    }
}
