//! The drawing of a pipeline: a box a stage, and lines from those that freight comes from.

use super::layout::{BOX_ROWS, Layout};
use crate::domain::document::{Line, Role};
use crate::domain::model::delivery::{Pipeline, PromotionState, StageNode};
use crate::domain::model::{Age, At};
use crate::domain::text::{Clean, width};
use crate::screen::look::Look;
use crate::screen::widgets::paint;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Directions that a line has in a cell.
const UP: u8 = 1;
const RIGHT: u8 = 2;
const DOWN: u8 = 4;
const LEFT: u8 = 8;
/// Glyphs by the directions in them.
const LINES: [&str; 16] = [" ", "│", "─", "╰", "│", "│", "╭", "├", "─", "╯", "─", "┴", "╮", "┤", "┬", "┼"];

/// The cells of a drawing.
#[derive(Default)]
struct Grid {
    texts: BTreeMap<(usize, usize), (Clean, Role)>,
    lines: BTreeMap<(usize, usize), u8>,
    ends: Vec<(usize, usize)>,
}

/// The drawing, row by row; `here` is the stage under the cursor.
pub(super) fn drawing(pipeline: &Pipeline, layout: &Layout, here: usize, look: &Look, now: At) -> Vec<Line> {
    let mut grid = Grid::default();
    for at in 0..pipeline.stages.len() {
        grid.edges(pipeline, layout, at);
    }
    for (at, stage) in pipeline.stages.iter().enumerate() {
        grid.stage(pipeline, layout, (at, stage), at == here, look, now);
    }
    (0..layout.height).map(|row| grid.row(row, look)).collect()
}

impl Grid {
    fn put(&mut self, x: usize, y: usize, text: Clean, role: Role) {
        self.texts.insert((y, x), (text, role));
    }

    fn line(&mut self, x: usize, y: usize, directions: u8) {
        *self.lines.entry((y, x)).or_default() |= directions;
    }

    fn horizontal(&mut self, from: usize, to: usize, y: usize) {
        for x in from..to {
            self.line(x, y, RIGHT);
            self.line(x + 1, y, LEFT);
        }
    }

    fn vertical(&mut self, x: usize, from: usize, to: usize) {
        for y in from.min(to)..from.max(to) {
            self.line(x, y, DOWN);
            self.line(x, y + 1, UP);
        }
    }

    /// The lines to a stage from those in the column before. Each of these has a lane of its own, and lines leave a
    /// box lower than others enter theirs: two that cross are never taken for one.
    fn edges(&mut self, pipeline: &Pipeline, layout: &Layout, at: usize) {
        let Some((left, top)) = layout.corner(at) else { return };
        let Some((column, _)) = layout.cells.get(at).copied().filter(|(column, _)| *column > 0) else { return };
        let Some(lanes) = layout.lanes.get(column - 1) else { return };
        let upstream = pipeline.stages.get(at).map(|stage| stage.upstream.as_slice()).unwrap_or_default();
        for (lane, from) in lanes.iter().enumerate().filter(|(_, from)| upstream.contains(from)) {
            let Some((from_left, from_top)) = layout.corner(*from) else { continue };
            let is_plain = lanes.len() == 1;
            let (out, into) = (from_top + if is_plain { 2 } else { 3 }, top + if is_plain { 2 } else { 1 });
            let (begins, turns, ends) = (from_left + layout.width, from_left + layout.width + lane + 1, left - 1);
            self.horizontal(begins, turns, out);
            self.vertical(turns, out, into);
            self.horizontal(turns, ends, into);
            self.ends.push((into, ends));
        }
    }

    fn stage(
        &mut self,
        pipeline: &Pipeline,
        layout: &Layout,
        (at, stage): (usize, &StageNode),
        is_here: bool,
        look: &Look,
        now: At,
    ) {
        let Some((left, top)) = layout.corner(at) else { return };
        let (wide, role) = (layout.width, if is_here { Role::Mark } else { Role::Rule });
        let [nw, ne, sw, se] = look.glyphs.corners;
        let (side, rule) = (look.glyphs.vertical, look.glyphs.horizontal);
        let frame = |left: &str, right: &str| Clean::line(&format!("{left}{}{right}", rule.repeat(wide - 2)));
        self.put(left, top, frame(nw, ne), role);
        self.put(left, top + BOX_ROWS - 1, frame(sw, se), role);
        let own = if pipeline.own.contains(&stage.name) { look.glyphs.star } else { "" };
        let name = Clean::line(&format!(" {own}{} ", stage.name));
        let name_role = if is_here { Role::Selected } else { Role::Title };
        self.put(left + 1, top, paint::cut(&name, wide - 2, look), name_role);
        for (n, (text, role)) in inside(pipeline, layout, at, look, now).into_iter().enumerate() {
            let y = top + 1 + n;
            self.put(left, y, side.into(), if is_here { Role::Mark } else { Role::Rule });
            self.put(left + 1, y, paint::cut(&text, wide - 2, look), role);
            self.put(left + wide - 1, y, side.into(), if is_here { Role::Mark } else { Role::Rule });
        }
    }

