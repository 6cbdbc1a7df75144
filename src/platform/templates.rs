//! Templates: the port that a context has, what is asked of it, and drafts of what is being filled in.

use super::fault::{Fault, FaultKind};
use super::steps::{Answering, Steps};
use crate::domain::document::{Line, Role};
use crate::domain::form::{Form, Step, secret_names};
use crate::domain::model::task::{DryRun, TaskFilter, TaskId, TaskPage, TaskRun, TaskState};
use crate::domain::model::{At, Entity, EntityRef, Place};
use crate::domain::template::approval::approvals;
use crate::domain::template::limit::limits;
use crate::domain::text::{Clean, Secret};
use futures_util::FutureExt as _;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Templates and their runs. Running one is a command ([`Command::CreateTask`](super::command::Command)).
pub trait TemplatePort: Send + Sync {
    /// What a template asks for. A port that follows changes sends it anew with each and does not end.
    fn form<'a>(&'a self, template: EntityRef, steps: Steps<TemplateForm>) -> Answering<'a, TemplateForm>;

    /// Tasks that the user may see, newest first. A port that follows changes sends them anew.
    fn tasks<'a>(&'a self, wanted: TaskFilter, steps: Steps<TaskPage>) -> Answering<'a, TaskPage>;

    /// A task with its steps, its log and what came of it. It sends what is known so far with each change,
    /// and ends when the task has ended.
    fn task<'a>(&'a self, id: TaskId, steps: Steps<TaskRun>) -> Answering<'a, TaskRun>;

    /// What a run would make. Nothing is changed.
    fn dry_run<'a>(&'a self, order: Order) -> Answering<'a, DryRun>;
}

/// What a template's annotations say of a run with these values: who has to agree, and what there is at most.
pub fn terms(template: &Entity, values: &Value) -> Vec<Line> {
    let needed = approvals(template).into_iter().filter(|it| it.is_needed(values)).map(|it| {
        let by = Line::of("needs approval by ", Role::Warn).and(it.by.short(), Role::Text);
        by.and(Clean::line(&format!(": {}", it.because)), Role::Dim)
    });
    let holding = limits(template).into_iter().filter(|it| it.holds(values));
    needed.chain(holding.map(|it| Line::of("limit: ", Role::Label).and(it.says, Role::Text))).collect()
}

/// The fault of running a task once more that runs, or that went well.
pub fn not_again(id: &TaskId, state: TaskState) -> Fault {
    let cure = match state.is_running() {
        true => "wait for its end, or stop it",
        false => "`stagedoor new TEMPLATE` runs the template anew",
    };
    let happened = format!("its state is {}", state.word());
    Fault::new(FaultKind::Conflict, &format!("run the task {id} again"), &happened, cure)
}

/// What a template asks for, step by step, as the platform gives it to this user.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TemplateForm {
    /// The template's title.
    pub title: Clean,
    /// What it is for; Markdown.
    pub description: Clean,
    /// The steps of its form.
    pub steps: Vec<FormStep>,
    /// The words on its buttons: `backButtonText`, `createButtonText`, `reviewButtonText`.
    pub buttons: BTreeMap<String, Clean>,
    /// What a run of it does, where that is known before: the names and actions of its steps.
    pub actions: Vec<PlannedStep>,
    /// Steps that cannot be done are told, and nothing more: the platform itself decides about a run. For portals.
    pub sends_anyway: bool,
    /// Its folder is not said to be trusted yet: a run has to say so. For workspaces.
    pub needs_trust: bool,
    /// A number that stands for this state of it: a draft that was begun over another one says so.
    pub version: u64,
}

impl TemplateForm {
    /// The form to fill in.
    pub fn form(&self) -> Form {
        Form::new(self.steps.iter().map(FormStep::step).collect())
    }

    /// The names of its secrets, wherever they stand. They are sent with a run and kept nowhere.
    pub fn secrets(&self) -> BTreeSet<String> {
        self.steps.iter().flat_map(|step| secret_names(&step.schema)).collect()
    }
}

/// What is said of a folder whose templates were never run, wherever trust in it is asked for.
pub const UNTRUSTED: &str = "Templates of this folder were never run here. What they render is written and committed \
                             to files of yours.";

impl FormStep {
    fn step(&self) -> Step {
        let description = Some(self.description.as_str()).filter(|text| !text.is_empty());
        Step::from_manifest(&json!({
            "title": self.title.as_str(),
            "description": description,
            "schema": *self.schema,
            "when": self.when,
        }))
    }
}

/// A step of a form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FormStep {
    /// Its title.
    pub title: Clean,
    /// What it is about; Markdown.
    pub description: Clean,
    /// Its JSON Schema with `ui:*` in it, as the template has it.
    pub schema: Arc<Value>,
    /// When it is shown; always without one.
    pub when: Option<Value>,
}

