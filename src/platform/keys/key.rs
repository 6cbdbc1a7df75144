use std::fmt;
use std::str::FromStr;

/// A key without its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is the key of that name")]
pub enum Code {
    Char(char),
    F(u8),
    Enter,
    Tab,
    Esc,
    Backspace,
    Delete,
    Insert,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
}

/// One press of a key. For a character the shift key is part of the character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// The key itself.
    pub code: Code,
    /// Control was held.
    pub ctrl: bool,
    /// Alt (Meta, Option) was held.
    pub alt: bool,
    /// Shift was held; never set for characters.
    pub shift: bool,
}

/// Keys pressed one after the other: `g g`.
pub type Chord = Vec<Key>;

/// Why a text names no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` names no key; keys are written like j, G, ctrl+p, alt+left, shift+tab, f5, space, enter, or one after the other: `g g`"
)]
pub struct KeyError(pub String);

const NAMED: &[(&str, Code)] = &[
    ("enter", Code::Enter),
    ("tab", Code::Tab),
    ("esc", Code::Esc),
    ("backspace", Code::Backspace),
    ("delete", Code::Delete),
    ("insert", Code::Insert),
    ("up", Code::Up),
    ("down", Code::Down),
    ("left", Code::Left),
    ("right", Code::Right),
    ("home", Code::Home),
    ("end", Code::End),
    ("pageup", Code::PageUp),
    ("pagedown", Code::PageDown),
    ("space", Code::Char(' ')),
    ("plus", Code::Char('+')),
];

impl Key {
    /// The key without modifiers.
    pub const fn plain(code: Code) -> Self {
        Self { code, ctrl: false, alt: false, shift: false }
    }

    /// The character that this key types into a text, if it types one.
    pub fn typed(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// Reads keys that follow one another.
    ///
    /// # Errors
    /// When one of them names no key.
    pub fn chord(text: &str) -> Result<Chord, KeyError> {
        let keys = text.split_whitespace().map(Key::from_str).collect::<Result<Chord, _>>()?;
        if keys.is_empty() { Err(KeyError(text.into())) } else { Ok(keys) }
    }
}

impl FromStr for Key {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let mut key = Key::plain(Code::Esc);
        let mut rest = text;
        while let Some((modifier, after)) = rest.split_once('+').filter(|(_, after)| !after.is_empty()) {
            match modifier {
                "ctrl" => key.ctrl = true,
                "alt" => key.alt = true,
                "shift" => key.shift = true,
                _ => return Err(KeyError(text.into())),
            }
            rest = after;
        }
        key.code = code(rest).ok_or_else(|| KeyError(text.into()))?;
        if let (Code::Char(c), true) = (key.code, key.shift) {
            key.code = Code::Char(c.to_ascii_uppercase());
            key.shift = false;
        }
        Ok(key)
    }
}

fn code(text: &str) -> Option<Code> {
    let mut chars = text.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return Some(Code::Char(c));
    }
    if let Some(n) = text.strip_prefix('f').and_then(|n| n.parse().ok()).filter(|n| (1..=24).contains(n)) {
        return Some(Code::F(n));
    }
    NAMED.iter().find(|(name, _)| *name == text).map(|(_, code)| *code)
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [(self.ctrl, "ctrl+"), (self.alt, "alt+"), (self.shift, "shift+")] {
            if held {
                f.write_str(name)?;
            }
        }
        match (self.code, NAMED.iter().find(|(_, code)| *code == self.code)) {
            (_, Some((name, _))) => f.write_str(name),
            (Code::Char(c), None) => write!(f, "{c}"),
            (Code::F(n), None) => write!(f, "f{n}"),
            (_, None) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_as_they_are_read() {
        for name in ["j", "G", "ctrl+p", "alt+left", "shift+tab", "f5", "space", "enter", "?", "plus", "ctrl+alt+x"] {
            assert_eq!(name.parse::<Key>().unwrap().to_string(), name);
        }
        assert_eq!("shift+g".parse::<Key>().unwrap().to_string(), "G");
        assert_eq!("+".parse::<Key>().unwrap().to_string(), "plus");
    }

    #[test]
    fn what_names_no_key_is_refused() {
        for name in ["", "hyper+x", "f25", "escape key", "ctrl+"] {
            assert!(Key::chord(name).is_err(), "{name}");
        }
    }
}
