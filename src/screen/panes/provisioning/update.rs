use super::narrow::{Wanted, Whose, next};
use super::state::Provisioning;
use crate::domain::model::{At, EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::keys::Key;
use crate::platform::query::Ask;
use crate::screen::ctx::Ctx;
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::panes::{Intent, Pane, movement};
use crate::screen::widgets::cursor::Pressed;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

impl Pane for Provisioning {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        vec!["Provisioning".into()]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        self.here()
    }

    fn wants(&self, _ctx: &Ctx<'_>) -> Vec<Ask> {
        self.wanted()
    }

    fn offers(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        let typing = self.filter.typing();
        match action {
            Action::ListOpen => typing || self.chosen().is_some() || self.waits_for_rows(),
            Action::ListNextPart | Action::ListPreviousPart => false,
            Action::ProvisioningFilter => !typing,
            Action::ProvisioningFailing => !typing && (self.wanted.failing || self.answer.is_some()),
            // where nobody says who one is there is no mine
            Action::ProvisioningMine => !typing && (self.wanted.whose != Whose::All || !Self::me(ctx).is_empty()),
            Action::ProvisioningEnvironment => {
                !typing && (self.wanted.environment.is_some() || !self.shown.environments.is_empty())
            }
            Action::ProvisioningType => !typing && (self.wanted.sort.is_some() || !self.shown.sorts.is_empty()),
            Action::ProvisioningClear => self.filter.is_on() || self.wanted != Wanted::default(),
            _ => action.room() == "list",
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if let Some(to) = movement(action) {
            if self.waits_for_rows() {
                self.early.push(to);
                return Vec::new();
            }
            self.takes_over();
            let height = self.height(ctx.body);
            self.cursor.go(to, self.shown.rows.len(), height);
            self.remember();
            return Vec::new();
        }
        match action {
            Action::ListOpen if self.filter.typing() => self.filter.done(),
            Action::ListOpen if self.waits_for_rows() => self.opens = true,
            Action::ListOpen => {
                self.takes_over();
                return self.follow();
            }
            Action::ProvisioningFilter => self.filter.begin(),
            Action::ProvisioningClear => self.clear(),
            Action::ProvisioningMine => self.wanted.whose = self.next_whose(ctx),
            Action::ProvisioningFailing => self.wanted.failing = !self.wanted.failing,
            Action::ProvisioningEnvironment => {
                self.wanted.environment = next(&self.shown.environments, self.wanted.environment.as_deref());
            }
            Action::ProvisioningType => self.wanted.sort = next(&self.shown.sorts, self.wanted.sort.as_deref()),
            _ => {}
        }
        Vec::new()
    }

    fn typing(&self) -> bool {
        self.filter.typing()
    }

    fn type_key(&mut self, key: Key, _ctx: &Ctx<'_>) {
        self.filter.key(key);
    }

    fn paste(&mut self, text: &str, _ctx: &Ctx<'_>) {
        self.filter.paste(text);
    }

    fn mouse(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        let list = self.parts(ctx.body).list;
        let pressed = self.cursor.mouse(mouse, list, self.shown.rows.len());
        self.is_chosen |= pressed != Pressed::Nothing && mouse.did == MouseDid::Click;
        self.remember();
        if pressed == Pressed::Again { self.follow() } else { Vec::new() }
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        self.take_in(ctx);
    }

    /// What was opened before there was a row, once there is.
    fn due(&mut self, _ctx: &Ctx<'_>) -> Vec<Intent> {
        match self.opens && !self.is_asking() {
            true => {
                self.opens = false;
                self.follow()
            }
            false => Vec::new(),
        }
    }

    /// The entity that the row is, where the catalog has it.
    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        self.chosen()?.entity.clone()
    }

    /// What is listed is no thing that would be changed here.
    fn things(&self, _ctx: &Ctx<'_>) -> Vec<EntityRef> {
        Vec::new()
    }

    fn bookmark(&self) -> (Option<EntityRef>, usize) {
        (None, self.cursor.at)
    }

    fn wake(&self, ctx: &Ctx<'_>) -> Option<At> {
        self.ages_change(ctx)
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        self.paint(ctx, buf)
    }
}

impl Provisioning {
    /// There are rows that one sees: what was typed before there were is not done any more.
    fn takes_over(&mut self) {
        self.early.clear();
        (self.opens, self.is_chosen) = (false, true);
    }

    fn follow(&self) -> Vec<Intent> {
        self.chosen().map(|one| Intent::Go(Place::provision(&one.id.0))).into_iter().collect()
    }

    /// What was typed first, then the rest.
    fn clear(&mut self) {
        if self.filter.is_on() {
            self.filter.clear();
        } else {
            self.wanted = Wanted::default();
        }
    }

    fn next_whose(&self, ctx: &Ctx<'_>) -> Whose {
        let has_teams = Self::me(ctx).len() > 1;
        match self.wanted.whose {
            Whose::All => Whose::Mine,
            Whose::Mine if has_teams => Whose::Alone,
            Whose::Mine | Whose::Alone => Whose::All,
        }
    }
}
