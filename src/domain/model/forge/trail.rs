use crate::domain::model::At;
use crate::domain::text::Clean;
use std::collections::{HashMap, HashSet};

/// A commit, as a forge tells of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commit {
    /// Its whole id.
    pub id: Clean,
    /// The commits before it: two of a merge, none of the first one.
    pub parents: Vec<Clean>,
    /// The first line of its message.
    pub title: Clean,
    /// The whole message, line by line.
    pub text: Vec<Clean>,
    /// Who wrote it, as people call them.
    pub author: Clean,
    /// When it came to be as it is; a rebase makes it anew.
    pub at: At,
    /// Its address for a browser.
    pub address: Clean,
}

impl Commit {
    /// The number of the pull request that its message says it brought: `Merge pull request #12 from ...` and
    /// `Title (#12)` (GitHub, Gitea), `See merge request GROUP/NAME!12` (GitLab).
    pub fn pull(&self) -> Option<u64> {
        let title = self.title.as_str().trim();
        if let Some(rest) = title.strip_prefix("Merge pull request ") {
            return number_in(rest.trim_start_matches('\'').split_once('#')?.1).or_else(|| in_brackets(title));
        }
        in_brackets(title).or_else(|| {
            let seen = self.text.iter().find_map(|line| line.as_str().trim().strip_prefix("See merge request "))?;
            number_in(seen.rsplit_once('!')?.1)
        })
    }
}

impl Commit {
    /// Whether it is what has that title, or merges it; whatever number of a pull request stands behind it.
    fn brings(&self, title: &str) -> bool {
        let said = self.title.as_str().trim();
        let is_numbered = in_brackets(said).is_some();
        if said == title || is_numbered && said.rsplit_once(" (#").is_some_and(|(bare, _)| bare == title) {
            return true;
        }
        // Gitea quotes the title, the others have it as the next line
        let next = self.text.iter().skip(1).map(|line| line.as_str().trim()).find(|line| !line.is_empty());
        self.parents.len() > 1 && (next == Some(title) || said.contains(&format!("'{title}' (#")))
    }
}

/// `12` of `Add a database (#12)`.
fn in_brackets(title: &str) -> Option<u64> {
    title.strip_suffix(')')?.rsplit_once("(#")?.1.parse().ok()
}

fn number_in(text: &str) -> Option<u64> {
    text.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// The latest commits of a branch, newest first: what of it contains a commit, and what took one back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trail {
    /// They.
    pub commits: Vec<Commit>,
    /// All that the branch has is among them.
    pub is_whole: bool,
}

impl Trail {
    /// Whether a commit is among them: it is on the branch. That one is not proves nothing unless the trail is whole.
    pub fn holds(&self, id: &str) -> bool {
        self.commits.iter().any(|commit| commit.id.as_str() == id)
    }

    /// The commits that are known to contain one, without itself.
    pub fn containing(&self, id: &str) -> Vec<Clean> {
        let mut within: HashSet<&str> = HashSet::from([id]);
        let mut found = Vec::new();
        // from the oldest on, so that parents come first; clocks that go wrong may have mixed them up
        loop {
            let before = within.len();
            for commit in self.commits.iter().rev() {
                let is_after = commit.parents.iter().any(|parent| within.contains(parent.as_str()));
                if is_after && within.insert(commit.id.as_str()) {
                    found.push(commit.id.clone());
                }
            }
            if within.len() == before {
                return found;
            }
        }
    }

    /// The commit that took back what is named, and was not itself taken back since.
    pub fn reverting(&self, ids: &[&str], pull: Option<u64>) -> Option<&Commit> {
        let reverted = self.reverted();
        let names = |n: usize, commit: &Commit| {
            reverts(commit).iter().any(|one| match one {
                Reverts::Commit(id) => ids.iter().any(|known| known.starts_with(id)),
                Reverts::Pull(number) => pull == Some(*number),
                Reverts::Title(title) => self.titled(n, title).is_some_and(|commit| ids.contains(&commit.id.as_str())),
            })
        };
        let standing = self.commits.iter().enumerate().filter(|(_, commit)| !reverted.contains(commit.id.as_str()));
        let mut newer = standing.filter(|(_, commit)| !ids.contains(&commit.id.as_str()));
        newer.find(|(n, commit)| names(*n, commit)).map(|(_, commit)| commit)
    }

    /// The one commit before the one at a place that brought what has that title; none where there are several. A merge
    /// and what it merged are one.
    fn titled(&self, place: usize, title: &str) -> Option<&Commit> {
        let mut before = self.commits.iter().skip(place + 1).filter(|commit| commit.brings(title));
        let first = before.next()?;
        before.all(|other| first.parents.contains(&other.id)).then_some(first)
    }

