//! What a template asks for, as one JSON Schema (draft 7).

use crate::platform::templates::TemplateForm;
use serde_json::{Value, json};

pub(super) fn of(asked: &TemplateForm) -> Value {
    let steps = asked.steps.iter().map(|step| {
        let mut schema = (*step.schema).clone();
        if let (Some(map), Some(when)) = (schema.as_object_mut(), &step.when) {
            map.insert("$comment".into(), json!(format!("only when {when}")));
        }
        schema
    });
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": asked.title.as_str(),
        "description": asked.description.as_str(),
        "type": "object",
        "allOf": steps.collect::<Vec<_>>(),
    })
}
