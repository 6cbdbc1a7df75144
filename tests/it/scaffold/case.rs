//! A template with its skeletons, run in a place of its own.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use stagedoor::adapters::workspace::scaffold::{Made, MadeKind, Outside, Space, Workshop, made};
use stagedoor::domain::template::run::{Listener, Secrets, Task, run};
use stagedoor::domain::template::{Failure, LogLine, StepLog, Template, templates};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

pub const TASK: &str = "11111111-2222-4333-8444-555555555555";

/// Writes entries `{path, type, mode, base64 | target}` into a folder.
pub fn plant(root: &Path, entries: &[Value]) {
    for entry in entries {
        let path = root.join(entry["path"].as_str().unwrap());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        match entry["type"].as_str().unwrap() {
            "dir" => fs::create_dir_all(&path).unwrap(),
            "link" => std::os::unix::fs::symlink(entry["target"].as_str().unwrap(), &path).unwrap(),
            _ => fs::write(&path, STANDARD.decode(entry["base64"].as_str().unwrap()).unwrap()).unwrap(),
        }
    }
    for entry in entries.iter().filter(|entry| entry["type"] != "link") {
        let mode = u32::from_str_radix(entry["mode"].as_str().unwrap_or("0644"), 8).unwrap();
        fs::set_permissions(root.join(entry["path"].as_str().unwrap()), fs::Permissions::from_mode(mode)).unwrap();
    }
}

/// Entries as they are written in an answer.
pub fn entries(root: &Path) -> Vec<Value> {
    let mut made = made(root).unwrap();
    made.sort_by(|a, b| a.path.encode_utf16().cmp(b.path.encode_utf16()));
    made.into_iter().map(entry).collect()
}

fn entry(made: Made) -> Value {
    let mode = format!("{:04o}", made.mode);
    match made.kind {
        MadeKind::File(bytes) => {
            json!({"path": made.path, "type": "file", "mode": mode, "base64": STANDARD.encode(bytes)})
        }
        MadeKind::Folder => json!({"path": made.path, "type": "dir", "mode": mode}),
        MadeKind::Link(target) => json!({"path": made.path, "type": "link", "target": target}),
    }
}

/// Keeps what is said.
#[derive(Default)]
pub struct Heard(pub Vec<LogLine>);

impl Listener for Heard {
    fn say(&mut self, line: LogLine) {
        self.0.push(line);
    }

    fn is_cancelled(&self) -> bool {
        false
    }
}

/// A run that reaches nothing.
pub struct Nothing;

impl Outside for Nothing {
    fn fetch(&mut self, _: &Value) -> Result<Vec<(String, Value)>, Failure> {
        Err(Failure::error("there is no catalog"))
    }

    fn publish(
        &mut self,
        id: &str,
        _: &Space,
        _: &Value,
        _: &mut StepLog<'_>,
    ) -> Result<Vec<(String, Value)>, Failure> {
        Err(Failure::error(format!("{id} leads nowhere")))
    }

    fn register(&mut self, _: &Space, _: &Value, _: &mut StepLog<'_>) -> Result<Vec<(String, Value)>, Failure> {
        Err(Failure::error("there is no catalog"))
    }
}

/// A case: a folder with a template, and what is filled in.
pub struct Case {
    pub temp: tempfile::TempDir,
    pub template: Template,
    pub parameters: Value,
    pub secrets: Map<String, Value>,
    pub is_dry_run: bool,
}

/// What came of it, with places for the paths of this machine.
pub struct Ran {
    pub result: Result<Value, Failure>,
    pub log: Vec<Value>,
    pub entries: Vec<Value>,
}

impl Case {
    pub fn new(input: &[Value], parameters: Value) -> Self {
        let temp = tempfile::tempdir().unwrap();
        let source = temp.path().join("source");
        fs::create_dir(&source).unwrap();
        plant(&source, input);
        let text = fs::read_to_string(source.join("template.yaml")).unwrap();
        let (mut templates, problems) = templates("template.yaml", &text);
        assert!(problems.is_empty(), "{problems:?}");
        Self { temp, template: templates.remove(0), parameters, secrets: Map::new(), is_dry_run: false }
    }

    pub fn source(&self) -> PathBuf {
        self.temp.path().canonicalize().unwrap().join("source")
    }

    pub fn task(&self) -> Task {
        let secrets = self.secrets.iter().map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()));
        let user = json!({"ref": "user:default/alice", "entity": {
            "apiVersion": "backstage.io/v1alpha1", "kind": "User",
            "metadata": {"name": "alice", "namespace": "default"}, "spec": {},
        }});
        Task {
            id: TASK.into(),
            steps: self.template.steps.clone(),
            left_out: Vec::new(),
            output: if self.template.output.is_null() { json!({}) } else { self.template.output.clone() },
            parameters: self.parameters.clone(),
            secrets: Secrets::new(secrets.collect()),
            user,
            is_dry_run: self.is_dry_run,
        }
    }

    pub fn run(&self) -> Ran {
        let temp = self.temp.path().canonicalize().unwrap();
        let files = temp.join(TASK);
        let space = Space::make(&files, &self.source()).unwrap();
        let reference = if self.is_dry_run { "template:default/dry-run" } else { self.template.reference.as_str() };
        let mut heard = Heard::default();
        let mut workshop = Workshop { space, template: reference.into(), task: TASK.into(), outside: &mut Nothing };
        let result = run(&self.task(), &mut workshop, &mut heard);
        let source = if self.is_dry_run { "<source>" } else { "<tmp>/source" };
        let named = [(files.as_path(), "<workspace>"), (&temp.join("source"), source), (&temp, "<tmp>")];
        let clean = |value: Value| cleaned(value, &named);
        let log = heard.0.into_iter().map(|line| clean(serde_json::to_value(line).unwrap())).collect();
        let failed = |failure: Failure| {
            let message = clean(failure.message.as_str().into()).as_str().unwrap().to_owned();
            Failure { message, ..failure }
        };
        Ran { result: result.map(clean).map_err(failed), log, entries: entries(&files) }
    }
}

fn cleaned(value: Value, named: &[(&Path, &str)]) -> Value {
    match value {
        Value::String(text) => {
            named.iter().fold(text, |text, (path, name)| text.replace(path.to_str().unwrap(), name)).into()
        }
        Value::Array(items) => items.into_iter().map(|item| cleaned(item, named)).collect(),
        Value::Object(map) => map.into_iter().map(|(key, value)| (key, cleaned(value, named))).collect(),
        plain => plain,
    }
}

/// Lines of a log, to be compared: those about writing are a set, as their order is that of a parallel walk.
pub fn comparable(log: &[Value]) -> Vec<(usize, String)> {
    let mut order = 0;
    let mut lines: Vec<(usize, String)> = Vec::new();
    for line in log {
        let message = line["message"].as_str().unwrap_or_default();
        let is_free = ["Writing file", "Writing directory", "Copying file", "deleted successfully"]
            .iter()
            .any(|part| message.contains(part));
        order += usize::from(!is_free);
        lines.push((order * 2 + usize::from(is_free), keyed(line)));
    }
    lines.sort();
    lines
}

fn keyed(line: &Value) -> String {
    let sorted: BTreeMap<_, _> = line.as_object().unwrap().iter().collect();
    serde_json::to_string(&sorted).unwrap()
}
