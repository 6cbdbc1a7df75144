use crate::domain::text::Clean;
use std::fmt;
use std::path::{Path, PathBuf};

/// Something wrong in a configuration file, with its place and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ConfigProblem {
    /// The file.
    pub file: PathBuf,
    /// From 1; 0 where the whole file is meant.
    pub line: usize,
    /// From 1, in characters; 0 where the whole file is meant.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub cure: String,
}

impl ConfigProblem {
    /// A problem with a file as a whole.
    pub(super) fn whole(file: &Path, message: String, cure: &str) -> Self {
        Self { file: file.to_owned(), line: 0, column: 0, message: clean(&message), cure: clean(cure) }
    }

    /// A problem at an offset in bytes of a file's text.
    pub(super) fn at(file: &Path, text: &str, at: usize, message: &str, cure: &str) -> Self {
        let before = text.get(..at.min(text.len())).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        Self { file: file.to_owned(), line, column, message: clean(message), cure: clean(cure) }
    }
}

fn clean(text: &str) -> String {
    Clean::line(text).as_str().to_owned()
}

impl fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Clean::line(&self.file.to_string_lossy()))?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        write!(f, ": {}", self.message)?;
        if self.cure.is_empty() { Ok(()) } else { write!(f, "; {}", self.cure) }
    }
}
