//! JSON Schema as OpenAPI 2, 3.0 and 3.1 and AsyncAPI use it.

use super::schema::{MAX_PARTS, MAX_VALUES};
use super::schema_facts::{LIMITS, discriminated, examples, fact, given, shown};
use super::tree::{Found, Tree, flag, items, join, last_key, line, lines, pairs, text};
use super::{Base, Part, PartKind, Schema, SchemaAt, Wrap};
use crate::domain::text::Clean;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// How deep lists in lists, and parts of `allOf` in parts, are looked through.
const MAX_DEPTH: usize = 24;
/// The most schemas that are joined into one by `allOf`.
const MAX_JOINED: usize = 64;
/// The most alternatives that are named in a type's words.
const MAX_NAMED: usize = 3;

/// The schema at a place of the tree.
pub(super) fn schema(tree: &Tree, at: &SchemaAt) -> Schema {
    schema_at(tree, at.as_str(), 0)
}

/// What a schema is in a word, for a list of names.
pub(super) fn kind(value: &Value) -> Clean {
    let has = |key: &str| value.get(key).is_some();
    let types = types(value);
    match () {
        () if has("enum") => "enum".into(),
        () if has("allOf") => "all of".into(),
        () if has("oneOf") => "one of".into(),
        () if has("anyOf") => "any of".into(),
        () if !types.is_empty() => Clean::line(&types.join(" or ")),
        () if has("properties") => "object".into(),
        () => Clean::default(),
    }
}

fn schema_at(tree: &Tree, at: &str, depth: usize) -> Schema {
    let (pointer, value) = match tree.resolve(at) {
        Found::Here(pointer, value) => (pointer, value),
        Found::Outside(to) => return elsewhere("outside this definition: ", &to),
        Found::Missing(to) => return elsewhere("not in this definition: ", &to),
    };
    let mut schema = Reader { tree, depth }.read(pointer, value);
    beside_reference(tree, at, &mut schema);
    schema
}

fn elsewhere(words: &str, to: &Clean) -> Schema {
    Schema { words: Clean::line(&format!("{words}{to}")), elsewhere: Some(to.clone()), ..Schema::default() }
}

/// OpenAPI 3.1 lets a description stand beside a reference; it means more than that of the target.
fn beside_reference(tree: &Tree, at: &str, schema: &mut Schema) {
    let Some(value) = tree.get(at).filter(|value| super::tree::reference(value).is_some()) else { return };
    let description = lines(value, "description");
    if !description.is_empty() {
        schema.description = description;
    }
    schema.deprecated |= flag(value, "deprecated");
}

/// The types that a schema names; OpenAPI 3.0 has one, JSON Schema may have several.
fn types(value: &Value) -> Vec<&str> {
    match value.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

struct Reader<'t> {
    tree: &'t Tree,
    depth: usize,
}

