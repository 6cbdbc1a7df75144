//! Real templates against what the reference form library, with Backstage's settings, shows and says of them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use stagedoor::domain::form::{Cases, Form};
use stagedoor::domain::model::yaml;

/// The corpora, where they lie beside the project.
fn corpora() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: {} is not there", folder.display());
    None
}

/// Every template with what is expected of it.
fn templates(corpora: &Path) -> Vec<(String, Form, Value)> {
    let mut files: Vec<PathBuf> = fs::read_dir(corpora.join("expected")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let read = |file: PathBuf| {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let expected: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let text = fs::read_to_string(corpora.join("templates").join(format!("{name}.yaml"))).unwrap();
        let template = yaml::values_in_spite(&text).remove(0);
        (name, Form::from_parameters(&template["spec"]["parameters"]), expected)
    };
    files.into_iter().map(read).collect()
}

/// Whether two answers are one: `1` and `1.0` are the same number.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len() && one.iter().all(|(name, one)| other.get(name).is_some_and(|it| same(one, it)))
        }
        _ => one == other,
    }
}

/// What is compared of errors: `name`, `property` and `message`.
fn told(errors: &Value) -> Value {
    let told = |error: &Value| json!([error.get("name"), error.get("property"), error.get("message")]);
    errors.as_array().into_iter().flatten().map(told).collect()
}

fn compared(case: &Value) -> [(&'static str, Value); 5] {
    let part = |name: &str| case.get(name).cloned().unwrap_or_default();
    [
        ("fields", part("fields")),
        ("containers", part("containers")),
        ("defaultFormState", part("defaultFormState")),
        ("errors", told(&part("errors"))),
        ("fieldErrors", part("fieldErrors")),
    ]
}

#[test]
fn every_step_shows_fills_in_and_refuses_what_backstage_does() {
    let Some(corpora) = corpora() else { return };
    let (mut agree, mut all) = (0, 0);
    for (name, form, expected) in templates(&corpora) {
        let mut cases = Cases::of(&form);
        for (step, expected) in expected["steps"].as_array().unwrap().iter().enumerate() {
            assert!(same(&form.steps()[step].schema, &expected["schema"]), "{name}: the schema of step {step}");
            assert!(same(&form.steps()[step].ui, &expected["uiSchema"]), "{name}: the ui schema of step {step}");
            for case in expected["cases"].as_array().unwrap() {
                let row = cases.case(step, &case["formData"]);
                let pairs = compared(&row).into_iter().zip(compared(case));
                let differ: Vec<_> = pairs.filter(|((_, row), (_, case))| !same(row, case)).collect();
                for ((part, row), (_, case_part)) in &differ {
                    println!("{name} step {step} {}: {part}\n  is     {row}\n  should {case_part}", case["name"]);
                }
                agree += usize::from(differ.is_empty());
                all += 1;
            }
        }
    }
    println!("{agree} of {all} cases");
    assert_eq!(agree, all);
}

#[test]
fn every_walk_shows_sends_and_reviews_what_backstage_does() {
    let Some(corpora) = corpora() else { return };
    let (mut agree, mut all) = (0, 0);
    for (name, form, expected) in templates(&corpora) {
        for walk in expected["wizard"].as_array().unwrap() {
            let row = form.walk(walk["data"].as_array().unwrap());
            let is_refused = |row: &Value| json!(!row["backend"].is_null());
            let mut differ: Vec<&str> = ["stepsShown", "values", "review"]
                .into_iter()
                .filter(|part| !same(&row[*part], &walk[*part]))
                .collect();
            let names = |row: &Value| row["review"].as_object().map(|rows| rows.keys().cloned().collect::<Vec<_>>());
            differ.extend((names(&row) != names(walk)).then_some("the order of the review"));
            differ.extend((is_refused(&row) != is_refused(walk)).then_some("backend"));
            if !differ.is_empty() {
                println!("{name} walk {}: {differ:?}", walk["fill"]);
            }
            agree += usize::from(differ.is_empty());
            all += 1;
        }
    }
    println!("{agree} of {all} walks");
    assert_eq!(agree, all);
}
