use super::state::{Catalog, FacetItem, Focus};
use crate::domain::model::listing::{Column, Order, Row};
use crate::domain::model::{At, EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::keys::Key;
use crate::platform::query::Ask;
use crate::screen::ctx::{Ctx, Divider};
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::panes::{Intent, Pane, movement};
use crate::screen::widgets::cursor::{Cursor, Move};
use crate::screen::widgets::prompt::Prompt;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

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
        match action {
            Action::ListOpen => self.focus == Focus::Facets || self.len() > 0,
            Action::CatalogClear => self.focus != Focus::List || !self.is_open(),
            Action::CatalogMine => self.mine || ctx.who().is_some_and(|who| !who.ownership.is_empty()),
            Action::CatalogPreview => ctx.body.width >= 94,
            Action::CatalogReverse => self.len() > 1,
            Action::CatalogFilter => self.focus != Focus::Filter,
            _ => matches!(action.room(), "catalog" | "list"),
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if let Some(to) = movement(action) {
            self.go(to, ctx);
            return Vec::new();
        }
        match action {
            Action::ListOpen => return self.open_row(),
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
            Action::CatalogPreview => return vec![Intent::TogglePreview],
            _ => {}
        }
        Vec::new()
    }

    fn typing(&self) -> bool {
        self.focus == Focus::Filter
    }

    fn type_key(&mut self, key: Key, _ctx: &Ctx<'_>) {
        if self.prompt.key(key) {
            self.take_text();
        }
    }

    fn paste(&mut self, text: &str, _ctx: &Ctx<'_>) {
        self.focus = Focus::Filter;
        self.prompt.paste(text);
        self.take_text();
    }

    fn mouse(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        let areas = self.areas(ctx);
        let at = Position { x: mouse.column, y: mouse.row };
        if let Some(facets) = areas.facets.filter(|area| area.contains(at)) {
            return self.mouse_on_facets(mouse, facets);
        }
        if let Some(area) = areas.preview.filter(|area| area.contains(at)) {
            let by = wheel(mouse);
            self.preview.scroll(by, usize::from(area.height));
            return Vec::new();
        }
        if areas.bar.contains(at) && mouse.did == MouseDid::Click {
            self.focus = Focus::Filter;
        } else if areas.list.contains(at) {
            return self.mouse_on_list(mouse, areas.list);
        }
        Vec::new()
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        self.take_in(ctx);
    }

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        self.row_at(self.cursor.at).map(Row::reference)
    }

    fn bookmark(&self) -> (Option<EntityRef>, usize) {
        (self.at.clone(), self.cursor.top)
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

    fn go(&mut self, to: Move, ctx: &Ctx<'_>) {
        if self.focus == Focus::Facets {
            let (len, height) = (self.facet_values().len(), usize::from(ctx.body.height));
            self.facet_cursor.go(to, len, height);
            self.skip_heads(if to.is_up() { -1 } else { 1 }, height);
            return;
        }
        let (len, height) = (self.len(), usize::from(self.areas(ctx).list.height));
        self.cursor.go(to, len, height);
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

    fn open_row(&mut self) -> Vec<Intent> {
        if self.focus == Focus::Facets {
            self.toggle_facet();
            return Vec::new();
        }
        self.focus = Focus::List;
        let row = self.row_at(self.cursor.at).map(Row::reference);
        row.map(|reference| Intent::Go(Place::entity(reference))).into_iter().collect()
    }

    fn toggle_facet(&mut self) {
        let item = match self.facet_values().get(self.facet_cursor.at) {
            Some(FacetItem::Value(facet, value)) => Some((*facet, value.value.clone())),
            _ => None,
        };
        if let Some((facet, value)) = item {
            self.filter.toggle(facet, value.as_str());
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

    /// One step back to the open list: out of a part first, then what was typed, then the rest.
    fn clear(&mut self) {
        if self.focus != Focus::List {
            self.focus = Focus::List;
        } else if !self.filter.text.is_empty() {
            self.prompt = Prompt::default();
            self.take_text();
        } else {
            self.filter = crate::domain::model::listing::Filter { order: self.filter.order, ..Default::default() };
            (self.mine, self.starred) = (false, false);
        }
    }

    /// By the next column that is seen: by one that is not, the order would look like none.
    fn sort(&mut self, ctx: &Ctx<'_>) {
        let seen = self.columns_seen(ctx);
        let now = self.filter.order.map_or(Column::Name, |order| order.column);
        let at = Column::ALL.iter().position(|column| *column == now).map_or(0, |at| at + 1);
        let next = Column::ALL.iter().skip(at).find(|column| seen.contains(column)).copied();
        self.filter.order = next.map(|column| Order { column, descending: false });
    }

    fn reverse(&mut self) {
        let order = self.filter.order.unwrap_or(Order { column: Column::Name, descending: false });
        self.filter.order = Some(Order { descending: !order.descending, ..order });
    }

    fn mouse_on_facets(&mut self, mouse: Mouse, area: Rect) -> Vec<Intent> {
        let (len, height) = (self.facet_values().len(), usize::from(area.height));
        match mouse.did {
            MouseDid::Click => {
                self.facet_cursor.at = self.facet_cursor.top + usize::from(mouse.row - area.y);
                self.facet_cursor.settle(len, height);
                self.remember_facet();
                self.toggle_facet();
            }
            MouseDid::WheelDown | MouseDid::WheelUp => {
                self.facet_cursor.scroll(wheel(mouse), len, height);
                self.remember_facet();
            }
        }
        Vec::new()
    }

    fn mouse_on_list(&mut self, mouse: Mouse, area: Rect) -> Vec<Intent> {
        let (len, height) = (self.len(), usize::from(area.height));
        match mouse.did {
            MouseDid::Click => {
                let at = self.cursor.top + usize::from(mouse.row - area.y);
                let again = self.focus == Focus::List && self.cursor.at == at;
                self.focus = Focus::List;
                if at < len {
                    self.cursor = Cursor { at, ..self.cursor };
                    // a click selects, a click on what is selected opens
                    return if again { self.open_row() } else { Vec::new() };
                }
            }
            MouseDid::WheelDown | MouseDid::WheelUp => self.cursor.scroll(wheel(mouse), len, height),
        }
        Vec::new()
    }
}

fn wheel(mouse: Mouse) -> isize {
    match mouse.did {
        MouseDid::WheelDown => 3,
        MouseDid::WheelUp => -3,
        MouseDid::Click => 0,
    }
}
