//! Files as values of a form: a data URL (RFC 2397) with the file's name in it, as the browser's form makes it
//! (`FileWidget` of `@rjsf/core` 5.24).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::field::Field;
use crate::domain::schema::pointer::{decoded, encoded};

/// The widget that takes files.
const WIDGET: &str = "FileWidget";
/// The type of a file whose name does not tell it.
const ANY: &str = "application/octet-stream";

/// The types of files by what their names end with, as browsers know them.
const KINDS: &[(&str, &str)] = &[
    ("bin", ANY),
    ("bmp", "image/bmp"),
    ("css", "text/css"),
    ("csv", "text/csv"),
    ("gif", "image/gif"),
    ("gz", "application/gzip"),
    ("htm", "text/html"),
    ("html", "text/html"),
    ("ico", "image/x-icon"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript"),
    ("json", "application/json"),
    ("log", "text/plain"),
    ("md", "text/markdown"),
    ("mjs", "text/javascript"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("sh", "application/x-sh"),
    ("svg", "image/svg+xml"),
    ("tar", "application/x-tar"),
    ("toml", "application/toml"),
    ("txt", "text/plain"),
    ("wasm", "application/wasm"),
    ("webp", "image/webp"),
    ("xml", "text/xml"),
    ("yaml", "application/yaml"),
    ("yml", "application/yaml"),
    ("zip", "application/zip"),
];

/// What is known of a file that is a value of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, without folders; empty where the address has none.
    pub name: String,
    /// Its media type; empty for a file that is named and was not read.
    pub kind: String,
    /// Its size in bytes.
    pub size: usize,
}

impl Attachment {
    /// The value that a file is.
    #[must_use]
    pub fn url(name: &str, bytes: &[u8]) -> String {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        let kind = KINDS.iter().find(|(known, _)| *known == ending).map_or(ANY, |(_, kind)| kind);
        format!("data:{kind};name={};base64,{}", encoded(name), STANDARD.encode(bytes))
    }

    /// What stands for a file until it is read: a value of the same form without type and content.
    #[must_use]
    pub fn unread(path: &str) -> String {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        format!("data:;name={};base64,", encoded(name))
    }

    /// What a value says of its file; `None` for what is no file.
    #[must_use]
    pub fn of(url: &str) -> Option<Self> {
        let (head, content) = url.strip_prefix("data:")?.split_once(";base64,")?;
        let (kind, name) = head.split_once(";name=").unwrap_or((head, ""));
        let padding = content.bytes().rev().take_while(|byte| *byte == b'=').count();
        let size = (content.len() / 4 * 3).saturating_sub(padding.min(2));
        Some(Self { name: decoded(name), kind: kind.to_owned(), size })
    }

    /// Whether a value stands for a file that was not read.
    #[must_use]
    pub fn is_unread(value: &Value) -> bool {
        let is_it = |url: &str| url.len() < 4_096 && Self::of(url).is_some_and(|it| it.kind.is_empty() && it.size == 0);
        match value {
            Value::String(url) => is_it(url),
            Value::Array(items) => items.iter().any(Self::is_unread),
            _ => false,
        }
    }
}

impl fmt::Display for Attachment {
    /// Name, type and size: `logo.png (image/png, 1.2 KiB)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if self.name.is_empty() { "a file" } else { &self.name };
        let kind = if self.kind.is_empty() { String::new() } else { format!("{}, ", self.kind) };
        match self.size {
            size @ ..1_024 => write!(f, "{name} ({kind}{size} B)"),
            size @ ..1_048_576 => write!(f, "{name} ({kind}{:.1} KiB)", size as f64 / 1_024.0),
            size => write!(f, "{name} ({kind}{:.1} MiB)", size as f64 / 1_048_576.0),
        }
    }
}

impl Field {
    /// Whether it is filled in with a file, or with several.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.name == WIDGET
    }
}

/// A value with its files by name, type and size: their content is nothing to read.
#[must_use]
pub fn with_files_named(value: &Value) -> Value {
    match value {
        Value::String(text) => Attachment::of(text).map_or_else(|| value.clone(), |file| file.to_string().into()),
        Value::Array(items) => items.iter().map(with_files_named).collect(),
        Value::Object(map) => {
            Value::Object(map.iter().map(|(name, value)| (name.clone(), with_files_named(value))).collect())
        }
        other => other.clone(),
    }
}

/// Whether a schema is of a file, or of a list of files.
#[must_use]
pub fn takes_files(schema: &Value) -> bool {
    let word = |name: &str| schema.get(name).and_then(Value::as_str);
    let widget = word("ui:widget").or_else(|| schema.pointer("/ui:options/widget").and_then(Value::as_str));
    let is_of_file = || word("format") == Some("data-url") || schema.get("items").is_some_and(takes_files);
    widget.map_or_else(is_of_file, |widget| matches!(widget, "file" | "files" | WIDGET))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_file_is_what_the_browser_makes_of_it() {
        let url = Attachment::url("größe 1.json", b"{}\n");
        assert_eq!(url, "data:application/json;name=gr%C3%B6%C3%9Fe%201.json;base64,e30K");
        let file = Attachment::of(&url).unwrap();
        assert_eq!(file.to_string(), "größe 1.json (application/json, 3 B)");
        assert_eq!(
            Attachment::of(&Attachment::url("LOGO.PNG", &[0; 1_536])).unwrap().to_string(),
            "LOGO.PNG (image/png, 1.5 KiB)"
        );
        assert_eq!(Attachment::of("data:text/plain;base64,YQ==").unwrap().to_string(), "a file (text/plain, 1 B)");
        assert_eq!(Attachment::of("https://example.com/;base64,"), None);
    }

    #[test]
    fn a_file_that_was_not_read_is_told_from_an_empty_one() {
        assert!(Attachment::is_unread(&json!(Attachment::unread("/tmp/a b.txt"))));
        assert!(Attachment::is_unread(&json!([Attachment::url("a", b"x"), Attachment::unread("b")])));
        assert!(!Attachment::is_unread(&json!(Attachment::url("empty.txt", b""))));
    }

    #[test]
    fn content_is_not_shown() {
        let value = json!({"files": [Attachment::url("a.txt", b"abc")], "name": "data"});
        assert_eq!(with_files_named(&value), json!({"files": ["a.txt (text/plain, 3 B)"], "name": "data"}));
    }
}
