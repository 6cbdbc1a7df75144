//! What is looked for on a page, in what is folded away too.

use super::PageView;
use super::stops::Cell;
use crate::domain::docs::find;
use crate::domain::text::Piece;

/// What is looked for, and where it is.
#[derive(Clone, Debug, Default)]
pub(super) struct Search {
    text: String,
    /// In the order of the text.
    pub(super) matches: Vec<Piece>,
    pub(super) present: Option<usize>,
    /// Where one was when the search began.
    from: u32,
}

impl Search {
    /// The matches that lie in a part of the text, whole or not, each with whether it is the present one.
    pub(super) fn within(&self, part: Piece) -> impl Iterator<Item = (Piece, bool)> {
        let begin = self.matches.partition_point(|found| found.to <= part.from);
        let found = self.matches.iter().enumerate().skip(begin).take_while(move |(_, found)| found.from < part.to);
        found.map(|(at, found)| (*found, self.present == Some(at)))
    }
}

impl PageView {
    /// Looks for a text from where one is; an empty one ends the search.
    pub fn find(&mut self, text: &str) {
        if self.search.text.is_empty() {
            self.search.from = self.place();
        }
        self.search.text = text.trim().to_owned();
        self.find_anew();
        let from = self.search.from;
        let next = self.search.matches.iter().position(|found| found.from >= from);
        self.go_to_match(next.or(Some(0)));
    }

    /// Marks a text wherever it is, and goes nowhere.
    pub fn highlight(&mut self, text: &str) {
        self.search.text = text.trim().to_owned();
        self.find_anew();
    }

    /// Marks a text wherever it is, and goes to where it first is in the part of the page that one is at.
    pub fn find_here(&mut self, text: &str) {
        self.highlight(text);
        let from = self.place();
        let next = self.heading().and_then(|at| self.layout.headings.get(at + 1));
        let to = next.map_or(u32::MAX, |heading| self.layout.place_of(heading.row as usize));
        let is_here = |found: &Piece| (from..to).contains(&found.from);
        self.go_to_match(self.search.matches.iter().position(is_here));
    }

    /// Where the present match stands, while it is seen.
    pub(super) fn match_seen(&self) -> Option<Cell> {
        let found = self.search.present.and_then(|at| self.search.matches.get(at))?;
        self.cell_of(*found).filter(|cell| self.seen().contains(&cell.row))
    }

    pub(super) fn find_anew(&mut self) {
        let present = self.search.present.and_then(|at| self.search.matches.get(at)).copied();
        let text = self.search.text.as_str();
        let page = self.page.as_ref().filter(|_| !text.is_empty());
        self.search.matches = page.map(|page| find(page, text)).unwrap_or_default();
        let again = present.and_then(|present| self.search.matches.iter().position(|found| *found == present));
        self.search.present = again;
    }

    fn go_to_match(&mut self, at: Option<usize>) {
        let Some((at, found)) = at.and_then(|at| Some((at, *self.search.matches.get(at)?))) else { return };
        self.search.present = Some(at);
        self.open_at(found.from);
        if let Some(cell) = self.cell_of(found) {
            self.show_row(cell.row);
            self.show_columns(cell);
        }
    }

    /// So many matches on, backwards where negative; after the last comes the first.
    pub fn go_by_matches(&mut self, by: isize) {
        let count = self.search.matches.len();
        let at = match self.search.present {
            Some(at) => at,
            // from beside all of them the first step goes to the next one below, or above
            None => {
                let below = self.search.matches.partition_point(|found| found.from < self.place());
                if by > 0 { (below + count).saturating_sub(1) } else { below }
            }
        };
        let whole = |n: usize| i128::try_from(n).unwrap_or_default();
        let next = i128::try_from(by).ok().and_then(|by| (whole(at) + by).checked_rem_euclid(whole(count)));
        self.go_to_match(next.and_then(|next| usize::try_from(next).ok()));
    }

    /// Which match the present one is, from 1, or 0 for none; and how many there are.
    pub fn matches(&self) -> (usize, usize) {
        (self.search.present.map_or(0, |at| at + 1), self.search.matches.len())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{article, finished, fold, prose, tabs, view};
    use super::*;
    use crate::domain::docs::{Block, PageName, Writer};

    #[test]
    fn what_is_typed_is_found_from_here_on_and_round_and_round() {
        let mut view = view(&article(40, "words"), 40, 10);
        view.scroll(40);
        let top = view.top();
        view.find("wor");
        view.find("words");
        assert!(view.top() >= top && view.matches().1 == 40, "{:?}", view.matches());
        let (first, _) = view.matches();
        view.go_by_matches(40);
        assert_eq!(view.matches().0, first, "once around");
        view.go_by_matches(-2);
        assert_eq!(view.matches().0, first - 2);
        view.find("");
        assert_eq!(view.matches(), (0, 0));
    }

    #[test]
    fn what_is_folded_away_or_in_another_tab_is_found_and_shown() {
        let mut writer = Writer::new(PageName::default());
        let blocks = vec![
            Block::Paragraph(prose(&mut writer, "needle")),
            fold(&mut writer, "a needle in a fold"),
            tabs(&mut writer, &[("Linux", "apt"), ("Mac", "brew needle")]),
        ];
        let page = finished(writer, blocks);
        let mut view = PageView::default();
        view.set(&page, (60, 20), false);
        assert!(!view.shows("in a fold") && !view.shows("brew"));
        view.find("needle");
        view.go_by_matches(1);
        assert!(view.shows("a needle in a fold"), "{:?}", view.lines());
        view.go_by_matches(1);
        assert!(view.shows("brew needle") && view.matches() == (3, 3), "{:?}", view.lines());
    }
}
