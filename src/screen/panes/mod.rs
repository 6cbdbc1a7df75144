//! The rooms, a folder each. A room holds cursors; what it shows it reads from the store.
//!
//! Read one room and you have read them all: `mod.rs` is the door, `state.rs` what is remembered,
//! `update.rs` what keys do, `view.rs` what is painted.

pub mod access;
pub mod access_audit;
pub mod api;
pub mod app;
pub mod ask;
pub mod catalog;
pub mod credentials;
pub mod docs;
pub mod entity;
pub mod granted;
pub mod graph;
pub mod home;
pub mod identity;
pub mod journal;
pub mod logs;
pub mod outcome;
pub mod pipeline;
pub mod problems;
pub mod provision;
pub mod provisioning;
pub mod reader;
pub mod request;
pub mod run;
pub mod runtime;
pub mod sessions;
pub mod stages;
pub mod tabs;
pub mod task;
pub mod tasks;
pub mod templates;
pub mod timeline;
pub mod wizard;

use crate::domain::model::{At, EntityRef, Place, Tab};
use crate::domain::text::{Clean, Secret};
use crate::platform::actions::Action;
use crate::platform::command::Command;
use crate::platform::keys::Key;
use crate::platform::outcome::Outcome;
use crate::platform::permissions::Question;
use crate::platform::plan::Target;
use crate::platform::ports::SavedFilter;
use crate::platform::programs::Errand;
use crate::platform::query::{Ask, Source};
use crate::platform::templates::Draft;
use crate::screen::ctx::{Ctx, Divider};
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::terminal::{Link, Placed};
use crate::screen::widgets::sheet::Sheet;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// What a room asks the app to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// Go to another place.
    Go(Place),
    /// Show another tab of the entity in place of this one, which is kept as it is.
    Turn(Tab),
    /// Open an address outside.
    Open(Clean),
    /// Put a text into the clipboard, and say so.
    Copy(String),
    /// Put a secret into the clipboard, and say that others may read it; nothing of it is told.
    CopySecret(Secret),
    /// Write a text to a new file in the folder where the program was started, and say where.
    Export {
        /// The file's name, as it should be; another where that is taken.
        name: String,
        /// What it holds.
        text: String,
    },
    /// Run programs that have the terminal until they end.
    Program(Errand),
    /// Have an action done to these entities, after the review sheet.
    Review(Action, Vec<EntityRef>),
    /// Have an action done to one thing that is no entity, after the review sheet.
    ReviewOf(Action, Target),
    /// Edit a source.
    Edit(Source),
    /// Edit a file of the workspace, given from its root, at a line.
    EditFile(Box<str>, usize),
    /// Have the platform do something.
    Run(Command),
    /// Back to where one came from.
    Back,
    /// Have a text written in the user's editor; it comes back by [`Pane::written`].
    Write {
        /// The name of the file that the editor sees.
        name: String,
        /// The text to begin with.
        text: String,
    },

    /// Have the platform do something once the user has said yes.
    Confirm(Command),
    /// Show or hide the preview.
    TogglePreview,
    /// Forget the entities looked at.
    ClearRecent,
    /// These are the saved filters from now on.
    KeepFilters(Vec<SavedFilter>),
    /// Lists have these columns where nothing says others.
    KeepColumns(Vec<String>),
    /// Keep a wizard that was begun, in place of what was kept under its id.
    KeepDraft(Box<Draft>),
    /// Keep the draft of that id no more.
    DropDraft(String),
    /// Tell the user something.
    Tell(Clean),
}

