//! Filling in a form from arguments and files.

use super::NewArgs;
use crate::cli::desk::Desk;
use crate::cli::ending::{Ending, complain};
use crate::config::workspace_above;
use crate::domain::form::{Field, Form, Path as Place, Secrecy};
use crate::domain::model::EntityRef;
use crate::domain::model::yaml::documents;
use crate::domain::text::{Clean, Secret};
use crate::platform::templates::TemplateForm;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

/// Values of a form take a few pages at most.
const LARGEST: u64 = 4 << 20;
/// How deep a schema is looked through for a name.
const DEEPEST: usize = 16;

/// Puts in what was given: the file first, then what was set, then secrets.
pub(super) fn fill(form: &mut Form, args: &NewArgs, secrets: &BTreeMap<String, Secret>) -> Result<(), Ending> {
    if let Some(path) = &args.values {
        form.fill(&from_file(path)?);
    }
    form.visit_all();
    for text in &args.set {
        let (name, value) = pair(text)?;
        set(form, name, value)?;
        form.visit_all();
    }
    for (name, secret) in secrets {
        for (step, path) in secret_fields(form, name) {
            form.set_secret(step, &path, Some(secret.clone()));
        }
    }
    form.visit_all();
    Ok(())
}

fn pair(text: &str) -> Result<(&str, &str), Ending> {
    let pair = text.split_once('=').filter(|(name, _)| !name.is_empty());
    pair.ok_or_else(|| Ending::usage(&format!("--set takes NAME=VALUE, and not `{text}`")))
}

fn from_file(path: &Path) -> Result<Value, Ending> {
    let fail = |why: &str| Ending::usage(&format!("the values cannot be read from {}: {why}", path.display()));
    let mut text = String::new();
    let read = match path.as_os_str() == "-" {
        true => std::io::stdin().lock().take(LARGEST).read_to_string(&mut text),
        false => std::fs::File::open(path).and_then(|file| file.take(LARGEST).read_to_string(&mut text)),
    };
    read.map_err(|error| fail(&error.to_string()))?;
    match documents(&text).into_iter().next().map(|document| (document.line, document.content)) {
        None => Ok(json!({})),
        Some((_, Ok(parsed))) if parsed.value.is_object() => Ok(parsed.value),
        Some((_, Ok(_))) => Err(fail("they are no mapping")),
        Some((_, Err(error))) => Err(fail(&error.to_string())),
    }
}

/// Puts a value at a name, which may lead into objects and lists by dots.
fn set(form: &mut Form, name: &str, text: &str) -> Result<(), Ending> {
    let path = Place::from_dotted(name);
    let shown = form.shown_steps().into_iter().find_map(|step| {
        let view = form.view(step);
        view.field(&path).map(|field| (step, typed(field, text), field.secrecy))
    });
    match shown {
        Some((_, _, Secrecy::Secret)) => Err(Ending::usage(&format!(
            "{name} is a secret, and an argument can be read by others: give --secret {name}=@FILE"
        ))),
        Some((step, value, _)) => {
            form.set(step, &path, value);
            Ok(())
        }
        // it may be shown once more is known, or stand below a list
        None if is_declared(form, name) => {
            form.fill(&with(form.state(), path.names(), loosely(text)));
            Ok(())
        }
        None => {
            Err(Ending::usage(&format!("the template asks for no `{name}`; it asks for: {}", names(form).join(", "))))
        }
    }
}

/// A text as the field takes it: what a person would type into it.
fn typed(field: &Field, text: &str) -> Option<Value> {
    match field.value_type() {
        _ if text.is_empty() => None,
        Some("string") => Some(Value::String(text.to_owned())),
        Some("array") if !text.trim_start().starts_with('[') => {
            Some(text.split(',').map(|item| loosely(item.trim())).collect())
        }
        _ => Some(loosely(text)),
    }
}

/// JSON where it is JSON, and else the text.
fn loosely(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}

/// The first name of the path with all that is there, and the value put into it.
fn with(state: &Value, names: &[String], value: Value) -> Value {
    let Some((first, rest)) = names.split_first() else { return value };
    let inner = with(state.get(first).unwrap_or(&Value::Null), rest, value);
    let mut map = match state {
        Value::Object(map) if rest.is_empty() || map.contains_key(first) => map.clone(),
        _ => Map::new(),
    };
    map.insert(first.clone(), inner);
    Value::Object(map)
}

