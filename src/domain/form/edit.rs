//! Changing what is filled in.

use serde_json::{Map, Value, json};

use super::engine::Engine;
use super::field::{Content, Field};
use super::path::Path;
use super::problem::Broken;
use super::script;
use super::wizard::{Form, place_mut, remove};
use crate::domain::text::Secret;

impl Form {
    /// Gives a field a value, or none. A choice takes the number of its branch.
    pub fn set(&mut self, step: usize, path: &Path, value: Option<Value>) {
        let view = self.visit(step);
        let is_item = path.last().is_some_and(|name| name.parse::<usize>().is_ok());
        let in_list = path.parent().and_then(|parent| parent.get(&view.data).map(Value::is_array)) == Some(true);
        match value {
            Some(value) => self.put(path, value),
            None if is_item && in_list => self.put(path, Value::Null),
            None => {
                remove(&mut self.state, path);
                self.emptied.insert(path.clone());
            }
        }
        self.settle(step);
    }

    /// Gives a field what was typed into it. A number that is none yet stays a text, as the schema will say; nothing typed
    /// is no value.
    pub fn set_text(&mut self, step: usize, path: &Path, text: &str) {
        let view = self.visit(step);
        let kind = view.field(path).and_then(Field::value_type).map(str::to_owned);
        let value = match (text, kind.as_deref()) {
            ("", _) => None,
            (text, Some("number" | "integer")) => Some(number(text)),
            (text, Some("boolean")) if text == "true" || text == "false" => Some(json!(text == "true")),
            (text, _) => Some(json!(text)),
        };
        self.set(step, path, value);
    }

    /// Gives a secret field its value. The data has as many stars; the value itself is kept apart and sent apart.
    pub fn set_secret(&mut self, step: usize, path: &Path, secret: Option<Secret>) {
        let Some(name) = path.last().map(str::to_owned) else { return };
        match secret {
            Some(secret) => {
                let stars = "*".repeat(secret.reveal().chars().count());
                self.secrets.insert(name, secret);
                self.set(step, path, Some(Value::String(stars)));
            }
            None => {
                self.secrets.remove(&name);
                self.set(step, path, None);
            }
        }
    }

    /// Chooses a branch of a `oneOf` or `anyOf`. What fits both branches is kept; what was filled in below a branch that
    /// is left comes back when it is chosen again.
    ///
    /// # Errors
    /// Where the schema of the branch is broken.
    pub fn choose(&mut self, step: usize, path: &Path, branch: usize) -> Result<(), Broken> {
        let view = self.visit(step);
        let Some(branches) = view.branches.iter().find(|branches| &branches.path == path) else { return Ok(()) };
        if branches.chosen == Some(branch) {
            return Ok(());
        }
        let Some(new) = branches.schemas.get(branch) else { return Ok(()) };
        let old = branches.chosen.and_then(|number| branches.schemas.get(number));
        let data = path.get(&view.data);
        let Some(of) = self.steps.get(step) else { return Ok(()) };
        let engine = Engine::new(&self.ajv, &of.schema);
        let kept = engine.sanitized(Some(new), old, data)?;
        let filled = engine.state(new, kept.as_ref(), true)?.data;
        let back = self.left.get(&(step, path.clone(), branch));
        let filled = brought_back(filled, back, new);
        if let (Some(old), Some(data)) = (branches.chosen, data) {
            self.left.insert((step, path.clone(), old), data.clone());
        }
        if let Some(chosen) = self.chosen.get_mut(step) {
            chosen.insert(path.clone(), branch);
        }
        self.replace(path, filled);
        self.settle(step);
        Ok(())
    }

    /// Adds a property that the schema does not name, and tells its name.
    pub fn add_property(&mut self, step: usize, path: &Path) -> Option<String> {
        let view = self.visit(step);
        let container = view.container(path)?;
        if !matches!(container.content, Content::Object { can_add: true, .. }) {
            return None;
        }
        let schema = container.schema.get("additionalProperties").cloned().unwrap_or_default();
        let mut map = path.get(&view.data).and_then(Value::as_object).cloned().unwrap_or_default();
        let name = free_name(&map, "newKey");
        map.insert(name.clone(), self.first_value(step, &schema));
        self.replace(path, Some(Value::Object(map)));
        self.settle(step);
        Some(name)
    }

