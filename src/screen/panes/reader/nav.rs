//! The pages of the docs as a tree: what is folded, what was typed, where the cursor is.

use crate::domain::docs::{NavItem, PageName, Site};
use crate::screen::widgets::cursor::Cursor;
use crate::screen::widgets::prompt::Prompt;
use std::collections::HashSet;
use std::sync::Arc;

/// A tree of so many lines is shown whole at first.
const WHOLE: usize = 40;

/// A line of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NavRow {
    /// Which item of the nav it is.
    pub(super) item: usize,
    /// Whether it has something below it, and shows that.
    pub(super) is_open: Option<bool>,
    pub(super) is_here: bool,
}

/// The pages of the docs.
#[derive(Clone, Debug, Default)]
pub(super) struct Nav {
    pub(super) prompt: Prompt,
    pub(super) cursor: Cursor,
    pub(super) rows: Vec<NavRow>,
    site: Option<Arc<Site>>,
    open: HashSet<usize>,
    /// What the rows were made for: what was typed, and the folds since the site came.
    made_for: Option<(String, u64)>,
    turns: u64,
}

impl Nav {
    /// Takes in the site. Where it is a newer one of the same pages, folds stay.
    pub(super) fn take(&mut self, site: &Arc<Site>, here: &PageName) {
        if !self.site.as_ref().is_some_and(|known| Arc::ptr_eq(known, site)) {
            let is_same = self.site.as_ref().is_some_and(|known| known.nav == site.nav);
            self.site = Some(Arc::clone(site));
            if !is_same {
                self.open_first(site, here);
                self.made_for = None;
            }
        }
        let made_for = (self.prompt.text().trim().to_lowercase(), self.turns);
        if self.made_for.as_ref() != Some(&made_for) {
            let is_first = self.made_for.is_none();
            self.rows = self.made(site, here, &made_for.0);
            self.made_for = Some(made_for);
            if is_first {
                self.cursor.at = self.rows.iter().position(|row| row.is_here).unwrap_or(0);
            }
        }
    }

    /// A small tree is open as a whole, a large one along the way to the page.
    fn open_first(&mut self, site: &Site, here: &PageName) {
        let all = 0..site.nav.len();
        self.open = match site.nav.len() {
            0..=WHOLE => all.collect(),
            _ => {
                let at = site.nav.iter().position(|item| item.page() == Some(here));
                at.map(|at| above(&site.nav, at)).into_iter().flatten().collect()
            }
        };
    }

    fn made(&self, site: &Site, here: &PageName, typed: &str) -> Vec<NavRow> {
        let words: Vec<&str> = typed.split_whitespace().collect();
        let fits = |item: &NavItem| {
            let title = item.title.as_str().to_lowercase();
            words.iter().all(|word| title.contains(word))
        };
        let (mut rows, mut hidden_below) = (Vec::new(), None);
        for (n, item) in site.nav.iter().enumerate() {
            if hidden_below.is_some_and(|depth| item.depth > depth) && words.is_empty() {
                continue;
            }
            hidden_below = None;
            let has_more = site.nav.get(n + 1).is_some_and(|next| next.depth > item.depth);
            let is_open = (has_more && words.is_empty()).then(|| self.open.contains(&n));
            if is_open == Some(false) {
                hidden_below = Some(item.depth);
            }
            if words.is_empty() || (item.to.is_some() && fits(item)) {
                rows.push(NavRow { item: n, is_open, is_here: item.page() == Some(here) });
            }
        }
        rows
    }

    pub(super) fn item(&self, row: &NavRow) -> Option<&NavItem> {
        self.site.as_ref()?.nav.get(row.item)
    }

    /// Whether there is more than one page.
    pub(super) fn is_worth_showing(&self) -> bool {
        self.site.as_ref().is_some_and(|site| site.nav.len() > 1)
    }

    /// Opens or folds the line under the cursor; false where it is no head of a section.
    pub(super) fn turn(&mut self, to: Option<bool>) -> bool {
        let Some((item, is_open)) = self.rows.get(self.cursor.at).and_then(|row| Some((row.item, row.is_open?))) else {
            return false;
        };
        if to == Some(is_open) {
            return false;
        }
        if is_open {
            self.open.remove(&item);
        } else {
            self.open.insert(item);
        }
        self.turns += 1;
        true
    }

    /// To the head of the section that the line under the cursor is in.
    pub(super) fn go_up(&mut self) {
        let Some(site) = &self.site else { return };
        let depth = |row: &NavRow| site.nav.get(row.item).map_or(0, |item| item.depth);
        let here = self.rows.get(self.cursor.at).map_or(0, depth);
        let before = self.rows.get(..self.cursor.at).unwrap_or_default();
        if let Some(at) = before.iter().rposition(|row| depth(row) < here) {
            self.cursor.at = at;
        }
    }
}

/// The heads of the sections that an item is in.
fn above(nav: &[NavItem], at: usize) -> Vec<usize> {
    let mut depth = nav.get(at).map_or(0, |item| item.depth);
    let mut heads = Vec::new();
    for (n, item) in nav.iter().enumerate().take(at).rev() {
        if item.depth < depth {
            depth = item.depth;
            heads.push(n);
        }
    }
    heads.push(at);
    heads
}
