//! Whether a file is text, as `isbinaryfile` 5.0.7 judges it: by its first bytes.

/// Bytes that are judged.
const JUDGED: usize = 512;
/// Bytes that are read: a character may begin before the end of those and end after it.
pub const READ: usize = JUDGED + 3;

/// What a text begins with that says its encoding.
const MARKS: [&[u8]; 4] = [b"\xef\xbb\xbf", b"\x00\x00\xfe\xff", b"\xff\xfe\x00\x00", b"\x84\x31\x95\x33"];
const UTF_16: [&[u8]; 2] = [b"\xfe\xff", b"\xff\xfe"];

/// Whether these are the first bytes of a file that is not text. More than [`READ`] of them are not looked at.
#[must_use]
pub fn is_binary(bytes: &[u8]) -> bool {
    let read = bytes.get(..READ).unwrap_or(bytes);
    let judged = read.len().min(JUDGED);
    let begins = |marks: &[&[u8]]| marks.iter().any(|mark| read.starts_with(mark));
    if read.is_empty() || begins(&MARKS) {
        return false;
    }
    if read.starts_with(b"%PDF-") {
        return true;
    }
    if begins(&UTF_16) {
        return false;
    }
    match odd_bytes(read, judged) {
        None => true,
        Some(odd) => odd * 100 > judged * 10 || (odd > 1 && is_protobuf(read.get(..judged).unwrap_or(read))),
    }
}

/// How many bytes are neither ordinary ASCII nor UTF-8; `None` where that is settled before the end.
fn odd_bytes(read: &[u8], judged: usize) -> Option<usize> {
    let (mut at, mut odd) = (0, 0);
    while at < judged {
        let byte = *read.get(at)?;
        if byte == 0 {
            return None;
        }
        if is_ordinary(byte) {
            at += 1;
            continue;
        }
        let (next, is_character) = character(read, at);
        at = next;
        if is_character {
            continue;
        }
        odd += 1;
        if at > 32 && odd * 100 > judged * 10 {
            return None;
        }
    }
    Some(odd)
}

fn is_ordinary(byte: u8) -> bool {
    (7..=14).contains(&byte) || (32..=127).contains(&byte)
}

/// Where to go on after a byte that may begin a character, and whether it does. After one that only looks like it,
/// the byte behind it is passed over as well.
fn character(read: &[u8], at: usize) -> (usize, bool) {
    let more = match read.get(at) {
        Some(0xc0..=0xdf) => 1,
        Some(0xe0..=0xef) => 2,
        Some(0xf0..=0xf7) => 3,
        _ => return (at + 1, false),
    };
    let Some(rest) = read.get(at + 1..=at + more) else { return (at + 1, false) };
    if rest.iter().all(|byte| (0x80..=0xbf).contains(byte)) { (at + 1 + more, true) } else { (at + 2, false) }
}

/// Whether the bytes can be read as messages of Protocol Buffers, at least one of them whole.
fn is_protobuf(bytes: &[u8]) -> bool {
    let mut reader = Reader { bytes, at: 0, is_over: false };
    let mut messages = 0;
    loop {
        let is_known = reader.message();
        if reader.is_over {
            return messages > 0;
        }
        if !is_known {
            return false;
        }
        messages += 1;
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    is_over: bool,
}

impl Reader<'_> {
    fn byte(&mut self) -> u8 {
        let byte = self.bytes.get(self.at).copied().filter(|_| !self.is_over);
        self.at += 1;
        self.is_over |= byte.is_none();
        byte.unwrap_or(0xff)
    }

    /// A number of up to ten bytes, in 32 bits.
    fn number(&mut self) -> i32 {
        let mut number = 0_i32;
        for index in 0..=10_u32 {
            if self.is_over {
                return number;
            }
            let byte = self.byte();
            number |= i32::from(byte & 0x7f).wrapping_shl(7 * index);
            if byte & 0x80 == 0 {
                return number;
            }
        }
        self.is_over = true;
        number
    }

    fn message(&mut self) -> bool {
        match self.number() & 7 {
            0 => drop(self.number()),
            1 => self.skip(8),
            2 => {
                let length = self.number();
                self.skip(length);
            }
            5 => self.skip(4),
            _ => return false,
        }
        true
    }

    fn skip(&mut self, count: i32) {
        for _ in 0..count {
            if self.is_over {
                return;
            }
            self.byte();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_text_with_marks_umlauts_and_a_few_odd_bytes() {
        assert!(!is_binary(b""));
        assert!(!is_binary("\u{feff}x\0".as_bytes()));
        assert!(!is_binary("ünï 漢字 😀\n".as_bytes()));
        assert!(!is_binary(b"caf\xe9 and a lot of plain text around it\n"));
        assert!(!is_binary(b"\xff\xfea\0b\0"));
    }

    #[test]
    fn a_nul_a_pdf_and_many_odd_bytes_are_binary() {
        assert!(is_binary(b"a\0b"));
        assert!(is_binary(b"%PDF-1.7 plain"));
        assert!(is_binary(&[0x01; 40]));
        assert!(!is_binary(&[b'a'; 600]), "what comes after the first bytes counts for nothing");
        let late: Vec<u8> = [vec![b'a'; 520], vec![0]].concat();
        assert!(!is_binary(&late));
    }
}
