use super::items::{Item, Part};
use super::state::{ApiRoom, Focus};
use crate::domain::definition::{Leads, has_command};
use crate::domain::model::{EntityRef, Place, Tab};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::keys::Key;
use crate::platform::query::Ask;
use crate::screen::ctx::{Ctx, Divider, Part as Divided};
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::panes::{Intent, Pane, follow, movement, tabs};
use crate::screen::widgets::cursor::Move;
use crate::screen::widgets::prompt::Prompt;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

impl Pane for ApiRoom {
    fn trail(&self, ctx: &Ctx<'_>) -> Vec<Clean> {
        let entity = ctx.store.get(&self.query());
        let title = entity.answer().map_or_else(|| Clean::line(self.reference.name()), |entity| entity.title());
        vec!["Catalog".into(), Clean::line(self.reference.kind()), title]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        self.link()
    }

    fn wants(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        self.wanted(ctx)
    }

    fn offers(&self, action: Action, _ctx: &Ctx<'_>) -> bool {
        match action {
            Action::ListOpen => self.can_open(),
            Action::ListNextPart | Action::ListPreviousPart => false,
            Action::ApiSearch => self.definition.as_ref().is_some_and(|definition| !definition.is_text()),
            Action::ApiNextPart | Action::ApiPreviousPart => self.parts().len() > 1,
            Action::ApiUnfold => self.can_unfold(),
            Action::ApiFold => self.can_fold(),
            Action::ApiSchema => self.schema_here().is_some(),
            Action::ApiCopyCommand => {
                let has_one = self.definition.as_ref().zip(self.operation()).is_some_and(|(d, at)| has_command(d, at));
                has_one && self.part == Part::Operations
            }
            Action::ApiLeave => self.focus != Focus::List || !self.searched().is_empty(),
            _ => action.room() == "list" || tabs::offers(&self.reference, action),
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if let Some(to) = movement(action) {
            self.go(to, ctx);
            return Vec::new();
        }
        match action {
            Action::ListOpen => return self.open_row(),
            Action::ListNextMatch => self.next_match(1),
            Action::ListPreviousMatch => self.next_match(-1),
            Action::ApiSearch => self.search(),
            Action::ApiNextPart => self.turn_part(1),
            Action::ApiPreviousPart => self.turn_part(-1),
            Action::ApiUnfold => return self.unfold(),
            Action::ApiFold => self.fold(),
            Action::ApiSchema => {
                let place = self.schema_here().and_then(|index| self.link_to_schema(index));
                return place.map(Intent::Go).into_iter().collect();
            }
            Action::ApiCopyCommand => {
                return self.command().map(|line| Intent::Copy(line.to_string())).into_iter().collect();
            }
            Action::ApiLeave => self.leave(),
            _ => return tabs::turned(&self.reference, Tab::Api, action).map(Intent::Turn).into_iter().collect(),
        }
        Vec::new()
    }

    fn typing(&self) -> bool {
        self.focus == Focus::Search
    }

    fn type_key(&mut self, key: Key, _ctx: &Ctx<'_>) {
        self.prompt.key(key);
    }

    fn paste(&mut self, text: &str, _ctx: &Ctx<'_>) {
        if self.definition.as_ref().is_some_and(|definition| !definition.is_text()) {
            self.search();
            self.prompt.paste(text);
        }
    }

    fn dividers(&self, ctx: &Ctx<'_>) -> Vec<Divider> {
        self.divided(ctx).and_then(|body| ctx.divider(Divided::Api, body)).into_iter().collect()
    }

    fn mouse(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        let areas = self.areas(ctx);
        let at = Position { x: mouse.column, y: mouse.row };
        if areas.detail.is_some_and(|area| area.contains(at)) {
            return self.mouse_on_detail(mouse, areas.detail.unwrap_or_default());
        }
        if areas.list.is_some_and(|area| area.contains(at)) {
            return self.mouse_on_list(mouse, areas.list.unwrap_or_default());
        }
        if mouse.did != MouseDid::Click {
            return Vec::new();
        }
        if mouse.row == ctx.body.y {
            let tab = tabs::at(ctx, &self.reference, Tab::Api, mouse.column);
            return tab.map(Intent::Turn).into_iter().collect();
        }
        if areas.bar.contains(at) {
            match self.part_at(areas.bar, mouse.column) {
                Some(part) => self.show(part),
                None if self.offers(Action::ApiSearch, ctx) => self.search(),
                None => {}
            }
        }
        Vec::new()
    }

    fn has_matches(&self, _ctx: &Ctx<'_>) -> bool {
        !self.searched().is_empty() && self.items.iter().any(is_found)
    }

    fn go_to_row(&mut self, row: usize, ctx: &Ctx<'_>) -> bool {
        let below = isize::try_from(row.saturating_sub(1)).unwrap_or(isize::MAX);
        self.go(Move::Top, ctx);
        self.go(Move::By(below), ctx);
        true
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        self.take_in(ctx);
    }

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        Some(self.reference.clone())
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        self.paint(ctx, buf)
    }
}

