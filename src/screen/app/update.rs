use super::overlay::Overlay;
use super::state::{App, Effect, Message};
use crate::domain::model::{AccessPage, At, Place, Room};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::command::Command;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::outcome::Outcome;
use crate::platform::query::{Ask, AtFolder, Deeds, Drafts, WhoAmI};
use crate::screen::overlays::{Tone, action_item};
use crate::screen::panes::Intent;
use std::time::Duration;

impl App {
    /// Takes a message; what is to be done about it.
    pub fn update(&mut self, message: Message, now: At) -> Vec<Effect> {
        self.now = now;
        self.gate.pass(now);
        let mut effects = match message {
            Message::Input(input) => self.input(input),
            Message::Reply(ticket, reply) => {
                self.store.reply(ticket, reply, now);
                Vec::new()
            }
            Message::Ended(command, outcome) => self.ended(&command, outcome),
            Message::SignedOut(ended) => self.signed_out(ended),
            Message::DraftsWritten => {
                self.store.stale(&[Drafts {}.into()]);
                Vec::new()
            }
            Message::Told(tone, text) => {
                self.tell(tone, text);
                Vec::new()
            }
            Message::Edited => self.edited(),
            Message::Written(text) => self.written(text),
            Message::Wake => Vec::new(),
            Message::Resumed => vec![Effect::Redraw],
            Message::Ran => self.ask_access_anew(),
        };
        effects.extend(self.settle());
        effects
    }

    /// Brings everything that follows from the state up to date, and asks for what is missing.
    pub fn settle(&mut self) -> Vec<Effect> {
        self.gate.pass(self.now);
        self.enter_folder();
        self.settle_edit();
        self.settle_gate();
        let mut effects = self.bar_reading();
        self.notice_being_out();
        self.tell_faults();
        self.settle_rooms();
        self.take_in_tasks();
        effects.extend(self.take_in_access());
        effects.extend(self.leave_when_ended());
        effects.extend(self.settle_sign_in());
        effects.extend(self.notice_another());
        // before the sheet looks whether something is still to be found out
        self.ask_permits();
        effects.extend(self.send_resumed());
        self.settle_overlay();
        effects.extend(self.do_what_is_due());
        self.ask_permits();
        let wants = self.readable(self.wants());
        effects.extend(self.store.want(&wants, self.now).into_iter().map(Effect::Job));
        effects.extend(self.bar_reading());
        effects
    }

    /// What was asked for before the answer was there that it is about.
    fn do_what_is_due(&mut self) -> Vec<Effect> {
        if self.signing.sheet.is_some() {
            return Vec::new();
        }
        let effects = match &mut self.overlay {
            Some(Overlay::Palette(palette)) => match palette.due() {
                Some(due) => self.choose(Some(due)),
                None => return Vec::new(),
            },
            Some(_) => return Vec::new(),
            None => match self.with_room(|room, ctx| room.due(ctx)) {
                intents if intents.is_empty() => return Vec::new(),
                intents => self.carry_out(intents),
            },
        };
        // another room may be shown by now
        self.settle_rooms();
        effects
    }

    fn settle_rooms(&mut self) {
        let seen = self.seen();
        self.windows.leave_all_but(&seen.iter().map(|(window, _)| *window).collect::<Vec<_>>());
        for (window, body) in seen {
            self.with_window(window, body, |room, ctx| room.settle(ctx));
        }
    }

    fn settle_overlay(&mut self) {
        if self.overlay.is_none() {
            return;
        }
        let offered = self.offered();
        let Some(mut overlay) = self.overlay.take() else { return };
        match &mut overlay {
            Overlay::Palette(palette) => {
                palette.settle(&self.ctx(), &offered, &self.keymap, &self.window_items());
            }
            Overlay::Help(menu) => menu.set(self.help_items(&offered)),
            Overlay::Windows(menu) => menu.set(self.window_items()),
            Overlay::Messages(sheet) => {
                let inside = self.inside();
                sheet.set(self.messages.lines(self.now, usize::from(inside.width)), usize::from(inside.height));
            }
            Overlay::Review(review) => {
                let inside = self.inside();
                let size = (usize::from(inside.width), usize::from(inside.height));
                review.settle(&self.ctx(), self.permits.is_asking(), size);
            }
            Overlay::Verdict(verdict) => {
                let inside = self.inside();
                verdict.settle(&self.ctx(), usize::from(inside.width), usize::from(inside.height));
            }
        }
        self.overlay = Some(overlay);
    }

    pub(super) fn wants(&self) -> Vec<Ask> {
        // the gate has to know who one is, whatever is shown
        let mut wants: Vec<Ask> = vec![WhoAmI {}.into()];
        wants.extend(self.signing.wants());
        wants.extend(self.permits.wants());
        for (window, body) in self.seen() {
            let of_room = self.windows.room_of(window).map(|room| room.wants(&self.ctx_in(body)));
            of_room.into_iter().flatten().for_each(|ask| {
                if !wants.contains(&ask) {
                    wants.push(ask)
                }
            });
        }
        match &self.overlay {
            Some(Overlay::Palette(palette)) => wants.extend(palette.wants(&self.ctx())),
            Some(Overlay::Review(review)) => wants.extend(review.wants()),
            Some(Overlay::Verdict(verdict)) => wants.extend(verdict.wants()),
            _ => {}
        }
        wants.extend(self.edit.wants());
        wants.extend(self.following.wants());
        wants.extend(self.access_wanted());
        wants.extend(self.folder.clone().map(|folder| AtFolder { folder }.into()));
        wants
    }

