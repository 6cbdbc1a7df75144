//! JSON as it may come: fields in any order, others beside them, text after it.

use serde_json::{Map, Value, json};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};

/// A number below another, by chance.
pub fn chance(below: u64) -> u64 {
    RandomState::new().build_hasher().finish() % below
}

/// A moment as Go writes it.
pub fn moment(at: i64) -> String {
    jiff::Timestamp::from_millisecond(at).unwrap().to_string()
}

/// The moment that stands for none.
pub const NONE: &str = "0001-01-01T00:00:00Z";

/// A value with its fields in another order and more of them.
pub fn shuffled(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut all: Vec<(String, Value)> =
                fields.iter().map(|(name, value)| (name.clone(), shuffled(value))).collect();
            if chance(3) == 0 {
                all.push(("newer_field".into(), json!({"nested": [1, null, "x"]})));
            }
            all.sort_by_key(|_| chance(1 << 32));
            Value::Object(all.into_iter().collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.iter().map(shuffled).collect()),
        other => other.clone(),
    }
}

/// How it is printed.
pub fn printed(value: &Value) -> String {
    let value = shuffled(value);
    match value.as_array().is_some_and(Vec::is_empty) && chance(2) == 0 {
        true => "null\n".into(),
        false => format!("{}\n", serde_json::to_string_pretty(&value).unwrap()),
    }
}

/// A table as `lib/asciitable` makes it.
pub fn table(heading: &[&str], rows: &[Vec<String>]) -> String {
    let width = |at: usize| {
        let cells = rows.iter().map(|row| row[at].chars().count());
        cells.chain([heading[at].chars().count()]).max().unwrap()
    };
    let line = |cells: Vec<String>| {
        let padded = cells.iter().enumerate().map(|(at, cell)| format!("{cell:<width$} ", width = width(at)));
        format!("{}\n", padded.collect::<String>())
    };
    let rule = (0..heading.len()).map(|at| "-".repeat(width(at))).collect();
    let head = line(heading.iter().map(|text| (*text).to_owned()).collect());
    rows.iter().fold(head + &line(rule), |all, row| all + &line(row.clone()))
}
