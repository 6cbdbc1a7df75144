use super::narrow::{Narrowed, Wanted, narrowed};
use crate::domain::model::provision::{Provision, ProvisionId, Provisions};
use crate::domain::model::timeline::Known;
use crate::domain::model::{At, EntityRef};
use crate::platform::query::{Ask, Provided, WhoAmI};
use crate::platform::store::Remote;
use crate::screen::ctx::Ctx;
use crate::screen::panes::stages::is_to_tell;
use crate::screen::widgets::cursor::{Cursor, Move};
use crate::screen::widgets::filter::Filter;
use ratatui::layout::Rect;
use std::sync::Arc;

/// From so many columns on what stands under the cursor is told beside the list.
const WIDE: u16 = 150;
/// Rows of a list beside which there is room to say what its signs stand for.
const LEGEND: u16 = 8;
/// The filter, and the heads of the columns.
const HEAD: u16 = 2;

/// What was asked for, as a list.
#[derive(Clone, Debug, Default)]
pub struct Provisioning {
    pub(super) filter: Filter,
    pub(super) wanted: Wanted,
    pub(super) cursor: Cursor,
    /// The one that the cursor stays on.
    pub(super) at: Option<ProvisionId>,
    /// Those that are shown, by their place in the answer, with what was found out about all.
    pub(super) shown: Narrowed,
    pub(super) answer: Option<Arc<Provisions>>,
    pub(super) made_of: Option<(String, Wanted, Vec<EntityRef>)>,
    pub(super) left_at: usize,
    /// Where the cursor was sent while there was no row yet.
    pub(super) early: Vec<Move>,
    /// Opened while there was no row yet.
    pub(super) opens: bool,
    /// Nothing could be asked.
    pub(super) is_faulty: bool,
    /// The user chose the row: it is kept, wherever it goes. Till then the cursor is on the first.
    pub(super) is_chosen: bool,
}

impl Provisioning {
    /// The room as it was left, with the window at that row.
    pub fn left_at(mut self, top: usize) -> Self {
        self.left_at = top;
        self
    }

    pub(super) fn wanted(&self) -> Vec<Ask> {
        vec![WhoAmI {}.into(), Provided {}.into()]
    }

