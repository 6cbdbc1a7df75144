//! A run from its beginning to its end.

use super::end::{End, MadeCommit};
use super::ground::Ground;
use super::hands::Workshop;
use super::log_file::LogFile;
use super::order::{Ready, source};
use super::placing::{Placing, folder};
use super::record::{Asked, Plan, Record, Said, steps};
use super::runs::{Live, Runs, ended, event, unkept};
use super::space::Space;
use crate::adapters::private;
use crate::adapters::workspace::bodies::Bodies;
use crate::adapters::workspace::shared::Shared;
use crate::domain::model::EntityRef;
use crate::domain::model::task::{Fold, Task, TaskEvent, TaskId, TaskState, What};
use crate::domain::template::run::{Listener, run_and_hide};
use crate::domain::template::{Failure, LogLine};
use crate::platform::clock;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::templates::Order;
use serde_json::Value;
use std::collections::hash_map::RandomState;
use std::fs::File;
use std::hash::{BuildHasher as _, Hasher as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::watch;

/// Begins a run; it goes on by itself on a thread of its own.
pub(super) fn start(
    shared: &Arc<Shared>,
    runs: &Arc<Runs>,
    order: &Order,
    driver: tokio::runtime::Handle,
) -> Result<TaskId, Fault> {
    runs.sweep(&driver);
    let ready = Ready::of(shared, runs, order)?;
    let root = shared.root();
    let trust = runs.trust();
    ready.refuse(order, trust.is_trusted(root.path()), root.path())?;
    let record = Record::new(&runs.setup.runs, new_id());
    let kept = |error: std::io::Error| unkept(record.folder(), &error);
    trust.trust(root.path()).map_err(kept)?;
    private::make_folder(record.folder()).map_err(kept)?;
    let held = record.take().map_err(kept)?.ok_or_else(|| kept(std::io::ErrorKind::WouldBlock.into()))?;
    let asked = Asked {
        template: order.template.clone(),
        title: ready.title.clone(),
        by: ready.by.clone(),
        created: clock::now(),
        parameters: ready.kept(),
        steps: ready.template.steps.clone(),
        skips: order.skip && !ready.lacking.is_empty(),
        withheld: ready.withheld(),
        secrets: order.secrets.keys().cloned().collect(),
    };
    record.write("task.json", &asked).map_err(kept)?;
    let log = record.open_log().map_err(kept)?;
    let place = source(&root, &ready.folder, &record.folder().join("source"))?;
    let stop = Arc::new(AtomicBool::new(false));
    let space = Space::make(&record.space(), &place).map_err(kept)?.stopped_by(Arc::clone(&stop));
    let task = record.task().ok_or_else(|| kept(std::io::ErrorKind::NotFound.into()))?;
    let mut fold = Fold::new(Task { state: TaskState::Processing, ..task }, steps(&asked));
    let live = Arc::new(Live { stop, state: watch::Sender::new(fold.run()) });
    runs.begin(record.id.clone(), Arc::clone(&live));
    let id = record.id.clone();
    let work = Work {
        shared: Arc::clone(shared),
        runs: Arc::clone(runs),
        task: ready.task(id.as_str(), order, false),
        ready,
        record,
        space,
        driver,
        heard: Heard { fold, log: Some(log), unkept: None, live, count: 0 },
        note: String::new(),
        held: Some(held),
    };
    let spawned = std::thread::Builder::new().name("template".into()).spawn(move || work.finish());
    spawned.map_err(|error| Fault::new(FaultKind::Local, "run the template", &error.to_string(), "")).map(|_| id)
}

pub(super) fn ground(
    shared: &Arc<Shared>,
    runs: &Arc<Runs>,
    ready: &Ready,
    record: &Record,
    driver: tokio::runtime::Handle,
) -> Ground {
    let catalog = Arc::clone(shared);
    let find = move |reference: &EntityRef| {
        let snapshot = catalog.current().ok()?;
        let row = snapshot.listing.find(reference)?;
        Bodies::new(&catalog, &snapshot).whole(row).map(|entity| entity.value().clone())
    };
    Ground {
        workspace: shared.root().path().to_owned(),
        repositories: runs.setup.repositories.clone(),
        port: runs.setup.port.clone(),
        driver,
        aside: record.folder().to_owned(),
        task: record.id.as_str().to_owned(),
        template: ready.template.reference.name().to_owned(),
        find: Box::new(find),
        prepared: Vec::new(),
    }
}

struct Work {
    shared: Arc<Shared>,
    runs: Arc<Runs>,
    ready: Ready,
    task: crate::domain::template::run::Task,
    record: Record,
    space: Space,
    driver: tokio::runtime::Handle,
    heard: Heard,
    /// What is to be said of what is there although the run failed.
    note: String,
    /// As long as this is held, others see it run.
    held: Option<File>,
}

impl Work {
    fn finish(mut self) {
        // whoever follows the run has to hear of its end, whatever happens
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.run()));
        let done = done.unwrap_or_else(|_| Err(Failure::error("it fell over: this is a defect of stagedoor")));
        let is_stopped = self.space.is_stopped();
        let (state, error, (output, commits)) = match done {
            Ok(made) => (TaskState::Completed, None, made),
            Err(_) if is_stopped => (TaskState::Cancelled, Some("it was stopped".to_owned()), Default::default()),
            Err(failure) => (TaskState::Failed, Some(failure.in_full()), Default::default()),
        };
        let why = error.clone().unwrap_or_default();
        let error = error.map(|error| error + &self.note);
        let end = End { at: clock::now(), state: state.word().to_owned(), error, output, commits };
        if !self.placing().end(&end, &why) {
            self.runs.unswept();
        }
        drop(self.held.take());
        // whoever looks from now on reads it as it is kept
        self.runs.end(&self.record.id);
        self.heard.end(&end, state);
        if state == TaskState::Completed {
            drop(self.shared.rescan());
        }
    }

    /// Does it, and puts what was made in its place: the output, and the commits that are there now.
    fn run(&mut self) -> Result<(Value, Vec<MadeCommit>), Failure> {
        let mut ground = ground(&self.shared, &self.runs, &self.ready, &self.record, self.driver.clone());
        let mut workshop = Workshop {
            space: self.space.clone(),
            template: self.ready.template.reference.to_string(),
            task: self.task.id.clone(),
            outside: &mut ground,
        };
        let (output, hidden) = run_and_hide(&self.task, &mut workshop, &mut self.heard)?;
        if self.space.is_stopped() {
            return Err(Failure::error("the run was cancelled"));
        }
        if let Some(error) = self.heard.unkept.take() {
            return Err(Failure::error(format!("the log of the run cannot be kept: {error}")));
        }
        let plan = self.plan(ground)?;
        let folder = plan.folder.clone();
        let commits = plan.commits.iter().map(MadeCommit::of).collect();
        if let Err((failure, note)) = self.placing().place(&self.space, plan, &output) {
            self.note = hidden.redact(&note);
            return Err(Failure { message: hidden.redact(&failure.message), ..failure });
        }
        if let Some(folder) = &folder {
            self.heard.say(LogLine { step_id: None, status: None, message: format!("Made {}", folder.display()) });
        }
        Ok((output, commits))
    }

    fn placing(&self) -> Placing<'_> {
        Placing { record: &self.record, port: self.runs.setup.port.as_deref(), driver: &self.driver }
    }

    fn plan(&self, ground: Ground) -> Result<Plan, Failure> {
        let folder = match ground.prepared.is_empty() {
            true => {
                let name = self.ready.template.reference.name();
                folder(&self.space, &ground.workspace, &self.ready.parameters, name, &self.task.id)?
            }
            false => None,
        };
        Ok(Plan { commits: ground.prepared, folder, ..Plan::default() })
    }
}

