//! The line at the foot: the keys of what can be done here, as many as there is room for. Exactly
//! what help lists, only shorter.

use super::keys::means_action_while_typing;
use super::overlay::Overlay;
use super::state::App;
use crate::domain::document::{Line, Role};
use crate::domain::model::{Place, Room};
use crate::domain::text::{Clean, width};
use crate::platform::actions::Action;
use crate::platform::keys::{Chord, Meaning};

/// A key and what it does.
pub(super) struct Hint {
    key: Clean,
    title: Clean,
    /// What a click on it does.
    action: Option<Action>,
}

impl Hint {
    fn columns(&self) -> usize {
        width(self.key.as_str()) + width(self.title.as_str()) + 3
    }
}

impl App {
    /// The hints as a line, in so many columns.
    pub(super) fn hint_line(&self, room: u16) -> Line {
        let mut line = match self.pending.count {
            Some(count) => Line::of(Clean::line(&count.to_string()), Role::Key).and("  ", Role::Text),
            None => Line::empty(),
        };
        for Hint { key, title, .. } in self.hints(room) {
            line = line.and(key, Role::Key).and(" ", Role::Text).and(title, Role::Dim).and("  ", Role::Text);
        }
        line
    }

    /// The action whose hint is painted at a column.
    pub(super) fn hint_at(&self, column: u16) -> Option<Action> {
        let mut left = usize::from(column.checked_sub(1)?);
        for hint in self.hints(self.size.0.saturating_sub(2)) {
            if left < hint.columns() {
                return hint.action;
            }
            left -= hint.columns();
        }
        None
    }

    fn hints(&self, room: u16) -> Vec<Hint> {
        if let Some(action) = self.pending.awaits {
            return self.letter_hints(action);
        }
        if !self.pending.keys.is_empty() {
            return self.chord_hints();
        }
        let mut offered: Vec<Action> = match &self.overlay {
            _ if self.signing.sheet.is_some() => self.on_sign_in(),
            None => self.offered().into_iter().filter(|action| self.rank(*action) > 0).collect(),
            Some(Overlay::Review(_) | Overlay::Verdict(_)) => self.on_sheet(),
            Some(_) => vec![Action::ListOpen, Action::AppBack],
        };
        if self.signing.sheet.is_none() {
            offered.sort_by_key(|action| self.rank(*action));
        }
        let typing = self.typing() && !matches!(self.overlay, Some(Overlay::Palette(_)));
        let hint = |action: Action| {
            let key = self.hint_key(action, typing)?;
            Some(Hint { key: Clean::line(&key), title: self.hint_title(action).into(), action: Some(action) })
        };
        // the way to all the others is never the one that finds no room
        let help = offered.pop_if(|action| *action == Action::AppHelp).and_then(hint);
        let mut left = usize::from(room).saturating_sub(help.as_ref().map_or(0, Hint::columns));
        let shown = self.typed_hint().into_iter().chain(offered.into_iter().filter_map(hint)).take_while(|hint| {
            let fits = hint.columns() <= left;
            left = left.saturating_sub(hint.columns());
            fits
        });
        shown.collect::<Vec<_>>().into_iter().chain(help).collect()
    }

    /// The key that the room takes for itself while it is typed into.
    fn typed_hint(&self) -> Option<Hint> {
        let room = self.windows.room().filter(|_| self.overlay.is_none() && self.signing.sheet.is_none())?;
        let (key, title) = room.typed_key()?;
        Some(Hint { key: key.into(), title: title.into(), action: None })
    }

    /// How soon an action is named: 0 never, 1 first. Who is signed out is told how to sign in.
    fn rank(&self, action: Action) -> u8 {
        match action {
            Action::AppSignIn if self.signing.is_out => 1,
            // beside the way to the catalog, where one begins
            Action::AppDocs if self.is_home() => Action::AppCatalog.spec().hint,
            // before what narrows the list: it is what one comes for
            Action::AccessAsk if self.is_in_access() => Action::AccessFilter.spec().hint,
            _ => action.spec().hint,
        }
    }

    fn is_in_access(&self) -> bool {
        self.windows.room().is_some_and(|room| room.place(&self.ctx()).room == Room::Access)
    }

    fn is_home(&self) -> bool {
        self.windows.room().is_some_and(|room| room.place(&self.ctx()) == Place::room(Room::Home))
    }

