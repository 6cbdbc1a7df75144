//! `errorMessage`: messages of the author's in the place of what `ajv` says (`ajv-errors` 3).

use super::super::super::pointer::{escaped, unescaped};
use super::super::super::value::{is_truthy, keys};
use super::super::AjvError;
use super::super::message::{holes, relative};
use super::{Frame, Measured, Run, Word};
use serde_json::{Map, Value, json};

/// The parameters by which messages for single properties are found.
fn parameter(keyword: &str) -> Option<&'static str> {
    match keyword {
        "required" => Some("missingProperty"),
        "dependencies" | "dependentRequired" => Some("property"),
        _ => None,
    }
}

/// A message and the errors that it takes the place of.
struct Message<'m> {
    text: &'m str,
    /// The property or item that it is about.
    child: Option<String>,
    taken: Vec<usize>,
}

/// Puts the messages in the place of the errors.
pub fn replace<'s>(run: &mut Run<'_, 's>, word: Word<'s>, frame: Frame<'_, '_, 's>) {
    if run.errors.is_empty() || frame.quiet {
        return;
    }
    let place = frame.instance.text();
    let schema_path = frame.schema_path.text();
    let mut all = None;
    match word.value {
        Value::String(text) => all = Some(text.as_str()),
        Value::Object(messages) => {
            for found in
                [of_keywords(messages, run, &place, &schema_path), of_properties(messages, run, &place, &schema_path)]
            {
                tell(run, word, frame, found);
            }
            let found = of_children(messages, run, &place, frame);
            tell(run, word, frame, found);
            all = messages.get("_").and_then(Value::as_str);
        }
        _ => {}
    }
    if let Some(text) = all.filter(|text| !text.is_empty()) {
        let taken = take(run, |error| is_below(error, &place, &schema_path, frame.measured));
        tell(run, word, frame, vec![Message { text, child: None, taken }]);
    }
    run.errors.retain(|error| !error.used);
}

/// Takes every error that fits and was not taken before.
fn take(run: &mut Run<'_, '_>, mut fits: impl FnMut(&AjvError<'_>) -> bool) -> Vec<usize> {
    let mut taken = Vec::new();
    for (index, error) in run.errors.iter_mut().enumerate() {
        if !error.used && error.keyword != "errorMessage" && fits(error) {
            error.used = true;
            taken.push(index);
        }
    }
    taken
}

fn is_below(error: &AjvError<'_>, place: &str, schema_path: &str, measured: Measured) -> bool {
    let below = |text: &str, above: &str| text.strip_prefix(above).is_some_and(|rest| rest.starts_with('/'));
    (error.instance_path == place || measured != Measured::Badly && below(&error.instance_path, place))
        && below(&error.schema_path, schema_path)
}

/// Whether the error is of a keyword of this very schema.
fn is_own(error: &AjvError<'_>, place: &str, schema_path: &str) -> bool {
    let rest = error.schema_path.strip_prefix(schema_path).and_then(|rest| rest.strip_prefix('/'));
    error.instance_path == place && rest.is_some_and(|rest| !rest.contains('/'))
}

fn of_keywords<'m>(
    messages: &'m Map<String, Value>,
    run: &mut Run<'_, '_>,
    place: &str,
    schema_path: &str,
) -> Vec<Message<'m>> {
    let texts = keys(messages).into_iter().filter(|name| !matches!(name.as_str(), "properties" | "items"));
    let texts = texts.filter_map(|name| Some((name, messages.get(name)?.as_str()?)));
    texts
        .map(|(name, text)| Message {
            text,
            child: None,
            taken: take(run, |error| error.keyword == name && is_own(error, place, schema_path)),
        })
        .collect()
}

fn of_properties<'m>(
    messages: &'m Map<String, Value>,
    run: &mut Run<'_, '_>,
    place: &str,
    schema_path: &str,
) -> Vec<Message<'m>> {
    let mut found = Vec::new();
    for name in keys(messages).into_iter().filter(|name| !matches!(name.as_str(), "properties" | "items")) {
        let Some(texts) = messages.get(name).and_then(Value::as_object) else { continue };
        for (property, text) in keys(texts).into_iter().filter_map(|key| Some((key, texts.get(key)?.as_str()?))) {
            let about = |error: &AjvError<'_>| {
                let value = parameter(error.keyword).and_then(|parameter| error.params.get(parameter));
                value.and_then(Value::as_str) == Some(property)
            };
            let taken = take(run, |error| error.keyword == name && is_own(error, place, schema_path) && about(error));
            found.push(Message { text, child: None, taken });
        }
    }
    found
}

