use super::narrow::{Narrowed, Stage, Wanted, Whose, narrowed};
use crate::domain::document::Line;
use crate::domain::model::access::{AccessRequest, AccessRequests, AccessState, AccessWay, RequestId};
use crate::domain::model::{At, Place, Room};
use crate::platform::query::{AccessAsked, Ask, WhoAmI};
use crate::platform::store::Remote;
use crate::screen::ctx::Ctx;
use crate::screen::panes::{granted, stages};
use crate::screen::widgets::cursor::Cursor;
use crate::screen::widgets::filter::Filter;
use ratatui::layout::Rect;
use std::sync::Arc;

/// The filter, and the heads of the columns.
const HEAD: u16 = 2;
/// Rows at the foot at most: what the system lacks, and what is not known.
const FOOT: usize = 4;
/// What a list of requests is about.
const WAYS: [AccessWay; 2] = [AccessWay::Resources, AccessWay::Reviews];

/// Requests for access, as a list.
#[derive(Clone, Debug, Default)]
pub struct AccessRoom {
    pub(super) filter: Filter,
    pub(super) wanted: Wanted,
    pub(super) cursor: Cursor,
    /// The one that the cursor stays on.
    pub(super) at: Option<RequestId>,
    pub(super) shown: Narrowed,
    pub(super) answer: Option<Arc<AccessRequests>>,
    /// What the rows were made of: the text, what was wanted, and how each stood.
    made_of: Option<(String, Wanted, Vec<AccessState>)>,
    left_at: usize,
}

impl AccessRoom {
    /// The room as a link says: `q` is the filter, `of` is `mine` or `waiting`, `state` is `pending`, `granted` or `over`.
    pub fn open(place: &Place) -> Self {
        let whose = |word: &str| Whose::ALL.into_iter().find(|whose| whose.word() == word);
        let stage = |word: &str| Stage::ALL.into_iter().find(|stage| stage.word() == word);
        let wanted = Wanted {
            whose: place.param("of").and_then(whose).unwrap_or_default(),
            stage: place.param("state").and_then(stage).unwrap_or_default(),
        };
        Self { filter: Filter::holding(place.param("q").unwrap_or_default()), wanted, ..Self::default() }
    }

    /// The room as it was left, with the window at that row.
    pub fn left_at(mut self, top: usize) -> Self {
        self.left_at = top;
        self
    }

    pub(super) fn here(&self) -> Place {
        let Wanted { whose, stage } = self.wanted;
        let parts = [
            ("q", Some(self.filter.text()).filter(|text| !text.is_empty())),
            ("of", Some(whose.word()).filter(|_| whose != Whose::All)),
            ("state", Some(stage.word()).filter(|_| stage != Stage::Any)),
        ];
        let query = parts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())));
        Place { query: query.collect(), ..Place::room(Room::Access) }
    }

    pub(super) fn wants() -> Vec<Ask> {
        vec![WhoAmI {}.into(), AccessAsked {}.into()]
    }

    pub(super) fn remote<'a>(ctx: &Ctx<'a>) -> Remote<'a, AccessRequests> {
        ctx.store.get(&AccessAsked {})
    }

    pub(super) fn take_in(&mut self, ctx: &Ctx<'_>) {
        let answer = Self::remote(ctx).answer();
        let is_same = match (&self.answer, answer) {
            (Some(known), Some(new)) => Arc::ptr_eq(known, new),
            (None, None) => true,
            _ => false,
        };
        self.answer = answer.cloned();
        let states = self.answer.iter().flat_map(|all| &all.requests).map(|request| request.stands(ctx.now));
        let made_of = (self.filter.text().to_owned(), self.wanted, states.collect());
        if !is_same || self.made_of.as_ref() != Some(&made_of) {
            let narrow = |all: &Arc<AccessRequests>| narrowed(all, &made_of.0, made_of.1, ctx.now);
            self.shown = self.answer.as_ref().map(narrow).unwrap_or_default();
            self.made_of = Some(made_of);
            self.stay();
        }
        if self.left_at > 0 && self.left_at < self.shown.rows.len() {
            (self.cursor.at, self.cursor.top) = (self.left_at, self.left_at);
            self.left_at = 0;
        }
        self.cursor.settle(self.shown.rows.len(), self.height(ctx));
        self.remember();
    }

    /// The cursor stays on its request, wherever that is by now; where it is gone, the cursor stays.
    fn stay(&mut self) {
        let Some(at) = &self.at else { return };
        let found = self.shown.rows.iter().position(|n| self.one(*n).is_some_and(|one| one.id == *at));
        if let Some(found) = found {
            let from_top = self.cursor.at.saturating_sub(self.cursor.top);
            (self.cursor.at, self.cursor.top) = (found, found.saturating_sub(from_top));
        }
    }

    pub(super) fn remember(&mut self) {
        if let Some(id) = self.chosen().map(|one| one.id.clone()) {
            self.at = Some(id);
        }
    }

    pub(super) fn one(&self, n: usize) -> Option<&Arc<AccessRequest>> {
        self.answer.as_ref()?.requests.get(n)
    }

    pub(super) fn chosen(&self) -> Option<&Arc<AccessRequest>> {
        self.one(*self.shown.rows.get(self.cursor.at)?)
    }

    pub(super) fn height(&self, ctx: &Ctx<'_>) -> usize {
        usize::from(self.parts(ctx.body).list.height)
    }

    pub(super) fn parts(&self, body: Rect) -> Parts {
        let head = Rect { height: HEAD.min(body.height), ..body };
        let wanted = u16::try_from(self.foot(usize::from(body.width.saturating_sub(3))).len()).unwrap_or(0);
        let foot = if body.height > HEAD + wanted + 2 { wanted } else { 0 };
        let list = Rect { y: body.y + head.height, height: body.height - head.height - foot, ..body };
        Parts { head, list, foot: Rect { y: list.bottom(), height: foot, ..body } }
    }

    /// What there is to know below the list: that one is not signed in, what the system cannot do, and what is not
    /// known.
    pub(super) fn foot(&self, columns: usize) -> Vec<Line> {
        let Some(all) = self.answer.as_ref().filter(|all| !all.requests.is_empty()) else { return Vec::new() };
        let mut lines = self.said(all, columns);
        lines.truncate(FOOT);
        lines
    }

    pub(super) fn said(&self, all: &AccessRequests, columns: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        if granted::is_out(&all.ways) {
            lines.extend(granted::out_lines(&all.ways, columns));
        }
        lines.extend(granted::lack_lines(&all.ways, &WAYS, columns));
        for source in all.sources.iter().filter(|source| stages::is_to_tell(source)) {
            let (words, role) = stages::source(source);
            lines.extend(granted::wrapped(&words, role, columns));
        }
        lines
    }

    /// When something that is seen changes by the clock alone.
    pub(super) fn changes(&self, ctx: &Ctx<'_>) -> Option<At> {
        let seen = self.shown.rows.iter().skip(self.cursor.top).take(self.height(ctx));
        let of_rows = seen.filter_map(|n| granted::changes(self.one(*n)?, ctx.now)).min();
        // one that is not seen may come to be above by how it stands then
        let all = self.answer.iter().flat_map(|all| &all.requests);
        let ends = all.filter_map(|request| request.ends_at(ctx.now)).filter(|at| *at > ctx.now).min();
        of_rows.into_iter().chain(ends).min()
    }
}

/// Where the parts of the room are.
pub(super) struct Parts {
    pub(super) head: Rect,
    pub(super) list: Rect,
    pub(super) foot: Rect,
}
