//! `stagedoor status`: how things stand.

use super::access;
use super::asked::mine;
use super::desk::{Desk, wait};
use super::ending::{Ended, Ending};
use super::out::{Column, Row};
use super::provisions::settled;
use super::whole::whole;
use crate::domain::model::access::AccessRequest;
use crate::domain::model::listing::Listing;
use crate::domain::model::provision::Provision;
use crate::domain::model::{Entity, EntityRef, Problem};
use crate::domain::text::Clean;
use crate::platform::clock::now;
use crate::platform::ports::{Ports, Wanted};
use crate::platform::provisioning::ProvisionFilter;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

#[derive(Debug, clap::Subcommand)]
pub(super) enum StatusCommand {
    /// What concerns you: what you and your groups own by kind, what is wrong in its sources, what
    /// of it nothing gives any more, what of what was asked for fails, your requests for access and those that wait
    /// for your word, and what nobody owns
    Mine,
}

const COLUMNS: &[Column] = &[Column::whole("WHAT"), Column::new("COUNT"), Column::new("DETAIL")];
/// Names that stand in a cell.
const NAMED: usize = 3;

/// Marks what no location gives any more, in Backstage.
const ORPHAN: &str = "metadata.annotations.backstage.io/orphan";

struct Status {
    owners: Vec<EntityRef>,
    owned: BTreeMap<String, Vec<EntityRef>>,
    problems: Vec<Problem>,
    orphans: Vec<EntityRef>,
    ownerless: Vec<EntityRef>,
    failing: Vec<Arc<Provision>>,
    /// The user's own requests that are open.
    requests: Vec<Arc<AccessRequest>>,
    /// Those that wait for the user's word.
    reviews: Vec<Arc<AccessRequest>>,
}

/// So long systems are waited for that tell of what was asked for.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) fn run(desk: &mut Desk<'_>, command: &StatusCommand) -> Ended {
    let StatusCommand::Mine = command;
    let connected = desk.connect()?;
    let status = wait(look(&connected.ports))?;
    if desk.out.for_people() {
        desk.out.list(COLUMNS, &rows(&status))?;
    } else {
        desk.out.one(&Clean::default(), &json_of(&status))?;
    }
    Ok(0)
}

async fn look(ports: &Ports) -> Result<Status, Ending> {
    let owners = mine(ports).await?;
    let entities = ports.catalog.entities(Wanted { owned_by: owners.clone(), ..Wanted::default() }).await?.answer;
    let mut owned: BTreeMap<String, Vec<EntityRef>> = BTreeMap::new();
    for entity in entities.iter() {
        owned.entry(entity.reference().kind().to_owned()).or_default().push(entity.reference().clone());
    }
    let all = whole(|steps| ports.catalog.problems(steps)).await?;
    let is_mine = |problem: &&Problem| {
        problem.entity.as_ref().is_some_and(|of| entities.iter().any(|entity| entity.reference() == of))
    };
    let orphans = entities.iter().filter(|entity| is_orphan(entity)).map(|entity| entity.reference().clone());
    let listing = whole(|steps| ports.catalog.rows(None, steps)).await?;
    let (requests, reviews) = access::open_requests(ports, PATIENCE).await;
    Ok(Status {
        problems: all.iter().filter(is_mine).cloned().collect(),
        orphans: orphans.collect(),
        owned,
        ownerless: ownerless(&listing),
        failing: failing(ports, &owners).await,
        owners,
        requests,
        reviews,
    })
}

/// What of the owners' own was asked for and stopped. A platform that cannot say has none.
async fn failing(ports: &Ports, owners: &[EntityRef]) -> Vec<Arc<Provision>> {
    let wanted = ProvisionFilter { of: owners.to_vec(), state: Some("failed".into()), ..ProvisionFilter::default() };
    let found = settled(ports, PATIENCE).await.unwrap_or_default();
    found.list.iter().filter(|one| wanted.passes(one)).cloned().collect()
}