fn of_children<'m>(
    messages: &'m Map<String, Value>,
    run: &mut Run<'_, '_>,
    place: &str,
    frame: Frame<'_, '_, '_>,
) -> Vec<Message<'m>> {
    let texts = children(messages, frame.data).into_iter();
    texts
        .map(|(child, text)| {
            let taken = take(run, |error| child_of(error, place, frame.measured).is_some_and(|found| found == child));
            Message { text, child: Some(child), taken }
        })
        .collect()
}

/// Messages for what is below: items of an array, properties of an object.
fn children<'m>(messages: &'m Map<String, Value>, data: &Value) -> Vec<(String, &'m str)> {
    match data {
        Value::Array(_) => {
            let items = messages.get("items").and_then(Value::as_array).into_iter().flatten().enumerate();
            items.filter_map(|(index, text)| Some((index.to_string(), text.as_str()?))).collect()
        }
        Value::Object(_) => {
            let Some(texts) = messages.get("properties").and_then(Value::as_object) else { return Vec::new() };
            let names = keys(texts).into_iter();
            names.filter_map(|name| Some((name.clone(), texts.get(name)?.as_str()?))).collect()
        }
        _ => Vec::new(),
    }
}

/// The property or item below a place that an error is in.
fn child_of(error: &AjvError<'_>, place: &str, measured: Measured) -> Option<String> {
    let rest = error.instance_path.strip_prefix(place)?;
    let rest = if measured == Measured::Badly { error.instance_path.as_str() } else { rest }.strip_prefix('/')?;
    Some(unescaped(rest.split('/').next().unwrap_or_default()))
}

/// Adds the messages that something is said by.
fn tell<'s>(run: &mut Run<'_, 's>, word: Word<'s>, frame: Frame<'_, '_, 's>, messages: Vec<Message<'_>>) {
    for message in messages.into_iter().filter(|message| !message.taken.is_empty()) {
        let taken = message.taken.iter().filter_map(|index| run.errors.get(*index)).map(as_value);
        let params = json!({"errors": taken.collect::<Vec<_>>()});
        run.fail(word, frame, params, rendered(message.text, run.root_data, frame));
        if let (Some(child), Some(last)) = (message.child, run.errors.last_mut()) {
            last.instance_path = format!("{}/{}", frame.instance.text(), escaped(&child));
        }
    }
}

fn as_value(error: &AjvError<'_>) -> Value {
    json!({
        "instancePath": error.instance_path,
        "schemaPath": error.schema_path,
        "keyword": error.keyword,
        "params": error.params,
        "message": error.message,
    })
}

/// A message with what the data holds in the place of `${/pointer}`.
fn rendered(text: &str, root: &Value, frame: Frame<'_, '_, '_>) -> String {
    let (holes, end) = holes(text);
    if let ([("", pointer)], "") = (holes.as_slice(), end) {
        return looked_up(pointer, root, frame).unwrap_or_default();
    }
    let mut rendered = String::new();
    for (before, pointer) in holes {
        rendered.push_str(before);
        rendered.push_str(&looked_up(pointer, root, frame).unwrap_or_else(|| "undefined".to_owned()));
    }
    rendered + end
}

/// The data that a pointer leads to, as JSON: from the top, or so many levels up from here.
fn looked_up(pointer: &str, root: &Value, frame: Frame<'_, '_, '_>) -> Option<String> {
    if pointer.starts_with('/') {
        return walked(root, pointer);
    }
    let (up, rest) = relative(pointer)?;
    let mut level = frame.level;
    for _ in 0..up {
        level = level.above?;
    }
    match rest {
        "#" => level.key.map(|key| serde_json::to_string(&key).unwrap_or_default()),
        _ => walked(level.data, rest),
    }
}

fn walked(data: &Value, pointer: &str) -> Option<String> {
    let mut data = data;
    for part in pointer.split('/').filter(|part| !part.is_empty()) {
        if !is_truthy(data) {
            break;
        }
        let key = unescaped(part);
        data = match data {
            Value::Object(map) => map.get(&key)?,
            Value::Array(items) => items.get(key.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    serde_json::to_string(data).ok()
}
