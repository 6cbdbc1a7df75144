//! What can still be read of a text that is broken.

use serde_json::Value;

/// How often leaving something out is tried; each try reads the whole text, at most twice.
const MAX_TRIES: usize = 16;

/// Reads YAML that is broken at a line (from 1): leaves out the entry that the line stands in or the
/// one before it, whichever lets more be read, and where neither helps the one around, until the rest
/// can be read. Lines keep their numbers.
pub(super) fn yaml(text: &str, broken: usize, read: impl Fn(&str) -> Result<Value, Option<usize>>) -> Option<Value> {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let (mut broken, mut below) = (broken, usize::MAX);
    for _ in 0..MAX_TRIES {
        let at = broken.saturating_sub(1).min(lines.len().saturating_sub(1));
        // what is missing at the end of a line is often told only at the next
        let before = (0..at).rev().find(|n| lines.get(*n).is_some_and(|line| !line.trim().is_empty()));
        let mut best: Option<(usize, Vec<&str>)> = None;
        let mut indent = 0;
        for at in before.into_iter().chain([at]) {
            let (from, to, depth) = entry(&lines, at, below);
            indent = indent.max(depth);
            let tried = without(&lines, from, to);
            match read(&tried.concat()) {
                Ok(value) if value.is_object() => return Some(value),
                Err(Some(line)) if best.as_ref().is_none_or(|(best, _)| line > *best) => best = Some((line, tried)),
                _ => {}
            }
        }
        match best.filter(|(line, _)| *line > broken) {
            Some((line, tried)) => (broken, below, lines) = (line, usize::MAX, tried),
            None if indent == 0 => return None,
            None => below = indent,
        }
    }
    None
}

/// The lines with some of them empty.
fn without<'t>(lines: &[&'t str], from: usize, to: usize) -> Vec<&'t str> {
    let emptied = |(n, line): (usize, &&'t str)| match (from..to).contains(&n) {
        true if line.ends_with('\n') => "\n",
        true => "",
        false => line,
    };
    lines.iter().enumerate().map(emptied).collect()
}

/// The entry that a line stands in, of less indentation than given: its first line, the line after
/// it, and its indentation.
fn entry(lines: &[&str], at: usize, below: usize) -> (usize, usize, usize) {
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let blank = |line: &str| line.trim().is_empty();
    let head = (0..=at)
        .rev()
        .find(|n| lines.get(*n).is_some_and(|line| !blank(line) && indent(line) < below && is_entry(line)));
    let Some(head) = head else { return (0, lines.len(), 0) };
    let depth = lines.get(head).map_or(0, |line| indent(line));
    let ends = |n: &usize| lines.get(*n).is_some_and(|line| !blank(line) && indent(line) <= depth);
    let end = (head + 1..lines.len()).find(ends).unwrap_or(lines.len());
    (head, end.max(at + 1), depth)
}

/// Whether a line looks like the head of an entry of a mapping or list.
fn is_entry(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("- ") || line.ends_with(':') || line.contains(": ")
}

/// Reads JSON that is broken at a line and column (both from 1): what was complete before that,
/// with the brackets closed that were open.
pub(super) fn json(text: &str, line: usize, column: usize) -> Option<Value> {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let end = (start + column).min(text.len());
    let end = (0..=end).rev().find(|at| text.is_char_boundary(*at))?;
    let (kept, open) = complete(text.get(..end)?);
    let closed: String = text.get(..kept)?.chars().chain(open.chars().rev()).collect();
    serde_json::from_str(closed.trim_start_matches('\u{feff}')).ok().filter(Value::is_object)
}

/// How many bytes are complete, up to before the last comma or after the last bracket, and the
/// brackets that close what is open there.
fn complete(text: &str) -> (usize, String) {
    let (mut open, mut safe) = (String::new(), (0, String::new()));
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => {
                open.push(if byte == b'{' { '}' } else { ']' });
                safe = (at + 1, open.clone());
                if open.len() > 200 {
                    return safe;
                }
            }
            b'}' | b']' => {
                if open.pop() != Some(char::from(byte)) {
                    return safe;
                }
                safe = (at + 1, open.clone());
            }
            b',' => safe = (at, open.clone()),
            _ => {}
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn json_that_breaks_off_keeps_what_was_complete() {
        let text = "{\"a\": {\"b\": [1, 2, {\"c\": \"x, y\"}, {\"d\": tru";
        assert_eq!(json(text, 1, text.len()), Some(json!({"a": {"b": [1, 2, {"c": "x, y"}, {}]}})));
        assert_eq!(json("{\"a\": 1,\n \"b\": oops, \"c\": 2}", 2, 8), Some(json!({"a": 1})));
        assert_eq!(json("nonsense", 1, 1), None);
    }

    #[test]
    fn of_yaml_only_the_broken_entry_is_left_out() {
        let read = |text: &str| {
            let document = crate::domain::model::yaml::documents(text).into_iter().next().ok_or(None)?;
            document.content.map(|parsed| parsed.value).map_err(|error| Some(error.line))
        };
        let text = "a: 1\nb:\n  good: 1\n  bad: [1, 2\n  other: 3\nc: 4\n";
        let broken = read(text).unwrap_err().unwrap();
        let value = yaml(text, broken, read).unwrap();
        assert_eq!((&value["a"], &value["b"]["good"], &value["c"]), (&json!(1), &json!(1), &json!(4)));
        assert_eq!(yaml("[\n", 1, read), None);
    }
}