impl ApiRoom {
    fn in_detail(&self) -> bool {
        self.focus == Focus::Detail && matches!(self.part, Part::Operations | Part::Schemas)
    }

    fn can_open(&self) -> bool {
        if self.in_detail() {
            return self.row().is_some_and(|row| row.open.is_some() || row.leads != Leads::Nowhere);
        }
        matches!(self.item(), Some(item) if item.subject().is_some() || item.target().is_some())
    }

    fn can_unfold(&self) -> bool {
        if self.in_detail() {
            return self.row().is_some_and(|row| row.open.is_some() || matches!(row.leads, Leads::Row(_)));
        }
        self.can_open()
    }

    fn can_fold(&self) -> bool {
        self.in_detail() || matches!(self.item(), Some(Item::Group(_, true)))
    }

    fn schema_here(&self) -> Option<usize> {
        match self.row().filter(|_| self.in_detail()).map(|row| &row.leads) {
            Some(Leads::Schema(index)) => Some(*index),
            _ => None,
        }
    }

    fn go(&mut self, to: Move, ctx: &Ctx<'_>) {
        if self.in_detail() {
            let (len, height) = (self.outline.rows.len(), self.detail_height(ctx));
            return self.detail.go(to, len, height);
        }
        let (len, height) = (self.len(), self.list_height(ctx));
        self.cursor_mut().go(to, len, height);
    }

    fn open_row(&mut self) -> Vec<Intent> {
        if self.in_detail() {
            self.turn_row();
            return Vec::new();
        }
        match self.item().cloned() {
            Some(Item::Group(index, _)) if self.focus != Focus::Search => self.turn_group(index),
            Some(item) if item.subject().is_some() => self.focus = Focus::Detail,
            Some(item) => return item.target().as_ref().map(follow).into_iter().collect(),
            None => self.focus = Focus::List,
        }
        Vec::new()
    }

    fn turn_group(&mut self, index: usize) {
        let name = self
            .definition
            .as_ref()
            .and_then(|definition| definition.groups.get(index))
            .map(|group| group.name.clone());
        if let Some(name) = name
            && !self.folded.remove(&name)
        {
            self.folded.insert(name);
        }
    }

    /// Folds or unfolds the row under the cursor, or goes to the row that it leads to.
    fn turn_row(&mut self) {
        let Some(row) = self.row() else { return };
        if let Leads::Row(key) = &row.leads {
            // the head of a schema's own page has no key
            self.detail.at = self.outline.row_of(key).unwrap_or(0);
        } else if let (Some(key), Some(_)) = (row.key.clone(), row.open)
            && !self.turned.remove(&key)
        {
            self.turned.insert(key);
        }
    }