/// A room.
pub trait Pane {
    /// The way here, as the header names it.
    fn trail(&self, ctx: &Ctx<'_>) -> Vec<Clean>;

    /// The link to what is shown.
    fn place(&self, ctx: &Ctx<'_>) -> Place;

    /// What has to be known to show it.
    fn wants(&self, ctx: &Ctx<'_>) -> Vec<Ask>;

    /// Whether an action of this room, or one of lists, can be done here and now.
    fn offers(&self, action: Action, ctx: &Ctx<'_>) -> bool;

    /// Does an action that was offered.
    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent>;

    /// Why an action of this room cannot be done now, where there is more to say than that.
    fn why_not(&self, _action: Action, _ctx: &Ctx<'_>) -> Option<Clean> {
        None
    }

    /// What an action does here, where that is something else than elsewhere.
    fn title_of(&self, _action: Action, _ctx: &Ctx<'_>) -> Option<&'static str> {
        None
    }

    /// A key that does something though keys are typed, and what.
    fn typed_key(&self) -> Option<(&'static str, &'static str)> {
        None
    }

    /// Whether keys are being typed into a text.
    fn typing(&self) -> bool {
        false
    }

    /// Takes a key that is typed into the text.
    fn type_key(&mut self, _key: Key, _ctx: &Ctx<'_>) {}

    /// Takes text that was pasted.
    fn paste(&mut self, _text: &str, _ctx: &Ctx<'_>) {}

    /// Takes a click or a turn of the wheel within the body.
    fn mouse(&mut self, _mouse: Mouse, _ctx: &Ctx<'_>) -> Vec<Intent> {
        Vec::new()
    }

    /// Takes in what changed in the store, and brings cursors into bounds. Called after every
    /// message, before painting.
    fn settle(&mut self, ctx: &Ctx<'_>);

    /// What was asked for before the answer was there that it is about, once it is.
    fn due(&mut self, _ctx: &Ctx<'_>) -> Vec<Intent> {
        Vec::new()
    }

    /// Takes what was written in the editor; false where the room asked for nothing.
    fn written(&mut self, _text: &str, _ctx: &Ctx<'_>) -> bool {
        false
    }

    /// A command ended, maybe one of this room's.
    fn ended(&mut self, _command: &Command, _outcome: &Outcome) -> Vec<Intent> {
        Vec::new()
    }

    /// The entity that copying and starring are about.
    fn subject(&self, ctx: &Ctx<'_>) -> Option<EntityRef>;

    /// The entities that are meant where several can be: those that were marked, or the subject.
    fn subjects(&self, ctx: &Ctx<'_>) -> Vec<EntityRef> {
        self.subject(ctx).into_iter().collect()
    }

    /// The entities that are seen, and that something can be done to once the cursor is on them.
    fn things(&self, ctx: &Ctx<'_>) -> Vec<EntityRef> {
        self.subject(ctx).into_iter().collect()
    }

    /// What the portal is to be asked about permissions besides.
    fn questions(&self, _ctx: &Ctx<'_>) -> Vec<Question> {
        Vec::new()
    }

    /// Where the cursor and the window are, for the next start.
    fn bookmark(&self) -> (Option<EntityRef>, usize) {
        (None, 0)
    }

    /// Lets go of what is large while the room is out of sight, as rows of a catalog that may be an
    /// older one by the time it is shown again. What is needed to find back stays; [`Pane::settle`]
    /// brings the rest. Nothing to do where it was done before.
    fn leave(&mut self) {}

    /// Whether something was searched for and found, so that there is a next match and one before.
    fn has_matches(&self, _ctx: &Ctx<'_>) -> bool {
        false
    }

    /// Goes so many matches on at once, backwards where negative; false in rooms that go one by one.
    fn go_by_matches(&mut self, _by: isize, _ctx: &Ctx<'_>) -> bool {
        false
    }

    /// The dividers between the parts that are seen, the one that keys move first.
    fn dividers(&self, _ctx: &Ctx<'_>) -> Vec<Divider> {
        Vec::new()
    }

    /// Brings the cursor to a row, counted from 1; false in rooms whose rows have no numbers.
    fn go_to_row(&mut self, _row: usize, _ctx: &Ctx<'_>) -> bool {
        false
    }

    /// When ages that are shown change; nothing else wakes a room.
    fn wake(&self, _ctx: &Ctx<'_>) -> Option<At> {
        None
    }

    /// The cells painted that lead to addresses of the web.
    fn links(&self, _ctx: &Ctx<'_>) -> Vec<Link> {
        Vec::new()
    }

    /// The images to be seen; what is painted in their cells is seen where they are not shown.
    fn pictures(&self, _ctx: &Ctx<'_>) -> Vec<Placed> {
        Vec::new()
    }

    /// Paints the room; where the text cursor stands, when one is typing.
    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position>;
}

/// The movement that an action of lists means.
pub fn movement(action: Action) -> Option<crate::screen::widgets::cursor::Move> {
    use crate::screen::widgets::cursor::Move;
    match action {
        Action::ListDown => Some(Move::By(1)),
        Action::ListUp => Some(Move::By(-1)),
        Action::ListPageDown => Some(Move::Page(1)),
        Action::ListPageUp => Some(Move::Page(-1)),
        Action::ListHalfPageDown => Some(Move::Half(1)),
        Action::ListHalfPageUp => Some(Move::Half(-1)),
        Action::ListTop => Some(Move::Top),
        Action::ListBottom => Some(Move::Bottom),
        _ => None,
    }
}

/// What the mouse does on a sheet that fills `area`: the wheel scrolls, a click follows.
pub fn mouse_on_sheet(sheet: &mut Sheet, mouse: Mouse, area: Rect) -> Vec<Intent> {
    let height = usize::from(area.height);
    match mouse.did {
        MouseDid::WheelDown => sheet.scroll(3, height),
        MouseDid::WheelUp => sheet.scroll(-3, height),
        MouseDid::Click => {
            if sheet.click(usize::from(mouse.row.saturating_sub(area.y))) {
                return sheet.target().map(follow).into_iter().collect();
            }
        }
    }
    Vec::new()
}

/// What following a target asks for.
pub fn follow(target: &crate::domain::document::Target) -> Intent {
    use crate::domain::document::Target;
    match target {
        Target::Place(place) => Intent::Go(place.clone()),
        Target::Address(address) => Intent::Open(address.clone()),
        Target::File(path, line) => Intent::EditFile(path.clone(), *line),
    }
}

/// Lines that say that something is on its way, or why it is not there.
pub fn absence<T>(
    remote: &crate::platform::store::Remote<'_, T>,
    what: &str,
    columns: usize,
) -> Vec<crate::domain::document::Line> {
    use crate::domain::document::{Line, Role, wrap};
    match remote.fault {
        Some(fault) => {
            let tried = Clean::line(&format!("Cannot {}", fault.tried));
            let parts = [(&tried, Role::Bad), (&fault.happened, Role::Text), (&fault.cure, Role::Dim)];
            let lines = |(text, role): (&Clean, Role)| {
                wrap(text.shown(), columns).into_iter().map(move |line| Line::of(line, role)).collect::<Vec<_>>()
            };
            parts.into_iter().flat_map(lines).collect()
        }
        None => vec![Line::of(Clean::line(&format!("Loading {what}")), Role::Dim)],
    }
}