/// A step of a run, before it runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlannedStep {
    /// Its name.
    pub name: Clean,
    /// Its action.
    pub action: Clean,
    /// Why it cannot be done here; empty where it can.
    pub lacks: Clean,
}

/// A template to be run, with what was filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The template.
    pub template: EntityRef,
    /// The values of its form.
    pub values: Arc<Value>,
    /// Its secrets by their names; shown and kept nowhere.
    pub secrets: Arc<BTreeMap<String, Secret>>,
    /// Steps whose actions need a server are left out; without it such a run is refused. For workspaces.
    pub skip: bool,
    /// The user said that the folder of the template is trusted. For workspaces.
    pub trusted: bool,
}

impl Order {
    /// A template with its values.
    pub fn new(template: EntityRef, values: Value) -> Self {
        Self { template, values: Arc::new(values), secrets: Arc::default(), skip: false, trusted: false }
    }
}

impl Hash for Order {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // secrets are compared, and have no hash that could tell anything of them
        (&self.template, self.values.to_string(), self.skip, self.trusted).hash(state);
    }
}

/// A wizard that was begun and not sent. Secrets are never in it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Draft {
    /// Its id: letters, digits and `-`.
    pub id: String,
    /// The template.
    pub template: EntityRef,
    /// The template's title.
    pub title: String,
    /// The step that was shown, from 0.
    pub step: usize,
    /// What was filled in, for each step of the form.
    pub values: Vec<Value>,
    /// What was emptied and chosen ([`Form::marks`]), what a link brought, and whether the review was shown; `null` in
    /// drafts of before it was kept.
    #[serde(default)]
    pub marks: Value,
    /// When it was last changed.
    pub at: At,
    /// The state of the form that it was begun over ([`TemplateForm::version`]).
    pub version: u64,
}

impl Draft {
    /// The mark of a draft whose review was shown.
    pub const REVIEW: &'static str = "review";
    /// What stands in the place of the template where access is asked for.
    pub const ACCESS: &'static str = "access:default/new";

    /// Where it is gone on with.
    pub fn place(&self) -> Place {
        match self.is_of_access() {
            true => Place::asking_again(&self.id),
            false => Place::draft(self.template.clone(), &self.id),
        }
    }

    /// Whether it is one of access that is asked for, and not of a template.
    pub fn is_of_access(&self) -> bool {
        self.template.as_str() == Self::ACCESS
    }

    /// The page that was shown last, in words.
    pub fn page(&self) -> String {
        if self.is_at_review() { "review".to_owned() } else { format!("step {}", self.step + 1) }
    }

    /// Whether the review was shown.
    pub fn is_at_review(&self) -> bool {
        self.marks.get(Self::REVIEW) == Some(&Value::Bool(true))
    }

    /// What was filled in as the name of what is to be, where something was: one remembers it by that.
    pub fn called(&self) -> &str {
        let names = ["name", "component_id", "componentId", "component", "title"];
        let texts = self.values.iter().flat_map(|step| names.iter().filter_map(|name| step.get(name)?.as_str()));
        texts.into_iter().next().unwrap_or_default()
    }
}

/// Where drafts are kept, of one context and one subject.
pub trait DraftPort: Send + Sync {
    /// All drafts, the newest first.
    fn drafts<'a>(&'a self) -> Answering<'a, Vec<Draft>>;

    /// Keeps a draft in place of the one of its id. May block.
    fn keep(&self, draft: &Draft) -> Result<(), Fault>;

    /// A draft is no more wanted. May block.
    fn drop_draft(&self, id: &str) -> Result<(), Fault>;
}

/// A platform without templates, and without drafts.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoTemplates;

fn none(tried: &str) -> Fault {
    Fault::new(FaultKind::Unsupported, tried, "this platform has no templates", "")
}

impl TemplatePort for NoTemplates {
    fn form<'a>(&'a self, _: EntityRef, _: Steps<TemplateForm>) -> Answering<'a, TemplateForm> {
        async { Err(none("read what the template asks for")) }.boxed()
    }

    fn tasks<'a>(&'a self, _: TaskFilter, _: Steps<TaskPage>) -> Answering<'a, TaskPage> {
        async { Err(none("list the tasks")) }.boxed()
    }

    fn task<'a>(&'a self, _: TaskId, _: Steps<TaskRun>) -> Answering<'a, TaskRun> {
        async { Err(none("read the task")) }.boxed()
    }

    fn dry_run<'a>(&'a self, _: Order) -> Answering<'a, DryRun> {
        async { Err(none("try the template")) }.boxed()
    }
}

impl DraftPort for NoTemplates {
    fn drafts<'a>(&'a self) -> Answering<'a, Vec<Draft>> {
        async { Ok(super::steps::Told::now(Vec::new())) }.boxed()
    }

    fn keep(&self, _: &Draft) -> Result<(), Fault> {
        Ok(())
    }

    fn drop_draft(&self, _: &str) -> Result<(), Fault> {
        Ok(())
    }
}
