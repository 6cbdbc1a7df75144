//! What changes the catalog, from any room that is about an entity: the review sheet, and the way
//! through the editor and back.

use super::edit::Edit;
use super::overlay::Overlay;
use super::state::{App, Effect};
use crate::domain::model::{EntityRef, Room, to_yaml};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::command::Command;
use crate::platform::fault::FaultKind;
use crate::platform::plan::Target;
use crate::platform::query::{Source, SourceOf};
use crate::screen::overlays::{Review, Tone, Verdict};
use std::path::PathBuf;

/// Whether an action changes the catalog or leads to that: those are done here, and not by a room.
fn is_deed(action: Action) -> bool {
    matches!(
        action,
        Action::CatalogRegister
            | Action::EntityTransfer
            | Action::EntityCommit
            | Action::EntityUnregister
            | Action::EntityValidate
    )
}

impl App {
    /// Whether an action is done here. The list may mean several entities at once, and then says so
    /// itself.
    pub(super) fn is_ours(&self, action: Action) -> bool {
        let of_list = || {
            let room = self.windows.room().filter(|_| action.is_bulk() && self.is_list());
            room.is_some_and(|room| room.offers(action, &self.ctx()))
        };
        is_deed(action) && !of_list()
    }

    /// Whether the room shown is the list of the catalog, which may mean several entities at once.
    fn is_list(&self) -> bool {
        let here = self.windows.room().map(|room| room.place(&self.ctx()));
        here.is_some_and(|here| here.room == Room::Catalog && here.subject.is_none())
    }

    /// Whether what is shown is about an entity itself: a wizard and a task are about what comes of a
    /// template, a request about access, and there its descriptor is nobody's business.
    fn is_about_an_entity(&self) -> bool {
        self.windows.room().is_some_and(|room| {
            let here = room.place(&self.ctx());
            let is_wizard = here.room == Room::Templates && here.subject.is_some();
            !is_wizard && !matches!(here.room, Room::Tasks | Room::Access)
        })
    }

    /// Whether one of our actions can be done here and now, as far as the gate lets it.
    pub(super) fn offers_deed(&self, action: Action) -> bool {
        let is_workspace = self.platform.is_workspace;
        let is_still = self.windows.room().is_some_and(|room| !room.typing());
        let is_about_one = is_still && self.is_about_an_entity() && self.subject().is_some();
        match action {
            Action::CatalogRegister => !is_workspace && self.is_list(),
            Action::EntityUnregister => !is_workspace && is_about_one,
            Action::EntityCommit => is_workspace && is_about_one,
            Action::EntityTransfer => is_about_one,
            // asked at every message: nothing is written out for it
            Action::EntityValidate => self.is_about_an_entity() && self.whole().is_some(),
            _ => false,
        }
    }

    pub(super) fn deed(&mut self, action: Action) -> Vec<Effect> {
        if !self.offers_deed(action) {
            return Vec::new();
        }
        match (action, self.subject()) {
            (Action::CatalogRegister, _) => self.review(action, Vec::new()),
            (Action::EntityValidate, _) => return self.write_descriptor(),
            (_, Some(subject)) => self.review(action, vec![subject]),
            _ => {}
        }
        Vec::new()
    }

    /// Opens the review sheet; a sheet that is still at work is not pushed aside.
    pub(super) fn review(&mut self, action: Action, targets: Vec<EntityRef>) {
        if self.lets_some(action, &targets) && self.overlay.is_none() {
            self.overlay = Some(Overlay::Review(Box::new(Review::new(action, targets))));
        }
    }

    /// The review of an action over one thing that is no entity.
    pub(super) fn review_of(&mut self, action: Action, target: Target) {
        if self.gate.lets_on(action, target.entity()) && self.overlay.is_none() {
            self.overlay = Some(Overlay::Review(Box::new(Review::of_target(action, target))));
        }
    }

    /// The review of one command, with nothing left to ask.
    pub(super) fn review_command(&mut self, command: Command) {
        if self.gate.lets_on(command.action(), command.on()) && self.overlay.is_none() {
            self.overlay = Some(Overlay::Review(Box::new(Review::of_command(command))));
        }
    }

    pub(super) fn offers_on_sheet(&self, action: Action) -> bool {
        if self.gate.is_restricted() && action.leaves().is_some() {
            return false;
        }
        match (&self.overlay, action) {
            (Some(Overlay::Review(review)), Action::ReviewConfirm) => review.can_confirm(),
            (Some(Overlay::Review(review)), Action::ReviewEdit) => {
                review.can_edit() && self.edit.file.is_some() || self.edit_address().is_some()
            }
            (Some(Overlay::Review(review)), Action::ListOpen) => review.can_enter(),
            (Some(Overlay::Review(review)), Action::ListNextPart) => review.typing(),
            // what is written there goes to a file
            (Some(Overlay::Verdict(_)), Action::ReviewConfirm) => !self.gate.is_restricted(),
            (Some(Overlay::Verdict(_)), Action::ReviewEdit) => true,
            _ => false,
        }
    }

