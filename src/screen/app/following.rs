//! Tasks that were started here: they are followed to their end whatever is shown, the header says that
//! they run, and their end is told with what came of them.

use super::state::App;
use crate::domain::model::task::{OutputTarget, StepState, TaskFilter, TaskId, TaskRun, TaskState};
use crate::domain::model::{Place, Room};
use crate::domain::text::{Clean, clip};
use crate::platform::command::Command;
use crate::platform::outcome::Outcome;
use crate::platform::query::{TaskById, Tasks};
use crate::screen::overlays::Tone;
use std::sync::Arc;

/// Columns of the header that the step of a task gets at most.
const STEP: usize = 28;
/// Links that are told of a task that ended.
const LINKS: usize = 3;

impl App {
    /// A command that started a task: it is followed from now on, and where one waits for it in the
    /// wizard its room is shown.
    pub(super) fn follow_started(&mut self, command: &Command, outcome: &Outcome) {
        let Outcome::Done { made: Some(place), .. } = outcome else { return };
        let Some(id) = TaskId::parse(&place.page).filter(|_| place.room == Room::Tasks) else { return };
        let before = self.store.get(&TaskById { id: id.clone() }).answer().cloned();
        self.following.begin(id, before);
        let here = self.windows.room().map(|room| room.place(&self.ctx()));
        let waits = here.is_some_and(|here| here.room == Room::Templates && here.subject.as_ref() == command.entity());
        if waits {
            self.go(place);
        }
    }

    /// Tells of tasks that have ended, unless they are looked at.
    pub(super) fn take_in_tasks(&mut self) {
        let mut ended: Vec<Arc<TaskRun>> = Vec::new();
        let store = &self.store;
        self.following.tasks.retain(|task| {
            let remote = store.get(&TaskById { id: task.id.clone() });
            let run = remote.answer().filter(|run| !run.task.state.is_running() && !remote.in_flight);
            let run = run.filter(|run| task.before.as_ref().is_none_or(|before| !Arc::ptr_eq(before, run)));
            ended.extend(run.cloned());
            run.is_none()
        });
        for run in ended {
            self.following.ended = Some(run.task.id.clone());
            if !self.looks_at(&run.task.id) {
                let tone = if run.state() == TaskState::Completed { Tone::Good } else { Tone::Bad };
                self.tell(tone, told(&run));
            }
        }
    }

    fn looks_at(&self, id: &TaskId) -> bool {
        let is_it = |place: Place| place.room == Room::Tasks && place.page == id.as_str();
        self.seen().iter().any(|(window, body)| {
            self.windows.room_of(*window).is_some_and(|room| is_it(room.place(&self.ctx_in(*body))))
        })
    }

    /// The task that matters most now: the newest that runs, or the one that ended last. Where none was started since
    /// the program began it is the newest of the user's, and where that is not known yet the list that it stands in.
    pub(super) fn newest_task(&self) -> Place {
        let started = self.following.tasks.last().map(|task| &task.id);
        let started = started.or(self.following.ended.as_ref());
        let by = self.ctx().who().and_then(|who| who.user.clone()).filter(|_| !self.platform.is_workspace);
        let listed = |limit| {
            let wanted = TaskFilter { by: by.clone(), limit, ..TaskFilter::default() };
            let page = self.store.get(&Tasks { wanted }).answer()?;
            page.tasks.first().map(|task| Place::task(task.id.as_str()))
        };
        let known = || [TaskFilter::FEW, TaskFilter::PAGE].into_iter().find_map(listed);
        let is_mine = by.is_some() || self.platform.is_workspace;
        let started = started.map(|id| Place::task(id.as_str()));
        started.or_else(|| known().filter(|_| is_mine)).unwrap_or_else(|| Place::room(Room::Tasks))
    }

    /// Tasks that run in this very program, and end with it.
    pub(super) fn runs_here(&self) -> Vec<TaskId> {
        let of_folder = self.following.tasks.iter().filter(|_| self.platform.is_workspace);
        of_folder.map(|task| task.id.clone()).collect()
    }

    /// What the header says of tasks that run.
    pub(super) fn tasks_in_header(&self) -> Option<Clean> {
        let newest = self.following.tasks.last()?;
        let run = self.store.get(&TaskById { id: newest.id.clone() }).answer().cloned();
        let step = run.as_ref().and_then(|run| run.steps.iter().find(|step| step.state == StepState::Processing));
        let words = match (step, &run) {
            (Some(step), _) => step.name.clone(),
            (None, Some(run)) => run.task.title.clone(),
            (None, None) => "task".into(),
        };
        let count = match self.following.tasks.len() {
            1 => String::new(),
            n => format!("{n} tasks: "),
        };
        let words = clip(words.shown(), STEP).to_clean();
        Some(Clean::line(&format!("{} {count}{words}", self.look.glyphs.mark)))
    }
}

/// How a task ended, and what came of it.
fn told(run: &TaskRun) -> Clean {
    let title = &run.task.title;
    let links = run.output.links.iter().take(LINKS).map(|link| match &link.to {
        OutputTarget::Entity(entity) => format!("{}: {}", link.title, entity.short()),
        OutputTarget::Address(address) => format!("{}: {address}", link.title),
    });
    let links: Vec<String> = links.collect();
    let words = match (run.state(), &run.fault) {
        (TaskState::Completed, _) if links.is_empty() => format!("{title} is done"),
        (TaskState::Completed, _) => format!("{title} is done; {}", links.join("; ")),
        (TaskState::Cancelled, _) => format!("{title} was cancelled"),
        (_, Some(fault)) => format!("{title} failed: {fault}"),
        (state, None) => format!("{title}: {}", state.word()),
    };
    Clean::line(&words)
}
