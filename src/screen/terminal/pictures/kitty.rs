//! The graphics protocol of kitty: an image is sent once under a number, and placed, moved and cut by it.
//! The terminal is told to answer nothing.

use super::placed::Shown;
use crate::domain::docs::Picture;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};

/// The longest part of an image that goes at once, in bytes, as the protocol has it.
const PART: usize = 4_096;

/// Images that the terminal holds for us, a bit each; not of one screen, as whoever gives the terminal
/// back may know nothing of it.
static HELD: AtomicU64 = AtomicU64::new(0);

/// How many images the terminal is left with while they are out of sight, and how many pixels.
const KEPT: usize = 12;
const KEPT_PIXELS: u64 = 8 << 20;

/// The number of an image: others may have sent some to the same terminal.
pub(super) fn id(slot: u32) -> u32 {
    0x5300_0000 | (std::process::id() & 0xffff) << 8 | slot
}

/// Has the terminal forget all that it holds for us; empty where that is nothing.
pub(in crate::screen::terminal) fn let_go() -> String {
    let held = HELD.swap(0, Ordering::SeqCst);
    (0..64).filter(|slot| held & 1 << slot != 0).map(|slot| format!("\x1b_Ga=d,d=I,q=2,i={}\x1b\\", id(slot))).collect()
}

/// An image that the terminal holds.
#[derive(Debug)]
struct Sent {
    picture: Weak<Picture>,
    /// Columns and rows that it was sent for, and the pixels that were sent for them.
    whole: (u16, u16),
    pixels: (u32, u32),
    slot: u32,
    /// The frame that it was in last.
    seen: u64,
}

impl Sent {
    fn is(&self, shown: &Shown) -> bool {
        self.whole == shown.whole && Weak::ptr_eq(&self.picture, &shown.picture)
    }

    fn size(&self) -> u64 {
        u64::from(self.pixels.0) * u64::from(self.pixels.1)
    }
}

/// What the terminal holds.
#[derive(Debug, Default)]
pub(super) struct Kitty {
    sent: Vec<Sent>,
    frame: u64,
}

impl Kitty {
    /// Nothing of what was sent is there any more.
    pub(super) fn forget(&mut self) {
        self.sent.clear();
    }

    /// Whether it was sent already.
    pub(super) fn holds(&self, shown: &Shown) -> bool {
        self.sent.iter().any(|sent| sent.is(shown))
    }

    /// Takes an image off the screen; it stays with the terminal.
    pub(super) fn take_away(&self, out: &mut String, shown: &Shown) {
        if let Some(sent) = self.sent.iter().find(|sent| sent.is(shown)) {
            let _ = write!(out, "\x1b_Ga=d,d=i,q=2,i={},p={}\x1b\\", id(sent.slot), shown.number);
        }
    }

    /// Places an image at the cursor, or anew where it is placed already; sent before where it was not.
    /// `scaled` are its pixels as they are to be sent.
    pub(super) fn place(&mut self, out: &mut String, shown: &Shown, scaled: impl FnOnce() -> Option<Picture>) {
        if !self.holds(shown) {
            let Some((picture, slot)) = scaled().zip(self.free_slot()) else { return };
            HELD.fetch_or(1 << slot, Ordering::SeqCst);
            transmit(out, id(slot), &picture);
            let pixels = (picture.width, picture.height);
            let picture = Weak::clone(&shown.picture);
            self.sent.push(Sent { picture, whole: shown.whole, pixels, slot, seen: self.frame });
        }
        let Some(sent) = self.sent.iter().find(|sent| sent.is(shown)) else { return };
        let rows = shown.pixel_rows(sent.pixels.1);
        let _ = write!(
            out,
            "\x1b_Ga=p,q=2,C=1,i={},p={},x=0,y={},w={},h={},c={},r={}\x1b\\",
            id(sent.slot),
            shown.number,
            rows.start,
            sent.pixels.0,
            rows.len(),
            shown.area.width,
            shown.area.height
        );
    }

    fn free_slot(&self) -> Option<u32> {
        (0..64).find(|slot| !self.sent.iter().any(|sent| sent.slot == *slot))
    }

    /// Has the terminal forget what nobody holds any more, and what was out of sight longest when it is
    /// too much.
    pub(super) fn tidy(&mut self, out: &mut String, seen: &[Shown]) {
        self.frame += 1;
        let frame = self.frame;
        for sent in self.sent.iter_mut().filter(|sent| seen.iter().any(|shown| sent.is(shown))) {
            sent.seen = frame;
        }
        self.sent.sort_by_key(|sent| std::cmp::Reverse(sent.seen));
        let (mut count, mut pixels) = (0, 0);
        self.sent.retain(|sent| {
            (count, pixels) = (count + 1, pixels + sent.size());
            let fits = count <= KEPT && pixels <= KEPT_PIXELS && sent.picture.strong_count() > 0;
            let stays = sent.seen == frame || fits;
            if !stays {
                let _ = write!(out, "\x1b_Ga=d,d=I,q=2,i={}\x1b\\", id(sent.slot));
                HELD.fetch_and(!(1 << sent.slot), Ordering::SeqCst);
            }
            stays
        });
    }
}

/// Sends the pixels, packed (RFC 1950), in parts.
fn transmit(out: &mut String, id: u32, picture: &Picture) {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    // what is written to memory is written
    let _ = packed.write_all(&picture.rgb);
    let text = STANDARD.encode(packed.finish().unwrap_or_default());
    let mut head = format!("a=t,q=2,f=24,o=z,i={id},s={},v={},", picture.width, picture.height);
    let parts = text.as_bytes().chunks(PART);
    let last = parts.len().saturating_sub(1);
    for (n, part) in parts.enumerate() {
        let more = u8::from(n < last);
        let _ = write!(out, "\x1b_G{head}m={more};{}\x1b\\", std::str::from_utf8(part).unwrap_or_default());
        head = "q=2,".into();
    }
}

/// The pixels to send for so many columns and rows: no more than the cells have, and no more than it has.
pub(super) fn scaled(shown: &Shown, cell: (u16, u16)) -> Option<Picture> {
    let picture: Arc<Picture> = shown.picture.upgrade()?;
    let (width, height) = shown.pixels(cell);
    Some(picture.scaled(width.min(picture.width), height.min(picture.height)))
}