    /// Commits that are taken back as it stands: one that was taken back by a commit that was taken back is not.
    fn reverted(&self) -> HashSet<&str> {
        let by_id: HashMap<&str, &Commit> = self.commits.iter().map(|commit| (commit.id.as_str(), commit)).collect();
        let brought = self.commits.iter().filter_map(|commit| Some((commit.pull()?, commit.id.as_str())));
        let brought: HashMap<u64, &str> = brought.collect();
        let mut gone: HashSet<&str> = HashSet::new();
        // the newest stands, and decides about what it names
        for (n, commit) in self.commits.iter().enumerate() {
            if gone.contains(commit.id.as_str()) {
                continue;
            }
            for one in reverts(commit) {
                match one {
                    Reverts::Commit(id) => gone.extend(by_id.keys().find(|known| known.starts_with(id))),
                    Reverts::Pull(number) => gone.extend(brought.get(&number)),
                    Reverts::Title(title) => gone.extend(self.titled(n, title).map(|commit| commit.id.as_str())),
                }
            }
        }
        gone
    }
}

/// What a message says was taken back.
enum Reverts<'c> {
    /// A commit, by the beginning of its id.
    Commit(&'c str),
    /// A pull request.
    Pull(u64),
    /// What has that title, where nothing else is said: forges squash by the title alone.
    Title(&'c str),
}

/// `This reverts commit ID` (git), `This reverts merge request GROUP/NAME!12` (GitLab), `Reverts ORG/NAME#12` (GitHub).
fn reverts(commit: &Commit) -> Vec<Reverts<'_>> {
    // such lines are also quoted; a commit that takes something back says so in its title
    if !commit.title.as_str().trim_start().to_ascii_lowercase().starts_with("revert") {
        return Vec::new();
    }
    let said: Vec<Reverts<'_>> = commit.text.iter().filter_map(|line| reverts_in(line.as_str().trim())).collect();
    if said.is_empty() { titled_in(commit.title.as_str()).into_iter().collect() } else { said }
}

/// `Add` of `Revert "Add"` and `Revert "Add" (#13)`; 12 of `Revert "Add (#12)"`, with `!` at GitLab.
fn titled_in(title: &str) -> Option<Reverts<'_>> {
    let quoted = title.trim().strip_prefix("Revert \"")?;
    let inner = quoted.get(..quoted.rfind('"')?)?;
    let number = in_brackets(inner).or_else(|| inner.strip_suffix(')')?.rsplit_once("(!")?.1.parse().ok());
    Some(number.map_or(Reverts::Title(inner), Reverts::Pull))
}

