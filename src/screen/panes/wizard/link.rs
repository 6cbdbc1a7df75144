//! What a link to a wizard fills in.

use super::filling::Filling;
use crate::domain::form::{Content, Field, Kind, Path, Secrecy};
use crate::domain::text::Clean;
use serde_json::Value;

/// Fills in what a link brought; what could not be is told. Fields may come to be seen by others, so it is
/// gone round until nothing more is taken.
pub(super) fn prefill(filling: &mut Filling, query: &[(String, String)]) -> Vec<Clean> {
    let mut open: Vec<&(String, String)> = query.iter().collect();
    let mut told = Vec::new();
    loop {
        let before = open.len();
        open.retain(|(name, value)| match place(filling, name) {
            Some((step, field)) => {
                if let Some(words) = put(filling, step, &field, value) {
                    told.push(words);
                }
                false
            }
            None => true,
        });
        if open.is_empty() || open.len() == before {
            break;
        }
    }
    told.extend(open.iter().map(|(name, _)| Clean::line(&format!("the link names {name}, which is not asked for"))));
    told
}

/// What a name means.
enum Named {
    Field(Box<Field>),
    /// A list or an object, with the schema of its items where it is a list.
    Container(Path, Option<Value>),
}

/// What a name means: of any step, the first.
fn place(filling: &mut Filling, name: &str) -> Option<(usize, Named)> {
    let whole: Path = [name].into_iter().collect();
    let dotted = Path::from_dotted(name);
    for step in 0..filling.form.steps().len() {
        let view = filling.form.visit(step);
        if let Some(field) = view.field(&whole).or_else(|| view.field(&dotted)) {
            return Some((step, Named::Field(Box::new(field.clone()))));
        }
        let container = view.container(&whole).or_else(|| view.container(&dotted));
        if let Some(found) = container.filter(|it| !it.path.is_root()) {
            let is_list = matches!(found.content, Content::Array { .. });
            let items = is_list.then(|| found.schema.get("items").cloned().unwrap_or_default());
            return Some((step, Named::Container(found.path.clone(), items)));
        }
    }
    None
}

/// Fills in what a name means; why not, where that is refused.
fn put(filling: &mut Filling, step: usize, named: &Named, text: &str) -> Option<Clean> {
    let (path, done) = match named {
        Named::Field(field) => (&field.path, put_field(filling, step, field, text)),
        Named::Container(path, items) => (path, put_container(filling, step, (path, items.as_ref()), text)),
    };
    match done {
        Ok(()) => {
            filling.from_link.insert(path.clone());
            None
        }
        Err(why) => Some(Clean::line(&format!("the link may not fill in {path}: {why}"))),
    }
}

/// Why a field may not be filled in by a link.
fn barred(field: &Field) -> Result<(), &'static str> {
    match () {
        () if field.hidden => Err("it is hidden"),
        // who wrote the link says nothing about which file of the user's is sent
        () if field.is_file() => Err("it takes a file of yours"),
        () if field.secrecy != Secrecy::Open => Err("it is secret"),
        () if !field.is_editable() => Err("it cannot be changed"),
        () => Ok(()),
    }
}

fn put_field(filling: &mut Filling, step: usize, field: &Field, text: &str) -> Result<(), &'static str> {
    barred(field)?;
    match field.value_type() {
        Some("array") => {
            let items = listed(text, field.schema.get("items"));
            filling.form.set(step, &field.path, Some(items));
        }
        Some("object") => {
            let value = serde_json::from_str(text).map_err(|_| "its value is no JSON")?;
            filling.form.set(step, &field.path, Some(value));
        }
        _ => filling.form.set_text(step, &field.path, text),
    }
    Ok(())
}

/// Fills in a list or an object as a whole. What a link may not fill in is not filled in by way of what it stands in.
fn put_container(
    filling: &mut Filling,
    step: usize,
    (path, items): (&Path, Option<&Value>),
    text: &str,
) -> Result<(), &'static str> {
    let value = match items {
        Some(items) => listed(text, Some(items)),
        None => {
            serde_json::from_str::<Value>(text).ok().filter(Value::is_object).ok_or("its value is no JSON object")?
        }
    };
    let before = path.get(filling.form.state()).cloned();
    filling.form.set(step, path, Some(value));
    let view = filling.form.view(step);
    let within = view.fields.iter().filter(|field| field.path.is_within(path) && field.kind != Kind::Choice);
    let is_barred = within.filter(|field| field.value.is_some()).any(|field| barred(field).is_err());
    if is_barred {
        filling.form.set(step, path, before);
        return Err("something in it is hidden, secret or cannot be changed");
    }
    Ok(())
}

/// A list as a link writes it: JSON, or items with commas between them, each of the type that items have.
fn listed(text: &str, items: Option<&Value>) -> Value {
    if let Ok(list @ Value::Array(_)) = serde_json::from_str(text) {
        return list;
    }
    let kind = items.and_then(|items| items.get("type")).and_then(Value::as_str).unwrap_or("string");
    let item = |text: &str| match kind {
        "integer" | "number" | "boolean" => serde_json::from_str(text).unwrap_or_else(|_| Value::from(text)),
        _ => Value::from(text),
    };
    text.split(',').map(str::trim).filter(|text| !text.is_empty()).map(item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn items_of_a_list_are_of_the_type_that_the_template_says() {
        assert_eq!(listed("1, v2", Some(&json!({"type": "string"}))), json!(["1", "v2"]));
        assert_eq!(listed("1,2", Some(&json!({"type": "integer"}))), json!([1, 2]));
        assert_eq!(listed(r#"[{"a": 1}]"#, Some(&json!({"type": "object"}))), json!([{"a": 1}]));
    }
}
