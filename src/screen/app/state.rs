use super::edit::Edit;
use super::history::History;
use super::overlay::Overlay;
use super::rooms;
use crate::domain::model::tool::Tool;
use crate::domain::model::{At, EntityRef, Place, Room};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::command::Command;
use crate::platform::fault::Fault;
use crate::platform::gate::Gate;
use crate::platform::keys::{Key, Keymap};
use crate::platform::outcome::Outcome;
use crate::platform::ports::{Platform, Reply, Saved};
use crate::platform::query::Folder;
use crate::platform::store::{Job, Store, Ticket};
use crate::screen::ctx::Ctx;
use crate::screen::input::Input;
use crate::screen::look::Look;
use crate::screen::overlays::{Messages, Tone};
use crate::screen::panes::Pane;
use ratatui::layout::Rect;
use std::path::PathBuf;

/// Entities that are remembered as looked at.
pub(super) const RECENT: usize = 30;

/// What the screen starts from; plain values.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// What the platform is.
    pub platform: Platform,
    /// What may be done.
    pub gate: Gate,
    /// The keys.
    pub keymap: Keymap,
    /// The look.
    pub look: Look,
    /// What was saved by the last session.
    pub saved: Saved,
    /// The place that a link named.
    pub link: Option<Place>,
    /// The folder that the user is in, when its entity is to be shown first.
    pub folder: Option<Folder>,
    /// Something to tell at the start.
    pub notice: Option<Clean>,
    /// The tools that entities lead to.
    pub tools: Vec<Tool>,
}

/// Something that happened.
#[derive(Debug)]
pub enum Message {
    /// The user did something.
    Input(Input),
    /// A job said something.
    Reply(Ticket, Reply),
    /// A command ended.
    Ended(Command, Outcome),
    /// The time that [`App::wake`] named has come.
    Wake,
    /// The runtime has something to tell.
    Told(Tone, Clean),
    /// The editor ended, and what was opened in it may have changed.
    Edited,
    /// The editor ended, and this was written in it.
    Written(String),
    /// The screen is ours again, after the shell or an editor.
    Resumed,
}

/// Something for the runtime to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Start or cancel a job.
    Job(Job),
    /// Have the platform do something.
    Command(Command),
    /// Put text into the clipboard.
    Copy(String),
    /// Open an address in a browser, or show it where there is none.
    Open(Clean),
    /// Open a file in the user's editor at a line.
    Edit(PathBuf, usize),
    /// Open a text in the user's editor at a line; what is written comes back as
    /// [`Message::Written`].
    Write {
        /// The name of the file that the editor sees.
        name: String,
        /// The text to begin with.
        text: String,
        /// The line, from 1.
        line: usize,
    },
    /// Write a new file in the folder where the program was started.
    Export {
        /// Its name, as it should be.
        name: String,
        /// What it holds.
        text: String,
    },
    /// Give the terminal back to the shell until it says so.
    Suspend,
    /// Paint everything again.
    Redraw,
    /// Save the session.
    Save,
    /// Leave.
    Quit,
}

/// The whole screen.
pub struct App {
    pub(super) store: Store,
    pub(super) gate: Gate,
    pub(super) keymap: Keymap,
    pub(super) look: Look,
    pub(super) platform: Platform,
    pub(super) tools: Vec<Tool>,
    pub(super) history: History,
    pub(super) overlay: Option<Overlay>,
    pub(super) messages: Messages,
    /// Keys that begin a longer chord.
    pub(super) pending: Vec<Key>,
    pub(super) starred: Vec<EntityRef>,
    pub(super) recent: Vec<EntityRef>,
    pub(super) preview: bool,
    /// The theme that was chosen on the screen; one from a flag or the configuration is not kept.
    pub(super) theme: Option<String>,
    /// Looked up once at the start: the entity of the folder that the user is in.
    pub(super) folder: Option<Folder>,
    pub(super) size: (u16, u16),
    pub(super) now: At,
    /// The descriptor that was opened in the editor last.
    pub(super) edit: Edit,
    /// Faults that were told already, so that each is told once.
    pub(super) told: Vec<Fault>,
}

impl App {
    /// The screen as it is before anything is known.
    pub fn new(setup: Setup, size: (u16, u16), now: At) -> Self {
        let saved = setup.saved;
        let saved_place = saved.place.as_deref().and_then(|place| Place::parse(place).ok());
        let explicit = setup.link.is_some();
        let place = setup.link.or(saved_place).unwrap_or_else(|| Place::room(Room::Home));
        let cursor = saved.cursor.filter(|_| !explicit);
        let top = if explicit { 0 } else { saved.scroll };
        let mut app = Self {
            store: Store::default(),
            gate: setup.gate,
            keymap: setup.keymap,
            look: setup.look,
            platform: setup.platform,
            tools: setup.tools,
            history: History::starting_with(rooms::open(&place, cursor, top)),
            overlay: None,
            messages: Messages::default(),
            pending: Vec::new(),
            starred: saved.starred,
            recent: saved.recent,
            preview: saved.preview.unwrap_or(true),
            theme: saved.theme,
            folder: setup.folder.filter(|_| !explicit),
            size,
            now,
            edit: Edit::default(),
            told: Vec::new(),
        };
        if let Some(notice) = setup.notice {
            app.tell(Tone::Plain, notice);
        }
        app
    }

