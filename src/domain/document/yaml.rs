use super::{Line, Role, wrap};
use crate::domain::text::{Clean, width};

/// YAML text as lines of at most `columns`, with keys told apart from values. What is longer goes on
/// below, behind as many blanks as its line has: to be read, while copying takes the text itself.
pub fn yaml_lines(text: &str, columns: usize) -> Vec<Line> {
    Clean::lines(text).into_iter().flat_map(|text| fitted(text, columns)).collect()
}

fn fitted(text: Clean, columns: usize) -> Vec<Line> {
    if width(text.as_str()) <= columns {
        return vec![line(text)];
    }
    let indent = text.as_str().len() - text.as_str().trim_start().len();
    let indent = (indent + 2).min(columns / 2);
    let blanks = " ".repeat(indent);
    let mut parts = wrap(text.shown(), columns.saturating_sub(indent)).into_iter();
    // the first keeps its own blanks, which wrapping at the narrower width leaves in place
    let first = parts.next().map(line);
    first
        .into_iter()
        .chain(parts.map(|part| Line::of(Clean::line(&blanks), Role::Text).and(part, Role::CodeValue)))
        .collect()
}

fn line(text: Clean) -> Line {
    let shown = text.as_str();
    if shown.trim_start().starts_with('#') {
        return Line::of(text, Role::Dim);
    }
    let body = shown.trim_start_matches([' ', '-']);
    let indent = shown.len() - body.len();
    match body
        .find(": ")
        .or_else(|| body.strip_suffix(':').map(str::len))
        .filter(|_| !body.starts_with(['"', '\'', '|', '>']))
    {
        Some(colon) => {
            let key = indent + colon + 1;
            let part = |range| text.shown().part(range).to_clean();
            let line = Line::of(part(0..indent), Role::Dim).and(part(indent..key), Role::CodeKey);
            if key < shown.len() { line.and(part(key..shown.len()), Role::CodeValue) } else { line }
        }
        None => Line::of(text, Role::CodeValue),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_value_goes_on_below_and_nothing_of_it_is_lost() {
        let text =
            "metadata:\n  note: one two three four five six seven\n  url: https://example.org/a/very/long/path\n";
        let lines: Vec<String> = yaml_lines(text, 24).iter().map(Line::text).collect();
        assert!(lines.iter().all(|line| width(line) <= 24), "{lines:?}");
        assert_eq!(lines.first().map(String::as_str), Some("metadata:"));
        let joined: String = lines.concat().split_whitespace().collect();
        assert_eq!(joined, text.split_whitespace().collect::<String>());
    }
}
