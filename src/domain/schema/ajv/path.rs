//! Paths into data and schemas. They are chains until somebody wants to read them.

/// A step of a path, and the way to it.
#[derive(Debug, Clone, Copy)]
pub struct Path<'p> {
    above: Option<&'p Path<'p>>,
    step: Step<'p>,
}

/// One step.
#[derive(Debug, Clone, Copy)]
pub enum Step<'p> {
    /// Text as it stands: where a path begins.
    Start(&'p str),
    /// A key of the data.
    Key(&'p str),
    /// An index of the data.
    Index(usize),
    /// A keyword of a schema.
    Word(&'static str),
    /// A schema by its name under a keyword.
    Named(&'static str, &'p str),
    /// A schema by its index under a keyword.
    Counted(&'static str, usize),
}

impl<'p> Path<'p> {
    pub const fn start(text: &'p str) -> Self {
        Self { above: None, step: Step::Start(text) }
    }

    pub const fn then<'q>(&'q self, step: Step<'q>) -> Path<'q>
    where
        'p: 'q,
    {
        Path { above: Some(self), step }
    }

    pub fn text(&self) -> String {
        let mut text = self.above.map(Path::text).unwrap_or_default();
        match self.step {
            Step::Start(start) => text.push_str(start),
            Step::Key(key) => text.push_str(&format!("/{}", escaped(key))),
            Step::Index(index) => text.push_str(&format!("/{index}")),
            Step::Word(word) => text.push_str(&format!("/{word}")),
            Step::Named(word, name) => text.push_str(&format!("/{word}/{}", encoded(&escaped(name)))),
            Step::Counted(word, index) => text.push_str(&format!("/{word}/{index}")),
        }
        text
    }
}

/// A key as a part of a JSON pointer (RFC 6901).
pub fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// A part of a JSON pointer as a key.
pub fn unescaped(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}

/// As `encodeURIComponent`.
fn encoded(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte);
    text.bytes().map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// As `decodeURIComponent`; what is no such text stays as it is.
pub fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = (*first == b'%').then(|| after.get(..2)).flatten();
        let byte = hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}
