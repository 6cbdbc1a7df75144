//! Codes in letters that can be read from across a table: three to five columns by five rows each.

use crate::domain::text::Clean;
use crate::screen::look::Glyphs;

const ROWS: usize = 5;

/// The rows of a sign, `#` where it is; `None` where there is no such sign.
fn sign(c: char) -> Option<[&'static str; ROWS]> {
    Some(match c.to_ascii_uppercase() {
        'A' => [".#.", "#.#", "###", "#.#", "#.#"],
        'B' => ["##.", "#.#", "##.", "#.#", "##."],
        'C' => [".##", "#..", "#..", "#..", ".##"],
        'D' => ["##.", "#.#", "#.#", "#.#", "##."],
        'E' => ["###", "#..", "##.", "#..", "###"],
        'F' => ["###", "#..", "##.", "#..", "#.."],
        'G' => [".###", "#...", "#.##", "#..#", ".###"],
        'H' => ["#.#", "#.#", "###", "#.#", "#.#"],
        'I' => ["###", ".#.", ".#.", ".#.", "###"],
        'J' => ["..#", "..#", "..#", "#.#", ".#."],
        'K' => ["#..#", "#.#.", "##..", "#.#.", "#..#"],
        'L' => ["#..", "#..", "#..", "#..", "###"],
        'M' => ["#...#", "##.##", "#.#.#", "#...#", "#...#"],
        'N' => ["#..#", "##.#", "#.##", "#..#", "#..#"],
        'O' => [".##.", "#..#", "#..#", "#..#", ".##."],
        'P' => ["##.", "#.#", "##.", "#..", "#.."],
        'Q' => [".##.", "#..#", "#..#", "#.#.", ".#.#"],
        'R' => ["##.", "#.#", "##.", "#.#", "#.#"],
        'S' => [".##", "#..", ".#.", "..#", "##."],
        'T' => ["###", ".#.", ".#.", ".#.", ".#."],
        'U' => ["#.#", "#.#", "#.#", "#.#", "###"],
        'V' => ["#.#", "#.#", "#.#", "#.#", ".#."],
        'W' => ["#...#", "#...#", "#.#.#", "##.##", "#...#"],
        'X' => ["#.#", "#.#", ".#.", "#.#", "#.#"],
        'Y' => ["#.#", "#.#", ".#.", ".#.", ".#."],
        'Z' => ["###", "..#", ".#.", "#..", "###"],
        '0' => ["###", "#.#", "#.#", "#.#", "###"],
        '1' => [".#.", "##.", ".#.", ".#.", "###"],
        '2' => ["##.", "..#", ".#.", "#..", "###"],
        '3' => ["##.", "..#", ".#.", "..#", "##."],
        '4' => ["#.#", "#.#", "###", "..#", "..#"],
        '5' => ["###", "#..", "##.", "..#", "##."],
        '6' => [".##", "#..", "###", "#.#", "###"],
        '7' => ["###", "..#", ".#.", ".#.", ".#."],
        '8' => ["###", "#.#", "###", "#.#", "###"],
        '9' => ["###", "#.#", "###", "..#", "##."],
        '-' => ["...", "...", "###", "...", "..."],
        _ => return None,
    })
}

/// A code in large letters; nothing where it has a sign that there is none of, or is wider than
/// `columns`.
pub(super) fn large(code: &str, glyphs: Glyphs, columns: usize) -> Vec<Clean> {
    let signs: Option<Vec<_>> = code.chars().map(sign).collect();
    let Some(signs) = signs else { return Vec::new() };
    let row = |n: usize| signs.iter().filter_map(|sign| sign.get(n)).copied().collect::<Vec<_>>().join("..");
    let bits: Vec<Vec<bool>> = (0..ROWS).map(|n| row(n).chars().map(|c| c == '#').collect()).collect();
    if bits.iter().any(|row| row.len() > columns || row.is_empty()) {
        return Vec::new();
    }
    halves(&bits, glyphs).into_iter().map(|row| Clean::line(row.trim_end())).collect()
}

/// Two rows of squares in one row of text; in ASCII a row each.
fn halves(bits: &[Vec<bool>], glyphs: Glyphs) -> Vec<String> {
    if glyphs == Glyphs::ASCII {
        return bits.iter().map(|row| row.iter().map(|on| if *on { '#' } else { ' ' }).collect()).collect();
    }
    let pair = |pair: &[Vec<bool>]| {
        let lower = pair.get(1);
        let upper = pair.first().into_iter().flatten().enumerate();
        upper.map(|(x, up)| half(*up, lower.and_then(|row| row.get(x)).copied().unwrap_or(false))).collect()
    };
    bits.chunks(2).map(pair).collect()
}

/// The block whose upper and lower half are on or off.
pub(super) fn half(upper: bool, lower: bool) -> char {
    match (upper, lower) {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        (false, false) => ' ',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_is_a_square_of_its_own() {
        let all: Vec<char> = ('A'..='Z').chain('0'..='9').chain(['-']).collect();
        let mut seen = std::collections::BTreeSet::new();
        for c in all {
            let rows = sign(c).unwrap();
            assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{c}");
            assert!(seen.insert(rows), "{c} looks like another");
        }
    }

    #[test]
    fn a_code_that_does_not_fit_or_has_other_signs_is_not_drawn() {
        assert!(large("WDJB-MJHT", Glyphs::UNICODE, 30).is_empty());
        assert!(large("wört", Glyphs::UNICODE, 80).is_empty() && large("", Glyphs::ASCII, 80).is_empty());
        let drawn: Vec<String> = large("IL", Glyphs::ASCII, 80).iter().map(ToString::to_string).collect();
        assert_eq!(drawn, ["###  #", " #   #", " #   #", " #   #", "###  ###"]);
        assert_eq!(large("WDJB-MJHT", Glyphs::UNICODE, 80).len(), 3);
    }
}
