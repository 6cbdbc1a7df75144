//! Events of a task, taken one after the other into what is known of it. Each counts once, in whatever order
//! and however often it comes.

use super::{Log, Output, StepState, Task, TaskEvent, TaskRun, TaskState, TaskStep, What};
use crate::domain::model::At;
use crate::domain::text::Clean;
use std::collections::HashMap;
use std::sync::Arc;

/// What the runner says at the end of a run that went well.
const WENT_WELL: &str = "Run completed with status: completed";

/// What is known of a task by the events so far.
#[derive(Clone, Debug)]
pub struct Fold {
    task: Task,
    steps: Vec<TaskStep>,
    places: HashMap<String, u16>,
    /// The steps as they were given last, until one of them changes.
    given: Option<Arc<[TaskStep]>>,
    log: Log,
    output: Arc<Output>,
    fault: Option<Clean>,
    behind: Option<Clean>,
    /// The numbers of the events so far, in order.
    seen: Vec<u64>,
    is_over: bool,
}

impl Fold {
    /// A task of which nothing was heard yet, with its steps.
    pub fn new(task: Task, steps: Vec<TaskStep>) -> Self {
        let places = steps.iter().zip(0..).map(|(step, n)| (step.id.as_str().to_owned(), n)).collect();
        Self {
            task,
            steps,
            places,
            given: None,
            log: Log::default(),
            output: Arc::default(),
            fault: None,
            behind: None,
            seen: Vec::new(),
            is_over: false,
        }
    }

    /// The number of the latest event.
    pub fn last(&self) -> Option<u64> {
        self.seen.last().copied()
    }

    /// Whether it was heard that the task ended, and nothing after.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// The task, as it was read last.
    pub fn task(&self) -> &Task {
        &self.task
    }

    /// What the platform says of the task by now.
    pub fn read(&mut self, task: Task) {
        self.task = task;
    }

    /// Why what is told may be behind; nothing where it is not. Whether that is another thing than before.
    pub fn behind(&mut self, why: Option<Clean>) -> bool {
        let is_other = self.behind != why;
        self.behind = why;
        is_other
    }

    /// Takes an event; whether it is a new one.
    pub fn take(&mut self, event: &TaskEvent<'_>) -> bool {
        if !self.is_new(event.id) {
            return false;
        }
        match &event.what {
            What::Said { message, step, state } => {
                let place = self.places.get(step.as_ref()).copied();
                self.log.say(event.at, place, message);
                if let (Some(place), Some(state)) = (place, state) {
                    self.step(place, *state, event.at);
                }
            }
            What::Cancelled { message, step } => {
                let place = self.places.get(step.as_ref()).copied();
                self.log.say(event.at, place, message);
                if let Some(place) = place {
                    self.step(place, StepState::Cancelled, event.at);
                }
            }
            What::Completed { message, error, output } => {
                self.log.say(event.at, None, message);
                let error = error.as_deref().or_else(|| Some(&**message).filter(|said| *said != WENT_WELL));
                self.complete(event.at, error);
                self.output = Arc::new(Output::read(output.clone()));
            }
            What::Recovered => self.begin_again(event.at),
        }
        true
    }

    fn is_new(&mut self, id: u64) -> bool {
        if self.seen.last().is_none_or(|last| *last < id) {
            self.seen.push(id);
            return true;
        }
        match self.seen.binary_search(&id) {
            Ok(_) => false,
            Err(at) => {
                self.seen.insert(at, id);
                true
            }
        }
    }

    fn step(&mut self, place: u16, state: StepState, at: At) {
        let Some(step) = self.steps.get_mut(usize::from(place)) else { return };
        self.given = None;
        match state {
            StepState::Waiting => {}
            StepState::Processing => (step.started, step.ended) = (Some(at), None),
            // a step that is stopped is told to have failed as well
            StepState::Failed if step.state == StepState::Cancelled => return,
            _ => step.ended = Some(at),
        }
        step.state = state;
    }

    fn complete(&mut self, at: At, error: Option<&str>) {
        self.is_over = true;
        self.task.heard = Some(at);
        self.task.state = if error.is_some() { TaskState::Failed } else { TaskState::Completed };
        self.fault = error.map(|error| Clean::line(error.trim()));
        // whoever ran it died in the middle
        let left = self.steps.iter_mut().filter(|step| step.state == StepState::Processing);
        left.for_each(|step| (step.state, step.ended) = (StepState::Failed, Some(at)));
        self.given = None;
    }

    fn begin_again(&mut self, at: At) {
        self.log.say(at, None, "It is run again.");
        self.is_over = false;
        self.task.state = TaskState::Open;
        (self.fault, self.output, self.given) = (None, Arc::default(), None);
        for step in &mut self.steps {
            (step.state, step.started, step.ended) = (StepState::Waiting, None, None);
        }
    }

    /// What is known now.
    pub fn run(&mut self) -> TaskRun {
        let steps = Arc::clone(self.given.get_or_insert_with(|| self.steps.as_slice().into()));
        TaskRun {
            task: self.task.clone(),
            steps,
            log: self.log.clone(),
            output: Arc::clone(&self.output),
            fault: self.fault.clone(),
            behind: self.behind.clone(),
            can_retry: matches!(self.task.state, TaskState::Failed | TaskState::Cancelled),
        }
    }
}

#[cfg(test)]
mod tests;
