//! Places kept under a letter.

use super::rooms;
use super::state::{App, Effect};
use crate::domain::model::Place;
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::keys::Key;
use crate::platform::ports::Bookmark;
use crate::screen::overlays::Tone;

impl App {
    /// Does an action that takes a letter; any other key takes it back.
    pub(super) fn with_letter(&mut self, action: Action, key: Key) -> Vec<Effect> {
        match (action, key.typed().filter(char::is_ascii_alphabetic)) {
            (Action::AppMarkSet, Some(letter)) => self.set_mark(letter),
            (Action::AppMarkGo, Some(letter)) => self.go_to_mark(letter),
            _ => {}
        }
        Vec::new()
    }

    fn set_mark(&mut self, letter: char) {
        let Some(here) = self.bookmark_of(self.windows.at()) else { return };
        let words = format!("mark {letter} is {}", name(&here));
        self.marks.insert(letter, here);
        self.tell(Tone::Good, Clean::line(&words));
    }

    fn go_to_mark(&mut self, letter: char) {
        let place = |mark: &Bookmark| Place::parse(&mark.place).ok();
        let Some((mark, place)) = self.marks.get(&letter).and_then(|mark| Some((mark.clone(), place(mark)?))) else {
            return self.tell(Tone::Plain, Clean::line(&format!("there is no mark {letter}")));
        };
        if let Some(place) = self.arriving(&place) {
            self.windows.enter(rooms::open(&place, mark.cursor, mark.scroll));
        }
    }

    /// The marks with what they stand for, as the hint bar shows them.
    pub(super) fn mark_names(&self) -> Vec<(char, Clean)> {
        self.marks.iter().map(|(letter, mark)| (*letter, Clean::line(&name(mark)))).collect()
    }
}

/// What a mark stands for, in a word: the entity or the room.
fn name(mark: &Bookmark) -> String {
    let place = Place::parse(&mark.place).ok();
    let word = |place: Place| place.subject.map_or_else(|| place.room.word().to_owned(), |it| it.name().to_owned());
    place.map(word).unwrap_or_default()
}
