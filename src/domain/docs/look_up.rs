//! Finding in the index of a site: sections that hold all words, best first.

use super::index::{Folded, Index, IndexHit, IndexSection};
use crate::domain::text::Clean;
use memchr::memmem::Finder;
use std::cmp::Reverse;
use std::collections::HashSet;
use std::ops::Range;

/// Bytes of a snippet before what was found.
const BEFORE: usize = 48;
/// Bytes of a snippet at most.
const SNIPPET: usize = 180;
/// Sections after which somebody may have lost interest.
const STEP: usize = 64;
/// Words that are looked for at most.
const WORDS: usize = 12;

impl Index {
    /// The sections that hold each of the words, in the title or in the text, also as parts of longer
    /// words: those first whose title has them, and in a title those that begin so. Nothing for no words.
    /// `go_on` is asked now and then whether the answer is still wanted; `None` when it is not.
    pub fn find(&self, text: &str, most: usize, go_on: &dyn Fn() -> bool) -> Option<Vec<IndexHit>> {
        let words = words(text);
        if words.is_empty() {
            return Some(Vec::new());
        }
        let finders: Vec<Finder<'_>> = words.iter().map(|word| Finder::new(word.as_bytes())).collect();
        let mut found = Vec::new();
        for (at, (section, folded)) in self.sections.iter().zip(self.folded()).enumerate() {
            if at % STEP == 0 && !go_on() {
                return None;
            }
            found.extend(rank(section, folded, &words, &finders).map(|rank| (rank, at)));
        }
        found.sort_by_key(|(rank, at)| (Reverse(*rank), *at));
        Some(self.hits(&found, most, &finders))
    }

    /// Whether each of the words stands somewhere in it, be it in different sections.
    pub fn holds(&self, text: &str) -> bool {
        words(text).iter().all(|word| {
            let finder = Finder::new(word.as_bytes());
            let is_in = |text: &str| finder.find(text.as_bytes()).is_some();
            self.folded().iter().any(|section| is_in(&section.title) || is_in(&section.text))
        })
    }

    fn folded(&self) -> &[Folded] {
        let fold = |text: &Clean| text.as_str().to_lowercase().into_boxed_str();
        self.folded.get_or_init(|| {
            let folded = |section: &IndexSection| Folded { title: fold(&section.title), text: fold(&section.text) };
            self.sections.iter().map(folded).collect()
        })
    }

