//! `access sessions`: who is and was connected.

use super::model::text;
use crate::cli::desk::{Desk, wait};
use crate::cli::ending::{Ended, Ending, complain};
use crate::cli::named::Named;
use crate::cli::out::{Column, Row};
use crate::cli::whole::whole;
use crate::domain::model::At;
use crate::domain::model::access::{AccessSession, AccessSessions, Recording, SessionStage};
use crate::domain::model::timeline::Known;
use crate::domain::text::Clean;
use crate::platform::access::SessionFilter;
use serde_json::{Value, json};

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct SessionsArgs {
    /// Only those to this entity: resource:default/payments-db
    #[arg(long, value_name = "REF")]
    pub of: Option<String>,
    /// Only yours
    #[arg(long)]
    pub mine: bool,
    /// Those of so many days
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub days: u32,
}

const COLUMNS: &[Column] = &[
    Column::whole("ID"),
    Column::new("STATE"),
    Column::new("RESOURCE"),
    Column::new("USER"),
    Column::whole("STARTED"),
    Column::whole("ENDED"),
    Column::new("RECORDING"),
    Column::wide("LOGIN"),
    Column::wide("REQUEST"),
    Column::wide("ADDRESS"),
];

pub(super) fn run(desk: &mut Desk<'_>, args: &SessionsArgs) -> Ended {
    let named = args.of.as_deref().map(Named::parse).transpose()?;
    if args.days == 0 {
        return Err(Ending::usage("say how many days: --days 7"));
    }
    let connected = desk.connect()?;
    let found = wait(async {
        let entity = match named {
            Some(named) => Some(named.resolve(&connected.ports).await?),
            None => None,
        };
        let wanted = SessionFilter { entity, mine: args.mine, days: args.days };
        whole(|steps| connected.ports.systems.access.sessions(wanted, steps)).await
    })?;
    tell_unheard(&found);
    let rows: Vec<Row> = found.sessions.iter().map(|session| row(session)).collect();
    desk.out.list(COLUMNS, &rows)?;
    if rows.is_empty() && desk.out.for_people() {
        complain(&Clean::line(&format!("nobody was connected in the last {} days, as far as is known", args.days)));
    }
    Ok(0)
}

/// Says what was not heard, as sessions may be missing for that.
pub(super) fn tell_unheard(found: &AccessSessions) {
    for source in &found.sources {
        match &source.known {
            Known::Failed(why) => complain(&Clean::line(&format!("{} did not answer: {why}", source.name))),
            Known::Unknown(why) => complain(&Clean::line(&format!("{}: {why}", source.name))),
            Known::Yes | Known::Asking => {}
        }
    }
}

fn stage(session: &AccessSession) -> &'static str {
    match session.stage {
        SessionStage::Waiting => "waiting",
        SessionStage::Active => "active",
        SessionStage::Ended => "ended",
    }
}

fn row(session: &AccessSession) -> Row {
    let at = |at: Option<At>| Clean::line(&at.map(At::rfc3339).unwrap_or_default());
    let stage = if session.simulated { format!("{} (simulated)", stage(session)) } else { stage(session).to_owned() };
    let recording = session.recording.as_ref();
    let request = session.request.as_ref().map(|id| Clean::line(id.as_str()));
    Row {
        cells: vec![
            Clean::line(session.id.as_str()),
            Clean::line(&stage),
            session.target.clone(),
            session.user.clone(),
            at(session.started_at),
            at(session.ended_at),
            recording.map(|recording| recording.kind.words().into()).unwrap_or_default(),
            session.login.clone(),
            request.unwrap_or_default(),
            recording.map(|recording| recording.address.clone()).unwrap_or_default(),
        ],
        name: Clean::line(&format!("session/{}", session.id)),
        value: value_of(session),
    }
}

fn value_of(session: &AccessSession) -> Value {
    let recording = |it: &Recording| json!({"kind": it.kind.words(), "address": text(&it.address), "plays": it.plays});
    json!({
        "id": session.id.as_str(),
        "state": stage(session),
        "kind": session.kind.word(),
        "resource": session.target.as_str(),
        "entity": session.entity.as_ref().map(ToString::to_string),
        "user": session.user.as_str(),
        "mine": session.is_mine,
        "login": text(&session.login),
        "participants": session.participants.iter().map(Clean::as_str).collect::<Vec<_>>(),
        "started_at": session.started_at.map(At::rfc3339),
        "ended_at": session.ended_at.map(At::rfc3339),
        "recording": session.recording.as_ref().map(recording),
        "request": session.request.as_ref().map(|id| id.as_str().to_owned()),
        "simulated": session.simulated,
    })
}