    /// Columns and rows that are painted.
    pub fn size(&self) -> (u16, u16) {
        self.size
    }

    /// What is to be saved of this session.
    pub fn saved(&self) -> Saved {
        let room = self.history.room();
        let (cursor, scroll) = room.map(|room| room.bookmark()).unwrap_or_default();
        Saved {
            place: room.map(|room| room.place(&self.ctx()).to_string()),
            cursor,
            scroll,
            preview: Some(self.preview),
            theme: self.theme.clone(),
            starred: self.starred.clone(),
            recent: self.recent.clone(),
        }
    }

    /// What rooms may look at.
    pub(super) fn ctx(&self) -> Ctx<'_> {
        Ctx {
            store: &self.store,
            look: &self.look,
            now: self.now,
            body: self.body(),
            platform: &self.platform,
            tools: &self.tools,
            starred: &self.starred,
            recent: &self.recent,
            preview: self.preview,
        }
    }

    /// Lets the room do something with what it may look at.
    pub(super) fn with_room<T: Default>(&mut self, does: impl FnOnce(&mut dyn Pane, &Ctx<'_>) -> T) -> T {
        let body = self.body();
        let ctx = Ctx {
            store: &self.store,
            look: &self.look,
            now: self.now,
            body,
            platform: &self.platform,
            tools: &self.tools,
            starred: &self.starred,
            recent: &self.recent,
            preview: self.preview,
        };
        match self.history.room_mut() {
            Some(room) => does(room.as_mut(), &ctx),
            None => T::default(),
        }
    }

    /// Where the room is: between the header and the lines at the foot.
    pub(super) fn body(&self) -> Rect {
        let (width, height) = self.size;
        let head = 2.min(height);
        let foot = 1 + u16::try_from(self.foot().len()).unwrap_or(0);
        Rect { x: 0, y: head, width, height: height.saturating_sub(head + foot) }
    }

    /// The entity that copying and starring are about.
    pub(super) fn subject(&self) -> Option<EntityRef> {
        self.history.room().and_then(|room| room.subject(&self.ctx()))
    }

    /// Every action that can be done here and now, in the order of the table. Help, hint bar and
    /// palette show exactly these.
    pub fn offered(&self) -> Vec<Action> {
        Action::ALL.iter().copied().filter(|action| self.offers(*action)).collect()
    }

    /// Whether an action can be done here and now.
    pub fn offers(&self, action: Action) -> bool {
        if !self.gate.lets(action) {
            return false;
        }
        let ctx = self.ctx();
        let Some(room) = self.history.room() else { return false };
        if self.is_ours(action) {
            return self.offers_deed(action);
        }
        match action {
            Action::AppBack => self.history.can_go_back() || self.parent().is_some(),
            Action::AppForward => self.history.can_go_forward(),
            Action::AppCopyRef | Action::AppStar => self.subject().is_some(),
            Action::AppCopyYaml => self.yaml().is_some(),
            Action::AppHome => room.place(&ctx) != Place::room(Room::Home),
            Action::AppCatalog => room.place(&ctx) != Place::room(Room::Catalog),
            Action::AppProblems => self.platform.is_workspace && room.place(&ctx) != Place::room(Room::Problems),
            Action::AppJournal => room.place(&ctx) != Place::room(Room::Journal),
            _ if action.room() == "app" => true,
            _ => room.offers(action, &ctx),
        }
    }

    /// The place above the one shown, for who came here without passing it.
    pub(super) fn parent(&self) -> Option<Place> {
        let here = self.history.room()?.place(&self.ctx());
        match here.room {
            Room::Home => None,
            Room::Catalog if here.subject.is_some() => Some(Place::room(Room::Catalog)),
            Room::Catalog | Room::Problems | Room::Journal => Some(Place::room(Room::Home)),
        }
    }

    /// The subject as the catalog has it, once it is known.
    pub(super) fn yaml(&self) -> Option<String> {
        let query = crate::platform::query::ByRef { reference: self.subject()? };
        let entity = self.store.get(&query).answer()?;
        Some(crate::domain::model::to_yaml(entity.value()))
    }

    /// The rows as last known, for jobs that build on them.
    pub fn listing(&self) -> Option<std::sync::Arc<crate::domain::model::listing::Listing>> {
        self.store.listing().cloned()
    }

    pub(super) fn tell(&mut self, tone: Tone, text: Clean) {
        self.messages.tell(crate::screen::overlays::Notice { at: self.now, tone, text });
    }

    /// When something has to be done without anyone doing anything: an answer grows stale, a try is
    /// due, an age on the screen changes.
    pub fn wake(&self) -> Option<At> {
        let ctx = self.ctx();
        let room = self.history.room().and_then(|room| room.wake(&ctx));
        [self.store.wake(), room, self.age_changes()].into_iter().flatten().min()
    }
}
