//! What a text on the command line is as a value of a form.

use crate::domain::form::{Choice, Field, Kind};
use serde_json::Value;

/// What somebody answered who was asked for a field; `None` where it is the text itself that is taken.
pub(super) fn answer(field: &Field, text: &str) -> Option<Value> {
    let options = field.options.as_deref().unwrap_or_default();
    let is_list = field.multiple || field.value_type() == Some("array");
    match (is_list, field.value_type()) {
        _ if text.is_empty() => None,
        // its values are the places of its branches, which nobody sees
        _ if field.kind == Kind::Choice => branch(options, text),
        (true, _) => Some(list(&field.schema, options, text)),
        (false, _) if chosen(options, text).is_some() => chosen(options, text),
        (false, Some("object")) => serde_json::from_str(text).ok(),
        (false, Some("boolean")) => Some(Value::Bool(matches!(text.to_lowercase().as_str(), "y" | "yes" | "true"))),
        _ => None,
    }
}

/// What an argument gives to a place with that schema: a person would type the same into its field.
pub(super) fn argument(schema: &Value, text: &str) -> Option<Value> {
    match type_of(schema) {
        _ if text.is_empty() => None,
        Some("string") => Some(Value::String(text.to_owned())),
        Some("array") => Some(list(schema, &[], text)),
        _ => Some(loosely(text)),
    }
}

/// A list: JSON, or items with commas between them.
fn list(schema: &Value, options: &[Choice], text: &str) -> Value {
    if let Some(value) = chosen(options, text).filter(|_| !options.is_empty()) {
        return Value::Array(vec![value]);
    }
    if text.trim_start().starts_with('[')
        && let Ok(Value::Array(items)) = serde_json::from_str(text)
    {
        return Value::Array(items);
    }
    let items = schema.get("items").unwrap_or(&Value::Null);
    let of = |item: &str| chosen(options, item).or_else(|| argument(items, item));
    text.split(',').filter_map(|item| of(item.trim())).collect()
}

/// The branch that a text means: by its title or its number from 1.
fn branch(options: &[Choice], text: &str) -> Option<Value> {
    let by_number = || options.get(text.parse::<usize>().ok()?.checked_sub(1)?);
    options.iter().find(|option| option.title() == text).or_else(by_number)?.value.clone()
}

/// The option that a text means: by its title, by its value, or by its number where numbers are shown.
fn chosen(options: &[Choice], text: &str) -> Option<Value> {
    let by_title = || options.iter().find(|option| option.title() == text);
    let by_value = || options.iter().find(|option| option.value.as_ref().is_some_and(|value| is_text(value, text)));
    let number = || text.parse::<usize>().ok().filter(|_| is_numbered(options));
    let by_number = || options.get(number()?.checked_sub(1)?);
    by_title().or_else(by_value).or_else(by_number)?.value.clone()
}

fn is_text(value: &Value, text: &str) -> bool {
    let written = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    written == text
}

/// Whether options are numbered: not where one of them is a number by itself.
pub(super) fn is_numbered(options: &[Choice]) -> bool {
    let is_number = |text: &str| text.trim().parse::<f64>().is_ok();
    options.iter().all(|option| {
        let is_number_below = |value: &Value| value.is_number() || value.as_str().is_some_and(is_number);
        !is_number(&option.title()) && !option.value.as_ref().is_some_and(is_number_below)
    })
}

/// JSON where it is JSON, and else the text.
pub(super) fn loosely(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}

/// The type of a schema; of several the first that is not `null`.
fn type_of(schema: &Value) -> Option<&str> {
    match schema.get("type")? {
        Value::Array(types) => types.iter().filter_map(Value::as_str).find(|name| *name != "null"),
        one => one.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::{answer, argument};
    use crate::domain::form::{Form, Path};
    use serde_json::{Value, json};

    fn answered(schema: Value, text: &str) -> Option<Value> {
        let form = Form::from_parameters(&json!({ "properties": { "it": schema } }));
        answer(form.view(0).field(&Path::from_dotted("it")).unwrap(), text)
    }

    #[test]
    fn a_number_that_is_an_option_is_that_option_and_not_its_place() {
        let replicas = json!({ "type": "integer", "enum": [1, 3, 5] });
        assert_eq!(answered(replicas.clone(), "3"), Some(json!(3)));
        assert_eq!(answered(replicas, "2"), None, "2 is none of them, and is told so");
        let sizes = json!({ "type": "string", "enum": ["s", "m"], "enumNames": ["Small", "Medium"] });
        for text in ["2", "Medium", "m"] {
            assert_eq!(answered(sizes.clone(), text), Some(json!("m")), "{text}");
        }
        let versions = json!({ "type": "string", "enum": ["18", "20", "22"] });
        assert_eq!(answered(versions, "20"), Some(json!("20")));
    }

    #[test]
    fn several_options_are_answered_with_commas_between_them() {
        let items = json!({ "type": "string", "enum": ["eu", "us", "ap"], "enumNames": ["Europe", "America", "Asia"] });
        let regions = json!({ "type": "array", "uniqueItems": true, "items": items });
        for text in ["Europe, Asia", "1,3", "eu,ap", "[\"eu\",\"ap\"]"] {
            assert_eq!(answered(regions.clone(), text), Some(json!(["eu", "ap"])), "{text}");
        }
        assert_eq!(answered(regions, "Europe"), Some(json!(["eu"])));
    }

    #[test]
    fn items_are_what_the_list_holds() {
        let of = |kind: &str| json!({ "type": "array", "items": { "type": kind } });
        assert_eq!(argument(&of("string"), "1,v2"), Some(json!(["1", "v2"])));
        assert_eq!(argument(&of("integer"), "1, 2"), Some(json!([1, 2])));
        assert_eq!(argument(&json!({ "type": "object" }), "{\"a\":1}"), Some(json!({ "a": 1 })));
    }
}
