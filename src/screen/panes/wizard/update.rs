use super::dress::Dressed;
use super::state::{Page, Wizard};
use crate::domain::model::{EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::capability::Capability;
use crate::platform::command::Command;
use crate::platform::keys::Key;
use crate::platform::outcome::Outcome;
use crate::platform::permissions::Question;
use crate::platform::query::{Ask, ByRef, Drafts, Rows, WhoAmI};
use crate::screen::ctx::{Ctx, Divider, Part};
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::panes::{Intent, Pane, movement};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

impl Pane for Wizard {
    fn trail(&self, ctx: &Ctx<'_>) -> Vec<Clean> {
        let title = self.asked(ctx).map(|asked| asked.title.clone()).filter(|title| !title.is_empty());
        vec!["Templates".into(), title.unwrap_or_else(|| Clean::line(self.template.name()))]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        self.here()
    }

    fn wants(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        let template = ByRef { reference: self.template.clone() };
        let mut wants: Vec<Ask> = vec![self.question().into(), template.into(), Rows {}.into(), WhoAmI {}.into()];
        let is_untouched = self.filling.as_ref().is_none_or(|filling| filling.is_untouched());
        if is_untouched && self.sent.is_none() {
            wants.push(Drafts {}.into());
        }
        wants.extend(self.wanted_to_agree(ctx));
        wants.extend(self.pick_wants(ctx));
        wants.extend(self.file_wants().into_iter().map(Ask::from));
        match self.page {
            Page::Review => {
                wants.extend(self.wanted_quotas(ctx));
                wants.extend(self.foresight(ctx).map(Ask::from));
            }
            Page::Trial => wants.extend(self.trial().map(Ask::from)),
            Page::Step(_) => {}
        }
        wants
    }

    fn questions(&self, _ctx: &Ctx<'_>) -> Vec<Question> {
        let of = |name| Question { capability: Capability::of(name), on: None };
        ["scaffolder.task.create", "scaffolder.template.dry-run"].map(of).to_vec()
    }

    fn offers(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        if self.pick.is_some() {
            return matches!(action, Action::PickerChoose | Action::PickerLeave) || movement(action).is_some();
        }
        if self.is_loading {
            return false;
        }
        if self.sent.is_some() || self.filling.is_none() {
            return (action == Action::ListOpen && self.sheet.target().is_some()) || movement(action).is_some();
        }
        match self.page {
            Page::Step(_) => self.offers_in_form(action, ctx),
            Page::Review => self.offers_in_review(action, ctx),
            Page::Trial => self.offers_in_trial(action, ctx),
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if self.pick.is_some() {
            return self.act_on_pick(action, ctx);
        }
        if self.sent.is_some() || self.filling.is_none() {
            return self.act_in_review(action, ctx);
        }
        match (action, self.page) {
            (Action::WizardLeave, _) => self.step_out(ctx),
            (Action::WizardNextStep, _) => {
                self.next_page();
                Vec::new()
            }
            (Action::WizardPreviousStep, _) => {
                self.previous_page();
                Vec::new()
            }
            (_, Page::Step(_)) => self.act_in_form(action, ctx),
            (_, Page::Review) => self.act_in_review(action, ctx),
            (_, Page::Trial) => self.act_in_trial(action, ctx),
        }
    }

    fn title_of(&self, action: Action, _ctx: &Ctx<'_>) -> Option<&'static str> {
        let filling = self.filling.as_ref().filter(|_| self.pick.is_none() && self.sent.is_none())?;
        match (action, self.page) {
            (Action::ListOpen, Page::Step(_)) => Some(filling.view.enter_title()),
            (Action::TemplateRun, _) if !self.is_ready() => Some("What is missing"),
            _ => None,
        }
    }

    fn typed_key(&self) -> Option<(&'static str, &'static str)> {
        let filling = self.filling.as_ref().filter(|_| self.pick.is_none() && self.is_editing())?;
        filling.view.space_title().map(|title| ("space", title))
    }

    fn typing(&self) -> bool {
        self.pick.is_some() || self.is_editing() || self.is_loading
    }

    fn type_key(&mut self, key: Key, _ctx: &Ctx<'_>) {
        match self.is_loading {
            true => self.keep_early(key),
            false => self.take_key(key),
        }
    }

    fn paste(&mut self, text: &str, _ctx: &Ctx<'_>) {
        if let Some(pick) = &mut self.pick {
            return pick.picker.paste(text);
        }
        let is_form = matches!(self.page, Page::Step(_)) && self.sent.is_none();
        let change = self.filling.as_mut().filter(|_| is_form).and_then(|filling| filling.view.paste(text));
        change.into_iter().for_each(|change| self.change(change));
    }

    fn mouse(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        let at = Position { x: mouse.column, y: mouse.row };
        if let Some(pick) = &mut self.pick {
            if mouse.did == MouseDid::Click && pick.picker.click(at, ctx.body) {
                self.choose();
            }
            return Vec::new();
        }
        let areas = self.areas(ctx);
        if mouse.did == MouseDid::Click
            && let Some(page) = self.page_at(ctx, at)
        {
            self.turn(page);
            return Vec::new();
        }
        if !areas.form.contains(at) {
            return Vec::new();
        }
        let is_form = matches!(self.page, Page::Step(_)) && self.sent.is_none();
        match (&mut self.filling, self.page) {
            (Some(filling), Page::Step(_)) if is_form => {
                let dress = Dressed {
                    ctx,
                    addresses: &filling.addresses,
                    files: &filling.files,
                    from_link: &filling.from_link,
                    refused: &filling.refused,
                };
                let change = filling.view.mouse(mouse.did, at, areas.form, ctx.look, &dress);
                change.into_iter().for_each(|change| self.change(change));
                Vec::new()
            }
            (Some(_), Page::Trial) => self.mouse_in_trial(mouse, ctx),
            _ => self.mouse_in_review(mouse, ctx),
        }
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        self.settle_all(ctx);
    }

    fn due(&mut self, ctx: &Ctx<'_>) -> Vec<Intent> {
        let mut intents: Vec<Intent> = self.keep(ctx).into_iter().collect();
        intents.extend(std::mem::take(&mut self.told).into_iter().map(Intent::Tell));
        intents
    }

    fn written(&mut self, text: &str, _ctx: &Ctx<'_>) -> bool {
        let (Some((step, path)), Some(filling)) = (self.written.take(), &mut self.filling) else { return false };
        let text = text.strip_suffix('\n').unwrap_or(text);
        filling.form.set_text(step, &path, text);
        filling.changed_at_path(&path);
        true
    }

    fn ended(&mut self, command: &Command, outcome: &Outcome) -> Vec<Intent> {
        self.ended_so(command, outcome);
        self.dropped.take().map(Intent::DropDraft).into_iter().collect()
    }

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        Some(self.template.clone())
    }

    fn dividers(&self, ctx: &Ctx<'_>) -> Vec<Divider> {
        let is_trial = self.page == Page::Trial && self.trial_run(ctx).is_some();
        let body = self.areas(ctx).form;
        is_trial.then(|| ctx.divider(Part::Produced, body)).flatten().into_iter().collect()
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        self.paint(ctx, buf)
    }
}

impl Wizard {
    fn act_on_pick(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        let Some(pick) = &mut self.pick else { return Vec::new() };
        if let Some(to) = movement(action) {
            pick.waits = false;
            pick.picker.go(to, ctx.body);
        } else if action == Action::PickerChoose {
            self.choose();
        } else {
            self.pick = None;
        }
        Vec::new()
    }

    fn mouse_in_review(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        let area = self.areas(ctx).form;
        let height = usize::from(area.height);
        match mouse.did {
            MouseDid::WheelDown => self.sheet.scroll(3, height),
            MouseDid::WheelUp => self.sheet.scroll(-3, height),
            MouseDid::Click => {
                if self.sheet.click(usize::from(mouse.row.saturating_sub(area.y))) {
                    return self.act_in_review(Action::ListOpen, ctx);
                }
            }
        }
        Vec::new()
    }
}
