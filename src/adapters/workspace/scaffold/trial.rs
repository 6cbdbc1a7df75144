//! A run of which nothing is left: what it would make.

use super::hands::Workshop;
use super::order::{Ready, source};
use super::record::{Asked, Record, steps};
use super::runs::{Live, Runs, unkept};
use super::space::Space;
use super::start::{Heard, ground, new_id};
use crate::adapters::private;
use crate::adapters::workspace::shared::Shared;
use crate::domain::model::task::{DryRun, Fold, MadeFile, Output, Task, TaskState};
use crate::domain::template::Failure;
use crate::domain::template::run::run;
use crate::domain::text::Clean;
use crate::platform::clock;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::templates::Order;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use tokio::sync::watch;

/// Runs a template without anything of it being left.
pub(super) fn try_out(
    shared: &Arc<Shared>,
    runs: &Arc<Runs>,
    order: &Order,
    driver: tokio::runtime::Handle,
    stop: Arc<AtomicBool>,
) -> Result<DryRun, Fault> {
    let ready = Ready::of(shared, runs, order)?;
    let record = Record::new(&runs.setup.runs, new_id());
    let kept = |error: std::io::Error| unkept(record.folder(), &error);
    private::make_folder(record.folder()).map_err(kept)?;
    let held = record.take().map_err(kept)?;
    let tried = || -> Result<DryRun, Fault> {
        let place = source(&shared.root(), &ready.folder, &record.folder().join("source"))?;
        let space = Space::make(&record.space(), &place).map_err(kept)?.stopped_by(stop);
        dry_run(shared, runs, &ready, order, &record, space, driver)
    };
    let done = tried();
    drop(std::fs::remove_dir_all(record.folder()));
    drop(held);
    done
}

fn dry_run(
    shared: &Arc<Shared>,
    runs: &Arc<Runs>,
    ready: &Ready,
    order: &Order,
    record: &Record,
    space: Space,
    driver: tokio::runtime::Handle,
) -> Result<DryRun, Fault> {
    let task = ready.task(record.id.as_str(), order, true);
    let asked = Asked {
        template: order.template.clone(),
        title: ready.title.clone(),
        by: ready.by.clone(),
        created: clock::now(),
        parameters: Value::Null,
        steps: task.steps.clone(),
        skips: true,
        withheld: Vec::new(),
        secrets: Vec::new(),
    };
    let known = Task {
        id: record.id.clone(),
        template: Some(order.template.clone()),
        title: Clean::line(&ready.title),
        by: None,
        created: asked.created,
        heard: None,
        state: TaskState::Processing,
        parameters: Arc::default(),
    };
    let mut fold = Fold::new(known, steps(&asked));
    let live = Arc::new(Live { stop: space.stop(), state: watch::Sender::new(fold.run()) });
    let mut heard = Heard { fold, log: None, unkept: None, live, count: 0 };
    let mut ground = ground(shared, runs, ready, record, driver);
    let files = space.files.clone();
    let mut workshop =
        Workshop { space, template: ready.template.reference.to_string(), task: task.id.clone(), outside: &mut ground };
    let output = run(&task, &mut workshop, &mut heard).map_err(|failure| refused(order, &failure))?;
    let made = super::tree::made(&files).map_err(|failure| refused(order, &failure))?;
    let file = |made: super::tree::Made| {
        let executable = made.is_executable();
        match made.kind {
            super::tree::MadeKind::File(bytes) => Some(MadeFile { path: made.path, executable, content: bytes.into() }),
            _ => None,
        }
    };
    let told = heard.fold.run();
    Ok(DryRun {
        files: made.into_iter().filter_map(file).collect(),
        steps: told.steps,
        log: told.log,
        output: Arc::new(Output::read(output)),
        left_out: ready.lacking.iter().map(|step| Clean::line(&format!("{} ({})", step.name, step.action))).collect(),
    })
}

fn refused(order: &Order, failure: &Failure) -> Fault {
    Fault::new(FaultKind::Invalid, &format!("try {}", order.template), &failure.in_full(), "")
}
