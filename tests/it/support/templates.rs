//! Templates and their tasks as a platform would give them, and drafts in memory.

use super::scripted::Mood;
use futures_util::FutureExt as _;
use serde_json::{Value, json};
use stagedoor::adapters::kept::KeptDrafts;
use stagedoor::domain::model::task::{
    DryRun, Fold, StepState, Task, TaskEvent, TaskFilter, TaskId, TaskPage, TaskRun, TaskState, TaskStep, What,
};
use stagedoor::domain::model::{At, EntityRef};
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::ports::{Answering, Step, Steps, Told};
use stagedoor::platform::templates::{Draft, DraftPort, Order, TemplateForm, TemplatePort};
use std::collections::BTreeMap;
use std::future::pending;
use std::sync::{Arc, Mutex};

/// What a platform of the tests has of templates.
pub struct ScriptedTemplates {
    pub mood: Mood,
    pub now: At,
    pub forms: Mutex<BTreeMap<EntityRef, TemplateForm>>,
    /// Tasks, newest first.
    pub tasks: Mutex<Vec<Task>>,
    /// Of a task all that is known, one state after the other.
    pub runs: Mutex<BTreeMap<TaskId, Vec<TaskRun>>>,
    pub dry_run: Mutex<Option<DryRun>>,
    /// What was asked for.
    pub asked: Mutex<Vec<String>>,
    pub drafts: KeptDrafts,
}

pub fn task(id: &str, state: TaskState, at: At) -> Task {
    Task {
        id: TaskId::parse(id).unwrap(),
        template: Some("template:default/node-service".parse().unwrap()),
        title: "Node.js service".into(),
        by: Some("user:default/alice".parse().unwrap()),
        created: at,
        heard: Some(at),
        state,
        parameters: Arc::new(json!({
            "name": "cart", "owner": "group:default/team-a", "replicas": 2, "tags": ["shop", "web"],
        })),
    }
}

pub fn steps(names: &[&str]) -> Vec<TaskStep> {
    let step = |name: &&str| TaskStep {
        id: (*name).to_lowercase().replace(' ', "-").as_str().into_clean(),
        name: (*name).into_clean(),
        action: "debug:log".into(),
        ..TaskStep::default()
    };
    names.iter().map(step).collect()
}

trait IntoClean {
    fn into_clean(self) -> stagedoor::domain::text::Clean;
}

impl IntoClean for &str {
    fn into_clean(self) -> stagedoor::domain::text::Clean {
        stagedoor::domain::text::Clean::line(self)
    }
}

/// A task as its events tell it, each a second after the one before.
pub fn told(task: Task, names: &[&str], said: &[(&'static str, &'static str, Option<StepState>)]) -> Fold {
    let begun = task.created;
    let mut fold = Fold::new(task, steps(names));
    for (n, (step, message, state)) in said.iter().enumerate() {
        let what = What::Said { message: (*message).into(), step: (*step).into(), state: *state };
        fold.take(&TaskEvent { id: n as u64 + 1, at: At(begun.0 + n as i64 * 1_000), what });
    }
    fold
}

/// A task that ended.
pub fn ended(mut fold: Fold, error: Option<&'static str>, output: Value) -> TaskRun {
    let id = fold.last().unwrap_or(0) + 1;
    let at = At(fold.task().created.0 + id as i64 * 1_000);
    let message = "Run completed".into();
    fold.take(&TaskEvent { id, at, what: What::Completed { message, error: error.map(Into::into), output } });
    let state = if error.is_some() { TaskState::Failed } else { TaskState::Completed };
    let task = Task { state, ..fold.task().clone() };
    fold.read(task);
    fold.run()
}

pub fn output() -> Value {
    json!({
        "links": [
            {"title": "Repository", "url": "https://github.com/acme/cart"},
            {"title": "In the catalog", "entityRef": "component:default/payments"},
        ],
        "text": [{"title": "Next", "content": "Clone it and run `npm test`."}],
    })
}

const STEPS: [&str; 3] = ["Fetch the skeleton", "Make the repository", "Register it"];

pub const SAID: [(&str, &str, Option<StepState>); 6] = [
    ("fetch-the-skeleton", "Beginning step Fetch the skeleton", Some(StepState::Processing)),
    ("fetch-the-skeleton", "\u{1b}[32minfo\u{1b}[39m: Writing file README.md", None),
    ("fetch-the-skeleton", "Finished step Fetch the skeleton", Some(StepState::Completed)),
    ("make-the-repository", "Beginning step Make the repository", Some(StepState::Processing)),
    ("make-the-repository", "\u{1b}[33mwarn\u{1b}[39m: the default branch is not protected", None),
    ("make-the-repository", "\u{1b}[31merror\u{1b}[39m: \u{1b}]0;title\u{7}it is slow today", None),
];

