//! Comma-separated values as RFC 4180 has them, with line feeds.

use super::{Column, Row};
use crate::domain::model::listing::disarmed;
use std::io::{self, Write};

/// Writes all columns, with a header.
pub(super) fn write(mut to: impl Write, columns: &[Column], rows: &[Row]) -> io::Result<()> {
    record(&mut to, columns.iter().map(|column| heading(&column.title)))?;
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

/// Headings that are words are in lower case; the path of a field stays as it is.
fn heading(title: &str) -> String {
    if title.chars().any(char::is_lowercase) { title.to_owned() } else { title.to_lowercase() }
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
