use super::rooms;
use super::state::{App, Effect, Message, Overlay, RECENT};
use crate::domain::model::{At, EntityRef, Place, Room};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::keys::{Key, Meaning};
use crate::platform::query::{Ask, AtFolder, Command, Outcome, Source};
use crate::screen::input::{Input, Mouse, MouseDid};
use crate::screen::look::Theme;
use crate::screen::overlays::{ItemDoes, Menu, Palette, Tone, action_item};
use crate::screen::panes::{Intent, movement};
use crate::screen::widgets::sheet::Sheet;
use std::time::Duration;

impl App {
    /// Takes a message; what is to be done about it.
    pub fn update(&mut self, message: Message, now: At) -> Vec<Effect> {
        self.now = now;
        let mut effects = match message {
            Message::Input(input) => self.input(input),
            Message::Reply(ticket, reply) => {
                self.store.reply(ticket, reply, now);
                Vec::new()
            }
            Message::Ended(command, outcome) => self.ended(&command, outcome),
            Message::Told(tone, text) => {
                self.tell(tone, text);
                Vec::new()
            }
            Message::Wake => Vec::new(),
            Message::Resumed => vec![Effect::Redraw],
        };
        effects.extend(self.settle());
        effects
    }

    /// Brings everything that follows from the state up to date, and asks for what is missing.
    pub fn settle(&mut self) -> Vec<Effect> {
        self.enter_folder();
        self.tell_faults();
        self.settle_room();
        self.settle_overlay();
        let wants = self.wants();
        self.store.want(&wants, self.now).into_iter().map(Effect::Job).collect()
    }

    fn settle_room(&mut self) {
        let ctx = crate::screen::panes::Ctx {
            store: &self.store,
            look: &self.look,
            now: self.now,
            body: self.body(),
            platform: &self.platform,
            starred: &self.starred,
            recent: &self.recent,
            preview: self.preview,
        };
        if let Some(room) = self.history.room_mut() {
            room.settle(&ctx);
        }
    }

    fn settle_overlay(&mut self) {
        let offered = self.offered();
        let Some(mut overlay) = self.overlay.take() else { return };
        match &mut overlay {
            Overlay::Palette(palette) => palette.settle(&self.ctx(), &offered, &self.keymap),
            Overlay::Help(menu) => menu.set(self.help_items(&offered)),
            Overlay::Messages(sheet) => sheet.set(self.messages.lines(self.now), usize::from(self.inside().height)),
        }
        self.overlay = Some(overlay);
    }

    fn wants(&self) -> Vec<Ask> {
        let ctx = self.ctx();
        let mut wants = self.history.room().map(|room| room.wants(&ctx)).unwrap_or_default();
        if let Some(Overlay::Palette(palette)) = &self.overlay {
            wants.extend(palette.wants(&ctx));
        }
        wants.extend(self.folder.clone().map(|folder| AtFolder { folder }.into()));
        wants
    }

    /// Goes to the entity of the folder that the user started in, once it is known, unless the
    /// user has gone somewhere meanwhile.
    fn enter_folder(&mut self) {
        let Some(folder) = self.folder.clone() else { return };
        let remote = self.store.get(&AtFolder { folder });
        let found = remote.answer().map(|found| found.as_ref().clone());
        let over = found.is_some() || remote.fault.is_some() || self.history.can_go_back();
        if over {
            self.folder = None;
        }
        if let Some(Some(entity)) = found
            && !self.history.can_go_back()
        {
            self.go(&Place::entity(entity));
        }
    }

    /// A fault that stands beside old data is told once.
    fn tell_faults(&mut self) {
        let wants = self.wants();
        let faults: Vec<_> = wants.iter().filter_map(|ask| self.store.fault_of(ask)).cloned().collect();
        for fault in &faults {
            if !self.told.contains(fault) {
                self.tell(Tone::Bad, Clean::line(&fault.to_string()));
            }
        }
        self.told = faults;
    }

