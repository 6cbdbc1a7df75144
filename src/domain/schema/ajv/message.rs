//! How messages of the author's are written: with `${/pointer}` where the data is shown.

use super::super::SchemaError;
use super::super::value::keys;
use serde_json::Value;

/// What stands between `${` and `}`, and the text before it.
pub fn holes(text: &str) -> (Vec<(&str, &str)>, &str) {
    let (mut holes, mut rest, mut from) = (Vec::new(), text, 0);
    while let Some(at) = rest.get(from..).and_then(|after| after.find("${")).map(|at| at + from) {
        let inside = rest.get(at + 2..).unwrap_or_default();
        match inside.find('}') {
            // nothing between the braces is no hole, but what follows may belong to one
            Some(0) => from = at + 2,
            Some(end) => {
                holes.push((rest.get(..at).unwrap_or_default(), inside.get(..end).unwrap_or_default()));
                rest = inside.get(end + 1..).unwrap_or_default();
                from = 0;
            }
            None => break,
        }
    }
    (holes, rest)
}

/// The levels to go up, and what follows the number.
pub fn relative(pointer: &str) -> Option<(usize, &str)> {
    let end = pointer.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(pointer.len());
    let (up, rest) = pointer.split_at_checked(end)?;
    let fits = rest.is_empty() || rest == "#" || rest.starts_with('/');
    fits.then_some((up.parse().ok()?, rest))
}

/// Whether the pointers in all messages lead somewhere.
pub fn compile(value: &Value, level: usize) -> Result<(), SchemaError> {
    let mut texts: Vec<&Value> = Vec::new();
    match value {
        Value::Object(messages) => {
            let plain = keys(messages).into_iter().filter(|name| !matches!(name.as_str(), "properties" | "items"));
            let (single, several): (Vec<&Value>, Vec<&Value>) =
                plain.filter_map(|name| messages.get(name)).partition(|message| message.is_string());
            texts.extend(single);
            let children = [messages.get("properties"), messages.get("items")].into_iter().flatten();
            for many in several.into_iter().chain(children) {
                match many {
                    Value::Object(many) => texts.extend(keys(many).into_iter().filter_map(|name| many.get(name))),
                    Value::Array(many) => texts.extend(many),
                    _ => {}
                }
            }
        }
        text => texts.push(text),
    }
    let pointers = texts.into_iter().filter_map(Value::as_str).flat_map(|text| holes(text).0);
    pointers.into_iter().try_for_each(|(_, pointer)| compile_pointer(pointer, level))
}

fn compile_pointer(pointer: &str, level: usize) -> Result<(), SchemaError> {
    let invalid = || SchemaError::new(format!("Invalid JSON-pointer: {pointer}"));
    if pointer.starts_with('/') {
        return if has_good_escapes(pointer) { Ok(()) } else { Err(invalid()) };
    }
    let (up, rest) = relative(pointer).filter(|(_, rest)| has_good_escapes(rest)).ok_or_else(invalid)?;
    let (kind, too_high) = if rest == "#" { ("property/index", up >= level) } else { ("data", up > level) };
    if too_high {
        return Err(SchemaError::new(format!("Cannot access {kind} {up} levels up, current level is {level}")));
    }
    Ok(())
}

/// A tilde begins `~0` or `~1`.
fn has_good_escapes(pointer: &str) -> bool {
    pointer.match_indices('~').all(|(at, _)| pointer.get(at + 1..).is_some_and(|rest| rest.starts_with(['0', '1'])))
}

/// A message with holes becomes a function by the name of its key; a key that is no name in JavaScript breaks the
/// validator that is written with it.
pub fn broken_name(value: &Value) -> Option<SchemaError> {
    let messages = value.as_object()?;
    let is_child = |name: &str| matches!(name, "properties" | "items");
    let own = messages.iter().filter(|(name, message)| !is_child(name) && message.is_string());
    let below = messages.values().filter_map(Value::as_object).flatten();
    let mut with_holes = own.chain(below).filter(|(_, text)| !holes(text.as_str().unwrap_or_default()).0.is_empty());
    with_holes.find_map(|(name, _)| unexpected(name)).map(SchemaError::new)
}

/// What JavaScript says of a name that is none.
fn unexpected(name: &str) -> Option<String> {
    let is_letter = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$');
    let rest = if name.starts_with(|first: char| first.is_ascii_digit()) {
        name.trim_start_matches(|letter: char| letter.is_ascii_digit())
    } else {
        name.trim_start_matches(is_letter)
    };
    let next = rest.trim_start().chars().next()?;
    let word: String = rest.trim_start().chars().take_while(|letter| is_letter(*letter)).collect();
    Some(if word.is_empty() { format!("Unexpected token '{next}'") } else { format!("Unexpected identifier '{word}'") })
}
