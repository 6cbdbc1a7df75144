//! A tree of JSON values, and the references between its parts.

use super::{Flaw, mend};
use crate::domain::model::yaml;
use crate::domain::text::{Clean, percent_decoded_in_spite};
use serde_json::Value;
use std::borrow::Cow;

/// How many references in a row are followed.
const MAX_HOPS: usize = 32;
/// The most references to nothing that are told.
const MAX_DANGLING: usize = 100;

/// A definition as a tree.
#[derive(Debug)]
pub(super) struct Tree {
    root: Value,
}

/// Where a reference ended.
#[derive(Debug)]
pub(super) enum Found<'t> {
    /// At a part of the text, by its pointer.
    Here(String, &'t Value),
    /// Outside of the text.
    Outside(Clean),
    /// At nothing.
    Missing(Clean),
}

impl<'t> Found<'t> {
    pub(super) fn value(self) -> Option<(String, &'t Value)> {
        match self {
            Found::Here(pointer, value) => Some((pointer, value)),
            _ => None,
        }
    }
}

impl Tree {
    pub(super) fn new(root: Value) -> Self {
        Self { root }
    }

    pub(super) fn root(&self) -> &Value {
        &self.root
    }

    /// The part at a pointer that begins with `#`.
    pub(super) fn get(&self, pointer: &str) -> Option<&Value> {
        self.root.pointer(pointer.strip_prefix('#')?)
    }

    /// Follows references from a pointer on until something stands there that is none.
    pub(super) fn resolve(&self, pointer: &str) -> Found<'_> {
        let mut pointer = pointer.to_owned();
        for _ in 0..MAX_HOPS {
            let Some(value) = self.get(&pointer) else { return Found::Missing(Clean::line(&pointer)) };
            match reference(value) {
                None => return Found::Here(pointer, value),
                Some(to) if to.starts_with('#') => pointer = decoded(to).into_owned(),
                Some(to) => return Found::Outside(Clean::line(to)),
            }
        }
        Found::Missing(Clean::line(&format!("{pointer}, which leads back to itself")))
    }

    /// The same, for a part that was looked up already: most parts are no references.
    pub(super) fn follow<'t>(&'t self, pointer: String, value: &'t Value) -> Found<'t> {
        if reference(value).is_none() { Found::Here(pointer, value) } else { self.resolve(&pointer) }
    }
}

/// The reference that a value is.
pub(super) fn reference(value: &Value) -> Option<&str> {
    value.as_object()?.get("$ref")?.as_str()
}

/// A fragment of an address without its percent-encoding (RFC 6901, section 6).
fn decoded(fragment: &str) -> Cow<'_, str> {
    if !fragment.contains('%') {
        return Cow::Borrowed(fragment);
    }
    Cow::Owned(String::from_utf8_lossy(&percent_decoded_in_spite(fragment)).into_owned())
}

/// The pointer of a part's key (RFC 6901).
pub(super) fn join(pointer: &str, key: &str) -> String {
    if key.contains(['~', '/']) {
        format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
    } else {
        format!("{pointer}/{key}")
    }
}

/// The last key of a pointer.
pub(super) fn last_key(pointer: &str) -> String {
    pointer.rsplit('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~")
}

/// A property's own name, which cleaned text may differ from: the last key of its place.
pub(super) fn last_key_of(at: &super::SchemaAt, shown: &Clean) -> String {
    if at.as_str().starts_with('#') { last_key(at.as_str()) } else { shown.to_string() }
}

/// The text at a key.
pub(super) fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The text at a key as a clean line; numbers and booleans too, as people leave quotes away.
pub(super) fn line(value: &Value, key: &str) -> Clean {
    match value.get(key) {
        Some(Value::String(text)) => Clean::line(text.trim_end()),
        Some(other @ (Value::Number(_) | Value::Bool(_))) => Clean::line(&other.to_string()),
        _ => Clean::default(),
    }
}

/// The text at a key as clean lines.
pub(super) fn lines(value: &Value, key: &str) -> Vec<Clean> {
    Clean::lines(text(value, key).trim_end())
}

/// Whether a key holds `true`.
pub(super) fn flag(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or(false)
}

/// The pairs of the mapping at a key.
pub(super) fn pairs<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = (&'v String, &'v Value)> {
    value.get(key).and_then(Value::as_object).into_iter().flatten()
}

/// The items of the list at a key.
pub(super) fn items<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

/// The tree of a text in JSON or YAML, with what was wrong. A text that is broken is mended where
/// that can be done by leaving something out.
pub(super) fn parse(text: &str) -> (Option<Value>, Vec<Flaw>) {
    if text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
        let error = match serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')) {
            Ok(value) => return (Some(value), Vec::new()),
            Err(error) => error,
        };
        // braces are YAML as well, and that allows more, but does not nest any deeper to speak of
        let too_deep = error.to_string().starts_with("recursion limit");
        if !too_deep && let Ok(value) = of_yaml(text) {
            return (Some(value), Vec::new());
        }
        let flaw = Flaw { line: Some(error.line()), words: Clean::line(&format!("not JSON: {error}")) };
        return (mend::json(text, error.line(), error.column()), vec![flaw]);
    }
    match of_yaml(text) {
        Ok(value) => (Some(value), Vec::new()),
        Err(error) => {
            let flaw = Flaw { line: Some(error.line), words: Clean::line(&format!("not YAML: {}", error.message)) };
            // a text that is made to take long is not read again and again
            let bomb = error.code == yaml::Code::ResourceExhaustion;
            let mended = || mend::yaml(text, error.line, |text| of_yaml(text).map_err(|error| Some(error.line)));
            (if bomb { None } else { mended() }, vec![flaw])
        }
    }
}

