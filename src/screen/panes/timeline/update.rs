use super::items::Item;
use super::state::{BESIDE, Focus, Showing, TimelineRoom};
use crate::domain::document::descriptor_then;
use crate::domain::model::provision::landed_at;
use crate::domain::model::timeline::{EventKind, LeadsTo};
use crate::domain::model::{At, EntityRef, Place, Tab};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::keys::Key;
use crate::platform::plan::Target;
use crate::platform::query::Ask;
use crate::screen::ctx::{Ctx, Divider, Part};
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::panes::{Intent, Pane, movement, tabs};
use crate::screen::widgets::find::Find;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

impl Pane for TimelineRoom {
    fn trail(&self, ctx: &Ctx<'_>) -> Vec<Clean> {
        let row = ctx.store.listing().and_then(|listing| listing.find(&self.reference));
        let name = row.map_or_else(|| Clean::line(self.reference.name()), |row| row.label().to_clean());
        vec!["Catalog".into(), Clean::line(self.reference.kind()), name]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        self.link()
    }

    fn wants(&self, _ctx: &Ctx<'_>) -> Vec<Ask> {
        self.wanted()
    }

    fn offers(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        let is_list = self.showing == Showing::List;
        match action {
            Action::ListNextPart | Action::ListPreviousPart => false,
            Action::ListOpen if is_list => self.can_open(),
            Action::ListOpen => self.find.typing() || self.page.target().is_some(),
            Action::EntityFind => !is_list && !self.find.typing(),
            Action::EntityClear => self.find.is_on(),
            Action::TimelineFilter => is_list && self.focus != Focus::Filter,
            Action::TimelineFacets => is_list,
            Action::TimelineClear => is_list && (self.focus != Focus::List || !self.filter.is_open()),
            Action::TimelinePreview => is_list && ctx.body.width >= BESIDE,
            Action::TimelineAddress | Action::TimelineCopyAddress => self.address().is_some(),
            Action::TimelineDescriptor => self.state().is_some(),
            Action::ForgeRevert => self.landed().is_some(),
            _ => movement(action).is_some() || tabs::offers(&self.reference, action),
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if let Some(to) = movement(action) {
            self.go(to, ctx);
            return Vec::new();
        }
        if let Some(tab) = tabs::turned(&self.reference, Tab::Timeline, action) {
            return vec![Intent::Turn(tab)];
        }
        match action {
            Action::ListOpen if self.showing == Showing::List => return self.open_row(ctx),
            Action::ListOpen if self.find.typing() => self.find.done(),
            Action::ListOpen => return self.follow_page(),
            Action::ListNextMatch => self.next_match(false, ctx),
            Action::ListPreviousMatch => self.next_match(true, ctx),
            Action::EntityFind => self.find.begin(),
            Action::EntityClear => {
                self.find = Find::default();
                self.look_for();
            }
            Action::TimelineFilter => self.focus = Focus::Filter,
            Action::TimelineFacets => self.toggle_facets(ctx),
            Action::TimelineClear => self.clear(),
            Action::TimelinePreview => return vec![Intent::TogglePreview],
            Action::TimelineAddress => return self.address().map(Intent::Open).into_iter().collect(),
            Action::TimelineCopyAddress => {
                return self.address().map(|address| Intent::Copy(address.to_string())).into_iter().collect();
            }
            Action::ForgeRevert => {
                let target = self.landed().map(|address| Target::Address(address.to_string()));
                return target.map(|target| Intent::ReviewOf(action, target)).into_iter().collect();
            }
            Action::TimelineDescriptor => {
                let place = self.state().map(|state| descriptor_then(&self.reference, state.as_str()));
                return place.map(Intent::Go).into_iter().collect();
            }
            _ => {}
        }
        Vec::new()
    }

    fn typing(&self) -> bool {
        self.focus == Focus::Filter || self.find.typing()
    }

    fn type_key(&mut self, key: Key, _ctx: &Ctx<'_>) {
        if self.showing != Showing::List {
            if self.find.key(key) {
                self.look_for();
            }
        } else if self.prompt.key(key) {
            self.prompt.text().clone_into(&mut self.filter.text);
        }
    }

    fn paste(&mut self, text: &str, _ctx: &Ctx<'_>) {
        if self.showing == Showing::List {
            self.focus = Focus::Filter;
            self.prompt.paste(text);
            self.prompt.text().clone_into(&mut self.filter.text);
        } else if self.find.paste(text) {
            self.look_for();
        }
    }

    fn has_matches(&self, _ctx: &Ctx<'_>) -> bool {
        match self.showing {
            Showing::List => !self.filter.text.is_empty() && self.event().is_some(),
            _ => self.page.matches().1 > 0,
        }
    }

    fn dividers(&self, ctx: &Ctx<'_>) -> Vec<Divider> {
        let beside = (self.showing == Showing::List).then(|| self.areas(ctx).preview).flatten();
        beside.and_then(|_| ctx.divider(Part::Timeline, tabs::page(ctx.body))).into_iter().collect()
    }

    fn mouse(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        if mouse.row >= tabs::page(ctx.body).y {
            return self.mouse_below_tabs(mouse, ctx);
        }
        let clicked = tabs::at(ctx, &self.reference, Tab::Timeline, mouse.column);
        clicked.filter(|_| mouse.did == MouseDid::Click).map(Intent::Turn).into_iter().collect()
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        self.take_in(ctx);
    }

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        Some(self.reference.clone())
    }

    fn wake(&self, ctx: &Ctx<'_>) -> Option<At> {
        self.ages_change(ctx)
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        self.paint(ctx, buf)
    }
}

impl TimelineRoom {
    fn can_open(&self) -> bool {
        self.focus == Focus::Facets || matches!(self.items.get(self.cursor.at), Some(Item::Event(_) | Item::More))
    }

    /// Where the event is shown outside.
    fn address(&self) -> Option<Clean> {
        self.event()?.leads.iter().find_map(|lead| match &lead.to {
            LeadsTo::Address(address) => Some(address.clone()),
            _ => None,
        })
    }

    /// The address of the pull request or commit that the event is, where it landed.
    fn landed(&self) -> Option<Clean> {
        let is_landed = matches!(self.event()?.kind, EventKind::Commit | EventKind::Merge);
        self.address().filter(|address| is_landed && landed_at(address.as_str()).is_some())
    }

    /// The state of the descriptor that the event leads to.
    fn state(&self) -> Option<Clean> {
        self.event()?.leads.iter().find_map(|lead| match &lead.to {
            LeadsTo::Descriptor(state) => Some(state.clone()),
            _ => None,
        })
    }
}
