//! The windows: several rooms open at once, each with a history of its own, one or two of them seen.

use super::history::History;
use crate::domain::model::Tab;
use crate::platform::actions::Action;
use crate::screen::panes::Pane;

/// How many windows can be open.
pub(super) const MOST: usize = 9;

/// What goes to each window by its number.
pub(super) const NUMBERED: [Action; MOST] = [
    Action::AppWindow1,
    Action::AppWindow2,
    Action::AppWindow3,
    Action::AppWindow4,
    Action::AppWindow5,
    Action::AppWindow6,
    Action::AppWindow7,
    Action::AppWindow8,
    Action::AppWindow9,
];

/// The window that an action goes to by its number.
pub(super) fn window_number(action: Action) -> Option<usize> {
    NUMBERED.iter().position(|numbered| *numbered == action)
}

/// The open windows. There is always one.
pub(super) struct Windows {
    all: Vec<History>,
    /// The one that keys go to.
    at: usize,
    /// The one they went to before.
    before: usize,
    beside: Option<Beside>,
}

/// The window that is seen beside the one that keys go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Beside {
    window: usize,
    is_left: bool,
}

impl Windows {
    pub(super) fn starting_with(rooms: Vec<Box<dyn Pane>>, at: usize) -> Self {
        let all: Vec<History> = rooms.into_iter().take(MOST).map(History::starting_with).collect();
        let at = at.min(all.len().saturating_sub(1));
        Self { all, at, before: at, beside: None }
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// The window that keys go to.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The one they went to before; the next one where that is not known.
    pub(super) fn before(&self) -> usize {
        if self.before == self.at { (self.at + 1) % self.len().max(1) } else { self.before }
    }

    pub(super) fn is_split(&self) -> bool {
        self.beside.is_some()
    }

    /// The windows that are seen where there is room for two, from left to right.
    pub(super) fn seen(&self) -> Vec<usize> {
        match self.beside {
            None => vec![self.at],
            Some(Beside { window, is_left: true }) => vec![window, self.at],
            Some(Beside { window, is_left: false }) => vec![self.at, window],
        }
    }

    /// Opens a room in a window of its own, after the present one; false where there are too many.
    pub(super) fn open(&mut self, room: Box<dyn Pane>) -> bool {
        if self.len() >= MOST {
            return false;
        }
        let new = self.at + 1;
        self.all.insert(new, History::starting_with(room));
        let moved = |window: usize| if window >= new { window + 1 } else { window };
        self.before = self.at;
        self.beside = self.beside.map(|beside| Beside { window: moved(beside.window), ..beside });
        self.at = new;
        true
    }

    /// Closes the present window; the last one stays.
    pub(super) fn close(&mut self) {
        if self.len() < 2 {
            return;
        }
        let closed = self.at;
        let next = self.beside.map_or(self.before, |beside| beside.window);
        let next = if next == closed { closed.saturating_sub(1) } else { next };
        self.all.remove(closed);
        self.at = if next > closed { next - 1 } else { next }.min(self.len().saturating_sub(1));
        (self.before, self.beside) = (self.at, None);
    }

    /// Goes to a window.
    pub(super) fn go(&mut self, to: usize) {
        if to >= self.len() || to == self.at {
            return;
        }
        if let Some(beside) = &mut self.beside
            && beside.window == to
        {
            *beside = Beside { window: self.at, is_left: !beside.is_left };
        }
        (self.before, self.at) = (self.at, to);
    }

    /// Goes to the next window, or with `back` to the one before, round and round.
    pub(super) fn step(&mut self, back: bool) {
        let by = if back { self.len().saturating_sub(1) } else { 1 };
        self.go((self.at + by) % self.len().max(1));
    }

    /// Goes to the window beside, else to the one before.
    pub(super) fn other(&mut self) {
        let to = self.beside.map_or(self.before(), |beside| beside.window);
        self.go(to);
    }

    /// Shows another window at the right: the one before, or the next one.
    pub(super) fn split(&mut self) {
        let window = self.before();
        self.beside = (window != self.at).then_some(Beside { window, is_left: false });
    }

    /// Shows the present window at the right of the one before.
    pub(super) fn split_left(&mut self) {
        self.split();
        self.beside = self.beside.map(|beside| Beside { is_left: true, ..beside });
    }

    /// The window beside the present one, and whether it stands at the left.
    pub(super) fn beside(&self) -> Option<(usize, bool)> {
        self.beside.map(|beside| (beside.window, beside.is_left))
    }

    /// Shows a window beside the present one.
    pub(super) fn show_beside(&mut self, window: usize, is_left: bool) {
        if window < self.len() && window != self.at {
            self.beside = Some(Beside { window, is_left });
        }
    }

    /// Shows the present window alone.
    pub(super) fn only(&mut self) {
        self.beside = None;
    }

    /// Those that are not among the windows `seen` let go of what they show.
    pub(super) fn leave_all_but(&mut self, seen: &[usize]) {
        let unseen = self.all.iter_mut().enumerate().filter(|(window, _)| !seen.contains(window));
        unseen.for_each(|(_, history)| history.leave());
    }

    fn here(&self) -> Option<&History> {
        self.all.get(self.at)
    }

    fn here_mut(&mut self) -> Option<&mut History> {
        self.all.get_mut(self.at)
    }

    pub(super) fn room(&self) -> Option<&dyn Pane> {
        self.here().and_then(History::room)
    }

    pub(super) fn room_of(&self, window: usize) -> Option<&dyn Pane> {
        self.all.get(window).and_then(History::room)
    }

    pub(super) fn room_of_mut(&mut self, window: usize) -> Option<&mut Box<dyn Pane>> {
        self.all.get_mut(window).and_then(History::room_mut)
    }

    /// Goes into a room in the present window.
    pub(super) fn enter(&mut self, room: Box<dyn Pane>) {
        if let Some(here) = self.here_mut() {
            here.enter(room);
        }
    }

    /// Puts a room in the place of the one shown.
    pub(super) fn replace(&mut self, room: Box<dyn Pane>) {
        if let Some(here) = self.here_mut() {
            here.replace(room);
        }
    }

    /// Turns to another tab in the present window.
    pub(super) fn turn(&mut self, from: Tab, to: Tab, open: impl FnOnce() -> Box<dyn Pane>) {
        if let Some(here) = self.here_mut() {
            here.turn(from, to, open);
        }
    }

    pub(super) fn can_go_back(&self) -> bool {
        self.here().is_some_and(History::can_go_back)
    }

    pub(super) fn can_go_forward(&self) -> bool {
        self.here().is_some_and(History::can_go_forward)
    }

    pub(super) fn back(&mut self) {
        if let Some(here) = self.here_mut() {
            here.back();
        }
    }

    pub(super) fn forward(&mut self) {
        if let Some(here) = self.here_mut() {
            here.forward();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::panes::home::Home;

    fn windows(count: usize) -> Windows {
        let room = || Box::new(Home::default()) as Box<dyn Pane>;
        Windows::starting_with((0..count).map(|_| room()).collect(), 0)
    }

    #[test]
    fn a_new_window_stands_after_the_one_it_came_from_and_closing_it_leads_back() {
        let mut windows = windows(2);
        assert!(windows.open(Box::new(Home::default())));
        assert_eq!((windows.at(), windows.len()), (1, 3));
        windows.close();
        assert_eq!((windows.at(), windows.len()), (0, 2));
    }

    #[test]
    fn the_last_window_cannot_be_closed_and_a_tenth_not_opened() {
        let mut windows = windows(1);
        windows.close();
        assert_eq!(windows.len(), 1);
        while windows.open(Box::new(Home::default())) {}
        assert_eq!(windows.len(), MOST);
    }

    #[test]
    fn of_two_side_by_side_neither_changes_its_side_when_the_keys_go_to_the_other() {
        let mut windows = windows(3);
        windows.split();
        let sides = windows.seen();
        windows.other();
        assert_eq!((windows.seen(), windows.at()), (sides.clone(), 1));
        windows.go(0);
        assert_eq!((windows.seen(), windows.at()), (sides, 0));
        windows.go(2);
        assert_eq!(windows.seen(), [2, 1], "a third takes the place of the one that had the keys");
    }

    #[test]
    fn whatever_is_done_the_windows_seen_are_there_and_two() {
        let mut windows = windows(4);
        let mut n: u64 = 7;
        for _ in 0..5_000 {
            n = n.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            match (n >> 33) % 9 {
                0 => drop(windows.open(Box::new(Home::default()))),
                1 => windows.close(),
                2 => windows.step(false),
                3 => windows.step(true),
                4 => windows.other(),
                5 => windows.split(),
                6 => windows.split_left(),
                7 => windows.only(),
                _ => windows.go((n >> 40) as usize % 10),
            }
            let seen = windows.seen();
            assert!(seen.iter().all(|window| *window < windows.len()), "{seen:?}");
            assert!(seen.contains(&windows.at()) && seen.len() == 1 + usize::from(windows.is_split()));
            assert!(seen.len() < 2 || seen[0] != seen[1], "{seen:?}");
        }
    }
}
