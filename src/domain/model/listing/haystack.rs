use super::table::Listing;

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

/// What is searched of one row.
#[derive(Clone, Copy)]
pub(super) struct Straw<'a> {
    pub name: &'a str,
    pub title: &'a str,
    pub mask: u64,
}

impl Haystack {
    pub(super) fn of(listing: &Listing) -> Self {
        let mut hay = Self::default();
        for row in listing.rows() {
            let start = hay.text.len();
            hay.starts.push(u32::try_from(start).unwrap_or(u32::MAX));
            push_lower(&mut hay.text, row.name().as_str());
            hay.names.push(u16::try_from(hay.text.len() - start).unwrap_or(u16::MAX));
            push_lower(&mut hay.text, row.title().as_str());
            hay.masks.push(mask(hay.text.get(start..).unwrap_or_default()));
        }
        hay.starts.push(u32::try_from(hay.text.len()).unwrap_or(u32::MAX));
        hay
    }

    pub(super) fn straw(&self, row: u32) -> Option<Straw<'_>> {
        let row = row as usize;
        let text = self.text.get(*self.starts.get(row)? as usize..*self.starts.get(row + 1)? as usize)?;
        let (name, title) = text.split_at_checked(*self.names.get(row)? as usize)?;
        Some(Straw { name, title, mask: *self.masks.get(row)? })
    }
}

fn push_lower(out: &mut String, text: &str) {
    if text.is_ascii() {
        out.extend(text.bytes().map(|byte| byte.to_ascii_lowercase() as char));
    } else {
        out.extend(text.chars().flat_map(char::to_lowercase));
    }
}

/// A bit for each letter and digit that occurs, one for everything outside ASCII.
pub(super) fn mask(text: &str) -> u64 {
    text.bytes().fold(0, |mask, byte| mask | bit(byte))
}

fn bit(byte: u8) -> u64 {
    match byte {
        b'a'..=b'z' => 1 << (byte - b'a'),
        b'0'..=b'9' => 1 << (26 + byte - b'0'),
        0x80.. => 1 << 40,
        // separators are everywhere; they rule nothing out
        _ => 0,
    }
}
