//! Access for a while, whatever is shown: what the user waits for is followed until it is answered, what is in use
//! has its time left in the header, and what changes is told.

use super::state::{App, Effect};
use crate::domain::document::Role;
use crate::domain::model::access::{AccessRequest, AccessRequests, AccessState, Decision, RequestId};
use crate::domain::model::{At, Place, Room};
use crate::domain::text::{Clean, clip};
use crate::platform::actions::Action;
use crate::platform::command::Command;
use crate::platform::outcome::Outcome;
use crate::platform::query::{AccessAsked, Ask, ConnectionOf};
use crate::screen::overlays::Tone;
use crate::screen::panes::granted::{self, SOON};
use crate::screen::terminal::Notices;
use crate::screen::widgets::countdown;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Columns of the header that the name of what is in use gets at most.
const NAME: usize = 20;

/// Something to be told.
type News = (Tone, Clean);

impl App {
    fn requests(&self) -> Option<&Arc<AccessRequests>> {
        self.store.get(&AccessAsked {}).answer()
    }

    /// Whatever is shown: once it is known who one is requests are asked for once, and while something of the user's
    /// waits for an answer, or is granted, they are followed. How often is for the system to say: seldom, where nothing
    /// waits.
    pub(super) fn access_wanted(&self) -> Option<Ask> {
        use AccessState::{Active, Approved, Pending};
        let goes_on = |request: &Arc<AccessRequest>| {
            request.is_mine && matches!(request.stands(self.now), Pending | Approved | Active)
        };
        let is_wanted = match self.requests() {
            Some(all) => all.requests.iter().any(goes_on),
            None => !self.granted.is_asked && self.known.is_some(),
        };
        is_wanted.then(|| AccessAsked {}.into())
    }

    /// Tells what has changed since it was looked at last, on the screen and, where the terminal can, on the desktop.
    pub(super) fn take_in_access(&mut self) -> Vec<Effect> {
        // also where it failed: nothing may grant access here
        self.granted.is_asked |= !self.store.is_pending(&AccessAsked {}.into());
        let Some(all) = self.requests().cloned() else { return Vec::new() };
        let now = self.now;
        let states: BTreeMap<_, _> =
            all.requests.iter().map(|request| (request.id.clone(), request.stands(now))).collect();
        if self.granted.states.as_ref() == Some(&states) && !self.is_any_to_warn(&all) {
            return Vec::new();
        }
        let before = self.granted.states.replace(states);
        self.connect_otherwise(before.as_ref());
        let mut news: Vec<News> = Vec::new();
        for request in &all.requests {
            let was = before.as_ref().map(|before| before.get(&request.id).copied());
            // before the first answer there is nothing that could have changed
            if let Some(was) = was
                && !self.is_looked_at(&request.id)
            {
                let told = changed(request, was, &all, now);
                news.extend(told.map(|(tone, words)| (tone, self.going_on(request, was, words))));
            }
            if self.is_to_warn(request) {
                self.granted.warned.insert(request.id.clone());
                let left = request.expires_at.map(|at| countdown::words(at, now)).unwrap_or_default();
                let words = format!("access to {} ends: {left}{}", request.what(), played(request));
                news.push((Tone::Plain, Clean::line(&words)));
            }
        }
        news.into_iter().filter_map(|(tone, words)| self.notify(tone, words)).collect()
    }

    /// How to connect is another thing once a request stands otherwise.
    fn connect_otherwise(&mut self, before: Option<&BTreeMap<RequestId, AccessState>>) {
        let (Some(before), Some(states)) = (before, &self.granted.states) else { return };
        let others = states.iter().filter(|(id, state)| before.get(*id) != Some(*state));
        let stale: Vec<Ask> = others.map(|(id, _)| ConnectionOf { id: id.clone(), login: None }.into()).collect();
        self.store.stale(&stale);
    }

    /// A program had the terminal: what it did to requests, sessions and how to connect nobody tells, so all that is
    /// looked at of that is asked anew.
    pub(super) fn ask_access_anew(&mut self) -> Vec<Effect> {
        self.store.ask_anew(is_of_access).into_iter().map(Effect::Job).collect()
    }

    /// A command ended: of what is no longer true a system does not tell at once, however it is followed.
    pub(super) fn follow_anew(&mut self, stale: &[Ask]) -> Vec<Effect> {
        let jobs = self.store.ask_anew(|ask| is_of_access(ask) && stale.contains(ask));
        jobs.into_iter().map(Effect::Job).collect()
    }

    /// How one goes on with what was just granted: a newcomer is told the key.
    fn going_on(&self, request: &AccessRequest, was: Option<AccessState>, words: Clean) -> Clean {
        let is_granted = request.is_mine && request.stands(self.now) == AccessState::Approved;
        let mut bound = self.keymap.bindings().filter(|(_, action)| *action == Action::AccessAssume);
        match bound.next() {
            Some((chord, _)) if is_granted && was == Some(AccessState::Pending) => {
                let key: Vec<String> = chord.iter().map(ToString::to_string).collect();
                Clean::line(&format!("{words}; in Access {} takes it into use", key.join(" ")))
            }
            _ => words,
        }
    }

    fn notify(&mut self, tone: Tone, words: Clean) -> Option<Effect> {
        self.tell(tone, words.clone());
        (self.notices != Notices::Off).then_some(Effect::Notify(self.notices, words))
    }

    fn is_any_to_warn(&self, all: &AccessRequests) -> bool {
        all.requests.iter().any(|request| self.is_to_warn(request))
    }

