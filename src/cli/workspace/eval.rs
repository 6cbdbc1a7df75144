//! `stagedoor workspace eval`: what templates render to, case by case.

use crate::cli::desk::Desk;
use crate::cli::ending::{Ended, Ending};
use crate::domain::expression::{self, Context, Options};
use crate::platform::fault::{Fault, FaultKind};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct EvalArgs {
    /// A JSON file of cases: an array of `{template, context, mode, options}`, or `{contexts, cases}` where a
    /// context may be the name of one of contexts. Modes are value (an input of a step), file and when (of a page)
    #[arg(long, value_name = "FILE")]
    pub cases: PathBuf,
}

pub(super) fn run(desk: &mut Desk<'_>, args: &EvalArgs) -> Ended {
    let text = super::read(&args.cases)?;
    let mut file: Value = serde_json::from_str(&text).map_err(|error| refused(&args.cases, &error.to_string()))?;
    let contexts = file.get("contexts").cloned().unwrap_or_default();
    let cases = if file.is_array() { Some(&mut file) } else { file.get_mut("cases") };
    let Some(cases) = cases.and_then(Value::as_array_mut) else {
        return Err(refused(&args.cases, "it holds no array of cases"));
    };
    for case in cases {
        answer(case, &contexts);
    }
    desk.out.json(&file)?;
    Ok(0)
}

fn refused(path: &Path, why: &str) -> Ending {
    let tried = format!("evaluate the cases of {}", path.display());
    let cure = "`stagedoor workspace eval --help` says what they look like";
    Fault::new(FaultKind::Invalid, &tried, why, cure).into()
}

/// Puts the answer into a case: `ok`, `value` or `undefined`, `truthy`, `error`.
fn answer(case: &mut Value, contexts: &Value) {
    let context = match case.get("context") {
        Some(Value::String(name)) => contexts.get(name).cloned(),
        other => other.cloned(),
    };
    let context = context.unwrap_or_else(|| json!({}));
    let template = case.get("template").cloned().unwrap_or_default();
    let answer = match case.get("mode").and_then(Value::as_str) {
        Some("when") => {
            let parameters = context.get("parameters").cloned().unwrap_or_else(|| json!({}));
            json!({ "ok": true, "value": expression::is_shown(Some(&template), &parameters) })
        }
        Some("file") => file(template.as_str().unwrap_or_default(), &context, case.get("options")),
        _ => value(&template, &context),
    };
    if let (Some(case), Value::Object(answer)) = (case.as_object_mut(), answer) {
        for key in ["ok", "value", "undefined", "truthy", "error"] {
            case.shift_remove(key);
        }
        case.extend(answer);
    }
}

/// The text of a file. Its only variable is `values`, or `cookiecutter`.
fn file(template: &str, context: &Value, options: Option<&Value>) -> Value {
    let is = |name: &str| options.and_then(|options| options.get(name)) == Some(&Value::Bool(true));
    let options = Options {
        cookiecutter: is("cookiecutterCompat"),
        trim_blocks: is("trimBlocks"),
        lstrip_blocks: is("lstripBlocks"),
    };
    let name = if options.cookiecutter { "cookiecutter" } else { "values" };
    let variables = context.get(name).map(|values| (name.to_owned(), values.clone()));
    let context = Context::new(&Value::Object(variables.into_iter().collect::<Map<String, Value>>()));
    let rendered = context.map_err(|error| error.to_string());
    let rendered =
        rendered.and_then(|context| expression::text(template, &context, &options).map_err(|error| error.to_string()));
    match rendered {
        Ok(text) => json!({ "ok": true, "value": text }),
        Err(error) => json!({ "ok": false, "error": error }),
    }
}

/// What an input of a step becomes; why it could not be evaluated is told beside.
fn value(template: &Value, context: &Value) -> Value {
    let context = match Context::new(context) {
        Ok(context) => context.with_status(false),
        Err(error) => return json!({ "ok": false, "error": error.to_string() }),
    };
    let error = template.as_str().and_then(|source| expression::evaluate(source, &context).error);
    let value = expression::value(template, &context);
    let mut answer = json!({ "ok": error.is_none() });
    if let Some(answer) = answer.as_object_mut() {
        answer.extend(error.map(|error| ("error".to_owned(), error.to_string().into())));
        let truthy = expression::is_true(&value);
        answer.extend(Some(value.map_or(("undefined".to_owned(), true.into()), |value| ("value".to_owned(), value))));
        answer.insert("truthy".to_owned(), truthy.into());
    }
    answer
}
