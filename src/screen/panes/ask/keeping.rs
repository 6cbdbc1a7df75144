//! Keeping what is filled in as a draft whenever it was changed, and going on with one.

use super::order::Named;
use super::state::AskRoom;
use crate::domain::model::{EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::access::new_mark;
use crate::platform::query::Drafts;
use crate::platform::templates::Draft;
use crate::screen::ctx::Ctx;
use crate::screen::panes::Intent;
use serde_json::{Value, json};

impl AskRoom {
    /// The draft to keep, where something was changed since the last one.
    pub(super) fn keep(&mut self, ctx: &Ctx<'_>) -> Option<Intent> {
        if !self.is_changed || self.sent.is_some() {
            return None;
        }
        self.is_changed = false;
        let template: EntityRef = Draft::ACCESS.parse().ok()?;
        let id = self.draft.get_or_insert_with(|| format!("access-{:x}-{}", ctx.now.0, new_mark())).clone();
        let mut marks = self.form.marks();
        if let Value::Object(marks) = &mut marks {
            // so that what was sent and is in doubt is looked up after a start anew as well
            marks.insert("mark".into(), json!(self.mark));
            marks.insert("doubt".into(), json!(self.in_doubt));
            marks.insert("touched".into(), json!(self.touched));
        }
        Some(Intent::KeepDraft(Box::new(Draft {
            id,
            template,
            title: self.called(),
            step: 0,
            values: vec![self.form.draft()],
            marks,
            at: ctx.now,
            version: 0,
        })))
    }

    fn called(&self) -> String {
        match self.named() {
            Named::Resource(id) => format!("Access to {}", id.name),
            Named::Entity(entity) => format!("Access to {}", entity.name()),
            Named::Nothing | Named::Unknown => "Access".to_owned(),
        }
    }

    /// Fills in what the draft kept that the link names, once drafts are known. One that is gone is told.
    pub(super) fn take_up_named(&mut self, ctx: &Ctx<'_>) {
        if !self.awaits_draft {
            return;
        }
        let remote = ctx.store.get(&Drafts {});
        if remote.answer().is_none() && remote.fault.is_none() {
            return;
        }
        self.awaits_draft = false;
        let id = self.place.draft_id().unwrap_or_default().to_owned();
        let found = remote.answer().and_then(|all| all.iter().find(|draft| draft.id == id && draft.is_of_access()));
        match found.cloned() {
            Some(draft) => self.resume(&draft),
            None => {
                self.place.fragment = None;
                self.told.push(Clean::from("what was filled in there is not kept any more"));
            }
        }
    }

    /// Goes on with what was begun before.
    pub(super) fn resume(&mut self, draft: &Draft) {
        draft.values.iter().for_each(|values| self.form.resume(values, &draft.marks));
        self.form.open(0);
        let touched = draft.marks.get("touched").and_then(Value::as_array);
        self.touched = touched.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
        self.from_link.clear();
        if let Some(mark) = draft.marks.get("mark").and_then(Value::as_str) {
            self.mark = mark.to_owned();
        }
        self.in_doubt = draft.marks.get("doubt") == Some(&Value::Bool(true));
        self.draft = Some(draft.id.clone());
        self.is_changed = false;
    }

    /// The link to what is filled in: with its draft once there is one, else as it was opened.
    pub(super) fn here(&self) -> Place {
        match &self.draft {
            Some(id) => Place::asking_again(id),
            None => self.place.clone(),
        }
    }
}
