//! Where the keys go, and how that stays where it is while the form changes.

use super::area::Area;
use super::editor::{Editor, Hidden, Typed};
use super::items::{Key, What, items, titles};
use super::shape::{Dress, Shape};
use super::value::text_of;
use super::{FormView, Item};
use crate::domain::form::{Container, Field, Path, View};
use std::rc::Rc;

impl FormView {
    /// A form to be filled in from its first field on.
    pub fn begin(next: &'static str) -> Self {
        Self { editing: true, next, ..Self::default() }
    }

    /// Puts another state of the form in place. What has the keys keeps them as long as it is there.
    pub fn set(&mut self, view: &Rc<View>, dress: &dyn Dress, next: &'static str) {
        self.next = next;
        if self.view.as_ref().is_some_and(|known| Rc::ptr_eq(known, view)) {
            return;
        }
        let key = self.key_now();
        let value = self.typed_text();
        self.items = items(view, dress);
        self.titles = titles(&self.items, view);
        let is_first = self.view.is_none();
        self.view = Some(Rc::clone(view));
        self.find_problems();
        let found = key.and_then(|key| self.items.iter().position(|item| item.key(view) == key));
        match found {
            Some(at) => self.at = at,
            None if is_first => self.at = self.first(),
            None => self.rest(),
        }
        self.part = self.part.min(self.parts().saturating_sub(1));
        let is_own = std::mem::take(&mut self.typed) && found.is_some();
        if !is_own && (found.is_none() || value != self.typed_text() || self.editor.is_none()) {
            self.open_editor(is_first && self.is_proposed());
        }
    }

    /// Whether what the field holds is what the template proposes: nobody typed it.
    fn is_proposed(&self) -> bool {
        self.field().is_some_and(|field| field.value.is_some() && field.schema.get("default") == field.value.as_ref())
    }

    /// The first field that can be filled in; one that the template wants the keys for goes before.
    fn first(&self) -> usize {
        let wants = |item: &&Item| {
            let field = self.view.as_ref().and_then(|view| item.field(view));
            let options = field.and_then(|field| field.ui_options.get("autofocus"));
            options == Some(&serde_json::Value::Bool(true))
        };
        let wanted = self.items.iter().position(|item| wants(&item));
        wanted.or_else(|| self.items.iter().position(Item::is_stop)).unwrap_or(0)
    }

    /// To the nearest item that keys can be for.
    fn rest(&mut self) {
        self.at = self.at.min(self.items.len().saturating_sub(1));
        let stops = |item: &Item| item.is_stop();
        let after = (self.at..self.items.len()).find(|at| self.items.get(*at).is_some_and(stops));
        let before = (0..self.at).rev().find(|at| self.items.get(*at).is_some_and(stops));
        (self.at, self.part) = (after.or(before).unwrap_or(0), 0);
    }

    /// What the field that has the keys holds as a text.
    fn typed_text(&self) -> Option<String> {
        if let Some(path) = self.named() {
            return path.last().map(str::to_owned);
        }
        let field = self.field()?;
        Some(match self.item().map(|item| &item.shape) {
            Some(Shape::Slots(slots)) => slots.get(self.part).map(|slot| slot.text.clone()).unwrap_or_default(),
            _ => field.value.as_ref().map(text_of).unwrap_or_default(),
        })
    }

    pub(super) fn item(&self) -> Option<&Item> {
        self.items.get(self.at)
    }

    /// The field that has the keys.
    pub fn field(&self) -> Option<&Field> {
        self.item()?.field(self.view.as_ref()?)
    }

    pub(super) fn container(&self) -> Option<&Container> {
        self.item()?.container(self.view.as_ref()?)
    }

    /// The list that the keys are in an item of, and which of its items.
    pub fn list(&self) -> Option<(&Path, usize)> {
        self.item()?.list.as_ref().map(|(path, number)| (path, *number))
    }

    /// How many things one can rest on in the item: its options, or its slots.
    fn parts(&self) -> usize {
        let Some(item) = self.item() else { return 0 };
        match &item.shape {
            Shape::Radio | Shape::Checks => self.field().and_then(|field| field.options.as_ref()).map_or(0, Vec::len),
            Shape::Slots(slots) => slots.len(),
            _ => 0,
        }
    }

