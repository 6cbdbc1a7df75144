//! The last page of a wizard: every value that is going to be sent, by its name (Backstage's `ReviewState`).

use std::sync::OnceLock;

use serde_json::{Map, Value};

use super::draft::Draft;
use super::path::Path;
use super::problem::Broken;
use super::script;
use super::step::Step;
use crate::domain::pattern::Pattern;

/// One line of the review.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewRow {
    /// The number of the step that the value belongs to; `None` where no step knows it.
    pub step: Option<usize>,
    /// Where the value stands.
    pub path: Path,
    /// What the value is called.
    pub name: String,
    /// The value, or what is shown instead of it.
    pub value: Value,
    /// Whether something else is shown instead of the value.
    pub is_masked: bool,
}

/// The rows of a review of `values`; `state` is all that was filled in.
///
/// # Errors
/// Where the schema of a value cannot be told.
pub(super) fn review(
    values: &Value,
    (state, holes): (&Value, &[Path]),
    steps: &[(usize, &Step)],
) -> Result<Vec<ReviewRow>, Broken> {
    let steps = steps.iter().map(|(number, step)| Reviewed::of(*number, step, state, holes));
    let steps: Vec<Reviewed<'_>> = steps.collect();
    let mut rows: Vec<ReviewRow> = Vec::new();
    for (name, value) in values.as_object().into_iter().flatten() {
        let mut found = None;
        for step in &steps {
            if step.knows(name)? {
                found = Some(step.rows(name, value)?);
                break;
            }
        }
        let path = [name.as_str()].into_iter().collect();
        let found = found.unwrap_or_else(|| {
            vec![ReviewRow { step: None, path, name: words(name), value: value.clone(), is_masked: false }]
        });
        for row in found {
            match rows.iter_mut().find(|known| known.name == row.name) {
                Some(known) => *known = row,
                None => rows.push(row),
            }
        }
    }
    Ok(rows)
}

/// What the template wants to be shown instead of a value.
enum Instead {
    Mask(Value),
    Nothing,
}

/// A step whose values are reviewed.
struct Reviewed<'a> {
    number: usize,
    draft: Draft<'a>,
    state: &'a Value,
    holes: &'a [Path],
    /// The part of the state that tells which properties the step has.
    deciding: Value,
}

