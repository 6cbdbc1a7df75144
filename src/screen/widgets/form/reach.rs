//! What is wrong in a form, and how one gets there.

use super::FormView;
use super::items::Key;
use crate::domain::form::{Path, Problem};

impl FormView {
    /// From here on all that is wrong is shown, and the keys go to the first of it.
    pub fn show_all(&mut self) {
        self.all_shown = true;
        self.touch();
        if let Some(first) = self.problems().first().map(|problem| problem.path.clone()) {
            self.focus(&first);
        }
    }

    /// From here on all that is wrong is shown; the keys stay where they are.
    pub fn show_problems(&mut self) {
        self.all_shown = true;
    }

    /// Whether all that is wrong is shown.
    pub fn shows_all(&self) -> bool {
        self.all_shown
    }

    /// All that is wrong, in the order of the fields.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Works out what is wrong, once for each state of the form.
    pub(super) fn find_problems(&mut self) {
        let mut found = self.view.as_ref().map(|view| view.problems()).unwrap_or_default();
        found.sort_by_cached_key(|problem| self.place_of(&problem.path));
        self.problems = found;
    }

    /// Where in the form something stands; at its end where it is not seen.
    fn place_of(&self, path: &Path) -> usize {
        let Some(view) = &self.view else { return 0 };
        let at = |item: &super::Item| match item.key(view) {
            Key::Field(at, _) | Key::Add(at) => at == *path || at.is_within(path),
            Key::Name(_) | Key::Other => false,
        };
        if path.is_root() { 0 } else { self.items.iter().position(at).unwrap_or(self.items.len()) }
    }

    /// What is wrong with a field, as far as that is shown: where one has been there, or everywhere.
    pub(super) fn shown_problems(&self, path: &Path) -> impl Iterator<Item = &Problem> {
        let is_shown = self.all_shown || self.touched.contains(path);
        self.problems.iter().filter(move |problem| is_shown && problem.path == *path)
    }

    /// To the next field that has to be mended, or the one before; round and round.
    pub fn next_problem(&mut self, back: bool) -> bool {
        let here = self.at;
        let place = |problem: &Problem| (self.place_of(&problem.path), problem.path.clone());
        let mut places: Vec<(usize, Path)> = self.problems.iter().map(place).collect();
        places.dedup();
        let next = match back {
            false => places.iter().find(|(at, _)| *at > here).or(places.first()),
            true => places.iter().rfind(|(at, _)| *at < here).or(places.last()),
        };
        let Some((_, path)) = next.cloned() else { return false };
        self.all_shown = true;
        self.focus(&path)
    }
}
