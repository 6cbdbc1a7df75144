//! The format of names, labels, annotations, tags and links.
//!
//! Follows Backstage's "Descriptor Format of Catalog Entities", which took its rules from Kubernetes.

use serde_json::{Map, Value};

use super::stand_in::text_of;
use super::web_address::is_web_address;

/// A field that is not in its format: JSON pointer and message in the catalog's words.
pub(super) type Misformed = (String, String);

const HELP: &str = "To learn more about catalog file format, visit: https://github.com/backstage/backstage/blob/master/docs/architecture-decisions/adr002-default-catalog-file-format.md";

struct Format {
    fits: fn(&str) -> bool,
    expected: &'static str,
}

const API_VERSION: Format = Format { fits: is_api_version, expected: "a valid prefix and/or suffix" };
const KIND: Format = Format {
    fits: is_kind,
    expected: "a string that is a sequence of [a-zA-Z][a-z0-9A-Z], at most 63 characters in total",
};
const NAME_WORDS: &str =
    "a string that is sequences of [a-zA-Z0-9] separated by any of [-_.], at most 63 characters in total";
const NAME: Format = Format { fits: is_object_name, expected: NAME_WORDS };
const LABEL_VALUE: Format = Format { fits: is_label_value, expected: NAME_WORDS };
const NAMESPACE: Format = Format {
    fits: is_dns_label,
    expected: "a string that is sequences of [a-z0-9] separated by [-], at most 63 characters in total",
};
const QUALIFIED_KEY: Format = Format { fits: is_qualified_key, expected: "a valid prefix and/or suffix" };
const TAG: Format = Format {
    fits: is_tag,
    expected: "a string that is sequences of [a-z0-9+#] separated by [-], at most 63 characters in total",
};
const URL: Format = Format { fits: is_web_address, expected: "a string that is a valid url" };
const NOT_BLANK: Format = Format { fits: is_not_blank, expected: "a non empty string" };

impl Format {
    fn check(&self, field: &str, pointer: &dyn Fn() -> String, text: &str) -> Result<(), Misformed> {
        if (self.fits)(text) {
            return Ok(());
        }
        let expected = self.expected;
        Err((pointer(), format!("\"{field}\" is not valid; expected {expected} but found \"{text}\". {HELP}")))
    }
}

/// Checks all fields of an entity that fits its schema, in the catalog's order.
pub(super) fn check(entity: &Map<String, Value>) -> Result<(), Misformed> {
    let top = |name: &str| entity.get(name).and_then(text_of).unwrap_or_default();
    API_VERSION.check("apiVersion", &|| "/apiVersion".to_owned(), &top("apiVersion"))?;
    KIND.check("kind", &|| "/kind".to_owned(), &top("kind"))?;
    let Some(metadata) = entity.get("metadata") else {
        return Ok(());
    };
    let text = |name: &str| metadata.get(name).and_then(text_of);
    NAME.check("metadata.name", &|| "/metadata/name".to_owned(), &text("name").unwrap_or_default())?;
    if let Some(namespace) = text("namespace") {
        NAMESPACE.check("metadata.namespace", &|| "/metadata/namespace".to_owned(), &namespace)?;
    }
    pairs(metadata, "labels", Some(&LABEL_VALUE))?;
    pairs(metadata, "annotations", None)?;
    for (n, tag) in list(metadata, "tags").iter().enumerate() {
        let tag = text_of(tag).unwrap_or_default();
        TAG.check(&format!("tags.{n}"), &|| format!("/metadata/tags/{n}"), &tag)?;
    }
    list(metadata, "links").iter().enumerate().try_for_each(|(n, link)| check_link(n, link))
}

fn list<'v>(metadata: &'v Value, name: &str) -> &'v [Value] {
    metadata.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn pairs(metadata: &Value, name: &str, value_format: Option<&Format>) -> Result<(), Misformed> {
    let Some(map) = metadata.get(name).and_then(Value::as_object) else {
        return Ok(());
    };
    for (key, value) in map {
        let pointer = || format!("/metadata/{name}/{}", key.replace('~', "~0").replace('/', "~1"));
        let field = || format!("{name}.{key}");
        if !is_qualified_key(key) {
            QUALIFIED_KEY.check(&field(), &pointer, key)?;
        }
        if let Some(format) = value_format {
            format.check(&field(), &pointer, &text_of(value).unwrap_or_default())?;
        }
    }
    Ok(())
}

fn check_link(n: usize, link: &Value) -> Result<(), Misformed> {
    for (name, format) in [("url", URL), ("title", NOT_BLANK), ("icon", NOT_BLANK)] {
        if let Some(text) = link.get(name).and_then(text_of) {
            format.check(&format!("links.{n}.{name}"), &|| format!("/metadata/links/{n}/{name}"), &text)?;
        }
    }
    Ok(())
}

fn fits_length(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len())
}

fn prefix_and_suffix(text: &str, suffix: fn(&str) -> bool) -> bool {
    match text.split_once('/') {
        None => suffix(text),
        Some((prefix, rest)) => !rest.contains('/') && is_dns_subdomain(prefix) && suffix(rest),
    }
}

fn is_api_version(text: &str) -> bool {
    prefix_and_suffix(text, |suffix| fits_length(suffix, 63) && suffix.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn is_qualified_key(text: &str) -> bool {
    prefix_and_suffix(text, is_object_name)
}

fn is_kind(text: &str) -> bool {
    fits_length(text, 63)
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// A name of an entity: letters and digits, with `-`, `_` and `.` between them, at most 63.
#[must_use]
pub fn is_object_name(text: &str) -> bool {
    let alphanumeric = |c: char| c.is_ascii_alphanumeric();
    fits_length(text, 63)
        && text.starts_with(alphanumeric)
        && text.ends_with(alphanumeric)
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

fn is_label_value(text: &str) -> bool {
    text.is_empty() || is_object_name(text)
}

fn is_dns_label(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    fits_length(text, 63)
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.bytes().all(|b| allowed(b) || b == b'-')
}

fn is_dns_subdomain(text: &str) -> bool {
    fits_length(text, 253) && text.split('.').all(is_dns_label)
}

fn is_tag(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b":+#".contains(&b);
    fits_length(text, 63) && text.split('-').all(|part| !part.is_empty() && part.bytes().all(allowed))
}

/// White space as JavaScript's `trim` knows it.
fn is_not_blank(text: &str) -> bool {
    !text.chars().all(|c| (c.is_whitespace() && c != '\u{85}') || c == '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tags_and_keys_have_their_formats() {
        assert!(is_object_name("a-b_c.D") && !is_object_name("-a") && !is_object_name(&"x".repeat(64)));
        assert!(is_tag("c++-x") && !is_tag("a--b") && !is_tag("A"));
        assert!(is_qualified_key("a.io/x_y") && !is_qualified_key("A.io/x") && !is_qualified_key("a/b/c"));
        assert!(is_not_blank("x") && !is_not_blank("\u{FEFF} "));
    }
}
