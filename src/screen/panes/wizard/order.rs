//! What is to be run, and what it would do.

use super::state::{Page, Wizard};
use crate::domain::form::Path;
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::command::Command;
use crate::platform::outcome::Outcome;
use crate::platform::query::{Foresee, TryOut};
use crate::platform::templates::Order;
use crate::screen::ctx::Ctx;
use crate::screen::panes::Intent;
use std::sync::Arc;

impl Wizard {
    /// What is to be run, as it is filled in now.
    pub(super) fn order(&self) -> Option<Order> {
        let filling = self.filling.as_ref()?;
        Some(Order {
            secrets: Arc::new(filling.form.secrets().clone()),
            skip: filling.skips,
            trusted: filling.trusts,
            ..Order::new(self.template.clone(), filling.form.values())
        })
    }

    /// Whether all is filled in and everything that has to be said was said.
    pub(super) fn is_ready(&self) -> bool {
        let is_ready = |filling: &super::filling::Filling| {
            filling.is_complete()
                && filling.running.is_none()
                && (!filling.asked.needs_trust || filling.trusts)
                && !filling.has_to_skip()
        };
        self.sent.is_none() && self.filling.as_ref().is_some_and(is_ready)
    }

    /// The question what a run would do, while that is shown.
    pub(super) fn foresight(&self, ctx: &Ctx<'_>) -> Option<Foresee> {
        let is_let = ctx.gate.lets_on(Action::TemplateRun, Some(&self.template));
        let command = Command::CreateTask(Box::new(self.order().filter(|_| is_let && self.is_ready())?));
        Some(Foresee { command })
    }

    pub(super) fn trial(&self) -> Option<TryOut> {
        Some(TryOut { order: self.order()? })
    }

    /// Sends it; where something is missing that is said, and one is led there.
    pub(super) fn run_or_lead(&mut self, ctx: &Ctx<'_>) -> Vec<Intent> {
        match self.missing_first().or_else(|| self.disagreement(ctx)) {
            Some(words) => {
                self.told.push(words);
                Vec::new()
            }
            None => self.run(ctx),
        }
    }

    /// What has to be done before it can be sent. Where that is in the form, one is led there.
    fn missing_first(&mut self) -> Option<Clean> {
        let filling = self.filling.as_ref()?;
        let of_step = |step: usize| filling.problems(step).into_iter().map(move |it| (step, it.path));
        let mut missing: Vec<(usize, Path)> = filling.form.incomplete_steps().into_iter().flat_map(of_step).collect();
        missing.extend(filling.file_problems().into_iter().map(|(step, path, _)| (step, path)));
        let Some((step, path)) = missing.first().cloned() else {
            return match () {
                () if filling.asked.needs_trust && !filling.trusts => {
                    Some("say first that the folder is trusted".into())
                }
                () if filling.has_to_skip() => {
                    Some("not all of it can be done here: say first that the rest is left out".into())
                }
                () => None,
            };
        };
        self.turn(Page::Step(step));
        self.goes_to = Some(path);
        self.filling.as_mut().into_iter().for_each(|filling| filling.view.show_problems());
        Some(match missing.len() {
            1 => "one thing has to be mended before it runs: this one".into(),
            count => Clean::line(&format!("{count} things have to be mended before it runs: this is the first")),
        })
    }

    /// Sends it: exactly what was foreseen, where that is known.
    pub(super) fn run(&mut self, ctx: &Ctx<'_>) -> Vec<Intent> {
        let Some(query) = self.foresight(ctx) else { return Vec::new() };
        let foreseen = ctx.store.get(&query).answer().map(|forecast| forecast.exactly.clone());
        let command = foreseen.unwrap_or(query.command);
        if let Some(filling) = &mut self.filling {
            filling.running = Some(command.clone());
        }
        vec![Intent::Run(command)]
    }

    /// What was sent ended.
    pub(super) fn ended_so(&mut self, command: &Command, outcome: &Outcome) {
        let Some(filling) = self.filling.as_mut().filter(|filling| filling.running.as_ref() == Some(command)) else {
            return;
        };
        filling.running = None;
        match outcome {
            Outcome::Done { made, .. } => {
                self.dropped = filling.draft.take();
                // its secrets go with it
                self.filling = None;
                self.sent = Some(
                    made.clone()
                        .unwrap_or_else(|| crate::domain::model::Place::room(crate::domain::model::Room::Tasks)),
                );
            }
            Outcome::Refused(fault) => {
                let of = |field: &crate::platform::fault::FieldFault| {
                    let path: Path = field.path.iter().map(String::as_str).collect();
                    (path, field.message.clone())
                };
                filling.refused = fault.fields.iter().map(of).collect();
                self.go_to_refused();
            }
            Outcome::InDoubt { .. } => filling.in_doubt = true,
        }
    }

    /// To the first field that the platform refused.
    fn go_to_refused(&mut self) {
        let Some(filling) = &mut self.filling else { return };
        let steps = filling.form.shown_steps();
        let stands = |(path, _): &(Path, Clean)| {
            let of = |step: &usize| filling.form.view(*step).fields.iter().any(|field| field.path == *path);
            steps.iter().find(|step| of(step)).map(|step| (*step, path.clone()))
        };
        if let Some((step, path)) = filling.refused.iter().find_map(stands) {
            self.turn(Page::Step(step));
            self.goes_to = Some(path);
        }
    }
}
