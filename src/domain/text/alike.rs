//! Words that are nearly the same.

/// Letters of a word that are compared.
const LONGEST: usize = 64;

/// Letters that have to be put in, taken out or changed to make one word of the other.
#[must_use]
pub fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(LONGEST).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (n, x) in a.chars().take(LONGEST).enumerate() {
        let mut before = std::iter::once(n + 1).chain(row.iter().skip(1).copied()).collect::<Vec<_>>();
        let mut left = n + 1;
        for ((m, y), slot) in b.iter().enumerate().zip(before.iter_mut().skip(1)) {
            let above = row.get(m + 1).copied().unwrap_or_default();
            let across = row.get(m).copied().unwrap_or_default();
            left = (left + 1).min(above + 1).min(across + usize::from(x != *y));
            *slot = left;
        }
        row = before;
    }
    row.last().copied().unwrap_or_default()
}

/// The word that is most like another one, where one is nearly it: whoever wrote that may have meant this.
#[must_use]
pub fn most_alike<'a>(wanted: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let small = wanted.to_lowercase();
    let most = 1 + wanted.chars().count() / 4;
    let near = words.map(|word| (edits(&small, &word.to_lowercase()), word)).filter(|(steps, _)| *steps <= most);
    near.min_by_key(|(steps, _)| *steps).map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_nearly_written_so_is_found() {
        let words = ["fetch:plain", "fetch:template", "fs:rename"];
        assert_eq!(most_alike("fetch:templat", words.into_iter()), Some("fetch:template"));
        assert_eq!(most_alike("Fetch:Plian", words.into_iter()), Some("fetch:plain"));
        assert_eq!(most_alike("acme:deploy", words.into_iter()), None);
    }
}
