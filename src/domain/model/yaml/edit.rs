//! One text of a document changed where it stands: comments, order and layout stay as they are.

use super::{Document, documents};
use serde_json::Value;

/// Why a text is not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// There is no such document, or it cannot be read.
    #[error("the document cannot be read")]
    Document,
    /// The value is written in a way that cannot be changed in place.
    #[error("it is written in a way that is not changed by itself: with an anchor, an alias, or over several lines")]
    Form,
    /// There is nothing beside which it could be written.
    #[error("there is no place for it")]
    Place,
}

/// The text with the value at `path` (keys of mappings) of the `nth` document set to a plain text,
/// `new`. The value keeps its quotes; one that is missing is written before its first neighbour.
/// What comes out is read again: it is given only when exactly that one value is another.
///
/// # Errors
/// When the value is no text on one line of its own, or is missing together with what would hold it.
pub fn set_text(text: &str, nth: usize, path: &[&str], new: &str) -> Result<String, EditError> {
    let before = documents(text);
    let document = before.get(nth).ok_or(EditError::Document)?;
    let parsed = document.content.as_ref().map_err(|_| EditError::Document)?;
    let pointer = format!("/{}", path.join("/"));
    let tries = match parsed.spans.value_at(&parsed.value, &pointer) {
        Some(start) => replaced(text, start, new)?,
        None => vec![inserted(text, document, path, new)?],
    };
    let wanted = wanted(&parsed.value, path, new).ok_or(EditError::Place)?;
    let is_right = |text: &String| is_only_change(&before, &documents(text), nth, &wanted);
    tries.into_iter().find(is_right).ok_or(EditError::Form)
}

/// The ways in which the value could be written, the plainest first.
fn replaced(text: &str, start: usize, new: &str) -> Result<Vec<String>, EditError> {
    let rest = text.get(start..).ok_or(EditError::Form)?;
    let (length, quote) = match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => (quoted(rest, quote).ok_or(EditError::Form)?, Some(quote)),
        Some('|' | '>' | '&' | '*' | '!' | '{' | '[') => return Err(EditError::Form),
        _ => (plain(rest), None),
    };
    let (head, tail) = (text.get(..start), text.get(start + length..));
    let (Some(head), Some(tail)) = (head, tail) else { return Err(EditError::Form) };
    let written = |quote: Option<char>| {
        let quote = quote.map(String::from).unwrap_or_default();
        format!("{head}{quote}{new}{quote}{tail}")
    };
    Ok(vec![written(quote), written(Some('"'))])
}

/// Bytes of a quoted text with its quotes; `None` where it does not end in its line.
fn quoted(rest: &str, quote: char) -> Option<usize> {
    let line = rest.lines().next()?;
    let mut escaped = false;
    for (at, c) in line.char_indices().skip(1) {
        match c {
            '\\' if quote == '"' && !escaped => escaped = true,
            c if c == quote && !escaped => return Some(at + 1),
            _ => escaped = false,
        }
    }
    None
}

/// Bytes of a plain text in one line.
fn plain(rest: &str) -> usize {
    let line = rest.lines().next().unwrap_or_default();
    let end = line.find([',', ']', '}']).unwrap_or(line.len());
    let end = line.find(" #").map_or(end, |comment| comment.min(end));
    line.get(..end).unwrap_or_default().trim_end().len()
}

