//! A run that is begun once more, with what was kept of it.

use super::order::Ready;
use super::port::runs;
use super::record::{Asked, Record};
use super::runs::{Runs, unkept};
use crate::adapters::workspace::ports::blocking;
use crate::adapters::workspace::shared::Shared;
use crate::domain::model::task::TaskId;
use crate::domain::text::{Clean, Secret};
use crate::platform::command::{Command, Forecast, TaskSecrets};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::templates::Order;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What running it again would do.
pub(in crate::adapters::workspace) async fn foresee_retry(
    shared: &Arc<Shared>,
    id: TaskId,
    secrets: TaskSecrets,
) -> Result<Forecast, Fault> {
    let runs = runs(shared, "run a template")?;
    blocking(shared, move |shared| {
        let order = order(&runs, &id, &secrets.0)?;
        let ready = Ready::of(shared, &runs, &order)?;
        let root = shared.root();
        let lines = ready.warnings(runs.trust().is_trusted(root.path()), root.path());
        let told = format!("{} is run here again, in {} steps", ready.title, ready.template.steps.len());
        Ok(Forecast { exactly: Command::RetryTask { id, secrets }, told: Clean::line(&told), lines })
    })
    .await?
}

/// The order of a run, with secrets that are given anew: they were kept nowhere.
///
/// # Errors
/// When one is lacking that it had: it would do something else without it, and say nothing.
pub(super) fn order(runs: &Runs, id: &TaskId, given: &BTreeMap<String, Secret>) -> Result<Order, Fault> {
    let record = Record::new(&runs.setup.runs, id.clone());
    let asked = record.asked().map_err(|error| unkept(record.folder(), &error))?;
    refuse_without(id, &asked, given)?;
    let (mut values, mut secrets) = (asked.parameters, given.clone());
    for name in asked.withheld {
        if let (Some(secret), Value::Object(values)) = (secrets.remove(&name), &mut values) {
            values.insert(name, secret.reveal().into());
        }
    }
    Ok(Order { secrets: Arc::new(secrets), skip: asked.skips, ..Order::new(asked.template, values) })
}

fn refuse_without(id: &TaskId, asked: &Asked, given: &BTreeMap<String, Secret>) -> Result<(), Fault> {
    let had = asked.withheld.iter().chain(&asked.secrets);
    let lacking: Vec<&str> = had.filter(|name| !given.contains_key(*name)).map(String::as_str).collect();
    if lacking.is_empty() {
        return Ok(());
    }
    let happened = format!("it had secrets ({}), which are kept nowhere", lacking.join(", "));
    // passwords are values: not every way of running it again can give them
    let cure = match asked.withheld.iter().any(|name| !given.contains_key(name)) {
        true => format!("begin it anew: stagedoor new {}", asked.template),
        false => format!("`stagedoor task retry {id} --secret NAME=@FILE` gives them"),
    };
    Err(Fault::new(FaultKind::Invalid, &format!("run the task {id} again"), &happened, &cure))
}
