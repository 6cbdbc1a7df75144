//! `stagedoor.toml` at the root of a folder. It may name files, and say what is asked of those that templates
//! make; nothing else: whatever stands in it besides is told as a problem and has no effect.

mod golden;

use super::entry::Refusal;
use super::root::Root;
use crate::domain::model::{Problem, Severity};
use crate::domain::template::golden::GoldenLayer;
use crate::domain::text::Clean;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The file's name.
pub(super) const NAME: &str = "stagedoor.toml";

const CAP: u64 = 256 * 1024;

/// What the file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    /// What the workspace is called.
    pub(super) name: Option<Clean>,
    /// Paths and globs of catalog files; `None` leaves finding them to the walk.
    pub(super) catalog: Option<Vec<Pattern>>,
    /// What templates of the folder are held against.
    pub(super) golden: GoldenLayer,
    /// What is wrong with it.
    pub(super) problems: Vec<Problem>,
}

/// A path or glob, and the line that it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    pub(super) text: String,
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Manifest {
    /// Reads the file of a folder; where there is none nothing is said.
    pub(super) fn of(root: &Root) -> Self {
        match root.read(NAME, CAP) {
            Ok(content) => match String::from_utf8(content.bytes) {
                Ok(text) => Self::parse(&text),
                Err(_) => Self::wrong("it is not UTF-8 text"),
            },
            Err(Refusal::Missing) => Self::default(),
            Err(refusal) => Self::wrong(&refusal.to_string()),
        }
    }

    fn wrong(why: &str) -> Self {
        let message = format!("{NAME} is left out: {why}");
        Self { problems: vec![problem(Severity::Error, (0, 0), &message)], ..Self::default() }
    }

    fn parse(text: &str) -> Self {
        let table = match DeTable::parse(text) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                let at = error.span().map_or((0, 0), |span| place(text, &span));
                let message = format!("this is not TOML: {}; the file is left out", error.message());
                return Self { problems: vec![problem(Severity::Error, at, &message)], ..Self::default() };
            }
        };
        let mut manifest = Self::default();
        for (key, value) in &table {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("name", DeValue::String(name)) => manifest.name = Some(Clean::line(name)),
                ("catalog", DeValue::Array(items)) => {
                    let patterns = items.iter().filter_map(|item| manifest.pattern(text, item)).collect();
                    manifest.catalog = Some(patterns);
                }
                ("golden_path", DeValue::Table(table)) => manifest.golden_path(text, table),
                ("golden_path", _) => manifest.add(text, &value.span(), "`golden_path` is to be a table"),
                ("name", _) => manifest.add(text, &value.span(), "`name` is to be a text"),
                ("catalog", _) => manifest.add(text, &value.span(), "`catalog` is to be a list of paths and globs"),
                (other, _) => {
                    let message = format!(
                        "`{other}` has no effect: {NAME} may hold `name`, `catalog` and `golden_path`, nothing else"
                    );
                    manifest.add(text, &key.span(), &message);
                }
            }
        }
        manifest
    }

    fn pattern(&mut self, text: &str, item: &Spanned<DeValue<'_>>) -> Option<Pattern> {
        let (line, column) = place(text, &item.span());
        match item.get_ref() {
            DeValue::String(pattern) => Some(Pattern { text: pattern.to_string(), line, column }),
            _ => {
                self.add(text, &item.span(), "an item of `catalog` is to be a text");
                None
            }
        }
    }

    fn add(&mut self, text: &str, span: &Range<usize>, message: &str) {
        self.problems.push(problem(Severity::Warning, place(text, span), message));
    }
}

fn problem(severity: Severity, (line, column): (usize, usize), message: &str) -> Problem {
    Problem {
        severity,
        file: NAME.into(),
        path: NAME.into(),
        line,
        column,
        entity: None,
        message: Clean::line(message),
    }
}

fn place(text: &str, span: &Range<usize>) -> (usize, usize) {
    let position = crate::domain::model::yaml::position(text, span.start);
    (position.line, position.column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_names_files_and_nothing_else() {
        let manifest = Manifest::parse("name = \"x\"\ncatalog = [\"a/*.yaml\", 7]\n\n[tools]\nrun = \"rm -rf /\"\n");
        assert_eq!(manifest.name.as_ref().map(Clean::as_str), Some("x"));
        assert_eq!(manifest.catalog.as_ref().map(Vec::len), Some(1));
        let told: Vec<_> = manifest.problems.iter().map(|it| (it.line, it.column, it.message.as_str())).collect();
        assert_eq!(told[0].0, 2);
        assert_eq!((told[1].0, told[1].1), (4, 2));
        assert!(told[1].2.starts_with("`tools` has no effect"));
    }

    #[test]
    fn it_says_what_templates_make() {
        let manifest = Manifest::parse(
            "[golden_path]\nskip = [\"scan\"]\n[[golden_path.rules]]\nid = \"license\"\nfiles = [\"LICENSE\"]\n\
             [[golden_path.rules]]\nid = \"x\"\nfiles = [\"a[\"]\n[[golden_path.rules]]\nfiles = 7\nrun = \"rm\"\n",
        );
        assert_eq!(manifest.golden.skip, ["scan"]);
        let ids: Vec<&str> = manifest.golden.rules.iter().map(|rule| rule.id.as_str()).collect();
        assert_eq!(ids, ["license"]);
        let told: Vec<_> = manifest.problems.iter().map(|it| (it.line, it.message.as_str())).collect();
        assert_eq!(told[0].0, 8);
        assert!(told[0].1.starts_with("`a[` is no pattern of paths"), "{told:?}");
        assert_eq!(told[1..].iter().map(|it| it.0).collect::<Vec<_>>(), [10, 11, 9], "{told:?}");
    }

    #[test]
    fn a_broken_one_is_told_with_its_line() {
        let manifest = Manifest::parse("name = \"x\"\ncatalog = [");
        assert_eq!(manifest.catalog, None);
        assert_eq!(manifest.problems[0].line, 2);
    }
}
