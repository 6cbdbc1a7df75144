/// How an author set a piece of text; several at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Style(u16);

impl Style {
    /// As it is.
    pub const PLAIN: Self = Self(0);
    /// `strong`, `b`.
    pub const STRONG: Self = Self(1);
    /// `em`, `i`.
    pub const EMPHASIS: Self = Self(1 << 1);
    /// Code within a line.
    pub const CODE: Self = Self(1 << 2);
    /// Taken out: `del`, `s`.
    pub const STRUCK: Self = Self(1 << 3);
    /// Put in: `ins`, `u`.
    pub const INSERTED: Self = Self(1 << 4);
    /// Marked with a pen: `mark`.
    pub const MARKED: Self = Self(1 << 5);
    /// A key to press: `kbd`.
    pub const KEY: Self = Self(1 << 6);
    /// A formula.
    pub const MATH: Self = Self(1 << 7);
    /// Above the line.
    pub const SUPER: Self = Self(1 << 8);
    /// Below the line.
    pub const SUB: Self = Self(1 << 9);
    /// A remark of an editor (critic markup), or what matters less.
    pub const REMARK: Self = Self(1 << 10);
    /// A small label beside a name, as API references have.
    pub const LABEL: Self = Self(1 << 11);

    /// Both.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of `other` is in it.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}