fn of_yaml(text: &str) -> Result<Value, yaml::YamlError> {
    match yaml::documents(text).into_iter().next() {
        Some(document) => document.content.map(|parsed| parsed.value),
        None => Ok(Value::Null),
    }
}

/// What the references of a tree name that is not there, each once, with the line of the first that
/// names it.
pub(super) fn dangling(tree: &Tree, text: &str) -> Vec<Flaw> {
    let mut refs = std::collections::HashSet::new();
    gather(&tree.root, &mut refs, 0);
    let leads_nowhere = |to: &&str| to.starts_with('#') && tree.get(&decoded(to)).is_none();
    let mut missing: Vec<&str> = refs.into_iter().filter(leads_nowhere).collect();
    missing.sort_unstable();
    // the whole text is searched for each
    missing.truncate(MAX_DANGLING);
    let flaw = |to: &str| Flaw { line: line_of(text, to), words: Clean::line(&format!("{to} leads to nothing")) };
    let mut flaws: Vec<Flaw> = missing.into_iter().map(flaw).collect();
    flaws.sort_by(|a, b| a.line.cmp(&b.line).then_with(|| a.words.cmp(&b.words)));
    flaws
}

fn gather<'v>(value: &'v Value, refs: &mut std::collections::HashSet<&'v str>, depth: usize) {
    if depth > 200 {
        return;
    }
    match value {
        Value::Object(map) => {
            if let Some(to) = map.get("$ref").and_then(Value::as_str) {
                refs.insert(to);
            }
            map.values().filter(|value| value.is_object() || value.is_array()).for_each(|v| gather(v, refs, depth + 1));
        }
        Value::Array(list) => list.iter().for_each(|value| gather(value, refs, depth + 1)),
        _ => {}
    }
}

fn line_of(text: &str, to: &str) -> Option<usize> {
    let at = text.match_indices(to).map(|(at, _)| at);
    // not where it is only the beginning of a longer one
    let ends =
        |at: &usize| !text.get(at + to.len()..).is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric()));
    at.into_iter().find(ends).map(|at| text.get(..at).map_or(0, |before| before.matches('\n').count()) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn references_are_followed_here_and_never_to_the_outside() {
        let tree = Tree::new(json!({
            "a": {"$ref": "#/b~1c/d%20e"}, "b/c": {"d e": {"$ref": "#/end"}}, "end": 7,
            "loop": {"$ref": "#/loop"}, "out": {"$ref": "./other.yaml#/X"}, "gone": {"$ref": "#/nowhere"}
        }));
        let here = tree.resolve("#/a").value().map(|(pointer, value)| (pointer, value.clone()));
        assert_eq!(here, Some(("#/end".into(), json!(7))));
        assert!(matches!(tree.resolve("#/loop"), Found::Missing(_)));
        assert!(matches!(tree.resolve("#/out"), Found::Outside(to) if to.as_str() == "./other.yaml#/X"));
        assert!(matches!(tree.resolve("#/gone"), Found::Missing(to) if to.as_str() == "#/nowhere"));
    }

    #[test]
    fn a_reference_to_nothing_is_told_with_its_line() {
        let text = "a:\n  $ref: '#/xy'\nb:\n  $ref: '#/x'\nxy: 1\n";
        let (root, flaws) = parse(text);
        assert!(flaws.is_empty());
        let flaws = dangling(&Tree::new(root.unwrap()), text);
        assert_eq!(flaws, [Flaw { line: Some(4), words: "#/x leads to nothing".into() }]);
    }
}
