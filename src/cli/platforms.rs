use super::docs::Pens;
use crate::config::{Bastion, Chosen, Folders, Glyphs, Images};
use crate::domain::docs::Section;
use crate::domain::model::Place;
use crate::domain::model::tool::Tool;
use crate::domain::text::Clean;
use crate::platform::docs::CheckedSite;
use crate::platform::fault::Fault;
use crate::platform::gate::Gate;
use crate::platform::keys::Keymap;
use crate::platform::ports::{Platform, Ports, SessionPort};
use futures_util::future::BoxFuture;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the command line needs from above: platforms by name, and the screen.
pub trait Platforms {
    /// Builds the ports of a platform. Nothing is asked of a server before the first question.
    ///
    /// # Errors
    /// When a folder or a token cannot be used.
    fn open(&self, chosen: &Chosen, how: &How<'_>) -> Result<Connected, Fault>;

    /// What removes all that is kept on this machine of a platform for who is its user *now*: the copy
    /// of its catalog, the screen's session, who is signed in and their tokens. The journal of what was
    /// done stays, under that user. Found before one signs out, called after it; whoever opens the
    /// platform next is nobody.
    fn forgetting(&self, chosen: &Chosen, folders: &Folders) -> Forget;

    /// What removes the copy and the screen's session of who is signed in *now*, once somebody else is in
    /// their place; the journal stays. Found before one signs in, called after it.
    fn replacing(&self, chosen: &Chosen, folders: &Folders) -> Forget;

    /// Removes it at once.
    ///
    /// # Errors
    /// When something of it cannot be removed.
    fn forget(&self, chosen: &Chosen, folders: &Folders) -> Result<(), Fault> {
        self.forgetting(chosen, folders)()
    }

    /// What this machine keeps of who is signed in to a platform; `None` for one that nobody signs in
    /// to. Asks the keyring, and nobody else.
    fn sign_in_kept(&self, chosen: &Chosen, folders: &Folders) -> Option<SignInKept>;

    /// Whether the screen could use a theme.
    ///
    /// # Errors
    /// When there is none of that name, or the file says what is no theme.
    fn check_theme(&self, theme: &Theme) -> Result<(), Fault>;

    /// What is wrong with the docs whose sources lie in a folder.
    ///
    /// # Errors
    /// When the folder cannot be read, or holds no docs.
    fn check_docs(&self, folder: &Path, sections: &[Section]) -> Result<Vec<CheckedSite>, Fault>;

    /// What a page of docs looks like on a terminal, by a theme; by the terminal's own colours without
    /// one.
    ///
    /// # Errors
    /// When there is none of that name, or the file says what is no theme.
    fn pen(&self, theme: Option<&Theme>) -> Result<Pens, Fault>;

    /// Shows the screen until it is left; the exit code, which tells a signal that ended it.
    ///
    /// # Errors
    /// When there is no terminal, or the terminal is lost.
    fn screen(&self, start: ScreenStart<'_>) -> Result<u8, Fault>;
}

/// Removes what is kept of somebody; it fails when something of it cannot be removed.
pub type Forget = Box<dyn FnOnce() -> Result<(), Fault>>;

/// How a platform is opened.
#[derive(Clone, Copy, Debug)]
pub struct How<'a> {
    /// Where things are kept.
    pub folders: &'a Folders,
    /// Ask no server.
    pub offline: bool,
    /// Whether answers may come from the copy on disk and are kept there.
    pub kept: bool,
    /// In restricted mode what that leaves open.
    pub restricted: Option<&'a Bastion>,
}

impl How<'_> {
    /// Whether nothing of it may be left on disk: neither tokens nor copies nor the screen's state.
    pub fn is_in_memory(&self) -> bool {
        self.restricted.is_some_and(|bastion| !bastion.keep)
    }
}

/// A platform that is open.
#[derive(Clone)]
pub struct Connected {
    /// Its ports.
    pub ports: Ports,
    /// What it is.
    pub platform: Platform,
    /// Where the screen's state is kept for it.
    pub session: Arc<dyn SessionPort>,
    /// Where its copy on disk is.
    pub cache: PathBuf,
    /// Where the screen's state and the journal are.
    pub state: PathBuf,
    /// Whether they are of somebody who signed in here: whoever is replaced leaves nothing behind.
    pub is_of_signed_in: bool,
    /// What `doctor` asks of the systems beside it.
    pub checks: Vec<SystemCheck>,
}

/// A small question to a system beside a platform, which tells whether it is reached.
#[derive(Clone)]
pub struct SystemCheck {
    /// The system: `cluster prod`.
    pub name: Clean,
    /// Asks it; what is good about it.
    pub ask: Arc<dyn Fn() -> BoxFuture<'static, Result<Clean, Fault>> + Send + Sync>,
}

/// What a machine keeps of who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInKept {
    /// Who it is; `None` where nobody is.
    pub who: Option<Clean>,
    /// Where the tokens are, as in "kept in the keyring".
    pub place: Clean,
    /// Whether they are in the keyring.
    pub needs_keyring: bool,
    /// Whether the keyring answers, or why not; `None` where there is none.
    pub keyring: Option<Result<(), Clean>>,
}

/// A theme, by name or as the text of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Theme {
    /// One of our own.
    Named(String),
    /// The user's.
    File {
        /// Where it was read from, for messages.
        path: PathBuf,
        /// What it says.
        text: String,
    },
}

/// What the screen starts with.
pub struct ScreenStart<'a> {
    /// Opens the platform; once more when somebody else is signed in.
    pub open: &'a dyn Fn() -> Result<Connected, Fault>,
    /// The place that was asked for.
    pub place: Option<Place>,
    /// The folder the user is in.
    pub folder: PathBuf,
    /// The keys.
    pub keymap: Keymap,
    /// The colours; those of the last session without one.
    pub theme: Option<Theme>,
    /// The signs; chosen by the locale without them.
    pub glyphs: Option<Glyphs>,
    /// How images are shown; by what the environment tells without it.
    pub images: Option<Images>,
    /// Whether the terminal shows notices on the desktop, where it can.
    pub notices: bool,
    /// Whether the mouse is listened to.
    pub mouse: bool,
    /// No colours at all: `NO_COLOR` or `--no-color`.
    pub no_color: bool,
    /// What may be done, as far as the configuration says.
    pub gate: Gate,
    /// Nothing that leads out of the program is offered or done.
    pub restricted: bool,
    /// The configured tools.
    pub tools: Vec<Tool>,
}
