//! `access audit`: who asked, who agreed, and what came of it.

use super::list::asked;
use super::sessions::tell_unheard;
use super::{id, known};
use crate::cli::desk::{Desk, wait};
use crate::cli::ending::{Ended, Ending, complain};
use crate::cli::out::{Column, Row};
use crate::cli::whole::whole;
use crate::domain::model::At;
use crate::domain::model::access::{AccessSessions, AuditFilter, AuditKind, AuditRow, audit};
use crate::domain::text::Clean;
use crate::platform::access::SessionFilter;
use crate::platform::clock::{now, zone};
use crate::platform::ports::Ports;
use std::sync::Arc;

/// Days of sessions that are looked at where nothing says since when.
const USUAL: u32 = 30;
/// The most days that a system is asked for.
const MOST: u64 = 366;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct AuditArgs {
    /// Only from then on: 2h, 3d, 2026-11-25, 2026-11-25T16:30:00Z
    #[arg(long, value_name = "T")]
    pub since: Option<String>,
    /// Only what somebody did, by words of their name
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    pub who: String,
    /// Only what is about something, by words of its name
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    pub what: String,
    /// Only this: asked, approved, denied, assumed, given-up, expired, lapsed, revoked, withdrawn, session-began,
    /// session-ended; several: any of them
    #[arg(long, value_name = "EVENT")]
    pub event: Vec<String>,
    /// Only of this request
    #[arg(long, value_name = "ID")]
    pub request: Option<String>,
}

/// The columns of the exported file as well.
const COLUMNS: &[Column] = &[
    Column::whole("AT"),
    Column::whole("EVENT"),
    Column::new("WHO"),
    Column::new("REQUEST"),
    Column::wide("SESSION"),
    Column::new("RESOURCE"),
    Column::new("DETAIL"),
    Column::wide("SIMULATED"),
];

pub(super) fn run(desk: &mut Desk<'_>, args: &AuditArgs) -> Ended {
    let filter = filter(args)?;
    let connected = desk.connect()?;
    let found = wait(read(&connected.ports, &filter))?;
    let rows: Vec<Row> = found.iter().filter(|row| filter.passes(row)).map(row).collect();
    desk.out.list(COLUMNS, &rows)?;
    if rows.is_empty() && desk.out.for_people() {
        complain(&"nothing of that sort happened, as far as is known".into());
    }
    Ok(0)
}

fn filter(args: &AuditArgs) -> Result<AuditFilter, Ending> {
    let moment = |text: &String| zone().moment(text, now()).map_err(|error| Ending::usage(&error.to_string()));
    Ok(AuditFilter {
        who: args.who.clone(),
        what: args.what.clone(),
        since: args.since.as_ref().map(moment).transpose()?,
        kinds: args.event.iter().map(|word| kind(word)).collect::<Result<_, _>>()?,
        request: args.request.as_deref().map(id).transpose()?,
    })
}

/// An event that there is: a typing error is not to look like a quiet week.
fn kind(word: &str) -> Result<AuditKind, Ending> {
    AuditKind::of_word(word).ok_or_else(|| {
        let words = AuditKind::ALL.map(AuditKind::word).join(", ");
        Ending::usage(&format!("there is no event `{word}`; there are: {words}"))
    })
}

/// All rows there are. A system that tells of no sessions leaves them out, and that is said.
async fn read(ports: &Ports, filter: &AuditFilter) -> Result<Vec<AuditRow>, Ending> {
    let requests = match &filter.request {
        Some(id) => vec![known(ports, id).await?],
        None => asked(ports).await?.requests.clone(),
    };
    let wanted = SessionFilter { days: days(filter.since), ..SessionFilter::default() };
    let sessions: Arc<AccessSessions> = match whole(|steps| ports.systems.access.sessions(wanted, steps)).await {
        Ok(sessions) => sessions,
        Err(Ending::Fault(fault)) => {
            complain(&Clean::line(&format!("without sessions: {fault}")));
            Arc::default()
        }
        Err(ending) => return Err(ending),
    };
    tell_unheard(&sessions);
    Ok(audit(&requests, &sessions.sessions, now()))
}

/// Whole days back to a moment.
fn days(since: Option<At>) -> u32 {
    let days = since.map(|since| (now().since(since).as_secs() / 86_400 + 1).min(MOST));
    days.and_then(|days| u32::try_from(days).ok()).unwrap_or(USUAL)
}

fn row(row: &AuditRow) -> Row {
    let id = |id: Option<String>| Clean::line(&id.unwrap_or_default());
    Row {
        cells: vec![
            id(row.at.map(At::rfc3339)),
            row.kind.word().into(),
            row.who.clone(),
            id(row.request.as_ref().map(ToString::to_string)),
            id(row.session.as_ref().map(ToString::to_string)),
            row.what.clone(),
            row.detail.clone(),
            if row.simulated { "true".into() } else { "false".into() },
        ],
        name: id(row.request.as_ref().map(|id| format!("request/{id}"))),
        value: row.json(),
    }
}
