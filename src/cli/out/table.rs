//! Tables for people: fitted to the terminal by display width, a line a row.

use super::Row;
use crate::domain::document::wrap;
use crate::domain::text::{Clean, clip, pad, width};
use std::borrow::Cow;
use std::io::{self, Write};

/// Between two columns.
const GAP: usize = 2;
/// No column gets narrower before lines are cut instead.
const NARROWEST: usize = 6;

/// A column.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Column {
    /// Its heading.
    pub title: Cow<'static, str>,
    wide: bool,
    cells: Cells,
}

/// What becomes of cells that are longer than their column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cells {
    /// They are cut.
    Cut,
    /// They are cut last of all: what is in them will be copied.
    Whole,
    /// They go on in the next line.
    Wrapped,
}

impl Column {
    /// A column of every table.
    pub(in crate::cli) const fn new(title: &'static str) -> Self {
        Self { title: Cow::Borrowed(title), wide: false, cells: Cells::Cut }
    }

    /// A column that is cut last: what is in it will be copied.
    pub(in crate::cli) const fn whole(title: &'static str) -> Self {
        Self { title: Cow::Borrowed(title), wide: false, cells: Cells::Whole }
    }

    /// A column of sentences, which go on in the next line where there is no room.
    pub(in crate::cli) const fn wrapped(title: &'static str) -> Self {
        Self { title: Cow::Borrowed(title), wide: false, cells: Cells::Wrapped }
    }

    /// A column of wide tables alone.
    pub(in crate::cli) const fn wide(title: &'static str) -> Self {
        Self { title: Cow::Borrowed(title), wide: true, cells: Cells::Cut }
    }

    /// A column that somebody asked for.
    pub(in crate::cli) fn asked_for(title: String) -> Self {
        Self { title: Cow::Owned(title), wide: false, cells: Cells::Cut }
    }
}

/// How a table is drawn.
pub(super) struct TableLook {
    pub wide: bool,
    pub fit: Option<usize>,
    pub bold: bool,
    pub ellipsis: &'static str,
}

pub(super) fn write(mut to: impl Write, columns: &[Column], rows: &[Row], look: &TableLook) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let shown: Vec<usize> =
        (0..columns.len()).filter(|n| look.wide || columns.get(*n).is_some_and(|c| !c.wide)).collect();
    let titles: Vec<Clean> = columns.iter().map(|column| Clean::line(&column.title)).collect();
    let pick = |cells: &[Clean]| -> Vec<Clean> { shown.iter().filter_map(|n| cells.get(*n)).cloned().collect() };
    let lines: Vec<Vec<Clean>> = rows.iter().map(|row| pick(&row.cells)).collect();
    let titles = pick(&titles);
    let kinds: Vec<Cells> = shown.iter().filter_map(|n| columns.get(*n)).map(|column| column.cells).collect();
    let widths = fitted(natural(&titles, &lines), &kinds, look.fit);
    if look.bold {
        write!(to, "\u{1b}[1m")?;
    }
    line(&mut to, &titles, &widths, look)?;
    if look.bold {
        write!(to, "\u{1b}[0m")?;
    }
    writeln!(to)?;
    for cells in &lines {
        for part in parts(cells, &kinds, &widths) {
            line(&mut to, &part, &widths, look)?;
            writeln!(to)?;
        }
    }
    Ok(())
}

/// The lines of a row: more than one where a sentence goes on.
fn parts(cells: &[Clean], kinds: &[Cells], widths: &[usize]) -> Vec<Vec<Clean>> {
    let cells = cells.iter().map(|cell| if cell.is_empty() { "-".into() } else { cell.clone() });
    let wrapped: Vec<Vec<Clean>> = cells
        .zip(kinds)
        .zip(widths)
        .map(|((cell, kind), width)| match kind {
            Cells::Wrapped => wrap(cell.shown(), *width),
            Cells::Cut | Cells::Whole => vec![cell],
        })
        .collect();
    let most = wrapped.iter().map(Vec::len).max().unwrap_or_default();
    let part = |n: usize| wrapped.iter().map(|cell| cell.get(n).cloned().unwrap_or_default()).collect();
    (0..most).map(part).collect()
}