impl Reader<'_> {
    fn read(&self, pointer: String, value: &Value) -> Schema {
        match value {
            Value::Bool(true) => return Schema { words: "any".into(), ..Schema::default() },
            Value::Bool(false) => return Schema { words: "nothing".into(), ..Schema::default() },
            _ => {}
        }
        if self.depth >= MAX_DEPTH {
            return Schema { words: "nested too deep to be shown".into(), ..Schema::default() };
        }
        let seen = self.looked_through(&pointer, value).unwrap_or_else(|| self.inner(&pointer, value));
        self.said(value, seen)
    }

    /// A list, a mapping or the one alternative to null, looked through to what is inside.
    fn looked_through(&self, pointer: &str, value: &Value) -> Option<Schema> {
        let types = types(value);
        let one = |name: &str| types.iter().filter(|one| **one != "null").all(|one| *one == name);
        if value.get("items").is_some_and(|items| items.is_object() || items.is_boolean()) && one("array") {
            return Some(self.wrap(Wrap::List, &join(pointer, "items")));
        }
        let own = ["properties", "allOf", "oneOf", "anyOf", "patternProperties"];
        let map = value.get("additionalProperties").filter(|other| other.is_object());
        if map.is_some() && one("object") && own.iter().all(|key| value.get(key).is_none()) {
            return Some(self.wrap(Wrap::Map, &join(pointer, "additionalProperties")));
        }
        ["anyOf", "oneOf", "allOf"].iter().find_map(|key| self.only(pointer, value, key))
    }

    fn wrap(&self, wrap: Wrap, inside: &str) -> Schema {
        let inner = schema_at(self.tree, inside, self.depth + 1);
        let mut wraps = vec![wrap];
        wraps.extend(inner.wraps);
        let given = inner.given.map(|given| match wrap {
            Wrap::List => Value::Array(vec![given]),
            Wrap::Map => serde_json::json!({ "key": given }),
        });
        Schema {
            words: Schema::wrapped(wrap, &inner.words),
            wraps,
            description: Vec::new(),
            facts: inner.facts.into_iter().filter(|(label, _)| *label != "default").collect(),
            given,
            ..inner
        }
    }

    /// A single alternative, besides null, with nothing of its own beside it: as generators write
    /// `X or null`, and `X` with a description.
    fn only(&self, pointer: &str, value: &Value, key: &str) -> Option<Schema> {
        let list = value.get(key)?.as_array()?;
        if value.get("properties").is_some() || !types(value).iter().all(|one| matches!(*one, "object" | "null")) {
            return None;
        }
        let is_null = |schema: &&Value| types(schema).as_slice() == ["null"];
        let mut real = list.iter().enumerate().filter(|(_, schema)| !is_null(schema));
        let (index, _) = real.next().filter(|_| real.next().is_none())?;
        let inner = schema_at(self.tree, &join(&join(pointer, key), &index.to_string()), self.depth + 1);
        let null = list.len() > 1 && !inner.words.as_str().ends_with("or null");
        let words = if null { Clean::line(&format!("{} or null", inner.words)) } else { inner.words.clone() };
        Some(Schema { words, ..inner })
    }

    /// What the schema says itself, over what was seen inside of it.
    fn said(&self, value: &Value, mut schema: Schema) -> Schema {
        let description = lines(value, "description");
        if !description.is_empty() {
            schema.description = description;
        }
        let mut facts: Vec<_> = LIMITS.iter().filter_map(|(key, label)| fact(value, key, label)).collect();
        facts.extend(examples(value));
        let is_said = |label: &str, facts: &[(&'static str, Clean)]| facts.iter().any(|(said, _)| *said == label);
        let inside: Vec<_> = schema.facts.drain(..).filter(|(label, _)| !is_said(label, &facts)).collect();
        schema.facts = facts;
        schema.facts.extend(inside);
        schema.deprecated |= flag(value, "deprecated");
        if flag(value, "nullable") && !schema.words.as_str().ends_with("or null") {
            schema.words = Clean::line(&format!("{} or null", schema.words));
        }
        if let Some(given) = given(value) {
            schema.given = Some(given);
        }
        schema
    }

    fn inner(&self, pointer: &str, value: &Value) -> Schema {
        let mut gathered = Gathered::default();
        self.gather(pointer, value, &mut gathered, 0);
        gathered.require();
        let mut schema = Schema {
            name: name(pointer),
            format: line(value, "format"),
            target: Some(SchemaAt::new(pointer)),
            base: gathered.base,
            more_parts: gathered.more_parts,
            ..Schema::default()
        };
        let values = items(value, "enum").take(MAX_VALUES).map(shown);
        schema.values = values.collect();
        schema.more_values = items(value, "enum").count().saturating_sub(MAX_VALUES);
        schema.words = self.words(value, &schema, &gathered);
        schema.facts = gathered.facts;
        schema.parts = gathered.parts;
        schema.description = gathered.description;
        schema
    }

    /// Puts together the parts of a schema and of all that its `allOf` names.
    fn gather(&self, pointer: &str, value: &Value, into: &mut Gathered, depth: usize) {
        if depth > MAX_DEPTH
            || into.seen.len() >= MAX_JOINED
            || into.seen.iter().any(|seen| seen == pointer)
            || into.more_parts > 0
        {
            return;
        }
        into.seen.push(pointer.to_owned());
        let types = types(value);
        let base = base(types.iter().find(|one| **one != "null").copied(), value);
        if into.base == Base::Any {
            into.base = base;
        }
        for (index, _) in items(value, "allOf").enumerate().take(MAX_PARTS) {
            let at = join(&join(pointer, "allOf"), &index.to_string());
            match self.tree.resolve(&at) {
                Found::Here(target, part) => {
                    let name = name(&target);
                    if !name.is_empty() {
                        into.facts.push(("all of", name));
                    }
                    self.gather(&target, part, into, depth + 1);
                }
                Found::Outside(to) => into.facts.push(("all of, outside", to)),
                Found::Missing(to) => into.facts.push(("all of, missing", to)),
            }
        }
        if into.description.is_empty() {
            into.description = lines(value, "description");
        }
        own_parts(pointer, value, into);
        self.alternatives(pointer, value, into);
    }

    fn alternatives(&self, pointer: &str, value: &Value, into: &mut Gathered) {
        for key in ["oneOf", "anyOf"] {
            let count = items(value, key).count();
            if count == 0 {
                continue;
            }
            let around = join(pointer, key);
            let room = into.room_for(count);
            into.alternatives += count;
            for (index, alternative) in items(value, key).enumerate().take(room) {
                let at = join(&around, &index.to_string());
                let name = self.name_of_alternative(&at, alternative, index);
                into.named.extend((into.named.len() < MAX_NAMED).then(|| name.clone()));
                into.parts.push(Part { kind: PartKind::Alternative, name, required: false, at: SchemaAt::new(&at) });
            }
            into.facts.push(if key == "oneOf" {
                ("of these", "exactly one".into())
            } else {
                ("of these", "one or more".into())
            });
        }
        if let Some(discriminator) = value.get("discriminator") {
            into.facts.push(("told apart by", discriminated(discriminator)));
        }
        if let Some(not) = value.get("not") {
            into.facts.push(("but not", shown(not)));
        }
    }

    fn name_of_alternative(&self, at: &str, value: &Value, index: usize) -> Clean {
        let found = match self.tree.follow(at.to_owned(), value) {
            Found::Here(pointer, value) => {
                let title = line(value, "title");
                let name = name(&pointer);
                if name.is_empty() { if title.is_empty() { kind(value) } else { title } } else { name }
            }
            Found::Outside(to) | Found::Missing(to) => to,
        };
        if found.is_empty() { Clean::line(&format!("alternative {}", index + 1)) } else { found }
    }

    fn words(&self, value: &Value, schema: &Schema, gathered: &Gathered) -> Clean {
        let types = types(value);
        let null = types.contains(&"null") && types.len() > 1;
        let plain: Vec<&str> = types.into_iter().filter(|one| !null || *one != "null").collect();
        let mut words = if !schema.name.is_empty() {
            schema.name.to_string()
        } else if !gathered.named.is_empty() {
            let named: Vec<&str> = gathered.named.iter().map(Clean::as_str).collect();
            let more = gathered.alternatives - gathered.named.len();
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            format!("one of {}{more}", named.join(", "))
        } else if plain.is_empty() {
            base_word(gathered.base).to_owned()
        } else {
            plain.join(" or ")
        };
        let format = text(value, "format");
        if !format.is_empty() {
            words = format!("{words} ({format})");
        }
        if null {
            words += " or null";
        }
        Clean::line(&words)
    }
}

/// What was put together of a schema and its `allOf`.
#[derive(Default)]
struct Gathered {
    seen: Vec<String>,
    /// The first so many.
    parts: Vec<Part>,
    /// How many more there are.
    more_parts: usize,
    /// Where the property of a name stands among the parts.
    properties: HashMap<Clean, usize>,
    /// How many alternatives there are, and the names of the first.
    alternatives: usize,
    named: Vec<Clean>,
    facts: Vec<(&'static str, Clean)>,
    description: Vec<Clean>,
    required: HashSet<Clean>,
    base: Base,
}

impl Gathered {
    /// How many of so many parts are taken; the others are counted.
    fn room_for(&mut self, count: usize) -> usize {
        let room = count.min(MAX_PARTS.saturating_sub(self.parts.len()));
        self.more_parts += count - room;
        room
    }

    fn add(&mut self, kind: PartKind, name: Clean, at: &str) {
        if self.room_for(1) > 0 {
            self.parts.push(Part { kind, name, required: false, at: SchemaAt::new(at) });
        }
    }

    fn add_property(&mut self, name: &str, properties: &str) {
        let shown = Clean::line(name);
        // what an outer schema says of a property means more than what it takes over
        if let Some(known) = self.properties.get(&shown).and_then(|at| self.parts.get_mut(*at)) {
            known.at = SchemaAt::new(&join(properties, name));
            return;
        }
        if self.parts.len() < MAX_PARTS {
            self.properties.insert(shown.clone(), self.parts.len());
        }
        self.add(PartKind::Property, shown, &join(properties, name));
    }

    /// Marks the properties that have to be there: any of the schemas put together can say so of any.
    fn require(&mut self) {
        for part in self.parts.iter_mut().filter(|part| part.kind == PartKind::Property) {
            part.required = self.required.contains(&part.name);
        }
    }
}

fn own_parts(pointer: &str, value: &Value, into: &mut Gathered) {
    into.required.extend(items(value, "required").filter_map(Value::as_str).map(Clean::line));
    let properties = join(pointer, "properties");
    for (name, _) in pairs(value, "properties") {
        into.add_property(name, &properties);
    }
    let pattern = join(pointer, "patternProperties");
    for (name, _) in pairs(value, "patternProperties") {
        into.add(PartKind::Pattern, Clean::line(&format!("/{name}/")), &join(&pattern, name));
    }
    if value.get("additionalProperties").is_some_and(|other| other.is_object()) {
        into.add(PartKind::Other, "any other".into(), &join(pointer, "additionalProperties"));
    } else if value.get("additionalProperties") == Some(&Value::Bool(false)) {
        into.facts.push(("other properties", "none".into()));
    }
    for key in ["prefixItems", "items"] {
        let around = join(pointer, key);
        for (index, _) in items(value, key).enumerate() {
            into.add(PartKind::Item, Clean::line(&format!("[{index}]")), &join(&around, &index.to_string()));
        }
    }
}

/// The name of a schema: the last key of its pointer, where it stands among named ones.
fn name(pointer: &str) -> Clean {
    let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    let holds_names = ["/schemas", "/definitions", "/$defs"];
    if holds_names.iter().any(|names| parent.ends_with(names)) {
        Clean::line(&last_key(pointer))
    } else {
        Clean::default()
    }
}

fn base(kind: Option<&str>, value: &Value) -> Base {
    match kind {
        Some("object") => Base::Object,
        Some("string" | "file") => Base::String,
        Some("integer") => Base::Integer,
        Some("number") => Base::Number,
        Some("boolean") => Base::Boolean,
        Some("null") => Base::Null,
        _ if value.get("properties").is_some() => Base::Object,
        _ => Base::Any,
    }
}

fn base_word(base: Base) -> &'static str {
    match base {
        Base::Any => "any",
        Base::Object => "object",
        Base::String => "string",
        Base::Integer => "integer",
        Base::Number => "number",
        Base::Boolean => "boolean",
        Base::Null => "null",
    }
}
