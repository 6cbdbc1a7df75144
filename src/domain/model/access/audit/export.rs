use super::AuditRow;
use crate::domain::model::At;
use crate::domain::model::listing::record;
use crate::domain::text::Clean;
use serde_json::{Value, json};

/// The columns of CSV; the keys of JSON are the same ones.
const COLUMNS: [&str; 8] = ["at", "event", "who", "request", "session", "resource", "detail", "simulated"];

/// Rows as JSON: `[{at, event, who, request, session, resource, detail, simulated}]`. What is not known is null.
pub fn audit_json(rows: &[AuditRow]) -> Value {
    rows.iter().map(AuditRow::json).collect()
}

/// Rows as CSV with a header; cells that a spreadsheet would take for a formula are made harmless.
pub fn audit_csv(rows: &[AuditRow]) -> String {
    let head = record(COLUMNS.into_iter().map(str::to_owned));
    rows.iter().fold(head, |text, row| text + &record(row.cells().into_iter()))
}

impl AuditRow {
    /// The row as a JSON object.
    pub fn json(&self) -> Value {
        let text = |text: &Clean| Some(text.to_string()).filter(|text| !text.is_empty());
        json!({
            "at": self.at.map(At::rfc3339),
            "event": self.kind.word(),
            "who": text(&self.who),
            "request": self.request.as_ref().map(ToString::to_string),
            "session": self.session.as_ref().map(ToString::to_string),
            "resource": text(&self.what),
            "detail": text(&self.detail),
            "simulated": self.simulated,
        })
    }

    /// The row as cells of text, a column each.
    fn cells(&self) -> [String; 8] {
        let id = |id: Option<String>| id.unwrap_or_default();
        [
            id(self.at.map(At::rfc3339)),
            self.kind.word().to_owned(),
            self.who.to_string(),
            id(self.request.as_ref().map(ToString::to_string)),
            id(self.session.as_ref().map(ToString::to_string)),
            self.what.to_string(),
            self.detail.to_string(),
            self.simulated.to_string(),
        ]
    }
}
