//! What of the data is kept when another branch of a `oneOf` or `anyOf` is chosen.

use serde_json::{Map, Value, json};

use super::Engine;
use crate::domain::form::problem::Broken;
use crate::domain::form::script;

impl Engine<'_> {
    /// The data without what belongs to the old branch alone; `None` where nothing of it fits.
    pub(in crate::domain::form) fn sanitized(
        &self,
        new: Option<&Value>,
        old: Option<&Value>,
        data: Option<&Value>,
    ) -> Result<Option<Value>, Broken> {
        self.deeper(|| {
            let kind = |schema: Option<&Value>| schema.and_then(|schema| schema.get("type")).cloned();
            if let Some(properties) = new.and_then(|schema| schema.get("properties")) {
                return self.sanitized_object(properties, old, data).map(Some);
            }
            let are_lists = kind(new) == Some(json!("array")) && kind(old) == Some(json!("array"));
            match data {
                Some(Value::Array(items)) if are_lists => self.sanitized_list(new, old, items),
                _ => Ok(None),
            }
        })
    }

    fn sanitized_object(&self, new: &Value, old: Option<&Value>, data: Option<&Value>) -> Result<Value, Broken> {
        let nothing = json!({});
        let data = data.unwrap_or(&nothing);
        let old = old.and_then(|schema| schema.get("properties")).and_then(Value::as_object);
        let mut kept = data.as_object().cloned().unwrap_or_default();
        let gone = old.into_iter().flat_map(Map::keys).filter(|name| data.get(name.as_str()).is_some());
        gone.for_each(|name| {
            kept.shift_remove(name);
        });
        for (name, schema) in new.as_object().into_iter().flatten() {
            let old = old.and_then(|old| old.get(name)).unwrap_or(&nothing);
            if let Some(value) = self.sanitized_property(schema, old, data.get(name))? {
                kept.insert(name.clone(), value);
            }
        }
        Ok(Value::Object(kept))
    }

    fn sanitized_property(&self, new: &Value, old: &Value, value: Option<&Value>) -> Result<Option<Value>, Broken> {
        let resolve = |schema: &Value| match schema.get("$ref") {
            Some(_) => self.retrieve(schema, value).map(|schema| schema.into_owned()),
            None => Ok(schema.clone()),
        };
        let (new, old) = (resolve(new)?, resolve(old)?);
        let (new_type, old_type) = (new.get("type"), old.get("type"));
        if old_type.is_some_and(|old| script::is_truthy(old) && Some(old) != new_type) {
            return Ok(None);
        }
        let is_list = new_type.is_some_and(|kind| kind == "array") && value.is_some_and(Value::is_array);
        if is_list {
            return self.sanitized(Some(&new), Some(&old), value);
        }
        if new_type.is_some_and(|kind| kind == "object") {
            let kept = self.sanitized(Some(&new), Some(&old), value)?;
            return Ok(kept.or_else(|| value.cloned()));
        }
        Ok(replaced(&new, &old, value))
    }

    fn sanitized_list(
        &self,
        new: Option<&Value>,
        old: Option<&Value>,
        items: &[Value],
    ) -> Result<Option<Value>, Broken> {
        let part = |schema: Option<&Value>, name: &str| schema.and_then(|schema| schema.get(name)).cloned();
        let (new_items, old_items) = match (part(new, "items"), part(old, "items")) {
            (Some(new @ Value::Object(_)), Some(old @ Value::Object(_))) => (new, old),
            (Some(Value::Bool(new)), Some(Value::Bool(old))) if new == old => return Ok(Some(json!(items))),
            _ => return Ok(None),
        };
        let (new_type, old_type) = (new_items.get("type"), old_items.get("type"));
        if old_type.is_some() && old_type != new_type {
            return Ok(None);
        }
        let most = part(new, "maxItems").and_then(|most| usize::try_from(most.as_u64()?).ok());
        if new_type.is_none_or(|kind| kind != "object") {
            let kept = items.iter().take(most.filter(|most| *most > 0).unwrap_or(usize::MAX)).cloned();
            return Ok(Some(Value::Array(kept.collect())));
        }
        let mut kept = Vec::new();
        for item in items {
            let item = self.sanitized(Some(&new_items), Some(&old_items), Some(item))?;
            kept.extend(item.filter(|_| most.is_none_or(|most| kept.len() < most)));
        }
        Ok(Some(Value::Array(kept)))
    }
}

/// A value whose default or constant was that of the old branch becomes that of the new one.
fn replaced(new: &Value, old: &Value, value: Option<&Value>) -> Option<Value> {
    let mut result = value.cloned();
    let differs = |wanted: &&Value| !script::identical(Some(wanted), value);
    if let Some(default) = new.get("default").filter(differs) {
        if script::identical(old.get("default"), value) && value.is_some() {
            result = Some(default.clone());
        } else if new.get("readOnly") == Some(&Value::Bool(true)) {
            result = None;
        }
    }
    if let Some(constant) = new.get("const").filter(differs) {
        let was_old = script::identical(old.get("const"), value) && value.is_some();
        result = was_old.then(|| constant.clone());
    }
    result
}
