//! Pixels in another number: the mean of those that one stands for, or what lies between two.

/// Weights add up to this.
const ONE: u32 = 1 << 14;

/// Which of the old pixels of a line make a new one, and how much of it each.
struct Share {
    from: usize,
    weights: Vec<u32>,
}

/// An image of so many pixels across and down, three bytes each, in other numbers of them.
pub(super) fn scaled(rgb: &[u8], (across, down): (u32, u32), (width, height): (u32, u32)) -> Vec<u8> {
    let row = across as usize * 3;
    let rows: Vec<&[u8]> = rgb.chunks_exact(row.max(1)).collect();
    let columns = shares(across, width);
    let mut out = Vec::with_capacity(width as usize * height as usize * 3);
    let (mut sums, mut line) = (vec![0; row], vec![0; row]);
    for share in shares(down, height) {
        sums.fill(ONE / 2);
        for (old, weight) in rows.iter().skip(share.from).zip(&share.weights) {
            sums.iter_mut().zip(*old).for_each(|(sum, part)| *sum += u32::from(*part) * weight);
        }
        line.iter_mut().zip(&sums).for_each(|(part, sum)| *part = rounded(*sum));
        columns.iter().for_each(|share| out.extend(pixel(&line, share)));
    }
    out
}

fn pixel(line: &[u8], share: &Share) -> [u8; 3] {
    let old = line.get(share.from * 3..).unwrap_or_default().chunks_exact(3);
    let mut sums = [ONE / 2; 3];
    for (old, weight) in old.zip(&share.weights) {
        sums.iter_mut().zip(old).for_each(|(sum, part)| *sum += u32::from(*part) * weight);
    }
    sums.map(rounded)
}

fn rounded(sum: u32) -> u8 {
    u8::try_from(sum / ONE).unwrap_or(u8::MAX)
}

fn shares(old: u32, new: u32) -> Vec<Share> {
    let step = f64::from(old) / f64::from(new.max(1));
    (0..new).map(|n| if step > 1.0 { mean(n, step, old) } else { between(n, step, old) }).collect()
}

/// All that a pixel covers, each as far as it is covered.
fn mean(n: u32, step: f64, old: u32) -> Share {
    let (begins, ends) = (f64::from(n) * step, (f64::from(n + 1) * step).min(f64::from(old)));
    let (first, last) = (floor(begins), floor(ends.ceil()).max(floor(begins) + 1));
    let covered = |at: u32| (f64::from(at) + 1.0).min(ends) - f64::from(at).max(begins);
    share(first, (first..last).map(covered).collect())
}

/// The two whose middles are beside that of a pixel.
fn between(n: u32, step: f64, old: u32) -> Share {
    let middle = ((f64::from(n) + 0.5) * step - 0.5).clamp(0.0, f64::from(old.saturating_sub(1)));
    let first = floor(middle);
    let after = middle - f64::from(first);
    share(first, if after > 0.0 { vec![1.0 - after, after] } else { vec![1.0] })
}

fn share(from: u32, parts: Vec<f64>) -> Share {
    let all: f64 = parts.iter().sum();
    let mut weights: Vec<u32> = parts.iter().map(|part| floor(part.max(0.0) / all * f64::from(ONE))).collect();
    // what rounding took away
    let rest = ONE.saturating_sub(weights.iter().sum());
    if let Some(first) = weights.first_mut() {
        *first += rest;
    }
    Share { from: from as usize, weights }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is no less than nothing, and small")]
fn floor(number: f64) -> u32 {
    number as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn grey(values: &[u8]) -> Vec<u8> {
        values.iter().flat_map(|value| [*value; 3]).collect()
    }

    #[test]
    fn a_pixel_is_the_mean_of_those_that_it_stands_for() {
        assert_eq!(scaled(&grey(&[0, 100, 200, 40]), (4, 1), (2, 1)), grey(&[50, 120]));
        assert_eq!(scaled(&grey(&[0, 90, 30]), (3, 1), (2, 1)), grey(&[30, 50]));
        assert_eq!(scaled(&grey(&[0, 100, 200, 40]), (2, 2), (1, 1)), grey(&[85]));
        assert_eq!(scaled(&grey(&[0, 100]), (2, 1), (4, 1)), grey(&[0, 25, 75, 100]));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_of_one_colour_stays_so_in_every_size(old in (1..40_u32, 1..40_u32), new in (1..60_u32, 1..60_u32), value: u8) {
            let rgb = vec![value; (old.0 * old.1 * 3) as usize];
            let other = scaled(&rgb, old, new);
            prop_assert_eq!(other.len(), (new.0 * new.1 * 3) as usize);
            prop_assert!(other.iter().all(|part| *part == value));
        }
    }
}
