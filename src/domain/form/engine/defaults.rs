//! What a form is filled in with before and while somebody types: the defaults of its schema around the data.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::hole::{self, Filled};
use super::merge::{Mixing, merge_objects, mix};
use super::options::{discriminator, has_fixed_items, is_constant, option_list};
use super::{Engine, merge_schemas};
use crate::domain::form::problem::Broken;
use crate::domain::form::script;

/// What is known of the place whose defaults are looked for.
#[derive(Clone, Default)]
pub(super) struct Place<'d> {
    /// What the schema around says for it.
    pub(super) parent: Option<Value>,
    /// What is filled in there.
    pub(super) data: Option<&'d Value>,
    /// References on the way here.
    pub(super) seen: Vec<String>,
    /// Whether the schema around asks for it; `None` where it asks for nothing.
    pub(super) required: Option<bool>,
    /// Whether the data is put into the defaults.
    pub(super) mixes: bool,
    /// Whether objects without anything in them are kept.
    pub(super) keeps_empty: bool,
}

impl Engine<'_> {
    /// The state of a form: the data with defaults where there is none.
    pub(in crate::domain::form) fn state(
        &self,
        schema: &Value,
        data: Option<&Value>,
        keeps_empty: bool,
    ) -> Result<Filled, Broken> {
        let schema = self.retrieve(schema, data)?;
        let place = Place { data, mixes: true, keeps_empty, ..Place::default() };
        let defaults = self.defaults(&schema, place)?;
        let is_container = data.is_some_and(|data| data.is_object() || data.is_array());
        if !is_container {
            return Ok(Filled::of(defaults));
        }
        let mixing = Mixing { extra_items: true, defaults_win: true, ..Mixing::default() };
        Ok(Filled::of(mix(defaults.as_ref(), data, mixing)))
    }

    /// The defaults of a schema at a place.
    pub(super) fn defaults(&self, schema: &Value, place: Place<'_>) -> Result<Option<Value>, Broken> {
        self.deeper(|| {
            let nothing = json!({});
            let schema = if schema.is_object() { schema } else { &nothing };
            self.defaults_here(schema, place)
        })
    }

    fn defaults_here(&self, schema: &Value, mut place: Place<'_>) -> Result<Option<Value>, Broken> {
        let has = |name: &str| schema.get(name).is_some();
        let of_schema = schema.get("default");
        let has_branches = script::truthy(schema, "anyOf").or_else(|| script::truthy(schema, "oneOf")).is_some();
        if has("const") && !is_data_reference(schema) {
            place.parent = schema.get("const").cloned();
        } else if let (Some(Value::Object(parent)), Some(Value::Object(own))) = (&place.parent, of_schema) {
            place.parent = Some(Value::Object(merge_objects(parent, own)));
        } else if has("default") && !has_branches {
            place.parent = of_schema.cloned();
        } else if has("$ref") {
            if let Some((target, place)) = self.through_reference(schema, place.clone())? {
                return self.defaults(&target, place);
            }
        } else if has("dependencies") {
            let resolved = self.with_met_dependencies(schema, &place)?;
            return self.defaults(&resolved, with_data_or(place, &json!({})));
        } else if has_fixed_items(schema) {
            place.parent = Some(self.defaults_of_fixed(schema, &place)?);
        } else if has("oneOf") || has("anyOf") {
            let Some(branch) = self.nearest_branch(schema, &place)? else { return Ok(None) };
            return self.defaults(&branch, with_data_or(place, &json!({})));
        }
        self.defaults_by_type(schema, place)
    }

    /// The schema that a reference names, unless it was gone through before.
    fn through_reference<'d>(
        &self,
        schema: &Value,
        mut place: Place<'d>,
    ) -> Result<Option<(Value, Place<'d>)>, Broken> {
        let reference = schema.get("$ref");
        let name = reference.map(script::text).unwrap_or_default();
        if place.seen.contains(&name) {
            return Ok(None);
        }
        let target = self.definition(reference)?;
        if !script::is_truthy(&target) {
            return Ok(None);
        }
        place.seen.push(name);
        if !place.parent.as_ref().is_some_and(script::is_truthy) {
            place.parent = schema.get("default").cloned();
        }
        Ok(Some((target, place)))
    }

    /// A schema with what its dependencies ask for, given the data and the defaults of its own properties.
    fn with_met_dependencies(&self, schema: &Value, place: &Place<'_>) -> Result<Value, Broken> {
        let mut data = match self.by_type(schema, place, place.parent.clone())? {
            Some(Value::Object(map)) => map,
            _ => Map::new(),
        };
        if let Some(Value::Object(own)) = place.data {
            data.extend(own.clone());
        }
        let map = schema.as_object().cloned().unwrap_or_default();
        self.with_dependencies(&map, Some(&Value::Object(data)), &mut Vec::new())
    }

    fn defaults_of_fixed(&self, schema: &Value, place: &Place<'_>) -> Result<Value, Broken> {
        let nothing = json!({});
        let data = place.data.filter(|data| data.is_object()).unwrap_or(&nothing);
        let items = schema.get("items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let parents = place.parent.as_ref().and_then(Value::as_array);
        let defaults = items.iter().enumerate().map(|(number, item)| {
            let parent = parents.and_then(|parents| parents.get(number)).cloned().and_then(hole::open);
            let place = Place { parent, data: Some(data), keeps_empty: false, ..place.clone() };
            Ok(hole::of(self.defaults(item, place)?))
        });
        Ok(Value::Array(defaults.collect::<Result<_, Broken>>()?))
    }

    /// A schema with the branch merged into it that the data is nearest to; `None` where there is none.
    fn nearest_branch(&self, schema: &Value, place: &Place<'_>) -> Result<Option<Value>, Broken> {
        let keyword = if schema.get("oneOf").is_some() { "oneOf" } else { "anyOf" };
        let branches = schema.get(keyword).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        if branches.is_empty() {
            return Ok(None);
        }
        let data = place.data.filter(|data| !data.is_null()).or_else(|| schema.get("default"));
        let nearest = self.closest(data, branches, Some(0), discriminator(schema))?;
        let rest = schema.as_object().map(|map| script::without(map, &[keyword])).unwrap_or_default();
        let branch = nearest.and_then(|number| branches.get(number)).unwrap_or(&Value::Null);
        Ok(Some(merge_schemas(&Value::Object(rest), branch)))
    }

    /// Defaults of an object's properties and of a list's items, and the data in them.
    fn defaults_by_type(&self, schema: &Value, place: Place<'_>) -> Result<Option<Value>, Broken> {
        let defaults = place.parent.clone().or_else(|| schema.get("default").cloned());
        let by_type = self.by_type(schema, &place, defaults.clone())?;
        let defaults = by_type.filter(|value| !value.is_null()).or(defaults);
        if !place.mixes {
            return Ok(defaults);
        }
        let fitting = self.fitting_data(schema, place.data)?;
        if script::is_object(place.data) && schema.get("allOf").is_none() {
            return Ok(defaults);
        }
        Ok(mix(defaults.as_ref(), fitting, Mixing { fill: true, ..Mixing::default() }))
    }

    /// The data, unless it is none of the values that can be chosen.
    fn fitting_data<'d>(&self, schema: &Value, data: Option<&'d Value>) -> Result<Option<&'d Value>, Broken> {
        if is_constant(schema) || !self.is_select(schema)? {
            return Ok(data);
        }
        let options = option_list(schema, None)?.unwrap_or_default();
        let is_option = |value: &Value| {
            options.iter().any(|option| option.value.as_ref().is_some_and(|one| script::same(one, value)))
        };
        Ok(data.filter(|value| is_option(value)))
    }

    fn by_type(&self, schema: &Value, place: &Place<'_>, defaults: Option<Value>) -> Result<Option<Value>, Broken> {
        match script::schema_type(schema) {
            Some("object") => self.defaults_of_object(schema, place, defaults).map(Some),
            Some("array") => self.defaults_of_list(schema, place, defaults),
            _ => Ok(None),
        }
    }

    fn defaults_of_object(&self, schema: &Value, place: &Place<'_>, defaults: Option<Value>) -> Result<Value, Broken> {
        let nothing = json!({});
        let data = place.data.filter(|data| data.is_object()).unwrap_or(&nothing);
        let schema = match schema.get("allOf") {
            Some(_) => self.retrieve(schema, Some(data))?,
            None => Cow::Borrowed(schema),
        };
        let mut object = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let default = self.default_of(name, property, &schema, (place, data), defaults.as_ref())?;
            let is_constant = has_constant(&schema, name, property);
            let always = place.keeps_empty || is_constant;
            put(&mut object, name, default, (always, is_constant), requires(&schema, name) == Some(true));
        }
        if let Some(additional) = script::truthy(&schema, "additionalProperties") {
            for (name, is_of_data) in additional_names(&schema, defaults.as_ref(), data) {
                let default = self.default_of(name, additional, &schema, (place, data), defaults.as_ref())?;
                put(&mut object, name, default, (place.keeps_empty, false), is_of_data);
            }
        }
        Ok(Value::Object(object))
    }

    fn default_of(
        &self,
        name: &str,
        property: &Value,
        schema: &Value,
        (place, data): (&Place<'_>, &Value),
        defaults: Option<&Value>,
    ) -> Result<Option<Value>, Broken> {
        let parent = defaults.and_then(|all| super::super::path::child(all, name)).cloned().and_then(hole::open);
        let place = Place {
            parent,
            data: data.get(name),
            seen: place.seen.clone(),
            required: requires(schema, name),
            mixes: place.mixes,
            keeps_empty: false,
        };
        self.defaults(property, place)
    }
}

