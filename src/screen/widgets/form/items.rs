//! What stands below each other in a form.

use super::shape::{Dress, Shape};
use crate::domain::form::{Container, Content, Field, Part, Path, View};
use crate::domain::text::{Clean, width};

/// Something that stands in a form.
#[derive(Clone, Debug)]
pub struct Item {
    /// What it is.
    pub(super) what: What,
    /// How deep inside of others it stands.
    pub(super) depth: usize,
    /// How a field is filled in.
    pub(super) shape: Shape,
    /// The list that it is an item of, or in an item of, and which.
    pub(super) list: Option<(Path, usize)>,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// The head of what is around other fields, by the container's number.
    Head(usize),
    /// A field, by its number.
    Field(usize),
    /// The name of a property that was added.
    Name(Part),
    /// A container can have one more.
    Add(usize),
    /// The end: on to the next step.
    Next,
}

/// What stays of an item when the form changes around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Field(Path, bool),
    Name(Path),
    Add(Path),
    Other,
}

impl Item {
    /// Whether keys can be for it.
    pub(super) fn is_stop(&self) -> bool {
        !matches!(self.what, What::Head(_))
    }

    pub(super) fn field<'v>(&self, view: &'v View) -> Option<&'v Field> {
        match self.what {
            What::Field(number) => view.fields.get(number),
            _ => None,
        }
    }

    pub(super) fn container<'v>(&self, view: &'v View) -> Option<&'v Container> {
        match self.what {
            What::Head(number) | What::Add(number) => view.containers.get(number),
            _ => None,
        }
    }

    /// Where the property stands whose name this is.
    pub(super) fn named<'v>(&self, view: &'v View) -> Option<&'v Path> {
        match self.what {
            What::Name(Part::Field(number)) => view.fields.get(number).map(|field| &field.path),
            What::Name(Part::Container(number)) => view.containers.get(number).map(|container| &container.path),
            _ => None,
        }
    }

    pub(super) fn key(&self, view: &View) -> Key {
        if let Some(path) = self.named(view) {
            return Key::Name(path.clone());
        }
        match (self.field(view), self.container(view), self.what) {
            (Some(field), ..) => Key::Field(field.path.clone(), field.kind == crate::domain::form::Kind::Choice),
            (_, Some(container), What::Add(_)) => Key::Add(container.path.clone()),
            _ => Key::Other,
        }
    }
}

/// A container that is open while the parts are gone through.
struct Open {
    number: usize,
    path: Path,
    /// Whether it has a head, and what is in it stands deeper.
    has_head: bool,
}

/// Puts what a step shows into items.
pub(super) fn items(view: &View, dress: &dyn Dress) -> Vec<Item> {
    let mut laying = Laying { view, items: Vec::with_capacity(view.parts.len() + 1), open: Vec::new() };
    for part in &view.parts {
        match part {
            Part::Field(number) => laying.field(*number, dress),
            Part::Container(number) => laying.container(*number),
        }
    }
    laying.close_all_but(&|_| false);
    laying.push(What::Next, Shape::Fixed, None);
    laying.items
}

struct Laying<'v> {
    view: &'v View,
    items: Vec<Item>,
    open: Vec<Open>,
}

impl Laying<'_> {
    fn field(&mut self, number: usize, dress: &dyn Dress) {
        let Some(field) = self.view.fields.get(number) else { return };
        self.close_all_but(&|open| field.path.is_within(&open.path));
        if !field.hidden {
            let list = self.list_of(&field.path);
            let is_named = self.items.last().and_then(|item| item.named(self.view)) == Some(&field.path);
            if field.is_added() && !is_named {
                self.push(What::Name(Part::Field(number)), Shape::Fixed, list.clone());
            }
            self.push(What::Field(number), dress.shape(field), list);
        }
    }

    fn container(&mut self, number: usize) {
        let Some(container) = self.view.containers.get(number) else { return };
        self.close_all_but(&|open| container.path.is_within(&open.path));
        let is_again = self.open.iter().any(|open| open.path == container.path);
        let has_head = !container.path.is_root() && !is_again;
        if has_head {
            let list = self.list_of(&container.path);
            if container.is_added() {
                self.push(What::Name(Part::Container(number)), Shape::Fixed, list.clone());
            }
            self.push(What::Head(number), Shape::Fixed, list);
        }
        self.open.push(Open { number, path: container.path.clone(), has_head });
    }

    /// Closes containers that nothing further stands in; those that can have one more say so at their end.
    fn close_all_but(&mut self, stays: &dyn Fn(&Open) -> bool) {
        while let Some(open) = self.open.pop_if(|open| !stays(open)) {
            let can_add = self.view.containers.get(open.number).is_some_and(can_add);
            let depth = self.depth() + usize::from(open.has_head);
            if can_add {
                let list = self.list_of(&open.path);
                self.items.push(Item { what: What::Add(open.number), depth, shape: Shape::Fixed, list });
            }
        }
    }

    fn depth(&self) -> usize {
        self.open.iter().filter(|open| open.has_head).count()
    }

    fn push(&mut self, what: What, shape: Shape, list: Option<(Path, usize)>) {
        self.items.push(Item { what, depth: self.depth(), shape, list });
    }

    /// The innermost list that something is in, and the number of its item.
    fn list_of(&self, path: &Path) -> Option<(Path, usize)> {
        let is_list = |open: &&Open| {
            let container = self.view.containers.get(open.number);
            container.is_some_and(|it| matches!(it.content, Content::Array { .. })) && open.path != *path
        };
        let list = self.open.iter().rev().find(is_list)?;
        let number = path.names().get(list.path.names().len())?.parse().ok()?;
        Some((list.path.clone(), number))
    }
}

fn can_add(container: &Container) -> bool {
    matches!(container.content, Content::Array { can_add: true, .. } | Content::Object { can_add: true, .. })
}

/// The columns of the widest title, those of deeper ones with what they are moved by.
pub(super) fn titles(items: &[Item], view: &View) -> usize {
    let of = |item: &Item| {
        let field = item.field(view)?;
        let slots = match &item.shape {
            Shape::Slots(slots) => slots.iter().map(|slot| width(slot.title.as_str()) + 2).max().unwrap_or(0),
            _ => 0,
        };
        Some((width(Clean::line(&field.title()).as_str()) + 2 + 2 * item.depth).max(slots + 2 * item.depth))
    };
    items.iter().filter_map(of).max().unwrap_or(0)
}
