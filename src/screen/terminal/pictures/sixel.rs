//! Sixels (DEC STD 070): six rows of pixels at a time, colour by colour.

use super::palette::Indexed;
use std::fmt::Write as _;
use std::ops::Range;

/// Rows of pixels that are written at a time.
pub(super) const BAND: usize = 6;

/// Some rows of an image, as many whole bands as they have: part of one would reach into the cells below.
pub(super) fn encode(image: &Indexed, rows: Range<usize>) -> String {
    let rows = rows.start..rows.end.min(image.height);
    let bands = rows.len() / BAND;
    let mut out = String::new();
    // pixels are square, and what is not written stays as it was
    let _ = write!(out, "\x1bP0;1;0q\"1;1;{};{}", image.width, bands * BAND);
    colours(&mut out, image, rows.start..rows.start + bands * BAND);
    let mut band = Band::of(image);
    for n in 0..bands {
        if n > 0 {
            out.push('-');
        }
        band.write(&mut out, image, rows.start + n * BAND);
    }
    out.push_str("\x1b\\");
    out
}

/// Says what the colours are that these rows have; their parts in hundredths.
fn colours(out: &mut String, image: &Indexed, rows: Range<usize>) {
    let mut is_used = [false; 256];
    for number in rows.flat_map(|y| image.row(y)) {
        if let Some(used) = is_used.get_mut(usize::from(*number)) {
            *used = true;
        }
    }
    for ((colour, number), _) in image.palette.iter().zip(0..).zip(is_used).filter(|(_, used)| *used) {
        let [red, green, blue] = colour.map(|part| (u32::from(part) * 100 + 127) / 255);
        let _ = write!(out, "#{number};2;{red};{green};{blue}");
    }
}

/// Where each colour is in six rows: a byte a column, a bit a row.
struct Band {
    width: usize,
    bits: Vec<u8>,
    /// The columns that a colour begins and ends in; it has none where it ends first.
    spans: Vec<Range<usize>>,
}

const NOWHERE: Range<usize> = Range { start: usize::MAX, end: 0 };

impl Band {
    fn of(image: &Indexed) -> Self {
        let colours = image.palette.len();
        Self { width: image.width, bits: vec![0; colours * image.width], spans: vec![NOWHERE; colours] }
    }

    fn write(&mut self, out: &mut String, image: &Indexed, top: usize) {
        for (y, bit) in (top..top + BAND).zip(0..) {
            for (x, number) in image.row(y).iter().enumerate() {
                self.set(usize::from(*number), x, 1 << bit);
            }
        }
        let mut is_first = true;
        for number in 0..self.spans.len() {
            let Some(span) = self.spans.get_mut(number).map(|span| std::mem::replace(span, NOWHERE)) else { continue };
            let from = number * self.width;
            let Some(bits) = self.bits.get_mut(from..from + span.end).filter(|_| span.start < span.end) else {
                continue;
            };
            out.push_str(if is_first { "" } else { "$" });
            is_first = false;
            let _ = write!(out, "#{number}");
            bits.chunk_by(|a, b| a == b).for_each(|run| run_of(out, run));
            bits.fill(0);
        }
    }

    fn set(&mut self, number: usize, x: usize, bit: u8) {
        if let Some(bits) = self.bits.get_mut(number * self.width + x) {
            *bits |= bit;
        }
        if let Some(span) = self.spans.get_mut(number) {
            *span = span.start.min(x)..span.end.max(x + 1);
        }
    }
}

/// The same six pixels so many times: written once with a number before it where that is shorter.
fn run_of(out: &mut String, run: &[u8]) {
    let Some(first) = run.first() else { return };
    let sign = char::from(first + 63);
    if run.len() > 3 {
        let _ = write!(out, "!{}{sign}", run.len());
    } else {
        out.extend(std::iter::repeat_n(sign, run.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::docs::Picture;
    use proptest::prelude::*;

    fn indexed(width: usize, pixels: &[[u8; 3]]) -> Indexed {
        let (across, down) = (u32::try_from(width).unwrap(), u32::try_from(pixels.len() / width).unwrap());
        Indexed::of(&Picture { width: across, height: down, rgb: pixels.concat(), natural: (across, down) })
    }

    #[test]
    fn six_rows_of_two_colours_are_two_lines_of_sixels() {
        let (red, blue) = ([255, 0, 0], [0, 0, 255]);
        let rows = [[red; 5], [red; 5], [blue; 5], [red; 5], [red; 5], [red; 5]].concat();
        let sent = encode(&indexed(5, &rows), 0..6);
        // 111011 and 000100 from the top: 0b111011 and 0b000100, and 63
        assert_eq!(sent, "\x1bP0;1;0q\"1;1;5;6#0;2;100;0;0#1;2;0;0;100#0!5z$#1!5C\x1b\\");
    }

    #[test]
    fn what_does_not_fill_a_band_is_left_out() {
        let sent = encode(&indexed(2, &[[7, 7, 7]; 2 * 16]), 2..16);
        assert!(sent.contains("\"1;1;2;12#") && sent.matches('-').count() == 1, "{sent}");
    }

    /// What a terminal makes of sixels, written from the standard: the numbers of the colours, row by row.
    fn decoded(sent: &str, width: usize, height: usize) -> Vec<Option<u16>> {
        let body = sent.strip_prefix("\x1bP0;1;0q\"").unwrap().strip_suffix("\x1b\\").unwrap();
        let (_, body) = body.split_once('#').unwrap();
        let body = format!("#{body}");
        let mut pixels = vec![None; width * height];
        let (mut x, mut y, mut colour, mut times) = (0, 0, 0, 1);
        let mut chars = body.chars().peekable();
        let number = |chars: &mut std::iter::Peekable<std::str::Chars<'_>>| {
            let mut value = 0;
            while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
                value = value * 10 + digit;
                chars.next();
            }
            value
        };
        while let Some(sign) = chars.next() {
            match sign {
                '#' => {
                    colour = u16::try_from(number(&mut chars)).unwrap();
                    while chars.peek() == Some(&';') {
                        chars.next();
                        number(&mut chars);
                    }
                }
                '!' => times = number(&mut chars),
                '$' => x = 0,
                '-' => (x, y) = (0, y + 6),
                sixel => {
                    let bits = u32::from(sixel) - 63;
                    for _ in 0..std::mem::replace(&mut times, 1) {
                        for row in (0..6).filter(|row| bits & 1 << row != 0) {
                            pixels[(y + row) * width + x] = Some(colour);
                        }
                        x += 1;
                    }
                }
            }
        }
        pixels
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_terminal_gets_every_pixel_back(width in 1..9_usize, bands in 1..4_usize, seed in prop::collection::vec(0..5_u8, 9 * 24)) {
            let height = bands * BAND;
            let pixels: Vec<[u8; 3]> = seed[..width * height].iter().map(|part| [*part * 50, 0, 9]).collect();
            let image = indexed(width, &pixels);
            let shown = decoded(&encode(&image, 0..height), width, height);
            let want: Vec<Option<u16>> = image.pixels.iter().map(|number| Some(u16::from(*number))).collect();
            prop_assert_eq!(shown, want);
        }
    }
}
