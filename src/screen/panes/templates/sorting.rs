//! What the templates are sorted by.

/// What the templates of a category are sorted by; what is starred comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Sorting {
    #[default]
    Name,
    Owner,
    Lifecycle,
    Version,
}

impl Sorting {
    const ALL: [Self; 4] = [Self::Name, Self::Owner, Self::Lifecycle, Self::Version];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Owner => "owner",
            Self::Lifecycle => "lifecycle",
            Self::Version => "version",
        }
    }

    pub(super) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sorting| sorting.word() == word)
    }

    pub(super) fn next(self) -> Self {
        let at = Self::ALL.iter().position(|sorting| *sorting == self).map_or(0, |at| at + 1);
        Self::ALL.get(at).copied().unwrap_or_default()
    }
}
