//! Rows as other programs take them.

use super::columns::Column;
use super::field::FieldCells;
use super::table::{Listing, Row};
use crate::domain::text::Shown;
use serde_json::{Map, Value};

/// What rows are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    /// Comma-separated values as RFC 4180 has them, with a header and line feeds.
    Csv,
    /// A list of objects.
    Json,
    /// An object a line.
    JsonLines,
    /// A table as GitHub's Markdown has it.
    Markdown,
    /// A reference a line.
    Refs,
}

impl Export {
    /// All forms.
    pub const ALL: [Export; 5] = [Export::Csv, Export::Json, Export::JsonLines, Export::Markdown, Export::Refs];

    /// What the form is called.
    pub fn title(self) -> &'static str {
        match self {
            Export::Csv => "CSV",
            Export::Json => "JSON",
            Export::JsonLines => "JSON lines",
            Export::Markdown => "Markdown table",
            Export::Refs => "References",
        }
    }

    /// How names of files of this form end, without the dot.
    pub fn ending(self) -> &'static str {
        match self {
            Export::Csv => "csv",
            Export::Json => "json",
            Export::JsonLines => "jsonl",
            Export::Markdown => "md",
            Export::Refs => "txt",
        }
    }

    /// The rows in this form, with these columns. CSV and JSON have the reference besides, as names
    /// alone may be those of several entities.
    pub fn write(
        self,
        listing: &Listing,
        rows: impl Iterator<Item = u32>,
        columns: &[Column],
        fields: &[FieldCells],
    ) -> String {
        let rows = rows.filter_map(|row| listing.row(row));
        let table = Table { columns, fields };
        match self {
            Export::Csv => table.csv(rows),
            Export::Json => table.json(rows),
            Export::JsonLines => rows.map(|row| format!("{}\n", table.object(row))).collect(),
            Export::Markdown => table.markdown(rows),
            Export::Refs => rows.map(|row| format!("{}\n", row.reference())).collect(),
        }
    }
}

impl Column {
    /// What a row has in this column: of tags and of lists each item. `fields` are the fields that are
    /// known.
    pub fn values<'a>(&self, row: Row<'a>, fields: &'a [FieldCells]) -> Vec<Shown<'a>> {
        let one = match self {
            Column::Name => row.name(),
            Column::Kind => row.kind(),
            Column::Type => row.kind_type(),
            Column::Lifecycle => row.lifecycle(),
            Column::Owner => row.owner(),
            Column::System => row.system(),
            Column::Namespace => row.namespace(),
            Column::Title => row.title(),
            Column::Description => row.description(),
            Column::Tags => return row.tags().collect(),
            Column::Field(path) => {
                let cells = fields.iter().find(|cells| cells.path() == path);
                return cells.into_iter().flat_map(|cells| cells.values(row.index())).collect();
            }
        };
        if one.is_empty() { Vec::new() } else { vec![one] }
    }
}

struct Table<'a> {
    columns: &'a [Column],
    fields: &'a [FieldCells],
}

impl Table<'_> {
    fn joined(&self, row: Row<'_>) -> impl Iterator<Item = String> {
        self.columns.iter().map(move |column| {
            let values = column.values(row, self.fields);
            values.iter().map(|value| value.as_str()).collect::<Vec<_>>().join(", ")
        })
    }

    fn words(&self) -> impl Iterator<Item = String> {
        self.columns.iter().map(|column| column.word().as_str().to_owned())
    }

    fn csv<'r>(&self, rows: impl Iterator<Item = Row<'r>>) -> String {
        let mut text = record(std::iter::once("ref".to_owned()).chain(self.words()));
        for row in rows {
            text += &record(std::iter::once(row.reference().to_string()).chain(self.joined(row)));
        }
        text
    }

    fn json<'r>(&self, rows: impl Iterator<Item = Row<'r>>) -> String {
        let lines: Vec<String> = rows.map(|row| format!("  {}", self.object(row))).collect();
        if lines.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", lines.join(",\n")) }
    }

    /// Texts as texts, nothing as null, several values as a list; tags are always a list.
    fn object(&self, row: Row<'_>) -> Value {
        let mut object = Map::new();
        object.insert("ref".into(), row.reference().as_str().into());
        for column in self.columns {
            let mut values: Vec<Value> =
                column.values(row, self.fields).into_iter().map(|value| value.as_str().into()).collect();
            let value = match values.len() {
                _ if *column == Column::Tags => Value::Array(values),
                0 => Value::Null,
                1 => values.remove(0),
                _ => Value::Array(values),
            };
            object.insert(column.word().as_str().to_owned(), value);
        }
        Value::Object(object)
    }

    fn markdown<'r>(&self, rows: impl Iterator<Item = Row<'r>>) -> String {
        let line = |cells: &mut dyn Iterator<Item = String>| {
            let cells: Vec<String> = cells.map(|cell| escaped(&cell)).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let mut text = line(&mut self.words());
        text += &format!("|{}\n", " --- |".repeat(self.columns.len()));
        rows.for_each(|row| text += &line(&mut self.joined(row)));
        text
    }
}

