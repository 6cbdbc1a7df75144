//! Letters of a word that stand apart in a text.

/// Beyond so many bytes of a text nobody abbreviates.
const REACH: usize = 64;
/// Tries after which a word is no abbreviation: a text of many equal beginnings could be split in
/// more ways than anybody waits for.
const TRIES: u32 = 200;

/// Whether there is the end of the text or a separator at this place.
pub(super) fn is_border(text: &[u8], at: usize) -> bool {
    text.get(at).is_none_or(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric())
}

/// Whether the bytes of the word occur in order. Right for ASCII words in any UTF-8.
pub(super) fn is_scattered(text: &[u8], word: &[u8]) -> bool {
    let mut wanted = word.iter();
    let Some(mut next) = wanted.next() else { return true };
    for byte in text {
        if byte == next {
            match wanted.next() {
                Some(after) => next = after,
                None => return true,
            }
        }
    }
    false
}

/// How near to each other and to the starts of words the letters stand, from the first place where
/// each can be: between -1,000 and 1,000.
pub(super) fn closeness(text: &[u8], word: &[u8]) -> i32 {
    let (mut score, mut last) = (0_i32, None::<usize>);
    let mut wanted = word.iter().peekable();
    for (at, byte) in text.iter().enumerate() {
        if wanted.next_if_eq(&byte).is_none() {
            continue;
        }
        let gap = last.map_or(0, |last| at - last);
        let starts = at.checked_sub(1).is_none_or(|before| is_border(text, before));
        score += if gap == 1 {
            60
        } else if starts {
            50
        } else {
            0
        };
        score -= i32::try_from(gap).unwrap_or(i32::MAX).min(60);
        last = Some(at);
    }
    score.clamp(-1_000, 1_000)
}

/// A word split into beginnings of a text's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Runs {
    count: u32,
    /// Words of the text that gave none.
    skipped: u32,
    /// The first word of the text is among the skipped ones.
    late: bool,
}

impl Runs {
    /// What makes it a worse abbreviation: many runs, and words left out; at most 900.
    pub(super) fn cost(self) -> u32 {
        (self.count * 30 + self.skipped * 20 + if self.late { 150 } else { 0 }).min(900)
    }
}

/// The word as beginnings of the text's words, in order; as few as can be found going from the
/// longest downwards.
pub(super) fn abbreviated(text: &[u8], word: &[u8]) -> Option<Runs> {
    let text = text.get(..REACH).unwrap_or(text);
    let starts = starts_of(text);
    let mut tries = TRIES;
    let used = runs(text, word, starts, &mut tries)?;
    let first = starts & starts.wrapping_neg();
    let skipped = starts.count_ones() - used.count_ones();
    Some(Runs { count: used.count_ones(), skipped, late: used & first == 0 })
}

/// A bit for each place where a word begins.
fn starts_of(text: &[u8]) -> u64 {
    let (mut starts, mut after_border) = (0, true);
    for (at, byte) in text.iter().enumerate() {
        if after_border && byte.is_ascii_alphanumeric() {
            starts |= 1 << at;
        }
        after_border = byte.is_ascii() && !byte.is_ascii_alphanumeric();
    }
    starts
}

/// The starts that the runs of `word` take.
fn runs(text: &[u8], word: &[u8], starts: u64, tries: &mut u32) -> Option<u64> {
    let mut left = starts;
    while left != 0 {
        let at = left.trailing_zeros();
        let here = 1_u64 << at;
        left &= !here;
        let common = text.get(at as usize..)?.iter().zip(word).take_while(|(a, b)| a == b).count();
        for length in (1..=common).rev() {
            *tries = tries.checked_sub(1)?;
            let rest = word.get(length..)?;
            if rest.is_empty() {
                return Some(here);
            }
            // the rest of this word of the text is behind us
            if let Some(more) = runs(text, rest, left, tries) {
                return Some(here | more);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str, word: &str) -> Option<(u32, u32, bool)> {
        abbreviated(text.as_bytes(), word.as_bytes()).map(|runs| (runs.count, runs.skipped, runs.late))
    }

    #[test]
    fn initials_and_beginnings_are_abbreviations_and_other_letters_are_not() {
        assert_eq!(split("customer-segment-importer", "csi"), Some((3, 0, false)));
        assert_eq!(split("payments-api", "payapi"), Some((2, 0, false)));
        assert_eq!(split("team-payments-api", "pa"), Some((1, 2, true)));
        assert_eq!(split("payments-api", "pmts"), None);
        assert_eq!(split("", "p"), None);
    }

    #[test]
    fn a_text_that_splits_in_a_great_many_ways_is_given_up() {
        let text = "aaaaaaaaaaaaaaa-".repeat(4);
        assert_eq!(split(&text, &format!("{}b", "a".repeat(40))), None);
    }

    #[test]
    fn letters_in_order_are_found_and_out_of_order_are_not() {
        assert!(is_scattered(b"payments", b"pms"));
        assert!(!is_scattered(b"payments", b"smp"));
        assert!(is_scattered(b"", b""));
    }
}
