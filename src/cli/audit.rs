//! `stagedoor audit`: the journal of what was done through stagedoor.

use super::desk::{Desk, wait};
use super::ending::{Ended, Ending, complain};
use super::out::{Column, Row};
use crate::domain::model::At;
use crate::domain::model::journal::Entry;
use crate::domain::text::Clean;
use crate::platform::clock::{now, zone};
use serde_json::json;

#[derive(Debug, clap::Args)]
pub(super) struct AuditArgs {
    /// Only from then on: 2h, 3d, 2026-11-25, 2026-11-25T16:30:00Z
    #[arg(long, value_name = "T")]
    pub since: Option<String>,
}

const COLUMNS: &[Column] = &[
    Column::whole("AT"),
    Column::new("ACTION"),
    Column::whole("TARGET"),
    Column::new("OUTCOME"),
    Column::new("DETAIL"),
    Column::wide("SUBJECT"),
    Column::wide("CONTEXT"),
    Column::wide("REQUEST"),
];

pub(super) fn run(desk: &mut Desk<'_>, args: &AuditArgs) -> Ended {
    let since = args.since.as_deref().map(|text| zone().moment(text, now())).transpose();
    let from = since.map_err(|error| Ending::usage(&error.to_string()))?;
    let connected = desk.open_to_ask(&desk.choose(&desk.config()?, None)?)?;
    let journal = wait(async { Ok(connected.ports.journal.journal().await?.answer) })?;
    let rows: Vec<Row> = journal.since(from.unwrap_or(At(i64::MIN))).map(row).collect();
    if rows.is_empty() && desk.out.for_people() {
        complain(&"nothing was done through stagedoor here in that time".into());
    }
    if journal.damaged > 0 {
        complain(&Clean::line(&format!("{} lines of the journal cannot be read", journal.damaged)));
    }
    desk.out.list(COLUMNS, &rows)?;
    Ok(0)
}

fn row(entry: &Entry) -> Row {
    let at = entry.at.rfc3339();
    let request = entry.request_id.clone().unwrap_or_default();
    Row {
        cells: vec![
            Clean::line(&at),
            entry.action.clone(),
            entry.target.clone(),
            entry.outcome.word().into(),
            entry.detail.clone(),
            entry.subject.clone(),
            entry.context.clone(),
            request,
        ],
        name: entry.target.clone(),
        value: json!({
            "at": at,
            "subject": entry.subject.as_str(),
            "context": entry.context.as_str(),
            "action": entry.action.as_str(),
            "target": entry.target.as_str(),
            "outcome": entry.outcome.word(),
            "detail": entry.detail.as_str(),
            "request_id": entry.request_id.as_ref().map(Clean::as_str),
        }),
    }
}
