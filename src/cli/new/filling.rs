//! Filling in a form from arguments and files.

use super::{NewArgs, files, typed};
use crate::cli::bounded;
use crate::cli::desk::{Desk, wait};
use crate::cli::ending::Ending;
use crate::cli::task::{GivenSecrets, asked_secrets};
use crate::config::workspace_above;
use crate::domain::form::{Field, Form, Path as Place, Secrecy, is_secret, takes_files};
use crate::domain::model::EntityRef;
use crate::domain::model::yaml::documents;
use crate::domain::text::Clean;
use crate::platform::files::FilePort;
use serde_json::{Value, json};
use std::path::Path;

/// Values of a form take a few pages at most.
const LARGEST: u64 = 4 << 20;
/// How deep a schema is looked through for a name.
const DEEPEST: usize = 16;

/// Puts in what was given: the file first, then what was set, then secrets.
pub(super) fn fill(
    form: &mut Form,
    args: &NewArgs,
    secrets: &GivenSecrets,
    files: &dyn FilePort,
) -> Result<(), Ending> {
    if let Some(path) = &args.values {
        form.fill(&from_file(path)?);
    }
    form.visit_all();
    for text in &args.set {
        let (name, value) = pair(text)?;
        set(form, files, name, value)?;
        form.visit_all();
    }
    secrets.check(form)?;
    put_secrets(form, secrets);
    Ok(())
}

/// Gives secrets to the fields that ask for them and have none yet.
pub(super) fn put_secrets(form: &mut Form, secrets: &GivenSecrets) {
    form.visit_all();
    for (name, secret) in secrets.only(&asked_secrets(form)) {
        for (step, path) in secret_fields(form, &name) {
            form.set_secret(step, &path, Some(secret.clone()));
        }
    }
    form.visit_all();
}

fn pair(text: &str) -> Result<(&str, &str), Ending> {
    let pair = text.split_once('=').filter(|(name, _)| !name.is_empty());
    pair.ok_or_else(|| Ending::usage(&format!("--set takes NAME=VALUE, and not `{text}`")))
}

fn from_file(path: &Path) -> Result<Value, Ending> {
    let fail = |why: &str| Ending::usage(&format!("the values cannot be read from {}: {why}", path.display()));
    let text = bounded::file_or_input(path, LARGEST).map_err(|error| fail(&error.to_string()))?;
    match documents(&text).into_iter().next().map(|document| (document.line, document.content)) {
        None => Ok(json!({})),
        Some((_, Ok(parsed))) if parsed.value.is_object() => Ok(parsed.value),
        Some((_, Ok(_))) => Err(fail("they are no mapping")),
        Some((_, Err(error))) => Err(fail(&error.to_string())),
    }
}

/// Puts a value at a name, which may lead into objects and lists by dots.
fn set(form: &mut Form, files: &dyn FilePort, name: &str, text: &str) -> Result<(), Ending> {
    let path = Place::from_dotted(name);
    let place = shown(form, &path).or_else(|| declared(form, path.names()));
    let Some((step, schema)) = place else {
        let known = names(form).join(", ");
        return Err(Ending::usage(&format!("the template asks for no `{name}`; it asks for: {known}")));
    };
    if holds_secret(form, &path, &schema) {
        let secret = path.last().unwrap_or(name);
        return Err(Ending::usage(&format!(
            "{name} is a secret, and an argument can be read by others: give --secret {secret}=@FILE"
        )));
    }
    let value = match typed::argument(&schema, text) {
        Some(value) if takes_files(&schema) => Some(wait(files::named(files, name, &value))?),
        value => value,
    };
    if schema.get("type").is_some_and(|it| it == "object") && value.as_ref().is_some_and(|it| !it.is_object()) {
        return Err(Ending::usage(&format!("{name} holds several values: give --set {name}.PART=VALUE, or JSON")));
    }
    match (step, value) {
        (Some(step), value) => form.set(step, &path, value),
        // it may be shown once more is known
        (None, value) => form.fill(&with(form.state(), path.names(), value.unwrap_or_default())),
    }
    Ok(())
}

