//! The text around what was found, with the marks that the portal set into it.

use crate::domain::text::Clean;
use std::ops::Range;

/// Characters of a snippet: two lines of a screen.
const SNIPPET: usize = 160;
/// Characters of it before the first match.
const LEAD: usize = 40;

/// The text around the first match and which bytes of it matched, out of a text with tags around all
/// that did.
pub(super) fn snippet(marked: &str, pre: &str, post: &str) -> (Clean, Vec<Range<usize>>) {
    let first = if pre.is_empty() { None } else { marked.find(pre) };
    let before = marked.get(..first.unwrap_or_default()).unwrap_or_default();
    let start = before.char_indices().rev().nth(LEAD).map_or(0, |(start, _)| start);
    let rest = marked.get(start..).unwrap_or_default();
    // blanks at the ends would be taken away and put the marks out of place
    let mut text = String::new();
    let mut marks = Vec::new();
    let mut left = SNIPPET;
    for (part, is_match) in parts(rest.trim_start(), pre, post) {
        let taken: String = part.chars().take(left).collect();
        left -= taken.chars().count().min(left);
        let from = text.len();
        text.push_str(Clean::line(&taken).as_str());
        if is_match && text.len() > from {
            marks.push(from..text.len());
        }
    }
    let whole = Clean::line(text.trim_end());
    marks.retain(|mark| whole.as_str().get(mark.clone()) == text.get(mark.clone()));
    (whole, marks)
}

/// The parts between tags, and whether each matched.
fn parts<'a>(text: &'a str, pre: &'a str, post: &'a str) -> impl Iterator<Item = (&'a str, bool)> {
    let tags = !pre.is_empty() && !post.is_empty();
    let pieces = if tags { text.split(pre).collect() } else { vec![text] };
    pieces.into_iter().enumerate().flat_map(move |(n, piece)| match piece.split_once(post).filter(|_| tags && n > 0) {
        Some((matched, after)) => [(matched, true), (after, false)],
        None => [(piece, false), ("", false)],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(marked: &str) -> String {
        let (text, marks) = snippet(marked, "<9f>", "</9f>");
        let mut shown = text.as_str().to_owned();
        for mark in marks.into_iter().rev() {
            shown.insert(mark.end, ']');
            shown.insert(mark.start, '[');
        }
        shown
    }

    #[test]
    fn what_matched_is_marked_in_the_clean_text() {
        assert_eq!(
            seen("keeps the <9f>cart</9f> and\n<9f>c\u{1b}[31mart</9f>s alive"),
            "keeps the [cart] and [cart]s alive"
        );
        assert_eq!(seen("nothing"), "nothing");
        let long = format!("{}<9f>here</9f>{}", "far ".repeat(50), " on".repeat(100));
        assert!(seen(&long).contains("far [here] on"), "{}", seen(&long));
        assert!(seen(&long).chars().count() <= SNIPPET + 2);
    }
}
