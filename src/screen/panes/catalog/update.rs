use super::chooser::{Pick, with_picker};
use super::lines::ListLine;
use super::state::{Catalog, FacetItem, Focus};
use crate::domain::model::listing::{Filter, Row};
use crate::domain::model::{At, EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::keys::Key;
use crate::platform::query::Ask;
use crate::screen::ctx::{Ctx, Divider};
use crate::screen::input::Mouse;
use crate::screen::panes::{Intent, Pane, movement};
use crate::screen::widgets::cursor::Move;
use crate::screen::widgets::prompt::Prompt;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

/// Actions on entities that can be done to many at once: to all marked rows, or to the row under the
/// cursor.
const BULK: [&str; 3] = ["entity.refresh", "entity.unregister", "entity.transfer"];

impl Pane for Catalog {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        vec!["Catalog".into()]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        self.link()
    }

    fn wants(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        self.wanted(ctx)
    }

    fn offers(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        if let Some(pick) = &self.pick {
            return pick.offers(action);
        }
        match action {
            Action::ListOpen => self.focus == Focus::Facets || self.len() > 0 || self.is_behind(ctx),
            Action::CatalogClear => self.focus != Focus::List || self.marks.count() > 0 || !self.is_open(),
            Action::CatalogMine => self.mine || ctx.who().is_some_and(|who| !who.ownership.is_empty()),
            Action::CatalogPreview => ctx.body.width >= 94,
            Action::CatalogReverse => self.len() > 1,
            Action::CatalogFilter => self.focus != Focus::Filter,
            Action::CatalogExclude => self.focus == Focus::Facets && self.facet_at.is_some(),
            Action::CatalogFold | Action::CatalogFoldAll => self.is_grouped(),
            Action::CatalogMark | Action::CatalogMarkRange => self.focus == Focus::List && self.row_here().is_some(),
            Action::CatalogMarkAll | Action::CatalogMarkInvert | Action::CatalogExport => self.len() > 0,
            Action::CatalogUnmark => self.marks.count() > 0,
            _ if BULK.contains(&action.spec().id) => self.focus == Focus::List && !self.subjects(ctx).is_empty(),
            _ => matches!(action.room(), "catalog" | "list"),
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        self.waiting = false;
        if self.pick.is_some() {
            return self.act_on_pick(action, ctx);
        }
        if let Some(to) = movement(action) {
            self.go(to, ctx);
            return Vec::new();
        }
        match action {
            // keys can come faster than answers: the rows there are now are not what was typed for
            Action::ListOpen if self.focus != Focus::Facets && self.is_behind(ctx) => self.waiting = true,
            Action::ListOpen => return self.open_line(),
            Action::ListNextPart | Action::ListPreviousPart => self.other_part(ctx),
            Action::ListNextMatch | Action::ListPreviousMatch => self.next_match(action, ctx),
            Action::CatalogFilter => self.focus = Focus::Filter,
            Action::CatalogFacets => self.toggle_focus(ctx),
            Action::CatalogClear => self.clear(),
            Action::CatalogSort => self.sort(ctx),
            Action::CatalogReverse => self.reverse(),
            Action::CatalogMine => self.mine = !self.mine,
            Action::CatalogStarred => self.starred = !self.starred,
            Action::CatalogOwnerless => self.filter.ownerless = !self.filter.ownerless,
            Action::CatalogOrphans => self.toggle_orphans(),
            Action::CatalogExclude => self.exclude_facet(),
            Action::CatalogColumns => self.pick = Some(Pick::columns()),
            Action::CatalogGroup => self.pick = Some(Pick::group()),
            Action::CatalogFilters => self.pick = Some(Pick::filters()),
            Action::CatalogExport => self.pick = Some(Pick::export()),
            Action::CatalogPreview => return vec![Intent::TogglePreview],
            _ if BULK.contains(&action.spec().id) => return vec![Intent::Review(action, self.subjects(ctx))],
            _ => self.act_on_lines(action, ctx),
        }
        Vec::new()
    }

    fn typing(&self) -> bool {
        self.pick.is_some() || self.focus == Focus::Filter
    }

    fn type_key(&mut self, key: Key, _ctx: &Ctx<'_>) {
        self.waiting = false;
        if let Some(pick) = &mut self.pick {
            pick.key(key);
        } else if self.prompt.key(key) {
            self.take_text();
        }
    }

    fn paste(&mut self, text: &str, _ctx: &Ctx<'_>) {
        self.waiting = false;
        if let Some(pick) = &mut self.pick {
            return pick.paste(text);
        }
        self.focus = Focus::Filter;
        self.prompt.paste(text);
        self.take_text();
    }

    fn mouse(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        self.mouse_did(mouse, ctx)
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        self.take_in(ctx);
    }

    fn due(&mut self, ctx: &Ctx<'_>) -> Vec<Intent> {
        if let Some(words) = self.tell_left_out(ctx) {
            return vec![Intent::Tell(words)];
        }
        if !self.waiting || self.is_behind(ctx) {
            return Vec::new();
        }
        self.waiting = false;
        self.open_line()
    }

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        self.row_here().map(Row::reference)
    }

    fn subjects(&self, ctx: &Ctx<'_>) -> Vec<EntityRef> {
        match self.marks.count() {
            0 => self.subject(ctx).into_iter().collect(),
            _ => self.marks.entities(),
        }
    }

    fn things(&self, ctx: &Ctx<'_>) -> Vec<EntityRef> {
        self.things_in_sight(ctx)
    }

    fn bookmark(&self) -> (Option<EntityRef>, usize) {
        (self.at.clone(), self.cursor.top)
    }

    fn leave(&mut self) {
        self.shown = None;
        self.marks.leave();
    }

    fn has_matches(&self, _ctx: &Ctx<'_>) -> bool {
        !self.filter.text.is_empty() && self.len() > 0
    }

    fn dividers(&self, ctx: &Ctx<'_>) -> Vec<Divider> {
        self.parted(ctx)
    }

    fn go_to_row(&mut self, row: usize, ctx: &Ctx<'_>) -> bool {
        if self.focus == Focus::Facets {
            return false;
        }
        let below = isize::try_from(row.saturating_sub(1)).unwrap_or(isize::MAX);
        self.go(Move::Top, ctx);
        self.go(Move::By(below), ctx);
        true
    }

    fn wake(&self, ctx: &Ctx<'_>) -> Option<At> {
        self.rests_at(ctx)
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        self.paint(ctx, buf)
    }
}

