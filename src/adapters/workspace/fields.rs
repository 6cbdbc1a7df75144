//! What is taken out of an entity while it is scanned.

use super::entry::{is_within, resolve};
use crate::domain::model::EntityRef;
use crate::domain::model::listing::RowInput;
use serde_json::Value;
use std::borrow::Cow;

/// Where a relation stands: its field, or the item of the field that names its target.
pub(super) fn pointer_of(value: &Value, field: &str, target: &EntityRef) -> String {
    let items = value.get("spec").and_then(|spec| spec.get(field)).and_then(Value::as_array);
    let names = |item: &Value| {
        let text = item.as_str().unwrap_or_default();
        text.rsplit(['/', ':']).next().is_some_and(|name| name.to_lowercase() == target.name())
    };
    match items.and_then(|items| items.iter().position(names)) {
        Some(index) => format!("/spec/{field}/{index}"),
        None => format!("/spec/{field}"),
    }
}

/// Where a target of a Location stands.
pub(super) fn pointer_of_target(value: &Value, target: &str) -> String {
    let items = value.pointer("/spec/targets").and_then(Value::as_array);
    match items.and_then(|items| items.iter().position(|item| item.as_str() == Some(target))) {
        Some(index) => format!("/spec/targets/{index}"),
        None => "/spec/target".to_owned(),
    }
}

/// What a listing keeps of an entity, with the relations that it states.
pub(super) fn row<'a>(value: &'a Value, relations: Vec<(Cow<'a, str>, Cow<'a, str>)>) -> RowInput<'a> {
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let title = match text("/metadata/title") {
        "" => text("/spec/profile/displayName"),
        title => title,
    };
    let tags = value.pointer("/metadata/tags").and_then(Value::as_array);
    RowInput {
        kind: text("/kind").into(),
        namespace: text("/metadata/namespace").into(),
        name: text("/metadata/name").into(),
        title: title.into(),
        description: text("/metadata/description").into(),
        kind_type: text("/spec/type").into(),
        lifecycle: text("/spec/lifecycle").into(),
        owner: text("/spec/owner").into(),
        system: text("/spec/system").into(),
        tags: tags.into_iter().flatten().filter_map(Value::as_str).map(Into::into).collect(),
        relations,
    }
}

/// The folders that a template's steps render from: what lies in them is not an entity yet.
pub(super) fn skeletons(value: &Value, folder: &str) -> Vec<String> {
    if !value.get("kind").and_then(Value::as_str).is_some_and(|kind| kind.eq_ignore_ascii_case("template")) {
        return Vec::new();
    }
    let steps = value.pointer("/spec/steps").and_then(Value::as_array);
    let url = |step: &Value| {
        let action = step.get("action")?.as_str()?;
        let url = step.pointer("/input/url")?.as_str()?;
        let literal = url.find("${{").map_or(url, |at| url.get(..at).unwrap_or_default());
        let is_relative = action.starts_with("fetch:") && !literal.contains("://");
        // the part before an expression is a folder up to its last slash
        let literal = if literal.len() < url.len() { literal.rsplit_once('/').map_or("", |it| it.0) } else { literal };
        let path = resolve(folder, literal).ok().filter(|_| is_relative && !literal.is_empty())?;
        // a template that renders its own folder, or one around it, would hide itself
        (!is_within(folder, &path)).then_some(path)
    };
    steps.into_iter().flatten().filter_map(url).collect()
}
