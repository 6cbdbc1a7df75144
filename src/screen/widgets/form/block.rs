//! An item of a form as lines: its title at the left, at the right what it holds, and below that what there is
//! to say.

use super::FormView;
use super::Item;
use super::editor::Editor;
use super::items::What;
use super::shape::{Shape, Slot};
use super::sketch::{Block, Setting, Sketch, dots};
use crate::domain::document::{Line, Role};
use crate::domain::form::{Container, Content, Field, Kind};
use crate::domain::text::{Clean, width};
use serde_json::Value;

/// Lines of a description while its field has no keys.
const SHORT: usize = 2;
/// Lines of a text area that are seen at most.
const TALL: usize = 12;

impl FormView {
    /// Lays out an item.
    pub(super) fn block(&self, at: usize, set: Setting<'_>) -> Block {
        let Some((item, view)) = self.items.get(at).zip(self.view.as_deref()) else { return Block::default() };
        let here = at == self.at;
        let mut sketch = Sketch { set, from: 0, block: Block::default() };
        match (item.what, item.field(view), item.container(view)) {
            (What::Field(_), Some(field), _) => self.lay_field(&mut sketch, item, field, here),
            (What::Head(_), _, Some(container)) => self.lay_head(&mut sketch, item, container),
            (What::Name(_), ..) => self.lay_name(&mut sketch, item, here),
            (What::Add(_), _, Some(container)) => lay_add(&mut sketch, item, container, here),
            (What::Next, ..) => lay_next(&mut sketch, self.next, here),
            _ => {}
        }
        sketch.block
    }

    fn lay_head(&self, sketch: &mut Sketch<'_>, item: &Item, container: &Container) {
        let indent = " ".repeat(2 * item.depth);
        let title = Clean::line(&container.title());
        // that an item of a list is there is its own doing
        let is_item = item.list.as_ref().is_some_and(|(list, _)| container.path.parent().as_ref() == Some(list));
        let mark = if container.required && !is_item { " *" } else { "" };
        let line = Line::of(Clean::line(&indent), Role::Text).and(title, Role::Heading).and(mark, Role::Warn);
        let count = match container.content {
            Content::Array { items: 1, .. } => "  1 item".to_owned(),
            Content::Array { items, .. } => format!("  {items} items"),
            Content::Object { .. } => String::new(),
        };
        sketch.block.lines.push(line.and(Clean::line(&count), Role::Dim));
        sketch.from = 2 * item.depth + 2;
        sketch.words(&Clean::line(&container.about()), Role::Dim, SHORT);
        self.lay_problems(sketch, &container.path);
        sketch.block.lines.push(Line::empty());
    }

    fn lay_field(&self, sketch: &mut Sketch<'_>, item: &Item, field: &Field, here: bool) {
        let first = sketch.title(self.titles, item, field, here);
        self.lay_value(sketch, item, field, here, first);
        let most = if here { usize::MAX } else { SHORT };
        sketch.words(&Clean::line(&field.about()), Role::Dim, most);
        sketch.words(&Clean::line(field.help.as_deref().unwrap_or_default()), Role::Dim, most);
        for (note, role) in sketch.set.dress.notes(field) {
            sketch.words(&note, role, SHORT);
        }
        if field.kind == Kind::Unsupported {
            let why = field.reason.as_deref().unwrap_or("it cannot be filled in");
            sketch.words(&Clean::line(why), Role::Warn, most);
        }
        if let Some(custom) = &field.custom {
            let words = format!("the field {custom} is not known here: it is filled in as a plain value");
            sketch.words(&Clean::line(&words), Role::Warn, most);
        }
        self.lay_problems(sketch, &field.path);
        sketch.block.lines.push(Line::empty());
    }

    /// The name of a property that was added.
    fn lay_name(&self, sketch: &mut Sketch<'_>, item: &Item, here: bool) {
        let Some(name) = self.view.as_deref().and_then(|view| item.named(view)?.last()) else { return };
        let indent = " ".repeat(2 * item.depth);
        let role = if here { Role::Selected } else { Role::Label };
        let first = Line::of(Clean::line(&indent), Role::Text).and("Name of the property  ", role);
        sketch.from = first.width();
        match (&self.editor, here) {
            (Some(Editor::Line(line)), true) => {
                let (seen, column) = line.seen(sketch.room(), self.editing);
                sketch.put(first, seen);
                sketch.cursor(self.editing, (0, column));
            }
            _ => sketch.put(first, Line::of(sketch.cut(&Clean::line(name), sketch.room()), Role::Text)),
        }
    }

    fn lay_problems(&self, sketch: &mut Sketch<'_>, path: &crate::domain::form::Path) {
        for problem in self.shown_problems(path) {
            let words = format!("{} {}", sketch.set.look.glyphs.bad, problem.message);
            sketch.words(&Clean::line(&words), Role::Bad, 4);
        }
    }

    fn lay_value(&self, sketch: &mut Sketch<'_>, item: &Item, field: &Field, here: bool, first: Line) {
        if let (true, Some(editor)) = (here && !matches!(item.shape, Shape::Slots(_)), &self.editor) {
            return self.lay_editor(sketch, item, field, editor, first);
        }
        match &item.shape {
            Shape::Radio | Shape::Checks => self.lay_options(sketch, item, field, here, first),
            Shape::Slots(slots) => self.lay_slots(sketch, slots, here, first),
            shape @ Shape::Area(_) => sketch.text_lines(first, shape, field),
            shape => {
                let line = sketch.held(shape, field);
                sketch.put(first, line);
            }
        }
    }

