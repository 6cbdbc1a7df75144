//! `stagedoor task`: runs of templates, listed, shown, followed, stopped and run again.

mod came;
mod follow;
mod model;
mod secrets;
mod sent;

use follow::{Runs, end_of};
pub(super) use follow::{code, to_the_end};
pub(super) use model::{row_of, value_of};
pub(super) use secrets::{GivenSecrets, asked_secrets};
pub(super) use sent::{Agreed, Sent, send};

use super::desk::{Desk, wait};
use super::ending::{Ended, Ending, NOT_FOUND, complain};
use super::out::{Column, Row};
use super::platforms::Connected;
use super::whole::whole;
use crate::domain::model::task::{TaskFilter, TaskId, TaskRun, TaskState};
use crate::domain::text::Clean;
use crate::platform::command::{Command, TaskSecrets};
use crate::platform::fault::FaultKind;
use crate::platform::outcome::Outcome;
use crate::platform::ports::Ports;
use crate::platform::templates::not_again;
use std::sync::Arc;

/// Tasks that are listed where no other number is given.
const USUAL: usize = 50;

#[derive(Debug, clap::Subcommand)]
pub(super) enum TaskCommand {
    /// Runs of templates, newest first: yours
    Ls(LsArgs),
    /// One run: its steps, and what came of it
    Show(IdArgs),
    /// What a run has said
    Logs(LogsArgs),
    /// Stop a run
    Cancel(SendArgs),
    /// Run a failed one again
    Retry(RetryArgs),
}

#[derive(Debug, clap::Args)]
pub(super) struct LsArgs {
    /// Those of others too
    #[arg(long)]
    pub all: bool,
    /// Only in this state: open, processing, completed, failed, cancelled
    #[arg(long, value_name = "STATE")]
    pub state: Option<String>,
    /// At most so many [default: 50]
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
}

#[derive(Debug, clap::Args)]
pub(super) struct IdArgs {
    /// The id of the task, as `task ls` names it
    pub id: String,
}