    /// Opens the text of what has the keys, where it has one; as a whole it gives way to the first letter. So it does
    /// where one came to it by keys, as in a browser, and where the template proposed it. Where one is led to it, or
    /// clicks on it, it is gone on with.
    pub(super) fn open_editor(&mut self, is_whole: bool) {
        let text = self.typed_text().unwrap_or_default();
        let line = |text: &str| Some(Editor::Line(Box::new(Typed::holding(text, is_whole))));
        if self.named().is_some() {
            self.editor = line(&text);
            return;
        }
        let is_open = self.field().is_some_and(Field::is_editable);
        self.editor = match self.item().map(|item| &item.shape).filter(|_| is_open) {
            Some(Shape::Line | Shape::Date) => line(&text),
            Some(Shape::Area(_)) => Some(Editor::Area(Box::new(Area::holding(&text)))),
            Some(Shape::Hidden) => Some(Editor::Hidden(Hidden::over(text.chars().count()))),
            Some(Shape::Slots(slots)) if slots.get(self.part).is_some_and(|slot| !slot.is_picked) => line(&text),
            _ => None,
        };
    }

    /// On to the next option or slot, then to the next field; back where `by` is negative. False at the end.
    pub fn step(&mut self, by: isize) -> bool {
        self.is_free = false;
        if let Some(Editor::Area(area)) = &mut self.editor
            && self.editing
            && area.go(by > 0)
        {
            return true;
        }
        let parts = self.parts();
        let next = self.part.saturating_add_signed(by);
        if parts > 0 && next < parts && (by > 0 || self.part > 0) {
            self.part = next;
            self.open_editor(true);
            return true;
        }
        self.step_field(by)
    }

    /// To the next slot of a field that is made of several, else to the next field; back where negative.
    pub fn tab(&mut self, by: isize) -> bool {
        let has_slots = self.item().is_some_and(|item| matches!(item.shape, Shape::Slots(_)));
        if has_slots { self.step(by) } else { self.step_field(by) }
    }

    /// To the next field, or the one before. False at the end.
    pub fn step_field(&mut self, by: isize) -> bool {
        self.is_free = false;
        let stops = |at: &usize| self.items.get(*at).is_some_and(Item::is_stop);
        let next = match by > 0 {
            true => (self.at + 1..self.items.len()).find(stops),
            false => (0..self.at).rev().find(stops),
        };
        let Some(next) = next else { return false };
        self.go(next);
        if by < 0 {
            self.part = self.parts().saturating_sub(1);
        }
        self.open_editor(true);
        true
    }

    /// Gives the keys to an item.
    pub(super) fn go(&mut self, at: usize) {
        self.touch();
        (self.at, self.part, self.is_free) = (at.min(self.items.len().saturating_sub(1)), 0, false);
        self.rest_on_chosen();
        self.open_editor(false);
    }

    /// In options the cursor rests on the one that is chosen.
    fn rest_on_chosen(&mut self) {
        let is_radio = self.item().is_some_and(|item| item.shape == Shape::Radio);
        if let Some(chosen) = self.field().and_then(Field::chosen).filter(|_| is_radio) {
            self.part = chosen;
        }
    }

    /// Gives the keys to the field at a path, or to what stands there.
    pub fn focus(&mut self, path: &Path) -> bool {
        let Some(view) = self.view.clone() else { return false };
        let of = |item: &Item| match item.key(&view) {
            Key::Field(at, _) | Key::Add(at) => Some(at),
            Key::Name(_) | Key::Other => None,
        };
        let exact = self.items.iter().position(|item| of(item).as_ref() == Some(path));
        let within = || self.items.iter().position(|item| of(item).is_some_and(|at| at.is_within(path)));
        let around = || self.items.iter().position(|item| of(item).is_some_and(|at| path.is_within(&at)));
        let found = exact.or_else(within).or_else(around);
        if let Some(at) = found {
            self.go(at);
        }
        found.is_some()
    }

    /// To the first item, or the last.
    pub fn to_end(&mut self, last: bool) {
        let found = match last {
            true => self.items.iter().rposition(Item::is_stop),
            false => self.items.iter().position(Item::is_stop),
        };
        found.into_iter().for_each(|at| self.go(at));
    }

    /// One has been in the field that has the keys.
    pub(super) fn touch(&mut self) {
        if let Some(path) = self.field().map(|field| field.path.clone()) {
            self.touched.insert(path);
        }
    }

    /// Whether keys are typed into the fields.
    pub fn is_editing(&self) -> bool {
        self.editing
    }

    /// Keys are typed into the fields, or not any more.
    pub fn edit(&mut self, editing: bool) {
        self.editing = editing;
        if !editing {
            self.touch();
        }
    }

    /// Whether what has the keys is opened at once: all but texts, which are typed into first, and options, among
    /// which one looks around first.
    pub fn opens_at_once(&self) -> bool {
        let is_options =
            self.item().is_some_and(|item| matches!(item.shape, Shape::Radio | Shape::Checks | Shape::Range));
        self.editor.is_none() && !is_options
    }

    /// Which option or slot of the field has the keys.
    pub fn part(&self) -> usize {
        self.part
    }

    /// Whether the keys are at the end, where it goes on.
    pub fn is_at_next(&self) -> bool {
        self.item().is_some_and(|item| item.what == What::Next)
    }
}
