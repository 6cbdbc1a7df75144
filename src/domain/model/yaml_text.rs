//! Entities as YAML text: what the YAML tab shows, what is copied, what `-o yaml` prints.
//!
//! An emitter of our own, because the text has to be two things at once that no emitter at hand
//! gives together: it reads back as the same value (YAML 1.2, core schema), and it may be put on a
//! terminal as it is. So every character that a terminal would obey or hide, direction overrides
//! and zero-width ones too, stands as an escape in a double-quoted scalar.

use crate::domain::text::unsafe_to_show;
use serde_json::Value;
use std::fmt::Write as _;

/// `value` as a block-style YAML document, keys in the order they have, ending with a line break.
/// Texts of several lines are literal blocks.
pub fn to_yaml(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Object(map) if !map.is_empty() => object(map, 0, &mut out),
        Value::Array(items) if !items.is_empty() => array(items, 0, &mut out),
        _ => {
            scalar(value, 0, &mut out);
            out.push('\n');
        }
    }
    out
}

fn object(map: &serde_json::Map<String, Value>, depth: usize, out: &mut String) {
    for (n, (key, value)) in map.iter().enumerate() {
        if n > 0 {
            indent(depth, out);
        }
        flow_text(key, out);
        out.push(':');
        member(value, depth, out);
    }
}

/// What follows `key:`.
fn member(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            out.push('\n');
            indent(depth + 1, out);
            object(map, depth + 1, out);
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('\n');
            indent(depth + 1, out);
            array(items, depth + 1, out);
        }
        _ => {
            out.push(' ');
            scalar(value, depth, out);
            out.push('\n');
        }
    }
}

fn array(items: &[Value], depth: usize, out: &mut String) {
    for (n, item) in items.iter().enumerate() {
        if n > 0 {
            indent(depth, out);
        }
        out.push_str("- ");
        match item {
            Value::Object(map) if !map.is_empty() => object(map, depth + 1, out),
            Value::Array(items) if !items.is_empty() => array(items, depth + 1, out),
            _ => {
                scalar(item, depth, out);
                out.push('\n');
            }
        }
    }
}

fn indent(depth: usize, out: &mut String) {
    out.extend(std::iter::repeat_n("  ", depth));
}

fn scalar(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(yes) => out.push_str(if *yes { "true" } else { "false" }),
        Value::Number(number) => {
            let _ = write!(out, "{number}");
        }
        Value::String(text) if fits_a_block(text) => block(text, depth + 1, out),
        Value::String(text) => flow_text(text, out),
        Value::Array(_) => out.push_str("[]"),
        Value::Object(_) => out.push_str("{}"),
    }
}

/// Whether a literal block gives this text back exactly: several lines, nothing that needs an
/// escape, and no line of blanks alone before the first words, where the indentation is found.
fn fits_a_block(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    text.trim_end_matches('\n').contains('\n')
        && !first.trim_matches(' ').is_empty()
        && text.chars().all(|c| c == '\n' || c == '\t' || !unsafe_to_show(c))
        && text.lines().all(|line| line.is_empty() || !line.trim().is_empty())
}

fn block(text: &str, depth: usize, out: &mut String) {
    out.push('|');
    if text.starts_with([' ', '\t']) {
        // the reader could not tell the text's own indentation from the block's
        out.push('2');
    }
    let body = text.trim_end_matches('\n');
    match text.len() - body.len() {
        0 => out.push('-'),
        1 => {}
        _ => out.push('+'),
    }
    for line in body.split('\n') {
        out.push('\n');
        if !line.is_empty() {
            indent(depth, out);
            out.push_str(line);
        }
    }
    // the caller ends the last line; those beyond it belong to the text
    out.extend(std::iter::repeat_n('\n', (text.len() - body.len()).saturating_sub(1)));
}

/// A text on one line, as plain as it may be.
fn flow_text(text: &str, out: &mut String) {
    if text.chars().any(unsafe_to_show) {
        double_quoted(text, out);
    } else if is_plain(text) {
        out.push_str(text);
    } else if text.contains('\'') && !text.contains(['"', '\\']) {
        let _ = write!(out, "\"{text}\"");
    } else {
        let _ = write!(out, "'{}'", text.replace('\'', "''"));
    }
}

