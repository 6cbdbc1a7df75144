//! Signing in: the ways there are, then what each step has to show. It lies over everything else, so
//! that nothing that was begun below is lost.

mod hidden;
mod letters;
mod picture;
mod rows;
mod view;

use crate::domain::model::At;
use crate::domain::text::{Clean, Secret};
use crate::platform::account::{SignIn, SignedIn, Way, Ways};
use crate::platform::actions::Action;
use crate::platform::fault::Fault;
use crate::platform::keys::Key;
use crate::platform::query::{Ask, SigningIn, WaysIn};
use crate::screen::ctx::Ctx;
use crate::screen::widgets::countdown;
use crate::screen::widgets::cursor::{Cursor, Move};
use hidden::Hidden;
use picture::Picture;
use std::sync::Arc;

/// What the sheet is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Phase {
    /// A way is chosen.
    #[default]
    Choosing,
    /// One is signing in.
    Going(SigningIn),
    /// Whether to sign out is asked.
    Leaving,
    /// One is being signed out.
    Gone,
}

/// What the sheet asks the app to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Open an address in a browser.
    Open(Clean),
    /// Put an address into the clipboard.
    Copy(Clean),
    /// Hand in what was pasted.
    HandIn(Secret),
    /// Sign out.
    SignOut,
    /// Take the sheet away.
    Close,
}

/// The sheet.
#[derive(Clone, Debug, Default)]
pub struct SignInSheet {
    /// Why it came by itself.
    why: Option<Clean>,
    phase: Phase,
    cursor: Cursor,
    field: Hidden,
    /// What is to be shown, as the store has it.
    ways: Option<Arc<Ways>>,
    step: Option<Arc<SignIn>>,
    fault: Option<Fault>,
    /// The step for which something was handed in, until another follows.
    handed: Option<Arc<SignIn>>,
    /// The address that was opened in the browser already.
    opened: Option<Clean>,
    /// The QR code, where it is to be seen, and what it is of.
    picture: Option<(Clean, Picture)>,
    /// How often it was tried: each try is a question of its own.
    attempt: u32,
}

impl SignInSheet {
    /// The ways to choose from; `why` says why it comes unasked.
    pub fn to_sign_in(why: Option<Clean>, attempt: u32) -> Self {
        Self { why, attempt, ..Self::default() }
    }

    /// Whether to sign out.
    pub fn to_sign_out() -> Self {
        Self { phase: Phase::Leaving, ..Self::default() }
    }

    /// The number of the last try.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// What has to be known. Signing in goes on as long as it is wanted.
    pub fn wants(&self) -> Vec<Ask> {
        match &self.phase {
            Phase::Choosing => vec![WaysIn {}.into()],
            Phase::Going(query) => vec![WaysIn {}.into(), query.clone().into()],
            Phase::Leaving | Phase::Gone => Vec::new(),
        }
    }

    /// Takes in what has become known; what is to be done about it.
    pub fn settle(&mut self, ctx: &Ctx<'_>) -> Option<Asked> {
        self.ways = ctx.store.get(&WaysIn {}).answer().cloned();
        self.cursor.settle(self.open_ways().len(), self.open_ways().len());
        let Phase::Going(query) = &self.phase else {
            self.step = None;
            self.fault = match self.phase {
                Phase::Choosing => ctx.store.get(&WaysIn {}).fault.cloned(),
                _ => None,
            };
            return None;
        };
        let remote = ctx.store.get(query);
        (self.step, self.fault) = (remote.answer().cloned(), remote.fault.cloned());
        if self.handed.is_some() && !self.is_handed() {
            self.handed = None;
        }
        if self.picture.as_ref().is_some_and(|(of, _)| Some(of) != self.picture_text().as_ref()) {
            self.picture = None;
        }
        self.opens()
    }

    /// The address that a browser on this machine is to open, once.
    fn opens(&mut self) -> Option<Asked> {
        let Some(SignIn::Visit { address, comes_back: true, .. }) = self.asked() else { return None };
        if self.opened.as_ref() == Some(address) {
            return None;
        }
        self.opened = Some(address.clone());
        self.start().cloned().map(Asked::Open)
    }

    /// The address that a browser on this machine is started at.
    fn start(&self) -> Option<&Clean> {
        match self.asked().filter(|_| self.fault.is_none())? {
            SignIn::Visit { start: Some(start), .. } => Some(start),
            _ => self.address(),
        }
    }

    /// Who is signed in, once that is so.
    pub fn done(&self) -> Option<&SignedIn> {
        match self.step.as_deref() {
            Some(SignIn::Done(signed)) => Some(signed),
            _ => None,
        }
    }

    /// The way that is gone.
    pub fn way(&self) -> Option<Way> {
        match &self.phase {
            Phase::Going(query) => Some(query.way),
            _ => None,
        }
    }

    /// Whether keys are typed into the field.
    pub fn typing(&self) -> bool {
        let asks = matches!(self.asked(), Some(SignIn::Visit { comes_back: false, .. } | SignIn::Paste { .. }));
        asks && self.fault.is_none() && !self.is_handed() && self.picture.is_none()
    }

    fn is_handed(&self) -> bool {
        match (&self.handed, &self.step) {
            (Some(handed), Some(step)) => Arc::ptr_eq(handed, step),
            _ => false,
        }
    }

    /// Takes a key that is typed.
    pub fn type_key(&mut self, key: Key) {
        self.field.key(key);
    }

