//! What a task says, as it says it.

use super::{LogsArgs, id};
use crate::cli::desk::{Desk, wait, wait_for_end};
use crate::cli::ending::{Ended, Ending, complain};
use crate::cli::out::Out;
use crate::domain::model::task::{TaskId, TaskRun, TaskState};
use crate::domain::text::Clean;
use crate::platform::command::Command;
use crate::platform::ports::{Ports, Step, Steps};
use serde_json::json;
use std::sync::Arc;
use tokio::sync::mpsc;

pub(super) fn logs(desk: &mut Desk<'_>, args: &LogsArgs) -> Ended {
    let id = id(&args.id)?;
    let connected = desk.connect()?;
    if args.follow {
        return follow(desk, &connected.ports, &id, args.step.as_deref(), Runs::Elsewhere);
    }
    let run = wait(super::known(&connected.ports, &id))?;
    let step = args.step.as_deref().map(|step| step_of(&run, step)).transpose()?;
    Printer { step, ..Printer::default() }.print(&mut desk.out, &run)?;
    Ok(0)
}

/// The step that is meant by an id, or by a number from 1.
fn step_of(run: &TaskRun, text: &str) -> Result<u16, Ending> {
    let by_id = run.steps.iter().position(|step| step.id.as_str() == text);
    let by_number = || text.parse::<usize>().ok()?.checked_sub(1).filter(|n| *n < run.steps.len());
    let found = by_id.or_else(by_number).and_then(|n| u16::try_from(n).ok());
    found.ok_or_else(|| {
        let ids: Vec<&str> = run.steps.iter().map(|step| step.id.as_str()).collect();
        Ending::usage(&format!("the task has no step `{text}`; it has: {}", ids.join(", ")))
    })
}

/// Where a task runs that is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Runs {
    /// On a portal, or in another process: it goes on when nobody waits any more.
    Elsewhere,
    /// In this process, which does not leave it in the middle.
    Here,
}

/// Waits for the end of a task; Ctrl-C stops one that runs here.
pub(super) fn end_of(
    ports: &Ports,
    id: &TaskId,
    runs: Runs,
    take: impl FnMut(&Arc<TaskRun>) -> Result<(), Ending>,
) -> Result<Arc<TaskRun>, Ending> {
    let end = to_the_end(ports, id, take);
    match runs {
        Runs::Elsewhere => wait(end),
        Runs::Here => wait_for_end(async { drop(ports.commands.command(Command::CancelTask(id.clone())).await) }, end),
    }
}

/// Prints what a task says until it ends; 1 where it did not end well.
pub(in crate::cli) fn follow(desk: &mut Desk<'_>, ports: &Ports, id: &TaskId, step: Option<&str>, runs: Runs) -> Ended {
    let out = &mut desk.out;
    let mut printer = Printer::default();
    let mut only = step;
    let take = |run: &Arc<TaskRun>| -> Result<(), Ending> {
        if let Some(text) = only.take() {
            printer.step = Some(step_of(run, text)?);
        }
        printer.print(out, run)
    };
    let ended: Arc<TaskRun> = end_of(ports, id, runs, take)?;
    Ok(code(&ended))
}

/// Prints what a task that was just begun says, and for programs the task itself as the last line.
pub(super) fn follow_begun(desk: &mut Desk<'_>, ports: &Ports, id: &TaskId, runs: Runs) -> Ended {
    let out = &mut desk.out;
    let mut printer = Printer::default();
    let ended: Arc<TaskRun> = end_of(ports, id, runs, |run| printer.print(out, run))?;
    let value = super::came::told(ports, id, &ended)?;
    if !out.for_people() {
        out.line_of(&Clean::line(id.as_str()), &value)?;
    }
    Ok(code(&ended))
}

/// Follows a task to its end, with each state of it.
pub(in crate::cli) async fn to_the_end(
    ports: &Ports,
    id: &TaskId,
    mut take: impl FnMut(&Arc<TaskRun>) -> Result<(), Ending>,
) -> Result<Arc<TaskRun>, Ending> {
    let (send, mut steps) = mpsc::unbounded_channel();
    let mut asked = ports.templates.task(id.clone(), Steps::to(move |step| drop(send.send(step))));
    let ended = loop {
        tokio::select! {
            biased;
            Some(step) = steps.recv() => match step {
                Step::Part(told) | Step::Whole(told) => take(&told.answer)?,
            },
            ended = &mut asked => break ended,
        }
    };
    while let Ok(Step::Part(told) | Step::Whole(told)) = steps.try_recv() {
        take(&told.answer)?;
    }
    let run = ended?.answer;
    take(&run)?;
    Ok(run)
}

/// The exit code of a command that ends with a task; why it failed is said.
pub(in crate::cli) fn code(run: &TaskRun) -> u8 {
    if let Some(fault) = &run.fault {
        complain(fault);
    }
    match run.state() {
        TaskState::Completed => 0,
        _ => 1,
    }
}

/// What was printed so far.
#[derive(Default)]
struct Printer {
    /// Lines of the log, with those that are not held any more.
    lines: usize,
    behind: Option<Clean>,
    step: Option<u16>,
}

impl Printer {
    fn print(&mut self, out: &mut Out, run: &TaskRun) -> Result<(), Ending> {
        if run.behind != self.behind {
            run.behind.iter().for_each(complain);
            self.behind.clone_from(&run.behind);
        }
        let gone = run.log.left_out();
        let first = self.lines.max(gone);
        if gone > self.lines {
            complain(&Clean::line(&format!("{} lines before are kept no more", gone - self.lines)));
        }
        for n in first..gone + run.log.len() {
            let Some(line) = run.log.seen(n - gone).filter(|line| self.step.is_none() || line.step == self.step) else {
                continue;
            };
            let step = line.step.and_then(|step| run.steps.get(usize::from(step))).map(|step| step.id.as_str());
            let value = json!({"at": line.at.rfc3339(), "step": step, "text": line.text.as_str()});
            out.line_of(&line.text.to_clean(), &value)?;
        }
        self.lines = gone + run.log.len();
        out.flush()
    }
}
