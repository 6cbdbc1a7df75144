//! The text of a saved listing. It was clean when it was written, and is taken for clean by whoever
//! shows it; so it is looked through once more when it comes back.

use super::checksum::Checksum;
use super::header::CodecError;
use crate::domain::text::unsafe_to_show;
use std::io::Read;

/// Bytes that are looked at before it is asked what was found: so the compiler compares many at a
/// time.
const BLOCK: usize = 4096;
/// Of text with characters that may be unsafe, so little is searched for them at once.
const SPOT: usize = 128;

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
    let spots = text.as_bytes().chunks(SPOT).zip((0..).step_by(SPOT));
    let odd = spots.filter(|(spot, _)| spot.iter().fold(false, |odd, byte| odd | may_begin_unsafe(*byte)));
    let begins = |(at, byte): (usize, &u8)| may_begin_unsafe(*byte).then_some(at);
    let mut places = odd.flat_map(|(spot, start)| (start..).zip(spot).filter_map(begins));
    places.any(|at| text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(unsafe_to_show))
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
            let text: String = std::iter::repeat_n('x', 125).chain([c, 'y']).collect();
            assert!(!check(&text), "{c:?}");
        }
    }

    #[test]
    fn text_of_any_script_comes_back() {
        assert!(check("Zahlung für Käufer – “sicher” … 日本語 カタカナ العربية हिन्दी e\u{301} € 🚀 \u{fffd}"));
    }
}