    fn input(&mut self, input: Input) -> Vec<Effect> {
        match input {
            Input::Resize(width, height) => {
                self.size = (width, height);
                Vec::new()
            }
            Input::Key(key) => {
                self.messages.seen();
                self.key(key)
            }
            Input::Paste(text) => {
                self.paste(&text);
                Vec::new()
            }
            Input::Mouse(mouse) => self.mouse(mouse),
        }
    }

    fn paste(&mut self, text: &str) {
        if let Some(Overlay::Palette(palette)) = &mut self.overlay {
            palette.prompt.paste(text);
        } else if self.overlay.is_none() {
            self.with_room(|room, ctx| room.paste(text, ctx));
        }
    }

    fn key(&mut self, key: Key) -> Vec<Effect> {
        let typing = match &self.overlay {
            Some(Overlay::Palette(_)) => true,
            Some(_) => false,
            None => self.history.room().is_some_and(|room| room.typing()),
        };
        if typing && self.pending.is_empty() && !means_action_while_typing(key) {
            self.type_key(key);
            return Vec::new();
        }
        self.pending.push(key);
        let offers = |action: Action| self.offers_under_overlay(action);
        match self.keymap.resolve(&self.pending, &offers) {
            Meaning::Action(action) => {
                self.pending.clear();
                self.act(action)
            }
            Meaning::Beginning => Vec::new(),
            Meaning::Nothing => {
                self.pending.clear();
                if typing {
                    self.type_key(key);
                }
                Vec::new()
            }
        }
    }

    fn type_key(&mut self, key: Key) {
        match &mut self.overlay {
            Some(Overlay::Palette(palette)) => {
                palette.prompt.key(key);
            }
            _ => self.with_room(|room, ctx| room.type_key(key, ctx)),
        }
    }

    /// Under an overlay only moving, opening, closing and leaving mean anything.
    fn offers_under_overlay(&self, action: Action) -> bool {
        match &self.overlay {
            None => self.offers(action),
            Some(_) => {
                movement(action).is_some()
                    || matches!(action, Action::ListOpen | Action::AppBack | Action::AppQuit | Action::AppRedraw)
            }
        }
    }

    fn act(&mut self, action: Action) -> Vec<Effect> {
        if self.overlay.is_some() {
            return self.act_on_overlay(action);
        }
        if action.room() != "app" {
            let intents = self.with_room(|room, ctx| room.act(action, ctx));
            return self.carry_out(intents);
        }
        match action {
            Action::AppPalette => self.overlay = Some(Overlay::Palette(Palette::default())),
            Action::AppHelp => self.overlay = Some(Overlay::Help(Menu::default())),
            Action::AppMessages => self.overlay = Some(Overlay::Messages(Sheet::default())),
            Action::AppHome => self.go(&Place::room(Room::Home)),
            Action::AppCatalog => self.go(&Place::room(Room::Catalog)),
            Action::AppProblems => self.go(&Place::room(Room::Problems)),
            Action::AppBack => self.history.back(),
            Action::AppForward => self.history.forward(),
            Action::AppReload => return self.store.reload().into_iter().map(Effect::Job).collect(),
            Action::AppTheme => self.next_theme(),
            Action::AppCopyRef => return self.copy(self.subject().map(|subject| subject.to_string())),
            Action::AppCopyLink => {
                return self.copy(self.history.room().map(|room| room.place(&self.ctx()).to_string()));
            }
            Action::AppCopyYaml => return self.copy(self.yaml()),
            Action::AppStar => return self.star(),
            Action::AppSuspend => return vec![Effect::Suspend],
            Action::AppRedraw => return vec![Effect::Redraw],
            Action::AppQuit => return vec![Effect::Save, Effect::Quit],
            _ => {}
        }
        Vec::new()
    }