/// A new line before the first entry of the mapping that is to hold it.
fn inserted(text: &str, document: &Document, path: &[&str], new: &str) -> Result<String, EditError> {
    let parsed = document.content.as_ref().map_err(|_| EditError::Document)?;
    let (key, above) = path.split_last().ok_or(EditError::Place)?;
    let pointer: String = above.iter().map(|part| format!("/{part}")).collect();
    let holder = parsed.value.pointer(&pointer).and_then(Value::as_object).ok_or(EditError::Place)?;
    let first = holder.keys().next().ok_or(EditError::Place)?;
    let at = parsed.spans.locate(&parsed.value, &format!("{pointer}/{first}")).ok_or(EditError::Place)?;
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    let indent = text.get(start..at).filter(|indent| indent.chars().all(|c| c == ' ')).ok_or(EditError::Place)?;
    let end = if text.get(at..).is_some_and(|rest| rest.lines().count() > 0) && text.contains("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    let (head, tail) = (text.get(..start).unwrap_or_default(), text.get(start..).unwrap_or_default());
    Ok(format!("{head}{indent}{key}: {new}{end}{tail}"))
}

fn wanted(value: &Value, path: &[&str], new: &str) -> Option<Value> {
    let mut wanted = value.clone();
    let (key, above) = path.split_last()?;
    let holder = above.iter().try_fold(&mut wanted, |holder, part| holder.get_mut(*part))?;
    holder.as_object_mut()?.insert((*key).to_owned(), new.into());
    Some(wanted)
}

fn is_only_change(before: &[Document], after: &[Document], nth: usize, wanted: &Value) -> bool {
    let value = |document: &Document| document.content.as_ref().ok().map(|parsed| parsed.value.clone());
    before.len() == after.len()
        && before.iter().zip(after).enumerate().all(|(n, (before, after))| match n == nth {
            true => value(after).as_ref() == Some(wanted),
            false => value(before) == value(after),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: &[&str] = &["spec", "owner"];

    #[track_caller]
    fn becomes(before: &str, after: &str) {
        assert_eq!(set_text(before, 0, OWNER, "team-b").unwrap(), after);
    }

    #[test]
    fn only_the_value_changes_and_all_around_it_stays() {
        becomes("# a\nspec:\n  owner: team-a   # who\n  x: 1\n", "# a\nspec:\n  owner: team-b   # who\n  x: 1\n");
        becomes("spec:\n  owner: 'team-a'\n", "spec:\n  owner: 'team-b'\n");
        becomes("spec:\r\n  owner: \"te\\\"am\"\r\n", "spec:\r\n  owner: \"team-b\"\r\n");
        becomes("spec: {type: x, owner: team-a, y: 1}\n", "spec: {type: x, owner: team-b, y: 1}\n");
        becomes("spec:\n  owner: team-a", "spec:\n  owner: team-b");
    }

    #[test]
    fn an_owner_that_is_missing_stands_before_its_first_neighbour() {
        becomes("spec:\n    type: x\n", "spec:\n    owner: team-b\n    type: x\n");
        assert_eq!(set_text("kind: x\n", 0, OWNER, "b"), Err(EditError::Place));
        assert_eq!(set_text("spec: {}\n", 0, OWNER, "b"), Err(EditError::Place));
    }

    #[test]
    fn a_text_that_would_be_read_as_something_else_is_quoted() {
        let set = |new| set_text("spec:\n  owner: a\n", 0, OWNER, new).unwrap();
        assert_eq!(set("123"), "spec:\n  owner: \"123\"\n");
        assert_eq!(set("null"), "spec:\n  owner: \"null\"\n");
        assert_eq!(set("group:default/x"), "spec:\n  owner: group:default/x\n");
    }

    #[test]
    fn what_is_shared_or_runs_over_lines_is_left_alone() {
        for text in [
            "a: &o team-a\nspec:\n  owner: *o\n",
            "spec:\n  owner: &o team-a\nb: *o\n",
            "spec:\n  owner: >-\n    team-a\n",
            "spec:\n  owner: team\n    a\n",
            "spec:\n  owner: [a]\n",
        ] {
            assert_eq!(set_text(text, 0, OWNER, "team-b"), Err(EditError::Form), "{text}");
        }
    }

    #[test]
    fn of_several_documents_only_the_one_that_is_meant_changes() {
        let text = "spec:\n  owner: a\n---\nspec:\n  owner: a\n---\nspec:\n  owner: a\n";
        let set = set_text(text, 1, OWNER, "b").unwrap();
        assert_eq!(set, "spec:\n  owner: a\n---\nspec:\n  owner: b\n---\nspec:\n  owner: a\n");
    }
}
