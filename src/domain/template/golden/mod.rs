//! The golden-path check: whether what a template makes has what every project is to have. Which rules
//! there are is a list that the platform team changes; what a rule can ask for is said here.

mod entities;
mod path;
mod rules;

pub use path::{GoldenLayer, GoldenPath, RuleText};
pub use rules::{GoldenRule, Needs, Paths, RuleError, bundled};

use crate::domain::model::EntityRef;
use crate::domain::text::Clean;
use std::collections::BTreeSet;

/// A file that a template made.
#[derive(Clone, Copy, Debug)]
pub struct MadeFile<'a> {
    /// Its path from the root of what was made, with `/`.
    pub path: &'a str,
    /// What it holds.
    pub content: &'a [u8],
}

/// What the check has to know besides the files.
pub struct Setting<'a> {
    /// The category of the template (`spec.type`); rules may be for some categories alone.
    pub category: &'a str,
    /// Whether an entity is in the catalog; `None` where that is not known.
    pub is_known: &'a dyn Fn(&EntityRef) -> Option<bool>,
}

/// Something that is missing in what was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldenFinding {
    /// The id of the rule.
    pub rule: Clean,
    /// The rule in words.
    pub title: Clean,
    /// What is missing.
    pub message: Clean,
    /// The file that it is about; empty where it is about none.
    pub file: Clean,
    /// What to do about it.
    pub cure: Clean,
}

/// Files that are looked into beyond this size hold data, not words.
const LARGEST: usize = 1 << 20;

/// What the rules find to be missing, in the order of the rules.
pub fn check(rules: &[GoldenRule], files: &[MadeFile<'_>], setting: &Setting<'_>) -> Vec<GoldenFinding> {
    let wanted = rules.iter().filter(|rule| rule.is_for(setting.category));
    wanted.flat_map(|rule| rule.findings(files, setting)).collect()
}

impl GoldenRule {
    fn findings(&self, files: &[MadeFile<'_>], setting: &Setting<'_>) -> Vec<GoldenFinding> {
        let missing = match &self.needs {
            Needs::File(paths) if files.iter().any(|file| paths.fit(file.path)) => Vec::new(),
            Needs::File(paths) => vec![(String::new(), format!("none of its files is {}", paths.words()))],
            Needs::Text { files: paths, words } => self.text_missing(files, paths, words).into_iter().collect(),
            Needs::Entities => entities::invalid(files),
            Needs::Owners => entities::without_owner(files, setting.is_known),
            Needs::Docs => entities::without_docs(files),
        };
        // several entities may lack the same thing in the same words
        let once: BTreeSet<(String, String)> = missing.into_iter().collect();
        once.into_iter().map(|(file, message)| self.finding(&file, &message)).collect()
    }

    fn text_missing(&self, files: &[MadeFile<'_>], paths: &Paths, words: &[String]) -> Option<(String, String)> {
        let mut looked_at = files.iter().filter(|file| paths.fit(file.path)).peekable();
        if looked_at.peek().is_none() {
            return Some((String::new(), format!("none of its files is {}", paths.words())));
        }
        let has = |file: &MadeFile<'_>| {
            let text = String::from_utf8_lossy(file.content.get(..LARGEST).unwrap_or(file.content)).to_lowercase();
            words.iter().any(|word| text.contains(&word.to_lowercase()))
        };
        let found = looked_at.any(has);
        (!found).then(|| (String::new(), format!("no {} says {}", paths.words(), rules::either(words))))
    }

    fn finding(&self, file: &str, message: &str) -> GoldenFinding {
        GoldenFinding {
            rule: Clean::line(&self.id),
            title: Clean::line(&self.title),
            message: Clean::line(message),
            file: Clean::line(file),
            cure: Clean::line(&self.cure),
        }
    }
}

#[cfg(test)]
mod tests;
