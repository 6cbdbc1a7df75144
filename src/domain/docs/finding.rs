use super::name::{Href, PageName};
use crate::domain::text::Clean;

/// Something that is wrong with docs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The page; none where it is about the whole.
    pub page: Option<PageName>,
    /// The line of its source, from 1, where that is known.
    pub line: Option<usize>,
    /// Where the link or the image leads that is wrong; none where it is about something else.
    pub lead: Option<Href>,
    /// What is wrong, and what to do.
    pub problem: Clean,
}