    fn act_on_overlay(&mut self, action: Action) -> Vec<Effect> {
        let height = usize::from(self.inside().height);
        match (action, &mut self.overlay) {
            (Action::AppQuit, Some(Overlay::Palette(_))) | (Action::AppBack, _) => self.overlay = None,
            (Action::AppQuit, _) => return vec![Effect::Save, Effect::Quit],
            (Action::AppRedraw, _) => return vec![Effect::Redraw],
            (Action::ListOpen, Some(Overlay::Palette(Palette { menu, .. }) | Overlay::Help(menu))) => {
                let chosen = menu.chosen().map(|item| item.does.clone());
                return self.choose(chosen);
            }
            (_, Some(Overlay::Palette(Palette { menu, .. }) | Overlay::Help(menu))) => {
                if let Some(to) = movement(action) {
                    menu.go(to, height);
                }
            }
            (_, Some(Overlay::Messages(sheet))) => {
                if let Some(to) = movement(action) {
                    sheet.go(to, height);
                }
            }
            _ => {}
        }
        Vec::new()
    }

    fn choose(&mut self, chosen: Option<ItemDoes>) -> Vec<Effect> {
        match chosen {
            Some(ItemDoes::Act(action)) => {
                self.overlay = None;
                // asked again: what was offered when the menu was made may not be any more
                if self.offers(action) { self.act(action) } else { Vec::new() }
            }
            Some(ItemDoes::Go(place)) => {
                self.overlay = None;
                self.go(&place);
                Vec::new()
            }
            Some(ItemDoes::Head) | None => Vec::new(),
        }
    }

    fn carry_out(&mut self, intents: Vec<Intent>) -> Vec<Effect> {
        let mut effects = Vec::new();
        for intent in intents {
            match intent {
                Intent::Go(place) => self.go(&place),
                Intent::Open(address) => effects.extend(self.open(address)),
                Intent::Edit(Source::File { path, line }) => effects.push(Effect::Edit(path, line)),
                Intent::Edit(Source::Address(address)) => effects.extend(self.open(Clean::line(&address))),
                Intent::Run(command) => effects.push(Effect::Command(command)),
                Intent::TogglePreview => self.preview = !self.preview,
                Intent::ClearRecent => self.recent.clear(),
                Intent::Tell(text) => self.tell(Tone::Plain, text),
            }
        }
        effects
    }

    /// Only addresses of the web are opened; what else a catalog names could do anything.
    fn open(&mut self, address: Clean) -> Option<Effect> {
        let web = ["https://", "http://"].iter().any(|scheme| address.as_str().starts_with(scheme));
        if !web {
            self.tell(Tone::Bad, Clean::line(&format!("not opened: {address} is no http or https address")));
            return None;
        }
        Some(Effect::Open(address))
    }

    /// Follows a link.
    pub fn go(&mut self, place: &Place) {
        let here = self.history.room().map(|room| room.place(&self.ctx()));
        if let Some(context) = &place.context {
            let words = format!("the link is of the context {context}: open it with --context {context}");
            return self.tell(Tone::Plain, Clean::line(&words));
        }
        if let Some(subject) = &place.subject {
            self.looked_at(subject.clone());
        }
        if here.as_ref() != Some(place) {
            self.history.enter(rooms::open(place, None, 0));
        }
    }

    fn looked_at(&mut self, entity: EntityRef) {
        self.recent.retain(|known| *known != entity);
        self.recent.insert(0, entity);
        self.recent.truncate(RECENT);
    }

    fn star(&mut self) -> Vec<Effect> {
        let Some(subject) = self.subject() else { return Vec::new() };
        let was = self.starred.len();
        self.starred.retain(|known| *known != subject);
        let word = if self.starred.len() < was {
            "no longer starred"
        } else {
            self.starred.push(subject.clone());
            "starred"
        };
        self.tell(Tone::Good, Clean::line(&format!("{} is {word}", subject.short())));
        vec![Effect::Save]
    }

    fn copy(&mut self, text: Option<String>) -> Vec<Effect> {
        let Some(text) = text else { return Vec::new() };
        let first = text.lines().next().unwrap_or_default();
        let more = if text.lines().count() > 1 { " and more" } else { "" };
        self.tell(Tone::Good, Clean::line(&format!("copied {first}{more}")));
        vec![Effect::Copy(text)]
    }

