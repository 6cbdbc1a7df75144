//! An item of a form as lines: its title at the left, at the right what it holds, and below that what there is
//! to say.

use super::FormView;
use super::Item;
use super::editor::Editor;
use super::items::What;
use super::shape::{Dress, Shape, Slot};
use super::value::text_of;
use crate::domain::document::{Line, Role, wrap};
use crate::domain::form::{Container, Content, Field, Kind};
use crate::domain::text::{Clean, clip, width};
use crate::screen::look::Look;
use serde_json::Value;

/// Narrower forms have their titles above what they hold.
const STACKED: usize = 56;
/// Lines of a description while its field has no keys.
const SHORT: usize = 2;
/// Lines of a text area that are seen at most.
const TALL: usize = 12;

/// An item laid out.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) lines: Vec<Line>,
    /// The line and column of the text cursor.
    pub(super) cursor: Option<(usize, usize)>,
    /// The line that each option or slot stands in.
    pub(super) parts: Vec<usize>,
}

/// What blocks are made with.
#[derive(Clone, Copy)]
pub(super) struct Setting<'a> {
    pub(super) look: &'a Look,
    pub(super) dress: &'a dyn Dress,
    pub(super) columns: usize,
}

/// A block being laid: the title stands at the left, the rest from a column on.
struct Sketch<'a> {
    set: Setting<'a>,
    /// The column in which what it holds begins.
    from: usize,
    block: Block,
}

