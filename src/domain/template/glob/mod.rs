//! Which files a list of globs means, as `globby` 11 with `dot: true` answers it for Backstage's actions.
//!
//! Braces are spread first; `*` and `?` stay within a folder, `**` does not; `@(a|b)` and its like work; what begins
//! with `!` takes away from the globs before it. A plain name of a folder means all that lies below it.

mod braces;
mod class;
mod matcher;
mod parse;

use matcher::Matcher;

/// Something that may be meant: a path without `.` and `..`, from the folder that globs are read in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The path, with `/`.
    pub path: String,
    /// It is a folder.
    pub is_folder: bool,
    /// It is a file; a link is neither.
    pub is_file: bool,
}

/// The places of those of the candidates that the globs mean, each once: glob after glob, and of each in the order of
/// the candidates.
#[must_use]
pub fn select(globs: &[String], candidates: &[Candidate], only_files: bool) -> Vec<usize> {
    let (mut selected, mut is_selected) = (Vec::new(), vec![false; candidates.len()]);
    for (n, glob) in globs.iter().enumerate().filter(|(_, glob)| !glob.starts_with('!')) {
        let ignored = globs.iter().skip(n).filter_map(|later| later.strip_prefix('!'));
        let task = Task::of(&spread_folder(glob, candidates), ignored);
        for (place, (candidate, is_selected)) in candidates.iter().zip(&mut is_selected).enumerate() {
            let is_wanted = candidate.is_file || !only_files;
            if is_wanted && !*is_selected && task.means(candidate) {
                selected.push(place);
                *is_selected = true;
            }
        }
    }
    selected
}

/// A glob that is just the path of a folder stands for what is in it.
fn spread_folder(glob: &str, candidates: &[Candidate]) -> String {
    let parts: Vec<&str> = glob.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let path = parts.join("/");
    let is_folder = candidates.iter().any(|candidate| candidate.is_folder && candidate.path == path);
    match path.as_str() {
        "" if !glob.starts_with('/') => "**".to_owned(),
        _ if is_folder && !glob.starts_with('/') => format!("{path}/**"),
        _ => glob.to_owned(),
    }
}

/// One glob with its braces spread.
struct Task {
    /// Plain paths; they are globs all the same.
    plain: Vec<(String, Matcher)>,
    /// Globs, each with the folder that is walked for it.
    globs: Vec<(String, Matcher)>,
    ignored: Vec<Matcher>,
    /// Of those that are ignored the ones whose folders are not walked at all.
    unwalked: Vec<Matcher>,
}

impl Task {
    fn of<'a>(glob: &str, ignored: impl Iterator<Item = &'a str>) -> Self {
        let spread = braces::expand(glob);
        let negative = spread.iter().filter(|glob| is_negative(glob)).map(|glob| glob.trim_start_matches('!'));
        // nothing at all stands for everything
        let ignored = ignored.map(|glob| if matches!(glob, "" | "." | "./") { "**" } else { glob });
        let mut ignored: Vec<String> = ignored.flat_map(braces::expand).collect();
        ignored.extend(negative.flat_map(braces::expand));
        let positive: Vec<&String> = spread.iter().filter(|glob| !is_negative(glob)).collect();
        let (dynamic, plain): (Vec<_>, Vec<_>) = positive.into_iter().partition(|glob| is_dynamic(glob));
        let walks_all = dynamic.iter().any(|glob| base(glob).is_empty());
        let walked = |glob: &&String| if walks_all { String::new() } else { base(glob) };
        let unwalked = ignored.iter().filter(|glob| glob.ends_with("/**") || !is_dynamic(name(glob)));
        Self {
            plain: plain.iter().map(|glob| ((*glob).clone(), Matcher::new(glob))).collect(),
            globs: dynamic.iter().map(|glob| (walked(glob), Matcher::new(glob))).collect(),
            unwalked: unwalked.map(|glob| Matcher::new(glob)).collect(),
            ignored: ignored.iter().map(|glob| Matcher::new(glob)).collect(),
        }
    }

    fn means(&self, candidate: &Candidate) -> bool {
        let path = candidate.path.as_str();
        let fits = |matcher: &Matcher| {
            matcher.is_match(path) || (candidate.is_folder && matcher.is_match(&format!("{path}/")))
        };
        if self.ignored.iter().any(fits) {
            return false;
        }
        if self.plain.iter().any(|(plain, matcher)| plain == path && fits(matcher)) {
            return true;
        }
        self.globs.iter().any(|(walked, matcher)| self.is_walked(walked, path) && fits(matcher))
    }

    /// Whether a path is come by when that folder is walked.
    fn is_walked(&self, walked: &str, path: &str) -> bool {
        let below = match walked {
            "" => Some(path),
            walked => path.strip_prefix(walked).and_then(|rest| rest.strip_prefix('/')),
        };
        let Some(below) = below.filter(|below| !below.is_empty()) else { return false };
        let start = path.len() - below.len();
        let ends = below.match_indices('/').map(|(at, _)| start + at);
        let mut folders = ends.filter_map(|end| path.get(..end));
        !folders.any(|folder| self.unwalked.iter().any(|matcher| matcher.is_match(folder)))
    }
}

