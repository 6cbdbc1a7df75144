//! What the app has the runtime do.

use crate::domain::text::{Clean, Secret};
use crate::platform::actions::Leaves;
use crate::platform::command::Command;
use crate::platform::programs::Errand;
use crate::platform::store::Job;
use crate::platform::templates::Draft;
use crate::screen::terminal::Notices;
use std::path::PathBuf;

/// Something for the runtime to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Start or cancel a job.
    Job(Job),
    /// Have the platform do something.
    Command(Command),
    /// Put text into the clipboard.
    Copy(String),
    /// Put a secret into the clipboard.
    CopySecret(Secret),
    /// Open an address in a browser, or show it where there is none.
    Open(Clean),
    /// Open a file in the user's editor at a line.
    Edit(PathBuf, usize),
    /// Open a text in the user's editor at a line; what is written comes back as
    /// [`super::Message::Written`].
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
    /// Run programs that have the terminal until they end.
    Program(Errand),
    /// Show a notice on the desktop, by the terminal.
    Notify(Notices, Clean),
    /// Give the terminal back to the shell until it says so.
    Suspend,
    /// Listen to the mouse, or leave it to the terminal.
    Mouse(bool),
    /// Paint everything again.
    Redraw,
    /// Open an address to sign in at, in a browser, without naming it.
    Visit(Clean),
    /// Hand in what was pasted to sign in.
    HandIn(Secret),
    /// Sign out.
    SignOut,
    /// Begin anew at the same place, over what belongs to whoever is signed in now.
    Reopen {
        /// What is to be told there.
        told: Vec<Clean>,
        /// Nothing of who it was before is to stay on this machine.
        forget: bool,
    },
    /// Keep a draft, in place of the one of its id.
    KeepDraft(Box<Draft>),
    /// Keep the draft of that id no more.
    DropDraft(String),
    /// Save the session.
    Save,
    /// Leave.
    Quit,
}

impl Effect {
    /// What it leads to outside of the program; `None` where it stays inside. An address is only
    /// shown where no browser may be started.
    pub fn leaves(&self) -> Option<Leaves> {
        match self {
            Effect::Edit(..) | Effect::Write { .. } => Some(Leaves::Editor),
            Effect::Export { .. } => Some(Leaves::Files),
            Effect::Suspend => Some(Leaves::Shell),
            Effect::Program(_) => Some(Leaves::Program),
            Effect::Job(_) | Effect::Command(_) | Effect::Copy(_) | Effect::CopySecret(_) => None,
            Effect::Open(_) | Effect::Mouse(_) => None,
            Effect::Visit(_) | Effect::HandIn(_) | Effect::SignOut | Effect::Reopen { .. } => None,
            Effect::KeepDraft(_) | Effect::DropDraft(_) | Effect::Notify(..) => None,
            Effect::Redraw | Effect::Save | Effect::Quit => None,
        }
    }
}
