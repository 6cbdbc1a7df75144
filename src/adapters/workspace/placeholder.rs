//! Placeholders: `$text`, `$json` and `$yaml` stand for what another file holds. Those that name an
//! API definition are kept as the file's text; references in it are not followed.
//! See <https://backstage.io/docs/features/software-catalog/descriptor-format#substitutions-in-the-descriptor-format>.

use super::entry::{Refusal, resolve};
use super::root::Root;
use crate::domain::model::yaml;
use serde_json::{Map, Value};

/// The largest file that a placeholder may bring in.
const CAP: u64 = 16 * 1024 * 1024;
/// What one entity's placeholders may bring in together.
const TOGETHER: usize = 64 * 1024 * 1024;

const KEYS: [&str; 7] = ["$text", "$json", "$yaml", "$openapi", "$asyncapi", "$graphql", "$grpc"];

/// The key and target of a mapping that is a placeholder with a relative target.
fn target(map: &Map<String, Value>) -> Option<(&str, &str)> {
    let (key, value) = map.iter().next().filter(|_| map.len() == 1)?;
    let target = value.as_str().filter(|target| !target.contains("://"))?;
    KEYS.contains(&key.as_str()).then_some((key, target))
}

/// Hands on the pointer and target of each placeholder with a relative target.
pub(super) fn each(value: &Value, take: &mut dyn FnMut(&str, &str)) {
    visit(value, &mut String::new(), take);
}

/// Whether what a placeholder stands for is on the way to a field, or below it.
pub(super) fn leads_to(value: &Value, path: &str) -> bool {
    let begins = |text: &str, start: &str| {
        let head = text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
        head && text.get(start.len()..).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let mut leads = false;
    each(value, &mut |pointer, _| {
        let place = pointer.trim_start_matches('/').replace('/', ".");
        leads |= begins(path, &place) || begins(&place, path);
    });
    leads
}

fn visit(value: &Value, pointer: &mut String, take: &mut dyn FnMut(&str, &str)) {
    let here = pointer.len();
    match value {
        Value::Object(map) => {
            if let Some((_, target)) = target(map) {
                return take(pointer, target);
            }
            for (key, inner) in map {
                if inner.is_object() || inner.is_array() {
                    pointer.push('/');
                    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                    visit(inner, pointer, take);
                    pointer.truncate(here);
                }
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate().filter(|(_, inner)| inner.is_object() || inner.is_array()) {
                pointer.push_str(&format!("/{index}"));
                visit(inner, pointer, take);
                pointer.truncate(here);
            }
        }
        _ => {}
    }
}

/// Puts in what the placeholders of an entity stand for; what cannot be read stays as it is written.
pub(super) fn fill(root: &Root, folder: &str, value: &mut Value) {
    Filler { root, folder, left: TOGETHER }.fill(value);
}

struct Filler<'a> {
    root: &'a Root,
    folder: &'a str,
    left: usize,
}

impl Filler<'_> {
    fn fill(&mut self, value: &mut Value) {
        let filled = value.as_object().and_then(target).and_then(|(key, target)| self.read(key, target));
        if let Some(filled) = filled {
            *value = filled;
            return;
        }
        match value {
            Value::Object(map) => map.values_mut().for_each(|inner| self.fill(inner)),
            Value::Array(items) => items.iter_mut().for_each(|inner| self.fill(inner)),
            _ => {}
        }
    }

    fn read(&mut self, key: &str, target: &str) -> Option<Value> {
        let text = text(self.root, self.folder, target).ok()?;
        self.left = self.left.checked_sub(text.len())?;
        match key {
            "$json" => serde_json::from_str(&text).ok(),
            "$yaml" => one_document(&text),
            _ => Some(Value::String(text)),
        }
    }
}

fn text(root: &Root, folder: &str, target: &str) -> Result<String, Refusal> {
    let content = root.read(&resolve(folder, target)?, CAP)?;
    Ok(String::from_utf8(content.bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

fn one_document(text: &str) -> Option<Value> {
    let mut documents = yaml::documents(text).into_iter();
    let first = documents.next()?;
    if documents.next().is_some() { None } else { first.content.ok().map(|parsed| parsed.value) }
}
