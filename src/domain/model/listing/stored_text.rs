//! The text of a saved listing. It was clean when it was written, and is taken for clean by whoever
//! shows it; so it is looked through once more when it comes back.

use super::checksum::Checksum;
use super::header::CodecError;
use crate::domain::text::unsafe_to_show;
use std::io::Read;

/// Bytes that are looked at before it is asked what was found: so the compiler compares many at a
/// time.
const BLOCK: usize = 4096;

/// Reads so many bytes of text, in pieces of `piece`, and adds each to the checksum.
pub(super) fn read(
    from: &mut impl Read,
    length: usize,
    piece: usize,
    sum: &mut Checksum,
) -> Result<String, CodecError> {
    let mut bytes = vec![0; length];
    let mut looks = Looks::default();
    for piece in bytes.chunks_mut(piece) {
        from.read_exact(piece).map_err(|error| CodecError::Unreadable(error.kind()))?;
        sum.add(piece);
        piece.chunks(BLOCK).for_each(|block| looks.at(block));
    }
    let text = String::from_utf8(bytes).map_err(|_| CodecError::Text)?;
    let is_unsafe = looks.control || (looks.odd && holds_unsafe(&text));
    if is_unsafe { Err(CodecError::Text) } else { Ok(text) }
}

/// What was seen in the bytes.
#[derive(Default)]
struct Looks {
    control: bool,
    odd: bool,
}

impl Looks {
    fn at(&mut self, block: &[u8]) {
        let seen = block.iter().fold((false, false), |(control, odd), byte| {
            (control | (*byte < 0x20) | (*byte == 0x7f), odd | may_begin_unsafe(*byte))
        });
        self.control |= seen.0;
        self.odd |= seen.1;
    }
}

/// Whether a character beyond ASCII that is unsafe to show may begin with this byte. Most letters
/// of most scripts begin with another one.
fn may_begin_unsafe(byte: u8) -> bool {
    (byte == 0xc2) | (byte == 0xcd) | (byte == 0xd8) | (byte.wrapping_sub(0xe1) < 3) | (byte >= 0xef)
}

fn holds_unsafe(text: &str) -> bool {
    let from = |at: usize| text.as_bytes().get(at..).unwrap_or_default().chunks(BLOCK);
    let mut blocks = from(0).zip(from(1)).zip(from(2)).zip((0..).step_by(BLOCK));
    let is_unsafe = |at: usize| text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(unsafe_to_show);
    // the last ones have no two bytes behind them
    text.chars().rev().take(2).any(unsafe_to_show)
        || blocks.any(|(((a, b), c), start)| {
            let may_be = || a.iter().zip(b).zip(c).map(|((a, b), c)| may_be_unsafe(*a, *b, *c));
            may_be().fold(false, |found, may_be| found | may_be)
                && (start..).zip(may_be()).filter(|(_, may_be)| *may_be).any(|(at, _)| is_unsafe(at))
        })
}

/// Whether an unsafe character may begin with these bytes; few others do. By comparisons alone, so
/// that the compiler makes many at a time.
fn may_be_unsafe(a: u8, b: u8, c: u8) -> bool {
    let two = (a == 0xc2) & ((b < 0xa0) | (b == 0xad)) | (a == 0xcd) & (b == 0x8f) | (a == 0xd8) & (b == 0x9c);
    let hangul = (a == 0xe1) & ((b == 0x85) | (b == 0xa0)) | (a == 0xe3) & (b == 0x85);
    let joiners = (b == 0x80) & ((c.wrapping_sub(0x8b) < 5) | (c.wrapping_sub(0xa8) < 7));
    let general = (a == 0xe2) & (joiners | (b == 0x81) | (b == 0xb8));
    let special = (a == 0xef) & ((b == 0xb7) | (b == 0xb8) | (b == 0xbb) | (b >= 0xbe));
    two | hangul | general | special | (a >= 0xf0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> bool {
        read(&mut text.as_bytes(), text.len(), 1 << 16, &mut Checksum::new()).is_ok()
    }

    #[test]
    fn no_character_that_is_unsafe_to_show_is_overlooked() {
        for c in ('\0'..=char::MAX).filter(|c| unsafe_to_show(*c)) {
            assert!(!check(&format!("x{c}")) && !check(&format!("x{c}yz")), "{c:?}");
        }
    }

    #[test]
    fn one_on_the_border_of_two_blocks_is_not_overlooked() {
        for length in BLOCK - 4..BLOCK + 2 {
            assert!(!check(&format!("{}\u{202e}{}", "x".repeat(length), "y".repeat(BLOCK))), "{length}");
        }
    }

    #[test]
    fn text_of_any_script_comes_back() {
        assert!(check("Zahlung für Käufer – “sicher” … 日本語 カタカナ العربية हिन्दी e\u{301} € 🚀 \u{fffd}"));
    }
}