fn with_data_or<'d>(mut place: Place<'d>, nothing: &'d Value) -> Place<'d> {
    place.data = place.data.filter(|data| !data.is_null()).or(Some(nothing));
    place
}

/// Keeps a default: an object without anything in it only where it has to be there.
fn put(
    object: &mut Map<String, Value>,
    name: &str,
    default: Option<Value>,
    (always, of_constant): (bool, bool),
    required: bool,
) {
    let is_empty = default.as_ref().and_then(Value::as_object).is_some_and(Map::is_empty);
    match default {
        Some(default) if always || !is_empty || required => {
            object.insert(name.to_owned(), default);
        }
        // an object with such a property is not empty
        None if of_constant => {
            object.insert(name.to_owned(), hole::hole());
        }
        _ => {}
    }
}

fn requires(schema: &Value, name: &str) -> Option<bool> {
    let names = schema.get("required")?.as_array()?;
    Some(names.iter().any(|one| one == name))
}

/// Names of properties that the schema does not know, with whether the data has them.
fn additional_names<'n>(schema: &Value, defaults: Option<&'n Value>, data: &'n Value) -> Vec<(&'n String, bool)> {
    let properties = schema.get("properties");
    let is_known = |name: &str| properties.is_some_and(|properties| script::truthy(properties, name).is_some());
    let of_data: Vec<&String> =
        data.as_object().into_iter().flat_map(Map::keys).filter(|name| !is_known(name)).collect();
    let of_defaults =
        defaults.and_then(Value::as_object).into_iter().flat_map(Map::keys).filter(|name| !is_known(name));
    let mut names: Vec<(&String, bool)> = of_defaults.map(|name| (name, of_data.contains(&name))).collect();
    for name in of_data {
        if !names.iter().any(|(one, _)| *one == name) {
            names.push((name, true));
        }
    }
    names
}

fn has_constant(schema: &Value, name: &str, property: &Value) -> bool {
    let by_parent = schema.get("const").is_some_and(|parent| parent.is_object() && parent.get(name).is_some());
    (property.get("const").is_some() || by_parent) && !is_data_reference(property)
}

/// Whether `const` only points to other data (`$data`), and so is no value.
fn is_data_reference(schema: &Value) -> bool {
    let points = schema.get("const").and_then(|constant| constant.get("$data")).is_some_and(Value::is_string);
    points && !matches!(script::schema_type(schema), Some("object" | "array"))
}