/// The escapes of YAML 1.2 (chapter 5.7), which those of JSON are a part of.
fn double_quoted(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if !unsafe_to_show(c) => out.push(c),
            c => {
                let code = c as u32;
                let _ = match code {
                    0..=0xff => write!(out, "\\x{code:02X}"),
                    0x100..=0xffff => write!(out, "\\u{code:04X}"),
                    _ => write!(out, "\\U{code:08X}"),
                };
            }
        }
    }
    out.push('"');
}

/// Whether a plain scalar reads back as this very text, as a key too, with readers of YAML 1.1 as
/// well (`yes`, `1_000`, `12:30`, `.5`).
fn is_plain(text: &str) -> bool {
    let begins_well = text.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '_' | '$' | '(' | '^' | '+'))
        || text.strip_prefix(['-', '.']).is_some_and(|rest| rest.starts_with(|c: char| c.is_alphabetic() || c == '/'));
    begins_well
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.starts_with("---")
        && !reads_as_something_else(text)
}

fn reads_as_something_else(text: &str) -> bool {
    const WORDS: &[&str] = &["null", "true", "false", "yes", "no", "on", "off", "y", "n", ".nan", ".inf", "-.inf"];
    let number = text.trim_start_matches(['-', '+', '.']).starts_with(|c: char| c.is_ascii_digit())
        && text
            .chars()
            .all(|c| c.is_ascii_hexdigit() || matches!(c, '.' | '-' | '+' | '_' | ':' | 'x' | 'o' | 'T' | 'Z' | ' '));
    number || WORDS.iter().any(|word| text.eq_ignore_ascii_case(word)) || text.starts_with(".inf") || text == "+"
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_entity_reads_as_people_write_one() {
        let entity = json!({
            "apiVersion": "backstage.io/v1alpha1",
            "kind": "Component",
            "metadata": {
                "name": "payments",
                "description": "Takes money.\nGives receipts.\n",
                "annotations": {"github.com/project-slug": "acme/payments", "n": "12", "empty": ""},
                "tags": ["go", "pci: yes", "yes"],
                "links": [{"url": "https://x.example/a?b=c#d", "title": "It's on"}]
            },
            "spec": {"replicas": 3, "list": [], "map": {}, "nested": [["a", ["b"]]], "none": null}
        });
        assert_eq!(
            to_yaml(&entity),
            "apiVersion: backstage.io/v1alpha1\n\
             kind: Component\n\
             metadata:\n\
             \x20 name: payments\n\
             \x20 description: |\n\
             \x20   Takes money.\n\
             \x20   Gives receipts.\n\
             \x20 annotations:\n\
             \x20   github.com/project-slug: acme/payments\n\
             \x20   'n': '12'\n\
             \x20   empty: ''\n\
             \x20 tags:\n\
             \x20   - go\n\
             \x20   - 'pci: yes'\n\
             \x20   - 'yes'\n\
             \x20 links:\n\
             \x20   - url: https://x.example/a?b=c#d\n\
             \x20     title: It's on\n\
             spec:\n\
             \x20 replicas: 3\n\
             \x20 list: []\n\
             \x20 map: {}\n\
             \x20 nested:\n\
             \x20   - - a\n\
             \x20     - - b\n\
             \x20 none: null\n"
        );
    }

    #[test]
    fn nothing_that_a_terminal_would_obey_is_written_raw() {
        let text =
            to_yaml(&json!({"a": "x\u{1b}[2Jy", "b": "user\u{202e}nimda\n2\n", "c\u{9b}": "z\u{200b}\u{e0041}"}));
        assert_eq!(text, "a: \"x\\x1B[2Jy\"\nb: \"user\\u202Enimda\\n2\\n\"\n\"c\\x9B\": \"z\\u200B\\U000E0041\"\n");
    }
}
