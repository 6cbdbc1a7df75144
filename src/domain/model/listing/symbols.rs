use std::collections::HashMap;
use std::collections::hash_map::{Entry, RandomState};
use std::hash::BuildHasher as _;

/// Texts that many rows share, each once: its place in a common buffer, found by its hash. No text
/// is held a second time as a key.
#[derive(Clone, Debug, Default)]
pub(super) struct Symbols {
    /// Offset and length of each.
    spans: Vec<(u32, u32)>,
    by_hash: HashMap<u64, u32>,
    hasher: RandomState,
}

/// Where a text that is not there yet belongs.
pub(super) struct Slot(u64);

impl Symbols {
    /// The symbols of a finished listing, in their order: the numbers stay the same.
    pub(super) fn of(buffer: &str, spans: impl Iterator<Item = (u32, u32)>) -> Self {
        let mut symbols = Self::default();
        for (start, length) in spans {
            let text = buffer.get(start as usize..start.saturating_add(length) as usize).unwrap_or_default();
            // one that is there twice, in a file that was tampered with, keeps its number
            match symbols.slot(buffer, text) {
                Err(slot) => drop(symbols.insert(slot, start, length)),
                Ok(_) => symbols.spans.push((start, length)),
            }
        }
        symbols
    }

    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    /// The text of a symbol within the common buffer.
    pub(super) fn text<'a>(&self, buffer: &'a str, symbol: u32) -> &'a str {
        let span = self
            .spans
            .get(symbol as usize)
            .map(|(start, length)| *start as usize..start.saturating_add(*length) as usize);
        span.and_then(|span| buffer.get(span)).unwrap_or_default()
    }

    /// The symbol of a text, or where it belongs.
    pub(super) fn slot(&self, buffer: &str, text: &str) -> Result<u32, Slot> {
        let mut hash = self.hasher.hash_one(text);
        loop {
            match self.by_hash.get(&hash) {
                None => return Err(Slot(hash)),
                Some(symbol) if self.text(buffer, *symbol) == text => return Ok(*symbol),
                // another text of the same hash
                Some(_) => hash = hash.wrapping_add(1),
            }
        }
    }

    /// Takes a text that was put into the buffer.
    pub(super) fn insert(&mut self, slot: Slot, start: u32, length: u32) -> u32 {
        match self.by_hash.entry(slot.0) {
            Entry::Occupied(taken) => *taken.get(),
            Entry::Vacant(free) => {
                let symbol = u32::try_from(self.spans.len()).unwrap_or(u32::MAX);
                self.spans.push((start, length));
                *free.insert(symbol)
            }
        }
    }
}
