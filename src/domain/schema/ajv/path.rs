//! Paths into data and schemas. They are chains until somebody wants to read them.

use super::super::pointer::{encoded, escaped};

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
