use super::edit::Edit;
use super::filters;
use super::overlay::Overlay;
use super::rooms;
use super::state::{App, Effect, RECENT};
use crate::domain::model::{EntityRef, Place, Room, Tab, WebAddress};
use crate::domain::text::Clean;
use crate::platform::actions::{Action, Leaves};
use crate::platform::query::Source;
use crate::screen::look::Theme;
use crate::screen::overlays::{ItemDoes, Menu, Tone};
use crate::screen::panes::{Intent, movement};
use crate::screen::terminal::COPY_LIMIT;
use crate::screen::widgets::sheet::Sheet;
use std::collections::HashSet;
use std::path::{Component, Path};

impl App {
    pub(super) fn act(&mut self, action: Action) -> Vec<Effect> {
        if action != Action::AppQuit {
            self.stay();
        }
        if self.signing.sheet.is_some() {
            return self.act_on_sign_in(action);
        }
        if self.overlay.is_some() {
            return self.act_on_overlay(action);
        }
        if self.is_ours(action) {
            return self.deed(action);
        }
        if action == Action::ListOpenWindow {
            return self.open_in_window();
        }
        if action.room() != "app" {
            let intents = self.with_room(|room, ctx| room.act(action, ctx));
            return self.carry_out(intents);
        }
        match action {
            Action::AppPalette => self.overlay = Some(Overlay::Palette(Box::default())),
            Action::AppHelp => self.overlay = Some(Overlay::Help(Menu::default())),
            Action::AppMessages => self.overlay = Some(Overlay::Messages(Sheet::default())),
            Action::AppHome => self.go(&Place::room(Room::Home)),
            Action::AppCatalog => self.go(&Place::room(Room::Catalog)),
            Action::AppDocs => self.go(&Place::room(Room::Docs)),
            Action::AppTemplates => self.go(&Place::room(Room::Templates)),
            Action::AppTasks => self.go(&Place::room(Room::Tasks)),
            Action::AppAccess => self.go(&Place::room(Room::Access)),
            Action::AppCredentials => self.go(&self.credentials()),
            Action::AppProvisioning => self.go(&Place::room(Room::Provisioning)),
            Action::AppTask => self.go(&self.newest_task()),
            Action::AppProblems => self.go(&Place::room(Room::Problems)),
            Action::AppJournal => self.go(&Place::room(Room::Journal)),
            Action::AppIdentity => self.go_to_identity(),
            Action::AppSignIn => self.show_sign_in(None),
            Action::AppSignOut => self.show_sign_out(),
            Action::AppReadOnly => self.switch_read_only(),
            Action::AppBack => self.back(),
            Action::AppForward => self.windows.forward(),
            Action::AppReload => {
                self.permits.again();
                return self.store.reload().into_iter().map(Effect::Job).collect();
            }
            Action::AppTheme => self.next_theme(),
            Action::AppCopyRef => return self.copy_refs(),
            Action::AppCopyLink => {
                return self.copy(self.windows.room().map(|room| room.place(&self.ctx()).to_string()));
            }
            Action::AppCopyYaml => return self.copy_yaml(),
            Action::AppStar => return self.star(),
            Action::AppSuspend => return vec![Effect::Suspend],
            Action::AppRedraw => return vec![Effect::Redraw],
            // the end saves the session, whatever leads to it
            Action::AppQuit => return self.quit(),
            Action::AppMouse => return self.switch_mouse(),
            Action::AppMarkSet | Action::AppMarkGo => self.pending.awaits = Some(action),
            _ => drop(self.act_on_windows(action)),
        }
        Vec::new()
    }

    pub(super) fn act_on_overlay(&mut self, action: Action) -> Vec<Effect> {
        let height = usize::from(self.inside().height);
        if matches!(self.overlay, Some(Overlay::Review(_) | Overlay::Verdict(_)))
            && let Some(effects) = self.act_on_sheet(action)
        {
            return effects;
        }
        match (action, &mut self.overlay) {
            (Action::AppQuit | Action::AppBack, _) => self.overlay = None,
            (Action::AppRedraw, _) => return vec![Effect::Redraw],
            (Action::ListOpen, Some(Overlay::Palette(palette))) => {
                let chosen = palette.choose();
                return self.choose(chosen);
            }
            (Action::ListOpen, Some(overlay)) => {
                let chosen = overlay.menu_mut().and_then(|menu| menu.chosen()).map(|item| item.does.clone());
                return self.choose(chosen);
            }
            (_, Some(overlay)) => {
                if let Some(to) = movement(action) {
                    overlay.go(to, height);
                }
            }
            _ => {}
        }
        Vec::new()
    }

