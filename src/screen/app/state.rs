use super::edit::Edit;
pub use super::effect::Effect;
use super::followed::{Following, Leaving};
use super::granted::Granted;
use super::overlay::Overlay;
use super::pending::Pending;
use super::permits::Permitting;
use super::restore;
use super::signing::Signing;
use super::windows::{MOST, Windows, window_number};
use crate::domain::model::tool::Tool;
use crate::domain::model::{At, EntityRef, Identity, Place, Room, Zone};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::command::Command;
use crate::platform::fault::Fault;
use crate::platform::gate::Gate;
use crate::platform::keys::Keymap;
use crate::platform::outcome::Outcome;
use crate::platform::ports::{Bookmark, Platform, Reply, Saved, SavedFilter};
use crate::platform::query::Folder;
use crate::platform::store::{Store, Ticket};
use crate::screen::ctx::{Divider, Parts};
use crate::screen::input::Input;
use crate::screen::look::Look;
use crate::screen::overlays::{Messages, Tone};
use crate::screen::terminal::{Notices, Way};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// Entities that are remembered as looked at.
pub(super) const RECENT: usize = 30;
/// How long a screen that began anew stays, whoever else turns up.
const SETTLES: Duration = Duration::from_secs(10);

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
    /// The screen began anew a moment ago, as somebody else is signed in.
    pub is_anew: bool,
    /// The tools that entities lead to.
    pub tools: Vec<Tool>,
    /// Whether the mouse is listened to.
    pub mouse: bool,
    /// How the terminal shows images.
    pub images: Way,
    /// How the terminal shows notices on the desktop.
    pub notices: Notices,
    /// The time zone that clocks and days are shown in.
    pub zone: Zone,
}

/// Something that happened.
#[derive(Debug)]
pub enum Message {
    /// The user did something.
    Input(Input),
    /// A job said something.
    Reply(Ticket, Reply),
    /// A command ended.
    Ended(Box<Command>, Outcome),
    /// Signing out ended; what was done, in words.
    SignedOut(Result<Vec<Clean>, Fault>),
    /// The time that [`App::wake`] named has come.
    Wake,
    /// The runtime has something to tell.
    Told(Tone, Clean),
    /// What was to be kept of drafts is on the disk.
    DraftsWritten,
    /// The editor ended, and what was opened in it may have changed.
    Edited,
    /// The editor ended, and this was written in it.
    Written(String),
    /// The screen is ours again, after the shell or an editor.
    Resumed,
    /// A program that had the terminal ended.
    Ran,
}

/// The whole screen.
pub struct App {
    pub(super) store: Store,
    pub(super) gate: Gate,
    /// What the portal is asked about permissions.
    pub(super) permits: Permitting,
    /// Who the gate was told the user is.
    pub(super) known: Option<Arc<Identity>>,
    pub(super) signing: Signing,
    /// Until when the screen does not begin anew by itself: a token that is now one's and now
    /// another's would have it do nothing else.
    pub(super) settles_until: At,
    /// Only reading is allowed, whatever the user wants.
    pub(super) must_read_only: bool,
    pub(super) keymap: Keymap,
    pub(super) look: Look,
    pub(super) platform: Platform,
    pub(super) tools: Vec<Tool>,
    pub(super) windows: Windows,
    pub(super) overlay: Option<Overlay>,
    pub(super) messages: Messages,
    /// What was pressed and waits for more.
    pub(super) pending: Pending,
    /// Places kept under a letter.
    pub(super) marks: BTreeMap<char, Bookmark>,
    /// Where dividers were moved to.
    pub(super) parts: Parts,
    /// The divider that the mouse holds.
    pub(super) dragged: Option<Divider>,
    /// Whether the mouse is listened to.
    pub(super) mouse: bool,
    /// The pixels of a cell, where images are shown.
    pub(super) cell: Option<(u16, u16)>,
    pub(super) starred: Vec<EntityRef>,
    pub(super) recent: Vec<EntityRef>,
    pub(super) filters: Vec<SavedFilter>,
    pub(super) columns: Vec<String>,
    pub(super) preview: bool,
    /// The theme that was chosen on the screen; one from a flag or the configuration is not kept.
    pub(super) theme: Option<String>,
    /// Looked up once at the start: the entity of the folder that the user is in.
    pub(super) folder: Option<Folder>,
    pub(super) size: (u16, u16),
    pub(super) now: At,
    /// The descriptor that was opened in the editor last.
    pub(super) edit: Edit,
    pub(super) zone: Zone,
    /// Tasks that were started here and run.
    pub(super) following: Following,
    /// What was known of access when it was looked at last.
    pub(super) granted: Granted,
    /// How the terminal shows notices.
    pub(super) notices: Notices,
    /// Whether the program ends once they have.
    pub(super) leaving: Leaving,
    /// Faults that were told already, so that each is told once.
    pub(super) told: Vec<Fault>,
}

