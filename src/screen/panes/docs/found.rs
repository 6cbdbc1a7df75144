//! What was found, as lines: the heading with its page and entity, and below it the text around.

use super::state::DocsRoom;
use crate::domain::document::{Line, Role, Target, wrap};
use crate::domain::model::Hit;
use crate::domain::model::listing::Listing;
use crate::domain::text::{Clean, Shown};
use crate::screen::ctx::Ctx;
use crate::screen::panes::absence;
use std::ops::Range;

/// Lines of a snippet at most.
const SNIPPET: usize = 2;

impl DocsRoom {
    /// What was found so far, and what is still waited for or went wrong.
    pub(super) fn found(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let listing = ctx.store.listing().map(AsRef::as_ref);
        let answers = self.hits(ctx);
        let mut lines = Vec::new();
        for hit in answers.iter().flat_map(|answer| &answer.hits) {
            lines.extend(self.hit(hit, listing, columns));
        }
        let remote = self.open_question(ctx);
        let fault = remote.filter(|remote| remote.fault.is_some() || answers.is_empty());
        if let Some(remote) = fault {
            lines.extend(absence(&remote, "what was found", columns));
        } else if lines.is_empty() && !self.is_behind(ctx) {
            lines.extend(self.nothing(columns));
        }
        lines
    }

    fn hit(&self, hit: &Hit, listing: Option<&Listing>, columns: usize) -> Vec<Line> {
        let title = if hit.title.is_empty() { "Untitled".into() } else { hit.title.clone() };
        let entity = hit.entity.as_ref().map(|entity| {
            let row = listing.and_then(|listing| listing.find(entity));
            row.map_or_else(|| entity.short(), |row| row.label().to_clean())
        });
        let page = hit.path.as_ref().map(|path| path.as_str().split('#').next().unwrap_or_default().trim_matches('/'));
        let whence: Vec<&str> =
            [entity.as_ref().map(Clean::as_str), page].into_iter().flatten().filter(|part| !part.is_empty()).collect();
        let head = Line::of(title, Role::Link).and("  ", Role::Text);
        let mut head = head.and(Clean::line(&whence.join(" / ")), Role::Dim);
        if let Some(mut place) = hit.place() {
            place.query.push(("q".to_owned(), to_find(self.text(), hit)));
            head = head.to(Target::Place(place));
        }
        let mut lines = vec![head];
        lines.extend(snippet(hit.snippet.shown(), &hit.marks, columns.saturating_sub(2)));
        lines.push(Line::empty());
        lines
    }

    fn nothing(&self, columns: usize) -> Vec<Line> {
        let narrowed = self.narrowed.words();
        let words = match narrowed.is_empty() {
            true => format!("Nothing in the docs matches `{}`.", self.text()),
            false => format!("Nothing in the docs matches `{}` with {narrowed}.", self.text()),
        };
        wrap(Clean::line(&words).shown(), columns).into_iter().map(|line| Line::of(line, Role::Text)).collect()
    }
}

/// What is to be found on the page: what was typed where it stands there so, else the longest of what
/// matched.
fn to_find(text: &str, hit: &Hit) -> String {
    let matched = hit.marks.iter().filter_map(|mark| hit.snippet.as_str().get(mark.clone()));
    match hit.snippet.as_str().to_lowercase().contains(&text.to_lowercase()) {
        true => text.to_owned(),
        false => matched.max_by_key(|word| word.len()).unwrap_or(text).to_owned(),
    }
}

/// The first lines of a snippet, with what matched in a role of its own.
pub(super) fn snippet(text: Shown<'_>, marks: &[Range<usize>], columns: usize) -> Vec<Line> {
    let mut at = 0;
    let mut lines = Vec::new();
    for part in wrap(text, columns).into_iter().take(SNIPPET) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_matched_is_marked_on_each_line_of_a_snippet() {
        let text = Clean::from("the gate opens when the gatekeeper says so and never before");
        let marks = [4..8, 24..28, 29..34];
        let lines = snippet(text.shown(), &marks, 28);
        let shown: Vec<String> = lines.iter().map(Line::text).collect();
        assert_eq!(shown, ["  the gate opens when the", "  gatekeeper says so and"]);
        let marked = |line: &Line| -> Vec<String> {
            line.runs.iter().filter(|run| run.role == Role::Match).map(|run| run.text.to_string()).collect()
        };
        assert_eq!((marked(&lines[0]), marked(&lines[1])), (vec!["gate".into()], vec!["gate".into(), "eeper".into()]));
    }
}
