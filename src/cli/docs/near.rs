//! Names that are like one that is not there.

use crate::domain::docs::PageName;
use crate::domain::text::edits;

/// Names that are told at most.
const MOST: usize = 5;

/// The pages whose names are most like `wanted`, best first.
pub(super) fn near<'a>(wanted: &str, pages: impl Iterator<Item = &'a PageName>) -> Vec<&'a PageName> {
    let wanted = wanted.to_lowercase();
    let mut near: Vec<(usize, &PageName)> =
        pages.filter_map(|page| Some((apart(&wanted, &page.as_str().to_lowercase())?, page))).collect();
    near.sort();
    near.into_iter().take(MOST).map(|(_, page)| page).collect()
}

/// How far two names are apart; `None` for names that are not alike.
fn apart(wanted: &str, name: &str) -> Option<usize> {
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let (wanted_last, name_last) = (last(wanted), last(name));
    if name.is_empty() || wanted.is_empty() {
        return None;
    }
    if wanted_last == name_last {
        return Some(0);
    }
    if name.contains(wanted) || wanted.contains(name) {
        return Some(1);
    }
    let steps = edits(&wanted_last, &name_last).min(edits(wanted, name));
    (steps <= 1 + wanted_last.chars().count() / 3).then_some(1 + steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_nearly_called_so_is_found() {
        let pages = ["", "runbook", "guide/tables", "guide/code", "reference/errors"].map(PageName::of_path);
        let near = |wanted: &str| near(wanted, pages.iter()).into_iter().map(PageName::as_str).collect::<Vec<_>>();
        assert_eq!(near("runbok"), ["runbook"]);
        assert_eq!(near("tables"), ["guide/tables"]);
        assert_eq!(near("guide/table"), ["guide/tables"]);
        assert_eq!(near("Errors"), ["reference/errors"]);
        assert_eq!(near("deployment"), [""; 0]);
        assert_eq!((edits("kitten", "sitting"), edits("", "ab"), edits("ab", "")), (3, 2, 2));
    }
}
