//! Which folders and files the user's ignore rules leave out (gitignore(5), and `.ignore` as other
//! search programs read it).

use super::entry::join;
use super::root::{Folder, Root};
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::sync::Arc;

/// No honest file of rules is larger.
const CAP: u64 = 256 * 1024;

/// The rules of a folder, on top of those of the folders around it.
#[derive(Debug)]
pub(super) struct Rules {
    around: Option<Arc<Rules>>,
    /// Bytes of a path that lie above these rules.
    cut: usize,
    /// What a path needs in front where the rules lie above the root.
    lead: String,
    git: Gitignore,
    own: Gitignore,
}

/// Whether the file of a folder holds rules.
pub(super) fn holds_rules(name: &str) -> bool {
    name == ".gitignore" || name == ".ignore"
}

impl Rules {
    /// Adds what stands in a folder's own files; `path` is the folder's.
    pub(super) fn of(folder: &Folder, path: &str, around: Option<Arc<Rules>>) -> Option<Arc<Rules>> {
        let cut = if path.is_empty() { 0 } else { path.len() + 1 };
        let (git, own) = (matcher(&text(folder, ".gitignore")), matcher(&text(folder, ".ignore")));
        if git.is_empty() && own.is_empty() {
            return around;
        }
        Some(Arc::new(Rules { around, cut, lead: String::new(), git, own }))
    }

    /// The rules above a root that lies within a git checkout, and the checkout's own.
    pub(super) fn above(root: &Root) -> Option<Arc<Rules>> {
        let path = root.path();
        let top = path.ancestors().find(|folder| folder.join(".git").symlink_metadata().is_ok())?;
        let mut above: Vec<_> = path.ancestors().skip(1).take_while(|folder| folder.starts_with(top)).collect();
        above.reverse();
        let top_root = Root::open(top).ok()?;
        let exclude = top_root.read(".git/info/exclude", CAP).ok().map(|content| content.bytes);
        let exclude = matcher(&exclude.map(into_text).unwrap_or_default());
        let mut rules = None;
        let within = |folder| Some(path.strip_prefix(folder).ok()?.to_str()?.to_owned());
        if !exclude.is_empty() {
            rules = Some(Arc::new(Rules {
                around: None,
                cut: 0,
                lead: within(top)?,
                git: exclude,
                own: Gitignore::empty(),
            }));
        }
        for folder in above {
            let opened = Root::open(folder).ok()?.folder("").ok()?;
            let (git, own) = (matcher(&text(&opened, ".gitignore")), matcher(&text(&opened, ".ignore")));
            rules = Some(Arc::new(Rules { around: rules, cut: 0, lead: within(folder)?, git, own }));
        }
        rules
    }

    fn judge(&self, path: &str, is_folder: bool) -> Option<bool> {
        let below = path.get(self.cut..)?;
        let full;
        let path = if self.lead.is_empty() {
            below
        } else {
            full = join(&self.lead, below);
            &full
        };
        let verdict = |rules: &Gitignore| match rules.matched(path, is_folder) {
            Match::None => None,
            Match::Ignore(_) => Some(true),
            Match::Whitelist(_) => Some(false),
        };
        verdict(&self.own).or_else(|| verdict(&self.git))
    }
}

/// Whether a path below the root is left out; the innermost rule that says anything decides.
pub(super) fn is_ignored(rules: Option<&Arc<Rules>>, path: &str, is_folder: bool) -> bool {
    let mut rules = rules;
    while let Some(here) = rules {
        if let Some(ignored) = here.judge(path, is_folder) {
            return ignored;
        }
        rules = here.around.as_ref();
    }
    false
}

fn text(folder: &Folder, name: &str) -> String {
    folder.read(name, CAP).map(|content| into_text(content.bytes)).unwrap_or_default()
}

fn into_text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

fn matcher(text: &str) -> Gitignore {
    if text.is_empty() {
        return Gitignore::empty();
    }
    let mut builder = GitignoreBuilder::new(".");
    for line in text.trim_start_matches('\u{feff}').lines() {
        // git, too, goes on after a line that it cannot make sense of
        let _ = builder.add_line(None, line);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}
