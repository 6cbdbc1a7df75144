//! Selectors of labels and fields.

use serde_json::Value;

/// Whether labels meet a selector: `a=b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`; `None` where it is none.
pub fn labels(selector: &str, object: &Value) -> Option<bool> {
    let value = |key: &str| object["metadata"]["labels"].get(key).and_then(Value::as_str).map(str::to_owned);
    terms(selector).iter().map(|term| label(term.trim(), &value)).try_fold(true, |all, met| Some(all && met?))
}

/// Split at commas that are in no brackets.
fn terms(selector: &str) -> Vec<String> {
    let (mut terms, mut depth) = (vec![String::new()], 0);
    for c in selector.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        match c == ',' && depth == 0 {
            true => terms.push(String::new()),
            false => terms.last_mut().unwrap().push(c),
        }
    }
    terms.retain(|term| !term.trim().is_empty());
    terms
}

fn label(term: &str, value: &dyn Fn(&str) -> Option<String>) -> Option<bool> {
    let among = |list: &str, key: &str| {
        let list = list.trim().strip_prefix('(')?.strip_suffix(')')?;
        let value = value(key.trim());
        Some(value.is_some_and(|value| list.split(',').any(|item| item.trim() == value)))
    };
    if let Some((key, list)) = term.split_once(" notin ") {
        return Some(!among(list, key)?);
    }
    if let Some((key, list)) = term.split_once(" in ") {
        return among(list, key);
    }
    if let Some((key, wanted)) = term.split_once("!=") {
        return Some(value(key.trim()).as_deref() != Some(wanted.trim()));
    }
    if let Some((key, wanted)) = term.split_once("==").or_else(|| term.split_once('=')) {
        return Some(value(key.trim()).as_deref() == Some(wanted.trim()));
    }
    match term.strip_prefix('!') {
        Some(key) => Some(value(key.trim()).is_none()),
        None if term.contains(' ') => None,
        None => Some(value(term).is_some()),
    }
}

/// The fields that a kind can be selected by, besides name and namespace.
fn known(plural: &str) -> &'static [&'static str] {
    match plural {
        "pods" => {
            &["spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "status.phase"]
        }
        "events" => &[
            "involvedObject.kind",
            "involvedObject.namespace",
            "involvedObject.name",
            "involvedObject.uid",
            "involvedObject.apiVersion",
            "involvedObject.resourceVersion",
            "involvedObject.fieldPath",
            "reason",
            "reportingComponent",
            "source",
            "type",
        ],
        "namespaces" => &["status.phase"],
        "secrets" => &["type"],
        _ => &[],
    }
}

/// Whether fields meet a selector; the field that is not known where there is one.
pub fn fields(selector: &str, plural: &str, object: &Value) -> Result<bool, String> {
    let mut met = true;
    for term in selector.split(',').filter(|term| !term.is_empty()) {
        let (field, wanted, is) = match (term.split_once("!="), term.split_once("==").or_else(|| term.split_once('=')))
        {
            (Some((field, wanted)), _) => (field, wanted, false),
            (None, Some((field, wanted))) => (field, wanted, true),
            (None, None) => return Err(term.to_owned()),
        };
        if !matches!(field, "metadata.name" | "metadata.namespace") && !known(plural).contains(&field) {
            return Err(field.to_owned());
        }
        let pointer = format!("/{}", field.replace('.', "/"));
        let value = object.pointer(&pointer).and_then(Value::as_str).unwrap_or_default();
        met &= (value == wanted) == is;
    }
    Ok(met)
}
