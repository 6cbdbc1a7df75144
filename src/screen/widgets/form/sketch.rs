//! A block of lines being laid: a title at the left, and what stands to the right of it and below.

use super::Item;
use super::hint::hint_of;
use super::shape::{Dress, Shape};
use super::value::text_of;
use crate::domain::document::{Line, Role, wrap};
use crate::domain::form::Field;
use crate::domain::text::Clean;
use crate::screen::look::Look;
use crate::screen::widgets::paint;
use serde_json::Value;

/// Narrower forms have their titles above what they hold.
const STACKED: usize = 56;

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
pub(super) struct Sketch<'a> {
    pub(super) set: Setting<'a>,
    /// The column in which what it holds begins.
    pub(super) from: usize,
    pub(super) block: Block,
}

impl Sketch<'_> {
    /// Columns for what a field holds.
    pub(super) fn room(&self) -> usize {
        self.set.columns.saturating_sub(self.from + 1).max(4)
    }

    /// The title of a field: the beginning of its first line, or a line of its own where it is narrow.
    pub(super) fn title(&mut self, titles: usize, item: &Item, field: &Field, here: bool) -> Line {
        let indent = 2 * item.depth;
        let role = if here { Role::Selected } else { Role::Label };
        let title = Clean::line(&field.title());
        let mark = if field.required { " *" } else { "" };
        let head = |room: usize| {
            let blank = Line::of(Clean::line(&" ".repeat(indent)), Role::Text);
            let room = room.saturating_sub(indent + mark.len()).max(4);
            blank.and(paint::cut(&title, room, self.set.look), role).and(mark, Role::Warn)
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
    pub(super) fn put(&mut self, first: Line, rest: Line) {
        let mut line = first;
        line.runs.extend(rest.runs);
        self.block.lines.push(line);
    }

    /// A text in so many columns, with the mark for more where it is longer.
    pub(super) fn cut(&self, text: &Clean, columns: usize) -> Clean {
        paint::cut(text, columns, self.set.look)
    }

    /// A further line of it.
    pub(super) fn below(&mut self, rest: Line) {
        let blank = Line::of(Clean::line(&" ".repeat(self.from)), Role::Text);
        self.put(blank, rest);
    }

    pub(super) fn cursor(&mut self, is_typed: bool, (row, column): (usize, usize)) {
        if is_typed {
            self.block.cursor = Some((row, self.from + column));
        }
    }

    /// Words below what a field holds, so many lines at most.
    pub(super) fn words(&mut self, words: &Clean, role: Role, most: usize) {
        let lines = wrap(words.shown(), self.room());
        let is_cut = lines.len() > most;
        for (number, line) in lines.into_iter().take(most).enumerate() {
            let line = Line::of(line, role);
            let is_last = is_cut && number + 1 == most;
            self.below(if is_last { line.and(self.set.look.glyphs.more, role) } else { line });
        }
    }

    /// What stands where nothing is filled in.
    pub(super) fn empty(&self, shape: &Shape, field: &Field, is_typed: bool) -> Line {
        let hint = Clean::line(&hint_of(shape, field));
        match (hint.is_empty(), is_typed) {
            // set apart from what is filled in by more than its colour
            (false, _) => Line::of(Clean::line(&format!(" ({hint})")), Role::Dim),
            (true, true) => Line::empty(),
            (true, false) => Line::of(self.set.look.glyphs.open, Role::Dim),
        }
    }

    pub(super) fn option(&self, title: &Clean, is_radio: bool, is_chosen: bool, here: bool) -> Line {
        let glyphs = &self.set.look.glyphs;
        let sign = match (is_radio, is_chosen) {
            (true, true) => format!("({})", glyphs.dot),
            (true, false) => "( )".to_owned(),
            (false, true) => format!("[{}]", glyphs.chosen),
            (false, false) => "[ ]".to_owned(),
        };
        let role = if here { Role::Selected } else { Role::Text };
        let line = Line::of(Clean::line(&sign), if is_chosen { Role::Good } else { Role::Dim });
        let line = line.and(" ", Role::Text).and(title.clone(), role);
        if here { line.and(" ", Role::Text).and(glyphs.back, Role::Mark) } else { line }
    }

    /// An option, whose words are broken where they are too long: what is chosen has to be read.
    pub(super) fn options(&self, title: &Clean, is_radio: bool, is_chosen: bool, here: bool) -> Vec<Line> {
        let mut words = wrap(title.shown(), self.room().saturating_sub(6).max(8)).into_iter();
        let first = self.option(&words.next().unwrap_or_default(), is_radio, is_chosen, here);
        let role = if here { Role::Selected } else { Role::Text };
        let rest = words.map(|words| Line::of("    ", Role::Text).and(words, role));
        std::iter::once(first).chain(rest).collect()
    }

    /// What a field holds, in a line.
    pub(super) fn held(&self, shape: &Shape, field: &Field) -> Line {
        let value = field.value.as_ref().filter(|value| !value.is_null());
        let line = match (shape, value) {
            (Shape::Toggle, value) => {
                let is_on = value == Some(&Value::Bool(true));
                self.option(&Clean::from(if is_on { "yes" } else { "no" }), false, is_on, false)
            }
            (Shape::Range, value) => self.range(field, value),
            (shape, None) => self.empty(shape, field, false),
            (Shape::Hidden, Some(value)) => dots(text_of(value).chars().count(), self.room(), self.set.look),
            (shape, Some(Value::Array(items))) if items.is_empty() => self.empty(shape, field, false),
            (_, Some(Value::Array(items))) => {
                let names: Vec<String> = items.iter().map(|item| self.named(field, item).to_string()).collect();
                let words = Clean::line(&names.join(", "));
                Line::of(self.cut(&words, self.room().saturating_sub(2)), Role::Text)
            }
            (_, Some(value)) => {
                let words = self.named(field, value);
                Line::of(self.cut(&words, self.room().saturating_sub(2)), Role::Text)
            }
        };
        match shape {
            Shape::Pick { .. } => line.and(" ", Role::Text).and(self.set.look.glyphs.down, Role::Key),
            _ if !field.is_editable() => line.and("  cannot be changed", Role::Dim),
            _ => line,
        }
    }

    /// What a value is called: as its option, or as whoever shows the form names it.
    pub(super) fn named(&self, field: &Field, value: &Value) -> Clean {
        let option = field.options.iter().flatten().find(|option| option.value.as_ref() == Some(value));
        let label = option.filter(|option| option.label.is_some()).map(|option| Clean::line(&option.title()));
        let known = label.or_else(|| self.set.dress.title_of(field, value));
        known.unwrap_or_else(|| Clean::line(&text_of(value)))
    }

    pub(super) fn range(&self, field: &Field, value: Option<&Value>) -> Line {
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
    pub(super) fn text_lines(&mut self, first: Line, shape: &Shape, field: &Field) {
        let text = field.value.as_ref().map(text_of).unwrap_or_default();
        if text.is_empty() {
            let line = self.empty(shape, field, false);
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

pub(super) fn dots(count: usize, room: usize, look: &Look) -> Line {
    let shown = count.min(room.saturating_sub(1)).min(32);
    Line::of(Clean::line(&look.glyphs.dot.repeat(shown)), Role::Text)
}