/// A record of CSV (RFC 4180), with its line feed. No cell is a formula to a spreadsheet.
pub fn record(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells.map(|cell| quoted(&disarmed(&cell))).collect();
    format!("{}\n", cells.join(","))
}

fn quoted(cell: &str) -> String {
    match cell.contains([',', '"', '\n', '\r']) || cell.starts_with(' ') || cell.ends_with(' ') {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
}

/// A cell of CSV that no spreadsheet takes for a formula, as it would with one of these at its
/// beginning: other people's text is no formula. Whoever needs the text as it is has JSON.
pub fn disarmed(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@']) { format!("'{cell}") } else { cell.to_owned() }
}

/// Other people's text is no Markdown and no HTML.
fn escaped(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    for c in cell.chars() {
        match c {
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '~' => text.extend(['\\', c]),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '&' => text.push_str("&amp;"),
            _ => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::{FieldColumnBuilder, FieldPath, ListingBuilder, RowInput};
    use super::*;
    use crate::domain::model::At;
    use std::sync::Arc;

    fn written(form: Export) -> String {
        let mut builder = ListingBuilder::default();
        for (name, title, tags) in [("pay_ments", "=HYPERLINK(\"x\")", vec!["go", "pci"]), ("b", "<b>|[x](y)", vec![])]
        {
            builder.push(&RowInput {
                kind: "Component".into(),
                name: name.into(),
                title: title.into(),
                tags: tags.into_iter().map(Into::into).collect(),
                ..RowInput::default()
            });
        }
        let listing = builder.finish(At(0), true);
        let path = FieldPath::parse("spec.tier").unwrap();
        let mut builder = FieldColumnBuilder::new(path.clone());
        builder.push("component", "", "b", &["gold", "a, b"]);
        let cells = Arc::new(builder.finish()).cells(&listing);
        let columns = [Column::Name, Column::Title, Column::Tags, Column::Field(path)];
        form.write(&listing, [1, 0].into_iter(), &columns, &[cells])
    }

    #[test]
    fn a_spreadsheet_gets_no_formula_and_every_cell_whole() {
        assert_eq!(
            written(Export::Csv),
            "ref,name,title,tags,spec.tier\n\
             component:default/pay_ments,pay_ments,\"'=HYPERLINK(\"\"x\"\")\",\"go, pci\",\n\
             component:default/b,b,<b>|[x](y),,\"gold, a, b\"\n"
        );
    }

    #[test]
    fn json_has_lists_where_there_are_several() {
        let json: Value = serde_json::from_str(&written(Export::Json)).unwrap();
        assert_eq!(json[0]["tags"], serde_json::json!(["go", "pci"]));
        assert_eq!(json[0]["spec.tier"], Value::Null);
        assert_eq!(json[1]["spec.tier"], serde_json::json!(["gold", "a, b"]));
        let lines = written(Export::JsonLines);
        let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(Value::Array(lines), json);
    }

    #[test]
    fn text_of_others_is_no_markdown() {
        let table = written(Export::Markdown);
        assert!(
            table.starts_with("| name | title | tags | spec.tier |\n| --- | --- | --- | --- |\n| pay\\_ments |"),
            "{table}"
        );
        assert!(table.contains("&lt;b&gt;\\|\\[x\\](y)"), "{table}");
        assert_eq!(written(Export::Refs), "component:default/pay_ments\ncomponent:default/b\n");
    }
}
