//! Which actions lead out of the program, to what restricted mode keeps away.

use super::Action;

/// What of the machine an action leads to, besides the platform. The browser is not among it: where
/// none may be started the address is shown and copied instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Leaves {
    /// The shell that the program was started from.
    Shell,
    /// The user's editor.
    Editor,
    /// A file that is not stagedoor's own.
    Files,
}

impl Leaves {
    /// Why it is not done in restricted mode, in words.
    pub fn refusal(self) -> &'static str {
        match self {
            Leaves::Shell => "in restricted mode there is no shell to go to",
            Leaves::Editor => "in restricted mode no editor is started",
            Leaves::Files => "in restricted mode no file is written",
        }
    }
}

impl Action {
    /// What it leads to outside of the program; `None` where it stays inside.
    pub fn leaves(self) -> Option<Leaves> {
        match self {
            Action::AppSuspend => Some(Leaves::Shell),
            Action::EntityEdit
            | Action::ReaderEdit
            | Action::EntityValidate
            | Action::ReviewEdit
            | Action::WizardEditor => Some(Leaves::Editor),
            Action::CatalogExport | Action::GraphExport => Some(Leaves::Files),
            _ => None,
        }
    }
}
