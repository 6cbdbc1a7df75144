//! Properties that a person added: their names are typed like values, and they can go again.

use super::editor::Editor;
use super::items::Key;
use super::{Change, FormView};
use crate::domain::form::Path;

impl FormView {
    /// Where the property stands whose name has the keys.
    pub(super) fn named(&self) -> Option<&Path> {
        self.item()?.named(self.view.as_deref()?)
    }

    /// What was typed as the name of a property. One without a name keeps the one it has.
    pub(super) fn typed_name(&mut self) -> Option<Change> {
        let path = self.named()?.clone();
        let Some(Editor::Line(prompt)) = &self.editor else { return None };
        let name = prompt.text().trim().to_owned();
        self.typed = true;
        (!name.is_empty()).then_some(Change::Rename(path, name))
    }

    /// A property has another name: the keys stay at it.
    pub fn renamed(&mut self, old: &Path, new: Path) {
        self.renamed = Some((old.clone(), new));
    }

    /// The key of what has the keys, under its new name where it was given one.
    pub(super) fn key_now(&mut self) -> Option<Key> {
        let key = self.view.as_ref().and_then(|known| self.items.get(self.at).map(|item| item.key(known)));
        match (key, self.renamed.take()) {
            (Some(Key::Name(path)), Some((old, new))) if path == old => Some(Key::Name(new)),
            (key, _) => key,
        }
    }

    /// Gives the keys to the name of a property that was added, or to what stands there.
    pub fn focus_name(&mut self, path: &Path) -> bool {
        let Some(view) = self.view.clone() else { return false };
        match self.items.iter().position(|item| item.named(&view) == Some(path)) {
            Some(at) => {
                self.go(at);
                true
            }
            None => self.focus(path),
        }
    }

    /// The innermost property that was added and that the keys are in.
    pub(super) fn added(&self) -> Option<&Path> {
        let view = self.view.as_deref()?;
        let here = self.named().or_else(|| self.field().map(|field| &field.path));
        let here = here.or_else(|| self.container().map(|container| &container.path))?;
        let fields = view.fields.iter().filter(|field| field.is_added()).map(|field| &field.path);
        let containers = view.containers.iter().filter(|container| container.is_added()).map(|it| &it.path);
        fields.chain(containers).filter(|path| here.is_within(path)).max_by_key(|path| path.names().len())
    }
}
