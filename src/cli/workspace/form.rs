//! `stagedoor workspace form`: what a template's form shows, refuses and sends, without a screen.

use std::path::{Path, PathBuf};

use crate::cli::bounded;
use crate::cli::desk::Desk;
use crate::cli::ending::{Ended, Ending};
use crate::cli::out::{Column, Row};
use crate::domain::form::{Cases, Form};
use crate::domain::model::yaml;
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use serde_json::Value;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct FormArgs {
    /// The template's file
    #[arg(value_name = "TEMPLATE.yaml")]
    pub template: PathBuf,
    /// The number of the step, from 0
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub step: usize,
    /// What is typed into the step: a file with a JSON object, `-` for the standard input
    #[arg(long, value_name = "DATA.json", conflicts_with_all = ["walk", "cases"])]
    pub data: Option<PathBuf>,
    /// A walk through all steps: a file with a JSON array whose entries are typed into step after step
    #[arg(long, value_name = "DATA.json", conflicts_with_all = ["cases", "step"])]
    pub walk: Option<PathBuf>,
    /// Many cases at once: a file with a JSON array of {step, formData}
    #[arg(long, value_name = "FILE.json", conflicts_with = "step")]
    pub cases: Option<PathBuf>,
}

const COLUMNS: &[Column] = &[
    Column::whole("FIELD"),
    Column::new("TITLE"),
    Column::whole("WIDGET"),
    Column::whole("REQUIRED"),
    Column::new("VALUE"),
    Column::new("PROBLEM"),
];

const LARGEST: u64 = 64 << 20;

pub(super) fn run(desk: &mut Desk<'_>, args: &FormArgs) -> Ended {
    let form = form(&args.template)?;
    if let Some(path) = &args.walk {
        let data = array(path)?;
        let row = form.walk(&data);
        if desk.out.for_people() {
            desk.out.list(&[Column::new("NAME"), Column::new("VALUE")], &review(&row))?;
        } else {
            desk.out.one(&Clean::line(""), &row)?;
        }
        return Ok(0);
    }
    if let Some(path) = &args.cases {
        let rows = cases(&form, &array(path)?)?;
        desk.out.list(&[Column::whole("CASE"), Column::new("PROBLEMS")], &rows)?;
        return Ok(0);
    }
    let data = args.data.as_deref().map(json).transpose()?.unwrap_or_else(|| Value::Object(serde_json::Map::new()));
    let case = case(&mut Cases::of(&form), args.step, &data)?;
    if desk.out.for_people() {
        desk.out.list(COLUMNS, &people(&form, args.step, &data))?;
    } else {
        desk.out.one(&Clean::line(""), &case)?;
    }
    Ok(0)
}

fn form(path: &Path) -> Result<Form, Ending> {
    let text = read(path)?;
    let documents = yaml::values_in_spite(&text);
    let is_template = |value: &&Value| value.get("kind").is_some_and(|kind| kind == "Template");
    let template = documents.iter().find(is_template).or_else(|| documents.first().filter(|value| value.is_object()));
    let Some(template) = template else {
        let error = yaml::documents(&text).into_iter().find_map(|document| document.content.err());
        let why = error.map_or_else(|| "there is no template in it".to_owned(), |error| error.to_string());
        return Err(Fault::new(FaultKind::Invalid, &tried(path), &why, "name the file of a template").into());
    };
    Ok(Form::from_parameters(template.pointer("/spec/parameters").unwrap_or(&Value::Null)))
}

fn case(cases: &mut Cases<'_>, step: usize, data: &Value) -> Result<Value, Ending> {
    match cases.case(step, data) {
        Value::Null => Err(Ending::usage(&format!("the template has no step {step}; steps count from 0"))),
        case => Ok(case),
    }
}

fn cases(form: &Form, list: &[Value]) -> Result<Vec<Row>, Ending> {
    let mut cases = Cases::of(form);
    let mut rows = Vec::with_capacity(list.len());
    for (number, asked) in list.iter().enumerate() {
        let step = asked.get("step").and_then(Value::as_u64).and_then(|step| usize::try_from(step).ok()).unwrap_or(0);
        let nothing = Value::Object(serde_json::Map::new());
        let value = case(&mut cases, step, asked.get("formData").unwrap_or(&nothing))?;
        let count = |name: &str| value.get(name).and_then(Value::as_array).map_or(0, Vec::len);
        let problems = count("errors") + count("fieldErrors") + usize::from(value.get("renderError").is_some());
        let cells = vec![Clean::line(&format!("{number}")), Clean::line(&problems.to_string())];
        rows.push(Row { cells, name: Clean::line(&number.to_string()), value });
    }
    Ok(rows)
}

/// A step for those who read: a field a row, then what no field is to blame for.
fn people(form: &Form, step: usize, data: &Value) -> Vec<Row> {
    let Some(of) = form.steps().get(step) else { return Vec::new() };
    let mut alone = Form::new(vec![of.clone()]);
    alone.fill(data);
    let view = alone.view(0);
    let problems = view.problems();
    let words = |path: &crate::domain::form::Path| {
        let own = problems.iter().filter(|problem| &problem.path == path);
        own.map(|problem| problem.message.clone()).collect::<Vec<_>>().join("; ")
    };
    let row = |cells: [&str; 6]| Row {
        cells: cells.into_iter().map(Clean::line).collect(),
        name: Clean::line(cells.first().copied().unwrap_or_default()),
        value: Value::Null,
    };
    let fields = view.fields.iter().filter(|field| !field.hidden).map(|field| {
        let value = field.value.as_ref().map(Value::to_string).unwrap_or_default();
        let widget =
            field.custom.as_ref().map_or_else(|| field.name.clone(), |name| format!("{} for {name}", field.name));
        let required = if field.required { "yes" } else { "" };
        row([&field.path.to_string(), &field.title(), &widget, required, &value, &words(&field.path)])
    });
    let mut rows: Vec<Row> = fields.collect();
    let loose = problems.iter().filter(|problem| view.field(&problem.path).is_none());
    rows.extend(loose.map(|problem| row([&problem.path.to_string(), "", "", "", "", &problem.message])));
    rows
}

/// A walk for those who read: what is sent, line by line.
fn review(row: &Value) -> Vec<Row> {
    let rows = row.get("review").and_then(Value::as_object).into_iter().flatten();
    let row = |(name, value): (&String, &Value)| Row {
        cells: vec![Clean::line(name), Clean::line(&value.to_string())],
        name: Clean::line(name),
        value: Value::Null,
    };
    rows.map(row).collect()
}

fn array(path: &Path) -> Result<Vec<Value>, Ending> {
    match json(path)? {
        Value::Array(values) => Ok(values),
        _ => Err(Fault::new(FaultKind::Invalid, &tried(path), "it is no JSON array", "see `--help`").into()),
    }
}

fn json(path: &Path) -> Result<Value, Ending> {
    let text = read(path)?;
    serde_json::from_str(&text)
        .map_err(|error| Fault::new(FaultKind::Invalid, &tried(path), &error.to_string(), "give it JSON").into())
}

fn read(path: &Path) -> Result<String, Ending> {
    let text = bounded::file_or_input(path, LARGEST).map_err(|error| {
        let kind = if error.kind() == std::io::ErrorKind::NotFound { FaultKind::NotFound } else { FaultKind::Local };
        Fault::new(kind, &tried(path), &error.to_string(), "name a file that you can read")
    })?;
    Ok(text)
}

fn tried(path: &Path) -> String {
    format!("read {}", path.display())
}
