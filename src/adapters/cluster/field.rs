//! Fields of objects, whatever others wrote into them: what is not as it should be is not there.

use crate::domain::model::At;
use crate::domain::model::cluster::{Condition, Kind, ObjectRef, Truth};
use crate::domain::text::Clean;
use serde_json::Value;

/// Bytes of a text of theirs that are kept.
const LONGEST: usize = 4 << 10;

/// The text at a pointer (RFC 6901); empty where there is none.
pub fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// The whole number at a pointer, where there is one.
pub fn whole(value: &Value, pointer: &str) -> Option<u64> {
    value.pointer(pointer).and_then(Value::as_u64)
}

/// The items at a pointer; none where there is no list.
pub fn list<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

/// A moment as RFC 3339 writes it, with or without parts of a second.
pub fn at(text: &str) -> Option<At> {
    text.parse::<jiff::Timestamp>().ok().map(|stamp| At(stamp.as_millisecond()))
}

/// The time of an event, from the fields that are in use for it: of a series its last time.
pub fn event_time(event: &Value) -> Option<At> {
    let fields = ["/series/lastObservedTime", "/lastTimestamp", "/deprecatedLastTimestamp", "/eventTime"];
    let more = ["/firstTimestamp", "/deprecatedFirstTimestamp", "/metadata/creationTimestamp"];
    fields.iter().chain(&more).find_map(|field| at(text(event, field)))
}

/// The conditions of an object (`status.conditions`).
pub fn conditions(value: &Value) -> Vec<Condition> {
    list(value, "/status/conditions").filter(|condition| !text(condition, "/type").is_empty()).map(condition).collect()
}

/// Conditions that decide how an object does.
const DECISIVE: [&str; 3] = ["Ready", "Synced", "Stalled"];

/// Whether the object's newest state was looked at: as its status says it, and as each decisive condition does. What
/// says nothing of generations counts as looked at.
pub(super) fn is_observed(value: &Value) -> bool {
    let generation = whole(value, "/metadata/generation");
    let observed = whole(value, "/status/observedGeneration");
    let is_behind = |condition: &Value| {
        let observed = whole(condition, "/observedGeneration").filter(|_| generation.is_some());
        DECISIVE.contains(&text(condition, "/type")) && observed.is_some() && observed != generation
    };
    (observed.is_none() || observed == generation) && !list(value, "/status/conditions").any(is_behind)
}

fn condition(value: &Value) -> Condition {
    Condition {
        name: line(text(value, "/type")),
        holds: Truth::of_word(text(value, "/status")),
        reason: line(text(value, "/reason")),
        message: line(text(value, "/message")),
        since: at(text(value, "/lastTransitionTime")),
    }
}

/// A text of theirs in one clean line, its beginning where it is very long.
pub(super) fn line(raw: &str) -> Clean {
    let end = raw.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= LONGEST).last();
    Clean::line(raw.get(..end.unwrap_or_default()).unwrap_or_default())
}

/// The references at a pointer, one or a list of them. What names no namespace is of `namespace`.
pub fn refs_of(value: &Value, pointer: &str, namespace: &str) -> Vec<ObjectRef> {
    match value.pointer(pointer) {
        Some(Value::Array(items)) => items.iter().filter_map(|item| reference(item, namespace)).collect(),
        Some(item) => reference(item, namespace).into_iter().collect(),
        None => Vec::new(),
    }
}

fn reference(value: &Value, namespace: &str) -> Option<ObjectRef> {
    let (kind, name) = (text(value, "/kind"), text(value, "/name"));
    if kind.is_empty() || name.is_empty() {
        return None;
    }
    let kind = Kind::of_api_version(text(value, "/apiVersion"), kind);
    let namespace = Some(text(value, "/namespace")).filter(|said| !said.is_empty()).unwrap_or(namespace);
    Some(ObjectRef::new(kind, namespace, name))
}

/// A quantity of Kubernetes in thousandths: `250m` is 250, `2` is 2000, `1Ki` is 1024000. `None` for what is none,
/// or too large to be counted.
pub fn amount(quantity: &str) -> Option<u128> {
    let quantity = quantity.trim();
    let digits = quantity.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '+'))).unwrap_or(quantity.len());
    let (number, unit) = quantity.split_at_checked(digits)?;
    let (whole, part) = number.trim_start_matches('+').split_once('.').unwrap_or((number.trim_start_matches('+'), ""));
    if whole.is_empty() && part.is_empty() || part.contains(['.', '+']) || whole.contains('+') {
        return None;
    }
    let part: String = part.chars().chain("000000000".chars()).take(9).collect();
    let billionths = format!("{}{part}", if whole.is_empty() { "0" } else { whole }).parse::<u128>().ok()?;
    let (times, over): (u128, u128) = factor(unit)?;
    Some(billionths.checked_mul(times)? / (over.checked_mul(1_000_000)?))
}

/// What a unit stands for, as a fraction.
fn factor(unit: &str) -> Option<(u128, u128)> {
    let powers = |base: u128, power: u32| base.checked_pow(power).map(|times| (times, 1));
    match unit {
        "" => Some((1, 1)),
        "n" => Some((1, 1_000_000_000)),
        "u" => Some((1, 1_000_000)),
        "m" => Some((1, 1_000)),
        "k" => powers(1_000, 1),
        "M" => powers(1_000, 2),
        "G" => powers(1_000, 3),
        "T" => powers(1_000, 4),
        "P" => powers(1_000, 5),
        "E" => powers(1_000, 6),
        "Ki" => powers(1_024, 1),
        "Mi" => powers(1_024, 2),
        "Gi" => powers(1_024, 3),
        "Ti" => powers(1_024, 4),
        "Pi" => powers(1_024, 5),
        "Ei" => powers(1_024, 6),
        exponent => {
            let power = exponent.strip_prefix(['e', 'E'])?.parse::<i32>().ok()?;
            let times = 10_u128.checked_pow(power.unsigned_abs())?;
            Some(if power < 0 { (1, times) } else { (times, 1) })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn quantities_are_read_as_kubernetes_writes_them() {
        let read = |text: &str| amount(text);
        assert_eq!(read("250m"), Some(250));
        assert_eq!(read("2"), Some(2_000));
        assert_eq!(read("0.5"), Some(500));
        assert_eq!(read("123456789n"), Some(123));
        assert_eq!(read("345Mi"), Some(345 * 1_024 * 1_024 * 1_000));
        assert_eq!(read("1e3"), Some(1_000_000));
        assert_eq!((read("lots"), read(""), read("-1"), read("1.2.3")), (None, None, None, None));
        assert_eq!(read(&"9".repeat(60)), None);
    }

    #[test]
    fn what_is_not_as_it_should_be_is_not_there() {
        let odd = json!({"status": {"conditions": [7, {"type": "Ready", "status": "True"}, {"status": "True"}]}});
        let read = conditions(&odd);
        assert_eq!((read.len(), read[0].holds, read[0].name.as_str()), (1, Truth::Yes, "Ready"));
        assert_eq!(refs_of(&json!({"a": [{"kind": "X"}, 7]}), "/a", "").len(), 0);
        assert_eq!(at("2026-11-30T08:00:00.5Z"), Some(At(1_796_025_600_500)));
        assert_eq!(at("soon"), None);
        assert!(line(&"ä".repeat(LONGEST)).as_str().len() <= LONGEST);
    }
}
