//! The last page of a wizard: every value that is going to be sent, by its name (Backstage's `ReviewState`).

use std::sync::OnceLock;

use serde_json::{Map, Value};

use super::draft::Draft;
use super::field::Secrecy;
use super::path::Path;
use super::problem::Broken;
use super::script;
use super::step::Step;
use super::ui::Ui;
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

/// What was filled in, and what of it is not to be seen.
#[derive(Clone, Copy)]
pub(super) struct Filled<'a> {
    /// All of it.
    pub(super) state: &'a Value,
    /// Items that are not there at all.
    pub(super) holes: &'a [Path],
    /// What a step does not show as it is.
    pub(super) hidden: &'a [Path],
}

/// The rows of a review of `values`, a row for each place.
///
/// # Errors
/// Where the schema of a value cannot be told.
pub(super) fn review(values: &Value, of: Filled<'_>, steps: &[(usize, &Step)]) -> Result<Vec<ReviewRow>, Broken> {
    let steps = steps.iter().map(|(number, step)| Reviewed::of(*number, step, of));
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
        rows.extend(found);
    }
    Ok(rows)
}

/// Of rows that are called alike the last one, as Backstage keeps them.
pub(super) fn once_by_name(all: Vec<ReviewRow>) -> Vec<ReviewRow> {
    let mut rows: Vec<ReviewRow> = Vec::with_capacity(all.len());
    for row in all {
        match rows.iter_mut().find(|known| known.name == row.name) {
            Some(known) => *known = row,
            None => rows.push(row),
        }
    }
    rows
}

/// All rows; those that are called alike say where they stand.
pub(super) fn told_apart(mut rows: Vec<ReviewRow>) -> Vec<ReviewRow> {
    let names: Vec<String> = rows.iter().map(|row| row.name.clone()).collect();
    let is_shared = |name: &str| names.iter().filter(|other| *other == name).nth(1).is_some();
    for row in rows.iter_mut().filter(|row| is_shared(&row.name)) {
        row.name = format!("{} ({})", row.name, row.path);
    }
    rows
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
    of: Filled<'a>,
    /// The part of the state that tells which properties the step has.
    deciding: Value,
}

impl<'a> Reviewed<'a> {
    fn of(number: usize, step: &'a Step, of: Filled<'a>) -> Reviewed<'a> {
        let depends = step.merged.get("dependencies").and_then(Value::as_object);
        let on = depends.into_iter().flat_map(Map::keys);
        let deciding: Map<String, Value> =
            on.filter_map(|name| Some((name.clone(), of.state.get(name)?.clone()))).collect();
        Reviewed { number, draft: Draft::new(&step.merged), of, deciding: Value::Object(deciding) }
    }

    /// Whether the step has a schema for a property.
    fn knows(&self, name: &str) -> Result<bool, Broken> {
        Ok(self.draft.schema_at(&format!("#/{name}"), &self.deciding)?.is_some())
    }

    fn row(&self, key: &str, name: String, value: Value, is_masked: bool) -> ReviewRow {
        ReviewRow { step: Some(self.number), path: key.split('/').collect(), name, value, is_masked }
    }

    fn schema(&self, key: &str) -> Result<Option<Value>, Broken> {
        self.draft.schema_at(&format!("#/{key}"), self.of.state)
    }

    fn rows(&self, key: &str, value: &Value) -> Result<Vec<ReviewRow>, Broken> {
        let schema = self.schema(key)?;
        let marks = schema.as_ref().and_then(|schema| schema.get("ui:backstage")?.get("review"));
        let given = |value: Option<&Value>| value.filter(|value| !value.is_null()).map(script::text);
        let named = given(marks.and_then(|marks| marks.get("name")));
        let titled = || given(schema.as_ref().and_then(|schema| schema.get("title")));
        let name = named.or_else(titled).unwrap_or_else(|| words(key));
        match self.instead(key, schema.as_ref()) {
            Some(Instead::Mask(mask)) => return Ok(vec![self.row(key, name, mask, true)]),
            Some(Instead::Nothing) => return Ok(Vec::new()),
            None => {}
        }
        let Some(schema) = &schema else { return Ok(vec![self.row(key, name, self.whole(key, value)?, false)]) };
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
        !self.of.holes.is_empty() && self.of.holes.contains(&key.split('/').collect())
    }

    /// What is shown instead of a value, as its schema or the step that it is filled in on has it.
    fn instead(&self, key: &str, schema: Option<&Value>) -> Option<Instead> {
        let is_hidden = || !self.of.hidden.is_empty() && self.of.hidden.contains(&key.split('/').collect());
        schema.and_then(instead).or_else(|| is_hidden().then(masked))
    }

    fn part(&self, key: &str, value: &Value) -> Result<Option<Value>, Broken> {
        match self.instead(key, self.schema(key)?.as_ref()) {
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
    (Ui::of(schema).secrecy(schema) != Secrecy::Open).then(masked)
}

fn masked() -> Instead {
    Instead::Mask(Value::from("******"))
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
