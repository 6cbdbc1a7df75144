//! What there is to read of a dry run: its files, what the golden path asks for, what would come of it, and its log.

use crate::domain::document::{Line, Role, wrap};
use crate::domain::model::task::{DryRun, MadeFile};
use crate::domain::text::{Clean, clip_start, width};
use crate::screen::panes::outcome;
use crate::screen::widgets::cursor::Cursor;
use crate::screen::widgets::log::LogView;
use crate::screen::widgets::sheet::Sheet;
use std::sync::Arc;

/// Lines of a file that are shown at most.
const LONGEST: usize = 5_000;

/// What is looked at of a dry run.
#[derive(Clone, Debug, Default)]
pub(super) struct Produced {
    /// What can be read, and which of it is.
    pub(super) list: Cursor,
    /// Whether keys are for what is read.
    pub(super) in_text: bool,
    pub(super) text: Sheet,
    pub(super) log: LogView,
    /// Columns of a file that are moved out of sight at the left, and those of its longest line.
    pub(super) aside: usize,
    pub(super) longest: usize,
    pub(super) shown: Option<Shown>,
}

/// What the text was made of.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub(super) run: Arc<DryRun>,
    pub(super) at: usize,
    pub(super) aside: usize,
    pub(super) columns: usize,
    /// Findings of the golden path, which may come later.
    pub(super) findings: usize,
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        let numbers = |shown: &Self| (shown.at, shown.aside, shown.columns, shown.findings);
        Arc::ptr_eq(&self.run, &other.run) && numbers(self) == numbers(other)
    }
}

/// Something of a dry run that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// What the golden path asks for, all of it.
    Golden,
    /// What would come of it.
    Output,
    /// What it said.
    Log,
    /// A file, by its number.
    File(usize),
}

/// All that can be read; the files come last, as there may be many.
pub(super) fn items(run: &DryRun, findings: usize) -> Vec<Item> {
    let others =
        [(findings > 0, Item::Golden), (!run.output.is_empty(), Item::Output), (!run.log.is_empty(), Item::Log)];
    let others = others.into_iter().filter(|(is_there, _)| *is_there).map(|(_, item)| item);
    others.chain((0..run.files.len()).map(Item::File)).collect()
}

/// What an item is called where it is no file.
pub(super) fn title(item: Item, run: &DryRun, here: bool) -> Line {
    let (name, count) = match item {
        Item::Golden => ("Golden path", String::new()),
        Item::Output => ("What would come of it", String::new()),
        Item::Log => ("Log", format!("  {} lines", run.log.len())),
        Item::File(_) => ("", String::new()),
    };
    let role = if here { Role::Selected } else { Role::Link };
    Line::of(name, role).and(Clean::line(&count), Role::Dim)
}

/// A path in a tree: of what it shares with the one before only as many blanks are shown.
pub(super) fn name(file: &MadeFile, before: &str, is_first: bool, here: bool) -> Line {
    let shared = if is_first { 0 } else { shared(&file.path, before) };
    let (above, own) = file.path.split_at_checked(shared).unwrap_or(("", &file.path));
    let blank = " ".repeat(crate::domain::text::width(above));
    let role = if here { Role::Selected } else { Role::Text };
    let line = Line::of(Clean::line(&blank), Role::Text);
    let line = match own.rsplit_once('/') {
        Some((folder, name)) => line.and(Clean::line(&format!("{folder}/")), Role::Dim).and(Clean::line(name), role),
        None => line.and(Clean::line(own), role),
    };
    if file.executable { line.and("  can be run", Role::Tag) } else { line }
}

/// The bytes of the folders that two paths have in common.
fn shared(path: &str, other: &str) -> usize {
    let same = path.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    path.as_bytes().get(..same).and_then(|start| start.iter().rposition(|byte| *byte == b'/')).map_or(0, |at| at + 1)
}

/// What would come of a run, in so many columns.
pub(super) fn outcome_lines(run: &DryRun, columns: usize) -> Vec<Line> {
    outcome::lines(&run.output, columns)
}

/// Words that are broken into lines of so many columns.
pub(super) fn wrapped(words: &str, role: Role, columns: usize) -> Vec<Line> {
    wrap(Clean::line(words).shown(), columns).into_iter().map(|line| Line::of(line, role)).collect()
}

/// The columns that the numbers of a file's lines take.
fn numbers(text: &str) -> usize {
    text.lines().count().max(1).to_string().len()
}

/// What a file holds, line by line with their numbers, without its first columns.
pub(super) fn content(file: &MadeFile, aside: usize) -> Vec<Line> {
    let Ok(text) = std::str::from_utf8(&file.content) else {
        return vec![Line::of(Clean::line(&format!("{} bytes that are no text", file.content.len())), Role::Dim)];
    };
    if text.is_empty() {
        return vec![Line::of("It is empty.", Role::Dim)];
    }
    let (count, digits) = (text.lines().count(), numbers(text));
    let numbered = text.lines().enumerate().take(LONGEST).map(|(number, line)| {
        let number = Clean::line(&format!("{:>digits$}  ", number + 1));
        let words = Clean::line(&line.replace('\t', "    "));
        Line::of(number, Role::Dim).and(clip_start(words.shown(), aside).to_clean(), Role::Code)
    });
    let mut lines: Vec<Line> = numbered.collect();
    if count > LONGEST {
        lines.push(Line::of(Clean::line(&format!("and {} more lines", count - LONGEST)), Role::Dim));
    }
    lines
}

/// The columns that the longest line of a file takes, with its number.
pub(super) fn longest(file: &MadeFile) -> usize {
    let Ok(text) = std::str::from_utf8(&file.content) else { return 0 };
    let columns = text.lines().take(LONGEST).map(|line| width(&line.replace('\t', "    "))).max();
    columns.unwrap_or(0) + numbers(text) + 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_below_each_other_share_their_folders() {
        assert_eq!(shared("deploy/chart/values.yaml", "deploy/chart/Chart.yaml"), "deploy/chart/".len());
        assert_eq!(shared("docs/index.md", "deploy/x"), 0);
        let file = MadeFile { path: "deploy/chart/values.yaml".into(), ..MadeFile::default() };
        assert_eq!(name(&file, "deploy/chart/Chart.yaml", false, false).text(), "             values.yaml");
        assert_eq!(name(&file, "deploy/chart/Chart.yaml", true, false).text(), "deploy/chart/values.yaml");
    }

    #[test]
    fn a_line_that_is_moved_aside_keeps_its_number() {
        let file = MadeFile { content: "abcdef\nx".as_bytes().into(), ..MadeFile::default() };
        let texts: Vec<String> = content(&file, 4).iter().map(Line::text).collect();
        assert_eq!(texts, ["1  ef", "2  "]);
        assert_eq!(longest(&file), 9);
    }
}
