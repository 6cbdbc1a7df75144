//! What must not be read in a log: the values of secrets, and what was made of them.

use serde_json::Value;
use std::collections::BTreeSet;

/// Texts that are taken out of whatever is said. It shows nothing of them itself.
#[derive(Clone, Default)]
pub struct Redactor {
    /// Longest first, so that of two at one place the longer one is taken.
    texts: Vec<String>,
    known: BTreeSet<String>,
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Redactor({} texts)", self.texts.len())
    }
}

impl Redactor {
    /// Takes more texts. White space around them counts for nothing; what is then a single character, or nothing,
    /// would make every line unreadable and is let through.
    pub(super) fn add(&mut self, texts: impl IntoIterator<Item = String>) {
        for text in texts {
            let text = trimmed(&text);
            if units(text) > 1 && self.put(text) {
                // values stand in the log as JSON, where a quote or a line end is written otherwise
                let quoted = super::js::quoted(text);
                let escaped = quoted.trim_start_matches('"').strip_suffix('"').unwrap_or_default();
                self.put(escaped);
            }
        }
    }

    /// Puts a text in its place by length; false where it is there already. Steps with many items add few texts each time.
    fn put(&mut self, text: &str) -> bool {
        let is_new = self.known.insert(text.to_owned());
        if is_new {
            let at = self.texts.partition_point(|known| units(known) >= units(text));
            self.texts.insert(at, text.to_owned());
        }
        is_new
    }

    /// The text without any of them. What overlaps is one place.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        if !self.texts.iter().any(|secret| text.contains(secret.as_str())) {
            return text.to_owned();
        }
        let mut redacted = String::with_capacity(text.len());
        let mut hidden: Option<usize> = None;
        for (at, character) in text.char_indices() {
            let end = self.at(text, at);
            if hidden.is_none_or(|until| at >= until) {
                match end {
                    Some(_) => redacted.push_str("***"),
                    None => redacted.push(character),
                }
                hidden = end;
            } else {
                hidden = hidden.max(end);
            }
        }
        redacted
    }

    /// A value without any of them, in keys neither.
    pub(super) fn value(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.redact(&text)),
            Value::Array(items) => items.into_iter().map(|item| self.value(item)).collect(),
            Value::Object(map) => map.into_iter().map(|(key, value)| (self.redact(&key), self.value(value))).collect(),
            other => other,
        }
    }

    /// Where the longest of them that begins here ends.
    fn at(&self, text: &str, at: usize) -> Option<usize> {
        let rest = text.get(at..)?;
        self.texts.iter().find(|secret| rest.starts_with(secret.as_str())).map(|secret| at + secret.len())
    }
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// `String.prototype.trim`: the byte order mark is white space there, U+0085 is none.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|character: char| character == '\u{feff}' || (character.is_whitespace() && character != '\u{85}'))
}

/// All strings that are others with the secrets than without them; of what is there only with them the keys too.
pub(super) fn secret_texts(with: &Value, without: Option<&Value>) -> Vec<String> {
    texts(with, without, true)
}

/// The same without keys: those are no secrets, and elsewhere the same word may mean something else.
pub(super) fn secret_values(with: &Value, without: Option<&Value>) -> Vec<String> {
    texts(with, without, false)
}

fn texts(with: &Value, without: Option<&Value>, keys: bool) -> Vec<String> {
    match with {
        Value::String(text) if without.and_then(Value::as_str) != Some(text) => vec![text.clone()],
        Value::Array(items) => {
            let other = |n: usize| without.and_then(|other| other.get(n));
            items.iter().enumerate().flat_map(|(n, item)| texts(item, other(n), keys)).collect()
        }
        Value::Object(map) => {
            let other = without.and_then(Value::as_object);
            let of = |(key, value): (&String, &Value)| match other.and_then(|other| other.get(key)) {
                Some(other) => texts(value, Some(other), keys),
                None => keys.then(|| key.clone()).into_iter().chain(all_texts(value, keys)).collect(),
            };
            map.iter().flat_map(of).collect()
        }
        _ => Vec::new(),
    }
}

/// All strings of a value, with its keys where those are wanted.
fn all_texts(value: &Value, keys: bool) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(|item| all_texts(item, keys)).collect(),
        Value::Object(map) => {
            let of = |(key, value)| keys.then(|| String::clone(key)).into_iter().chain(all_texts(value, keys));
            map.iter().flat_map(of).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn redactor(texts: &[&str]) -> Redactor {
        let mut redactor = Redactor::default();
        redactor.add(texts.iter().map(|text| (*text).to_owned()));
        redactor
    }

    #[test]
    fn a_secret_is_never_read_in_a_line() {
        let redactor = redactor(&[" s3cret\n", "x", "s3cret-long"]);
        assert_eq!(redactor.redact("a s3cret-long, a s3cret and an x"), "a ***, a *** and an x");
        assert!(!format!("{redactor:?}").contains("s3cret"));
    }

    #[test]
    fn secrets_that_overlap_are_one_place() {
        assert_eq!(redactor(&["abcd", "cdef"]).redact("xabcdefx"), "x***x");
        assert_eq!(redactor(&["ab"]).redact("ababab"), "*********");
    }

    #[test]
    fn a_secret_of_several_lines_is_hidden_in_json_too() {
        assert_eq!(redactor(&["one\ntwo"]).redact(r#"{"key":"one\ntwo"}"#), r#"{"key":"***"}"#);
    }

    #[test]
    fn what_is_there_only_with_the_secrets_is_hidden_with_its_key() {
        let (with, without) = (json!({"a": "x-1", "b": "same", "c": ["y"]}), json!({"b": "same", "c": ["z"]}));
        assert_eq!(secret_texts(&with, Some(&without)), ["a", "x-1", "y"]);
        assert_eq!(secret_values(&with, Some(&without)), ["x-1", "y"]);
    }
}
