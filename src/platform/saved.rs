//! What the screen keeps between two runs, and the port that keeps it.

use super::fault::Fault;
use crate::domain::model::EntityRef;
use std::collections::BTreeMap;

/// A place, and how it was left.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Bookmark {
    /// The place's link.
    pub place: String,
    /// The entity under the cursor there.
    pub cursor: Option<EntityRef>,
    /// The first row shown.
    pub scroll: usize,
}

/// What the screen keeps between two runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Saved {
    /// The link of the place where the screen was left.
    pub place: Option<String>,
    /// The entity under the cursor there.
    pub cursor: Option<EntityRef>,
    /// The first row shown.
    pub scroll: usize,
    /// All windows in their order, where there is more than one.
    pub windows: Vec<Bookmark>,
    /// Which of them has the keys, from 0.
    pub window: usize,
    /// The one that is seen beside it.
    pub beside: Option<usize>,
    /// Whether that one stands at the left.
    pub beside_is_left: bool,
    /// Places kept under a letter.
    pub marks: BTreeMap<char, Bookmark>,
    /// Where the dividers between parts of the screen were moved to, each by the word of its part, in
    /// thousandths of the width.
    pub parts: BTreeMap<String, u16>,
    /// Whether the preview beside the list is shown.
    pub preview: Option<bool>,
    /// The theme chosen in the screen.
    pub theme: Option<String>,
    /// Starred entities, in the order they were starred.
    pub starred: Vec<EntityRef>,
    /// Entities looked at, latest first.
    pub recent: Vec<EntityRef>,
    /// Lists under a name, in the order they were saved.
    pub filters: Vec<SavedFilter>,
    /// The columns of lists, by their words; none where nobody chose any.
    pub columns: Vec<String>,
}

/// A list under a name.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SavedFilter {
    /// What the user called it.
    pub name: String,
    /// Its link.
    pub link: String,
}

/// Where the screen's state lives between two runs, for one context and one subject.
pub trait SessionPort: Send + Sync {
    /// What was saved last; nothing where nothing was, or only what nobody can make sense of.
    ///
    /// # Errors
    /// When it is there and cannot be read. It is not written over then as long as that is so.
    fn load(&self) -> Result<Saved, Fault>;

    /// Saves in one step. What another program changed in stars and recents since the last load or
    /// save of this one stays.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    fn save(&self, saved: &Saved) -> Result<(), Fault>;
}
