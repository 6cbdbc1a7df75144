use super::fields::{self, DURATION, KIND, LEVEL, NAMES, Shown, path};
use super::picking::Picking;
use crate::domain::form::Form;
use crate::domain::model::Place;
use crate::domain::model::access::AccessLevel;
use crate::domain::text::Clean;
use crate::platform::access::new_mark;
use crate::screen::ctx::Ctx;
use crate::screen::panes::granted;
use crate::screen::widgets::form::FormView;
use ratatui::layout::Rect;
use serde_json::Value;
use std::collections::BTreeSet;

/// What stands at the end of the form.
const NEXT: &str = "See what it needs, and ask";

/// The room that asks for access.
#[derive(Debug)]
pub struct AskRoom {
    /// As the link said that led here.
    pub(super) place: Place,
    pub(super) form: Form,
    pub(super) view: FormView,
    pub(super) shown: Shown,
    /// What is being chosen over the form.
    pub(super) pick: Option<Picking>,
    /// The fields that a link filled in, and nobody changed since.
    pub(super) from_link: BTreeSet<String>,
    /// The fields that a person filled in: nothing is proposed for them any more.
    pub(super) touched: BTreeSet<String>,
    /// A draft that the link names is still looked for.
    pub(super) awaits_draft: bool,
    /// The id that it is kept under, once something was changed.
    pub(super) draft: Option<String>,
    /// Something was changed since it was kept last.
    pub(super) is_changed: bool,
    /// The draft that is not wanted any more.
    pub(super) dropped: Option<String>,
    /// The mark of what is asked for: it stays until it is known how it ended, so that nothing is asked twice.
    pub(super) mark: String,
    /// It was sent, and whether it was done is not known.
    pub(super) in_doubt: bool,
    /// Where what came of it is to be seen, once it was asked for.
    pub(super) sent: Option<Place>,
    /// The text of the reason is in the editor.
    pub(super) is_written: bool,
    /// What is to be told at the next moment.
    pub(super) told: Vec<Clean>,
}

impl AskRoom {
    /// The room as a link says.
    pub fn open(place: &Place) -> Self {
        let shown = Shown { roles: place.param(fields::ROLE).is_some(), environment: true };
        let mut room = Self {
            place: place.clone(),
            form: fields::form(shown),
            view: FormView::begin(NEXT),
            shown,
            pick: None,
            from_link: BTreeSet::new(),
            touched: BTreeSet::new(),
            awaits_draft: place.draft_id().is_some(),
            draft: None,
            is_changed: false,
            dropped: None,
            mark: new_mark(),
            in_doubt: false,
            sent: None,
            is_written: false,
            told: Vec::new(),
        };
        room.form.open(0);
        if !room.awaits_draft {
            room.prefill();
        }
        room
    }

    /// Fills in what the link brought; what it names besides is told.
    fn prefill(&mut self) {
        for (name, value) in self.place.query.clone() {
            match NAMES.iter().find(|known| **known == name) {
                Some(&LEVEL) if AccessLevel::of_word(value.trim()).is_none() => {
                    let words = AccessLevel::ALL.map(AccessLevel::word).join(", ");
                    let words = format!("the link's type `{}` is none of {words}: it is left to you", value.trim());
                    self.told.push(Clean::line(&words));
                }
                Some(known) if !value.trim().is_empty() => {
                    self.set(known, Some(value.trim()));
                    self.from_link.insert(name);
                }
                Some(_) => {}
                None => {
                    let words = format!("the link names {name}, which is not asked for");
                    self.told.push(Clean::line(&words));
                }
            }
        }
    }

    /// What is filled in under a name.
    pub(super) fn text(&self, name: &str) -> &str {
        self.form.state().get(name).and_then(Value::as_str).unwrap_or_default().trim()
    }

    /// Fills in a field, or empties it.
    pub(super) fn set(&mut self, name: &str, text: Option<&str>) {
        self.form.set(0, &path(name), text.map(Value::from));
    }

    /// A person filled in a field.
    pub(super) fn changed(&mut self, name: &str) {
        self.is_changed = true;
        self.touched.insert(name.to_owned());
        self.from_link.remove(name);
        // what was asked for until now may have been done; another request is another one
        if !self.in_doubt {
            self.mark = new_mark();
        }
    }

    /// Whether a person or a link filled in a field.
    pub(super) fn is_said(&self, name: &str) -> bool {
        self.touched.contains(name) || self.from_link.contains(name)
    }

    /// Which fields there are, by what is known now; what was filled in stays.
    pub(super) fn reshape(&mut self, ctx: &Ctx<'_>) {
        let lacks_resources = granted::ways(ctx)
            .is_some_and(|ways| ways.lack(crate::domain::model::access::AccessWay::Resources).is_some());
        let environment = self.known_environment(ctx).is_none();
        let shown = Shown { roles: lacks_resources || !self.text(fields::ROLE).is_empty(), environment };
        if shown != self.shown {
            let mut form = fields::form(shown);
            form.adopt(&self.form);
            form.open(0);
            (self.form, self.shown) = (form, shown);
        }
    }

    /// Proposes what follows from the resource and from the policy, where nobody said something else.
    pub(super) fn propose(&mut self, ctx: &Ctx<'_>) {
        if !self.is_said(KIND) {
            let kind = self.proposed_kind(ctx).map(|kind| kind.word());
            if kind.unwrap_or_default() != self.text(KIND) {
                self.set(KIND, kind);
            }
        }
        if !self.is_said(DURATION) {
            let usual = self.ruling(ctx).usual.map(crate::domain::model::access::span_words);
            if usual.as_deref().unwrap_or_default() != self.text(DURATION) {
                self.set(DURATION, usual.as_deref());
            }
        }
    }

    pub(super) fn settle_form(&mut self, ctx: &Ctx<'_>) {
        self.take_name(ctx);
        self.reshape(ctx);
        self.propose(ctx);
        let area = self.areas(ctx).1;
        let view = self.form.visit(0);
        let mut shown = std::mem::take(&mut self.view);
        let dress = self.dress(ctx);
        shown.set(&view, &dress, NEXT);
        shown.settle(area, ctx.look, &dress);
        self.view = shown;
    }

    /// What stands above, and the form.
    pub(super) fn areas(&self, ctx: &Ctx<'_>) -> (Rect, Rect) {
        let body = ctx.body;
        let wanted = u16::try_from(self.head_lines(ctx).len()).unwrap_or(0) + 1;
        let most = body.height.saturating_mul(2) / 5;
        let height = if self.has_form(ctx) { wanted.min(most) } else { body.height };
        let head = Rect { height, ..body };
        (head, Rect { y: head.bottom(), height: body.height - height, ..body })
    }

    /// Whether there is something to fill in.
    pub(super) fn has_form(&self, ctx: &Ctx<'_>) -> bool {
        self.sent.is_none() && !self.awaits_draft && !granted::is_absent(ctx)
    }
}