    fn next_theme(&mut self) {
        if let Ok(theme) = Theme::bundled(self.look.theme.next()) {
            self.tell(Tone::Plain, Clean::line(&format!("theme {}", theme.name())));
            self.look.theme = theme;
        }
    }

    fn mouse(&mut self, mouse: Mouse) -> Vec<Effect> {
        if self.overlay.is_some() {
            return self.mouse_on_overlay(mouse);
        }
        if mouse.row == 0 && mouse.did == MouseDid::Click && self.offers(Action::AppBack) {
            self.history.back();
            return Vec::new();
        }
        let body = self.body();
        if !body.contains((mouse.column, mouse.row).into()) {
            return Vec::new();
        }
        let intents = self.with_room(|room, ctx| room.mouse(mouse, ctx));
        self.carry_out(intents)
    }

    fn mouse_on_overlay(&mut self, mouse: Mouse) -> Vec<Effect> {
        let inside = self.inside();
        let contains = inside.contains((mouse.column, mouse.row).into());
        match mouse.did {
            MouseDid::WheelDown => self.act_on_overlay(Action::ListDown),
            MouseDid::WheelUp => self.act_on_overlay(Action::ListUp),
            MouseDid::Click if !contains => {
                self.overlay = None;
                Vec::new()
            }
            MouseDid::Click => {
                let row = usize::from(mouse.row - inside.y);
                let chosen = match &mut self.overlay {
                    Some(Overlay::Palette(Palette { menu, .. }) | Overlay::Help(menu)) => menu.click(row),
                    _ => false,
                };
                if chosen { self.act_on_overlay(Action::ListOpen) } else { Vec::new() }
            }
        }
    }

    fn ended(&mut self, command: &Command, outcome: Outcome) -> Vec<Effect> {
        match outcome {
            Outcome::Done { told, stale } => {
                self.store.stale(&stale);
                self.tell(Tone::Good, told);
            }
            Outcome::Refused(fault) => self.tell(Tone::Bad, Clean::line(&fault.to_string())),
            Outcome::InDoubt { probe, fault } => {
                self.store.stale(&[probe]);
                let words = format!("{fault}; whether it was done is being looked up ({command:?} is not sent again)");
                self.tell(Tone::Bad, Clean::line(&words));
            }
        }
        Vec::new()
    }

    fn with_room<T: Default>(
        &mut self,
        does: impl FnOnce(&mut dyn crate::screen::panes::Pane, &crate::screen::panes::Ctx<'_>) -> T,
    ) -> T {
        let ctx = crate::screen::panes::Ctx {
            store: &self.store,
            look: &self.look,
            now: self.now,
            body: self.body(),
            platform: &self.platform,
            starred: &self.starred,
            recent: &self.recent,
            preview: self.preview,
        };
        match self.history.room_mut() {
            Some(room) => does(room.as_mut(), &ctx),
            None => T::default(),
        }
    }

    fn help_items(&self, offered: &[Action]) -> Vec<crate::screen::overlays::Item> {
        use crate::screen::overlays::Item;
        let mut items = Vec::new();
        let groups: [(&'static str, fn(&str) -> bool); 3] = [
            ("Here", |room| !matches!(room, "app" | "list")),
            ("Moving", |room| room == "list"),
            ("Everywhere", |room| room == "app"),
        ];
        for (title, belongs) in groups {
            let group: Vec<Item> = offered
                .iter()
                .filter(|action| belongs(action.room()))
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

/// Plain characters are typed; everything that types nothing may mean an action. Editing keys of
/// the line stay with it.
fn means_action_while_typing(key: Key) -> bool {
    use crate::platform::keys::Code;
    match key.code {
        Code::Char(_) => key.ctrl && matches!(key.code, Code::Char('c' | 'n' | 'p' | 'z' | 'l')),
        Code::Backspace | Code::Delete | Code::Left | Code::Right | Code::Home | Code::End => false,
        _ => true,
    }
}