fn reverts_in(line: &str) -> Option<Reverts<'_>> {
    if let Some((_, rest)) = line.split_once("This reverts commit ") {
        let id = rest.split(|c: char| !c.is_ascii_hexdigit()).next().filter(|id| id.len() >= 7)?;
        return Some(Reverts::Commit(id));
    }
    let mark = match () {
        () if line.contains("This reverts merge request ") => '!',
        () if line.starts_with("Reverts ") => '#',
        () => return None,
    };
    let (_, number) = line.split_once(mark)?;
    number_in(number).map(Reverts::Pull)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commit(id: &str, parents: &[&str], message: &str) -> Commit {
        let text = Clean::lines(message);
        Commit {
            id: Clean::line(&id.repeat(40)),
            parents: parents.iter().map(|parent| Clean::line(&parent.repeat(40))).collect(),
            title: text.first().cloned().unwrap_or_default(),
            text,
            ..Commit::default()
        }
    }

    fn of(commits: &[(&str, &[&str], String)]) -> Trail {
        let commits = commits.iter().map(|(id, parents, message)| commit(id, parents, message)).collect();
        Trail { commits, is_whole: true }
    }

    fn revert(id: &str) -> String {
        format!("Revert \"x\"\n\nThis reverts commit {}.", id.repeat(40))
    }

    fn whole(id: &str) -> String {
        id.repeat(40)
    }

    #[test]
    fn a_later_commit_contains_an_earlier_one_only_along_its_parents() {
        // d merges b and c, which both come after a
        let text = String::new;
        let trail = of(&[("d", &["b", "c"], text()), ("c", &["a"], text()), ("b", &["a"], text()), ("a", &[], text())]);
        let of_b: Vec<String> = trail.containing(&whole("b")).iter().map(ToString::to_string).collect();
        assert_eq!(of_b, [whole("d")], "c was made beside it");
        assert_eq!(trail.containing(&whole("a")).len(), 3);
    }

    #[test]
    fn what_was_taken_back_is_known_by_the_commit_that_says_so() {
        let trail = of(&[("b", &["a"], revert("a")), ("a", &[], "Add a database".into())]);
        let by = trail.reverting(&[&whole("a")], None).map(|commit| commit.id.to_string());
        assert_eq!(by, Some(whole("b")));
        assert_eq!(trail.reverting(&[&whole("b")], None), None);
    }

    #[test]
    fn a_revert_that_was_reverted_leaves_what_it_took_back() {
        let again = format!("Revert \"Revert \"x\"\"\n\nThis reverts commit {}.", whole("b"));
        let trail = of(&[("c", &["b"], again), ("b", &["a"], revert("a")), ("a", &[], "Add".into())]);
        assert_eq!(trail.reverting(&[&whole("a")], None), None);
        let third = of(&[
            ("d", &["c"], revert("c")),
            ("c", &["b"], revert("b")),
            ("b", &["a"], revert("a")),
            ("a", &[], "Add".into()),
        ]);
        assert_eq!(third.reverting(&[&whole("a")], None).map(|by| by.id.to_string()), Some(whole("b")));
    }

    #[test]
    fn a_pull_request_that_took_one_back_and_was_taken_back_by_a_third_counts_for_nothing() {
        let trail = of(&[
            ("c", &["b"], "Revert \"Revert \"Add\"\" (#14)\n\nReverts acme/infra#13".into()),
            ("b", &["a"], "Revert \"Add\" (#13)\n\nReverts acme/infra#12".into()),
            ("a", &[], "Add (#12)".into()),
        ]);
        assert!(trail.reverting(&[&whole("a")], Some(12)).is_none());
        assert!(trail.reverting(&[&whole("b")], Some(13)).is_some());
    }

    #[test]
    fn a_title_alone_tells_what_was_taken_back_where_one_thing_alone_has_it() {
        let by = || "Revert \"Add\" (#13)".to_owned();
        let once = of(&[("b", &["a"], by()), ("a", &[], "Add (#12)".into())]);
        assert!(once.reverting(&[&whole("a")], Some(12)).is_some());
        let numbered = of(&[("b", &["a"], "Revert \"Add (#12)\" (#13)".into()), ("a", &[], "Part of it".into())]);
        assert!(numbered.reverting(&[&whole("a")], Some(12)).is_some());
        let twice = of(&[("c", &["b"], by()), ("b", &["a"], "Add (#11)".into()), ("a", &[], "Add (#12)".into())]);
        assert!(twice.reverting(&[&whole("a")], Some(12)).is_none(), "which of both it was is not known");
        let again = of(&[
            ("c", &["b"], "Revert \"Revert \"Add\"\" (#14)".into()),
            ("b", &["a"], by()),
            ("a", &[], "Add (#12)".into()),
        ]);
        assert!(again.reverting(&[&whole("a")], Some(12)).is_none());
    }

    #[test]
    fn a_title_tells_of_a_merge_as_each_forge_words_it() {
        let words = [
            "Merge pull request 'Add' (#12) from x into main",
            "Merge pull request #12 from acme/x\n\nAdd",
            "Merge branch 'x' into 'main'\n\nAdd\n\nSee merge request acme/infra!12",
        ];
        for words in words {
            let trail = of(&[
                ("c", &["b"], "Revert \"Add\" (#13)".into()),
                ("b", &["d", "a"], words.into()),
                ("a", &["d"], "Add".into()),
            ]);
            assert!(trail.reverting(&[&whole("b"), &whole("a")], Some(12)).is_some(), "{words}");
        }
    }

    #[test]
    fn the_pull_request_that_a_commit_brought_stands_in_its_message() {
        let pull = |message: &str| commit("a", &[], message).pull();
        assert_eq!(pull("Merge pull request #12 from acme/x\n\nAdd"), Some(12));
        assert_eq!(pull("Merge pull request 'Add (new)' (#12) from x into main"), Some(12));
        assert_eq!(pull("Add a database (#12)\n\n* x"), Some(12));
        assert_eq!(pull("Merge branch 'x' into 'main'\n\nAdd\n\nSee merge request acme/sub/infra!12"), Some(12));
        assert_eq!(pull("Add a database for #12"), None);
    }

    #[test]
    fn the_words_of_each_forge_are_known_and_what_is_only_quoted_counts_for_nothing() {
        let by_pull = |message: &str| {
            let trail = of(&[("b", &["a"], message.to_owned())]);
            trail.reverting(&[], Some(12)).is_some()
        };
        assert!(by_pull("Revert \"Add\" (#13)\n\nReverts acme/infra#12"));
        assert!(by_pull("Revert \"Merge branch 'x' into 'main'\"\n\nThis reverts merge request !12"));
        assert!(by_pull("Revert \"Merge\"\n\nThis reverts merge request acme/sub/infra!12"));
        assert!(!by_pull("Revert \"Add\" (#13)\n\nReverts acme/infra#123"));
        assert!(!by_pull("Explain\n\nReverts acme/infra#12 was wrong"));
        let squashed = of(&[(
            "b",
            &["a"],
            format!("Revert \"Add\"\n\nThis reverts commit {}, reversing\nchanges made to 123.", "a".repeat(40)),
        )]);
        assert!(squashed.reverting(&[&whole("a")], None).is_some());
    }
}
