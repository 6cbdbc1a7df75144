//! Beginning to fill in: from nothing, from a draft, or with what a link brought.

use super::filling::Filling;
use super::link::prefill;
use super::state::{Page, Wizard};
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
        filling.form.visit(filling.form.shown_steps().first().copied().unwrap_or(0));
        let mut first = filling.form.shown_steps().first().copied().unwrap_or(0);
        if let Some(draft) = draft {
            draft.values.iter().for_each(|values| filling.form.resume(values, &draft.marks));
            filling.resume_files(draft.marks.get("files"));
            filling.draft = Some(draft.id.clone());
            first = draft.step;
            if draft.version != asked.version {
                self.told.push("the template has changed since this was begun: look at every step".into());
            }
        } else {
            let told = prefill(&mut filling, &self.place.query);
            self.told.extend(told);
        }
        let steps = filling.form.shown_steps();
        self.attempted.extend(steps.first().copied());
        self.attempted.insert(first);
        self.page = match steps.contains(&first) {
            true => Page::Step(first),
            false if steps.is_empty() => Page::Review,
            false => Page::Step(steps.first().copied().unwrap_or(0)),
        };
        self.filling = Some(filling);
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
        new.form.resume(&filling.form.draft(), &filling.form.marks());
        (new.draft, new.is_changed) = (filling.draft.take(), filling.is_changed);
        // what was sent may have been done: it is not sent again for that the template is another
        (new.running, new.in_doubt) = (filling.running.take(), filling.in_doubt);
        new.from_link = std::mem::take(&mut filling.from_link);
        new.files = std::mem::take(&mut filling.files);
        *filling = new;
        self.told.push("the template has changed; what was filled in is kept, but for secrets".into());
    }
}