/// A field, a list or an object that is shown, by its step and its schema.
fn shown(form: &Form, path: &Place) -> Option<(Option<usize>, Value)> {
    form.shown_steps().into_iter().find_map(|step| {
        let view = form.view(step);
        let of_field = || view.field(path).map(|field| (*field.schema).clone());
        let schema = view.container(path).map(|container| (*container.schema).clone()).or_else(of_field);
        Some((Some(step), schema?))
    })
}

/// The schema of a place that may be shown once more is filled in.
fn declared(form: &Form, names: &[String]) -> Option<(Option<usize>, Value)> {
    let (first, rest) = names.split_first()?;
    let top = form.steps().iter().find_map(|step| property(&step.merged, first, 0))?;
    let below = |schema: &Value, name: &String| match name.parse::<usize>() {
        Ok(_) if schema.get("items").is_some() => schema.get("items").cloned(),
        _ => property(schema, name, 0).cloned(),
    };
    // what is deeper is not always written where it stands
    let schema = rest.iter().try_fold(top.clone(), |schema, name| below(&schema, name));
    Some((None, schema.unwrap_or_default()))
}

fn property<'v>(schema: &'v Value, name: &str, depth: usize) -> Option<&'v Value> {
    match schema {
        _ if depth > DEEPEST => None,
        Value::Object(map) => {
            let here = map.get("properties").and_then(|all| all.get(name));
            here.or_else(|| map.values().find_map(|inner| property(inner, name, depth + 1)))
        }
        Value::Array(items) => items.iter().find_map(|inner| property(inner, name, depth + 1)),
        _ => None,
    }
}

/// Whether a value at that place would hold a secret.
fn holds_secret(form: &Form, path: &Place, schema: &Value) -> bool {
    let is_there = |step: usize| {
        let view = form.view(step);
        view.fields.iter().any(|field| field.secrecy == Secrecy::Secret && field.path.is_within(path))
    };
    is_secret(schema) || form.shown_steps().into_iter().any(is_there)
}

/// The first name of the path with all that is there, and the value put into it.
fn with(state: &Value, names: &[String], value: Value) -> Value {
    let Some((first, rest)) = names.split_first() else { return value };
    let inner = with(at(state, first), rest, value);
    match state {
        Value::Null if first == "0" => Value::Array(vec![inner]),
        Value::Array(items) if first.parse::<usize>().is_ok_and(|number| number <= items.len()) => {
            let number = first.parse::<usize>().unwrap_or_default();
            let mut items = items.clone();
            match items.get_mut(number) {
                Some(item) => *item = inner,
                None => items.push(inner),
            }
            Value::Array(items)
        }
        state => {
            let mut map = state.as_object().cloned().unwrap_or_default();
            map.insert(first.clone(), inner);
            Value::Object(map)
        }
    }
}

fn at<'v>(state: &'v Value, name: &str) -> &'v Value {
    let found = match state {
        Value::Array(items) => name.parse::<usize>().ok().and_then(|number| items.get(number)),
        state => state.get(name),
    };
    found.unwrap_or(&Value::Null)
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

/// Where a secret of that name is asked for and not given.
fn secret_fields(form: &Form, name: &str) -> Vec<(usize, Place)> {
    let of_step = |step: usize| {
        let view = form.view(step);
        let is_it = |field: &&Field| field.secrecy == Secrecy::Secret && field.path.last() == Some(name);
        let is_empty = |field: &&Field| field.value.is_none();
        view.fields.iter().filter(is_it).filter(is_empty).map(|field| (step, field.path.clone())).collect::<Vec<_>>()
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

/// The template in a file, or in a folder; the platform is the workspace around it from now on.
pub(super) fn of_file(desk: &mut Desk<'_>, path: &Path) -> Result<EntityRef, Ending> {
    let fail = |why: String| Ending::usage(&format!("{} holds no template: {why}", path.display()));
    let file = match path.is_dir() {
        true => ["template.yaml", "template.yml"].iter().map(|name| path.join(name)).find(|file| file.is_file()),
        false => Some(path.to_owned()),
    };
    let file = file.ok_or_else(|| fail("there is no template.yaml in it".into()))?;
    let text = bounded::file(&file, LARGEST).map_err(|error| fail(error.to_string()))?;
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