    pub(super) fn remote<'a>(ctx: &Ctx<'a>) -> Remote<'a, Provisions> {
        ctx.store.get(&Provided {})
    }

    /// Whom mine and my teams' mean: the user first.
    pub(super) fn me(ctx: &Ctx<'_>) -> Vec<EntityRef> {
        let Some(who) = ctx.who() else { return Vec::new() };
        let others = who.ownership.iter().filter(|one| who.user.as_ref() != Some(one));
        who.user.iter().chain(others).cloned().collect()
    }

    pub(super) fn take_in(&mut self, ctx: &Ctx<'_>) {
        let remote = Self::remote(ctx);
        let answer = remote.answer();
        self.is_faulty = answer.is_none() && remote.fault.is_some();
        let is_same = match (&self.answer, answer) {
            (Some(known), Some(new)) => Arc::ptr_eq(known, new),
            (None, None) => true,
            _ => false,
        };
        let made_of = (self.filter.text().to_owned(), self.wanted.clone(), Self::me(ctx));
        if !is_same || self.made_of.as_ref() != Some(&made_of) {
            self.answer = answer.cloned();
            self.shown =
                self.answer.as_ref().map(|all| narrowed(all, &made_of.0, &made_of.1, &made_of.2)).unwrap_or_default();
            self.made_of = Some(made_of);
            self.stay();
        }
        self.come_back();
        self.catch_up(ctx);
        self.cursor.settle(self.shown.rows.len(), self.height(ctx.body));
        self.remember();
    }

    /// Systems are still being asked: rows come and move.
    pub(super) fn is_asking(&self) -> bool {
        !self.is_faulty
            && self.answer.as_ref().is_none_or(|all| all.sources.iter().any(|source| source.known == Known::Asking))
    }

    /// Whether there is no row only because nobody has answered yet.
    pub(super) fn waits_for_rows(&self) -> bool {
        self.shown.rows.is_empty() && self.is_asking()
    }

    /// Goes where it was sent before there were rows. What was to be opened is opened once all have answered: only then
    /// is it known which row is meant.
    fn catch_up(&mut self, ctx: &Ctx<'_>) {
        if self.early.is_empty() || self.is_asking() {
            return;
        }
        let (len, height) = (self.shown.rows.len(), self.height(ctx.body));
        for to in std::mem::take(&mut self.early) {
            self.cursor.go(to, len, height);
        }
        self.is_chosen = true;
    }

    /// The cursor stays on its row, wherever that is by now, and whatever it is called by now; where the row is gone,
    /// the cursor stays.
    fn stay(&mut self) {
        let Some(at) = self.at.as_ref().filter(|_| self.is_chosen) else { return };
        let is_it = |one: &Arc<Provision>| one.id == *at;
        let earlier = || self.answer.as_ref().and_then(|all| all.find(&at.0).first().map(|one| one.id.clone()));
        let of = |is_it: &dyn Fn(&Arc<Provision>) -> bool| {
            self.shown.rows.iter().position(|n| self.one(*n).is_some_and(is_it))
        };
        let found = of(&is_it).or_else(|| {
            let id = earlier()?;
            of(&|one: &Arc<Provision>| one.id == id)
        });
        if let Some(found) = found {
            // the row stays where it is on the screen as well
            let from_top = self.cursor.at.saturating_sub(self.cursor.top);
            (self.cursor.at, self.cursor.top) = (found, found.saturating_sub(from_top));
        }
    }

    fn come_back(&mut self) {
        if self.left_at > 0 && self.left_at < self.shown.rows.len() {
            (self.cursor.at, self.cursor.top) = (self.left_at, self.left_at);
            (self.left_at, self.is_chosen) = (0, true);
        }
    }

    pub(super) fn remember(&mut self) {
        if let Some(id) = self.chosen().map(|one| one.id.clone()) {
            self.at = Some(id);
        }
    }

    /// One of the answer, by its place there.
    pub(super) fn one(&self, n: usize) -> Option<&Arc<Provision>> {
        self.answer.as_ref()?.list.get(n)
    }

    pub(super) fn chosen(&self) -> Option<&Arc<Provision>> {
        self.one(*self.shown.rows.get(self.cursor.at)?)
    }

    pub(super) fn height(&self, body: Rect) -> usize {
        usize::from(self.parts(body).list.height)
    }

    pub(super) fn parts(&self, body: Rect) -> Parts {
        let head = Rect { height: HEAD.min(body.height), ..body };
        let foot = u16::from(self.tells_of_sources() && body.height > HEAD + 2);
        let legend = u16::from(!self.shown.rows.is_empty() && body.height > HEAD + LEGEND);
        let rest = Rect { y: body.y + head.height, height: body.height - head.height - foot - legend, ..body };
        let legend = Rect { y: rest.bottom(), height: legend, ..body };
        let foot = Rect { y: legend.bottom(), height: foot, ..body };
        let beside = if body.width < WIDE { 0 } else { body.width / 3 };
        let list = Rect { width: body.width - beside, ..rest };
        Parts { head, list, beside: Rect { x: list.right(), width: beside, ..rest }, legend, foot }
    }

    fn tells_of_sources(&self) -> bool {
        self.answer.as_ref().is_some_and(|all| !all.list.is_empty() && all.sources.iter().any(is_to_tell))
    }

    /// When an age that is seen changes.
    pub(super) fn ages_change(&self, ctx: &Ctx<'_>) -> Option<At> {
        let seen = self.shown.rows.iter().skip(self.cursor.top).take(self.height(ctx.body));
        let next = |n: &usize| {
            let since = self.one(*n)?.since()?;
            let age = crate::domain::model::Age(ctx.now.since(since));
            Some(since.after(age.changes_after()))
        };
        let minute = ctx.now.after(std::time::Duration::from_secs(60));
        Some(seen.filter_map(next).min()?.max(minute))
    }
}

/// Where the parts of the room are; those for which there is no room have no height or width.
pub(super) struct Parts {
    pub(super) head: Rect,
    pub(super) list: Rect,
    pub(super) beside: Rect,
    /// What the signs of the stages stand for.
    pub(super) legend: Rect,
    pub(super) foot: Rect,
}
