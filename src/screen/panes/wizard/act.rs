//! What actions do in the wizard.

use super::dress::Dressed;
use super::state::{Page, Wizard};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::screen::ctx::Ctx;
use crate::screen::panes::{Intent, follow, movement};
use crate::screen::widgets::cursor::Move;

impl Wizard {
    pub(super) fn offers_in_form(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        let Some(filling) = &self.filling else { return false };
        let view = &filling.view;
        match action {
            Action::ListTop | Action::ListBottom => !view.is_editing(),
            Action::ListOpen | Action::ListNextPart | Action::ListPreviousPart => true,
            Action::WizardNextStep | Action::WizardLeave => true,
            // offered at the first step as well: what the key means elsewhere would leave the wizard
            Action::WizardPreviousStep => true,
            Action::WizardNextError | Action::WizardPreviousError => !view.problems().is_empty(),
            Action::WizardEditor => view.area_text().is_some(),
            Action::WizardMore | Action::WizardLess => view.has_more(),
            Action::WizardAdd => view.add().is_some(),
            Action::WizardRemove => view.remove().is_some(),
            Action::WizardEarlier => view.move_by(-1).is_some(),
            Action::WizardLater => view.move_by(1).is_some(),
            Action::WizardResume => self.unfinished(ctx).is_some(),
            _ => movement(action).is_some(),
        }
    }

    pub(super) fn act_in_form(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if let Some(to) = movement(action) {
            self.move_in_form(to, ctx);
            return Vec::new();
        }
        match action {
            Action::WizardEditor => return self.write(),
            Action::WizardResume => {
                self.take_up(ctx);
                return Vec::new();
            }
            _ => {}
        }
        let Some(filling) = &mut self.filling else { return Vec::new() };
        let view = &mut filling.view;
        let change = match action {
            Action::ListOpen if !view.is_editing() => {
                view.edit(true);
                if view.opens_at_once() { view.enter() } else { None }
            }
            Action::ListOpen => view.enter(),
            Action::ListNextPart | Action::ListPreviousPart => {
                view.tab(if action == Action::ListNextPart { 1 } else { -1 });
                None
            }
            Action::WizardNextError | Action::WizardPreviousError => {
                view.next_problem(action == Action::WizardPreviousError);
                None
            }
            Action::WizardMore => view.change_by(1),
            Action::WizardLess => view.change_by(-1),
            Action::WizardAdd => view.add(),
            Action::WizardRemove => view.remove(),
            Action::WizardEarlier => view.move_by(-1),
            Action::WizardLater => view.move_by(1),
            _ => None,
        };
        change.into_iter().for_each(|change| self.change(change));
        Vec::new()
    }

    fn move_in_form(&mut self, to: Move, ctx: &Ctx<'_>) {
        let area = self.areas(ctx).form;
        let Some(filling) = &mut self.filling else { return };
        let dress =
            Dressed { ctx, addresses: &filling.addresses, from_link: &filling.from_link, refused: &filling.refused };
        match to {
            Move::By(n) => drop(filling.view.step(n)),
            Move::Page(n) | Move::Half(n) => filling.view.page(n, area, ctx.look, &dress),
            Move::Top => filling.view.to_end(false),
            Move::Bottom => filling.view.to_end(true),
        }
    }

    /// Has the text that has the keys written in the editor.
    fn write(&mut self) -> Vec<Intent> {
        let (Some(filling), Page::Step(step)) = (&self.filling, self.page) else { return Vec::new() };
        let Some((path, text)) = filling.view.area_text() else { return Vec::new() };
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        let name: String = path.last().unwrap_or("text").chars().map(plain).collect();
        self.written = Some((step, path));
        vec![Intent::Write { name: format!("{name}.md"), text }]
    }

    pub(super) fn offers_in_review(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        let Some(filling) = &self.filling else { return false };
        let is_still = filling.running.is_none();
        match action {
            Action::ListOpen => self.sheet.target().is_some(),
            Action::WizardPreviousStep => is_still && self.page_after(true).is_some(),
            Action::WizardLeave => true,
            // what is missing is said, and one is led there
            Action::TemplateRun => is_still && ctx.gate.offers_template(&self.template),
            Action::WizardTryOut => {
                let may = crate::platform::capability::Capability::of("scaffolder.template.dry-run");
                filling.is_complete() && is_still && ctx.gate.lacks(&[may], Some(&self.template)).is_none()
            }
            Action::WizardSkip => {
                is_still
                    && !filling.asked.sends_anyway
                    && filling.asked.actions.iter().any(|step| !step.lacks.is_empty())
            }
            Action::WizardTrust => is_still && filling.asked.needs_trust && !filling.trusts,
            _ => movement(action).is_some(),
        }
    }

    pub(super) fn act_in_review(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        let height = usize::from(self.areas(ctx).form.height);
        if let Some(to) = movement(action) {
            self.sheet.go(to, height);
            return Vec::new();
        }
        match action {
            Action::ListOpen if !self.goes_to_field_here() => {
                return self.sheet.target().map(follow).into_iter().collect();
            }
            Action::TemplateRun => return self.run_or_lead(ctx),
            Action::WizardTryOut => self.turn(Page::Trial),
            Action::WizardSkip => {
                if let Some(filling) = &mut self.filling {
                    filling.skips = !filling.skips;
                }
            }
            Action::WizardTrust => {
                if let Some(filling) = &mut self.filling {
                    filling.trusts = true;
                }
            }
            _ => {}
        }
        Vec::new()
    }

    /// Out of the field, then out of the wizard; what was filled in is kept, and that is told.
    pub(super) fn step_out(&mut self, ctx: &Ctx<'_>) -> Vec<Intent> {
        if self.page == Page::Trial {
            self.turn(Page::Review);
            return Vec::new();
        }
        if self.is_editing() {
            if let Some(filling) = &mut self.filling {
                filling.view.edit(false);
            }
            return Vec::new();
        }
        let mut intents: Vec<Intent> = self.keep(ctx).into_iter().collect();
        let is_kept = self.filling.as_ref().is_some_and(|filling| filling.draft.is_some());
        if is_kept {
            let secrets = self.filling.as_ref().is_some_and(|filling| !filling.form.secrets().is_empty());
            let words = match secrets {
                true => "what was filled in is kept among the templates, but for secrets",
                false => "what was filled in is kept among the templates",
            };
            intents.push(Intent::Tell(Clean::from(words)));
        }
        intents.push(Intent::Back);
        intents
    }
}
