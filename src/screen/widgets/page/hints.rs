//! Letters over what can be pressed: typed, they press it.

use super::{Does, PageView};
use crate::domain::docs::layout::Deed;

/// The letters, those under the fingers first.
const LETTERS: &[u8] = b"asdfjklghqweruiopzxcvbnmty";

/// Letters over what can be pressed and is seen.
#[derive(Clone, Debug, Default)]
pub(super) struct Hints {
    /// Each with the number of its stop.
    pub(super) all: Vec<(String, usize)>,
    pub(super) typed: String,
}

impl PageView {
    /// Puts letters over everything that can be pressed and is seen; whether there is something.
    pub fn hint(&mut self) -> bool {
        let seen = self.seen();
        let can = |does: &Does| matches!(does, Does::Press(_));
        let shown = self.stops.all.iter().enumerate().filter(|(_, stop)| can(&stop.does) && seen.contains(&stop.row));
        let shown: Vec<usize> = shown.map(|(at, _)| at).collect();
        let all = letters(shown.len()).zip(shown).collect::<Vec<_>>();
        self.hints = (!all.is_empty()).then_some(Hints { all, typed: String::new() });
        self.hints.is_some()
    }

    /// Whether letters are waited for.
    pub fn is_hinting(&self) -> bool {
        self.hints.is_some()
    }

    /// Takes the letters away; whether there were any.
    pub fn unhint(&mut self) -> bool {
        self.hints.take().is_some()
    }

    /// Takes a letter that is typed, or with `None` takes the last one back. What it names is pressed,
    /// and keys are about it from then on; letters that name nothing end it.
    pub fn type_hint(&mut self, letter: Option<char>) -> Option<Deed> {
        let hints = self.hints.as_mut()?;
        match letter {
            Some(letter) => hints.typed.extend(letter.to_lowercase()),
            None => drop(hints.typed.pop()),
        }
        let found = hints.all.iter().find(|(name, _)| *name == hints.typed).map(|(_, at)| *at);
        let goes_on = hints.all.iter().any(|(name, _)| name.starts_with(&hints.typed));
        if found.is_some() || !goes_on {
            self.hints = None;
        }
        self.focus_on(found);
        match self.stop().filter(|_| found.is_some())?.does {
            Does::Press(deed) => Some(deed),
            Does::Tell(_) => None,
        }
    }
}

/// So many names of one letter, or of two where one is not enough; none is the beginning of another.
fn letters(count: usize) -> Box<dyn Iterator<Item = String>> {
    let one = || LETTERS.iter().map(|letter| char::from(*letter));
    if count <= LETTERS.len() {
        return Box::new(one().map(String::from));
    }
    Box::new(one().flat_map(move |first| one().map(move |second| String::from_iter([first, second]))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_name_begins_another_and_there_are_as_many_as_stops() {
        for count in [1, 26, 27, 300] {
            let names: Vec<String> = letters(count).take(count).collect();
            let lengths: HashSet<usize> = names.iter().map(String::len).collect();
            assert_eq!((names.iter().collect::<HashSet<_>>().len(), lengths.len()), (count, 1));
        }
    }
}