/// Whoever hears of a run: the log on the disk, and those who look at it.
pub(super) struct Heard {
    pub(super) fold: Fold,
    pub(super) log: Option<LogFile>,
    /// Why a line of the log is not on the disk.
    pub(super) unkept: Option<std::io::Error>,
    pub(super) live: Arc<Live>,
    pub(super) count: u64,
}

impl Heard {
    fn end(&mut self, end: &End, state: TaskState) {
        let error = end.error.clone().map(Into::into);
        let what = What::Completed { message: ended(&end.state).into(), error, output: end.output.clone() };
        self.count += 1;
        self.fold.take(&TaskEvent { id: self.count, at: end.at, what });
        let mut run = self.fold.run();
        run.task.state = state;
        run.can_retry = state != TaskState::Completed;
        end.add_to(&mut run);
        self.live.state.send_replace(run);
    }
}

impl Listener for Heard {
    fn say(&mut self, line: LogLine) {
        let said = Said { at: clock::now(), line };
        if let Some(log) = &mut self.log
            && let Err(error) = log.say(&said)
        {
            self.unkept.get_or_insert(error);
        }
        self.count += 1;
        self.fold.take(&event(self.count, said.at, &said.line));
        self.live.state.send_replace(self.fold.run());
    }

    fn is_cancelled(&self) -> bool {
        self.live.stop.load(Ordering::Relaxed)
    }
}

/// A random id in the form of a version 4 UUID (RFC 9562).
pub(super) fn new_id() -> TaskId {
    let random = || RandomState::new().build_hasher().finish();
    let (a, b) = (random(), random());
    let text = format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        a >> 32,
        (a >> 16) & 0xffff,
        a & 0xfff,
        0x8000 | ((b >> 48) & 0x3fff),
        b & 0xffff_ffff_ffff
    );
    TaskId::parse(&text).unwrap_or_else(|| unreachable_id(a))
}

fn unreachable_id(number: u64) -> TaskId {
    // digits and letters alone are always an id
    TaskId::parse(&format!("{number:x}")).unwrap_or_else(|| unreachable_id(1))
}
