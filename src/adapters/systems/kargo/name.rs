//! Names of promotions as Kargo makes them: `STAGE.ULID.FREIGHT`. The order of the names is that in which they were
//! made, and Kargo counts on that.

use crate::domain::model::At;
use std::hash::{BuildHasher as _, RandomState};

/// Crockford's letters (ULID).
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Letters of a ULID.
const ULID: usize = 26;
/// Letters of the freight's name.
const SHORT: usize = 7;
/// Letters of a stage's name that fit beside these into the 253 of a name.
const STAGE: usize = 253 - 1 - ULID - 1 - SHORT;

/// A ULID of that moment in small letters: 48 bits of milliseconds and 80 that are drawn.
pub(super) fn ulid(now: At) -> String {
    let drawn = || RandomState::new().hash_one(now.0);
    let drawn = (u128::from(drawn()) << 64 | u128::from(drawn())) & ((1 << 80) - 1);
    let moment = u128::try_from(now.0).unwrap_or_default() & ((1 << 48) - 1);
    let bits = moment << 80 | drawn;
    let letter = |n: usize| {
        let at = usize::try_from(bits >> (5 * (ULID - 1 - n)) & 31).unwrap_or_default();
        LETTERS.get(at).map_or('0', |letter| char::from(*letter))
    };
    (0..ULID).map(letter).collect()
}

/// The name of a promotion.
pub(super) fn promotion(stage: &str, ulid: &str, freight: &str) -> String {
    let stage = stage.get(..STAGE).unwrap_or(stage);
    format!("{stage}.{ulid}.{}", freight.get(..SHORT).unwrap_or(freight)).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_as_they_were_made_and_no_two_are_the_same() {
        let (early, late) = (ulid(At(1_764_500_000_000)), ulid(At(1_764_500_000_001)));
        assert!(early < late && early.len() == ULID);
        assert_ne!(ulid(At(1)), ulid(At(1)));
        // the example of the specification: 1469918176385 ms begins with 01ARYZ6S41
        assert!(ulid(At(1_469_918_176_385)).starts_with("01aryz6s41"));
        assert_eq!(promotion("prod", "01", "0123456789abcdef"), "prod.01.0123456");
        let long = promotion(&"s".repeat(253), &early, "0123456789");
        assert_eq!(long.len(), 253);
    }
}
