//! The smallest pieces of YAML text and runs of them.

/// What a token is; named after the characters that make it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    Bom,
    /// A document begins without a `---` line. Has no length.
    DocumentMode,
    /// A flow collection ended before its bracket. Has no length.
    FlowBroken,
    /// A plain scalar or the lines of a block scalar.
    Scalar,
    DocumentStart,
    DocumentEnd,
    Newline,
    SeqItem,
    ExplicitKey,
    MapValue,
    FlowMapStart,
    FlowMapEnd,
    FlowSeqStart,
    FlowSeqEnd,
    Comma,
    Space,
    Comment,
    Directive,
    Alias,
    Anchor,
    Tag,
    SingleQuoted,
    DoubleQuoted,
    BlockHeader,
    /// Text where YAML allows none, such as words after `key: |`.
    Stray,
    /// A token that was reported as an error of its own and counts no more.
    #[default]
    Skipped,
}

/// A piece of the text: bytes `start..end`, and the indentation it was met at.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) indent: u32,
}

/// A run of neighbouring tokens, by their numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) from: u32,
    pub(super) to: u32,
}

impl Run {
    pub(super) fn of(token: u32) -> Self {
        Self { from: token, to: token + 1 }
    }

    pub(super) fn is_empty(self) -> bool {
        self.from == self.to
    }

    pub(super) fn push(&mut self, token: u32) {
        if self.is_empty() {
            self.from = token;
        }
        self.to = token + 1;
    }

    pub(super) fn join(&mut self, next: Run) {
        if self.is_empty() {
            *self = next;
        } else if !next.is_empty() {
            self.to = next.to;
        }
    }

    /// Cuts the run before `token` and gives what came off its end.
    pub(super) fn split_off(&mut self, token: u32) -> Run {
        let tail = Run { from: token, to: self.to };
        self.to = token;
        tail
    }

    pub(super) fn iter(self) -> std::ops::Range<u32> {
        self.from..self.to
    }
}

/// What a piece of text is as a token, by its first character or its whole.
pub(super) fn classify(piece: &[u8]) -> Kind {
    match piece {
        b"" | b"\n" | b"\r\n" => Kind::Newline,
        b"---" => Kind::DocumentStart,
        b"..." => Kind::DocumentEnd,
        b"-" => Kind::SeqItem,
        b"?" => Kind::ExplicitKey,
        b":" => Kind::MapValue,
        b"{" => Kind::FlowMapStart,
        b"}" => Kind::FlowMapEnd,
        b"[" => Kind::FlowSeqStart,
        b"]" => Kind::FlowSeqEnd,
        b"," => Kind::Comma,
        b"\xEF\xBB\xBF" => Kind::Bom,
        [first, ..] => by_first(*first),
    }
}

fn by_first(first: u8) -> Kind {
    match first {
        b' ' | b'\t' => Kind::Space,
        b'#' => Kind::Comment,
        b'%' => Kind::Directive,
        b'*' => Kind::Alias,
        b'&' => Kind::Anchor,
        b'!' => Kind::Tag,
        b'\'' => Kind::SingleQuoted,
        b'"' => Kind::DoubleQuoted,
        b'|' | b'>' => Kind::BlockHeader,
        _ => Kind::Stray,
    }
}
