//! What keys do in the form, and what becomes of what was sent.

use super::fields::{REASON, path};
use super::picking::Picking;
use super::state::AskRoom;
use crate::domain::text::Clean;
use crate::platform::access::new_mark;
use crate::platform::actions::Action;
use crate::platform::command::Command;
use crate::platform::fault::FaultKind;
use crate::platform::outcome::Outcome;
use crate::screen::ctx::Ctx;
use crate::screen::panes::{Intent, movement};
use crate::screen::widgets::cursor::Move;
use crate::screen::widgets::form::Change;

impl AskRoom {
    pub(super) fn offers_in_form(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        let view = &self.view;
        match action {
            Action::ListTop | Action::ListBottom => !view.is_editing(),
            Action::ListOpen | Action::ListNextPart | Action::ListPreviousPart | Action::WizardLeave => true,
            Action::WizardNextStep => ctx.gate.lets(Action::AccessAsk),
            Action::WizardNextError | Action::WizardPreviousError => !view.problems().is_empty(),
            Action::WizardEditor => view.area_text().is_some(),
            Action::WizardResume => self.unfinished(ctx).is_some(),
            _ => movement(action).is_some(),
        }
    }

    pub(super) fn act_in_form(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if let Some(to) = movement(action) {
            self.move_in_form(to, ctx);
            return Vec::new();
        }
        let change = match action {
            Action::ListOpen if !self.view.is_editing() => {
                self.view.edit(true);
                if self.view.opens_at_once() { self.view.enter() } else { None }
            }
            Action::ListOpen => self.view.enter(),
            Action::ListNextPart | Action::ListPreviousPart => {
                self.view.tab(if action == Action::ListNextPart { 1 } else { -1 });
                None
            }
            Action::WizardNextError | Action::WizardPreviousError => {
                self.view.next_problem(action == Action::WizardPreviousError);
                None
            }
            Action::WizardNextStep => return self.ask(ctx),
            Action::WizardEditor => return self.write(),
            Action::WizardLeave => return self.step_out(),
            Action::WizardResume => {
                if let Some(draft) = self.unfinished(ctx).cloned() {
                    self.resume(&draft);
                }
                None
            }
            _ => None,
        };
        self.change(change, ctx)
    }

    fn move_in_form(&mut self, to: Move, ctx: &Ctx<'_>) {
        let area = self.areas(ctx).1;
        let dress = self.dress(ctx);
        match to {
            Move::By(n) => drop(self.view.step(n)),
            Move::Page(n) | Move::Half(n) => self.view.page(n, area, ctx.look, &dress),
            Move::Top => self.view.to_end(false),
            Move::Bottom => self.view.to_end(true),
        }
    }

    /// The field first, then the room.
    fn step_out(&mut self) -> Vec<Intent> {
        if self.view.is_editing() {
            self.view.edit(false);
            return Vec::new();
        }
        vec![Intent::Back]
    }

    /// Carries out what was done to the form; whoever is at its end asks.
    pub(super) fn change(&mut self, change: Option<Change>, ctx: &Ctx<'_>) -> Vec<Intent> {
        match change {
            Some(Change::Next) => return self.ask(ctx),
            Some(change) => self.take(change),
            None => {}
        }
        Vec::new()
    }

    /// Takes what was typed or chosen.
    pub(super) fn take(&mut self, change: Change) {
        let (path, text) = match change {
            Change::Text(path, text) => (path, Some(text)),
            Change::Value(path, value) => {
                let text = value.as_ref().map(crate::screen::widgets::form::text_of);
                (path, text)
            }
            Change::Pick(path, _, typed) => {
                self.pick = Picking::new(&path, &typed);
                return;
            }
            _ => return,
        };
        let Some(name) = path.last().map(str::to_owned) else { return };
        // as it is typed, blanks and all
        self.form.set_text(0, &path, &text.unwrap_or_default());
        self.changed(&name);
    }

    fn write(&mut self) -> Vec<Intent> {
        let Some((_, text)) = self.view.area_text() else { return Vec::new() };
        self.is_written = true;
        vec![Intent::Write { name: "reason.md".to_owned(), text }]
    }

    /// What was written in the editor.
    pub(super) fn take_written(&mut self, text: &str) -> bool {
        if !std::mem::take(&mut self.is_written) {
            return false;
        }
        self.form.set_text(0, &path(REASON), text.strip_suffix('\n').unwrap_or(text));
        self.changed(REASON);
        true
    }

    /// Shows what would be sent, to be sent on a yes; where something has to be mended one is led there.
    fn ask(&mut self, ctx: &Ctx<'_>) -> Vec<Intent> {
        let problems = self.problems(ctx);
        if let Some((name, words)) = problems.first() {
            self.view.show_problems();
            self.view.focus(&path(name));
            self.told.push(Clean::line(&format!("{name}: {words}")));
            return Vec::new();
        }
        self.order(ctx).map(|order| Intent::Confirm(Command::AskAccess(Box::new(order)))).into_iter().collect()
    }

    /// How it ended, where it is what was asked for here.
    pub(super) fn ended_so(&mut self, command: &Command, outcome: &Outcome) {
        let Command::AskAccess(order) = command else { return };
        if order.mark != self.mark {
            return;
        }
        match outcome {
            Outcome::Done { made, .. } => {
                let listed = || crate::domain::model::Place::access("");
                (self.sent, self.in_doubt) = (Some(made.clone().unwrap_or_else(listed)), false);
                self.dropped = self.draft.take();
                self.is_changed = false;
            }
            Outcome::Refused(fault) => self.refused(fault.kind),
            // its mark stays, by which it is looked up; and so it does over a start anew
            Outcome::InDoubt { .. } => (self.in_doubt, self.is_changed) = (true, true),
        }
    }

    /// A refusal says nothing of what was sent before: the look-up itself may have failed. Only what was looked up can
    /// conflict ([`another_is_there`](crate::platform::access::another_is_there)): then it is known what exists, and
    /// what is filled in now is another one.
    fn refused(&mut self, kind: FaultKind) {
        if kind == FaultKind::Conflict {
            (self.in_doubt, self.is_changed, self.mark) = (false, true, new_mark());
        }
    }
}
