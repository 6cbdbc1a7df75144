/// The texts that a filter searches, in lower case, and for each row which letters occur in it at
/// all: one `and` of two numbers rules most rows out.
#[derive(Debug, Default)]
pub(super) struct Haystack {
    text: String,
    /// Where each row's text begins, and one more for the end of the last.
    starts: Vec<u32>,
    /// Length of the name, the first part of each text; the rest is the title.
    names: Vec<u16>,
    masks: Vec<u64>,
}

/// What is searched of one row, as UTF-8.
#[derive(Clone, Copy)]
pub(super) struct Straw<'a> {
    pub name: &'a [u8],
    pub title: &'a [u8],
}

impl Haystack {
    /// Takes name and title of each row.
    pub(super) fn of<'a>(rows: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Self {
        let (bytes, count) =
            rows.clone().fold((0, 0), |(bytes, count), (name, title)| (bytes + name.len() + title.len(), count + 1));
        let mut hay = Self {
            text: String::with_capacity(bytes),
            starts: Vec::with_capacity(count + 1),
            names: Vec::with_capacity(count),
            masks: Vec::with_capacity(count),
        };
        rows.for_each(|(name, title)| hay.push(name, title));
        hay.starts.push(u32::try_from(hay.text.len()).unwrap_or(u32::MAX));
        hay
    }

    fn push(&mut self, name: &str, title: &str) {
        let start = self.text.len();
        self.starts.push(u32::try_from(start).unwrap_or(u32::MAX));
        push_folded(&mut self.text, name);
        self.names.push(u16::try_from(self.text.len() - start).unwrap_or(u16::MAX));
        push_folded(&mut self.text, title);
        self.masks.push(mask(self.text.as_bytes().get(start..).unwrap_or_default()));
    }

    /// Whether all letters of `wanted` occur in the row.
    pub(super) fn may_hold(&self, row: u32, wanted: u64) -> bool {
        self.masks.get(row as usize).is_some_and(|mask| mask & wanted == wanted)
    }

    pub(super) fn straw(&self, row: u32) -> Option<Straw<'_>> {
        let row = row as usize;
        let range = *self.starts.get(row)? as usize..*self.starts.get(row + 1)? as usize;
        let (name, title) = self.text.as_bytes().get(range)?.split_at_checked(*self.names.get(row)? as usize)?;
        Some(Straw { name, title })
    }
}

/// Appends the text in lower case, letter by letter, so that a text and a part of it always agree.
pub(super) fn push_folded(out: &mut String, text: &str) {
    if text.is_ascii() {
        let start = out.len();
        out.push_str(text);
        if let Some(added) = out.get_mut(start..) {
            added.make_ascii_lowercase();
        }
    } else {
        out.extend(text.chars().flat_map(char::to_lowercase));
    }
}

/// A bit for each letter and digit that occurs, one for everything outside ASCII.
pub(super) fn mask(text: &[u8]) -> u64 {
    text.iter().fold(0, |mask, byte| mask | BITS.get(*byte as usize).copied().unwrap_or_default())
}

#[allow(clippy::indexing_slicing, reason = "a wrong index in a constant does not compile")]
const BITS: [u64; 256] = {
    let mut bits = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        bits[byte] = bit(byte as u8);
        byte += 1;
    }
    bits
};

const fn bit(byte: u8) -> u64 {
    match byte {
        b'a'..=b'z' => 1 << (byte - b'a'),
        b'0'..=b'9' => 1 << (26 + byte - b'0'),
        0x80.. => 1 << 40,
        // separators are everywhere; they rule nothing out
        _ => 0,
    }
}
