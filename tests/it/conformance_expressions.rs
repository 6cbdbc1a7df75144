//! Template expressions against what Backstage's own scaffolder made of them.

use serde_json::Value;
use stagedoor::domain::expression::{self, Context, Options};
use std::fs;
use std::path::{Path, PathBuf};

/// The corpus, where it lies beside the project.
fn corpus() -> Option<PathBuf> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/expressions/cases.json");
    if file.is_file() {
        return Some(file);
    }
    println!("skipped: {} is not there", file.display());
    None
}

/// An answer, as far as it is compared: the words of an error are not, its place is.
#[derive(Debug, PartialEq)]
struct Answer {
    ok: bool,
    value: Option<Value>,
    truthy: Option<bool>,
    place: Option<String>,
}

fn place(error: &str) -> String {
    error.split(": ").next().unwrap_or_default().to_owned()
}

/// All numbers as doubles, which they are in JSON.
fn doubles(value: &Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().into(),
        Value::Array(items) => items.iter().map(doubles).collect(),
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), doubles(value))).collect(),
        other => other.clone(),
    }
}

fn wanted(case: &Value) -> Answer {
    Answer {
        ok: case["ok"].as_bool().unwrap(),
        value: case.get("value").map(doubles),
        truthy: case.get("truthy").and_then(Value::as_bool),
        place: case.get("error").and_then(Value::as_str).map(place),
    }
}

fn of_step(template: &Value, context: &Value) -> Answer {
    let context = Context::new(context).unwrap().with_status(false);
    let error = template.as_str().and_then(|source| expression::evaluate(source, &context).error);
    let value = expression::value(template, &context);
    let truthy = Some(expression::is_true(&value));
    let place = error.map(|error| place(&error.to_string()));
    Answer { ok: place.is_none(), value: value.as_ref().map(doubles), truthy, place }
}

fn of_file(template: &Value, context: &Value, options: &Value) -> Answer {
    let is = |name: &str| options[name] == true;
    let options = Options {
        cookiecutter: is("cookiecutterCompat"),
        trim_blocks: is("trimBlocks"),
        lstrip_blocks: is("lstripBlocks"),
    };
    let name = if options.cookiecutter { "cookiecutter" } else { "values" };
    let context = Context::new(&serde_json::json!({ name: context[name] })).unwrap();
    match expression::text(template.as_str().unwrap(), &context, &options) {
        Ok(text) => Answer { ok: true, value: Some(text.into()), truthy: None, place: None },
        Err(error) => Answer { ok: false, value: None, truthy: None, place: Some(place(&error.to_string())) },
    }
}

fn answer(case: &Value, contexts: &Value) -> Answer {
    let context = case["context"].as_str().map_or(&case["context"], |name| &contexts[name]);
    let template = &case["template"];
    match case["mode"].as_str().unwrap() {
        "when" => {
            let is_shown = expression::is_shown(Some(template), &context["parameters"]);
            Answer { ok: true, value: Some(is_shown.into()), truthy: None, place: None }
        }
        "file" => of_file(template, context, &case["options"]),
        _ => of_step(template, context),
    }
}

#[test]
fn every_expression_gets_the_answer_of_the_scaffolder() {
    let Some(file) = corpus() else { return };
    let file: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let cases = file["cases"].as_array().unwrap();
    let wrong = cases.iter().filter(|case| {
        let (got, wanted) = (answer(case, &file["contexts"]), wanted(case));
        if got != wanted {
            println!("{} {}\n  wanted {wanted:?}\n  got    {got:?}", case["id"], case["template"]);
        }
        got != wanted
    });
    let wrong = wrong.count();
    println!("expressions: {} of {}", cases.len() - wrong, cases.len());
    assert_eq!(wrong, 0);
}