impl App {
    /// The screen as it is before anything is known.
    pub fn new(setup: Setup, size: (u16, u16), now: At) -> Self {
        let saved = setup.saved;
        let explicit = setup.link.is_some();
        let windows = restore::windows(&saved, setup.link);
        let mut app = Self {
            store: Store::default(),
            settles_until: if setup.is_anew { now.after(SETTLES) } else { now },
            must_read_only: setup.gate.is_read_only(),
            gate: setup.gate,
            permits: Permitting::default(),
            known: None,
            signing: Signing::default(),
            keymap: setup.keymap,
            look: setup.look,
            platform: setup.platform,
            tools: setup.tools,
            windows,
            overlay: None,
            messages: Messages::default(),
            pending: Pending::default(),
            marks: saved.marks,
            parts: Parts::of_saved(&saved.parts),
            dragged: None,
            mouse: setup.mouse,
            cell: None,
            starred: saved.starred,
            recent: saved.recent,
            filters: saved.filters,
            columns: saved.columns,
            preview: saved.preview.unwrap_or(true),
            theme: saved.theme,
            folder: setup.folder.filter(|_| !explicit),
            size,
            now,
            edit: Edit::default(),
            zone: setup.zone,
            following: Following::default(),
            granted: Granted::default(),
            notices: setup.notices,
            leaving: Leaving::default(),
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

    /// The entity that copying and starring are about.
    pub(super) fn subject(&self) -> Option<EntityRef> {
        self.windows.room().and_then(|room| room.subject(&self.ctx()))
    }

    /// The entities that are meant where several can be.
    pub(super) fn subjects(&self) -> Vec<EntityRef> {
        self.windows.room().map(|room| room.subjects(&self.ctx())).unwrap_or_default()
    }

    /// Every action that can be done here and now, in the order of the table. Help, hint bar and
    /// palette show exactly these.
    pub fn offered(&self) -> Vec<Action> {
        Action::ALL.iter().copied().filter(|action| self.offers(*action)).collect()
    }

    /// Whether an action can be done here and now.
    pub fn offers(&self, action: Action) -> bool {
        if !self.lets(action) {
            return false;
        }
        let ctx = self.ctx();
        let Some(room) = self.windows.room() else { return false };
        // the catalog of a workspace is its files
        if action == Action::EntityUnregister && self.platform.is_workspace {
            return false;
        }
        if self.is_ours(action) {
            return self.offers_deed(action);
        }
        match action {
            Action::AppBack => self.windows.can_go_back() || self.parent().is_some(),
            Action::AppForward => self.windows.can_go_forward(),
            Action::AppCopyRef | Action::AppStar => self.subject().is_some(),
            Action::AppCopyYaml => self.whole().is_some(),
            Action::AppHome => room.place(&ctx) != Place::room(Room::Home),
            Action::AppCatalog => room.place(&ctx) != Place::room(Room::Catalog),
            Action::AppProblems => self.platform.is_workspace && room.place(&ctx) != Place::room(Room::Problems),
            Action::AppMarkGo => !self.marks.is_empty(),
            _ if window_number(action).is_some() => self.offers_window(action),
            Action::AppWindows
            | Action::AppWindowClose
            | Action::AppWindowNext
            | Action::AppWindowPrevious
            | Action::AppWindowOther
            | Action::AppWindowNew
            | Action::AppSplit
            | Action::AppOnly => self.offers_window(action),
            Action::AppWider | Action::AppNarrower => !self.dividers().is_empty(),
            Action::ListOpenWindow => self.windows.len() < MOST && room.offers(Action::ListOpen, &ctx),
            Action::ListNextMatch | Action::ListPreviousMatch => room.has_matches(&ctx),
            Action::AppJournal => room.place(&ctx) != Place::room(Room::Journal),
            Action::AppIdentity => room.place(&ctx).room != Room::Identity,
            Action::AppSignIn | Action::AppSignOut => self.offers_account(action),
            Action::AppReadOnly => !self.must_read_only,
            Action::AppTask => room.place(&ctx) != self.newest_task(),
            _ if action.room() == "app" => true,
            _ => room.offers(action, &ctx),
        }
    }

    /// The place above the one shown, for who came here without passing it.
    pub(super) fn parent(&self) -> Option<Place> {
        let here = self.windows.room()?.place(&self.ctx());
        match here.room {
            Room::Home => None,
            Room::Catalog if here.subject.is_some() => Some(Place::room(Room::Catalog)),
            Room::Templates if here.subject.is_some() => Some(Place::room(Room::Templates)),
            Room::Tasks if !here.page.is_empty() => Some(Place::room(Room::Tasks)),
            Room::Provisioning if !here.page.is_empty() => Some(Place::room(Room::Provisioning)),
            Room::Access if !here.page.is_empty() => Some(Place::room(Room::Access)),
            Room::Catalog
            | Room::Access
            | Room::Credentials
            | Room::Docs
            | Room::Templates
            | Room::Tasks
            | Room::Provisioning
            | Room::Problems
            | Room::Journal
            | Room::Identity => Some(Place::room(Room::Home)),
        }
    }

    /// The subject as the catalog has it, once it is known.
    pub(super) fn yaml(&self) -> Option<String> {
        Some(crate::domain::model::to_yaml(self.whole()?.value()))
    }

    /// The whole entity that copying is about, where it is known.
    pub(super) fn whole(&self) -> Option<&std::sync::Arc<crate::domain::model::Entity>> {
        let query = crate::platform::query::ByRef { reference: self.subject()? };
        self.store.get(&query).answer()
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
        let seen = self.seen();
        let rooms = seen.iter().filter_map(|(window, body)| self.windows.room_of(*window)?.wake(&self.ctx_in(*body)));
        let sheet = self.signing.sheet.as_ref().and_then(|sheet| sheet.wake(self.now));
        let permits = self.permits.wake(&self.gate);
        let access = self.access_changes();
        [self.store.wake(), rooms.min(), self.age_changes(), sheet, permits, access].into_iter().flatten().min()
    }
}
