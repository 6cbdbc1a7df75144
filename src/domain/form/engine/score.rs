//! Which branch of a `oneOf` or `anyOf` is nearest to the data.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::Engine;
use super::options::{by_discriminator, discriminator};
use crate::domain::form::problem::Broken;
use crate::domain::form::script;

impl Engine<'_> {
    /// The branch that is nearest to the data; `chosen` where none is nearer than the others.
    pub(in crate::domain::form) fn closest(
        &self,
        data: Option<&Value>,
        branches: &[Value],
        chosen: Option<usize>,
        by: Option<&str>,
    ) -> Result<Option<usize>, Broken> {
        let resolved = self.branches_resolved(branches)?;
        if let Some(found) = by_discriminator(data, branches, by) {
            return Ok(Some(found));
        }
        let mut valid = self.valid_branches(data, &resolved, by)?;
        if let [only] = valid.as_slice() {
            return Ok(Some(*only));
        }
        if valid.is_empty() {
            valid = (0..resolved.len()).collect();
        }
        self.best(data, &resolved, &valid, chosen)
    }

    /// The branches that data agrees with. With no data at all, or where the first look does not find the junk before
    /// the branch, none does.
    fn valid_branches(&self, data: Option<&Value>, branches: &[Value], by: Option<&str>) -> Result<Vec<usize>, Broken> {
        let Some(data) = data else { return Ok(Vec::new()) };
        let is_junk = self.is_valid(&junk(), data)?;
        let mut valid = Vec::new();
        for (number, branch) in branches.iter().enumerate() {
            let agrees = match by_discriminator(Some(data), &[junk_schema(), branch.clone()], by) {
                Some(found) => found == 1,
                None => !is_junk && self.matches(data, branch, by)?,
            };
            valid.extend(agrees.then_some(number));
        }
        Ok(valid)
    }

    fn best(
        &self,
        data: Option<&Value>,
        branches: &[Value],
        valid: &[usize],
        chosen: Option<usize>,
    ) -> Result<Option<usize>, Broken> {
        let (mut best, mut highest) = (chosen, 0);
        let mut scores = Vec::new();
        for number in valid {
            let score = match branches.get(*number) {
                Some(branch) => self.score(branch, data)?,
                None => 0,
            };
            scores.push(score);
            if score > highest {
                (best, highest) = (Some(*number), score);
            }
        }
        scores.dedup();
        let all_alike = scores.len() == 1 && chosen.is_some();
        Ok(if all_alike { chosen } else { best })
    }

    /// How near a schema is to the data: a point for what is of the right type, another one for the right constant.
    fn score(&self, schema: &Value, data: Option<&Value>) -> Result<i64, Broken> {
        self.deeper(|| match schema.get("properties") {
            Some(Value::Object(properties)) => {
                let scores = properties.iter().map(|(name, property)| {
                    self.score_of_property(property, data.and_then(|data| script::get(data, name)))
                });
                scores.sum()
            }
            _ => {
                let kind = schema.get("type").and_then(Value::as_str);
                Ok(i64::from(kind == Some(script::guess_type(data))))
            }
        })
    }

    fn score_of_property(&self, property: &Value, value: Option<&Value>) -> Result<i64, Broken> {
        let Value::Object(map) = property else { return Ok(0) };
        if map.contains_key("$ref") {
            let resolved = self.retrieve(property, value)?;
            let nothing = json!({});
            return self.score(&resolved, value.filter(|value| script::is_truthy(value)).or(Some(&nothing)));
        }
        let branches = map.get("oneOf").or_else(|| map.get("anyOf"));
        if let (Some(branches), Some(value)) = (branches, value.filter(|value| script::is_truthy(value))) {
            let branches = branches.as_array().map(Vec::as_slice).unwrap_or_default();
            let found = self.closest(Some(value), branches, None, discriminator(property))?;
            return Ok(found.and_then(|found| i64::try_from(found).ok()).unwrap_or(-1));
        }
        let kind = map.get("type").and_then(Value::as_str);
        if kind == Some("object") {
            let fits = value.is_some_and(|value| value.is_object() || value.is_array());
            return Ok(i64::from(fits) + self.score(property, value)?);
        }
        if kind != Some(script::guess_type(value)) {
            return Ok(0);
        }
        let wanted = script::truthy(property, "default").or_else(|| script::truthy(property, "const"));
        Ok(match wanted {
            None => 1,
            Some(wanted) if script::identical(Some(wanted), value) => 2,
            Some(_) => 0,
        })
    }
}

/// A schema that no sound data agrees with.
fn junk_schema() -> Value {
    json!({
        "type": "object",
        "$id": "_$junk_option_schema_id$_",
        "properties": { "__not_really_there__": { "type": "number" } },
    })
}

/// The same as it is looked for: one of its properties has to be there.
fn junk() -> Cow<'static, Value> {
    Cow::Owned(json!({
        "type": "object",
        "required": ["__not_really_there__"],
        "properties": { "__not_really_there__": { "type": "number" } },
    }))
}
