//! A form that is filled in from the keyboard: fields one below the other, the focused one changed where it
//! stands. It is told what there is to fill in and says what was changed; the data are not its own. Only
//! what is seen is laid out.

mod area;
mod block;
mod editor;
mod focus;
mod hint;
mod items;
mod keys;
mod named;
mod reach;
mod shape;
mod sketch;
mod value;
mod view;

pub use items::Item;
pub use shape::{Dress, Shape, Slot, shape_of};
pub use value::{stepped, text_of};

use crate::domain::form::{Path, Problem, View};
use crate::domain::text::Secret;
use editor::Editor;
use serde_json::Value;
use std::collections::BTreeSet;
use std::rc::Rc;

/// What the user did to a form.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Something was typed into a field.
    Text(Path, String),
    /// A field has another value, or none.
    Value(Path, Option<Value>),
    /// One of several values of a list was chosen, or is not any more.
    Toggle(Path, Value),
    /// A branch was chosen.
    Branch(Path, usize),
    /// Something secret was typed.
    Secret(Path, Option<Secret>),
    /// A slot of a field that is made of several was filled in.
    Slot(Path, usize, String),
    /// One more item of a list, or one more property.
    Add(Path),
    /// A property that was added has another name.
    Rename(Path, String),
    /// A property that was added goes.
    Drop(Path),
    /// An item of a list goes.
    Remove(Path, usize),
    /// An item of a list goes to another place in it.
    Move(Path, usize, usize),
    /// Something is to be chosen for a field, beginning with what was typed.
    Pick(Path, bool, String),
    /// The step is done.
    Next,
}

/// A form as it is seen and filled in.
#[derive(Clone, Debug, Default)]
pub struct FormView {
    view: Option<Rc<View>>,
    /// What is wrong in it, in the order of the fields.
    problems: Vec<Problem>,
    items: Vec<Item>,
    /// The columns of the widest title.
    titles: usize,
    /// The item that has the keys.
    at: usize,
    /// The option or slot of it.
    part: usize,
    /// What is typed into, while the item has a text.
    editor: Option<Editor>,
    /// A property that has another name now: where it stood, and where it stands.
    renamed: Option<(Path, Path)>,
    /// The user changed something, so that the next state of it is no surprise.
    typed: bool,
    /// Keys are typed into the fields.
    editing: bool,
    /// The first item that is seen, and how many of its lines are not.
    top: (usize, usize),
    /// The wheel was turned: what has the keys need not be seen.
    is_free: bool,
    /// Fields that one has been in.
    touched: BTreeSet<Path>,
    /// All that is wrong is shown, whether one has been there or not.
    all_shown: bool,
    next: &'static str,
}
