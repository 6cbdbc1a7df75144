//! Beginning to fill in: from nothing, from a draft, or with what a link brought.

use super::filling::Filling;
use super::link::prefill;
use super::state::{Page, Wizard};
use crate::domain::model::Place;
use crate::platform::query::Drafts;
use crate::platform::templates::{Draft, TemplateForm};
use crate::screen::ctx::Ctx;
use std::sync::Arc;

impl Wizard {
    /// Begins once it is known what is asked for, and what was filled in before.
    pub(super) fn begin(&mut self, ctx: &Ctx<'_>) {
        if self.sent.is_some() {
            return;
        }
        let Some(asked) = self.asked(ctx).cloned() else { return };
        if self.filling.is_some() {
            return self.take_in_another(&asked);
        }
        let Some(draft) = self.draft_known(ctx) else { return };
        let mut filling = Filling::of(&asked, super::settle::NEXT);
        let first = filling.form.shown_steps().first().copied().unwrap_or(0);
        filling.form.open(first);
        self.page = match &draft {
            Some(draft) => self.resume(&mut filling, draft),
            None => {
                let told = prefill(&mut filling, &self.place.query);
                self.told.extend(told);
                Page::Step(first)
            }
        };
        self.begin_at(filling);
    }

    /// Fills in what a draft kept, and tells which page it was left at.
    fn resume(&mut self, filling: &mut Filling, draft: &Draft) -> Page {
        filling.resume(draft);
        let is_same = draft.version == filling.asked.version;
        if !is_same {
            self.told.push("the template has changed since this was begun: look at every step".into());
        }
        if draft.is_at_review() && is_same { Page::Review } else { Page::Step(draft.step) }
    }

    /// Shows the page that it begins at. One has been at the steps before it.
    fn begin_at(&mut self, mut filling: Filling) {
        let steps = filling.form.shown_steps();
        self.page = match self.page {
            Page::Step(step) if steps.contains(&step) => Page::Step(step),
            Page::Step(_) => steps.first().copied().map_or(Page::Review, Page::Step),
            page => page,
        };
        match self.page {
            Page::Step(at) => {
                self.attempted.extend(steps.into_iter().filter(|step| *step <= at));
                filling.form.open(at);
            }
            Page::Review | Page::Trial => {
                self.attempted.extend(steps);
                filling.form.visit_all();
            }
        }
        self.filling = Some(filling);
    }

    /// What was begun and kept before, where one opened the template anew and has not changed anything: the newest.
    pub(super) fn unfinished<'a>(&self, ctx: &Ctx<'a>) -> Option<&'a Draft> {
        let is_open = self.filling.as_ref().is_some_and(Filling::is_untouched) && matches!(self.page, Page::Step(_));
        let drafts = ctx.store.get(&Drafts {}).answer().filter(|_| is_open)?;
        drafts.iter().find(|draft| draft.template == self.template)
    }

    /// Goes on with what was begun before.
    pub(super) fn take_up(&mut self, ctx: &Ctx<'_>) {
        let Some(draft) = self.unfinished(ctx) else { return };
        self.place = Place::draft(self.template.clone(), &draft.id);
        (self.filling, self.pick) = (None, None);
        self.attempted.clear();
        self.begin(ctx);
    }

    /// The draft that the link names; `None` while that is not known. One that is gone is told.
    fn draft_known(&mut self, ctx: &Ctx<'_>) -> Option<Option<Draft>> {
        let Some(id) = self.place.draft_id() else { return Some(None) };
        let remote = ctx.store.get(&Drafts {});
        let is_over = remote.answer().is_some() || remote.fault.is_some();
        // an id of another template's draft is none of this one's, and must not be written over
        let is_it = |draft: &&Draft| draft.id == id && draft.template == self.template;
        let found = remote.answer().and_then(|drafts| drafts.iter().find(is_it).cloned());
        if is_over && found.is_none() {
            self.told.push("what was filled in there is not kept any more".into());
            self.place.fragment = None;
        }
        is_over.then_some(found)
    }

    /// The template is another by now: what was filled in is taken over.
    fn take_in_another(&mut self, asked: &Arc<TemplateForm>) {
        let Some(filling) = &mut self.filling else { return };
        if Arc::ptr_eq(&filling.asked, asked) {
            return;
        }
        if filling.asked.steps == asked.steps {
            filling.asked = Arc::clone(asked);
            return;
        }
        let mut new = Filling::of(asked, super::settle::NEXT);
        new.adopt(filling);
        *filling = new;
        self.told.push("the template has changed; what was filled in is kept".into());
    }
}
