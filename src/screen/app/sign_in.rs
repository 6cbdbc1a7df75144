//! Signing in and out in place: what failed for want of it is asked again, and what was to be done is
//! done, with nothing below lost.

use super::state::{App, Effect};
use crate::domain::model::{Principal, WebAddress};
use crate::domain::text::Clean;
use crate::platform::account::{SignedIn, Way};
use crate::platform::actions::Action;
use crate::platform::command::Command;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::outcome::Outcome;
use crate::platform::query::{Ask, WaysIn, WhoAmI};
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::overlays::{Asked, SignInSheet, Tone};
use crate::screen::panes::movement;
use crate::screen::widgets::cursor::Move;
use ratatui::layout::Rect;

impl App {
    /// Whether one of these actions can be done here.
    pub(super) fn offers_account(&self, action: Action) -> bool {
        let is_user = || self.known.as_ref().is_some_and(|who| who.user.is_some());
        match action {
            Action::AppSignIn => !self.platform.is_workspace,
            Action::AppSignOut => !self.platform.is_workspace && is_user(),
            _ => false,
        }
    }

    /// Shows the ways of signing in; `why` says why it comes unasked.
    pub(super) fn show_sign_in(&mut self, why: Option<Clean>) {
        self.pending = Default::default();
        self.signing.due = None;
        self.signing.sheet = Some(SignInSheet::to_sign_in(why, self.signing.attempt));
    }

    pub(super) fn show_sign_out(&mut self) {
        self.pending = Default::default();
        self.signing.sheet = Some(SignInSheet::to_sign_out());
    }

    /// Brings the sheet up to date, and lets it come where nobody is signed in.
    pub(super) fn settle_sign_in(&mut self) -> Vec<Effect> {
        if self.signing.sheet.is_none() {
            let effects = self.come_when_due();
            // what is known already is on it at once: nothing else may come that would show it
            return if self.signing.sheet.is_some() { self.settle_sign_in() } else { effects };
        }
        let Some(mut sheet) = self.signing.sheet.take() else { return Vec::new() };
        let asked = sheet.settle(&self.ctx());
        let done = sheet.done().cloned().zip(sheet.way());
        self.signing.attempt = self.signing.attempt.max(sheet.attempt());
        self.signing.sheet = Some(sheet);
        match (done, asked) {
            (Some((signed, way)), _) => self.signed_in(signed, way),
            (None, Some(asked)) => self.do_for_sheet(asked),
            (None, None) => Vec::new(),
        }
    }

    /// Looks whether what is wanted failed because nobody is signed in.
    pub(super) fn notice_being_out(&mut self) {
        let is_other = |ask: &&Ask| !matches!(ask, Ask::SigningIn(_) | Ask::WaysIn(_));
        let wants = self.wants();
        let failed = wants.iter().filter(is_other).any(|ask| self.store.is_refused(ask, FaultKind::NotSignedIn));
        let signing = &mut self.signing;
        signing.is_out = failed || !signing.refused.is_empty();
        if !signing.is_out {
            (signing.declined, signing.due) = (false, None);
        } else if !signing.declined && signing.sheet.is_none() && signing.due.is_none() {
            let name = &self.platform.name;
            let was_somebody = self.known.as_ref().is_some_and(|who| who.principal != Principal::Nobody);
            let words = match was_somebody {
                true => format!("Your session at {name} has ended."),
                false => format!("You are not signed in at {name}."),
            };
            signing.due = Some(Clean::line(&words));
        }
    }

    /// Where the token turns out to be another user's than whose data is shown, the screen begins anew
    /// over theirs.
    pub(super) fn notice_another(&mut self) -> Vec<Effect> {
        let is_there = |app: &Self| app.wants().iter().any(|ask| app.store.is_refused(ask, FaultKind::AnotherUser));
        if self.now < self.settles_until || !is_there(self) {
            return Vec::new();
        }
        let told = vec!["the token is another user's now: this is what is theirs".into()];
        vec![Effect::Reopen { told, forget: false }]
    }

    /// Whether the sheet is there, or is to come.
    pub(super) fn awaits_sign_in(&self) -> bool {
        self.signing.sheet.is_some() || self.signing.due.is_some()
    }

    /// The sheet comes once nothing is being typed, and once it is known that there is a way.
    fn come_when_due(&mut self) -> Vec<Effect> {
        let Some(why) = self.signing.due.clone().filter(|_| !self.typing()) else { return Vec::new() };
        let ways = self.store.get(&WaysIn {});
        match (ways.answer(), ways.fault) {
            (Some(ways), _) if ways.open.is_empty() => return self.decline(),
            (None, None) => {}
            _ => self.show_sign_in(Some(why)),
        }
        Vec::new()
    }

    /// Nobody signs in: what waited for it ends as it was refused.
    fn decline(&mut self) -> Vec<Effect> {
        self.signing.sheet = None;
        (self.signing.declined, self.signing.due) = (true, None);
        let refused = std::mem::take(&mut self.signing.refused);
        refused.into_iter().flat_map(|(command, outcome)| self.ended_so(&command, outcome)).collect()
    }

