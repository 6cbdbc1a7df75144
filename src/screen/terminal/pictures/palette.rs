//! An image in 256 colours: its own where it has no more, else those of a median cut.

use crate::domain::docs::Picture;
use std::collections::HashMap;

/// The most colours.
const COLOURS: usize = 256;
/// Bits of each part of a colour that are told apart when there are too many.
const BITS: u32 = 5;
const BINS: usize = 1 << (3 * BITS);

/// An image by the numbers of its colours.
#[derive(Clone, Debug, Default)]
pub(super) struct Indexed {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) palette: Vec<[u8; 3]>,
    pub(super) pixels: Vec<u8>,
}

impl Indexed {
    pub(super) fn of(picture: &Picture) -> Self {
        let (palette, pixels) = exact(picture).unwrap_or_else(|| cut(picture));
        Self { width: picture.width as usize, height: picture.height as usize, palette, pixels }
    }

    /// A row of pixels.
    pub(super) fn row(&self, y: usize) -> &[u8] {
        self.pixels.get(y * self.width..(y + 1) * self.width).unwrap_or_default()
    }
}

fn pixels(picture: &Picture) -> impl Iterator<Item = [u8; 3]> {
    picture.rgb.chunks_exact(3).map(|pixel| match pixel {
        &[red, green, blue] => [red, green, blue],
        _ => [0; 3],
    })
}

/// The colours as they are; none where there are too many.
fn exact(picture: &Picture) -> Option<(Vec<[u8; 3]>, Vec<u8>)> {
    let mut known: HashMap<[u8; 3], u8> = HashMap::new();
    let mut palette = Vec::new();
    let mut numbers = Vec::with_capacity(picture.rgb.len() / 3);
    let mut last = None;
    for pixel in pixels(picture) {
        let number = match last.filter(|(colour, _)| *colour == pixel) {
            Some((_, number)) => number,
            None => *match known.entry(pixel) {
                std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
                std::collections::hash_map::Entry::Vacant(entry) => {
                    let number = u8::try_from(palette.len()).ok()?;
                    palette.push(pixel);
                    entry.insert(number)
                }
            },
        };
        last = Some((pixel, number));
        numbers.push(number);
    }
    Some((palette, numbers))
}

/// What falls into a bin: how many pixels, and the sum of each part.
#[derive(Clone, Copy, Default)]
struct Bin {
    count: u64,
    sum: [u64; 3],
}

/// Bins that become one colour.
struct Lot {
    bins: Vec<u16>,
    count: u64,
    /// The part that they differ in most, and by how much.
    axis: usize,
    span: u16,
}

impl Lot {
    fn of(bins: Vec<u16>, all: &[Bin]) -> Self {
        let count = bins.iter().map(|bin| of(all, *bin).count).sum();
        let spans = [0, 1, 2].map(|axis| {
            let parts = || bins.iter().map(|bin| part(*bin, axis));
            parts().max().unwrap_or_default() - parts().min().unwrap_or_default()
        });
        let axis = (0..3).max_by_key(|axis| spans.get(*axis)).unwrap_or_default();
        Self { count, axis, span: spans.into_iter().max().unwrap_or_default(), bins }
    }

    /// In two, with as many pixels in each as can be.
    fn split(mut self, all: &[Bin]) -> (Self, Self) {
        self.bins.sort_unstable_by_key(|bin| part(*bin, self.axis));
        let mut before = 0;
        let half = self.bins.iter().position(|bin| {
            before += of(all, *bin).count;
            before * 2 >= self.count
        });
        let at = half.map_or(1, |at| at + 1).clamp(1, self.bins.len().saturating_sub(1).max(1));
        let rest = self.bins.split_off(at.min(self.bins.len()));
        (Self::of(self.bins, all), Self::of(rest, all))
    }

    fn colour(&self, all: &[Bin]) -> [u8; 3] {
        [0, 1, 2].map(|axis| {
            let sum: u64 = self.bins.iter().filter_map(|bin| of(all, *bin).sum.get(axis).copied()).sum();
            u8::try_from(sum / self.count.max(1)).unwrap_or(u8::MAX)
        })
    }
}

fn of(all: &[Bin], bin: u16) -> Bin {
    all.get(usize::from(bin)).copied().unwrap_or_default()
}

fn bin([red, green, blue]: [u8; 3]) -> u16 {
    let top = |part: u8| u16::from(part) >> (8 - BITS);
    top(red) << (2 * BITS) | top(green) << BITS | top(blue)
}

fn part(bin: u16, axis: usize) -> u16 {
    let shift = match axis {
        0 => 2 * BITS,
        1 => BITS,
        _ => 0,
    };
    bin >> shift & ((1 << BITS) - 1)
}

fn cut(picture: &Picture) -> (Vec<[u8; 3]>, Vec<u8>) {
    let mut all = vec![Bin::default(); BINS];
    for pixel in pixels(picture) {
        if let Some(bin) = all.get_mut(usize::from(bin(pixel))) {
            bin.count += 1;
            bin.sum.iter_mut().zip(pixel).for_each(|(sum, part)| *sum += u64::from(part));
        }
    }
    let lots = lots(&all);
    let mut numbers = vec![0; BINS];
    for (lot, number) in lots.iter().zip(0..=u8::MAX) {
        for bin in &lot.bins {
            if let Some(known) = numbers.get_mut(usize::from(*bin)) {
                *known = number;
            }
        }
    }
    let number = |pixel| numbers.get(usize::from(bin(pixel))).copied().unwrap_or_default();
    (lots.iter().map(|lot| lot.colour(&all)).collect(), pixels(picture).map(number).collect())
}

fn lots(all: &[Bin]) -> Vec<Lot> {
    let used = (0..=u16::MAX).zip(all).filter(|(_, bin)| bin.count > 0).map(|(at, _)| at).collect();
    let mut lots = vec![Lot::of(used, all)];
    while lots.len() < COLOURS {
        let widest = (0..lots.len()).max_by_key(|at| lots.get(*at).map_or(0, |lot| u64::from(lot.span) * lot.count));
        let Some(at) = widest.filter(|at| lots.get(*at).is_some_and(|lot| lot.span > 0)) else { break };
        let (one, other) = lots.swap_remove(at).split(all);
        lots.extend([one, other]);
    }
    lots
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(pixels: &[[u8; 3]]) -> Picture {
        let width = u32::try_from(pixels.len()).unwrap();
        Picture { width, height: 1, rgb: pixels.concat(), natural: (width, 1) }
    }

    #[test]
    fn few_colours_stay_as_they_are() {
        let indexed = Indexed::of(&picture(&[[1, 2, 3], [9, 9, 9], [1, 2, 3]]));
        assert_eq!((indexed.palette, indexed.pixels), (vec![[1, 2, 3], [9, 9, 9]], vec![0, 1, 0]));
    }

    #[test]
    fn of_many_colours_each_pixel_gets_one_that_is_near() {
        let many: Vec<[u8; 3]> =
            (0..=255).flat_map(|red| (0..8).map(move |step| [red, step * 32, 255 - red])).collect();
        let indexed = Indexed::of(&picture(&many));
        assert!(indexed.palette.len() <= COLOURS && indexed.palette.len() > 200, "{}", indexed.palette.len());
        for (pixel, number) in many.iter().zip(&indexed.pixels) {
            let colour = indexed.palette[usize::from(*number)];
            assert!(pixel.iter().zip(colour).all(|(a, b)| a.abs_diff(b) <= 24), "{pixel:?} as {colour:?}");
        }
    }
}
