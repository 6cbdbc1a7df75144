//! What is wrong with a YAML document, and where.

use std::fmt;

/// Kind of a YAML error, named as the `yaml` package for JavaScript names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// An alias with properties of its own.
    AliasProps,
    /// An alias or anchor without a name, or an alias to nothing.
    BadAlias,
    /// A malformed `%` line.
    BadDirective,
    /// An unknown `\` escape in a double-quoted text.
    BadDqEscape,
    /// Lines that do not line up.
    BadIndent,
    /// Tags and anchors before an indicator they belong after.
    BadPropOrder,
    /// A text that cannot begin with its first character.
    BadScalarStart,
    /// A block collection where only a key on one line may stand.
    BlockAsImplicitKey,
    /// A block collection inside brackets.
    BlockInFlow,
    /// The same key twice in a mapping.
    DuplicateKey,
    /// Content after a comment that ended its mapping.
    Impossible,
    /// A key of more than 1024 characters.
    KeyOver1024Chars,
    /// A character that is missing, such as a closing quote.
    MissingChar,
    /// A key that goes over several lines.
    MultilineImplicitKey,
    /// Two anchors on a node.
    MultipleAnchors,
    /// Two tags on a node.
    MultipleTags,
    /// More nesting or more aliases than a real document has.
    ResourceExhaustion,
    /// A tab where spaces must indent.
    TabAsIndent,
    /// A tag that cannot be resolved.
    TagResolveFailed,
    /// Something in a place where it cannot stand.
    UnexpectedToken,
}

impl Code {
    /// The name, such as `BAD_INDENT`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Code::AliasProps => "ALIAS_PROPS",
            Code::BadAlias => "BAD_ALIAS",
            Code::BadDirective => "BAD_DIRECTIVE",
            Code::BadDqEscape => "BAD_DQ_ESCAPE",
            Code::BadIndent => "BAD_INDENT",
            Code::BadPropOrder => "BAD_PROP_ORDER",
            Code::BadScalarStart => "BAD_SCALAR_START",
            Code::BlockAsImplicitKey => "BLOCK_AS_IMPLICIT_KEY",
            Code::BlockInFlow => "BLOCK_IN_FLOW",
            Code::DuplicateKey => "DUPLICATE_KEY",
            Code::Impossible => "IMPOSSIBLE",
            Code::KeyOver1024Chars => "KEY_OVER_1024_CHARS",
            Code::MissingChar => "MISSING_CHAR",
            Code::MultilineImplicitKey => "MULTILINE_IMPLICIT_KEY",
            Code::MultipleAnchors => "MULTIPLE_ANCHORS",
            Code::MultipleTags => "MULTIPLE_TAGS",
            Code::ResourceExhaustion => "RESOURCE_EXHAUSTION",
            Code::TabAsIndent => "TAB_AS_INDENT",
            Code::TagResolveFailed => "TAG_RESOLVE_FAILED",
            Code::UnexpectedToken => "UNEXPECTED_TOKEN",
        }
    }
}

/// The first error of a YAML document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    /// Kind of the error.
    pub code: Code,
    /// Line in the file, from 1.
    pub line: usize,
    /// Column in UTF-16 units, from 1.
    pub column: usize,
    /// What is wrong and, where known, what to do. Never holds text of the document.
    pub message: String,
}

impl fmt::Display for YamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} at line {}, column {}", self.code.name(), self.message, self.line, self.column)
    }
}

impl std::error::Error for YamlError {}

/// An error by its byte in the text, while lines are not counted yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fault {
    pub(super) at: u32,
    pub(super) code: Code,
    pub(super) words: &'static str,
}

impl Fault {
    pub(super) fn new(at: u32, code: Code, words: &'static str) -> Self {
        Self { at, code, words }
    }

    pub(super) fn misplaced(at: u32) -> Self {
        Self::new(at, Code::UnexpectedToken, "this cannot stand here")
    }

    pub(super) fn after_document(at: u32) -> Self {
        Self::new(at, Code::UnexpectedToken, "the document ended before this line; begin another with ---")
    }

    pub(super) fn missing(at: u32, words: &'static str) -> Self {
        Self::new(at, Code::MissingChar, words)
    }

    pub(super) fn indent(at: u32, words: &'static str) -> Self {
        Self::new(at, Code::BadIndent, words)
    }
}