    /// Keeps a command that was refused for want of signing in; whether it is one.
    pub(super) fn keep_refused(&mut self, command: &Command, outcome: &Outcome) -> bool {
        let is_out = matches!(outcome, Outcome::Refused(fault) if fault.kind == FaultKind::NotSignedIn);
        if is_out && !self.platform.is_workspace {
            self.signing.declined = false;
            self.signing.refused.push((command.clone(), outcome.clone()));
            return true;
        }
        false
    }

    fn signed_in(&mut self, signed: SignedIn, way: Way) -> Vec<Effect> {
        self.signing.sheet = None;
        self.platform.way = way.word().into();
        let refused = std::mem::take(&mut self.signing.refused);
        if signed.is_another {
            // what one wanted to have done is not done in the name of another
            let lost = refused.iter().map(|(_, outcome)| outcome.told());
            return vec![Effect::Reopen { told: signed.told.into_iter().chain(lost).collect(), forget: false }];
        }
        signed.told.into_iter().for_each(|told| self.tell(Tone::Good, told));
        self.store.ask_again(FaultKind::NotSignedIn);
        self.store.stale(&[WhoAmI {}.into()]);
        self.permits.again();
        self.signing.is_out = false;
        self.signing.resumed.extend(refused.into_iter().map(|(command, _)| command));
        Vec::new()
    }

    /// Sends the commands that waited for somebody to sign in, each as soon as what decides about it was
    /// answered, or cannot be.
    pub(super) fn send_resumed(&mut self) -> Vec<Effect> {
        let waiting = std::mem::take(&mut self.signing.resumed);
        let is_open = |command: &Command| {
            let question = self.question_of(command);
            question.is_some_and(|question| self.permits.is_open(&question, &self.gate, self.now))
        };
        let (open, decided): (Vec<Command>, Vec<Command>) = waiting.into_iter().partition(is_open);
        self.signing.resumed = open;
        decided.into_iter().flat_map(|command| self.send(command)).collect()
    }

    /// Signing out came to its end. Nothing of who it was is shown any longer, also where not all of it
    /// could be removed or told.
    pub(super) fn signed_out(&mut self, ended: Result<Vec<Clean>, Fault>) -> Vec<Effect> {
        self.signing.sheet = None;
        let told = ended.unwrap_or_else(|fault| vec![Clean::line(&fault.to_string())]);
        vec![Effect::Reopen { told, forget: true }]
    }

    /// Does an action on the sheet.
    pub(super) fn act_on_sign_in(&mut self, action: Action) -> Vec<Effect> {
        let Some(sheet) = &mut self.signing.sheet else { return Vec::new() };
        if let Some(to) = movement(action) {
            sheet.go(to);
            return Vec::new();
        }
        match action {
            Action::AppRedraw => vec![Effect::Redraw],
            Action::AppMouse => self.switch_mouse(),
            _ => sheet.act(action).map(|asked| self.do_for_sheet(asked)).unwrap_or_default(),
        }
    }

    /// Whether an action means something while the sheet is there.
    pub(super) fn offers_on_sign_in(&self, sheet: &SignInSheet, action: Action) -> bool {
        let always = matches!(action, Action::AppBack | Action::AppQuit | Action::AppRedraw | Action::AppMouse);
        always || movement(action).is_some() || sheet.offers(action)
    }

    fn do_for_sheet(&mut self, asked: Asked) -> Vec<Effect> {
        match asked {
            Asked::Open(address) => self.visit(&address),
            Asked::Copy(address) => {
                // not the address itself: messages are read again later
                self.tell(Tone::Good, "copied the address".into());
                vec![Effect::Copy(address.to_string())]
            }
            Asked::HandIn(secret) => vec![Effect::HandIn(secret)],
            Asked::SignOut => vec![Effect::SignOut],
            Asked::Close => self.decline(),
        }
    }

    /// Opens an address of signing in. It holds what proves who one is, so no message names it.
    fn visit(&mut self, address: &Clean) -> Vec<Effect> {
        match WebAddress::parse(address.as_str()) {
            Ok(web) => vec![Effect::Visit(Clean::line(web.as_str()))],
            Err(why) => {
                self.tell(Tone::Bad, Clean::line(&format!("the address is not opened: {why}")));
                Vec::new()
            }
        }
    }

    pub(super) fn mouse_on_sign_in(&mut self, mouse: Mouse, hint: Option<Action>) -> Vec<Effect> {
        let on_hints = mouse.row + 1 == self.size.1;
        let Some(sheet) = &mut self.signing.sheet else { return Vec::new() };
        match mouse.did {
            MouseDid::WheelDown => sheet.go(Move::By(1)),
            MouseDid::WheelUp => sheet.go(Move::By(-1)),
            MouseDid::Click if on_hints => {
                let meant = hint.filter(|action| self.offers_under_overlay(*action));
                return meant.map(|action| self.act_on_sign_in(action)).unwrap_or_default();
            }
            MouseDid::Click if sheet.click(mouse.row) => return self.act_on_sign_in(Action::ListOpen),
            MouseDid::Click => {}
        }
        Vec::new()
    }

    /// Where the sheet lies: over everything but the lines at the foot.
    pub(super) fn sign_in_area(&self) -> Rect {
        let middle = self.middle();
        Rect { y: 0, height: middle.bottom(), ..middle }
    }
}