fn natural(titles: &[Clean], lines: &[Vec<Clean>]) -> Vec<usize> {
    let mut widths: Vec<usize> = titles.iter().map(|title| width(title.as_str())).collect();
    for cells in lines {
        for (most, cell) in widths.iter_mut().zip(cells) {
            *most = (*most).max(width(cell.as_str()).max(1));
        }
    }
    widths
}

/// The widest columns give way until all fit: first those that are only read, then the others.
fn fitted(mut widths: Vec<usize>, kinds: &[Cells], fit: Option<usize>) -> Vec<usize> {
    let Some(fit) = fit else { return widths };
    let room = fit.saturating_sub(GAP * widths.len().saturating_sub(1));
    for also_whole in [false, true] {
        while widths.iter().sum::<usize>() > room {
            let gives = |(n, most): &(usize, &mut usize)| {
                **most > NARROWEST && (also_whole || kinds.get(*n) != Some(&Cells::Whole))
            };
            match widths.iter_mut().enumerate().filter(gives).max_by_key(|(_, most)| **most) {
                Some((_, most)) => *most -= 1,
                None => break,
            }
        }
    }
    widths
}

fn line(to: &mut impl Write, cells: &[Clean], widths: &[usize], look: &TableLook) -> io::Result<()> {
    let mut text = String::new();
    for (n, (cell, most)) in cells.iter().zip(widths).enumerate() {
        let cell = cut(cell, *most, look.ellipsis);
        text.push_str(cell.as_str());
        if n + 1 < cells.len() {
            text.extend(std::iter::repeat_n(' ', pad(cell.as_str(), *most) + GAP));
        }
    }
    let text = Clean::line(text.trim_end());
    match look.fit {
        Some(fit) => to.write_all(cut(&text, fit, look.ellipsis).as_str().as_bytes()),
        None => to.write_all(text.as_str().as_bytes()),
    }
}

fn cut(cell: &Clean, most: usize, ellipsis: &'static str) -> Clean {
    if width(cell.as_str()) <= most {
        return cell.clone();
    }
    Clean::line(&format!("{}{ellipsis}", clip(cell.shown(), most.saturating_sub(1))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn drawn(fit: usize, rows: &[[&str; 3]]) -> String {
        let row = |cells: &[&str; 3]| Row {
            cells: cells.iter().map(|cell| Clean::line(cell)).collect(),
            name: Clean::default(),
            value: Value::Null,
        };
        let rows: Vec<Row> = rows.iter().map(row).collect();
        let columns = [Column::whole("REF"), Column::new("TITLE"), Column::wide("MORE")];
        let mut bytes = Vec::new();
        let look = TableLook { wide: false, fit: Some(fit), bold: false, ellipsis: "…" };
        write(&mut bytes, &columns, &rows, &look).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_table_fits_its_terminal_and_cuts_what_is_read_before_what_is_copied() {
        let rows = [["component:payments", "Takes money, gives receipts", "x"], ["api:p", "", "x"]];
        assert_eq!(
            drawn(80, &rows),
            "REF                 TITLE\ncomponent:payments  Takes money, gives receipts\napi:p               -\n"
        );
        assert_eq!(
            drawn(30, &rows),
            "REF                 TITLE\ncomponent:payments  Takes mon…\napi:p               -\n"
        );
        for fit in 1..60 {
            assert!(drawn(fit, &rows).lines().all(|line| width(line) <= fit), "{fit}");
        }
    }

    #[test]
    fn a_sentence_goes_on_in_its_own_column() {
        let cells = |cells: [&'static str; 3]| Row {
            cells: cells.into_iter().map(Clean::from).collect(),
            name: Clean::default(),
            value: Value::Null,
        };
        let rows = [cells(["entity.read", "the portal has not answered yet", "no"]), cells(["x", "", ""])];
        let columns = [Column::whole("MAY"), Column::wrapped("BECAUSE"), Column::new("OK")];
        let mut bytes = Vec::new();
        let look = TableLook { wide: false, fit: Some(32), bold: false, ellipsis: "…" };
        write(&mut bytes, &columns, &rows, &look).unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "MAY          BECAUSE          OK\nentity.read  the portal has   no\n             not answered\n             yet\nx            \
             -                -\n"
        );
    }

    #[test]
    fn wide_characters_count_by_the_columns_they_take() {
        assert_eq!(drawn(16, &[["a", "日本語日本語日本語", ""]]), "REF  TITLE\na    日本語日本…\n");
    }
}