impl ScriptedTemplates {
    pub fn new(mood: Mood, now: At) -> Self {
        let running = told(task("t-runs", TaskState::Processing, At(now.0 - 90_000)), &STEPS, &SAID).run();
        let done =
            ended(told(task("t-done", TaskState::Completed, At(now.0 - 3_600_000)), &STEPS, &SAID), None, output());
        let failed = ended(
            told(task("t-failed", TaskState::Failed, At(now.0 - 7_200_000)), &STEPS, &SAID),
            Some("Error: GraphqlResponseError: the repository exists already"),
            json!({}),
        );
        let failed = TaskRun { can_retry: true, ..failed };
        let all = [running, done, failed];
        let tasks = all.iter().map(|run| run.task.clone()).collect();
        let runs = all.into_iter().map(|run| (run.task.id.clone(), vec![run])).collect();
        Self {
            mood,
            now,
            forms: Mutex::default(),
            tasks: Mutex::new(tasks),
            runs: Mutex::new(runs),
            dry_run: Mutex::default(),
            asked: Mutex::default(),
            drafts: KeptDrafts::in_memory(),
        }
    }

    async fn answer<T>(
        &self,
        whole: impl FnOnce() -> Result<T, Fault>,
        steps: Option<Steps<T>>,
    ) -> Result<Told<T>, Fault> {
        let old = Some(At(self.now.0 - 3 * 3_600_000));
        match self.mood {
            Mood::Silent => pending().await,
            Mood::Failing => Err(fault()),
            Mood::Half => {
                if let (Some(steps), Ok(answer)) = (steps, whole()) {
                    steps.send(Step::Part(Told { answer: Arc::new(answer), as_of: old }));
                }
                pending().await
            }
            Mood::OldCopyThenFault => {
                if let (Some(steps), Ok(answer)) = (steps, whole()) {
                    steps.send(Step::Part(Told { answer: Arc::new(answer), as_of: old }));
                }
                Err(fault())
            }
            Mood::Well | Mood::Empty | Mood::OldCopy => Ok(Told { answer: Arc::new(whole()?), as_of: None }),
        }
    }
}

fn fault() -> Fault {
    let cure = "check the address and the network; `stagedoor doctor` looks further";
    Fault::new(FaultKind::Unreachable, "ask http://127.0.0.1:1 for tasks", "the connection was refused", cure)
}

fn none(tried: &str) -> Fault {
    Fault::new(FaultKind::NotFound, tried, "there is none of that name", "see `stagedoor task ls`")
}

impl TemplatePort for ScriptedTemplates {
    fn form<'a>(&'a self, template: EntityRef, steps: Steps<TemplateForm>) -> Answering<'a, TemplateForm> {
        self.asked.lock().unwrap().push(format!("form {template}"));
        let form = move || self.forms.lock().unwrap().get(&template).cloned().ok_or_else(|| none("read the form"));
        async move { self.answer(form, Some(steps)).await }.boxed()
    }

    fn tasks<'a>(&'a self, wanted: TaskFilter, steps: Steps<TaskPage>) -> Answering<'a, TaskPage> {
        let by = wanted.by.as_ref().map_or_else(String::new, ToString::to_string);
        self.asked.lock().unwrap().push(format!("tasks by={by} state={:?}", wanted.state));
        let page = move || {
            let all = self.tasks.lock().unwrap().clone();
            let all: Vec<Task> = if self.mood == Mood::Empty { Vec::new() } else { all };
            let fits = |task: &Task| {
                wanted.by.as_ref().is_none_or(|by| task.by.as_ref() == Some(by))
                    && wanted.state.is_none_or(|state| task.state == state)
            };
            let tasks: Vec<Task> = all.into_iter().filter(fits).collect();
            let total = tasks.len();
            Ok(TaskPage { tasks: tasks.into_iter().skip(wanted.offset).take(wanted.limit).collect(), total })
        };
        async move { self.answer(page, Some(steps)).await }.boxed()
    }

    fn task<'a>(&'a self, id: TaskId, steps: Steps<TaskRun>) -> Answering<'a, TaskRun> {
        self.asked.lock().unwrap().push(format!("task {id}"));
        async move {
            let states = self.runs.lock().unwrap().get(&id).cloned().unwrap_or_default();
            let last = states.last().cloned().ok_or_else(|| none("read the task"));
            if self.mood == Mood::Well {
                for state in &states {
                    steps.send(Step::Whole(Told::now(state.clone())));
                }
                if last.as_ref().is_ok_and(|run| run.task.state.is_running()) {
                    return pending().await;
                }
            }
            self.answer(|| last, Some(steps)).await
        }
        .boxed()
    }

    fn dry_run<'a>(&'a self, order: Order) -> Answering<'a, DryRun> {
        self.asked.lock().unwrap().push(format!("dry run {} {}", order.template, order.values));
        let made = move || self.dry_run.lock().unwrap().clone().ok_or_else(|| none("try the template"));
        async move { self.answer(made, None).await }.boxed()
    }
}

impl DraftPort for ScriptedTemplates {
    fn drafts<'a>(&'a self) -> Answering<'a, Vec<Draft>> {
        self.drafts.drafts()
    }

    fn keep(&self, draft: &Draft) -> Result<(), Fault> {
        self.drafts.keep(draft)
    }

    fn drop_draft(&self, id: &str) -> Result<(), Fault> {
        self.drafts.drop_draft(id)
    }
}