    /// One row, from left to right; where boxes and lines meet the boxes stay.
    fn row(&self, y: usize, look: &Look) -> Line {
        let mut all: BTreeMap<usize, (Clean, Role)> = BTreeMap::new();
        for ((_, x), directions) in self.lines.range((y, 0)..(y + 1, 0)) {
            let glyph = match (look.glyphs.is_ascii(), self.ends.contains(&(y, *x))) {
                (true, true) => ">",
                (false, true) => look.glyphs.folded,
                (false, false) => LINES.get(usize::from(*directions)).copied().unwrap_or(" "),
                (true, false) => match directions & (UP | DOWN) != 0 {
                    true if directions & (LEFT | RIGHT) != 0 => "+",
                    true => "|",
                    false => "-",
                },
            };
            all.insert(*x, (glyph.into(), Role::Rule));
        }
        for ((_, x), (text, role)) in self.texts.range((y, 0)..(y + 1, 0)) {
            all.insert(*x, (text.clone(), *role));
        }
        let mut line = Line::empty();
        for (x, (text, role)) in all {
            // the frame lies under the name in it
            line = match line.width().cmp(&x) {
                Ordering::Greater => over(line, x, text, role),
                Ordering::Equal => line.and(text, role),
                Ordering::Less => line.pad_to(x).and(text, role),
            };
        }
        line
    }
}

/// A text laid over a line from a column on.
fn over(line: Line, x: usize, text: Clean, role: Role) -> Line {
    let (mut before, mut after, mut at) = (Line::empty(), Vec::new(), 0);
    let end = x + width(text.as_str());
    for run in line.runs {
        for letter in run.text.as_str().chars() {
            let letter = letter.to_string();
            let wide = width(&letter);
            if at < x {
                before = before.and(Clean::line(&letter), run.role);
            } else if at >= end {
                after.push((Clean::line(&letter), run.role));
            }
            at += wide;
        }
    }
    after.into_iter().fold(before.and(text, role), |line, (text, role)| line.and(text, role))
}

/// The three lines in a box: how it does, what it has, what goes on.
fn inside(pipeline: &Pipeline, layout: &Layout, at: usize, look: &Look, now: At) -> [(Clean, Role); 3] {
    let nothing = || (Clean::default(), Role::Dim);
    let Some(stage) = pipeline.stages.get(at) else { return [nothing(), nothing(), nothing()] };
    let (sign, role) = look.glyphs.health(stage.health);
    let health = match stage.is_control_flow {
        true => ("joins others".into(), Role::Dim),
        false => (Clean::line(&format!("{sign} {}", stage.health.word())), role),
    };
    let freight = match has(pipeline, stage) {
        Some(words) => (words, Role::Text),
        None => ("no freight".into(), Role::Dim),
    };
    [health, freight, goes_on(pipeline, layout, at, stage, look, now)]
}

/// What people call the freight that a stage has, of each warehouse its own.
pub(super) fn has(pipeline: &Pipeline, stage: &StageNode) -> Option<Clean> {
    let words: Vec<String> = stage.holds.iter().map(|held| pipeline.words_of(&held.freight).to_string()).collect();
    (!words.is_empty()).then(|| Clean::line(&words.join(", ")))
}

fn goes_on(pipeline: &Pipeline, layout: &Layout, at: usize, stage: &StageNode, look: &Look, now: At) -> (Clean, Role) {
    if let Some(told) = promotion_words(pipeline, stage, look, now) {
        return told;
    }
    let column = |stage: usize| layout.cells.get(stage).map(|(column, _)| *column);
    let is_drawn = |upstream: &&usize| column(**upstream).map(|column| column + 1) == column(at);
    let far: Vec<String> = stage
        .upstream
        .iter()
        .filter(|upstream| !is_drawn(upstream))
        .filter_map(|upstream| pipeline.stages.get(*upstream).map(|stage| stage.name.to_string()))
        .collect();
    match (far.is_empty(), stage.is_automatic) {
        (false, _) => (Clean::line(&format!("from {}", far.join(", "))), Role::Dim),
        (true, true) => ("by itself".into(), Role::Dim),
        (true, false) => (Clean::default(), Role::Dim),
    }
}

/// A promotion that goes on, or that failed last.
pub(super) fn promotion_words(pipeline: &Pipeline, stage: &StageNode, look: &Look, now: At) -> Option<(Clean, Role)> {
    let own = || pipeline.promotions.iter().filter(|promotion| promotion.stage.as_str() == &*stage.name);
    let on = stage.current.as_ref().or_else(|| own().find(|promotion| promotion.state.is_on()));
    if let Some(promotion) = on {
        let freight = pipeline.freight_named(&promotion.freight).map(|freight| freight.words()).unwrap_or_default();
        let word = if promotion.state == PromotionState::Pending { "waits" } else { "comes" };
        return Some((Clean::line(&format!("{} {freight} {word}", look.glyphs.dot)), Role::Link));
    }
    let last = own().next().or(stage.last.as_ref()).filter(|last| last.state.is_bad())?;
    let ago = last.finished.map(|at| format!(", {}", Age(now.since(at)).ago())).unwrap_or_default();
    Some((Clean::line(&format!("{} {}{ago}", look.glyphs.bad, last.state.word())), Role::Bad))
}
