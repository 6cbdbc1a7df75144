use super::{Chord, Key, KeyError};
use crate::platform::actions::Action;
use std::collections::BTreeMap;

/// Which keys do what. Each action has any number of chords; which of several actions on one key
/// is meant is decided by what is offered where the key is pressed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keymap {
    chords: BTreeMap<Action, Vec<Chord>>,
    counts: Counts,
}

/// How a number before a key is typed; it repeats movements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counts {
    /// Not at all: digits are keys like others.
    #[default]
    Never,
    /// As digits: `5 j`.
    Digits,
    /// As digits after this key, which alone means four: `ctrl+u 5 ctrl+n`.
    After(Key),
}

/// The maps that come with the program; each lies over the first.
const BUNDLED: [(&str, &str); 3] = [
    ("default", include_str!("../../../keymaps/default.toml")),
    ("vim", include_str!("../../../keymaps/vim.toml")),
    ("emacs", include_str!("../../../keymaps/emacs.toml")),
];

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
    /// No map of that name.
    #[error("there is no key map `{0}`; there are {list}, or a file's path", list = Keymap::NAMES.join(", "))]
    Unknown(String),
    /// An option of the map that says nothing.
    #[error("{0}")]
    Option(&'static str),
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
    /// The names of the maps that come with the program.
    pub const NAMES: [&'static str; 3] = ["default", "vim", "emacs"];

    /// A map that comes with the program. Those over the default one have what they name for
    /// themselves: keys of the default map that would clash with it give way.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn bundled(name: &str) -> Result<Self, KeymapError> {
        let found = BUNDLED.into_iter().find(|(known, _)| *known == name);
        let (_, text) = found.ok_or_else(|| KeymapError::Unknown(name.into()))?;
        if name == "default" {
            return Self::read(text, &Self::default());
        }
        Self::read_table(&table(text)?, &Self::bundled("default")?, true)
    }

    /// Reads a map: `"action.id" = ["key", "key key"]`, or a single text. Keys that are given take
    /// the place of all keys the action had in `under`. Beside actions a map has options: `over`
    /// names the bundled map it lies over instead of `under`; `counts` is `true` for numbers typed as
    /// digits before a key, or the key after which they are typed.
    ///
    /// # Errors
    /// On anything that cannot be meant: unknown actions or keys, conflicts.
    pub fn read(toml: &str, under: &Keymap) -> Result<Self, KeymapError> {
        let table = table(toml)?;
        match table.get("over").map(toml::Value::as_str) {
            Some(Some(name)) => Self::read_table(&table, &Self::bundled(name)?, false),
            Some(None) => Err(KeymapError::Option("over: it names a map: `over = \"vim\"`")),
            None => Self::read_table(&table, under, false),
        }
    }

    fn read_table(table: &toml::Table, under: &Keymap, gives_way: bool) -> Result<Self, KeymapError> {
        let mut map = under.clone();
        let mut named = BTreeMap::new();
        for (id, value) in table {
            match id.as_str() {
                "over" => {}
                "counts" => map.counts = counts(value)?,
                id => drop(named.insert(action_of(id)?, chords(id, value)?)),
            }
        }
        if gives_way {
            map.give_way(&named);
        }
        map.chords.extend(named);
        map.check()?;
        Ok(map)
    }

    /// Takes chords away that would stand in the way of those given anew. An action that would have
    /// none left keeps those in rooms of its own, where they go before the rest: better a key that is
    /// hidden in one room than an action that cannot be reached.
    fn give_way(&mut self, named: &BTreeMap<Action, Vec<Chord>>) {
        let mut new: Vec<(Action, &Chord)> = Vec::new();
        for (action, chords) in named {
            let had = |chord: &&Chord| self.chords.get(action).is_some_and(|had| had.contains(chord));
            new.extend(chords.iter().filter(|chord| !had(chord)).map(|chord| (*action, chord)));
        }
        for (action, chords) in self.chords.iter_mut().filter(|(action, _)| !named.contains_key(action)) {
            let clash = |chord: &Chord, everywhere: bool| {
                let in_the_way = |one: Action| meet(one, *action) || (everywhere && is_everywhere(one));
                new.iter().any(|(one, taken)| in_the_way(*one) && overlap(chord, taken))
            };
            let free = |everywhere| chords.iter().filter(|chord| !clash(chord, everywhere)).cloned().collect();
            let left: Vec<Chord> = free(true);
            *chords = if left.is_empty() { free(false) } else { left };
        }
    }

    /// How numbers before a key are typed.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    fn check(&self) -> Result<(), KeymapError> {
        let all: Vec<(&Chord, Action)> = self.bindings().collect();
        for (n, (chord, one)) in all.iter().enumerate() {
            // which keys begin alike is quickly said, and most do not
            let clash = all.iter().skip(n + 1).find(|(other, action)| overlap(chord, other) && meet(*one, *action));
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

    /// The chords of an action as text, in the order of the key map.
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

fn is_everywhere(action: Action) -> bool {
    matches!(action.room(), "app" | "list")
}

fn meet(one: Action, other: Action) -> bool {
    one.room() == other.room() || (is_everywhere(one) && is_everywhere(other))
}

fn overlap(one: &Chord, other: &Chord) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

fn written(chord: &Chord) -> String {
    chord.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn table(toml: &str) -> Result<toml::Table, KeymapError> {
    toml.parse().map_err(|error: toml::de::Error| syntax(toml, &error))
}

fn action_of(id: &str) -> Result<Action, KeymapError> {
    Action::of_id(id).ok_or_else(|| KeymapError::Action(id.into()))
}

fn chords(id: &str, value: &toml::Value) -> Result<Vec<Chord>, KeymapError> {
    let fail = |error| KeymapError::Key { action: id.into(), error };
    let keys = texts(value).ok_or_else(|| fail(KeyError(value.to_string())))?;
    keys.into_iter().map(Key::chord).collect::<Result<_, _>>().map_err(fail)
}

fn counts(value: &toml::Value) -> Result<Counts, KeymapError> {
    match value {
        toml::Value::Boolean(true) => Ok(Counts::Digits),
        toml::Value::Boolean(false) => Ok(Counts::Never),
        toml::Value::String(key) => {
            key.parse().map(Counts::After).map_err(|error| KeymapError::Key { action: "counts".into(), error })
        }
        _ => Err(KeymapError::Option("counts: it is true, false, or a key: `counts = \"ctrl+u\"`")),
    }
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
