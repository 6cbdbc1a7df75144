use super::state::ProvisionRoom;
use crate::domain::model::{At, EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::keys::Key;
use crate::platform::query::{Ask, WhoAmI};
use crate::screen::ctx::Ctx;
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::panes::{Intent, Pane, follow, mouse_on_sheet, movement};
use crate::screen::widgets::find::Find;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

impl Pane for ProvisionRoom {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        let name = self.provision().map(|one| one.name.clone());
        vec!["Provisioning".into(), name.unwrap_or_else(|| Clean::line(&self.id.0))]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        Place::provision(&self.id.0)
    }

    fn wants(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        let mut wants: Vec<Ask> = vec![WhoAmI {}.into(), self.question().into()];
        wants.extend(self.wanted_for_deeds(ctx));
        wants
    }

    fn offers(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        let typing = self.find.typing();
        match action {
            Action::ListOpen => typing || self.sheet().target().is_some(),
            Action::ListNextPart => false,
            Action::ProvisionPart | Action::ListPreviousPart => !typing && self.detail.is_some(),
            Action::ProvisionFold | Action::ProvisionFind => !typing && self.detail.is_some(),
            Action::ProvisionClear => self.find.is_on(),
            Action::ProvisionEntity => !typing && self.entity().is_some(),
            Action::ProvisionRestore | Action::ProvisionScale | Action::ProvisionDelete => {
                !typing && self.has_deed(action, ctx)
            }
            _ => action.room() == "list",
        }
    }

    fn why_not(&self, action: Action, ctx: &Ctx<'_>) -> Option<Clean> {
        self.lacks_for(action, ctx)
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if let Some(to) = movement(action) {
            let height = self.height(ctx);
            self.sheet_mut().go(to, height);
            return Vec::new();
        }
        match action {
            Action::ListOpen if self.find.typing() => self.find.done(),
            Action::ListOpen => return self.sheet().target().map(follow).into_iter().collect(),
            Action::ListNextMatch | Action::ListPreviousMatch => {
                self.sheet_mut().next_match(action == Action::ListPreviousMatch);
            }
            Action::ProvisionPart | Action::ListPreviousPart => self.other_part(),
            Action::ProvisionFold => self.unfolded = !self.unfolded,
            Action::ProvisionFind => self.find.begin(),
            Action::ProvisionClear => {
                self.find = Find::default();
                self.look_for();
            }
            Action::ProvisionEntity => {
                return self.entity().map(|entity| Intent::Go(Place::entity(entity))).into_iter().collect();
            }
            Action::ProvisionRestore | Action::ProvisionScale | Action::ProvisionDelete => {
                return vec![self.ask_for(action, ctx)];
            }
            _ => {}
        }
        Vec::new()
    }

    fn typing(&self) -> bool {
        self.find.typing()
    }

    fn type_key(&mut self, key: Key, _ctx: &Ctx<'_>) {
        if self.find.key(key) {
            self.look_for();
        }
    }

    fn paste(&mut self, text: &str, _ctx: &Ctx<'_>) {
        if self.find.paste(text) {
            self.look_for();
        }
    }

    fn has_matches(&self, _ctx: &Ctx<'_>) -> bool {
        self.sheet().matches().1 > 0
    }

    fn mouse(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        let (left, right) = self.areas(ctx.body);
        let at: Position = (mouse.column, mouse.row).into();
        let Some((area, in_parts)) = [(left, false), (right, true)].into_iter().find(|(area, _)| area.contains(at))
        else {
            return Vec::new();
        };
        if mouse.did == MouseDid::Click && self.in_parts != in_parts {
            // the other part gets the most of the rows with the keys: a second click meets what is seen then
            self.other_part();
            return Vec::new();
        }
        let sheet = if in_parts { &mut self.parts } else { &mut self.line };
        mouse_on_sheet(sheet, mouse, area)
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        self.take_in(ctx);
    }

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        self.entity()
    }

    /// Nothing of it is changed here but by templates.
    fn things(&self, _ctx: &Ctx<'_>) -> Vec<EntityRef> {
        Vec::new()
    }

    fn wake(&self, ctx: &Ctx<'_>) -> Option<At> {
        self.ages_change(ctx)
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        self.paint(ctx, buf)
    }
}

impl ProvisionRoom {
    fn entity(&self) -> Option<EntityRef> {
        self.provision()?.entity.clone()
    }

    fn other_part(&mut self) {
        self.find = Find::default();
        self.look_for();
        self.in_parts = !self.in_parts;
    }
}
