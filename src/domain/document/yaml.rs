use super::{Line, Role};
use crate::domain::text::Clean;

/// YAML text as lines, with keys told apart from values.
pub fn yaml_lines(text: &str) -> Vec<Line> {
    Clean::lines(text).into_iter().map(line).collect()
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
