//! Comma-separated values as RFC 4180 has them, with line feeds.

use super::{Column, Row};
use std::io::{self, Write};

/// Writes all columns, with a header.
pub(super) fn write(mut to: impl Write, columns: &[Column], rows: &[Row]) -> io::Result<()> {
    record(&mut to, columns.iter().map(|column| column.title.to_lowercase()))?;
    for row in rows {
        record(&mut to, row.cells.iter().map(|cell| disarmed(cell.as_str())))?;
    }
    Ok(())
}

fn record(to: &mut impl Write, cells: impl Iterator<Item = String>) -> io::Result<()> {
    for (n, cell) in cells.enumerate() {
        let comma = if n > 0 { "," } else { "" };
        match cell.contains([',', '"', '\n', '\r']) || cell.starts_with(' ') || cell.ends_with(' ') {
            true => write!(to, "{comma}\"{}\"", cell.replace('"', "\"\""))?,
            false => write!(to, "{comma}{cell}")?,
        }
    }
    writeln!(to)
}

/// A spreadsheet takes a cell with one of these at its beginning for a formula, and other people's
/// text is no formula. Scripts that need the text as it is have JSON.
fn disarmed(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Clean;
    use serde_json::Value;

    #[test]
    fn cells_are_quoted_where_they_must_be_and_never_formulas() {
        let cells = ["plain", "a,b", "say \"hi\"", "=cmd()", "-1"];
        let row =
            Row { cells: cells.iter().map(|cell| Clean::line(cell)).collect(), name: "".into(), value: Value::Null };
        let mut bytes = Vec::new();
        write(&mut bytes, &[Column::new("ONE")], &[row]).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), "one\nplain,\"a,b\",\"say \"\"hi\"\"\",'=cmd(),'-1\n");
    }
}