fn is_negative(glob: &str) -> bool {
    glob.starts_with('!') && !glob.starts_with("!(")
}

fn name(glob: &str) -> &str {
    let glob = glob.trim_end_matches('/');
    glob.rsplit_once('/').map_or(glob, |(_, name)| name)
}

/// Whether a glob is more than a path.
fn is_dynamic(glob: &str) -> bool {
    glob.contains(['\\', '*', '?']) || glob.starts_with('!') || has_class(glob) || has_group(glob)
}

fn has_class(glob: &str) -> bool {
    let mut open = false;
    for character in glob.chars() {
        match character {
            '[' => open = true,
            ']' if open => return true,
            _ => {}
        }
    }
    false
}

/// `@(...)` and its like, or `(a|b)`.
fn has_group(glob: &str) -> bool {
    let ends =
        |rest: &str| rest.find(['(', ')']).is_some_and(|at| rest.get(at..).is_some_and(|rest| rest.starts_with(')')));
    glob.match_indices('(').any(|(at, _)| {
        let (before, rest) = (glob.get(..at).unwrap_or_default(), glob.get(at + 1..).unwrap_or_default());
        let is_marked = before.ends_with(['!', '*', '+', '?', '@']);
        let inner = rest.split(')').next().unwrap_or_default();
        ends(rest) && (is_marked || inner.contains('|'))
    })
}

/// The folder that is walked for a glob: what comes before its first part that looks like one. A lone `?` does not,
/// so that a folder of just that name is asked for.
fn base(glob: &str) -> String {
    let parts: Vec<&str> = glob.split('/').collect();
    let names = parts.iter().take(parts.len().saturating_sub(1)).take_while(|part| !looks_globby(part));
    let base = names.copied().collect::<Vec<_>>().join("/");
    if base == "." { String::new() } else { base.replace('\\', "") }
}

fn looks_globby(part: &str) -> bool {
    let is_marked = |pair: &[u8]| matches!(pair, [b']' | b'.' | b'+' | b')', b'?']);
    let opens = part.match_indices(['{', '[']).any(|(at, _)| !part.get(..at).unwrap_or_default().ends_with('\\'));
    part.contains('*') || opens || part.starts_with('!') || has_group(part) || part.as_bytes().windows(2).any(is_marked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selected(globs: &[&str], paths: &[&str]) -> Vec<String> {
        let globs: Vec<String> = globs.iter().map(|glob| (*glob).to_owned()).collect();
        let candidate = |path: &&str| Candidate {
            path: path.trim_end_matches('/').to_owned(),
            is_folder: path.ends_with('/'),
            is_file: !path.ends_with('/'),
        };
        let candidates: Vec<Candidate> = paths.iter().map(candidate).collect();
        select(&globs, &candidates, false).into_iter().map(|n| candidates[n].path.clone()).collect()
    }

    #[test]
    fn stars_stay_in_a_folder_and_two_stars_do_not() {
        let paths = ["a.hbs", "sub/", "sub/b.hbs", "sub/.c.hbs"];
        assert_eq!(selected(&["*.hbs"], &paths), ["a.hbs"]);
        assert_eq!(selected(&["**/*.hbs"], &paths), ["a.hbs", "sub/b.hbs", "sub/.c.hbs"]);
        assert_eq!(selected(&["sub/?.hbs"], &paths), ["sub/b.hbs"]);
    }

    #[test]
    fn a_folder_by_its_name_means_what_is_in_it_and_by_a_glob_itself() {
        let paths = ["lib/", "lib/x", "charts/", "charts/a/", "charts/a/templates/", "charts/a/templates/d.yaml"];
        assert_eq!(selected(&["lib"], &paths), ["lib/x"]);
        assert_eq!(selected(&["charts/*/templates"], &paths), ["charts/a/templates"]);
    }

    #[test]
    fn what_is_taken_away_stays_away() {
        let paths = ["s/", "s/a", "s/b", "s/no/", "s/no/c"];
        assert_eq!(selected(&["s/**", "!s/b"], &paths), ["s/a", "s/no", "s/no/c"]);
        assert_eq!(selected(&["s/**", "!**/no"], &paths), ["s/a", "s/b"]);
        assert_eq!(selected(&["!s/b", "s/b"], &paths), ["s/b"], "only from globs before it");
    }

    #[test]
    fn braces_classes_and_groups_work() {
        let paths = ["a.ts", "a.tsx", "[x].txt", "x.txt", "b.d.ts", "file10"];
        assert_eq!(selected(&["*.{ts,tsx}"], &paths), ["a.ts", "a.tsx", "b.d.ts"]);
        assert_eq!(selected(&["[x].txt"], &paths), ["[x].txt", "x.txt"]);
        assert_eq!(selected(&["@(a|x).t*"], &paths), ["a.ts", "a.tsx", "x.txt"]);
        assert_eq!(selected(&["**/!(a).ts"], &paths), ["b.d.ts"]);
        assert_eq!(selected(&["file{9..11}"], &paths), ["file10"]);
    }
}
