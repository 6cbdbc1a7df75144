//! `stagedoor timeline`: what changed of an entity, and who did it.

use super::desk::{Desk, wait};
use super::ending::{Ended, Ending, complain};
use super::named::Named;
use super::out::{Column, Row};
use super::whole::whole;
use crate::domain::model::timeline::{Event, EventFilter, EventKind, FileChange, Known, Lead, LeadsTo, Timeline};
use crate::domain::model::{EntityRef, Place, Tab, Zone};
use crate::domain::text::Clean;
use crate::platform::clock;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Ports, Wanted};
use crate::platform::timeline::Window;
use serde_json::{Value, json};
use std::sync::Arc;

/// Events that are printed where no other number is given.
const USUAL: usize = 50;
/// Events of each source that are looked through for those that a filter lets pass.
const LOOKED_THROUGH: usize = 20_000;

#[derive(Debug, clap::Args)]
pub(super) struct TimelineArgs {
    /// The entity: component:default/payments, or payments where only one is called so
    #[arg(value_name = "REF")]
    pub reference: String,
    /// None older than this: 12h, 7d, 2w, a day (2026-11-25), or a moment in full
    /// (2026-11-25T14:05:00Z)
    #[arg(long, value_name = "T")]
    pub since: Option<String>,
    /// Only of this kind: commit, merge, release, deploy, promotion, image, restart, alert, access,
    /// provisioning; several: any of them
    #[arg(long, value_name = "K")]
    pub kind: Vec<String>,
    /// Only what that person did, as the timeline names them; several: any of them
    #[arg(long, value_name = "NAME")]
    pub who: Vec<String>,
    /// At most so many, the latest [default: 50]
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
}

const COLUMNS: &[Column] = &[
    Column::whole("WHEN"),
    Column::whole("KIND"),
    Column::new("WHO"),
    Column::new("WHAT"),
    Column::wide("SOURCE"),
    Column::wide("ID"),
];

pub(super) fn run(desk: &mut Desk<'_>, args: &TimelineArgs) -> Ended {
    let (named, zone) = (Named::parse(&args.reference)?, clock::zone());
    let filter = filter(args, &zone)?;
    let limit = args.limit.unwrap_or(USUAL);
    let is_narrow = !filter.kinds.is_empty() || !filter.who.is_empty();
    let window = Window { since: filter.since, limit: if is_narrow { LOOKED_THROUGH } else { limit } };
    let connected = desk.connect()?;
    let (reference, timeline) = wait(ask(&connected.ports, named, window))?;
    let events = timeline.events.iter().filter(|event| filter.passes(event)).take(limit);
    let rows: Vec<Row> = events.map(|event| row(event, &reference, &zone)).collect();
    desk.out.list(COLUMNS, &rows)?;
    let code = tell_sources(&timeline);
    if rows.is_empty() && code == 0 && desk.out.for_people() {
        complain(&Clean::line(&format!("nothing of that sort happened to {}", reference.short())));
    }
    Ok(code)
}

fn filter(args: &TimelineArgs, zone: &Zone) -> Result<EventFilter, Ending> {
    let moment = |text: &String| zone.moment(text, clock::now()).map_err(|error| Ending::usage(&error.to_string()));
    Ok(EventFilter {
        kinds: args.kind.iter().map(|word| kind(word)).collect::<Result<_, _>>()?,
        who: args.who.iter().cloned().collect(),
        since: args.since.as_ref().map(moment).transpose()?,
        ..EventFilter::default()
    })
}

/// A kind that there is: a typing error is not to look like a quiet week.
fn kind(word: &str) -> Result<EventKind, Ending> {
    match EventKind::of_word(word) {
        EventKind::Other(word) => {
            let words: Vec<&str> = EventKind::NAMED.iter().map(|(_, word)| *word).collect();
            Err(Ending::usage(&format!("there is no kind `{word}`; there are: {}", words.join(", "))))
        }
        known => Ok(known),
    }
}

async fn ask(ports: &Ports, named: Named, window: Window) -> Result<(EntityRef, Arc<Timeline>), Ending> {
    let reference = named.resolve(ports).await?;
    let wanted = Wanted { refs: vec![reference.clone()], limit: Some(1), ..Wanted::default() };
    if ports.catalog.entities(wanted).await?.answer.is_empty() {
        let cure = "look for it with `stagedoor search`";
        let happened = "it is not in the catalog, or you may not see it";
        return Err(Fault::new(FaultKind::NotFound, &format!("find {reference}"), happened, cure).into());
    }
    let timeline = whole(|steps| ports.timeline.events(reference.clone(), window, steps)).await?;
    Ok((reference, timeline))
}

/// Says what is not known; whether anything is missing because of that.
fn tell_sources(timeline: &Timeline) -> u8 {
    let mut code = if timeline.is_known() { 0 } else { 1 };
    for source in &timeline.sources {
        let name = &source.name;
        let words = match (&source.known, &source.remark) {
            (Known::Unknown(why), _) => format!("{name}: unknown, {why}"),
            (Known::Failed(what), _) => {
                code = 1;
                format!("{name}: {what}")
            }
            (_, Some(remark)) => format!("{name}: {remark}"),
            _ => continue,
        };
        complain(&Clean::line(&words));
    }
    code
}

fn row(event: &Event, reference: &EntityRef, zone: &Zone) -> Row {
    let when = zone.stamp(event.at);
    Row {
        cells: vec![
            Clean::line(when.get(..16).unwrap_or(&when)),
            event.kind.word().to_clean(),
            event.who.clone(),
            event.title.clone(),
            event.source.clone(),
            event.id.clone(),
        ],
        name: event.id.clone(),
        value: json!({
            "id": event.id.as_str(),
            "at": event.at.rfc3339(),
            "kind": event.kind.word().as_str(),
            "who": event.who.as_str(),
            "title": event.title.as_str(),
            "source": event.source.as_str(),
            "link": place(event, reference).to_string(),
            "catalog": event.is_catalog,
            "facts": event.facts.iter().map(|fact| json!({"label": fact.label.as_str(), "value": fact.value.as_str()})).collect::<Vec<_>>(),
            "text": event.text.iter().map(Clean::as_str).collect::<Vec<_>>().join("\n"),
            "file_count": event.file_count,
            "files": event.files.iter().map(file).collect::<Vec<_>>(),
            "leads": event.leads.iter().map(|it| lead(it, reference)).collect::<Vec<_>>(),
        }),
    }
}

fn place(event: &Event, reference: &EntityRef) -> Place {
    let query = vec![("event".to_owned(), event.id.to_string())];
    Place { tab: Tab::Timeline, query, ..Place::entity(reference.clone()) }
}

fn file(file: &FileChange) -> Value {
    json!({
        "path": file.path.as_str(),
        "from": file.from.as_ref().map(Clean::as_str),
        "added": file.lines.map(|(added, _)| added),
        "removed": file.lines.map(|(_, removed)| removed),
    })
}

fn lead(lead: &Lead, reference: &EntityRef) -> Value {
    let to = match &lead.to {
        LeadsTo::Address(address) => address.as_str().to_owned(),
        LeadsTo::Entity(entity) => Place::entity(entity.clone()).to_string(),
        LeadsTo::Place(place) => place.to_string(),
        LeadsTo::Descriptor(state) => crate::domain::document::descriptor_then(reference, state.as_str()).to_string(),
    };
    json!({"title": lead.title.as_str(), "to": to})
}