    fn first_value(&self, step: usize, schema: &Value) -> Value {
        let engine = self.steps.get(step).map(|of| Engine::new(&self.ajv, &of.schema));
        let resolved = engine.and_then(|engine| engine.retrieve(schema, None).ok().map(|schema| schema.into_owned()));
        let schema = resolved.as_ref().unwrap_or(schema);
        let given = |name: &str| schema.get(name).filter(|value| !value.is_null()).cloned();
        given("const").or_else(|| given("default")).unwrap_or_else(|| {
            let has_branches = schema.get("anyOf").or_else(|| schema.get("oneOf")).is_some();
            match schema.get("type").and_then(Value::as_str) {
                Some("array") => json!([]),
                Some("boolean") => json!(false),
                Some("null") => Value::Null,
                Some("number") => json!(0),
                Some("object") => json!({}),
                None if has_branches => json!({}),
                _ => json!("New Value"),
            }
        })
    }

    /// Gives a property another name, in its place; a name that is there already gets a number.
    pub fn rename_property(&mut self, step: usize, path: &Path, name: &str) -> Option<String> {
        let (parent, old) = (path.parent()?, path.last()?);
        if old == name {
            return Some(name.to_owned());
        }
        let view = self.visit(step);
        let map = parent.get(&view.data)?.as_object()?;
        let name = free_name(map, name);
        let renamed = map.iter().map(|(one, value)| (if one == old { &name } else { one }.clone(), value.clone()));
        let renamed: Map<String, Value> = renamed.collect();
        self.replace(&parent, Some(Value::Object(renamed)));
        if parent.is_root() {
            remove(&mut self.state, path);
        }
        self.settle(step);
        Some(name)
    }

    /// Takes a property away.
    pub fn remove_property(&mut self, step: usize, path: &Path) {
        self.visit(step);
        remove(&mut self.state, path);
        self.emptied.retain(|emptied| !emptied.is_within(path));
        self.settle(step);
    }

    fn put(&mut self, path: &Path, value: Value) {
        self.emptied.retain(|emptied| !emptied.is_within(path));
        if path.is_root() {
            self.take_in(&value);
        } else if let Some(place) = place_mut(&mut self.state, path) {
            *place = value;
        }
    }

    /// Puts other data in the place of what is there.
    pub(super) fn replace(&mut self, path: &Path, data: Option<Value>) {
        match data {
            Some(Value::Object(map)) if path.is_root() => self.state = Value::Object(map),
            Some(data) => self.put(path, data),
            None if path.is_root() => self.state = json!({}),
            None => remove(&mut self.state, path),
        }
    }

    /// Works out a step anew, and takes in the defaults of what has appeared.
    pub(super) fn settle(&mut self, step: usize) {
        let view = self.open(step);
        let Some(chosen) = self.chosen.get_mut(step) else { return };
        for branches in &view.branches {
            if let Some(number) = branches.chosen {
                chosen.insert(branches.path.clone(), number);
            }
        }
    }
}

/// What of the branch's own was filled in before, where nothing is now.
fn brought_back(filled: Option<Value>, back: Option<&Value>, schema: &Value) -> Option<Value> {
    let Some(back) = back else { return filled };
    match (filled, back) {
        (None, back) => Some(back.clone()),
        (Some(Value::Object(mut filled)), Value::Object(back)) => {
            let own = schema.get("properties").and_then(Value::as_object);
            for name in own.into_iter().flat_map(Map::keys) {
                if let Some(value) = back.get(name) {
                    filled.insert(name.clone(), value.clone());
                }
            }
            Some(Value::Object(filled))
        }
        (filled, _) => filled,
    }
}

fn free_name(map: &Map<String, Value>, wanted: &str) -> String {
    let numbered = (1..).map(|number| format!("{wanted}-{number}"));
    let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
    names.find(|name| !map.contains_key(name)).unwrap_or_else(|| wanted.to_owned())
}

/// A number as it is typed: what is not a whole number yet stays a text.
fn number(text: &str) -> Value {
    let padded = if text.starts_with('.') { format!("0{text}") } else { text.to_owned() };
    let trimmed = match padded.split_once('.') {
        Some((whole, places)) if places.chars().all(|digit| digit.is_ascii_digit()) => {
            let places = places.trim_end_matches('0');
            if places.is_empty() { whole.to_owned() } else { format!("{whole}.{places}") }
        }
        _ => padded,
    };
    if let Ok(whole) = trimmed.trim().parse::<i64>() {
        return json!(whole);
    }
    match trimmed.trim().parse::<f64>() {
        Ok(number) if number.is_finite() => script::number(number),
        _ => json!(text),
    }
}