fn is_declared(form: &Form, name: &str) -> bool {
    let first = name.split('.').next().unwrap_or(name);
    form.steps().iter().any(|step| declares(&step.merged, first, 0))
}

fn declares(schema: &Value, name: &str, depth: usize) -> bool {
    match schema {
        _ if depth > DEEPEST => false,
        Value::Object(map) => {
            let here = map.get("properties").and_then(Value::as_object).is_some_and(|all| all.contains_key(name));
            here || map.values().any(|inner| declares(inner, name, depth + 1))
        }
        Value::Array(items) => items.iter().any(|inner| declares(inner, name, depth + 1)),
        _ => false,
    }
}

fn names(form: &Form) -> Vec<String> {
    let fields = form.shown_steps().into_iter().flat_map(|step| {
        let view = form.view(step);
        view.fields
            .iter()
            .filter(|field| field.is_editable())
            .map(|field| field.path.names().join("."))
            .collect::<Vec<_>>()
    });
    let mut names: Vec<String> = fields.collect();
    names.dedup();
    names
}

/// Where a secret of that name is asked for.
fn secret_fields(form: &Form, name: &str) -> Vec<(usize, Place)> {
    let of_step = |step: usize| {
        let view = form.view(step);
        let is_it = |field: &&Field| field.secrecy == Secrecy::Secret && field.path.last() == Some(name);
        view.fields.iter().filter(is_it).map(|field| (step, field.path.clone())).collect::<Vec<_>>()
    };
    form.shown_steps().into_iter().flat_map(of_step).collect()
}

/// What keeps the form from being sent, a line each.
pub(super) fn problems(form: &Form) -> Vec<Clean> {
    let mut lines = Vec::new();
    for step in form.incomplete_steps() {
        let view = form.view(step);
        for problem in view.problems() {
            let name = problem.path.names().join(".");
            let title = view.field(&problem.path).map(|field| field.title().into_owned()).unwrap_or_default();
            let words = match (name.is_empty(), title.is_empty()) {
                (true, _) => format!("  {}", problem.message),
                (false, true) => format!("  {name}: {}", problem.message),
                (false, false) => format!("  {name} ({title}): {}", problem.message),
            };
            lines.push(Clean::line(&words));
        }
    }
    lines
}

/// Says on standard error what is going to be sent.
pub(super) fn tell(form: &Form, asked: &TemplateForm) -> Result<(), Ending> {
    complain(&Clean::line(&format!("{} with:", asked.title)));
    let rows = form.review_by_place().map_err(|broken| Ending::usage(&broken.to_string()))?;
    for row in rows {
        let value = match &row.value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        complain(&Clean::line(&format!("  {}: {value}", row.name)));
    }
    for step in asked.actions.iter().filter(|step| !step.lacks.is_empty()) {
        complain(&Clean::line(&format!("  {} ({}) cannot be done here: {}", step.name, step.action, step.lacks)));
    }
    Ok(())
}

/// The template in a file, or in a folder; the platform is the workspace around it from now on.
pub(super) fn of_file(desk: &mut Desk<'_>, path: &Path) -> Result<EntityRef, Ending> {
    let fail = |why: String| Ending::usage(&format!("{} holds no template: {why}", path.display()));
    let file = match path.is_dir() {
        true => ["template.yaml", "template.yml"].iter().map(|name| path.join(name)).find(|file| file.is_file()),
        false => Some(path.to_owned()),
    };
    let file = file.ok_or_else(|| fail("there is no template.yaml in it".into()))?;
    let mut text = String::new();
    let read = std::fs::File::open(&file).and_then(|file| file.take(LARGEST).read_to_string(&mut text));
    read.map_err(|error| fail(error.to_string()))?;
    let values = documents(&text).into_iter().filter_map(|document| document.content.ok());
    let entity = values.filter_map(|parsed| crate::domain::model::Entity::new(parsed.value));
    let template = entity.map(|entity| entity.reference().clone()).find(|reference| reference.kind() == "template");
    let template = template.ok_or_else(|| fail("no document in it is an entity of that kind".into()))?;
    let folder = file.canonicalize().ok().and_then(|file| file.parent().map(Path::to_owned));
    let folder = folder.ok_or_else(|| fail("its folder cannot be found".into()))?;
    if desk.global.picks().workspace.is_none() {
        desk.global.workspace = Some(workspace_above(&folder, &desk.folders.home).unwrap_or(folder));
    }
    Ok(template)
}