    /// An action on the review sheet or the verdict; `None` where it is as on any overlay.
    pub(super) fn act_on_sheet(&mut self, action: Action) -> Option<Vec<Effect>> {
        match (&mut self.overlay, action) {
            (Some(Overlay::Review(_)), Action::AppBack | Action::AppQuit) => {
                self.leave_sheet();
                Some(Vec::new())
            }
            (Some(Overlay::Review(review)), Action::ListOpen) => {
                let first = review.enter();
                Some(self.send_first(first))
            }
            (Some(Overlay::Review(review)), Action::ReviewConfirm) => {
                let first = review.confirm();
                Some(self.send_first(first))
            }
            (Some(Overlay::Review(review)), Action::ListNextPart) => {
                review.complete();
                Some(Vec::new())
            }
            (Some(Overlay::Review(_)), Action::ReviewEdit) => Some(self.edit_again()),
            (Some(Overlay::Verdict(_)), Action::ReviewEdit) => Some(self.write_again()),
            (Some(Overlay::Verdict(verdict)), Action::ReviewConfirm) => {
                let name = format!("{}-catalog-info.yaml", verdict.reference.name());
                let text = std::mem::take(&mut verdict.text);
                self.overlay = None;
                Some(vec![Effect::Export { name, text }])
            }
            (Some(Overlay::Verdict(_)), Action::ListOpen) => Some(Vec::new()),
            _ => None,
        }
    }

    fn send_first(&mut self, first: Option<Command>) -> Vec<Effect> {
        first.map(|first| self.send(first)).unwrap_or_default()
    }

    /// A step back on the sheet, or away; a sheet that is at work stays until its step has ended.
    pub(super) fn leave_sheet(&mut self) {
        let leaves = match &mut self.overlay {
            Some(Overlay::Review(review)) => review.leave(),
            _ => true,
        };
        if leaves {
            self.overlay = None;
        }
    }

    /// Remembers whose descriptor is opened in the editor.
    pub(super) fn edit_source(&mut self, path: PathBuf, line: usize) -> Effect {
        self.edit = Edit { entity: self.subject(), file: Some((path.clone(), line)), is_over: false };
        Effect::Edit(path, line)
    }

    fn edit_again(&mut self) -> Vec<Effect> {
        if let Some(address) = self.edit_address() {
            self.overlay = None;
            return self.open(address).into_iter().collect();
        }
        let wrong = match &self.overlay {
            Some(Overlay::Review(review)) => review.wrong_line(),
            _ => None,
        };
        let Some((path, line)) = self.edit.file.clone() else { return Vec::new() };
        self.overlay = None;
        vec![Effect::Edit(path, wrong.unwrap_or(line))]
    }

    /// Where the descriptor that the sheet is about is edited, on a platform that keeps it elsewhere.
    fn edit_address(&self) -> Option<Clean> {
        let Some(Overlay::Review(review)) = &self.overlay else { return None };
        let subject = review.subject().filter(|_| review.action() == Action::EntityTransfer && !review.typing())?;
        match self.store.get(&SourceOf { reference: subject.clone() }).answer()?.as_ref() {
            Source::Address(address) => Some(Clean::line(address)),
            Source::File { .. } => None,
        }
    }

    /// The editor ended. What is to be committed is found out next.
    pub(super) fn edited(&mut self) -> Vec<Effect> {
        let may = |entity: &EntityRef| self.gate.lets_on(Action::EntityCommit, Some(entity));
        self.edit.is_over = self.platform.is_workspace && self.edit.entity.as_ref().is_some_and(may);
        vec![Effect::Redraw]
    }

    /// Shows what was changed in the editor, once that is known.
    pub(super) fn settle_edit(&mut self) {
        let Some(query) = self.edit.query() else { return };
        let remote = self.store.get(&query);
        let found = match (remote.answer(), remote.fault) {
            (Some(_), _) => None,
            (None, Some(fault)) => Some(fault.clone()),
            (None, None) => return,
        };
        self.edit.is_over = false;
        match (found, self.edit.command()) {
            (None, Some(command)) => self.review_command(command),
            // looked at, and left as it was
            (Some(fault), _) if fault.kind == FaultKind::Conflict => {}
            (Some(fault), _) if fault.kind == FaultKind::Unsupported => {
                self.tell(Tone::Plain, fault.happened);
            }
            (Some(fault), _) => self.tell(Tone::Bad, Clean::line(&fault.to_string())),
            _ => {}
        }
    }

    fn write_descriptor(&mut self) -> Vec<Effect> {
        let Some(entity) = self.whole() else { return Vec::new() };
        let (reference, text) = (entity.reference().clone(), to_yaml(&entity.as_written()));
        self.edit = Edit { entity: Some(reference.clone()), ..Edit::default() };
        vec![Effect::Write { name: file_name(&reference), text, line: 1 }]
    }

    fn write_again(&mut self) -> Vec<Effect> {
        let line = match &self.overlay {
            Some(Overlay::Verdict(verdict)) => verdict.wrong_line(&self.ctx()),
            _ => None,
        };
        // it stays until something else was written: the editor may not start
        let Some(Overlay::Verdict(verdict)) = &self.overlay else { return Vec::new() };
        let (name, text) = (file_name(&verdict.reference), verdict.text.clone());
        vec![Effect::Write { name, text, line: line.unwrap_or(1) }]
    }

    /// What was written in the editor is judged.
    pub(super) fn written(&mut self, text: String) -> Vec<Effect> {
        if self.overlay.is_none() && self.with_room(|room, ctx| room.written(&text, ctx)) {
            return vec![Effect::Redraw];
        }
        let reference = self.edit.entity.clone().or_else(|| self.subject());
        if let Some(reference) = reference {
            self.overlay = Some(Overlay::Verdict(Box::new(Verdict::of(reference, text))));
        }
        vec![Effect::Redraw]
    }
}

fn file_name(reference: &EntityRef) -> String {
    format!("{}.yaml", reference.name())
}