fn stopped(one: &Provision) -> String {
    let here = one.here();
    let stage = here.map(|stage| stage.name.word()).unwrap_or_default();
    let why = here.map(|stage| stage.reason.to_string()).unwrap_or_default();
    format!("{} at {stage}: {why}", one.name)
}

fn is_orphan(entity: &Entity) -> bool {
    let name = ORPHAN.trim_start_matches("metadata.annotations.");
    entity.annotation(name) == Some("true")
}

fn ownerless(listing: &Listing) -> Vec<EntityRef> {
    let mut found: Vec<EntityRef> =
        listing.rows().filter(|row| row.is_ownerless()).map(|row| row.reference()).collect();
    found.sort();
    found
}

fn rows(status: &Status) -> Vec<Row> {
    let row = |what: &str, count: usize, detail: String| Row {
        cells: vec![Clean::line(what), Clean::line(&count.to_string()), Clean::line(&detail)],
        name: Clean::line(what),
        value: Value::Null,
    };
    let mut rows: Vec<Row> =
        status.owned.iter().map(|(kind, refs)| row(&format!("owned {kind}"), refs.len(), names(refs))).collect();
    if rows.is_empty() {
        rows.push(row("owned", 0, names(&status.owners)));
    }
    let places: Vec<String> =
        status.problems.iter().take(NAMED).map(|it| format!("{}:{} {}", it.file, it.line, it.message)).collect();
    rows.push(row("problems in sources of mine", status.problems.len(), places.join("; ")));
    rows.push(row("orphans of mine", status.orphans.len(), names(&status.orphans)));
    let failing: Vec<String> = status.failing.iter().take(NAMED).map(|one| stopped(one)).collect();
    rows.push(row("failing that was asked for", status.failing.len(), failing.join("; ")));
    rows.push(row("requests for access of mine", status.requests.len(), asked_for(&status.requests)));
    rows.push(row("requests that wait for my word", status.reviews.len(), asked_for(&status.reviews)));
    rows.push(row("without an owner, of all", status.ownerless.len(), names(&status.ownerless)));
    rows
}

fn asked_for(requests: &[Arc<AccessRequest>]) -> String {
    let told = |request: &Arc<AccessRequest>| {
        let state = request.stands(now()).word();
        let by = if request.is_mine { String::new() } else { format!(" by {}", request.requester) };
        format!("request/{}{by}: {} {state}", request.id, request.what())
    };
    requests.iter().take(NAMED).map(told).collect::<Vec<_>>().join("; ")
}

fn names(refs: &[EntityRef]) -> String {
    let named: Vec<String> = refs.iter().take(NAMED).map(|it| it.short().to_string()).collect();
    let more = refs.len().saturating_sub(NAMED);
    if more > 0 { format!("{} and {more} more", named.join(" ")) } else { named.join(" ") }
}

fn json_of(status: &Status) -> Value {
    let texts = |refs: &[EntityRef]| refs.iter().map(|it| Value::from(it.as_str())).collect::<Vec<_>>();
    let owned: serde_json::Map<String, Value> =
        status.owned.iter().map(|(kind, refs)| (kind.clone(), texts(refs).into())).collect();
    let problem = |it: &Problem| {
        json!({
            "ref": it.entity.as_ref().map(EntityRef::as_str), "file": it.file.as_str(), "line": it.line,
            "column": it.column, "severity": it.severity, "message": it.message.as_str(),
        })
    };
    json!({
        "owners": texts(&status.owners),
        "owned": owned,
        "problems": status.problems.iter().map(problem).collect::<Vec<_>>(),
        "failing": status.failing.iter().map(|one| super::provisions::value_of(one)).collect::<Vec<_>>(),
        "requests": status.requests.iter().map(|one| access::value_of(one, now())).collect::<Vec<_>>(),
        "reviews": status.reviews.iter().map(|one| access::value_of(one, now())).collect::<Vec<_>>(),
        "orphans": texts(&status.orphans),
        "ownerless": texts(&status.ownerless),
    })
}