impl FormView {
    /// Lays out an item.
    pub(super) fn block(&self, at: usize, set: Setting<'_>) -> Block {
        let Some((item, view)) = self.items.get(at).zip(self.view.as_deref()) else { return Block::default() };
        let here = at == self.at;
        let mut sketch = Sketch { set, from: 0, block: Block::default() };
        match (item.what, item.field(view), item.container(view)) {
            (What::Field(_), Some(field), _) => self.lay_field(&mut sketch, item, field, here),
            (What::Head(_), _, Some(container)) => self.lay_head(&mut sketch, item, container),
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
            Shape::Area(_) => sketch.text_lines(first, field),
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
            Editor::Line(prompt) => {
                let (seen, column) = prompt.seen(room);
                let line = match seen.is_empty() {
                    true => sketch.empty(field, is_typed),
                    false => Line::of(seen, Role::Text),
                };
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
            let line = sketch.option(&Clean::line(&option.title()), is_radio, is_chosen, at);
            sketch.block.parts.push(sketch.block.lines.len());
            match first.take() {
                Some(first) => sketch.put(first, line),
                None => sketch.below(line),
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
                (Some(Editor::Line(prompt)), true) => {
                    let (seen, column) = prompt.seen(room);
                    sketch.cursor(self.editing, (row, titles + column));
                    head.and(seen, Role::Text)
                }
                _ if slot.text.is_empty() => head.and(sketch.set.look.glyphs.open, Role::Dim),
                _ => head.and(clip(Clean::line(&slot.text).shown(), room).to_clean(), Role::Text),
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

fn dots(count: usize, room: usize, look: &Look) -> Line {
    let shown = count.min(room.saturating_sub(1)).min(32);
    Line::of(Clean::line(&look.glyphs.dot.repeat(shown)), Role::Text)
}

impl Sketch<'_> {
    /// Columns for what a field holds.
    fn room(&self) -> usize {
        self.set.columns.saturating_sub(self.from + 1).max(4)
    }

    /// The title of a field: the beginning of its first line, or a line of its own where it is narrow.
    fn title(&mut self, titles: usize, item: &Item, field: &Field, here: bool) -> Line {
        let indent = 2 * item.depth;
        let role = if here { Role::Selected } else { Role::Label };
        let title = Clean::line(&field.title());
        let mark = if field.required { " *" } else { "" };
        let head = |room: usize| {
            let blank = Line::of(Clean::line(&" ".repeat(indent)), Role::Text);
            let room = room.saturating_sub(indent + mark.len()).max(4);
            blank.and(clip(title.shown(), room).to_clean(), role).and(mark, Role::Warn)
        };
        if self.set.columns < STACKED {
            self.from = indent + 2;
            self.block.lines.push(head(self.set.columns));
            return Line::of(Clean::line(&" ".repeat(self.from)), Role::Text);
        }
        let most = self.set.columns * 2 / 5;
        self.from = titles.clamp(12, most) + 2;
        head(self.from - 2).pad_to(self.from)
    }

    /// The first line of what a field holds, behind its title.
    fn put(&mut self, first: Line, rest: Line) {
        let mut line = first;
        line.runs.extend(rest.runs);
        self.block.lines.push(line);
    }

    /// A further line of it.
    fn below(&mut self, rest: Line) {
        let blank = Line::of(Clean::line(&" ".repeat(self.from)), Role::Text);
        self.put(blank, rest);
    }

    fn cursor(&mut self, is_typed: bool, (row, column): (usize, usize)) {
        if is_typed {
            self.block.cursor = Some((row, self.from + column));
        }
    }

    /// Words below what a field holds, so many lines at most.
    fn words(&mut self, words: &Clean, role: Role, most: usize) {
        let lines = wrap(words.shown(), self.room());
        let is_cut = lines.len() > most;
        for (number, line) in lines.into_iter().take(most).enumerate() {
            let line = Line::of(line, role);
            let is_last = is_cut && number + 1 == most;
            self.below(if is_last { line.and(self.set.look.glyphs.more, role) } else { line });
        }
    }

    /// What stands where nothing is filled in.
    fn empty(&self, field: &Field, is_typed: bool) -> Line {
        let hint = Clean::line(&field.hint());
        match (hint.is_empty(), is_typed) {
            // set apart from what is filled in by more than its colour
            (false, _) => Line::of(Clean::line(&format!(" ({hint})")), Role::Dim),
            (true, true) => Line::empty(),
            (true, false) => Line::of(self.set.look.glyphs.open, Role::Dim),
        }
    }

    fn option(&self, title: &Clean, is_radio: bool, is_chosen: bool, here: bool) -> Line {
        let glyphs = &self.set.look.glyphs;
        let sign = match (is_radio, is_chosen) {
            (true, true) => format!("({})", glyphs.dot),
            (true, false) => "( )".to_owned(),
            (false, true) => format!("[{}]", glyphs.chosen),
            (false, false) => "[ ]".to_owned(),
        };
        let role = if here { Role::Selected } else { Role::Text };
        let line = Line::of(Clean::line(&sign), if is_chosen { Role::Good } else { Role::Dim });
        let title = clip(title.shown(), self.room().saturating_sub(6)).to_clean();
        let line = line.and(" ", Role::Text).and(title, role);
        if here { line.and(" ", Role::Text).and(glyphs.back, Role::Mark) } else { line }
    }

    /// What a field holds, in a line.
    fn held(&self, shape: &Shape, field: &Field) -> Line {
        let value = field.value.as_ref().filter(|value| !value.is_null());
        let line = match (shape, value) {
            (Shape::Toggle, value) => {
                let is_on = value == Some(&Value::Bool(true));
                self.option(&Clean::from(if is_on { "yes" } else { "no" }), false, is_on, false)
            }
            (Shape::Range, value) => self.range(field, value),
            (_, None) => self.empty(field, false),
            (Shape::Hidden, Some(value)) => dots(text_of(value).chars().count(), self.room(), self.set.look),
            (_, Some(Value::Array(items))) if items.is_empty() => self.empty(field, false),
            (_, Some(Value::Array(items))) => {
                let names: Vec<String> = items.iter().map(|item| self.named(field, item).to_string()).collect();
                let words = Clean::line(&names.join(", "));
                Line::of(clip(words.shown(), self.room().saturating_sub(2)).to_clean(), Role::Text)
            }
            (_, Some(value)) => {
                let words = self.named(field, value);
                Line::of(clip(words.shown(), self.room().saturating_sub(2)).to_clean(), Role::Text)
            }
        };
        match shape {
            Shape::Pick { .. } => line.and(" ", Role::Text).and(self.set.look.glyphs.down, Role::Key),
            _ if !field.is_editable() => line.and("  cannot be changed", Role::Dim),
            _ => line,
        }
    }

    /// What a value is called: as its option, or as whoever shows the form names it.
    fn named(&self, field: &Field, value: &Value) -> Clean {
        let option = field.options.iter().flatten().find(|option| option.value.as_ref() == Some(value));
        let label = option.filter(|option| option.label.is_some()).map(|option| Clean::line(&option.title()));
        let known = label.or_else(|| self.set.dress.title_of(field, value));
        known.unwrap_or_else(|| Clean::line(&text_of(value)))
    }

    fn range(&self, field: &Field, value: Option<&Value>) -> Line {
        const WIDE: f64 = 20.0;
        let bound = |name: &str| field.schema.get(name).and_then(Value::as_f64);
        let (least, most) = (bound("minimum").unwrap_or(0.0), bound("maximum").unwrap_or(100.0));
        let now = value.and_then(Value::as_f64).unwrap_or(least);
        let share = if most > least { ((now - least) / (most - least)).clamp(0.0, 1.0) } else { 0.0 };
        let filled = (share * WIDE).round() as usize;
        let glyphs = &self.set.look.glyphs;
        let bar = Line::of("[", Role::Rule)
            .and(Clean::line(&glyphs.thumb.repeat(filled)), Role::Good)
            .and(Clean::line(&glyphs.open.repeat(WIDE as usize - filled)), Role::Dim)
            .and("] ", Role::Rule);
        let words = value.map(text_of).unwrap_or_default();
        bar.and(Clean::line(&words), Role::Text).and(Clean::line(&format!("  {least} to {most}")), Role::Dim)
    }

    /// The text of an area that has no keys.
    fn text_lines(&mut self, first: Line, field: &Field) {
        let text = field.value.as_ref().map(text_of).unwrap_or_default();
        if text.is_empty() {
            let line = self.empty(field, false);
            return self.put(first, line);
        }
        let all: Vec<Clean> = text
            .split('\n')
            .flat_map(|line| {
                let wrapped = wrap(Clean::line(line).shown(), self.room());
                if wrapped.is_empty() { vec![Clean::default()] } else { wrapped }
            })
            .collect();
        let mut first = Some(first);
        for line in all.iter().take(4) {
            let line = Line::of(line.clone(), Role::Text);
            match first.take() {
                Some(first) => self.put(first, line),
                None => self.below(line),
            }
        }
        if all.len() > 4 {
            self.below(Line::of(Clean::line(&format!("and {} more lines", all.len() - 4)), Role::Dim));
        }
    }
}
