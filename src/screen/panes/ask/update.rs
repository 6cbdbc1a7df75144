use super::order::Named;
use super::state::AskRoom;
use crate::domain::document::Target;
use crate::domain::model::{EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::command::Command;
use crate::platform::keys::Key;
use crate::platform::outcome::Outcome;
use crate::platform::query::{AccessAsked, Ask, ByRef, Drafts, Rows, WhoAmI};
use crate::screen::ctx::Ctx;
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::panes::{Intent, Pane, follow, granted, movement};
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

impl Pane for AskRoom {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        vec!["Access".into(), "Ask".into()]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        self.here()
    }

    fn wants(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        let mut wants: Vec<Ask> = vec![WhoAmI {}.into(), Rows {}.into(), AccessAsked {}.into()];
        if self.awaits_draft || (self.draft.is_none() && !self.is_changed && self.sent.is_none()) {
            wants.push(Drafts {}.into());
        }
        if !self.has_form(ctx) {
            return wants;
        }
        wants.push(Self::all_resources().into());
        if let Named::Entity(entity) = self.named() {
            wants.push(Self::resources_of(&entity).into());
            wants.push(ByRef { reference: entity }.into());
        }
        wants
    }

    fn offers(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        if self.pick.is_some() {
            return matches!(action, Action::PickerChoose | Action::PickerLeave) || movement(action).is_some();
        }
        if action == Action::AccessLogin {
            let errand = granted::ways(ctx).filter(|ways| granted::is_out(ways)).and_then(granted::sign_in);
            return !self.typing() && errand.is_some_and(|errand| ctx.gate.runs(&errand.commands));
        }
        match self.has_form(ctx) {
            true => self.offers_in_form(action, ctx),
            false => action == Action::ListOpen && self.sent.is_some(),
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if self.pick.is_some() {
            return self.act_on_pick(action, ctx);
        }
        match (action, &self.sent) {
            (Action::AccessLogin, _) => {
                granted::ways(ctx).and_then(granted::sign_in).map(Intent::Program).into_iter().collect()
            }
            (Action::ListOpen, Some(place)) => vec![follow(&Target::Place(place.clone()))],
            _ => self.act_in_form(action, ctx),
        }
    }

    fn title_of(&self, action: Action, _ctx: &Ctx<'_>) -> Option<&'static str> {
        if self.pick.is_some() || self.sent.is_some() {
            return None;
        }
        match action {
            Action::ListOpen => Some(self.view.enter_title()),
            Action::WizardNextStep => Some("Ask"),
            Action::WizardLeave if self.view.is_editing() => Some("Leave the field"),
            _ => None,
        }
    }

    fn typed_key(&self) -> Option<(&'static str, &'static str)> {
        if self.pick.is_some() || !self.typing() {
            return None;
        }
        self.view.space_title().map(|title| ("space", title))
    }

    fn typing(&self) -> bool {
        self.pick.is_some() || (self.sent.is_none() && !self.awaits_draft && self.view.is_editing())
    }

    fn type_key(&mut self, key: Key, _ctx: &Ctx<'_>) {
        match &mut self.pick {
            Some(pick) => pick.key(key),
            None => {
                let change = self.view.key(key);
                change.into_iter().for_each(|change| self.take(change));
            }
        }
    }

    fn paste(&mut self, text: &str, ctx: &Ctx<'_>) {
        if let Some(pick) = &mut self.pick {
            return pick.picker.paste(text);
        }
        if self.has_form(ctx) {
            let change = self.view.paste(text);
            change.into_iter().for_each(|change| self.take(change));
        }
    }

    fn mouse(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        let at = Position { x: mouse.column, y: mouse.row };
        if let Some(pick) = &mut self.pick {
            if mouse.did == MouseDid::Click && pick.picker.click(at, ctx.body) {
                self.choose();
            }
            return Vec::new();
        }
        let area = self.areas(ctx).1;
        if !self.has_form(ctx) || !area.contains(at) {
            return Vec::new();
        }
        let dress = self.dress(ctx);
        let change = self.view.mouse(mouse.did, at, area, ctx.look, &dress);
        self.change(change, ctx)
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        self.take_up_named(ctx);
        if self.has_form(ctx) {
            self.settle_form(ctx);
            self.settle_pick(ctx);
        }
    }

    fn due(&mut self, ctx: &Ctx<'_>) -> Vec<Intent> {
        let mut intents: Vec<Intent> = self.keep(ctx).into_iter().collect();
        intents.extend(std::mem::take(&mut self.told).into_iter().map(Intent::Tell));
        intents
    }

    fn written(&mut self, text: &str, _ctx: &Ctx<'_>) -> bool {
        self.take_written(text)
    }

    fn ended(&mut self, command: &Command, outcome: &Outcome) -> Vec<Intent> {
        self.ended_so(command, outcome);
        self.dropped.take().map(Intent::DropDraft).into_iter().collect()
    }

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        self.entity()
    }

    /// Nothing is changed but by what is asked for.
    fn things(&self, _ctx: &Ctx<'_>) -> Vec<EntityRef> {
        Vec::new()
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        let (head, form) = self.areas(ctx);
        let inner = Rect { x: head.x + 1.min(head.width), width: head.width.saturating_sub(2), ..head };
        paint::lines(buf, inner, ctx.look, &self.head_lines(ctx));
        if self.sent.is_some() {
            paint::mark(buf, head.x, head.y + 1, ctx.look, head.height > 1);
            return None;
        }
        if !self.has_form(ctx) {
            return None;
        }
        let cursor = self.view.paint(buf, form, ctx.look, &self.dress(ctx));
        match &self.pick {
            Some(pick) => pick.picker.view(buf, ctx.body, ctx.look),
            None => cursor,
        }
    }
}

impl AskRoom {
    fn act_on_pick(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        let Some(pick) = &mut self.pick else { return Vec::new() };
        if let Some(to) = movement(action) {
            pick.picker.go(to, ctx.body);
        } else if action == Action::PickerChoose {
            self.choose();
        } else {
            self.pick = None;
        }
        Vec::new()
    }
}
