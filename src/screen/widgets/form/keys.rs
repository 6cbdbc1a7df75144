//! What keys do in a form.

use super::editor::Editor;
use super::items::What;
use super::shape::Shape;
use super::value::{day_after, stepped, text_of};
use super::{Change, FormView};
use crate::domain::form::{Choice, Content, Kind, Path, Secrecy};
use crate::platform::keys::{Code, Key};
use serde_json::Value;

impl FormView {
    /// Takes a key that is typed.
    pub fn key(&mut self, key: Key) -> Option<Change> {
        self.is_free = false;
        if self.named().is_some() {
            return self.editor.as_mut()?.key(key).then(|| self.typed_name()).flatten();
        }
        let path = self.open_path()?;
        if let Some(editor) = &mut self.editor {
            let changed = editor.key(key);
            return changed.then(|| self.typed(&path)).flatten();
        }
        let shape = self.item()?.shape.clone();
        match (shape, key.code) {
            (Shape::Range, Code::Left | Code::Right) => self.change_by(if key.code == Code::Left { -1 } else { 1 }),
            (Shape::Pick { several }, Code::Backspace | Code::Delete) if !several => self.value(path, None),
            (Shape::Toggle | Shape::Radio | Shape::Checks, Code::Char(' ')) => self.choose(),
            (Shape::Radio | Shape::Checks, Code::Char(letter)) => {
                self.go_to_letter(letter);
                None
            }
            (Shape::Pick { several }, Code::Char(' ')) => Some(Change::Pick(path, several, String::new())),
            (Shape::Pick { several }, _) => {
                let letter = key.typed()?;
                Some(Change::Pick(path, several, letter.to_string()))
            }
            (Shape::Slots(_), _) => {
                let letter = key.typed()?;
                Some(Change::Pick(path, false, letter.to_string()))
            }
            _ => None,
        }
    }

    /// Takes text that was pasted into a text.
    pub fn paste(&mut self, text: &str) -> Option<Change> {
        if self.named().is_some() {
            return self.editor.as_mut()?.paste(text).then(|| self.typed_name()).flatten();
        }
        let path = self.open_path()?;
        let changed = self.editor.as_mut()?.paste(text);
        changed.then(|| self.typed(&path)).flatten()
    }

    /// The path of the field that has the keys, where it can be filled in.
    fn open_path(&self) -> Option<Path> {
        self.field().filter(|field| field.is_editable()).map(|field| field.path.clone())
    }

    /// What was typed, as a change.
    fn typed(&mut self, path: &Path) -> Option<Change> {
        self.typed = true;
        let slot = self.item().is_some_and(|item| matches!(item.shape, Shape::Slots(_)));
        let is_apart = self.field().is_some_and(|field| field.secrecy == Secrecy::Secret);
        Some(match self.editor.as_ref()? {
            Editor::Line(prompt) if slot => Change::Slot(path.clone(), self.part, prompt.text().to_owned()),
            Editor::Line(prompt) => Change::Text(path.clone(), prompt.text().to_owned()),
            Editor::Area(area) => Change::Text(path.clone(), area.text()),
            Editor::Hidden(hidden) if is_apart => Change::Secret(path.clone(), hidden.secret()),
            Editor::Hidden(hidden) => {
                let text = hidden.secret().map(|secret| secret.reveal().to_owned()).unwrap_or_default();
                Change::Text(path.clone(), text)
            }
        })
    }

    fn value(&mut self, path: Path, value: Option<Value>) -> Option<Change> {
        self.touch();
        Some(Change::Value(path, value))
    }

    /// What opening what has the keys does: a choice is made, a line is broken, a list is opened; else it goes
    /// on to the next field.
    pub fn enter(&mut self) -> Option<Change> {
        self.is_free = false;
        if let Some(Editor::Area(area)) = &mut self.editor
            && self.editing
        {
            area.break_line();
            let path = self.open_path()?;
            return self.typed(&path);
        }
        let what = self.item()?.what;
        match what {
            What::Next => return Some(Change::Next),
            What::Add(_) => return self.container().map(|container| Change::Add(container.path.clone())),
            What::Head(_) | What::Field(_) | What::Name(_) => {}
        }
        let shape = self.item()?.shape.clone();
        let path = self.open_path();
        match (shape, path) {
            (Shape::Pick { several }, Some(path)) => Some(Change::Pick(path, several, String::new())),
            (Shape::Slots(slots), Some(path)) if slots.get(self.part).is_some_and(|slot| slot.is_picked) => {
                Some(Change::Pick(path, false, String::new()))
            }
            (Shape::Toggle | Shape::Checks, Some(_)) => self.choose(),
            (Shape::Radio, Some(_)) => {
                let change = self.choose();
                self.typed = false;
                self.step_field(1);
                change
            }
            _ => {
                self.step(1);
                None
            }
        }
    }

