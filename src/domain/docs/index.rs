use super::name::PageName;
use crate::domain::text::Clean;
use std::ops::Range;
use std::sync::OnceLock;

/// What can be searched of a site: the text of its sections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Its sections, in the order of the site.
    pub sections: Vec<IndexSection>,
    /// The same for searching, made when it is searched first.
    pub(super) folded: OnceLock<Vec<Folded>>,
}

/// A section of a page, with its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexSection {
    /// The page.
    pub page: PageName,
    /// The section's id; empty for the page as a whole.
    pub id: Box<str>,
    /// What it is called.
    pub title: Clean,
    /// Its text.
    pub text: Clean,
}

/// A section in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Folded {
    pub(super) title: Box<str>,
    pub(super) text: Box<str>,
}

/// A section that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexHit {
    /// The page.
    pub page: PageName,
    /// The section's id; empty for the page as a whole.
    pub id: Box<str>,
    /// What it is called.
    pub title: Clean,
    /// The text around the first match.
    pub snippet: Clean,
    /// What of the snippet matched, in bytes, in order.
    pub marks: Vec<Range<usize>>,
}

impl Index {
    /// The index of these sections.
    pub fn of(sections: Vec<IndexSection>) -> Self {
        Self { sections, folded: OnceLock::new() }
    }
}