    /// Whether it is to be told that something ends: once, shortly before, where it was not given for so short a time.
    fn is_to_warn(&self, request: &AccessRequest) -> bool {
        let Some(until) = request.expires_at.filter(|_| request.is_mine) else { return false };
        let is_short = request.created_at.is_some_and(|at| until.since(at) <= SOON + SOON);
        request.stands(self.now) == AccessState::Active
            && until.since(self.now) <= SOON
            && !is_short
            && !self.granted.warned.contains(&request.id)
    }

    fn is_looked_at(&self, id: &RequestId) -> bool {
        let is_it = |place: Place| place.room == Room::Access && place.page == id.as_str();
        self.seen().iter().any(|(window, body)| {
            self.windows.room_of(*window).is_some_and(|room| is_it(room.place(&self.ctx_in(*body))))
        })
    }

    /// What is in use and for how long still: what ends first, and how many others there are.
    pub(super) fn access_in_header(&self) -> Option<(Clean, Role)> {
        let all = self.requests()?;
        let active = granted::active(&all.requests, self.now);
        let first = active.first()?;
        let name = clip(first.what().shown(), NAME).to_clean();
        let left = first.expires_at.map(|at| countdown::short(at, self.now)).unwrap_or_default();
        let others = if active.len() > 1 { format!(" +{}", active.len() - 1) } else { String::new() };
        let role =
            first.expires_at.map_or(Role::Good, |at| if at.since(self.now) <= SOON { Role::Warn } else { Role::Good });
        let words = format!("{} {name} {left}{others}", self.look.glyphs.dot);
        let simulated = if first.simulated { format!(" {}", granted::SIMULATED) } else { String::new() };
        Some((Clean::line(&format!("{}{simulated}", words.trim_end())), role))
    }

    /// When the header, or how something stands, changes by the clock alone.
    pub(super) fn access_changes(&self) -> Option<At> {
        let all = self.requests()?;
        let header = granted::active(&all.requests, self.now).first().and_then(|it| granted::changes(it, self.now));
        let mine = all.requests.iter().filter(|request| request.is_mine);
        let ends = mine.filter_map(|request| request.ends_at(self.now));
        let soon = |at: At| At(at.0.saturating_sub(i64::try_from(SOON.as_millis()).unwrap_or(i64::MAX)));
        ends.flat_map(|at| [soon(at), at]).chain(header).filter(|at| *at > self.now).min()
    }

    /// What was asked for is gone to, where one waits for it in the room that asked.
    pub(super) fn follow_asked(&mut self, command: &Command, outcome: &Outcome) {
        let (Command::AskAccess(_), Outcome::Done { made: Some(place), .. }) = (command, outcome) else { return };
        let here = self.windows.room().map(|room| room.place(&self.ctx()));
        if here.is_some_and(|here| here.room == Room::Access && here.page == "new") && place.room == Room::Access {
            self.go(place);
        }
    }
}

fn is_of_access(ask: &Ask) -> bool {
    matches!(ask, Ask::AccessAsked(_) | Ask::RequestById(_) | Ask::ConnectionOf(_) | Ask::SessionsOf(_))
}

/// What is said after something that is only played.
fn played(request: &AccessRequest) -> String {
    if request.simulated { format!(" ({})", granted::SIMULATED) } else { String::new() }
}

/// What there is to tell of a request that stood otherwise before, or was not there.
fn changed(request: &AccessRequest, was: Option<AccessState>, all: &AccessRequests, now: At) -> Option<News> {
    let state = request.stands(now);
    let what = request.what();
    if !request.is_mine {
        let is_new = was.is_none() && granted::waits_for_me(request, &all.ways, now);
        let reason = &request.reason;
        let words = format!("{} asks for access to {what}: {reason}{}", request.requester, played(request));
        return is_new.then(|| (Tone::Plain, Clean::line(&words)));
    }
    let was = was.filter(|was| *was != state)?;
    let by = last_word(request, state);
    let (tone, words) = match state {
        // taking into use and giving up are one's own doing
        AccessState::Approved | AccessState::Active if was == AccessState::Pending => {
            (Tone::Good, format!("access to {what} is granted{by}"))
        }
        AccessState::Denied => (Tone::Bad, format!("access to {what} was denied{by}")),
        AccessState::Promoted => (Tone::Good, format!("access to {what} was made into something lasting{by}")),
        AccessState::Lapsed => (Tone::Bad, format!("nobody answered in time: access to {what}")),
        AccessState::Expired => (Tone::Plain, format!("access to {what} has ended")),
        // one's own doing as well
        AccessState::Revoked if request.is_withdrawn() => return None,
        AccessState::Revoked => (Tone::Bad, format!("access to {what} was taken back{}", taken_back(request))),
        _ => return None,
    };
    Some((tone, Clean::line(&format!("{words}{}", played(request)))))
}

/// Who decided, and why, where that is told.
fn last_word(request: &AccessRequest, state: AccessState) -> String {
    let wanted = if state == AccessState::Denied { Decision::Deny } else { Decision::Approve };
    let last = request.reviews.iter().rev().find(|review| review.decision == wanted);
    last.map_or_else(String::new, |review| match review.comment.is_empty() {
        true => format!(" by {}", review.by),
        false => format!(" by {}: {}", review.by, review.comment),
    })
}

fn taken_back(request: &AccessRequest) -> String {
    let Some(revoked) = &request.revoked else { return String::new() };
    let by = if revoked.by.is_empty() { String::new() } else { format!(" by {}", revoked.by) };
    if revoked.because.is_empty() { by } else { format!("{by}: {}", revoked.because) }
}
