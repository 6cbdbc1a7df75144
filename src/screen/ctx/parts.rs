//! How wide the parts of a screen are: where the dividers between them stand, as the user moved them.

use ratatui::layout::Rect;
use std::collections::BTreeMap;

/// The narrowest that a part beside another may become, in columns.
const NARROWEST: u16 = 12;
/// Columns that a key moves a divider by.
const STEP: u16 = 2;

/// Two parts of a screen that stand side by side with a divider between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// The facets and the list.
    Facets,
    /// The list and the entity beside it.
    Preview,
    /// The graph and what is selected in it.
    Graph,
    /// The operations and the one that is selected.
    Api,
    /// The events and the one that is selected.
    Timeline,
    /// The pages of docs and the one that is read.
    DocsNav,
    /// The page and its headings.
    DocsContents,
    /// The files that a run would make and the one that is read.
    Produced,
    /// Two windows.
    Windows,
}

/// Every part with its word in the session's file, what of the width the left one usually takes in
/// thousandths, and the narrowest body in which there are two.
const PARTS: [(Part, &str, u16, u16); 9] = [
    (Part::Facets, "facets", 250, 64),
    (Part::Preview, "preview", 600, 94),
    (Part::Graph, "graph", 670, 110),
    (Part::Api, "api", 420, 80),
    (Part::Timeline, "timeline", 600, 90),
    (Part::DocsNav, "docs-nav", 200, 110),
    (Part::DocsContents, "docs-contents", 750, 80),
    (Part::Produced, "produced", 400, 80),
    (Part::Windows, "windows", 500, 100),
];

impl Part {
    fn row(self) -> (&'static str, u16, u16) {
        let row = PARTS.into_iter().find(|(part, ..)| *part == self);
        row.map_or(("", 500, 80), |(_, word, usual, least)| (word, usual, least))
    }
}

/// A divider on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Divider {
    /// What it divides.
    pub part: Part,
    /// The column that it stands in, on the screen.
    pub column: u16,
    /// What is divided.
    pub of: Rect,
}

/// Where the dividers were moved to: each in thousandths of the width that it divides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts(BTreeMap<Part, u16>);

impl Parts {
    /// As a session keeps them. What is no part, or no share, is left out.
    pub fn of_saved(saved: &BTreeMap<String, u16>) -> Self {
        let known = |(word, share): (&String, &u16)| {
            let (part, ..) = PARTS.into_iter().find(|(_, known, ..)| known == word)?;
            (*share <= 1000).then_some((part, *share))
        };
        Self(saved.iter().filter_map(known).collect())
    }

    /// As a session keeps them.
    pub fn to_saved(&self) -> BTreeMap<String, u16> {
        self.0.iter().map(|(part, share)| (part.row().0.to_owned(), *share)).collect()
    }

    /// Columns from the left edge to the divider within `width`: where the user moved it, else
    /// `usual`.
    pub fn offset(&self, part: Part, width: u16, usual: u16) -> u16 {
        let moved = |share: &u16| u16::try_from((u32::from(*share) * u32::from(width) + 500) / 1000).unwrap_or(usual);
        self.0.get(&part).map_or(usual, moved)
    }

    /// Two parts side by side. The first column of the right one is the divider's; there is no right
    /// one where the body is too narrow for two.
    pub fn split(&self, part: Part, body: Rect) -> (Rect, Rect) {
        let (_, usual, least) = part.row();
        if body.width < least {
            return (body, Rect { x: body.right(), width: 0, ..body });
        }
        let usual = u16::try_from(u32::from(body.width) * u32::from(usual) / 1000).unwrap_or(body.width);
        let left = kept_within(self.offset(part, body.width, usual), body.width);
        (Rect { width: left, ..body }, Rect { x: body.x + left, width: body.width - left, ..body })
    }

    /// The user dragged a divider to a column of the screen.
    pub fn drag(&mut self, divider: Divider, column: u16) {
        let Divider { part, of, .. } = divider;
        let offset = kept_within(column.saturating_sub(of.x), of.width);
        if let Some(share) = (u32::from(offset) * 1000 + u32::from(of.width) / 2).checked_div(of.width.into()) {
            self.0.insert(part, u16::try_from(share).unwrap_or(500));
        }
    }

    /// Moves a divider by a step, to the right where `wider`.
    pub fn step(&mut self, divider: Divider, wider: bool) {
        let column = if wider { divider.column + STEP } else { divider.column.saturating_sub(STEP) };
        self.drag(divider, column);
    }
}

fn kept_within(offset: u16, width: u16) -> u16 {
    offset.clamp(NARROWEST.min(width), width.saturating_sub(NARROWEST).max(NARROWEST.min(width)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: Rect = Rect { x: 3, y: 2, width: 117, height: 30 };

    fn divider(parts: &Parts) -> Divider {
        Divider { part: Part::Graph, column: parts.split(Part::Graph, BODY).1.x, of: BODY }
    }

    #[test]
    fn a_divider_goes_where_it_is_dragged_and_comes_back_after_a_restart() {
        let mut parts = Parts::default();
        for column in 20..100 {
            parts.drag(divider(&parts), column);
            assert_eq!(divider(&parts).column, column);
            assert_eq!(divider(&Parts::of_saved(&parts.to_saved())).column, column);
        }
    }

    #[test]
    fn steps_there_and_back_end_where_they_began() {
        let mut parts = Parts::default();
        let began = divider(&parts).column;
        for wider in [true, true, true, false, false, false] {
            let before = divider(&parts).column;
            parts.step(divider(&parts), wider);
            assert_eq!(divider(&parts).column.abs_diff(before), 2);
        }
        assert_eq!(divider(&parts).column, began);
    }

    #[test]
    fn neither_part_can_be_pushed_out_of_the_screen() {
        let mut parts = Parts::default();
        for (column, left) in [(0, NARROWEST), (500, BODY.width - NARROWEST)] {
            parts.drag(divider(&parts), column);
            assert_eq!(parts.split(Part::Graph, BODY).0.width, left);
        }
        let narrow = Rect { width: 40, ..BODY };
        assert_eq!(parts.split(Part::Graph, narrow).0, narrow, "too narrow for two");
    }

    #[test]
    fn what_no_version_knows_is_left_out() {
        let saved = [("attic".to_owned(), 10), ("graph".to_owned(), 4000)].into_iter().collect();
        assert_eq!(Parts::of_saved(&saved), Parts::default());
    }
}