    pub(super) fn choose(&mut self, chosen: Option<ItemDoes>) -> Vec<Effect> {
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

    pub(super) fn carry_out(&mut self, intents: Vec<Intent>) -> Vec<Effect> {
        let mut effects = Vec::new();
        for intent in intents {
            match intent {
                Intent::Go(place) => self.go(&place),
                Intent::Turn(tab) => self.turn(tab),
                Intent::Copy(text) => effects.extend(self.copy(Some(text))),
                Intent::CopySecret(secret) => {
                    self.tell(Tone::Plain, "copied; what is in the clipboard other programs may read".into());
                    effects.push(Effect::CopySecret(secret));
                }
                Intent::Export { name, text } if !self.gate.is_restricted() => {
                    effects.push(Effect::Export { name, text });
                }
                Intent::Program(errand) if !self.gate.runs(&errand.commands) => {
                    self.tell(Tone::Plain, Leaves::Program.refusal().into());
                }
                Intent::Program(errand) => effects.push(Effect::Program(errand)),
                Intent::Export { .. } => self.tell(Tone::Plain, Leaves::Files.refusal().into()),
                Intent::Review(action, targets) => self.review(action, targets),
                Intent::ReviewOf(action, target) => self.review_of(action, target),
                Intent::Open(address) => effects.extend(self.open(address)),
                Intent::Edit(Source::File { .. }) if self.gate.is_restricted() => {
                    self.tell(Tone::Plain, Leaves::Editor.refusal().into());
                }
                Intent::Edit(Source::File { path, line }) => effects.push(self.edit_source(path, line)),
                Intent::Edit(Source::Address(address)) => effects.extend(self.open(Clean::line(&address))),
                Intent::EditFile(path, line) => effects.extend(self.edit_file(&path, line)),
                // a room offers what the gate lets; what is sent asks it all the same
                Intent::Confirm(command) => self.review_command(command),
                Intent::Run(command) => effects.extend(self.send(command)),
                Intent::Back => self.back(),
                Intent::Write { .. } if self.gate.is_restricted() => {
                    self.tell(Tone::Plain, Leaves::Editor.refusal().into());
                }
                Intent::Write { name, text } => effects.push(Effect::Write { name, text, line: 1 }),
                Intent::TogglePreview => self.preview = !self.preview,
                Intent::ClearRecent => self.recent.clear(),
                Intent::KeepFilters(filters) => {
                    self.filters = filters;
                    effects.push(Effect::Save);
                }
                Intent::KeepColumns(columns) => self.columns = columns,
                Intent::KeepDraft(draft) => effects.push(Effect::KeepDraft(draft)),
                Intent::DropDraft(id) => effects.push(Effect::DropDraft(id)),
                Intent::Tell(text) => self.tell(Tone::Plain, text),
            }
        }
        effects
    }

    /// The room about the user, with what may be done to the entity that one comes from.
    fn go_to_identity(&mut self) {
        let of = self.subject().map(|subject| ("of".to_owned(), subject.to_string()));
        self.go(&Place { query: of.into_iter().collect(), ..Place::room(Room::Identity) });
    }

    /// Shows another tab of the entity, as it was left if it was shown before.
    fn turn(&mut self, to: Tab) {
        let Some(here) = self.windows.room().map(|room| room.place(&self.ctx())) else { return };
        let place = Place { tab: to, page: String::new(), query: Vec::new(), fragment: None, ..here.clone() };
        if here.tab != to {
            self.windows.turn(here.tab, to, || rooms::open(&place, None, 0));
        }
    }

    /// A file of the workspace; a path that would lead out of it is refused.
    fn edit_file(&mut self, path: &str, line: usize) -> Option<Effect> {
        let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        let root = self.platform.root.clone().filter(|_| inside && self.gate.lets(Action::EntityEdit))?;
        // it may be anybody's: what was edited before is not what is offered to be committed after it
        self.edit = Edit::default();
        Some(Effect::Edit(root.join(path), line))
    }

    /// Only addresses of the web are opened; what else a catalog names could do anything.
    pub(super) fn open(&mut self, address: Clean) -> Option<Effect> {
        match WebAddress::parse(address.as_str()) {
            Ok(web) => Some(Effect::Open(Clean::line(web.as_str()))),
            Err(why) => {
                self.tell(Tone::Bad, Clean::line(&format!("not opened: {address}: {why}")));
                None
            }
        }
    }

    /// Follows a link.
    pub fn go(&mut self, place: &Place) {
        let here = self.windows.room().map(|room| room.place(&self.ctx()));
        let Some(place) = self.arriving(place) else { return };
        if here.as_ref() != Some(&place) {
            self.windows.enter(rooms::open(&place, None, 0));
        }
    }

    /// The place as one of this context, remembered as looked at; one of another context is only
    /// announced.
    pub(super) fn arriving(&mut self, place: &Place) -> Option<Place> {
        let place = self.of_this_context(place);
        if let Some(context) = &place.context {
            let words = format!("the link is of the context {context}: open it with --context {context}");
            self.tell(Tone::Plain, Clean::line(&words));
            return None;
        }
        if let Some(name) = filters::missing(&self.filters, &place) {
            let words = Clean::line(&format!("there is no saved filter {name}"));
            self.tell(Tone::Plain, words);
            return None;
        }
        let place = filters::resolved(&self.filters, &place).unwrap_or(place);
        if let Some(subject) = &place.subject {
            self.looked_at(subject.clone());
        }
        Some(place)
    }

    /// The place without a context, when that is the open one.
    fn of_this_context(&self, place: &Place) -> Place {
        let context = place.context.clone().filter(|name| self.platform.context.as_ref() != Some(name));
        Place { context, ..place.clone() }
    }

    fn looked_at(&mut self, entity: EntityRef) {
        self.recent.retain(|known| *known != entity);
        self.recent.insert(0, entity);
        self.recent.truncate(RECENT);
    }

    /// Back to where one came from, or up where one came from outside.
    pub(super) fn back(&mut self) {
        if self.windows.can_go_back() {
            self.windows.back();
        } else if let Some(parent) = self.parent() {
            self.windows.replace(rooms::open(&parent, None, 0));
        }
    }

    /// What vaults lend: for the entity that is looked at where it names something of theirs, else at all.
    fn credentials(&self) -> Place {
        let names = |name: &str| self.whole().is_some_and(|entity| entity.annotation(name).is_some());
        match self.subject().filter(|_| names("stagedoor.dev/vault-role") || names("vault.io/secrets-path")) {
            Some(subject) => Place::credentials(subject),
            None => Place::room(Room::Credentials),
        }
    }

    fn copy_refs(&mut self) -> Vec<Effect> {
        let refs: Vec<String> = self.subjects().iter().map(ToString::to_string).collect();
        self.copy((!refs.is_empty()).then(|| refs.join("\n")))
    }

    /// Stars what is meant, or unstars it when all of it is starred.
    fn star(&mut self) -> Vec<Effect> {
        let subjects = self.subjects();
        // sets, as all rows of a large catalog can be marked
        let known: HashSet<&EntityRef> = self.starred.iter().collect();
        let new: Vec<EntityRef> = subjects.iter().filter(|subject| !known.contains(subject)).cloned().collect();
        let all = new.is_empty();
        if all {
            let gone: HashSet<&EntityRef> = subjects.iter().collect();
            self.starred.retain(|known| !gone.contains(known));
        }
        self.starred.extend(new);
        let word = if all { "no longer starred" } else { "starred" };
        let words = match subjects.as_slice() {
            [] => return Vec::new(),
            [one] => format!("{} is {word}", one.short()),
            many => format!("{} entities are {word}", many.len()),
        };
        self.tell(Tone::Good, Clean::line(&words));
        vec![Effect::Save]
    }

    /// A descriptor has no export on the screen.
    fn copy_yaml(&mut self) -> Vec<Effect> {
        let yaml = self.yaml();
        if yaml.as_ref().is_some_and(|yaml| yaml.len() > COPY_LIMIT) {
            let words =
                "not copied: it is longer than the 75 kB that terminals take; `stagedoor get` writes it to a file";
            self.tell(Tone::Bad, words.into());
            return Vec::new();
        }
        self.copy(yaml)
    }

    fn copy(&mut self, text: Option<String>) -> Vec<Effect> {
        let Some(text) = text else { return Vec::new() };
        if text.len() > COPY_LIMIT {
            let words = "not copied: it is longer than the 75 kB that terminals take; export it to a file";
            self.tell(Tone::Bad, words.into());
            return Vec::new();
        }
        let first = text.lines().next().unwrap_or_default();
        let more = if text.lines().count() > 1 { " and more" } else { "" };
        self.tell(Tone::Good, Clean::line(&format!("copied {first}{more}")));
        vec![Effect::Copy(text)]
    }

    fn next_theme(&mut self) {
        if let Ok(theme) = Theme::bundled(self.look.theme.next()) {
            self.tell(Tone::Plain, Clean::line(&format!("theme {}", theme.name())));
            self.theme = Some(theme.name().to_owned());
            self.look.theme = theme;
        }
    }
}