    /// What can be done while signing in.
    fn on_sign_in(&self) -> Vec<Action> {
        use Action::{AppBack, ListOpen, ReviewConfirm, SignInCopy, SignInOpen, SignInPicture};
        // in this order, so that the way out is never the one that finds no room
        let all = [ListOpen, ReviewConfirm, AppBack, SignInCopy, SignInPicture, SignInOpen];
        all.into_iter().filter(|action| self.offers_under_overlay(*action)).collect()
    }

    /// What can be done on the sheet over the room.
    fn on_sheet(&self) -> Vec<Action> {
        let sheet = [Action::ReviewConfirm, Action::ReviewEdit, Action::ListOpen];
        let mut offered: Vec<Action> = sheet.into_iter().filter(|action| self.offers_on_sheet(*action)).collect();
        if offered.contains(&Action::ReviewConfirm) {
            // enter does the same
            offered.retain(|action| *action != Action::ListOpen);
        }
        offered.push(Action::AppBack);
        offered
    }

    fn hint_title(&self, action: Action) -> &'static str {
        if let Some(sheet) = &self.signing.sheet {
            return match action {
                Action::ListOpen => sheet.enter_title().unwrap_or(action.spec().title),
                Action::AppBack => sheet.back_title(),
                Action::ReviewConfirm => "Sign out",
                Action::SignInOpen => "Open",
                Action::SignInCopy => "Copy",
                _ => action.spec().title,
            };
        }
        match (action, &self.overlay) {
            (Action::AppBack, Some(Overlay::Review(review))) => review.leave_title(),
            (Action::ListOpen, Some(Overlay::Review(review))) => review.enter_title(),
            (Action::ReviewConfirm, Some(Overlay::Verdict(_))) => "Write to a file",
            (Action::AppBack, Some(_)) => "Close",
            (_, None) => self.title_of(action),
            _ => action.spec().title,
        }
    }

    /// What an action is called in the room that is shown.
    pub fn title_of(&self, action: Action) -> &'static str {
        let room = self.windows.room();
        room.and_then(|room| room.title_of(action, &self.ctx())).unwrap_or(action.spec().title)
    }

    /// The first key of an action that means this action here, and not another that goes before it.
    fn hint_key(&self, action: Action, typing: bool) -> Option<String> {
        let offers = |action: Action| self.offers_under_overlay(action);
        let means = |chord: &Chord| self.keymap.resolve(chord, &offers) == Meaning::Action(action);
        let types = |chord: &Chord| typing && chord.first().is_some_and(|key| !means_action_while_typing(*key));
        let mut mine = self.keymap.bindings().filter(|(_, bound)| *bound == action).map(|(chord, _)| chord);
        let chord = mine.find(|chord| means(chord) && !types(chord))?;
        Some(chord.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
    }

    /// After the first key of a chord: what the next may be, each action by one key.
    fn chord_hints(&self) -> Vec<Hint> {
        let begun = &self.pending.keys;
        let offered = self.keymap.bindings().filter(|(chord, action)| chord.starts_with(begun) && self.shows(*action));
        let hint = |(chord, action): (&Chord, Action)| {
            let rest: Vec<String> = chord.iter().skip(begun.len()).map(ToString::to_string).collect();
            Hint { key: Clean::line(&rest.join(" ")), title: action.spec().title.into(), action: Some(action) }
        };
        let mut hints: Vec<Hint> = offered.map(hint).collect();
        hints.dedup_by_key(|hint| hint.action);
        hints
    }

    /// Whether an action is worth a place on the line. Where no task is known the newest one would only lead to the list
    /// of them, which has a key of its own.
    fn shows(&self, action: Action) -> bool {
        let leads_nowhere = action == Action::AppTask && self.newest_task() == Place::room(Room::Tasks);
        self.offers(action) && !leads_nowhere
    }

    /// What letters an action can take.
    fn letter_hints(&self, action: Action) -> Vec<Hint> {
        let ask = Hint { key: "a-z A-Z".into(), title: action.spec().title.into(), action: None };
        let known = self.mark_names().into_iter();
        let known = known.map(|(letter, title)| Hint { key: Clean::line(&letter.to_string()), title, action: None });
        std::iter::once(ask).chain(known).collect()
    }
}
