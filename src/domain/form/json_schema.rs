//! A form as JSON Schema, for editors and scripts that write its values.

use serde_json::{Map, Value, json};

use super::wizard::Form;

impl Form {
    /// The values of the form as a JSON Schema (draft 07): what every step asks for. A step that is shown on a condition
    /// only asks for nothing, and says its condition in `$comment`.
    #[must_use]
    pub fn json_schema(&self) -> Value {
        let mut steps: Vec<Value> = Vec::with_capacity(self.steps.len());
        for (number, step) in self.steps.iter().enumerate() {
            let mut schema = step.schema.clone();
            if self.steps.len() > 1 {
                point_below(&mut schema, &format!("#/allOf/{number}"));
            }
            let Value::Object(schema) = &mut schema else { continue };
            let mut titled = Map::from_iter([("title".to_owned(), step.title.clone())]);
            if let Some(when) = &step.when {
                schema.shift_remove("required");
                titled.insert("$comment".to_owned(), json!(format!("asked for when {when}")));
            }
            titled.extend(std::mem::take(schema));
            steps.push(Value::Object(titled));
        }
        let mut whole = Map::from_iter([("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"))]);
        whole.insert("type".to_owned(), json!("object"));
        match (steps.len(), steps.pop()) {
            (1, Some(Value::Object(only))) => whole.extend(only),
            (_, last) => {
                steps.extend(last);
                whole.insert("allOf".to_owned(), Value::Array(steps));
            }
        }
        Value::Object(whole)
    }
}

/// References to the whole become references to the part where it stands now.
fn point_below(schema: &mut Value, place: &str) {
    match schema {
        Value::Object(map) => {
            for (name, value) in map.iter_mut() {
                match value {
                    Value::String(reference) if name == "$ref" => {
                        if let Some(rest) = reference.strip_prefix('#') {
                            *reference = format!("{place}{rest}");
                        }
                    }
                    value => point_below(value, place),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| point_below(item, place)),
        _ => {}
    }
}
