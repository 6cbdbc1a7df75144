//! Objects, and how they change.

use super::kinds::Kind;
use super::state::{Change, Key, State};
use serde_json::{Value, json};

impl State {
    pub fn key(&self, object: &Value) -> Key {
        key_among(&self.kinds(), object)
    }

    /// Makes or changes objects, one after the other.
    pub fn put_all(&mut self, objects: impl IntoIterator<Item = Value>) {
        let mut kinds = self.kinds();
        for object in objects {
            let is_definition = object["kind"] == "CustomResourceDefinition";
            self.store(key_among(&kinds, &object), object);
            if is_definition {
                kinds = self.kinds();
            }
        }
    }
    /// Makes or changes an object, whole.
    pub fn put(&mut self, object: Value) {
        let key = self.key(&object);
        self.store(key, object);
    }

    /// Stores an object; one that is as it was is no change. Its state as stored.
    pub fn store(&mut self, key: Key, mut object: Value) -> Value {
        let before = self.objects.get(&key).cloned();
        let version = self.version + 1;
        let now = self.faults.now();
        let same = |pointer: &str| before.as_ref().and_then(|before| before.pointer(pointer)).cloned();
        let is_custom_spec = before.as_ref().is_none_or(|before| before["spec"] == object["spec"]);
        let generation = same("/metadata/generation").and_then(|said| said.as_u64()).unwrap_or(1);
        let generation = if is_custom_spec { generation } else { generation + 1 };
        let meta = object["metadata"].as_object_mut().unwrap();
        let uid = same("/metadata/uid").unwrap_or_else(|| json!(format!("00000000-0000-4000-8000-{version:012x}")));
        let created = same("/metadata/creationTimestamp").unwrap_or_else(|| json!(now));
        meta.entry("uid").or_insert(uid);
        meta.entry("creationTimestamp").or_insert(created);
        meta.entry("generation").or_insert(json!(generation));
        meta.remove("resourceVersion");
        if let Some(before) = &before {
            let mut known = before.clone();
            known["metadata"].as_object_mut().unwrap().remove("resourceVersion");
            if known == object {
                return before.clone();
            }
        }
        object["metadata"]["resourceVersion"] = json!(version.to_string());
        self.version = version;
        self.objects.insert(key.clone(), object.clone());
        self.changes.push(Change { version, key, before, after: Some(object.clone()) });
        object
    }

    pub fn find_key(&self, kind: &str, namespace: &str, name: &str) -> Option<Key> {
        let is = |(key, object): &(&Key, &Value)| object["kind"] == kind && key.2 == namespace && key.3 == name;
        self.objects.iter().find(is).map(|(key, _)| key.clone())
    }

    pub fn find(&self, kind: &str, namespace: &str, name: &str) -> Option<&Value> {
        self.objects.get(&self.find_key(kind, namespace, name)?)
    }

    pub fn remove(&mut self, kind: &str, namespace: &str, name: &str) {
        let key =
            self.find_key(kind, namespace, name).unwrap_or_else(|| panic!("there is no {kind} {namespace}/{name}"));
        self.erase(&key);
    }

    /// Takes an object away. What is told of it last has the state in which it went.
    pub fn erase(&mut self, key: &Key) -> Option<Value> {
        let mut before = self.objects.remove(key)?;
        self.version += 1;
        let told = before.clone();
        before["metadata"]["resourceVersion"] = json!(self.version.to_string());
        self.changes.push(Change {
            version: self.version,
            key: key.clone(),
            before: Some(before.clone()),
            after: None,
        });
        Some(told)
    }
}

/// The key of an object, by what it says itself.
fn key_among(kinds: &[Kind], object: &Value) -> Key {
    let kind = kind_among(kinds, object).unwrap_or_else(|| panic!("no kind is served for {object}"));
    let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let namespace = if kind.is_namespaced { text("/metadata/namespace") } else { String::new() };
    (kind.group.clone(), kind.plural.clone(), namespace, text("/metadata/name"))
}

/// The kind of an object, by what it says itself.
pub fn kind_among<'a>(kinds: &'a [Kind], object: &Value) -> Option<&'a Kind> {
    let api = object["apiVersion"].as_str().unwrap_or_default();
    let group = api.split_once('/').map_or("", |(group, _)| group);
    kinds.iter().find(|kind| kind.group == group && object["kind"] == kind.kind)
}

/// A JSON merge patch (RFC 7386).
pub fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    let target = target.as_object_mut().unwrap();
    for (name, value) in patch {
        match value {
            Value::Null => drop(target.remove(name)),
            value => merge(target.entry(name.clone()).or_insert(Value::Null), value),
        }
    }
}
