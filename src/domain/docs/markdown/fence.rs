//! Code between fences (superfences of PyMdown): taken out before blocks are looked at, a mark left.

use super::source::mark;
use std::ops::RangeInclusive;

/// A block of code between fences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fence {
    /// Its language as it was written.
    pub language: String,
    /// The name above it.
    pub title: Option<String>,
    /// The number of the first line, where the author gave one.
    pub numbers_from: Option<u32>,
    /// Which lines are marked, from 1.
    pub marked: Vec<RangeInclusive<usize>>,
    /// Its code, without what stands before its lines.
    pub code: String,
    /// All its lines with the fences, without what stands before them.
    pub original: String,
}

/// The text with marks instead of fences, and the fences.
pub(super) fn take(text: &str) -> (String, Vec<Fence>) {
    if !text.contains("```") && !text.contains("~~~") {
        return (text.to_owned(), Vec::new());
    }
    let lines: Vec<&str> = text.lines().collect();
    let (mut out, mut fences) = (String::with_capacity(text.len()), Vec::new());
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let next = match Start::of(line).map(|start| start.finish(&lines, at + 1)) {
            Some(Ok((fence, prefix, next))) => {
                out.push_str(prefix);
                mark(&mut out, 'f', fences.len());
                out.push('\n');
                fences.push(fence);
                at = next;
                continue;
            }
            // what was looked through for its end is not looked at again
            Some(Err(next)) => next,
            None => at + 1,
        };
        for line in lines.get(at..next).unwrap_or_default() {
            out.push_str(line);
            out.push('\n');
        }
        at = next;
    }
    (out, fences)
}

impl Fence {
    /// The code as HTML, the way MkDocs builds it; for fences that stand in HTML.
    pub(super) fn html(&self) -> String {
        let code = escaped(self.code.trim_matches('\n'));
        if self.language.eq_ignore_ascii_case("mermaid") {
            return format!("<pre class=\"mermaid\"><code>{code}</code></pre>");
        }
        let language = crate::domain::docs::language::named(&self.language);
        let title = self.title.as_deref().map(escaped).unwrap_or_default();
        let title = if title.is_empty() { title } else { format!("<span class=\"filename\">{title}</span>") };
        let from = self.numbers_from.unwrap_or(1);
        let lines: Vec<String> = code.split('\n').enumerate().map(|(nth, line)| self.line(nth + 1, line)).collect();
        format!(
            "<div class=\"language-{language} highlight\">{title}<span class=\"linenos\" data-linenos=\"{from}\"></span>\
             <pre><code>{}</code></pre></div>",
            lines.concat()
        )
    }

    fn line(&self, number: usize, line: &str) -> String {
        let is_marked = self.marked.iter().any(|lines| lines.contains(&number));
        if is_marked { format!("<span class=\"hll\">{line}\n</span>") } else { format!("{line}\n") }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The line that opens a fence.
struct Start<'a> {
    /// What stands before it: blanks and signs of quotes.
    prefix: &'a str,
    /// The fence itself.
    sign: &'a str,
    /// The line without what stands before it.
    opening: &'a str,
    head: Fence,
}

impl<'a> Start<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let body = line.trim_start_matches([' ', '>']);
        let first = body.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let info = body.trim_start_matches(first);
        let length = body.len() - info.len();
        if length < 3 || (first == '`' && info.contains('`')) {
            return None;
        }
        let prefix = line.get(..line.len() - body.len())?;
        Some(Self { prefix, sign: body.get(..length)?, opening: body, head: head(info.trim())? })
    }

    /// The fence up to its end, and the number of the line after it; for what is none, that after the line
    /// that it cannot have.
    fn finish(self, lines: &[&str], from: usize) -> Result<(Fence, &'a str, usize), usize> {
        let Self { prefix, sign, opening, mut head } = self;
        for (at, line) in lines.iter().enumerate().skip(from) {
            let body = without(line, prefix).ok_or(at + 1)?;
            if body.trim_end_matches([' ', '\t']) == sign {
                head.code.pop();
                head.original = format!("{opening}\n{}\n{sign}", head.code);
                return Ok((head, prefix, at + 1));
            }
            head.code.push_str(body);
            head.code.push('\n');
        }
        Err(lines.len())
    }
}

