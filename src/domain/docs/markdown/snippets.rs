//! Files that a source takes in (`--8<--`, snippets of PyMdown), as techdocs-core allows it: no
//! addresses, nothing above the base path. Whoever gives the files keeps to the latter.

use super::Snippets;

/// How deep files take in files.
const DEEPEST: usize = 8;
/// The most text that files may add, in bytes.
const MOST: usize = 8 * 1024 * 1024;

/// The text with the files that it asks for.
pub(super) fn expand(text: &str, snippets: &dyn Snippets) -> Option<String> {
    if !text.contains("8<") {
        return None;
    }
    let mut expanding = Expanding { snippets, out: String::with_capacity(text.len()), open: Vec::new(), added: 0 };
    expanding.lines(text.lines(), "");
    Some(expanding.out)
}

struct Expanding<'s> {
    snippets: &'s dyn Snippets,
    out: String,
    /// The files that are being taken in.
    open: Vec<String>,
    added: usize,
}

/// What a line with the sign of scissors asks for.
enum Line<'a> {
    /// It is text: one `;` less.
    Escaped,
    /// A file.
    One(&'a str),
    /// Begins or ends a list of files.
    Several,
}

impl Expanding<'_> {
    fn lines<'a>(&mut self, lines: impl Iterator<Item = &'a str>, indent: &str) {
        let mut is_list = false;
        for line in lines {
            let body = line.trim_start_matches([' ', '\t']);
            let own = line.get(..line.len() - body.len()).unwrap_or_default();
            match scissors(body) {
                Some(Line::Escaped) => self.push(indent, &line.replacen(';', "", 1)),
                Some(Line::Several) => is_list = !is_list,
                Some(Line::One(path)) if !is_list => self.file(path, &format!("{indent}{own}")),
                Some(Line::One(_)) => {}
                None if is_list => self.file(body.trim_end(), &format!("{indent}{own}")),
                None if section(line).is_some() => {}
                None => self.push(indent, line),
            }
        }
    }

    fn push(&mut self, indent: &str, line: &str) {
        self.out.push_str(indent);
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn file(&mut self, path: &str, indent: &str) {
        if path.is_empty() || path.starts_with(';') || path.contains("://") {
            return;
        }
        let (path, part) = part_of(path.trim());
        if self.open.len() >= DEEPEST || self.added > MOST || self.open.iter().any(|open| open == path) {
            return;
        }
        let Some(text) = self.snippets.snippet(path) else { return };
        self.added += text.len();
        self.open.push(path.to_owned());
        let lines: Vec<&str> = text.split('\n').map(|line| line.trim_end_matches('\r')).collect();
        match part {
            Part::All => self.lines(lines.into_iter(), indent),
            Part::Lines(ranges) => {
                for (from, to) in ranges {
                    self.lines(cut(&lines, from, to).iter().copied(), indent);
                }
            }
            Part::Section(name) => self.lines(within(&lines, name).into_iter(), indent),
        }
        self.open.pop();
    }
}

fn scissors(body: &str) -> Option<Line<'_>> {
    let bare = body.trim_start_matches(';');
    let after = bare.trim_start_matches('-').strip_prefix("8<")?;
    let rest = after.trim_start_matches('-');
    if !bare.starts_with('-') || rest.len() == after.len() {
        return None;
    }
    let path = rest.trim_start();
    let line = if rest.is_empty() {
        Line::Several
    } else {
        let quote = path.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let path = path.strip_prefix(quote)?.strip_suffix(quote)?;
        if path.len() + 2 == rest.len() || path.is_empty() {
            return None;
        }
        Line::One(path)
    };
    Some(if bare.len() < body.len() { Line::Escaped } else { line })
}

/// Which part of a file is asked for.
enum Part<'a> {
    All,
    Lines(Vec<(i64, i64)>),
    Section(&'a str),
}

fn part_of(path: &str) -> (&str, Part<'_>) {
    let Some(at) = path.find(':') else { return (path, Part::All) };
    let (file, part) = path.split_at_checked(at).unwrap_or((path, ""));
    let part = part.trim_start_matches(':');
    if part.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return (file, Part::Section(part));
    }
    let part = path.get(at + 1..).unwrap_or_default();
    let range = |span: &str| {
        let mut ends = span.split(':').map(|end| end.parse::<i64>().unwrap_or(0));
        (ends.next().unwrap_or(0), ends.next().unwrap_or(0))
    };
    (file, Part::Lines(part.split(',').map(range).collect()))
}

/// Lines by their numbers from 1; 0 is the one end or the other, less counts from the end.
fn cut<'a, 'b>(lines: &'b [&'a str], from: i64, to: i64) -> &'b [&'a str] {
    let total = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    let first = if from < 0 { total + from } else { from - 1 }.clamp(0, total);
    let last = if to < 0 {
        total + 1 + to
    } else if to == 0 {
        total
    } else {
        to
    }
    .clamp(first, total);
    let place = |n: i64| usize::try_from(n).unwrap_or(0);
    lines.get(place(first)..place(last)).unwrap_or_default()
}

/// The lines of a section of a file.
fn within<'a>(lines: &[&'a str], name: &str) -> Vec<&'a str> {
    let inner = lines.iter().skip_while(|line| section(line) != Some((true, name))).skip(1);
    inner.take_while(|line| section(line) != Some((false, name))).copied().collect()
}

/// Whether a line begins or ends a section, and which.
fn section(line: &str) -> Option<(bool, &str)> {
    let (_, rest) = line.split_once("8<-")?;
    let inner = rest.trim_start_matches('-').trim_start().strip_prefix('[')?;
    let (inner, _) = inner.split_once(']')?;
    let (word, name) = inner.split_once(':')?;
    match word.trim() {
        "start" => Some((true, name.trim())),
        "end" => Some((false, name.trim())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Files;

    impl Snippets for Files {
        fn snippet(&self, path: &str) -> Option<String> {
            match path {
                "a.md" => Some("one\ntwo\nthree".to_owned()),
                "self.md" => Some("x\n--8<-- \"self.md\"".to_owned()),
                "part.py" => Some("a\n# --8<-- [start:f]\nb\n# --8<-- [end:f]\nc".to_owned()),
                _ => None,
            }
        }
    }

    fn expanded(text: &str) -> String {
        expand(text, &Files).unwrap_or_default()
    }

    #[test]
    fn files_come_in_whole_by_lines_and_by_sections() {
        assert_eq!(expanded("  --8<-- \"a.md\"\n"), "  one\n  two\n  three\n");
        assert_eq!(expanded("--8<-- \"a.md:2:2\"\n"), "two\n");
        assert_eq!(expanded("--8<-- \"a.md:-1:\"\n"), "three\n");
        assert_eq!(expanded("--8<-- \"part.py:f\"\n"), "b\n");
        assert_eq!(expanded("--8<--\na.md:1:1\n; b.md\npart.py:f\n--8<--\n"), "one\nb\n");
    }

    #[test]
    fn a_file_that_takes_itself_in_and_one_that_is_not_there_add_nothing() {
        assert_eq!(expanded("--8<-- \"self.md\"\n"), "x\n");
        assert_eq!(expanded("a\n--8<-- \"none.md\"\n--8<-- \"https://x.example/a\"\n"), "a\n");
        assert_eq!(expanded(";--8<-- \"a.md\"\n"), "--8<-- \"a.md\"\n");
    }
}