    /// The best as hits. A page as a whole repeats what its sections say: it is left out where one of
    /// them was found.
    fn hits(&self, found: &[(u32, usize)], most: usize, finders: &[Finder<'_>]) -> Vec<IndexHit> {
        let sections = || found.iter().filter_map(|(_, at)| Some((self.sections.get(*at)?, self.folded().get(*at)?)));
        let told: HashSet<&str> = sections()
            .filter(|(section, _)| !section.id.is_empty())
            .map(|(section, _)| section.page.as_str())
            .collect();
        let kept = sections().filter(|(section, folded)| {
            !section.id.is_empty() || !told.contains(section.page.as_str()) || is_in(&folded.title, finders)
        });
        kept.take(most).map(|(section, folded)| hit(section, folded, finders)).collect()
    }
}

/// What is looked for, in lower case, each word once.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace().take(WORDS).map(str::to_lowercase) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

fn is_in(text: &str, finders: &[Finder<'_>]) -> bool {
    finders.iter().all(|finder| finder.find(text.as_bytes()).is_some())
}

/// How well a section answers; `None` where a word is nowhere in it.
fn rank(section: &IndexSection, folded: &Folded, words: &[String], finders: &[Finder<'_>]) -> Option<u32> {
    let mut rank = 0;
    for (word, finder) in words.iter().zip(finders) {
        rank += match finder.find(folded.title.as_bytes()) {
            Some(at) if begins_word(&folded.title, at) && ends_word(&folded.title, at + word.len()) => 12,
            Some(at) if begins_word(&folded.title, at) => 8,
            Some(_) => 4,
            None => match finder.find(folded.text.as_bytes())? {
                at if begins_word(&folded.text, at) => 2,
                _ => 1,
            },
        };
    }
    // a title that is just that, and the page before its sections
    let is_title = *folded.title == *words.join(" ");
    Some(rank * 4 + if is_title { 2 } else { 0 } + u32::from(section.id.is_empty()))
}

fn begins_word(text: &str, at: usize) -> bool {
    text.get(..at).and_then(|before| before.chars().next_back()).is_none_or(|c| !c.is_alphanumeric())
}

fn ends_word(text: &str, at: usize) -> bool {
    text.get(at..).and_then(|after| after.chars().next()).is_none_or(|c| !c.is_alphanumeric())
}

fn hit(section: &IndexSection, folded: &Folded, finders: &[Finder<'_>]) -> IndexHit {
    let snippet = snippet(section, folded, finders);
    let marks = marks(snippet.as_str(), finders);
    IndexHit { page: section.page.clone(), id: section.id.clone(), title: section.title.clone(), snippet, marks }
}

/// The text around the first word that stands in it; its beginning where none does.
fn snippet(section: &IndexSection, folded: &Folded, finders: &[Finder<'_>]) -> Clean {
    let text = section.text.as_str();
    // lower case may be longer or shorter; then no place is exact
    let exact = folded.text.len() == text.len();
    let at = finders.iter().filter_map(|finder| finder.find(folded.text.as_bytes())).min();
    let at = at.filter(|_| exact).unwrap_or(0);
    let from = word_before(text, at.saturating_sub(BEFORE));
    let to = char_before(text, from.saturating_add(SNIPPET).min(text.len()));
    let more = |is: bool| if is { "…" } else { "" };
    let part = text.get(from..to).unwrap_or_default().trim();
    Clean::line(&format!("{}{part}{}", more(from > 0), more(to < text.len())))
}

/// The first word at or after a place, so that a snippet begins with a whole one where one is near.
fn word_before(text: &str, at: usize) -> usize {
    let at = char_before(text, at);
    if at == 0 {
        return 0;
    }
    let rest = text.get(at..).unwrap_or_default();
    let blank = rest.char_indices().take(BEFORE / 2).find(|(_, c)| c.is_whitespace());
    blank.map_or(at, |(blank, c)| at + blank + c.len_utf8())
}

fn char_before(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Where the words stand in a text, in order, each place once.
fn marks(text: &str, finders: &[Finder<'_>]) -> Vec<Range<usize>> {
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return Vec::new();
    }
    let places = |finder: &Finder<'_>| -> Vec<Range<usize>> {
        finder.find_iter(lower.as_bytes()).map(|at| at..at + finder.needle().len()).collect()
    };
    let mut marks: Vec<Range<usize>> = finders.iter().flat_map(places).collect();
    marks.retain(|mark| text.get(mark.clone()).is_some());
    marks.sort_by_key(|mark| (mark.start, Reverse(mark.end)));
    let mut until = 0;
    marks.retain(|mark| {
        let is_new = mark.start >= until;
        until = if is_new { mark.end } else { until };
        is_new
    });
    marks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::docs::PageName;

    fn section(page: &str, id: &str, title: &'static str, text: &str) -> IndexSection {
        IndexSection { page: PageName::of_path(page), id: id.into(), title: title.into(), text: Clean::line(text) }
    }

    fn index() -> Index {
        Index::of(vec![
            section("index.md", "", "Cart", "The cart keeps what a customer buys. Restarting is harmless."),
            section("runbook.md", "", "Runbook", "On call Restart the service: kubectl rollout restart"),
            section("runbook.md", "restart", "Restart the service", "kubectl rollout restart, then watch the queue"),
            section("runbook.md", "on-call", "On call", "Who is called, and when to restart"),
        ])
    }

    fn found(text: &str) -> Vec<String> {
        let hits = index().find(text, 10, &|| true).unwrap();
        hits.iter().map(|hit| format!("{}#{}", hit.page, hit.id)).collect()
    }

    #[test]
    fn sections_with_all_words_are_found_the_title_before_the_text_and_a_page_not_twice() {
        assert_eq!(found("restart"), ["runbook#restart", "#", "runbook#on-call"]);
        assert_eq!(found("RESTART queue"), ["runbook#restart"]);
        assert_eq!(found("rest"), ["runbook#restart", "#", "runbook#on-call"], "the beginning of a word is enough");
        assert_eq!(found("runbook"), ["runbook#"]);
        assert_eq!(found("restart nobody"), [""; 0]);
        assert_eq!(found("  "), [""; 0]);
        assert!(index().holds("customer queue") && !index().holds("customer nobody"), "in different sections");
    }

    #[test]
    fn a_snippet_shows_what_was_found_and_says_where_text_is_left_out() {
        let long = format!("{} needle in the middle {}", "hay ".repeat(100), "straw ".repeat(100));
        let index = Index::of(vec![section("a.md", "", "A", &long), section("b.md", "", "Ⱥ", "Ⱥ needle")]);
        let hits = index.find("needle", 10, &|| true).unwrap();
        let snippet = hits[0].snippet.as_str();
        assert!(snippet.starts_with("…hay") && snippet.ends_with('…') && snippet.len() < 200, "{snippet}");
        let marked: Vec<&str> = hits[0].marks.iter().map(|mark| snippet.get(mark.clone()).unwrap()).collect();
        assert_eq!(marked, ["needle"]);
        assert_eq!(hits[1].snippet.as_str(), "Ⱥ needle", "where lower case has another length");
    }

    #[test]
    fn nobody_waits_for_what_is_no_longer_wanted() {
        assert_eq!(index().find("restart", 10, &|| false), None);
    }
}
