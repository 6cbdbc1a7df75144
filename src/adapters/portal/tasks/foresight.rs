//! What a run would do, before it does.

use super::commands::without;
use crate::adapters::portal::Portal;
use crate::domain::document::{Line, Role};
use crate::domain::model::EntityRef;
use crate::domain::model::task::{TaskId, TaskState};
use crate::domain::text::Clean;
use crate::platform::command::{Command, Forecast, TaskSecrets};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::templates::{Order, PlannedStep, TemplateForm, terms};
use serde_json::Value;
use std::collections::BTreeSet;

/// Columns of what a value is called.
const NAMES: usize = 24;
/// Lines of values that are shown.
const MOST: usize = 200;
/// What is shown of a secret.
const DOTS: &str = "\u{2022}\u{2022}\u{2022}\u{2022}";

impl Portal {
    pub(in crate::adapters::portal) async fn foresee_run(&self, order: Box<Order>) -> Result<Forecast, Fault> {
        let (form, entity) = self.template(&order.template).await.map_err(|fault| without(fault, &order.secrets))?;
        let title = if form.title.is_empty() { Clean::line(order.template.name()) } else { form.title.clone() };
        let told = match form.actions.len() {
            0 => format!("{title} is run"),
            1 => format!("{title} is run: one step"),
            steps => format!("{title} is run: {steps} steps"),
        };
        let mut lines = values(&order, &form);
        lines.extend(entity.iter().flat_map(|entity| terms(entity, &order.values)));
        lines.extend(form.actions.iter().zip(1..).flat_map(|(step, n)| action(step, n)));
        Ok(Forecast { exactly: Command::CreateTask(order), told: Clean::line(&told), lines })
    }

    pub(in crate::adapters::portal) async fn foresee_cancel(&self, id: TaskId) -> Result<Forecast, Fault> {
        let task = self.running(&id).await?;
        let told = format!("{} (task/{id}) is stopped; what it made so far stays", task.title);
        Ok(Forecast::new(Command::CancelTask(id), &told))
    }

    pub(in crate::adapters::portal) async fn foresee_retry(
        &self,
        id: TaskId,
        secrets: TaskSecrets,
    ) -> Result<Forecast, Fault> {
        let (task, _) = self.backstage.task(&id).await?;
        if task.state.is_running() {
            let happened = format!("it runs ({})", task.state.word());
            let tried = format!("run the task {id} again");
            return Err(Fault::new(FaultKind::Conflict, &tried, &happened, "wait for its end, or stop it"));
        }
        let twice =
            if task.state == TaskState::Completed { "; it went well, and all is done a second time" } else { "" };
        let told = format!("{} (task/{id}) is run again{twice}", task.title);
        let without = match &task.template {
            Some(template) if secrets.0.is_empty() => self.without_secrets(template, &id).await,
            _ => Vec::new(),
        };
        Ok(Forecast { lines: without, ..Forecast::new(Command::RetryTask { id, secrets }, &told) })
    }

    /// Says what a template is run without when no secrets are given: they were kept nowhere.
    async fn without_secrets(&self, template: &EntityRef, id: &TaskId) -> Vec<Line> {
        let form = self.template(template).await;
        let names = form.map(|(form, _)| form.secrets()).unwrap_or_default();
        if names.is_empty() {
            return Vec::new();
        }
        let names = names.into_iter().collect::<Vec<_>>().join(", ");
        let cure = format!("`stagedoor task retry {id} --secret NAME=@FILE` gives them");
        let words = format!("without its secrets ({names}), which are kept nowhere; {cure}");
        vec![Line::of(Clean::line(&words), Role::Warn)]
    }
}

fn is_of_secrets(field: &Value) -> bool {
    field.get("ui:field").and_then(Value::as_str) == Some("Secret")
}

/// A step, and what it lacks.
fn action(step: &PlannedStep, n: usize) -> impl Iterator<Item = Line> {
    let name = Line::of(Clean::line(&format!("{n}. {}", step.name)), Role::Text).pad_to(NAMES + 12);
    let words = Clean::line(&format!("   it will fail: {}", step.lacks));
    let lacks = (!step.lacks.is_empty()).then(|| Line::of(words, Role::Warn));
    std::iter::once(name.and(step.action.clone(), Role::Dim)).chain(lacks)
}

/// The values that are sent, each under its name; what is secret as dots.
fn values(order: &Order, form: &TemplateForm) -> Vec<Line> {
    let mut hidden = BTreeSet::new();
    form.steps.iter().for_each(|step| secret_fields(&step.schema, &mut hidden));
    let mut shown = Shown { hidden, lines: Vec::new() };
    shown.add(&mut Vec::new(), &order.values);
    let secrets = order.secrets.keys().map(|name| named(name).and(DOTS, Role::Dim));
    let more = shown.lines.len().saturating_sub(MOST);
    shown.lines.truncate(MOST);
    let more = (more > 0).then(|| Line::of(Clean::line(&format!("and {more} more values")), Role::Dim));
    shown.lines.into_iter().chain(more).chain(secrets).collect()
}

fn named(name: &str) -> Line {
    Line::of(Clean::line(name), Role::Label).pad_to(NAMES)
}

/// Names of fields whose values nobody should read over a shoulder, wherever in a schema they stand.
fn secret_fields(schema: &Value, found: &mut BTreeSet<String>) {
    let is_secret = |field: &Value| {
        let word = |name: &str| field.get(name).and_then(Value::as_str);
        word("ui:widget") == Some("password") || is_of_secrets(field) || word("format") == Some("password")
    };
    fields_of(schema, &is_secret, found);
}

/// The names of all fields of a kind, wherever they stand in a schema.
fn fields_of(schema: &Value, is_meant: &dyn Fn(&Value) -> bool, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(parts) => {
            let fields = parts.get("properties").and_then(Value::as_object).into_iter().flatten();
            found.extend(fields.filter(|(_, field)| is_meant(field)).map(|(name, _)| name.clone()));
            parts.values().for_each(|part| fields_of(part, is_meant, found));
        }
        Value::Array(parts) => parts.iter().for_each(|part| fields_of(part, is_meant, found)),
        _ => {}
    }
}

struct Shown {
    hidden: BTreeSet<String>,
    lines: Vec<Line>,
}

impl Shown {
    fn add(&mut self, path: &mut Vec<String>, value: &Value) {
        if path.last().is_some_and(|name| self.hidden.contains(name)) {
            self.lines.push(named(&path.join(".")).and(DOTS, Role::Dim));
            return;
        }
        match value {
            Value::Object(parts) => parts.iter().for_each(|(name, part)| self.part(path, name.clone(), part)),
            Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
                items.iter().enumerate().for_each(|(n, item)| self.part(path, (n + 1).to_string(), item));
            }
            value => self.lines.push(named(&path.join(".")).and(Clean::line(&text(value)), Role::Text)),
        }
    }

    fn part(&mut self, path: &mut Vec<String>, name: String, value: &Value) {
        path.push(name);
        self.add(path, value);
        path.pop();
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(", "),
        value => value.to_string(),
    }
}
