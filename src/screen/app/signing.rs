//! What is remembered about being signed in or out.

use crate::domain::text::Clean;
use crate::platform::command::Command;
use crate::platform::outcome::Outcome;
use crate::platform::query::{Ask, WaysIn};
use crate::screen::overlays::SignInSheet;

/// What is remembered about being signed in or out.
#[derive(Default)]
pub(super) struct Signing {
    /// The sheet that lies over everything, whatever is open below.
    pub(super) sheet: Option<SignInSheet>,
    /// Commands that were refused because nobody is signed in, each with how it would have ended:
    /// they are sent again, or end so.
    pub(super) refused: Vec<(Command, Outcome)>,
    /// Those of them that wait, now that somebody is, until it is decided anew whether they may be done.
    pub(super) resumed: Vec<Command>,
    /// What is wanted failed because nobody is signed in.
    pub(super) is_out: bool,
    /// The sheet was sent away: it does not come by itself again for the same.
    pub(super) declined: bool,
    /// Why the sheet is to come, as soon as nothing is being typed.
    pub(super) due: Option<Clean>,
    /// How often signing in was tried.
    pub(super) attempt: u32,
}

impl Signing {
    /// What has to be known: before the sheet comes by itself, whether there is a way to go.
    pub(super) fn wants(&self) -> Vec<Ask> {
        match &self.sheet {
            Some(sheet) => sheet.wants(),
            None => self.due.iter().map(|_| WaysIn {}.into()).collect(),
        }
    }
}