impl<'a> Reviewed<'a> {
    fn of(number: usize, step: &'a Step, state: &'a Value, holes: &'a [Path]) -> Reviewed<'a> {
        let depends = step.merged.get("dependencies").and_then(Value::as_object);
        let on = depends.into_iter().flat_map(Map::keys);
        let deciding: Map<String, Value> =
            on.filter_map(|name| Some((name.clone(), state.get(name)?.clone()))).collect();
        Reviewed { number, draft: Draft::new(&step.merged), state, holes, deciding: Value::Object(deciding) }
    }

    /// Whether the step has a schema for a property.
    fn knows(&self, name: &str) -> Result<bool, Broken> {
        Ok(self.draft.schema_at(&format!("#/{name}"), &self.deciding)?.is_some())
    }

    fn row(&self, key: &str, name: String, value: Value, is_masked: bool) -> ReviewRow {
        ReviewRow { step: Some(self.number), path: key.split('/').collect(), name, value, is_masked }
    }

    fn schema(&self, key: &str) -> Result<Option<Value>, Broken> {
        self.draft.schema_at(&format!("#/{key}"), self.state)
    }

    fn rows(&self, key: &str, value: &Value) -> Result<Vec<ReviewRow>, Broken> {
        let schema = self.schema(key)?;
        let marks = schema.as_ref().and_then(|schema| schema.get("ui:backstage")?.get("review"));
        let given = |value: Option<&Value>| value.filter(|value| !value.is_null()).map(script::text);
        let named = given(marks.and_then(|marks| marks.get("name")));
        let titled = || given(schema.as_ref().and_then(|schema| schema.get("title")));
        let name = named.or_else(titled).unwrap_or_else(|| words(key));
        let Some(schema) = &schema else { return Ok(vec![self.row(key, name, self.whole(key, value)?, false)]) };
        match instead(schema) {
            Some(Instead::Mask(mask)) => return Ok(vec![self.row(key, name, mask, true)]),
            Some(Instead::Nothing) => return Ok(Vec::new()),
            None => {}
        }
        if let (Some(values), Some(names)) = (script::truthy(schema, "enum"), script::truthy(schema, "enumNames")) {
            let at =
                values.as_array().and_then(|all| all.iter().position(|one| script::identical(Some(one), Some(value))));
            let title = at.and_then(|at| names.get(at)).filter(|title| script::is_truthy(title));
            return Ok(vec![self.row(key, name, title.unwrap_or(value).clone(), false)]);
        }
        let explodes = marks.and_then(|marks| marks.get("explode")) != Some(&Value::Bool(false));
        match value {
            Value::Object(map) if explodes => {
                let rows = map.iter().map(|(name, value)| self.rows(&format!("{key}/{name}"), value));
                Ok(rows.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
            }
            value => Ok(vec![self.row(key, name, self.whole(key, value)?, false)]),
        }
    }

    /// A value with what is not to be shown left out of it.
    fn whole(&self, key: &str, value: &Value) -> Result<Value, Broken> {
        match value {
            Value::Array(items) => {
                let mut kept = Vec::new();
                for (number, item) in items.iter().enumerate() {
                    kept.extend(self.part(&format!("{key}/{number}"), item)?);
                }
                Ok(Value::Array(kept))
            }
            Value::Object(map) => {
                let mut kept = Map::new();
                for (name, value) in map {
                    if let Some(value) = self.part(&format!("{key}/{name}"), value)? {
                        kept.insert(name.clone(), value);
                    }
                }
                Ok(Value::Object(kept))
            }
            other => Ok(other.clone()),
        }
    }

    /// Whether an item is not there at all.
    fn is_hole(&self, key: &str) -> bool {
        !self.holes.is_empty() && self.holes.contains(&key.split('/').collect())
    }

    fn part(&self, key: &str, value: &Value) -> Result<Option<Value>, Broken> {
        match self.schema(key)?.as_ref().and_then(instead) {
            Some(Instead::Nothing) => Ok(None),
            Some(Instead::Mask(mask)) => Ok(Some(mask)),
            None if value.is_null() && self.is_hole(key) => Ok(None),
            None => self.whole(key, value).map(Some),
        }
    }
}

fn instead(schema: &Value) -> Option<Instead> {
    let marks = schema.get("ui:backstage").and_then(|marks| marks.get("review"));
    if let Some(mask) = marks.and_then(|marks| script::truthy(marks, "mask")) {
        return Some(Instead::Mask(mask.clone()));
    }
    if marks.and_then(|marks| marks.get("show")) == Some(&Value::Bool(false)) {
        return Some(Instead::Nothing);
    }
    let is_password = schema.get("ui:widget").is_some_and(|widget| widget == "password");
    let field = schema.get("ui:field").and_then(Value::as_str);
    let is_secret = is_password || field.is_some_and(|field| field.to_lowercase() == "secret");
    is_secret.then(|| Instead::Mask(Value::from("******")))
}

/// The name of a property as words that begin with capitals, one level after the other.
fn words(key: &str) -> String {
    let levels = key.split('/').filter(|level| !level.is_empty());
    levels.map(start_case).collect::<Vec<_>>().join(" > ")
}

/// Words as lodash's `startCase` finds them.
const WORDS: &str = concat!(
    "[A-Z\\xc0-\\xd6\\xd8-\\xde]?[a-z\\xdf-\\xf6\\xf8-\\xff]+",
    "(?=[\\xac\\xb1\\xd7\\xf7\\x00-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\xbf\\u2000-\\u206f\\s]|[A-Z\\xc0-\\xd6\\xd8-\\xde]|$)",
    "|(?:[A-Z\\xc0-\\xd6\\xd8-\\xde]|[\\u0100-\\u1fff\\u2070-\\u26ff\\u27c0-\\ud7ff])+",
    "(?=[\\xac\\xb1\\xd7\\xf7\\x00-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\xbf\\u2000-\\u206f\\s]",
    "|[A-Z\\xc0-\\xd6\\xd8-\\xde](?:[a-z\\xdf-\\xf6\\xf8-\\xff]|[\\u0100-\\u1fff\\u2070-\\u26ff\\u27c0-\\ud7ff])|$)",
    "|[A-Z\\xc0-\\xd6\\xd8-\\xde]?(?:[a-z\\xdf-\\xf6\\xf8-\\xff]|[\\u0100-\\u1fff\\u2070-\\u26ff\\u27c0-\\ud7ff])+",
    "|[A-Z\\xc0-\\xd6\\xd8-\\xde]+",
    "|\\d*(?:1ST|2ND|3RD|(?![123])\\dTH)(?=\\b|[a-z_])",
    "|\\d*(?:1st|2nd|3rd|(?![123])\\dth)(?=\\b|[A-Z_])",
    "|\\d+"
);

fn start_case(text: &str) -> String {
    static PATTERN: OnceLock<Option<Pattern>> = OnceLock::new();
    let pattern = PATTERN.get_or_init(|| Pattern::new(WORDS, "").ok());
    let text = text.replace(['\'', '’'], "");
    let mut words: Vec<String> = Vec::new();
    let mut from = 0;
    while let Some(found) = pattern.as_ref().and_then(|pattern| pattern.find_at(&text, from).ok().flatten()) {
        let range = found.range();
        if range.is_empty() {
            break;
        }
        from = range.end;
        words.extend(text.get(range).map(with_capital));
    }
    words.join(" ")
}

fn with_capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    first + letters.as_str()
}