/// A line without what stands before every line of its fence; none where the line is outside of it.
fn without<'a>(line: &'a str, prefix: &str) -> Option<&'a str> {
    if let Some(body) = line.strip_prefix(prefix) {
        return Some(body);
    }
    let is_blank = line.trim_end() == prefix.trim_end() || (line.trim().is_empty() && !prefix.contains('>'));
    is_blank.then_some("")
}

/// What stands after the fence: a language, then options, or both in braces. None where it is neither,
/// for then it is no fence.
fn head(info: &str) -> Option<Fence> {
    let (first, rest) = info.find([' ', '{']).and_then(|at| info.split_at_checked(at)).unwrap_or((info, ""));
    let mut fence = Fence { language: first.trim_start_matches('.').to_owned(), ..Fence::default() };
    if first.contains(['=', '"']) {
        fence.language.clear();
        return options(info, &mut fence).then_some(fence);
    }
    if first.chars().any(|c| !(c.is_alphanumeric() || "_#.+-".contains(c))) {
        return None;
    }
    let rest = rest.trim();
    match rest.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(attributes) => {
            for word in super::attributes::words(attributes) {
                set(&mut fence, word);
            }
        }
        None if !options(rest, &mut fence) => return None,
        None => {}
    }
    Some(fence)
}

fn options(text: &str, fence: &mut Fence) -> bool {
    let words = super::attributes::words(text);
    let are_known = words.iter().all(|(key, value)| {
        key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && key.starts_with(|c: char| c.is_ascii_alphabetic())
            && (value.is_some() || matches!(*key, "title" | "hl_lines" | "linenums"))
    });
    for word in words {
        set(fence, word);
    }
    are_known
}

fn set(fence: &mut Fence, (key, value): (&str, Option<&str>)) {
    match (key, value) {
        ("title", Some(value)) => fence.title = Some(value.to_owned()),
        ("linenums", Some(value)) => {
            fence.numbers_from = value.split_whitespace().next().and_then(|first| first.parse().ok());
        }
        ("hl_lines", Some(value)) => fence.marked = value.split_whitespace().filter_map(range).collect(),
        (word, None) if fence.language.is_empty() => {
            if let Some(class) = word.strip_prefix('.') {
                fence.language = class.to_owned();
            }
        }
        _ => {}
    }
}

fn range(text: &str) -> Option<RangeInclusive<usize>> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    Some(from.parse().ok()?..=to.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(text: &str) -> Fence {
        take(text).1.pop().unwrap_or_default()
    }

    #[test]
    fn a_fence_has_a_language_a_title_numbers_and_marked_lines() {
        let fence = only("``` { .yaml .annotate linenums=\"3\" title=\"a b\" hl_lines=\"1 3-4\" }\nx: y\n\nz\n```\n");
        assert_eq!((fence.language.as_str(), fence.title.as_deref()), ("yaml", Some("a b")));
        assert_eq!((fence.numbers_from, fence.marked), (Some(3), vec![1..=1, 3..=4]));
        assert_eq!(fence.code, "x: y\n\nz");
        assert_eq!(only("```py title=\"x\"\na\n```\n").title.as_deref(), Some("x"));
    }

    #[test]
    fn what_is_not_closed_or_has_words_behind_it_is_no_fence() {
        for text in ["```\nnever\n", "```py and more words\nx\n```\n", "    ```\nx\n    ```\n"] {
            assert!(take(text).1.iter().all(|fence| !fence.code.contains("never")), "{text}");
            assert!(take(text).0.contains("```"), "{text}");
        }
    }

    #[test]
    fn fences_in_what_is_never_closed_are_none() {
        assert_eq!(take("````\na\n```\nb\n```\n").1, []);
        assert_eq!(take("- x\n\n    ```\n    a\n```\nb\n```\nc\n").1, []);
        assert_eq!(only("- x\n\n    ```\n    a\nb\n\n```\nc\n```\n").code, "c");
    }

    #[test]
    fn a_fence_in_a_quote_and_in_an_item_loses_what_stands_before_it() {
        assert_eq!(only("> ```\n> a\n>\n> b\n> ```\n").code, "a\n\nb");
        assert_eq!(only("- x\n\n    ```\n    a\n\n      b\n    ```\n").code, "a\n\n  b");
    }
}