    /// Takes what was pasted, where something is asked for.
    pub fn paste(&mut self, text: &Secret) {
        if self.typing() {
            self.field.paste(text);
        }
    }

    /// Moves over the ways.
    pub fn go(&mut self, to: Move) {
        let len = self.open_ways().len();
        if self.phase == Phase::Choosing {
            self.cursor.go(to, len, len);
        }
    }

    /// Chooses the way in a row of the screen; whether there is one.
    pub fn click(&mut self, row: u16) -> bool {
        let at = row.checked_sub(self.first_way()).map(usize::from).filter(|at| *at < self.open_ways().len());
        let hit = at.filter(|_| self.phase == Phase::Choosing);
        self.cursor.at = hit.unwrap_or(self.cursor.at);
        hit.is_some()
    }

    /// Whether an action means something on the sheet now.
    pub fn offers(&self, action: Action) -> bool {
        match action {
            Action::ListOpen => self.enter_title().is_some(),
            Action::SignInOpen | Action::SignInCopy => self.address().is_some(),
            Action::SignInPicture => self.picture.is_some() || self.picture_text().is_some(),
            Action::ReviewConfirm => self.phase == Phase::Leaving,
            _ => false,
        }
    }

    /// Does an action on the sheet.
    pub fn act(&mut self, action: Action) -> Option<Asked> {
        match action {
            Action::ListOpen => return self.enter(),
            Action::SignInOpen => return self.start().cloned().map(Asked::Open),
            Action::SignInCopy => return self.address().cloned().map(Asked::Copy),
            Action::SignInPicture if self.picture.take().is_none() => {
                let made = |text: Clean| Picture::of(text.as_str()).map(|picture| (text, picture));
                self.picture = self.picture_text().and_then(made);
            }
            Action::ReviewConfirm if self.phase == Phase::Leaving => {
                self.phase = Phase::Gone;
                return Some(Asked::SignOut);
            }
            Action::AppBack => return self.back(),
            Action::AppQuit => return Some(Asked::Close),
            _ => {}
        }
        None
    }

    /// What enter does now; nothing where it does nothing.
    pub fn enter_title(&self) -> Option<&'static str> {
        match &self.phase {
            Phase::Choosing if self.fault.is_none() => self.way_here().map(|_| "Sign in"),
            Phase::Going(_) if self.fault.is_some() => Some("Try again"),
            Phase::Going(_) if self.typing() => Some("Hand it in"),
            _ => None,
        }
    }

    /// What escape does now.
    pub fn back_title(&self) -> &'static str {
        match &self.phase {
            _ if self.picture.is_some() => "The address",
            Phase::Going(_) => "Cancel",
            Phase::Leaving => "Leave it",
            Phase::Choosing | Phase::Gone => "Close",
        }
    }

    fn enter(&mut self) -> Option<Asked> {
        match &self.phase {
            Phase::Choosing => self.begin(self.way_here()?),
            Phase::Going(query) if self.fault.is_some() => self.begin(query.way),
            Phase::Going(_) if self.typing() && !self.field.is_empty() => {
                self.handed.clone_from(&self.step);
                return Some(Asked::HandIn(self.field.take()));
            }
            _ => {}
        }
        None
    }

    fn begin(&mut self, way: Way) {
        self.attempt = self.attempt.wrapping_add(1);
        self.forget();
        self.phase = Phase::Going(SigningIn { way, attempt: self.attempt });
    }

    /// A step back, or away. What was begun ends with it.
    fn back(&mut self) -> Option<Asked> {
        if self.picture.take().is_some() {
            return None;
        }
        if !matches!(self.phase, Phase::Going(_)) {
            return Some(Asked::Close);
        }
        self.forget();
        self.phase = Phase::Choosing;
        None
    }

    fn forget(&mut self) {
        (self.step, self.fault, self.handed, self.opened, self.picture) = Default::default();
        self.field = Hidden::default();
    }

    fn open_ways(&self) -> &[Way] {
        self.ways.as_ref().map_or(&[], |ways| &ways.open)
    }

    fn way_here(&self) -> Option<Way> {
        self.open_ways().get(self.cursor.at).copied()
    }

    /// What is asked for, whether it was tried before or not.
    fn asked(&self) -> Option<&SignIn> {
        match self.step.as_deref()? {
            SignIn::Again { asked, .. } => Some(asked),
            step => Some(step),
        }
    }

    /// The address that a browser has to visit.
    fn address(&self) -> Option<&Clean> {
        match self.asked().filter(|_| self.fault.is_none())? {
            SignIn::Visit { address, .. } => Some(address),
            SignIn::Code { address, complete, .. } => Some(complete.as_ref().unwrap_or(address)),
            _ => None,
        }
    }

    /// What a QR code would be of: where the browser comes back by itself only the one of this machine
    /// can be meant.
    fn picture_text(&self) -> Option<Clean> {
        let comes_back = matches!(self.asked(), Some(SignIn::Visit { comes_back: true, .. }));
        self.address().filter(|_| !comes_back).cloned()
    }

    fn until(&self) -> Option<At> {
        match self.asked().filter(|_| self.fault.is_none())? {
            SignIn::Visit { until, .. } | SignIn::Code { until, .. } => Some(*until),
            _ => None,
        }
    }

    /// When the countdown changes.
    pub fn wake(&self, now: At) -> Option<At> {
        countdown::changes(self.until()?, now)
    }
}

#[cfg(test)]
mod tests;
