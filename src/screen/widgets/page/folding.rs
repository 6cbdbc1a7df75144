//! What is folded and which tabs are shown.

use super::{Does, PageView};
use crate::domain::docs::layout::{Deed, choose};
use crate::domain::docs::{Block, Key, Page, Tab};

impl PageView {
    /// Does what a deed does to the page itself; gives back one that leads somewhere else.
    pub fn press(&mut self, deed: Deed) -> Option<Deed> {
        match deed {
            Deed::Fold(key) => turn(&mut self.reading.turned, key),
            Deed::Source(key) => turn(&mut self.reading.as_source, key),
            Deed::Choose(key, tab) => self.choose(key, tab as usize),
            Deed::Follow(_) | Deed::Copy(_) | Deed::Show(_) => return Some(deed),
        }
        self.lay();
        None
    }

    /// Whether there is anything to fold or to open.
    pub fn has_folds(&self) -> bool {
        self.layout.spots.iter().any(|spot| matches!(spot.deed, Deed::Fold(_)))
    }

    /// Whether something that can be folded is under the keys, or seen.
    pub fn can_fold(&self) -> bool {
        self.nearest(|deed| matches!(deed, Deed::Fold(_) | Deed::Source(_))).is_some()
    }

    /// Folds or opens what is under the keys, or else the first that is seen.
    pub fn fold(&mut self) {
        if let Some(deed) = self.nearest(|deed| matches!(deed, Deed::Fold(_) | Deed::Source(_))) {
            self.press(deed);
        }
    }

    /// Opens all folds, or closes all where none is closed.
    pub fn fold_all(&mut self) {
        let Some(page) = self.page.clone() else { return };
        let folds = folds(&page);
        let is_open = |(key, open): &(Key, bool)| *open != self.reading.turned.contains(key);
        let open = !folds.iter().all(is_open);
        let turned = folds.into_iter().filter(|(_, at_first)| *at_first != open).map(|(key, _)| key);
        self.reading.turned = turned.collect();
        self.lay();
    }

    /// Whether something with tabs is under the keys, or seen.
    pub fn has_choice(&self) -> bool {
        self.nearest(|deed| matches!(deed, Deed::Choose(..))).is_some()
    }

    /// Shows the next tab of what is under the keys or seen, or with `back` the one before.
    pub fn choose_beside(&mut self, back: bool) {
        let Some(Deed::Choose(key, _)) = self.nearest(|deed| matches!(deed, Deed::Choose(..))) else { return };
        let Some(page) = self.page.clone() else { return };
        let Some((tabs, first)) = tabs_of(&page, key) else { return };
        let here = self.reading.chosen.get(&key).copied().unwrap_or(first);
        let by = if back { tabs.len().saturating_sub(1) } else { 1 };
        let next = (here + by) % tabs.len().max(1);
        self.choose(key, next);
        self.lay();
        let chosen = u32::try_from(next).unwrap_or(0);
        let does = Does::Press(Deed::Choose(key, chosen));
        self.focus = self.stops.all.iter().position(|stop| stop.does == does);
    }

    /// Shows a tab, and of every other set the one that is called the same.
    fn choose(&mut self, key: Key, tab: usize) {
        if let Some(page) = &self.page {
            choose(page, &mut self.reading, key, tab);
        }
    }

    /// The deed under the keys, or the first that is seen, of those that are wanted.
    pub(super) fn nearest(&self, is_wanted: impl Fn(&Deed) -> bool) -> Option<Deed> {
        let deed = |does: &Does| if let Does::Press(deed) = does { Some(*deed) } else { None };
        let here = self.stop().and_then(|stop| deed(&stop.does)).filter(|deed| is_wanted(deed));
        let seen = self.seen();
        let mut in_sight = self.layout.spots.iter().filter(|spot| seen.contains(&(spot.row as usize)));
        here.or_else(|| in_sight.find(|spot| is_wanted(&spot.deed)).map(|spot| spot.deed))
    }
}

fn turn(keys: &mut std::collections::HashSet<Key>, key: Key) {
    if !keys.remove(&key) {
        keys.insert(key);
    }
}

/// Every fold of a page, and whether its author left it open.
fn folds(page: &Page) -> Vec<(Key, bool)> {
    let mut found = Vec::new();
    page.each_block(&mut |block| {
        if let Block::Note(note) = block {
            found.extend(note.is_open.map(|open| (note.key, open)));
        }
    });
    found
}

fn tabs_of(page: &Page, key: Key) -> Option<(&[Tab], usize)> {
    let mut found = None;
    page.each_block(&mut |block| {
        if let Block::Tabs { key: known, tabs, first } = block
            && *known == key
        {
            found = Some((tabs.as_slice(), *first));
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finished, fold, tabs};
    use super::*;
    use crate::domain::docs::{PageName, Writer};

    fn view(blocks: impl Fn(&mut Writer) -> Vec<Block>) -> PageView {
        let mut writer = Writer::new(PageName::default());
        let blocks = blocks(&mut writer);
        let mut view = PageView::default();
        view.set(&finished(writer, blocks), (60, 20), false);
        view
    }

    #[test]
    fn a_fold_opens_and_closes_and_all_of_them_at_once() {
        let mut view = view(|writer| vec![fold(writer, "first body"), fold(writer, "second body")]);
        view.fold();
        assert!(view.shows("first body") && !view.shows("second body"));
        view.fold_all();
        assert!(view.shows("first body") && view.shows("second body"), "the closed ones are opened");
        view.fold_all();
        assert!(!view.shows("body"));
    }

    #[test]
    fn a_tab_that_is_chosen_is_shown_wherever_there_is_one_of_that_name() {
        let mut view = view(|writer| {
            let one = tabs(writer, &[("Linux", "apt"), ("Mac", "brew")]);
            vec![one, tabs(writer, &[("Mac", "launchd"), ("Linux", "systemd")])]
        });
        assert!(view.shows("apt") && view.shows("launchd"));
        view.choose_beside(false);
        assert!(view.shows("brew") && view.shows("launchd"));
        view.choose_beside(false);
        assert!(view.shows("apt") && view.shows("systemd"), "{:?}", view.lines());
    }
}
