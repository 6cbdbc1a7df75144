use crate::domain::model::EntityRef;
use crate::platform::command::Command;
use crate::platform::query::{Ask, Foresee};
use std::path::PathBuf;

/// A descriptor that was opened in the editor.
#[derive(Clone, Debug, Default)]
pub(super) struct Edit {
    pub(super) entity: Option<EntityRef>,
    pub(super) file: Option<(PathBuf, usize)>,
    /// The editor ended: what there is to commit is being found out.
    pub(super) is_over: bool,
}

impl Edit {
    pub(super) fn query(&self) -> Option<Foresee> {
        self.command().filter(|_| self.is_over).map(|command| Foresee { command })
    }

    pub(super) fn command(&self) -> Option<Command> {
        let (entity, file) = (self.entity.clone()?, self.file.as_ref().map(|(path, _)| path.clone()));
        Some(Command::Commit { entity, message: None, file, seen: None })
    }

    /// What has to be known.
    pub(super) fn wants(&self) -> Option<Ask> {
        self.query().map(Ask::from)
    }
}
