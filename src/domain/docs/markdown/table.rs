//! Tables: lines whose cells are parted by `|`.

use super::source::holds_mark;
use crate::domain::docs::page::Align;

/// Whether lines are a table: the second one rules as many columns as the first one has.
pub(super) fn is_table(lines: &[&str]) -> bool {
    let [first, second, ..] = lines else { return false };
    if holds_mark(first) {
        return false;
    }
    let (first, second) = (first.trim_matches(' '), second.trim_matches(' '));
    if !second.chars().all(|c| matches!(c, '|' | ':' | '-' | ' ')) {
        return false;
    }
    let border = Border::of(first);
    let columns = border.split(first).len();
    let is_closed =
        columns > 1 || (border.is_any() && lines.iter().skip(1).all(|line| Border::of(line.trim()).is_any()));
    is_closed && border.split(second).len() == columns
}

/// How the columns are set, by the second line.
pub(super) fn columns(lines: &[&str]) -> Vec<Align> {
    let border = Border::of(lines.first().map_or("", |line| line.trim_matches(' ')));
    let rule = lines.get(1).map_or("", |line| line.trim_matches(' '));
    let align = |cell: &&str| {
        let cell = cell.trim_matches(' ');
        match (cell.starts_with(':'), cell.ends_with(':')) {
            (true, true) => Align::Center,
            (false, true) => Align::Right,
            _ => Align::Left,
        }
    };
    border.split(rule).iter().map(align).collect()
}

/// The rows of cells: the head first.
pub(super) fn rows<'t>(lines: &'t [&'t str]) -> impl Iterator<Item = Vec<&'t str>> {
    let border = Border::of(lines.first().map_or("", |line| line.trim_matches(' ')));
    let rows = lines.iter().enumerate().filter(|(at, _)| *at != 1);
    rows.map(move |(_, line)| {
        border.split(line.trim_matches(' ')).into_iter().map(|cell| cell.trim_matches(' ')).collect()
    })
}

/// Whether rows begin and end with `|`.
#[derive(Clone, Copy)]
struct Border {
    is_left: bool,
    is_right: bool,
}

impl Border {
    fn of(row: &str) -> Self {
        Self { is_left: row.starts_with('|'), is_right: ends_with_pipe(row) }
    }

    fn is_any(self) -> bool {
        self.is_left || self.is_right
    }

    fn split(self, row: &str) -> Vec<&str> {
        let mut row = row;
        if self.is_any() {
            row = row.strip_prefix('|').unwrap_or(row);
            if ends_with_pipe(row) {
                row = row.strip_suffix('|').unwrap_or(row);
            }
        }
        split(row)
    }
}

fn ends_with_pipe(row: &str) -> bool {
    row.strip_suffix('|').is_some_and(|rest| (rest.len() - rest.trim_end_matches('\\').len()) % 2 == 0)
}

/// Cells parted by `|`, but not by `\|` and not within code.
fn split(row: &str) -> Vec<&str> {
    let bytes = row.as_bytes();
    let (mut cells, mut from, mut at) = (Vec::new(), 0, 0);
    let mut is_hopeless = [false; 16];
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'|' => {
                cells.push(row.get(from..at).unwrap_or_default());
                at += 1;
                from = at;
            }
            b'`' => at = after_code(bytes, at, &mut is_hopeless),
            _ => at += 1,
        }
    }
    cells.push(row.get(from..).unwrap_or_default());
    cells
}

/// Where the code that begins at `at` has ended; only its backticks where it does not end.
fn after_code(bytes: &[u8], at: usize, is_hopeless: &mut [bool; 16]) -> usize {
    let run = |at: usize| bytes.iter().skip(at).take_while(|byte| **byte == b'`').count();
    let length = run(at);
    let mut next = at + length;
    let Some(hopeless) = is_hopeless.get_mut(length).filter(|hopeless| !**hopeless) else { return next };
    while let Some(found) = bytes.get(next..).and_then(|rest| memchr::memchr(b'`', rest)) {
        next += found;
        let other = run(next);
        next += other;
        if other == length {
            return next;
        }
    }
    *hopeless = true;
    at + length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pipes_in_code_and_behind_backslashes_part_nothing() {
        assert_eq!(split(r"a \| b | `c | d` | ` e"), [r"a \| b ", " `c | d` ", " ` e"]);
    }

    #[test]
    fn the_second_line_rules_the_columns() {
        assert!(is_table(&["| a | b |", "|---|:-:|"]));
        assert!(is_table(&["a | b", "- | -"]) && is_table(&["| a |", "| - |"]));
        assert!(!is_table(&["a", "---"]) && !is_table(&["| a | b |", "| --- |"]) && !is_table(&["a | b"]));
        assert_eq!(columns(&["a|b|c", ":-|:-:|-:"]), [Align::Left, Align::Center, Align::Right]);
    }
}