impl Catalog {
    fn is_open(&self) -> bool {
        self.filter.is_open() && !self.mine && !self.starred
    }

    fn take_text(&mut self) {
        self.filter.text = self.prompt.text().to_owned();
    }

    fn act_on_pick(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if let (Some(to), Some(pick)) = (movement(action), &mut self.pick) {
            with_picker!(pick, picker => picker.go(to, ctx.body));
            return Vec::new();
        }
        match action {
            Action::PickerChoose => return self.choose(ctx),
            Action::PickerLeave => self.pick = None,
            Action::PickerEarlier => return self.move_column(ctx, -1),
            Action::PickerLater => return self.move_column(ctx, 1),
            Action::PickerRename => self.rename_filter(),
            Action::PickerDelete => return self.delete_filter(ctx),
            Action::PickerCopy if matches!(self.pick, Some(Pick::Export(_))) => return self.copy_export(ctx),
            Action::PickerCopy => return self.copy_filter(ctx),
            _ => {}
        }
        Vec::new()
    }

    fn act_on_lines(&mut self, action: Action, ctx: &Ctx<'_>) {
        match action {
            Action::CatalogFold => self.fold_here(),
            Action::CatalogFoldAll => self.fold_all(),
            Action::CatalogMark => self.mark_here(ctx),
            Action::CatalogMarkRange => self.mark_range(),
            Action::CatalogMarkAll => self.mark_shown(|_| true),
            Action::CatalogMarkInvert => self.mark_shown(|marked| !marked),
            Action::CatalogUnmark => self.marks.clear(),
            _ => {}
        }
    }

