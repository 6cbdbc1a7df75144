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
    /// A program that has the terminal, as what connects to something. In restricted mode those alone that the
    /// administrator lists.
    Program,
}

impl Leaves {
    /// Why it is not done in restricted mode, in words.
    pub fn refusal(self) -> &'static str {
        match self {
            Leaves::Shell => "in restricted mode there is no shell to go to",
            Leaves::Editor => "in restricted mode no editor is started",
            Leaves::Files => "in restricted mode no file is written",
            Leaves::Program => "in restricted mode only programs that the administrator lists are started",
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
            Action::CatalogExport | Action::GraphExport | Action::AccessExport => Some(Leaves::Files),
            Action::AccessConnect | Action::AccessPlay | Action::AccessLogin => Some(Leaves::Program),
            _ => None,
        }
    }
}
