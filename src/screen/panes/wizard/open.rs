//! Beginning to fill in: from nothing, from a draft, or with what a link brought.

use super::filling::Filling;
use super::state::{Page, Wizard};
use crate::domain::form::{Field, Path, Secrecy};
use crate::domain::text::Clean;
use crate::platform::query::Drafts;
use crate::platform::templates::{Draft, TemplateForm};
use crate::screen::ctx::Ctx;
use serde_json::Value;
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
            draft.values.iter().for_each(|values| filling.form.fill(values));
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
        let found = remote.answer().and_then(|drafts| drafts.iter().find(|draft| draft.id == id).cloned());
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
        new.form.fill(&filling.form.draft());
        (new.draft, new.is_changed) = (filling.draft.take(), filling.is_changed);
        new.from_link = std::mem::take(&mut filling.from_link);
        *filling = new;
        self.told.push("the template has changed; what was filled in is kept, but for secrets".into());
    }
}

/// Fills in what a link brought; what could not be is told. Fields may come to be seen by others, so it is
/// gone round until nothing more is taken.
fn prefill(filling: &mut Filling, query: &[(String, String)]) -> Vec<Clean> {
    let mut open: Vec<&(String, String)> = query.iter().collect();
    let mut told = Vec::new();
    loop {
        let before = open.len();
        open.retain(|(name, value)| match place(filling, name) {
            Some((step, field)) => {
                if let Some(words) = put(filling, step, &field, value) {
                    told.push(words);
                }
                false
            }
            None => true,
        });
        if open.is_empty() || open.len() == before {
            break;
        }
    }
    told.extend(open.iter().map(|(name, _)| Clean::line(&format!("the link names {name}, which is not asked for"))));
    told
}

/// The field that a name means: of any step, the first.
fn place(filling: &mut Filling, name: &str) -> Option<(usize, Field)> {
    let whole: Path = [name].into_iter().collect();
    let dotted = Path::from_dotted(name);
    for step in 0..filling.form.steps().len() {
        let view = filling.form.visit(step);
        let found = view.field(&whole).or_else(|| view.field(&dotted)).cloned();
        if let Some(field) = found {
            return Some((step, field));
        }
    }
    None
}

/// Fills in a field; why not, where that is refused.
fn put(filling: &mut Filling, step: usize, field: &Field, text: &str) -> Option<Clean> {
    let refused = |why: &str| Some(Clean::line(&format!("the link may not fill in {}: {why}", field.path)));
    if field.hidden {
        return refused("it is hidden");
    }
    if field.secrecy != Secrecy::Open {
        return refused("it is secret");
    }
    if !field.is_editable() {
        return refused("it cannot be changed");
    }
    match field.value_type() {
        Some("array" | "object") => match serde_json::from_str::<Value>(text) {
            Ok(value) => filling.form.set(step, &field.path, Some(value)),
            Err(_) if field.value_type() == Some("array") => {
                let items = text.split(',').map(|item| Value::from(item.trim())).collect();
                filling.form.set(step, &field.path, Some(Value::Array(items)));
            }
            Err(_) => return refused("its value is no JSON"),
        },
        _ => filling.form.set_text(step, &field.path, text),
    }
    filling.from_link.insert(field.path.clone());
    None
}
