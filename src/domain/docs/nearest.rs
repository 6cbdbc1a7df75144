//! Pages that are called like one that is not there.

use super::name::PageName;

/// Pages that are named at most.
const MOST: usize = 8;
/// Letters of a name that are compared.
const LONGEST: usize = 64;

/// The pages whose names are most like `wanted`, the most alike first; none for nothing. The first page
/// of a site has no name, and is never among them.
pub fn nearest<'a>(wanted: &PageName, pages: &'a [PageName]) -> Vec<&'a PageName> {
    let wanted = wanted.as_str().to_lowercase();
    if wanted.is_empty() {
        return Vec::new();
    }
    let named = pages.iter().filter(|page| !page.is_home());
    let mut found: Vec<_> = named.filter_map(|page| Some((apart(&wanted, page)?, page))).collect();
    found.sort();
    found.into_iter().take(MOST).map(|(_, page)| page).collect()
}

/// How far a page is from what was wanted; `None` where the two are not alike. The same name in another
/// folder is nearer than another name in the same.
fn apart(wanted: &str, page: &PageName) -> Option<(usize, usize)> {
    let name = page.as_str().to_lowercase();
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let of_last = distance(&last(wanted), &last(&name));
    let most = 2.max(last(wanted).chars().count() / 2);
    let of_last = if name.contains(wanted) { of_last.min(1) } else { of_last };
    (of_last <= most).then(|| (of_last, distance(wanted, &name)))
}

/// How many letters are put in, left out, exchanged or swapped between two words.
fn distance(one: &str, other: &str) -> usize {
    let letters = |word: &str| word.chars().take(LONGEST).collect::<Vec<char>>();
    let (one, other) = (letters(one), letters(other));
    let mut rows: [Vec<usize>; 2] = [Vec::new(), (0..=other.len()).collect()];
    for (n, letter) in one.iter().enumerate() {
        let [above_that, above] = &rows;
        let mut row = vec![n + 1];
        for (m, wanted) in other.iter().enumerate() {
            let at = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX - 1);
            let exchanged = at(above, m) + usize::from(letter != wanted);
            let mut least = exchanged.min(at(above, m + 1) + 1).min(at(&row, m) + 1);
            let before = |letters: &[char], at: usize| at.checked_sub(1).and_then(|at| letters.get(at)).copied();
            if before(&one, n) == Some(*wanted) && before(&other, m) == Some(*letter) {
                least = least.min(at(above_that, m.wrapping_sub(1)) + 1);
            }
            row.push(least);
        }
        let [_, above] = rows;
        rows = [above, row];
    }
    let [_, last] = rows;
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_as_far_apart_as_their_letters() {
        for (one, other, apart) in
            [("tables", "tables", 0), ("tabels", "tables", 1), ("tabs", "tables", 2), ("", "ab", 2)]
        {
            assert_eq!(distance(one, other), apart, "{one} {other}");
            assert_eq!(distance(other, one), apart, "{other} {one}");
        }
    }

    #[test]
    fn the_page_that_was_meant_is_named_first() {
        let pages = ["", "guide", "guide/tables", "guide/tabs", "runbook", "reference/errors"].map(PageName::of_path);
        let named = |wanted: &str| {
            nearest(&PageName::of_path(wanted), &pages).into_iter().map(PageName::as_str).collect::<Vec<_>>()
        };
        assert_eq!(named("guide/tabels"), ["guide/tables", "guide/tabs"]);
        assert_eq!(named("tables"), ["guide/tables", "guide/tabs"]);
        assert_eq!(named("ops/runbook"), ["runbook"]);
        assert_eq!(named("runbok"), ["runbook"]);
        assert_eq!(named("Errors"), ["reference/errors"], "capitals are no difference");
        assert_eq!(named("reference"), ["reference/errors"], "what is in a folder of that name is near");
        assert_eq!((named("deployment"), named("")), (vec![], vec![]));
    }
}
