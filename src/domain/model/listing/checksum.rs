//! A checksum over what a saved listing holds. It finds damage, not forgery: whoever may write the
//! file may write anything else of the user's, too.

/// Sums that are kept beside one another, so that one multiplication need not wait for the last.
const LANES: usize = 8;
const BLOCK: usize = LANES * 8;
/// Odd, so that no bit of a lane is lost in a multiplication: 2^64 divided by the golden ratio.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// What has been summed up so far.
#[derive(Clone, Debug)]
pub(super) struct Checksum {
    lanes: [u64; LANES],
    length: u64,
}

impl Checksum {
    pub(super) fn new() -> Self {
        // different, so that blocks of zeros count and lanes cannot be exchanged
        let lanes = std::array::from_fn(|lane| FACTOR.rotate_left(u32::try_from(lane * 7).unwrap_or_default()));
        Self { lanes, length: 0 }
    }

    /// Adds a piece; the end of one counts as if zeros filled its last 64 bytes up. So what is to
    /// be compared has to be added in the same pieces.
    pub(super) fn add(&mut self, piece: &[u8]) {
        let (blocks, rest) = piece.as_chunks::<BLOCK>();
        let mut lanes = self.lanes;
        blocks.iter().for_each(|block| mix(&mut lanes, block));
        if !rest.is_empty() {
            let mut last = [0; BLOCK];
            last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
            mix(&mut lanes, &last);
        }
        self.lanes = lanes;
        self.length += piece.len() as u64;
    }

    pub(super) fn sum(&self) -> u64 {
        self.lanes.iter().fold(self.length, |sum, lane| step(sum, *lane))
    }
}

#[inline]
fn mix(lanes: &mut [u64; LANES], block: &[u8; BLOCK]) {
    for (lane, word) in lanes.iter_mut().zip(block.as_chunks::<8>().0) {
        *lane = step(*lane, u64::from_le_bytes(*word));
    }
}

/// For each word another permutation of the sum, so that a change of one word always shows; the
/// rotation brings the high bits, which a multiplication leaves alone, down again.
#[inline]
fn step(sum: u64, word: u64) -> u64 {
    (sum ^ word).wrapping_mul(FACTOR).rotate_left(29)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(bytes: &[u8]) -> u64 {
        let mut sum = Checksum::new();
        sum.add(bytes);
        sum.sum()
    }

    #[test]
    fn every_bit_block_and_length_counts() {
        let good: Vec<u8> = (0..=255).cycle().take(1_000).collect();
        let whole = sum(&good);
        for bit in 0..good.len() * 8 {
            let mut bad = good.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert_ne!(sum(&bad), whole, "bit {bit}");
        }
        let mut exchanged = good.clone();
        exchanged.swap(0, 64);
        assert_ne!(sum(&exchanged), whole);
        assert_ne!(sum(&[0; 64]), sum(&[0; 128]));
        assert_ne!(sum(&[0; 63]), sum(&[0; 64]));
        // twice the highest bit of one lane
        let mut high = good;
        high[7] ^= 0x80;
        high[71] ^= 0x80;
        assert_ne!(sum(&high), whole);
    }
}
