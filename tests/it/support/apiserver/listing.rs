//! Lists in pages, and what is selected.

use super::kinds::Kind;
use super::routes::{Target, status};
use super::select;
use super::state::State;
use super::table;
use super::wire::{Reply, Request};
use base64::Engine as _;
use serde_json::{Value, json};

/// Whether an object is selected; the refusal of a selector that is none.
pub fn selects(request: &Request, kind: &Kind, object: &Value) -> Result<bool, Reply> {
    let labels = select::labels(request.query("labelSelector"), object);
    let labels = labels.ok_or_else(|| status(400, "BadRequest", "unable to parse requirement"))?;
    let fields = select::fields(request.query("fieldSelector"), &kind.plural, object);
    let refused = |field: String| status(400, "BadRequest", &format!("field label not supported: {field}"));
    Ok(labels && fields.map_err(refused)?)
}

/// An object as it is told in a version.
pub fn told(kind: &Kind, version: &str, object: &Value) -> Value {
    let mut told = object.clone();
    let api = if kind.group.is_empty() { version.to_owned() } else { format!("{}/{version}", kind.group) };
    told["apiVersion"] = json!(api);
    told["kind"] = json!(kind.kind);
    told
}

pub fn list(state: &State, request: &Request, target: &Target) -> Reply {
    let kind = &target.kind;
    // a selector is refused even where there is nothing to select from
    if let Err(reply) = selects(request, kind, &json!({"metadata": {}})) {
        return reply;
    }
    let (from, version) = match token(request.query("continue")) {
        Some((from, version)) if version < state.floor => {
            let _ = from;
            let words = "The provided continue parameter is too old to display a consistent list result.";
            return status(410, "Expired", words);
        }
        Some((from, version)) => (from, version),
        None => (String::new(), state.version),
    };
    let mine = state.objects.iter().filter(|(key, _)| {
        key.0 == kind.group && key.1 == kind.plural && (target.namespace.is_empty() || key.2 == target.namespace)
    });
    let mut rows: Vec<(String, &Value)> = Vec::new();
    for (key, object) in mine {
        let at = format!("{}/{}", key.2, key.3);
        if at > from && selects(request, kind, object).is_ok_and(|selects| selects) {
            rows.push((at, object));
        }
    }
    let limit = request.query("limit").parse::<usize>().ok().filter(|limit| *limit > 0).unwrap_or(usize::MAX);
    let mut meta = json!({"resourceVersion": version.to_string()});
    if rows.len() > limit {
        let left = rows.len() - limit;
        rows.truncate(limit);
        let next = format!("{version}:{}", rows.last().map_or("", |(at, _)| at));
        meta["continue"] = json!(base64::engine::general_purpose::STANDARD.encode(next));
        meta["remainingItemCount"] = json!(left);
    }
    let objects: Vec<&Value> = rows.into_iter().map(|(_, object)| object).collect();
    if request.header("accept").contains("as=Table") {
        return Reply::json(200, &table::of(target, &objects, &meta, &state.faults.now()));
    }
    let api = if kind.group.is_empty() { target.version.clone() } else { format!("{}/{}", kind.group, target.version) };
    let items: Vec<Value> = objects.into_iter().map(|object| item(target, object)).collect();
    let body = json!({"kind": format!("{}List", kind.kind), "apiVersion": api, "metadata": meta, "items": items});
    Reply::json(200, &body)
}

/// Items of the kinds that every cluster has do not say what they are; those of definitions do.
fn item(target: &Target, object: &Value) -> Value {
    let mut told = told(&target.kind, &target.version, object);
    if !target.kind.is_custom {
        let fields = told.as_object_mut().unwrap();
        fields.remove("kind");
        fields.remove("apiVersion");
    }
    told
}

/// Where a list goes on, and of which state.
fn token(text: &str) -> Option<(String, u64)> {
    let bytes = base64::engine::general_purpose::STANDARD.decode(text).ok().filter(|bytes| !bytes.is_empty())?;
    let text = String::from_utf8(bytes).ok()?;
    let (version, from) = text.split_once(':')?;
    Some((from.to_owned(), version.parse().ok()?))
}
