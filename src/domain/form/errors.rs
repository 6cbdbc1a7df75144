//! What is wrong with a step's data, in the words of the form library (its `transformRJSFValidationErrors`): properties
//! are called by their titles.

use serde_json::{Map, Value};

use super::path::Path;
use super::problem::FormError;
use super::script;
use crate::domain::schema::ajv::{Ajv, AjvError};

/// What of the data does not agree with a resolved schema; one that is `known` is not checked itself.
pub(super) fn errors(ajv: &Ajv, schema: &Value, ui: &Value, data: &Value, known: bool) -> Vec<FormError> {
    let checked = if known { ajv.check_again(schema, data) } else { ajv.check(schema, data) };
    match checked {
        Ok(errors) => errors.iter().map(|error| told(error, ui)).collect(),
        Err(error) => vec![FormError {
            name: None,
            property: None,
            message: None,
            stack: error.message,
            schema_path: None,
            path: Path::root(),
        }],
    }
}

fn told(error: &AjvError<'_>, ui: &Value) -> FormError {
    let property = error.instance_path.replace('/', ".");
    let names = names(&error.params);
    let mut message = error.message.clone();
    for name in &names {
        if let Some(title) = title_of(name, &property, error, ui) {
            message = replaced(&message, &format!("'{name}'"), &format!("'{title}'"));
        }
    }
    let stack = if names.is_empty() { stack(&property, &message, error, ui) } else { message.clone() };
    let missing = error.params.get("missingProperty");
    let mut path = Path::from_pointer(&error.instance_path);
    let mut full = property;
    if let Some(missing) = missing {
        let missing = script::text(missing);
        path = path.child(&missing);
        full = if full.is_empty() { missing } else { format!("{full}.{missing}") };
    }
    FormError {
        name: Some(error.keyword.to_owned()),
        property: Some(full),
        message: Some(message),
        stack,
        schema_path: Some(error.schema_path.clone()),
        path,
    }
}

/// The properties that an error is about.
fn names(params: &Map<String, Value>) -> Vec<String> {
    let deps = params.get("deps").and_then(Value::as_str).unwrap_or_default();
    let single = |name: &str| params.get(name).map(script::text);
    let all = deps.split(", ").map(str::to_owned).chain(single("missingProperty")).chain(single("property"));
    all.filter(|name| !name.is_empty()).collect()
}

fn title_of(name: &str, property: &str, error: &AjvError<'_>, ui: &Value) -> Option<String> {
    let way = if property.is_empty() { name.to_owned() } else { format!("{property}.{name}") };
    let by_data = title_in(at_dotted(ui, way.strip_prefix('.').unwrap_or(&way)));
    let by_schema = || {
        let shortened = error.schema_path.replace("/properties/", "/");
        let mut names: Vec<&str> = shortened.split('/').skip(1).collect();
        names.pop();
        names.push(name);
        title_in(names.into_iter().try_fold(ui, |at, name| super::path::child(at, name)))
    };
    let of_ui = by_data.or_else(by_schema).filter(script::is_truthy);
    let of_schema = || {
        let property = error.parent_schema.get("properties")?.get(name)?;
        script::truthy(property, "title").cloned()
    };
    of_ui.or_else(of_schema).map(|title| script::text(&title))
}

fn stack(property: &str, message: &str, error: &AjvError<'_>, ui: &Value) -> String {
    let of_ui = title_in(at_dotted(ui, property.strip_prefix('.').unwrap_or(property)));
    let of_ui = of_ui.filter(script::is_truthy);
    let title = of_ui.or_else(|| script::truthy(error.parent_schema, "title").cloned());
    let words = match title {
        Some(title) => format!("'{}' {message}", script::text(&title)),
        None => format!("{property} {message}"),
    };
    words.trim().to_owned()
}

fn at_dotted<'v>(ui: &'v Value, way: &str) -> Option<&'v Value> {
    let mut names = way.split(['.', '[', ']']).filter(|name| !name.is_empty()).peekable();
    names.peek()?;
    names.try_fold(ui, |at, name| super::path::child(at, name))
}

/// The title that a node of `ui:*` keys gives.
fn title_in(node: Option<&Value>) -> Option<Value> {
    let mut title = None;
    for (name, value) in node?.as_object()? {
        match (name.as_str(), value) {
            ("ui:title", value) => title = Some(value.clone()),
            ("ui:options", Value::Object(options)) => title = options.get("title").cloned().or(title),
            _ => {}
        }
    }
    title
}

/// `text.replace(what, with)` of JavaScript: the first only, and `$` marks in the replacement mean parts of the text.
fn replaced(text: &str, what: &str, with: &str) -> String {
    let Some((before, after)) = text.split_once(what) else { return text.to_owned() };
    let mut result = before.to_owned();
    let mut marks = with.chars().peekable();
    while let Some(mark) = marks.next() {
        let part = match (mark, marks.peek()) {
            ('$', Some('$')) => "$",
            ('$', Some('&')) => what,
            ('$', Some('`')) => before,
            ('$', Some('\'')) => after,
            _ => {
                result.push(mark);
                continue;
            }
        };
        marks.next();
        result.push_str(part);
    }
    result.push_str(after);
    result
}
