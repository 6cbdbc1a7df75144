//! Moving among the pages of the docs.

use super::state::{Focus, Reader};
use crate::domain::docs::Href;
use crate::screen::ctx::Ctx;
use crate::screen::panes::Intent;
use crate::screen::widgets::cursor::Move;

impl Reader {
    pub(super) fn nav_height(&self, ctx: &Ctx<'_>) -> usize {
        let height = self.areas(ctx).nav.map_or(0, |nav| usize::from(nav.height));
        height.saturating_sub(usize::from(self.nav_has_prompt()))
    }

    /// Whether the first row of the tree is what narrows it.
    pub(super) fn nav_has_prompt(&self) -> bool {
        self.focus == Focus::Filter || !self.nav.prompt.text().is_empty()
    }

    pub(super) fn settle_nav(&mut self, ctx: &Ctx<'_>) {
        let (len, height) = (self.nav.rows.len(), self.nav_height(ctx));
        if height > 0 {
            self.nav.cursor.settle(len, height);
        }
    }

    pub(super) fn go_in_nav(&mut self, to: Move, ctx: &Ctx<'_>) {
        let (len, height) = (self.nav.rows.len(), self.nav_height(ctx));
        self.nav.cursor.go(to, len, height);
    }

    /// Sideways in the tree: opens and folds, and goes to the section that a page is in.
    pub(super) fn fold_nav(&mut self, right: bool) {
        if !self.nav.turn(Some(right)) && !right {
            self.nav.go_up();
        }
    }

    /// Goes to the page under the cursor; a head of a section alone opens or folds.
    pub(super) fn open_nav(&mut self, ctx: &Ctx<'_>) -> Vec<Intent> {
        let row = self.nav.rows.get(self.nav.cursor.at);
        let to = row.and_then(|row| self.nav.item(row)).and_then(|item| item.to.clone());
        match to {
            Some(Href::Page(page, _)) if page == *self.shown() => {
                self.focus = Focus::Page;
                Vec::new()
            }
            Some(to) => {
                self.focus = Focus::Page;
                self.follow_href(&to, ctx)
            }
            None => {
                self.nav.turn(None);
                Vec::new()
            }
        }
    }
}