    fn go(&mut self, to: Move, ctx: &Ctx<'_>) {
        if self.focus == Focus::Facets {
            let (len, height) = (self.facet_values().len(), usize::from(ctx.body.height));
            self.facet_cursor.go(to, len, height);
            self.skip_heads(if to.is_up() { -1 } else { 1 }, height);
            return;
        }
        // nothing to walk over yet: where it was left is still to be found
        if self.shown.is_some() {
            let (len, height) = (self.len(), usize::from(self.areas(ctx).list.height));
            self.cursor.go(to, len, height);
        }
    }

    /// The rows are what was found; after the last comes the first.
    fn next_match(&mut self, action: Action, ctx: &Ctx<'_>) {
        let back = action == Action::ListPreviousMatch;
        let last = self.len().saturating_sub(1);
        let height = usize::from(self.areas(ctx).list.height);
        let to = match (back, self.cursor.at) {
            (false, at) if at >= last => Move::Top,
            (true, 0) => Move::Bottom,
            (back, _) => Move::By(if back { -1 } else { 1 }),
        };
        self.cursor.go(to, self.len(), height);
    }

    fn skip_heads(&mut self, direction: isize, height: usize) {
        let items = self.facet_values();
        let len = items.len();
        let is_head = |at: usize| matches!(items.get(at), Some(FacetItem::Head(_)));
        let mut cursor = self.facet_cursor;
        if is_head(cursor.at) {
            cursor.go(Move::By(direction), len, height);
        }
        if is_head(cursor.at) {
            cursor.go(Move::By(1), len, height);
            cursor.top = 0;
        }
        self.facet_cursor = cursor;
        self.remember_facet();
    }

    /// Opens the row under the cursor, or folds the group whose head is there.
    pub(super) fn open_line(&mut self) -> Vec<Intent> {
        if self.focus == Focus::Facets {
            self.toggle_facet();
            return Vec::new();
        }
        self.focus = Focus::List;
        if let Some(ListLine::Head(_)) = self.line_at(self.cursor.at) {
            self.fold_here();
        }
        let row = self.row_here().map(Row::reference);
        row.map(|reference| Intent::Go(Place::entity(reference))).into_iter().collect()
    }

    pub(super) fn toggle_facet(&mut self) {
        if let Some((facet, value)) = self.facet_at.clone() {
            self.filter.toggle(facet, value.as_str());
        }
    }

    fn exclude_facet(&mut self) {
        if let Some((facet, value)) = self.facet_at.clone() {
            self.filter.toggle_without(facet, value.as_str());
        }
    }

    fn other_part(&mut self, ctx: &Ctx<'_>) {
        self.focus = match self.focus {
            Focus::List => Focus::Facets,
            Focus::Facets | Focus::Filter => Focus::List,
        };
        self.enter_facets(ctx);
    }

    fn toggle_focus(&mut self, ctx: &Ctx<'_>) {
        self.focus = if self.focus == Focus::Facets { Focus::List } else { Focus::Facets };
        self.enter_facets(ctx);
    }

    fn enter_facets(&mut self, ctx: &Ctx<'_>) {
        if self.focus == Focus::Facets {
            self.skip_heads(1, usize::from(ctx.body.height));
        }
    }

    /// One step back to the open list: out of a part first, then the marks, then what was typed, then
    /// the rest.
    fn clear(&mut self) {
        if self.focus != Focus::List {
            self.focus = Focus::List;
        } else if self.marks.count() > 0 {
            self.marks.clear();
        } else if !self.filter.text.is_empty() {
            self.prompt = Prompt::default();
            self.take_text();
        } else {
            let Filter { order, group, .. } = std::mem::take(&mut self.filter);
            self.filter = Filter { order, group, ..Filter::default() };
            (self.mine, self.starred) = (false, false);
        }
    }
}
