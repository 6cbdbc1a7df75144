//! What keys and the mouse do while a dry run is shown.

use super::produced::Item;
use super::state::Wizard;
use crate::platform::actions::Action;
use crate::screen::ctx::Ctx;
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::panes::{Intent, follow, movement};
use crate::screen::widgets::cursor::Move;
use ratatui::layout::Position;

/// Columns that a file is moved by at once.
const ASIDE: usize = 8;

impl Wizard {
    /// Moves in the list, or in what is read.
    pub(super) fn go_in_trial(&mut self, to: Move, ctx: &Ctx<'_>) {
        let Some(run) = self.trial_run(ctx) else { return };
        let (left, right) = self.trial_parts(ctx);
        let (count, item) = (self.items(run).len(), self.item(ctx));
        let is_in_text = self.produced.in_text || matches!(to, Move::Page(_) | Move::Half(_));
        match (is_in_text, item) {
            (false, _) => self.produced.list.go(to, count, usize::from(left.height)),
            (true, Some(Item::Log)) => self.produced.log.go(to),
            (true, _) => self.produced.text.go(to, usize::from(right.height)),
        }
    }

    /// What can be done while a dry run is shown.
    pub(super) fn offers_in_trial(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        let is_there = self.trial_run(ctx).is_some();
        let produced = &self.produced;
        match action {
            Action::TemplateRun => self.offers_in_review(action, ctx),
            Action::WizardLeave | Action::WizardPreviousStep => true,
            Action::WizardPart => is_there,
            Action::ListOpen => is_there && (!produced.in_text || produced.text.target().is_some()),
            Action::WizardNextFile => self.file_after(ctx, false).is_some(),
            Action::WizardPreviousFile => self.file_after(ctx, true).is_some(),
            Action::WizardLeft => produced.aside > 0,
            Action::WizardRight => self.can_go_right(ctx),
            _ => movement(action).is_some(),
        }
    }

    pub(super) fn act_in_trial(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        match action {
            Action::TemplateRun => return self.run_or_lead(ctx),
            Action::ListOpen if self.produced.in_text => {
                return self.produced.text.target().map(follow).into_iter().collect();
            }
            Action::ListOpen => self.produced.in_text = true,
            Action::WizardPart => self.produced.in_text = !self.produced.in_text,
            Action::WizardNextFile | Action::WizardPreviousFile => {
                let next = self.file_after(ctx, action == Action::WizardPreviousFile);
                self.produced.list.at = next.unwrap_or(self.produced.list.at);
            }
            Action::WizardLeft => self.produced.aside = self.produced.aside.saturating_sub(ASIDE),
            Action::WizardRight => self.produced.aside += ASIDE,
            _ => movement(action).into_iter().for_each(|to| self.go_in_trial(to, ctx)),
        }
        Vec::new()
    }

    /// The row of the file after the one that is read, or before it.
    fn file_after(&self, ctx: &Ctx<'_>, back: bool) -> Option<usize> {
        let (items, at) = (self.items(self.trial_run(ctx)?), self.produced.list.at);
        let mut files = items.iter().enumerate().filter(|(_, item)| matches!(item, Item::File(_))).map(|(at, _)| at);
        if back { files.rfind(|row| *row < at) } else { files.find(|row| *row > at) }
    }

    fn can_go_right(&self, ctx: &Ctx<'_>) -> bool {
        let (_, right) = self.trial_parts(ctx);
        let produced = &self.produced;
        self.trial_run(ctx).is_some()
            && produced.longest.saturating_sub(produced.aside) > usize::from(right.width.saturating_sub(2))
    }

    pub(super) fn mouse_in_trial(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        let Some(run) = self.trial_run(ctx) else { return Vec::new() };
        let (left, right) = self.trial_parts(ctx);
        let at = Position { x: mouse.column, y: mouse.row };
        let (count, item) = (self.items(run).len(), self.item(ctx));
        let by = if mouse.did == MouseDid::WheelDown { 3 } else { -3 };
        match mouse.did {
            MouseDid::Click => {
                self.produced.in_text = !left.contains(at);
                let row = usize::from(mouse.row.saturating_sub(left.y)) + self.produced.list.top;
                if left.contains(at) && row < count {
                    self.produced.list.at = row;
                }
            }
            _ if left.contains(at) => self.produced.list.scroll(by, count, usize::from(left.height)),
            _ if item == Some(Item::Log) => self.produced.log.scroll(by),
            _ => self.produced.text.scroll(by, usize::from(right.height)),
        }
        Vec::new()
    }
}