    fn unfold(&mut self) -> Vec<Intent> {
        if !self.in_detail() {
            return match self.item() {
                Some(Item::Group(_, true)) => {
                    self.cursor_mut().at += 1;
                    Vec::new()
                }
                _ => self.open_row(),
            };
        }
        match self.row().map(|row| row.open) {
            // what is open already is gone into
            Some(Some(true)) => self.detail.at += 1,
            _ => self.turn_row(),
        }
        Vec::new()
    }

    /// Folds the row under the cursor, or goes to the row that it is in, or back to the list.
    fn fold(&mut self) {
        if !self.in_detail() {
            if let Some(Item::Group(index, true)) = self.item().cloned() {
                self.turn_group(index);
            }
            return;
        }
        let Some((open, depth)) = self.row().map(|row| (row.open, row.depth)) else {
            self.focus = Focus::List;
            return;
        };
        if open == Some(true) {
            return self.turn_row();
        }
        let before =
            self.outline.rows.iter().take(self.detail.at).rposition(|row| row.depth < depth && row.open.is_some());
        match before {
            Some(at) => self.detail.at = at,
            None => self.focus = Focus::List,
        }
    }

    fn search(&mut self) {
        if !matches!(self.part, Part::Operations | Part::Schemas) {
            self.part = Part::Operations;
        }
        self.focus = Focus::Search;
    }

    /// One step back: out of the details, or else out of the search.
    fn leave(&mut self) {
        if self.focus != Focus::Detail {
            self.prompt = Prompt::default();
        }
        self.focus = Focus::List;
    }

    /// Goes to the next row that was found, from the last on to the first; its details stay in sight.
    fn next_match(&mut self, by: isize) {
        let (at, len) = (self.cursor().at, self.items.len());
        let steps = (1..=len).filter_map(|n| (at + len).checked_add_signed(by * isize::try_from(n).ok()?));
        let found = steps.map(|at| at % len.max(1)).find(|at| self.items.get(*at).is_some_and(is_found));
        if let Some(found) = found {
            self.cursor_mut().at = found;
        }
    }

    fn turn_part(&mut self, by: isize) {
        let parts = self.parts();
        let at = parts.iter().position(|part| *part == self.part).unwrap_or(0);
        let next = (at + parts.len()).saturating_add_signed(by) % parts.len().max(1);
        if let Some(part) = parts.get(next) {
            self.show(*part);
        }
    }

    fn show(&mut self, part: Part) {
        self.part = part;
        self.items.clear();
        if self.focus != Focus::Search {
            self.focus = Focus::List;
        }
    }

    fn mouse_on_detail(&mut self, mouse: Mouse, area: Rect) -> Vec<Intent> {
        let (len, height) = (self.outline.rows.len(), usize::from(area.height));
        match mouse.did {
            MouseDid::Click => {
                let at = self.detail.top + usize::from(mouse.row - area.y);
                self.focus = Focus::Detail;
                if at < len {
                    self.detail.at = at;
                    self.turn_row();
                }
            }
            MouseDid::WheelDown => self.detail.scroll(3, len, height),
            MouseDid::WheelUp => self.detail.scroll(-3, len, height),
        }
        Vec::new()
    }

    fn mouse_on_list(&mut self, mouse: Mouse, area: Rect) -> Vec<Intent> {
        let (len, height) = (self.len(), usize::from(area.height));
        match mouse.did {
            MouseDid::Click => {
                let at = self.cursor().top + usize::from(mouse.row - area.y);
                let again = self.focus == Focus::List && self.cursor().at == at;
                self.focus = Focus::List;
                if at < len {
                    self.cursor_mut().at = at;
                    let group = matches!(self.item(), Some(Item::Group(..)));
                    // a click selects, a click on what is selected opens
                    return if again || group { self.open_row() } else { Vec::new() };
                }
            }
            MouseDid::WheelDown => self.cursor_mut().scroll(3, len, height),
            MouseDid::WheelUp => self.cursor_mut().scroll(-3, len, height),
        }
        Vec::new()
    }
}

/// Whether a row is there because it was searched for.
fn is_found(item: &Item) -> bool {
    matches!(item, Item::Operation(..) | Item::Schema(..))
}
