//! A listing as bytes: a header, then each array as little-endian numbers, then the text. Made to
//! be read at start in one go; a file that is not wholly as it should be is refused, and the
//! catalog is asked again.

use super::table::{Listing, WIDTH};
use crate::domain::model::At;

const MAGIC: u64 = u64::from_le_bytes(*b"sdrows\x02\n");

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
        found: usize,
        /// Bytes that there should be.
        wanted: u64,
    },
    /// The text is not UTF-8, or holds control characters.
    #[error("its text is damaged")]
    Text,
}

impl Listing {
    /// The listing as bytes.
    pub fn encode(&self) -> Vec<u8> {
        let arrays = [&self.fields, &self.symbols, &self.tags, &self.edges];
        let numbers: usize = arrays.iter().map(|array| array.len()).sum();
        let mut out = Vec::with_capacity(8 * 8 + numbers * 4 + self.text.len());
        let moment = self.as_of.0.cast_unsigned();
        let lengths = arrays.iter().map(|array| array.len() as u64);
        let header = [MAGIC, moment, u64::from(self.complete)].into_iter().chain(lengths);
        for number in header.chain([self.text.len() as u64]) {
            out.extend_from_slice(&number.to_le_bytes());
        }
        for number in arrays.into_iter().flatten() {
            out.extend_from_slice(&number.to_le_bytes());
        }
        out.extend_from_slice(self.text.as_bytes());
        out
    }

    /// The listing that [`Listing::encode`] made these bytes of. The offsets inside are not
    /// checked: a wrong one reads as an empty text.
    ///
    /// # Errors
    /// When the header, the length or the text is not as it should be.
    pub fn decode(bytes: &[u8]) -> Result<Self, CodecError> {
        let (header, mut rest) = bytes.split_first_chunk::<64>().ok_or(CodecError::Foreign)?;
        let mut header = header.as_chunks::<8>().0.iter().map(|number| u64::from_le_bytes(*number));
        let mut next = || header.next().unwrap_or_default();
        if next() != MAGIC {
            return Err(CodecError::Foreign);
        }
        let (moment, complete) = (next(), next());
        let lengths = [next(), next(), next(), next(), next()];
        let [fields, symbols, tags, edges, text] = lengths;
        let numbers = fields.saturating_add(symbols).saturating_add(tags).saturating_add(edges);
        let wanted = numbers.saturating_mul(4).saturating_add(text);
        if wanted != rest.len() as u64 || fields % WIDTH as u64 != 0 {
            return Err(CodecError::Length { found: bytes.len(), wanted: wanted.saturating_add(64) });
        }
        let mut take = |length: u64| {
            let (array, after) = rest.split_at_checked(length as usize * 4).unwrap_or((rest, &[]));
            rest = after;
            array.as_chunks::<4>().0.iter().map(|number| u32::from_le_bytes(*number)).collect::<Vec<u32>>()
        };
        let (fields, symbols, tags, edges) = (take(fields), take(symbols), take(tags), take(edges));
        let text = std::str::from_utf8(rest).ok().filter(|text| text.bytes().all(|byte| byte >= 0x20 && byte != 0x7f));
        let text = text.ok_or(CodecError::Text)?.to_owned();
        Ok(Self::assemble(At(moment.cast_signed()), complete == 1, text, fields, symbols, tags, edges))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::listing::{End, ListingBuilder, RowInput};

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
        let saved = Listing::decode(&listing().encode()).unwrap();
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
        let good = listing().encode();
        assert_eq!(Listing::decode(b"short").unwrap_err(), CodecError::Foreign);
        assert_eq!(Listing::decode(&[b'x'; 100]).unwrap_err(), CodecError::Foreign);
        assert!(matches!(Listing::decode(good.get(..good.len() - 1).unwrap()).unwrap_err(), CodecError::Length { .. }));
        let mut escape = good.clone();
        *escape.last_mut().unwrap() = 0x1b;
        assert_eq!(Listing::decode(&escape).unwrap_err(), CodecError::Text);
        // offsets that point anywhere read as nothing
        let mut offsets = good;
        offsets.iter_mut().skip(64).take(52).for_each(|byte| *byte = 0xff);
        let listing = Listing::decode(&offsets).unwrap();
        let read: Vec<_> = listing
            .rows()
            .map(|row| (row.name().as_str().len(), row.tags().count(), row.relations().count()))
            .collect();
        assert_eq!(read[0], (0, 0, 0));
    }
}
