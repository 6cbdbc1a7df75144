//! Taking in what became known and what was changed.

use super::dress::Dressed;
use super::repository::preset;
use super::state::{Page, Wizard};
use crate::domain::form::Field;
use crate::screen::ctx::Ctx;

/// What stands at the end of a step.
pub(super) const NEXT: &str = "Next step";
/// What stands at the end of the last one.
const LAST: &str = "Review";

impl Wizard {
    pub(super) fn settle_all(&mut self, ctx: &Ctx<'_>) {
        self.begin(ctx);
        self.stay_on_a_page();
        self.preset();
        self.settle_form(ctx);
        self.settle_early(ctx);
        if self.pick.is_some() {
            self.settle_pick(ctx);
            self.choose_what_waited(ctx);
        }
        match self.page {
            _ if self.sent.is_some() => self.settle_absence(ctx),
            Page::Trial => self.settle_trial(ctx),
            Page::Review => self.settle_review(ctx),
            Page::Step(_) => self.settle_absence(ctx),
        }
    }

    /// A step that is no longer shown gives way to the one before it.
    fn stay_on_a_page(&mut self) {
        let Page::Step(at) = self.page else { return };
        let steps = self.steps();
        if self.filling.is_none() || steps.contains(&at) {
            return;
        }
        let page = steps.iter().rfind(|step| **step < at).or(steps.first()).copied().map_or(Page::Review, Page::Step);
        self.turn(page);
    }

    /// Fills in what the template leaves no choice about.
    fn preset(&mut self) {
        let (Page::Step(step), Some(filling)) = (self.page, &mut self.filling) else { return };
        let view = filling.form.view(step);
        let is_of = |field: &&Field| field.name == "RepoUrlPicker" && !filling.was_preset.contains(&field.path);
        let found: Vec<Field> = view.fields.iter().filter(is_of).cloned().collect();
        for field in found {
            filling.was_preset.insert(field.path.clone());
            if let Some(value) = preset(&field) {
                filling.form.set(step, &field.path, Some(value));
            }
        }
    }

    pub(super) fn settle_form(&mut self, ctx: &Ctx<'_>) {
        let area = self.areas(ctx).form;
        let is_last = self.page_after(false) == Some(Page::Review);
        let (Page::Step(step), Some(filling)) = (self.page, &mut self.filling) else { return };
        let view = filling.form.visit(step);
        let dress =
            Dressed { ctx, addresses: &filling.addresses, from_link: &filling.from_link, refused: &filling.refused };
        filling.view.set(&view, &dress, if is_last { LAST } else { NEXT });
        if let Some(path) = self.goes_to.take() {
            filling.view.focus(&path);
        }
        if let Some(path) = self.goes_to_name.take() {
            filling.view.focus_name(&path);
        }
        if let Some((path, from, to)) = self.goes_along.take() {
            filling.view.moved(&path, from, to);
        }
        filling.view.settle(area, ctx.look, &dress);
    }

    /// What was to be chosen, once what was typed is found.
    fn choose_what_waited(&mut self, ctx: &Ctx<'_>) {
        let is_due = self.pick.as_mut().is_some_and(|pick| pick.is_found() && std::mem::take(&mut pick.waits));
        if is_due {
            self.choose();
            self.settle_form(ctx);
        }
    }
}
