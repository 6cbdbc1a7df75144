//! Whether what the templates of a folder make is what the golden path asks for. A template is run dry with each of
//! the values of `examples.yaml` beside it; without that file with its defaults, where they are enough.

use super::Found;
use crate::cli::desk::{Desk, wait};
use crate::cli::ending::{Ending, complain};
use crate::cli::golden::{findings, told};
use crate::cli::platforms::Connected;
use crate::config::workspace_above;
use crate::domain::form::{Form, Path as Place, Problem, Secrecy};
use crate::domain::model::yaml::documents;
use crate::domain::template::{Template, templates};
use crate::domain::text::Clean;
use crate::platform::templates::Order;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

const EXAMPLES: &str = "examples.yaml";

/// Tells what is missing in what the templates make, and gives the files whose templates make too little.
///
/// # Errors
/// When the folder around cannot be opened.
pub(super) fn lacking(desk: &mut Desk<'_>, path: &Path, files: &[Found]) -> Result<BTreeSet<String>, Ending> {
    let found: Vec<(&Found, Template)> = files.iter().flat_map(of_file).collect();
    if found.is_empty() || desk.restricted.is_some() {
        return Ok(BTreeSet::new());
    }
    let connected = around(desk, path)?;
    let mut lacking = BTreeSet::new();
    let mut unchecked = 0;
    for (file, template) in &found {
        let cases = match cases(file, template) {
            Ok(cases) => cases,
            Err(why) => {
                complain(&Clean::line(&format!("{}: {why}", beside(file).display())));
                lacking.insert(file.name.clone());
                continue;
            }
        };
        unchecked += usize::from(cases.is_empty());
        for (name, values) in cases {
            if is_missing_in(&connected, file, template, (&name, values))? {
                lacking.insert(file.name.clone());
            }
        }
    }
    if unchecked > 0 {
        let templates = if unchecked == 1 { "template was" } else { "templates were" };
        complain(&Clean::line(&format!(
            "{unchecked} {templates} not held against the golden path: the form needs values; put some into {EXAMPLES} beside it"
        )));
    }
    Ok(lacking)
}

fn of_file(file: &Found) -> Vec<(&Found, Template)> {
    if !file.text.contains("Template") {
        return Vec::new();
    }
    let (found, _) = templates(&file.name, &file.text);
    found.into_iter().map(|template| (file, template)).collect()
}

/// The workspace that the files are in.
fn around(desk: &mut Desk<'_>, path: &Path) -> Result<Connected, Ending> {
    let path = std::fs::canonicalize(path)?;
    let folder = if path.is_dir() { &*path } else { path.parent().unwrap_or(&path) };
    let root = workspace_above(folder, &desk.folders.home).unwrap_or_else(|| folder.to_owned());
    let config = desk.config()?;
    desk.open(&desk.choose_folder(&config, &root)?)
}

fn beside(file: &Found) -> std::path::PathBuf {
    file.path.with_file_name(EXAMPLES)
}

/// The values that a template is tried with, by name.
fn cases(file: &Found, template: &Template) -> Result<Vec<(String, Value)>, String> {
    let parameters = template.entity.pointer("/spec/parameters").cloned().unwrap_or_default();
    let Ok(text) = std::fs::read_to_string(beside(file)) else {
        let form = filled(&parameters, &json!({}));
        return Ok(if first_problem(&form).is_none() { vec![("its defaults".into(), form.values())] } else { vec![] });
    };
    let read = documents(&text).into_iter().next().map(|document| document.content);
    let examples = match read {
        Some(Ok(parsed)) => parsed.value,
        Some(Err(error)) => return Err(error.to_string()),
        None => return Err("it is empty".into()),
    };
    let Value::Object(examples) = examples else { return Err("it is to hold values by the name of an example".into()) };
    let one = |(name, values): (String, Value)| {
        let form = filled(&parameters, &values);
        match first_problem(&form) {
            None => Ok((name, form.values())),
            Some(problem) => Err(format!("{name}: {}: {}", problem.path.names().join("."), problem.message)),
        }
    };
    examples.into_iter().map(one).collect()
}

/// What keeps a form from being sent, but for secrets: they stand in no file.
fn first_problem(form: &Form) -> Option<Problem> {
    form.incomplete_steps().into_iter().find_map(|step| {
        let view = form.view(step);
        let is_open = |path: &Place| view.field(path).is_none_or(|field| field.secrecy != Secrecy::Secret);
        view.problems().into_iter().find(|problem| is_open(&problem.path))
    })
}

fn filled(parameters: &Value, values: &Value) -> Form {
    let mut form = Form::from_parameters(parameters);
    form.fill(values);
    form.visit_all();
    form
}

fn is_missing_in(
    connected: &Connected,
    file: &Found,
    template: &Template,
    (name, values): (&str, Value),
) -> Result<bool, Ending> {
    let reference = &template.reference;
    let shown = file.path.display();
    let made = wait(async {
        let order = Order { skip: true, ..Order::new(reference.clone(), values) };
        match connected.ports.templates.dry_run(order).await {
            Ok(told) => Ok(Ok((findings(connected, reference, &told.answer).await, told.answer))),
            Err(fault) => Ok(Err(fault)),
        }
    })?;
    match made {
        Ok((_, made)) if made.files.is_empty() => Ok(false),
        Ok((findings, _)) => {
            for finding in &findings {
                complain(&Clean::line(&format!("{shown}: with {name}: {}", told(finding))));
            }
            Ok(!findings.is_empty())
        }
        Err(fault) => {
            complain(&Clean::line(&format!("{shown}: with {name}: {fault}")));
            Ok(true)
        }
    }
}