    /// What is being typed, with the text cursor.
    fn lay_editor(&self, sketch: &mut Sketch<'_>, item: &Item, field: &Field, editor: &Editor, first: Line) {
        let room = sketch.room();
        let row = sketch.block.lines.len();
        let is_typed = self.editing;
        match editor {
            Editor::Line(line) => {
                let (seen, column) = line.seen(room, is_typed);
                let line = if seen.runs.is_empty() { sketch.empty(&item.shape, field, is_typed) } else { seen };
                sketch.put(first, line);
                sketch.cursor(is_typed, (row, column));
            }
            Editor::Hidden(hidden) => {
                let line = dots(hidden.len(), room, sketch.set.look);
                let column = line.width();
                sketch.put(first, line);
                sketch.cursor(is_typed, (row, column));
            }
            Editor::Area(area) => {
                let (rows, at, column) = area.seen(room);
                let least = if let Shape::Area(least) = item.shape { least } else { 1 };
                let height = rows.len().clamp(least, TALL.max(least));
                let top = (at + 1).saturating_sub(height);
                sketch.put(first, Line::of(rows.get(top).cloned().unwrap_or_default(), Role::Text));
                for n in 1..height {
                    let text = rows.get(top + n).cloned();
                    // an empty row is still one to type into
                    let line = text.map_or_else(
                        || Line::of(sketch.set.look.glyphs.open, Role::Rule),
                        |it| Line::of(it, Role::Text),
                    );
                    sketch.below(line);
                }
                sketch.cursor(is_typed, (row + at - top, column));
            }
        }
    }

    fn lay_options(&self, sketch: &mut Sketch<'_>, item: &Item, field: &Field, here: bool, first: Line) {
        let is_radio = item.shape == Shape::Radio;
        let mut first = Some(first);
        for (number, option) in field.options.iter().flatten().enumerate() {
            let is_chosen = match is_radio {
                true => field.chosen() == Some(number),
                false => holds(field, option.value.as_ref()),
            };
            let at = here && number == self.part;
            sketch.block.parts.push(sketch.block.lines.len());
            for line in sketch.options(&Clean::line(&option.title()), is_radio, is_chosen, at) {
                match first.take() {
                    Some(first) => sketch.put(first, line),
                    None => sketch.below(line),
                }
            }
        }
        if let Some(first) = first {
            sketch.put(first, Line::of("nothing to choose from", Role::Dim));
        }
    }

    fn lay_slots(&self, sketch: &mut Sketch<'_>, slots: &[Slot], here: bool, first: Line) {
        let titles = slots.iter().map(|slot| width(slot.title.as_str())).max().unwrap_or(0) + 2;
        let mut first = Some(first);
        for (number, slot) in slots.iter().enumerate() {
            let at = here && number == self.part;
            let room = sketch.room().saturating_sub(titles + 1);
            let role = if at { Role::Selected } else { Role::Label };
            let head = Line::of(slot.title.clone(), role).pad_to(titles);
            let row = sketch.block.lines.len();
            sketch.block.parts.push(row);
            let line = match (&self.editor, at) {
                (Some(Editor::Line(line)), true) => {
                    let (seen, column) = line.seen(room, self.editing);
                    sketch.cursor(self.editing, (row, titles + column));
                    Line { runs: head.runs.into_iter().chain(seen.runs).collect(), ..Line::empty() }
                }
                _ if slot.text.is_empty() && slot.is_picked => head.and(" (choose one)", Role::Dim),
                _ if slot.text.is_empty() => head.and(sketch.set.look.glyphs.open, Role::Dim),
                _ => head.and(sketch.cut(&Clean::line(&slot.text), room), Role::Text),
            };
            let line = if slot.is_picked {
                line.and(" ", Role::Text).and(sketch.set.look.glyphs.down, Role::Key)
            } else {
                line
            };
            match first.take() {
                Some(first) => sketch.put(first, line),
                None => sketch.below(line),
            }
        }
    }
}

fn lay_add(sketch: &mut Sketch<'_>, item: &Item, container: &Container, here: bool) {
    let indent = " ".repeat(2 * item.depth);
    let words = match container.content {
        Content::Array { .. } => format!("+ Add to {}", container.title()),
        Content::Object { .. } => "+ Add a property".to_owned(),
    };
    let role = if here { Role::Selected } else { Role::Link };
    let line = Line::of(Clean::line(&indent), Role::Text).and(Clean::line(&words), role);
    sketch.block.lines = vec![line, Line::empty()];
}

fn lay_next(sketch: &mut Sketch<'_>, words: &'static str, here: bool) {
    let role = if here { Role::Selected } else { Role::Link };
    sketch.block.lines = vec![Line::of("[ ", Role::Rule).and(words, role).and(" ]", Role::Rule)];
}

/// Whether a list has a value.
fn holds(field: &Field, value: Option<&Value>) -> bool {
    let items = field.value.as_ref().and_then(Value::as_array);
    items.is_some_and(|items| value.is_some_and(|value| items.contains(value)))
}
