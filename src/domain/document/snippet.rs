use super::line::{Line, Role, wrap};
use crate::domain::text::Shown;
use std::ops::Range;

/// The first lines of a snippet, inset, with what matched in a role of its own. `marks` are the bytes of
/// it that matched, in order.
pub fn snippet_lines(text: Shown<'_>, marks: &[Range<usize>], columns: usize, most: usize) -> Vec<Line> {
    let mut at = 0;
    let mut lines = Vec::new();
    for part in wrap(text, columns.saturating_sub(2)).into_iter().take(most) {
        // a line is a part of the text, without the blanks at its ends
        let from = text.as_str().get(at..).and_then(|rest| rest.find(part.as_str())).map_or(at, |found| at + found);
        at = from + part.as_str().len();
        lines.push(marked(text, from..at, marks));
    }
    lines
}

fn marked(text: Shown<'_>, line: Range<usize>, marks: &[Range<usize>]) -> Line {
    let mut out = Line::of("  ", Role::Text);
    let mut at = line.start;
    for mark in marks.iter().filter(|mark| mark.start < line.end && mark.end > line.start) {
        let (from, to) = (mark.start.max(at), mark.end.min(line.end));
        if from < to {
            out = out.and(text.part(at..from).to_clean(), Role::Text).and(text.part(from..to).to_clean(), Role::Match);
            at = to;
        }
    }
    out.and(text.part(at..line.end).to_clean(), Role::Text)
}

/// What is to be found where a snippet comes from: what was typed where it stands there so, else the
/// longest of what matched.
pub fn to_find(typed: &str, snippet: Shown<'_>, marks: &[Range<usize>]) -> String {
    let typed = typed.trim();
    if snippet.as_str().to_lowercase().contains(&typed.to_lowercase()) {
        return typed.to_owned();
    }
    let matched = marks.iter().filter_map(|mark| snippet.as_str().get(mark.clone()));
    matched.max_by_key(|word| word.len()).unwrap_or(typed).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Clean;

    #[test]
    fn what_matched_is_marked_on_each_line_of_a_snippet() {
        let text = Clean::from("the gate opens when the gatekeeper says so and never before");
        let marks = [4..8, 24..28, 29..34];
        let lines = snippet_lines(text.shown(), &marks, 28, 2);
        let shown: Vec<String> = lines.iter().map(Line::text).collect();
        assert_eq!(shown, ["  the gate opens when the", "  gatekeeper says so and"]);
        let marked = |line: &Line| -> Vec<String> {
            line.runs.iter().filter(|run| run.role == Role::Match).map(|run| run.text.to_string()).collect()
        };
        let all: Vec<Vec<String>> = lines.iter().map(marked).collect();
        assert_eq!(all, [vec!["gate"], vec!["gate", "eeper"]]);
    }

    #[test]
    fn what_goes_along_to_a_page_is_what_stands_there() {
        let text = Clean::from("Restart the queue by hand");
        let find = |typed: &str| to_find(typed, text.shown(), &[0..7, 12..17]);
        assert_eq!((find("the QUEUE"), find("queue restart")), ("the QUEUE".into(), "Restart".into()));
        assert_eq!(to_find("elsewhere", text.shown(), &[]), "elsewhere");
    }
}
