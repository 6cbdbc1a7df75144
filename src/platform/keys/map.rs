use super::{Chord, Key, KeyError};
use crate::platform::actions::Action;
use std::collections::BTreeMap;

/// Which keys do what. Each action has any number of chords; which of several actions on one key
/// is meant is decided by what is offered where the key is pressed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keymap {
    chords: BTreeMap<Action, Vec<Chord>>,
}

/// Why a key map cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeymapError {
    /// Not TOML, or not a table of actions.
    #[error("line {line}, column {column}: {message}")]
    Syntax {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// What the reader says.
        message: String,
    },
    /// No action of that name.
    #[error("there is no action `{0}`; `stagedoor keys` lists them")]
    Action(String),
    /// No key of that name.
    #[error("{action}: {error}")]
    Key {
        /// The action it was given for.
        action: String,
        /// What is wrong.
        error: KeyError,
    },
    /// One key, two actions at the same place.
    #[error("`{keys}` is given to both {one} and {other}, which can be there at the same time")]
    Conflict {
        /// The keys.
        keys: String,
        /// One action.
        one: &'static str,
        /// The other.
        other: &'static str,
    },
}

impl Keymap {
    /// Reads a map: `"action.id" = ["key", "key key"]`, or a single text. Keys that are given take
    /// the place of all keys the action had in `under`.
    ///
    /// # Errors
    /// On anything that cannot be meant: unknown actions or keys, conflicts.
    pub fn read(toml: &str, under: &Keymap) -> Result<Self, KeymapError> {
        let table: toml::Table = toml.parse().map_err(|error: toml::de::Error| syntax(toml, &error))?;
        let mut map = under.clone();
        for (id, keys) in &table {
            let action = Action::of_id(id).ok_or_else(|| KeymapError::Action(id.clone()))?;
            let keys = texts(keys)
                .ok_or_else(|| KeymapError::Key { action: id.clone(), error: KeyError(keys.to_string()) })?;
            let chords = keys.into_iter().map(Key::chord).collect::<Result<Vec<_>, _>>();
            map.chords.insert(action, chords.map_err(|error| KeymapError::Key { action: id.clone(), error })?);
        }
        map.check()?;
        Ok(map)
    }

    fn check(&self) -> Result<(), KeymapError> {
        let all: Vec<(&Chord, Action)> = self.bindings().collect();
        for (n, (chord, one)) in all.iter().enumerate() {
            let clash = all.iter().skip(n + 1).find(|(other, action)| meet(*one, *action) && overlap(chord, other));
            if let Some((_, other)) = clash {
                return Err(KeymapError::Conflict { keys: written(chord), one: one.spec().id, other: other.spec().id });
            }
        }
        Ok(())
    }

    /// All chords with their actions, in the order of the table.
    pub fn bindings(&self) -> impl Iterator<Item = (&Chord, Action)> {
        self.chords.iter().flat_map(|(action, chords)| chords.iter().map(|chord| (chord, *action)))
    }

    /// The chords of an action as text, shortest first.
    pub fn keys_of(&self, action: Action) -> Vec<String> {
        self.chords.get(&action).into_iter().flatten().map(written).collect()
    }

    /// What the keys pressed so far mean among the actions that are offered.
    pub fn resolve(&self, pressed: &[Key], offered: &dyn Fn(Action) -> bool) -> Meaning {
        let mut begins = false;
        let mut found: Option<Action> = None;
        for (chord, action) in self.bindings().filter(|(chord, _)| chord.starts_with(pressed)) {
            if !offered(action) {
                continue;
            }
            if chord.len() > pressed.len() {
                begins = true;
            } else if found.is_none_or(|other| rank(action) < rank(other)) {
                found = Some(action);
            }
        }
        match found {
            Some(action) => Meaning::Action(action),
            None if begins => Meaning::Beginning,
            None => Meaning::Nothing,
        }
    }
}

/// What keys mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// This action.
    Action(Action),
    /// The beginning of longer chords.
    Beginning,
    /// Nothing here.
    Nothing,
}

/// The room's own actions go before those of lists, and those before the ones of everywhere.
fn rank(action: Action) -> u8 {
    match action.room() {
        "app" => 2,
        "list" => 1,
        _ => 0,
    }
}

fn meet(one: Action, other: Action) -> bool {
    let everywhere = |action: Action| matches!(action.room(), "app" | "list");
    one.room() == other.room() || (everywhere(one) && everywhere(other))
}

fn overlap(one: &Chord, other: &Chord) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

fn written(chord: &Chord) -> String {
    chord.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn texts(value: &toml::Value) -> Option<Vec<&str>> {
    match value {
        toml::Value::String(text) => Some(vec![text]),
        toml::Value::Array(items) => items.iter().map(toml::Value::as_str).collect(),
        _ => None,
    }
}

fn syntax(text: &str, error: &toml::de::Error) -> KeymapError {
    let at = error.span().map_or(0, |span| span.start);
    let before = text.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    KeymapError::Syntax { line, column, message: error.message().to_owned() }
}