#[derive(Debug, clap::Args)]
pub(super) struct LogsArgs {
    /// The id of the task, as `task ls` names it
    pub id: String,
    /// Go on until the task ends; the exit code is 1 if it fails
    #[arg(long, short = 'f')]
    pub follow: bool,
    /// Only what this step says, by its id or its number from 1
    #[arg(long, value_name = "STEP")]
    pub step: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct SendArgs {
    /// The id of the task, as `task ls` names it
    pub id: String,
    /// Do it without asking
    #[arg(long, short = 'y')]
    pub yes: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct RetryArgs {
    /// The id of the task, as `task ls` names it
    pub id: String,
    /// A secret that it needs, from a file: NAME=@FILE; or in STAGEDOOR_SECRET_NAME
    #[arg(long, value_name = "NAME=@FILE")]
    pub secret: Vec<String>,
    /// Do it without asking
    #[arg(long, short = 'y')]
    pub yes: bool,
    /// Follow it to its end
    #[arg(long, short = 'f')]
    pub follow: bool,
}

const COLUMNS: &[Column] = &[
    Column::whole("ID"),
    Column::whole("STATE"),
    Column::new("TEMPLATE"),
    Column::whole("CREATED"),
    Column::wide("BY"),
    Column::wide("TITLE"),
];

pub(super) fn run(desk: &mut Desk<'_>, command: &TaskCommand) -> Ended {
    match command {
        TaskCommand::Ls(args) => list(desk, args),
        TaskCommand::Show(args) => show(desk, args),
        TaskCommand::Logs(args) => follow::logs(desk, args),
        TaskCommand::Cancel(args) => change(desk, Command::CancelTask(id(&args.id)?), args.yes),
        TaskCommand::Retry(args) => retry(desk, args),
    }
}

/// The id that an argument names; `task/ID` is one too.
pub(super) fn id(text: &str) -> Result<TaskId, Ending> {
    let text = text.strip_prefix("task/").unwrap_or(text);
    TaskId::parse(text)
        .ok_or_else(|| Ending::usage(&format!("`{text}` is no id of a task; `stagedoor task ls` names them")))
}

pub(super) fn list(desk: &mut Desk<'_>, args: &LsArgs) -> Ended {
    let state = args.state.as_deref().map(state).transpose()?;
    let connected = desk.connect()?;
    let page = wait(async {
        let by = match args.all {
            true => None,
            false => whole(|steps| connected.ports.identity.who_am_i(steps)).await?.user.clone(),
        };
        let wanted = TaskFilter { by, state, offset: 0, limit: args.limit.unwrap_or(USUAL) };
        whole(|steps| connected.ports.templates.tasks(wanted, steps)).await
    })?;
    let rows: Vec<Row> = page.tasks.iter().map(row_of).collect();
    desk.out.list(COLUMNS, &rows)?;
    if args.limit.is_none() && page.total > rows.len() {
        let all = page.total;
        complain(&Clean::line(&format!("these are the newest {} of {all}; --limit {all} gives all", rows.len())));
    }
    Ok(0)
}

/// Tasks by their ids. Those that are not there are named, and the exit code is 3.
pub(super) fn list_of(desk: &mut Desk<'_>, ids: &[String]) -> Ended {
    let ids = ids.iter().map(|text| id(text)).collect::<Result<Vec<_>, _>>()?;
    let connected = desk.connect()?;
    let mut rows = Vec::new();
    let mut is_missing = false;
    for id in &ids {
        match wait(known(&connected.ports, id)) {
            Ok(run) => rows.push(row_of(&run.task)),
            Err(Ending::Fault(fault)) if fault.kind == FaultKind::NotFound => {
                is_missing = true;
                complain(&Clean::line(&format!("there is no task {id}, or you may not see it")));
            }
            Err(ending) => return Err(ending),
        }
    }
    desk.out.list(COLUMNS, &rows)?;
    Ok(if is_missing { NOT_FOUND } else { 0 })
}

fn state(word: &str) -> Result<TaskState, Ending> {
    let states =
        [TaskState::Open, TaskState::Processing, TaskState::Completed, TaskState::Failed, TaskState::Cancelled];
    TaskState::of_word(word).ok_or_else(|| {
        let words = states.map(TaskState::word).join(", ");
        Ending::usage(&format!("there is no state `{word}`; there are: {words}"))
    })
}

fn show(desk: &mut Desk<'_>, args: &IdArgs) -> Ended {
    let id = id(&args.id)?;
    let connected = desk.connect()?;
    let run = wait(known(&connected.ports, &id))?;
    desk.out.lines(&model::told(&run), &value_of(&run))?;
    Ok(0)
}

/// A task that was begun: followed, or printed. In a folder it runs in this very process, which therefore
/// waits for its end.
pub(super) fn begun(desk: &mut Desk<'_>, connected: &Connected, id: &TaskId, follows: bool) -> Ended {
    let ports = &connected.ports;
    let runs = if connected.platform.is_workspace { Runs::Here } else { Runs::Elsewhere };
    model::where_it_runs(&connected.platform, id, follows).iter().for_each(complain);
    if follows {
        return follow::follow_begun(desk, ports, id, runs);
    }
    let run = match connected.platform.is_workspace {
        true => end_of(ports, id, runs, |_| Ok(()))?,
        false => wait(known(ports, id))?,
    };
    let mut value = value_of(&run);
    if connected.platform.is_workspace {
        complain(&Clean::line(&format!("  {}: `stagedoor task show {id}` tells what came of it", run.state().word())));
        value = came::told(ports, id, &run)?;
    }
    desk.out.one(&Clean::line(id.as_str()), &value)?;
    Ok(if connected.platform.is_workspace { code(&run) } else { 0 })
}

/// A task as it is now.
pub(super) async fn known(ports: &Ports, id: &TaskId) -> Result<Arc<TaskRun>, Ending> {
    whole(|steps| ports.templates.task(id.clone(), steps)).await
}

fn change(desk: &mut Desk<'_>, command: Command, yes: bool) -> Ended {
    let config = desk.config()?;
    let chosen = desk.choose(&config, None)?;
    let gate = desk.gate(&chosen);
    let connected = desk.connect_to(&chosen)?;
    let sent = send(&connected, gate, command, Agreed::given(yes))?;
    let value = sent.json();
    desk.out.one(&sent.told(), &value)?;
    Ok(sent.exit_code())
}

fn retry(desk: &mut Desk<'_>, args: &RetryArgs) -> Ended {
    let id = id(&args.id)?;
    let given = GivenSecrets::read(&args.secret)?;
    let config = desk.config()?;
    let chosen = desk.choose(&config, None)?;
    let gate = desk.gate(&chosen);
    let connected = desk.connect_to(&chosen)?;
    wait(refuse_once_more(&connected.ports, &id))?;
    let secrets = TaskSecrets(Arc::new(wait(given.of_retry(&connected.ports, &id))?));
    let sent = send(&connected, gate, Command::RetryTask { id: id.clone(), secrets }, Agreed::given(args.yes))?;
    complain(&sent.told());
    match &sent.outcome {
        // a folder begins a task of its own, a portal the same one
        Outcome::Done { made, .. } => {
            let made = made.as_ref().and_then(|place| TaskId::parse(&place.page));
            begun(desk, &connected, &made.unwrap_or(id), args.follow)
        }
        _ => Ok(sent.exit_code()),
    }
}

/// Refuses what cannot be run again: a task that runs, and one that went well.
async fn refuse_once_more(ports: &Ports, id: &TaskId) -> Result<(), Ending> {
    let run = known(ports, id).await?;
    match run.can_retry {
        true => Ok(()),
        false => Err(not_again(id, run.state()).into()),
    }
}
