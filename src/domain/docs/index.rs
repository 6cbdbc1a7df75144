use super::name::PageName;
use crate::domain::text::Clean;

/// What can be searched of a site: the text of its sections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Its sections, in the order of the site.
    pub sections: Vec<IndexSection>,
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
}
