//! A filter that is typed above a list: what was typed, and whether it is being typed.

use super::prompt::Prompt;
use crate::platform::keys::Key;

/// What narrows a list, as it is being typed and afterwards.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    prompt: Prompt,
    typing: bool,
}

impl Filter {
    /// One that holds `text` already.
    pub fn holding(text: &str) -> Self {
        Self { prompt: Prompt::holding(text), typing: false }
    }

    /// What it is typed into, to be painted.
    pub fn prompt(&self) -> &Prompt {
        &self.prompt
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        self.prompt.text()
    }

    /// Whether keys are being typed into it.
    pub fn typing(&self) -> bool {
        self.typing
    }

    /// Whether it narrows the list, or is about to.
    pub fn is_on(&self) -> bool {
        self.typing || !self.text().is_empty()
    }

    /// Keys are typed into it from here on, after what is there.
    pub fn begin(&mut self) {
        self.typing = true;
    }

    /// No more is typed; the list stays narrowed.
    pub fn done(&mut self) {
        self.typing = false;
    }

    /// Nothing is narrowed any more.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Takes a key that is typed.
    pub fn key(&mut self, key: Key) {
        self.prompt.key(key);
    }

    /// Takes text that was pasted, and goes on being typed into.
    pub fn paste(&mut self, text: &str) {
        self.typing = true;
        self.prompt.paste(text);
    }
}
