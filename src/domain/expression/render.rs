//! Rendering: texts of files, values of steps, conditions of pages.

use super::context::Context;
use super::engine::{Engine, Powers};
use super::failure::{Failure, Outcome};
use super::tree::{Body, Statement};
use super::whitespace::Options;
use super::{json, reader};
use serde_json::{Map, Value as Json};
use thiserror::Error;

/// Why a template cannot be rendered, and where in it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("Template error at line {line}, column {column}: {message}")]
pub struct ExpressionError {
    /// What is wrong.
    pub message: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in UTF-16 units.
    pub column: usize,
}

/// What a text of a step becomes.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluated {
    /// The value; the text itself where it could not be evaluated; `None` where there is none.
    pub value: Option<Json>,
    /// Why it could not be evaluated.
    pub error: Option<ExpressionError>,
    /// Whether `always()` or `failure()` was called.
    pub asked_status: bool,
}

const STEP: Powers = Powers { backstage: true, patterns: true };
const PAGE: Powers = Powers { backstage: false, patterns: false };

fn placed(source: &[u16], failure: Failure) -> ExpressionError {
    let (line, column) = super::position(source, failure.at.unwrap_or(0));
    ExpressionError { message: failure.message, line, column }
}

/// The text of a file, or of a file's name.
///
/// # Errors
/// When the source is no template, or evaluating it fails.
pub fn text(source: &str, context: &Context, options: &Options) -> Result<String, ExpressionError> {
    let units: Vec<u16> = source.encode_utf16().collect();
    let rendered = reader::read(&units, *options).and_then(|body| {
        let engine = Engine::new(&units, *options, STEP, context);
        engine.render(&body)
    });
    rendered.map(|rendered| String::from_utf16_lossy(&rendered)).map_err(|failure| placed(&units, failure))
}

/// Whether the source is a template at all.
///
/// # Errors
/// When it is none.
pub fn check(source: &str, options: &Options) -> Result<(), ExpressionError> {
    let units: Vec<u16> = source.encode_utf16().collect();
    reader::read(&units, *options).map(|_| ()).map_err(|failure| placed(&units, failure))
}

/// What a text of a step becomes: an input, `if`, `each` or output.
#[must_use]
pub fn evaluate(source: &str, context: &Context) -> Evaluated {
    let units: Vec<u16> = source.encode_utf16().collect();
    let mut asked_status = false;
    match coerced(&units, context, &mut asked_status) {
        Ok(value) => Evaluated { value, error: None, asked_status },
        Err(failure) => {
            let error = Some(placed(&units, failure));
            Evaluated { value: Some(Json::from(source)), error, asked_status }
        }
    }
}

/// The one statement of a template that is no text: such a template has a value of its own type.
fn only(body: &Body) -> bool {
    matches!(body.statements.as_slice(), [statement] if !matches!(statement, Statement::Text(_)))
}

fn coerced(units: &[u16], context: &Context, asked: &mut bool) -> Outcome<Option<Json>> {
    let body = reader::read(units, Options::default())?;
    if only(&body) {
        let mut engine = Engine::new(units, Options::default(), STEP, context);
        engine.as_json = true;
        let rendered = engine.render(&body);
        *asked |= engine.asked_status.get();
        let rendered = rendered?;
        if rendered.is_empty() {
            return Ok(None);
        }
        if let Some(value) = json::parse(&String::from_utf16_lossy(&rendered)) {
            return Ok(Some(value));
        }
    }
    let engine = Engine::new(units, Options::default(), STEP, context);
    let rendered = engine.render(&body);
    *asked |= engine.asked_status.get();
    let rendered = rendered?;
    Ok((!rendered.is_empty()).then(|| Json::String(String::from_utf16_lossy(&rendered))))
}

/// A value of a step with every text in it rendered. What cannot be rendered stays as it is; keys stay; of a record, what
/// has no value loses its key, and in a list it is null.
#[must_use]
pub fn value(source: &Json, context: &Context) -> Option<Json> {
    value_keeping_holes(source, context).map(json::without_holes)
}

/// As [`value`], with [`super::hole`] in lists where there is no value: that is undefined to templates, not null.
#[must_use]
pub fn value_keeping_holes(source: &Json, context: &Context) -> Option<Json> {
    match source {
        Json::String(text) => evaluate(text, context).value,
        Json::Array(items) => {
            let items = items.iter().map(|item| value_keeping_holes(item, context).unwrap_or_else(super::hole));
            Some(Json::Array(items.collect()))
        }
        Json::Object(fields) => {
            let fields =
                fields.iter().filter_map(|(key, item)| Some((key.clone(), value_keeping_holes(item, context)?)));
            Some(Json::Object(fields.collect::<Map<String, Json>>()))
        }
        other => Some(other.clone()),
    }
}

/// Whether a page of a wizard is shown. Without a condition it is, and where that cannot be evaluated.
#[must_use]
pub fn is_shown(when: Option<&Json>, parameters: &Json) -> bool {
    let text = match when {
        Some(Json::String(text)) => text.trim(),
        Some(Json::Bool(is)) => return *is,
        _ => return true,
    };
    if text.is_empty() {
        return true;
    }
    let source = if text.starts_with("${{") { text.to_owned() } else { format!("${{{{ {text} }}}}") };
    let Ok(context) = Context::new(&serde_json::json!({ "parameters": parameters })) else { return true };
    shown(&source, &context).unwrap_or(true)
}

fn shown(source: &str, context: &Context) -> Outcome<bool> {
    let units: Vec<u16> = source.encode_utf16().collect();
    let body = reader::read(&units, Options::default())?;
    let engine = Engine::new(&units, Options::default(), PAGE, context);
    if let [Statement::Output { value, .. }] = body.statements.as_slice() {
        let here = super::frame::Here::top(body.slots);
        let value = engine.value(value, &here)?;
        return Ok(is_true(&json::to(&value, 0, &engine.bounds)?));
    }
    Ok(!engine.render(&body)?.is_empty())
}

/// What a condition of a step, a link or a page takes for true: as JavaScript does, but an empty list is false.
#[must_use]
pub fn is_true(value: &Option<Json>) -> bool {
    match value {
        None | Some(Json::Null) => false,
        Some(Json::Bool(is)) => *is,
        Some(Json::Number(number)) => number.as_f64().is_some_and(|number| number != 0.0),
        Some(Json::String(text)) => !text.is_empty(),
        Some(Json::Array(items)) => !items.is_empty(),
        Some(Json::Object(_)) => true,
    }
}
