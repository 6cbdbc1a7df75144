//! Results on standard output, in the form that was asked for.

mod csv;
mod json;
mod table;

use super::ending::Ending;
use crate::config::{Glyphs, system_env};
use crate::domain::model::to_yaml;
use crate::domain::text::Clean;
use serde_json::Value;
use std::io::{self, BufWriter, IsTerminal as _, Stdout, Write};

pub(super) use table::Column;

/// The form of the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// For people, fitted to the terminal
    Table,
    /// For people, with more columns, never cut
    Wide,
    /// One JSON document
    Json,
    /// One JSON document a line
    Jsonl,
    /// YAML, one document each
    Yaml,
    /// One name a line
    Name,
    /// Comma-separated (RFC 4180), the columns of `wide`
    Csv,
}

/// One thing in a list.
pub(super) struct Row {
    /// A cell for each column.
    pub cells: Vec<Clean>,
    /// What it is called in `-o name`.
    pub name: Clean,
    /// What it is in JSON and YAML.
    pub value: Value,
}

/// Standard output.
pub(super) struct Out {
    to: BufWriter<Stdout>,
    format: Format,
    /// Columns of the terminal; `None` where there is none to fit.
    columns: Option<usize>,
    /// Its rows.
    rows: Option<usize>,
    bold: bool,
    ellipsis: &'static str,
}

impl Out {
    pub(super) fn new(format: Option<Format>, no_color: bool, glyphs: Option<Glyphs>) -> Self {
        let terminal = io::stdout().is_terminal();
        let plain =
            no_color || system_env("NO_COLOR").is_some() || system_env("TERM").is_some_and(|term| term == "dumb");
        let (columns, rows) = terminal.then(|| crossterm::terminal::size().ok()).flatten().unzip();
        Self {
            to: BufWriter::new(io::stdout()),
            format: format.unwrap_or(Format::Table),
            columns: columns.map(usize::from).filter(|columns| *columns > 0),
            rows: rows.map(usize::from).filter(|rows| *rows > 0),
            bold: terminal && !plain,
            ellipsis: if glyphs == Some(Glyphs::Ascii) { "~" } else { "…" },
        }
    }

    /// Prints a list.
    pub(super) fn list(&mut self, columns: &[Column], rows: &[Row]) -> Result<(), Ending> {
        match self.format {
            Format::Table => self.table(columns, rows, false, self.columns),
            Format::Wide => self.table(columns, rows, true, None),
            Format::Csv => Ok(csv::write(&mut self.to, columns, rows)?),
            Format::Name => rows.iter().try_for_each(|row| writeln!(self.to, "{}", row.name)).map_err(Into::into),
            Format::Json => self.json(&Value::Array(rows.iter().map(|row| row.value.clone()).collect())),
            Format::Jsonl => rows.iter().try_for_each(|row| self.json_line(&row.value)),
            Format::Yaml => self.yaml(rows.iter().map(|row| &row.value)),
        }
    }

    /// Prints one thing. As text it is `text`; in JSON and YAML it is `value`.
    pub(super) fn one(&mut self, text: &Clean, value: &Value) -> Result<(), Ending> {
        match self.format {
            Format::Table | Format::Wide | Format::Name => Ok(writeln!(self.to, "{text}")?),
            Format::Json => self.json(value),
            Format::Jsonl => self.json_line(value),
            Format::Yaml => self.yaml(std::iter::once(value)),
            Format::Csv => Err(Ending::usage("one thing is no list; `-o csv` is for lists")),
        }
    }

    /// Prints one thing that takes several lines as text.
    pub(super) fn lines(&mut self, lines: &[Clean], value: &Value) -> Result<(), Ending> {
        match self.format {
            Format::Table | Format::Wide => Ok(lines.iter().try_for_each(|line| writeln!(self.to, "{line}"))?),
            _ => self.one(lines.first().unwrap_or(&Clean::default()), value),
        }
    }

    /// Prints one of many things that come one after the other: a line of text, or of JSON.
    pub(super) fn line_of(&mut self, text: &Clean, value: &Value) -> Result<(), Ending> {
        match self.format {
            Format::Json | Format::Jsonl => self.json_line(value),
            _ => self.one(text, value),
        }
    }

    /// Whether people read it.
    pub(super) fn for_people(&self) -> bool {
        matches!(self.format, Format::Table | Format::Wide)
    }

    /// Columns of the terminal; `None` where there is none to fit.
    pub(super) fn columns(&self) -> Option<usize> {
        self.columns
    }

    /// Rows of the terminal, where there is one.
    pub(super) fn rows(&self) -> Option<usize> {
        self.rows
    }

    /// Whether a terminal shows it.
    pub(super) fn is_terminal(&self) -> bool {
        self.rows.is_some()
    }

    /// Whether it may have colours.
    pub(super) fn is_coloured(&self) -> bool {
        self.bold
    }

    /// Prints text of our own as it is.
    pub(super) fn text(&mut self, text: &str) -> Result<(), Ending> {
        Ok(self.to.write_all(text.as_bytes())?)
    }

    /// Prints a JSON document on several lines, whatever the form.
    pub(super) fn json(&mut self, value: &Value) -> Result<(), Ending> {
        Ok(json::pretty(&mut self.to, value)?)
    }

    fn json_line(&mut self, value: &Value) -> Result<(), Ending> {
        Ok(json::line(&mut self.to, value)?)
    }

    fn yaml<'v>(&mut self, values: impl Iterator<Item = &'v Value>) -> Result<(), Ending> {
        for (n, value) in values.enumerate() {
            let separator = if n > 0 { "---\n" } else { "" };
            write!(self.to, "{separator}{}", to_yaml(value))?;
        }
        Ok(())
    }

    fn table(&mut self, columns: &[Column], rows: &[Row], wide: bool, fit: Option<usize>) -> Result<(), Ending> {
        let look = table::TableLook { wide, fit, bold: self.bold, ellipsis: self.ellipsis };
        Ok(table::write(&mut self.to, columns, rows, &look)?)
    }

    pub(super) fn flush(&mut self) -> Result<(), Ending> {
        Ok(self.to.flush()?)
    }
}