    /// Chooses what the cursor is on in options, or switches.
    pub(super) fn choose(&mut self) -> Option<Change> {
        let path = self.open_path()?;
        self.touch();
        let field = self.field()?;
        if self.item()?.shape == Shape::Toggle {
            let is_on = field.value == Some(Value::Bool(true));
            return Some(Change::Value(path, Some(Value::Bool(!is_on))));
        }
        let option = field.options.as_ref()?.get(self.part)?;
        if field.kind == Kind::Choice {
            return Some(Change::Branch(path, self.part));
        }
        let value = option.value.clone()?;
        match field.multiple {
            true => Some(Change::Toggle(path, value)),
            false => Some(Change::Value(path, Some(value))),
        }
    }

    fn go_to_letter(&mut self, letter: char) {
        let Some(options) = self.field().and_then(|field| field.options.as_ref()) else { return };
        let fits = |choice: &Choice| choice.title().to_lowercase().starts_with(letter.to_ascii_lowercase());
        let after = options.iter().enumerate().skip(self.part + 1).find(|(_, choice)| fits(choice));
        let found = after.or_else(|| options.iter().enumerate().find(|(_, choice)| fits(choice)));
        if let Some((at, _)) = found {
            self.part = at;
        }
    }

    /// Whether there is a larger and a smaller value.
    pub fn has_more(&self) -> bool {
        let Some(field) = self.field().filter(|field| field.is_editable()) else { return false };
        let is_number = matches!(field.value_type(), Some("number" | "integer")) && field.kind == Kind::Widget;
        let is_typed = self.item().is_some_and(|item| matches!(item.shape, Shape::Line | Shape::Range));
        (is_number && is_typed) || self.is_date()
    }

    fn is_date(&self) -> bool {
        self.item().is_some_and(|item| item.shape == Shape::Date)
    }

    /// The value `by` steps on.
    pub fn change_by(&mut self, by: i32) -> Option<Change> {
        let path = self.open_path()?;
        let field = self.field()?;
        let value = match self.is_date() {
            true => Value::String(day_after(&text_of(field.value.as_ref()?), by)?),
            false => stepped(field, by)?,
        };
        self.value(path, Some(value))
    }

    /// Adds an item to the list that the keys are at, or in.
    pub fn add(&self) -> Option<Change> {
        let view = self.view.as_ref()?;
        let at = self.container().map(|container| &container.path).or(self.list().map(|(path, _)| path))?;
        let container = view.container(at)?;
        let can_add =
            matches!(container.content, Content::Array { can_add: true, .. } | Content::Object { can_add: true, .. });
        can_add.then(|| Change::Add(at.clone()))
    }

    /// Takes away what the keys are in: a property that was added, or an item of a list; the inner one of both.
    pub fn remove(&self) -> Option<Change> {
        let depth = |path: &Path| path.names().len();
        let list = self.list().map_or(0, |(path, _)| depth(path) + 1);
        match self.added() {
            Some(path) if depth(path) > list => Some(Change::Drop(path.clone())),
            _ => self.remove_item(),
        }
    }

    fn remove_item(&self) -> Option<Change> {
        let (path, number) = self.list()?;
        match self.view.as_ref()?.container(path)?.content {
            Content::Array { fixed, removable: true, .. } if number >= fixed => {
                Some(Change::Remove(path.clone(), number))
            }
            _ => None,
        }
    }

    /// Moves the item that the keys are in.
    pub fn move_by(&self, by: isize) -> Option<Change> {
        let (path, number) = self.list()?;
        let to = number.checked_add_signed(by)?;
        match self.view.as_ref()?.container(path)?.content {
            Content::Array { items, fixed, orderable: true, .. } if number >= fixed && to >= fixed && to < items => {
                Some(Change::Move(path.clone(), number, to))
            }
            _ => None,
        }
    }

    /// After a move the keys go along with the item.
    pub fn moved(&mut self, path: &Path, from: usize, to: usize) {
        let Some(field) = self.field().map(|field| field.path.clone()) else { return };
        let rest: Vec<String> = field.names().iter().skip(path.names().len() + 1).cloned().collect();
        if self.list().is_some_and(|(list, number)| list == path && number == from) {
            let there = path.child(&to.to_string());
            let there = rest.iter().fold(there, |path, name| path.child(name));
            self.focus(&there);
        }
    }

    /// The text of the text area that has the keys.
    pub fn area_text(&self) -> Option<(Path, String)> {
        let path = self.open_path()?;
        match (&self.item()?.shape, &self.editor) {
            (Shape::Area(_), Some(Editor::Area(area))) => Some((path, area.text())),
            _ => None,
        }
    }
}