    /// Goes to the entity of the folder that the user started in, once it is known, unless the
    /// user has gone somewhere meanwhile.
    fn enter_folder(&mut self) {
        let Some(folder) = self.folder.clone() else { return };
        let remote = self.store.get(&AtFolder { folder });
        let found = remote.answer().map(|found| found.as_ref().clone());
        let over = found.is_some() || remote.fault.is_some() || self.windows.can_go_back();
        if over {
            self.folder = None;
        }
        if let Some(Some(entity)) = found
            && !self.windows.can_go_back()
        {
            self.go(&Place::entity(entity));
        }
    }

    /// A fault that stands beside old data is told once, however often it comes again.
    fn tell_faults(&mut self) {
        let mut wants = self.wants();
        // its own sheet says it
        wants.retain(|ask| !matches!(ask, Ask::SigningIn(_) | Ask::WaysIn(_)));
        // home shows only what waits of it, and a platform that is away has said so by then; of access, which is asked for
        // whatever is shown, the rooms of requests tell
        let here = self.windows.room().map(|room| room.place(&self.ctx()));
        let is_of_requests = |here: &Place| {
            here.room == Room::Access && matches!(here.access_page(), AccessPage::Requests | AccessPage::Request)
        };
        wants.retain(|ask| match ask {
            Ask::Provided(_) => here.as_ref().is_none_or(|here| here.room != Room::Home),
            Ask::AccessAsked(_) => here.as_ref().is_some_and(is_of_requests),
            _ => true,
        });
        let faults: Vec<Fault> = wants.iter().filter_map(|ask| self.store.fault_beside_answer(ask)).cloned().collect();
        // that nobody is signed in is said by the sheet, as long as it may come
        let is_said = |fault: &Fault| fault.kind == FaultKind::NotSignedIn && self.awaits_sign_in();
        let faults: Vec<Fault> = faults.into_iter().filter(|fault| !is_said(fault)).collect();
        let same = |a: &Fault, b: &Fault| (a.kind, &a.tried, &a.happened) == (b.kind, &b.tried, &b.happened);
        for fault in &faults {
            if !self.told.iter().any(|told| same(told, fault)) {
                self.tell(Tone::Bad, Clean::line(&fault.to_string()));
            }
        }
        // forgotten once it is over, so that it is told when it begins anew; while a try is on its
        // way it is not over
        self.told.retain(|told| faults.iter().any(|fault| same(told, fault)));
        let new =
            faults.into_iter().filter(|fault| !self.told.iter().any(|told| same(told, fault))).collect::<Vec<_>>();
        self.told.extend(new);
    }

    pub(super) fn ended(&mut self, command: &Command, outcome: Outcome) -> Vec<Effect> {
        if self.keep_refused(command, &outcome) { Vec::new() } else { self.ended_so(command, outcome) }
    }

    /// A command ended, and nothing can make it end otherwise.
    pub(super) fn ended_so(&mut self, command: &Command, outcome: Outcome) -> Vec<Effect> {
        let (tone, stale) = match &outcome {
            Outcome::Done { stale, .. } => (Tone::Good, stale.clone()),
            Outcome::Refused(_) => (Tone::Bad, Vec::new()),
            Outcome::InDoubt { probe, .. } => (Tone::Bad, vec![probe.clone()]),
        };
        // before it goes to what was made: the room that sent it is not the one shown then
        let body = self.body();
        let rooms = 0..self.windows.len();
        let of_room = |app: &mut Self, window| app.with_window(window, body, |room, _| room.ended(command, &outcome));
        let intents: Vec<Intent> = rooms.flat_map(|window| of_room(self, window)).collect();
        let mut effects = self.carry_out(intents);
        self.follow_started(command, &outcome);
        self.follow_asked(command, &outcome);
        self.store.stale(&stale);
        effects.extend(self.follow_anew(&stale));
        self.store.stale(&[Deeds {}.into()]);
        self.tell(tone, outcome.told());
        let next = match &mut self.overlay {
            Some(Overlay::Review(review)) => review.ended(command, &outcome),
            _ => None,
        };
        effects.extend(next.map(|next| self.send(next)).unwrap_or_default());
        effects
    }

    fn help_items(&self, offered: &[Action]) -> Vec<crate::screen::overlays::Item> {
        use crate::screen::overlays::Item;
        let mut items = Vec::new();
        let group_of = |action: &Action| match action.room() {
            "list" => "Moving",
            "app" => "Everywhere",
            _ => "Here",
        };
        for title in ["Here", "Moving", "Everywhere"] {
            let group: Vec<Item> = offered
                .iter()
                .filter(|action| group_of(action) == title)
                .map(|action| action_item(*action, &self.keymap))
                .collect();
            if !group.is_empty() {
                items.push(Item::head(title));
                items.extend(group);
            }
        }
        items
    }

    /// When the age in the header changes.
    pub(super) fn age_changes(&self) -> Option<At> {
        let at = self.age_shown()?;
        let age = crate::domain::model::Age(self.now.since(at));
        Some(at.after(age.changes_after().max(Duration::from_secs(60))))
    }
}
