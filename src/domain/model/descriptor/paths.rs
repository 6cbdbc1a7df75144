//! Paths inside a tree of files, always with `/`, and patterns of them.

use std::cmp::Ordering;

/// `target` as seen from the folder of `file`, with `.` and `..` worked out; `..` that leave the
/// tree stay in front.
pub(super) fn resolve(file: &str, target: &str) -> String {
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(target.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (joined.is_empty(), target.ends_with('/')) {
        (true, true) => "./".to_owned(),
        (true, false) => ".".to_owned(),
        (false, true) => joined + "/",
        (false, false) => joined,
    }
}

/// Order of a walk through folders: name by name, in UTF-16 order.
pub(super) fn walk_order(a: &str, b: &str) -> Ordering {
    let by_name = |a: &str, b: &str| a.encode_utf16().cmp(b.encode_utf16());
    let (mut left, mut right) = (a.split('/'), b.split('/'));
    loop {
        match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) => match by_name(x, y) {
                Ordering::Equal => {}
                order => return order,
            },
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Char(char),
    /// `?`: a character but `/`.
    One,
    /// `*`: characters but `/`.
    Many,
    /// `**`: any characters.
    All,
    /// `**/`: any folders, or none.
    Folders,
}

/// A pattern with `*`, `**` and `?`.
pub(super) struct Pattern(Vec<Part>);

impl Pattern {
    /// None for a text without such characters.
    pub(super) fn new(text: &str) -> Option<Pattern> {
        if !text.contains(['*', '?']) {
            return None;
        }
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let (part, length) = match first {
                '*' if rest.starts_with("**/") => (Part::Folders, 3),
                '*' if rest.starts_with("**") => (Part::All, 2),
                '*' => (Part::Many, 1),
                '?' => (Part::One, 1),
                _ => (Part::Char(first), first.len_utf8()),
            };
            parts.push(part);
            rest = rest.get(length..).unwrap_or_default();
        }
        Some(Pattern(parts))
    }

    /// Takes time in proportion to the pattern times the path, whatever they are.
    pub(super) fn matches(&self, path: &str) -> bool {
        let chars: Vec<char> = path.chars().collect();
        // reached[n]: the parts so far can match the first n characters.
        let mut reached = vec![false; chars.len() + 1];
        if let Some(start) = reached.first_mut() {
            *start = true;
        }
        for part in &self.0 {
            reached = step(*part, &reached, &chars);
        }
        reached.last().copied().unwrap_or_default()
    }
}

fn step(part: Part, reached: &[bool], chars: &[char]) -> Vec<bool> {
    let mut next = Vec::with_capacity(reached.len());
    let mut open = false;
    for (n, here) in reached.iter().enumerate() {
        let before = n.checked_sub(1).and_then(|p| chars.get(p));
        let came = n.checked_sub(1).and_then(|p| reached.get(p)).copied().unwrap_or_default();
        next.push(match part {
            Part::Char(c) => came && before == Some(&c),
            Part::One => came && before != Some(&'/'),
            Part::Many => {
                open = *here || (open && before != Some(&'/'));
                open
            }
            Part::All => {
                open |= *here;
                open
            }
            Part::Folders => {
                let after_folder = open && before == Some(&'/');
                open |= *here;
                *here || after_folder
            }
        });
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_resolve_beside_their_file() {
        assert_eq!(resolve("a/b.yaml", "./c.yaml"), "a/c.yaml");
        assert_eq!(resolve("a/b.yaml", "../../x.yaml"), "../x.yaml");
        assert_eq!(resolve("b.yaml", "/x.yaml"), "x.yaml");
    }

    #[test]
    fn patterns_stop_at_folders_unless_doubled() {
        let matches = |pattern, path| Pattern::new(pattern).is_some_and(|p| p.matches(path));
        assert!(matches("a/*.yaml", "a/b.yaml") && !matches("a/*.yaml", "a/b/c.yaml"));
        assert!(matches("**/c.yaml", "c.yaml") && matches("**/c.yaml", "a/b/c.yaml"));
        assert!(!matches("**/c.yaml", "xc.yaml") && matches("a/**", "a/b/c"));
        assert!(matches("?.yml", "a.yml") && !matches("?.yml", "/.yml"));
        assert!(Pattern::new("plain").is_none());
    }
}
