use super::line::{Line, Role};
use crate::domain::text::Clean;
use similar::{ChangeTag, TextDiff};

/// Lines around a change that are shown with it.
const AROUND: usize = 2;

/// The change from one text to another, as a unified diff shows it: each line with its sign. At
/// most so many lines, then how many more there are.
pub fn diff(before: &str, after: &str, most: usize) -> Vec<Line> {
    let change = TextDiff::from_lines(before, after);
    let mut lines = Vec::new();
    for (n, group) in change.grouped_ops(AROUND).iter().enumerate() {
        if n > 0 {
            lines.push(Line::of("...", Role::Dim));
        }
        lines.extend(group.iter().flat_map(|op| change.iter_changes(op)).map(|line| {
            let (sign, role) = match line.tag() {
                ChangeTag::Delete => ("- ", Role::Bad),
                ChangeTag::Insert => ("+ ", Role::Good),
                ChangeTag::Equal => ("  ", Role::Dim),
            };
            let text = Clean::lines(line.value()).into_iter().next().unwrap_or_default();
            Line::of(sign, role).and(text, role)
        }));
    }
    let more = lines.len().saturating_sub(most);
    if more > 0 {
        lines.truncate(most);
        lines.push(Line::of(Clean::line(&format!("and {more} more lines")), Role::Dim));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_shown_with_what_stands_around_it() {
        let text = |owner: &str| format!("a: 1\nb: 2\nc: 3\nowner: {owner}\nd: 4\ne: 5\nf: 6\n");
        let shown: Vec<String> = diff(&text("x"), &text("y"), 50).iter().map(Line::text).collect();
        assert_eq!(shown, ["  b: 2", "  c: 3", "- owner: x", "+ owner: y", "  d: 4", "  e: 5"]);
        assert_eq!(diff(&text("x"), &text("y"), 2).len(), 3);
        assert!(diff("a\n", "a\n", 50).is_empty());
    }
}
