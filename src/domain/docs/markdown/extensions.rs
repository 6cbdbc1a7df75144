//! Extensions of Python-Markdown that sites turn on or do not. What techdocs-core turns on for every
//! site is always on.

/// An extension that a site may turn on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extension {
    /// Formulas (`pymdownx.arithmatex`).
    Math,
    /// Keys (`pymdownx.keys`).
    Keys,
    /// Icons by their names (`pymdownx.emoji` with an index of its own, as Material's).
    Icons,
    /// `/// caption`
    Caption,
    /// `/// note`
    Admonition,
    /// `/// details`
    Details,
    /// `/// tab`
    Tab,
}

/// The extensions that a site turns on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extensions(u8);

impl Extensions {
    /// None but those that techdocs-core turns on.
    pub const TECHDOCS: Self = Self(0);

    /// These and one more.
    #[must_use]
    pub const fn with(self, extension: Extension) -> Self {
        Self(self.0 | 1 << extension as u8)
    }

    /// Whether one is turned on.
    pub const fn has(self, extension: Extension) -> bool {
        self.0 & (1 << extension as u8) != 0
    }
}

impl FromIterator<Extension> for Extensions {
    fn from_iter<I: IntoIterator<Item = Extension>>(extensions: I) -> Self {
        extensions.into_iter().fold(Self::TECHDOCS, Self::with)
    }
}
