//! `stagedoor graph` and `stagedoor impact`: what depends on what.

use super::desk::{Desk, wait};
use super::ending::{Ended, Ending, complain};
use super::named::Named;
use super::out::{Column, Format, Row};
use super::whole::whole;
use crate::config::Glyphs;
use crate::domain::model::EntityRef;
use crate::domain::model::graph::export::{Signs, entity, json, mermaid, text};
use crate::domain::model::graph::{Direction, Graph, Links, Shape, Walk};
use crate::domain::model::listing::Listing;
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use serde_json::Value;
use std::sync::Arc;

#[derive(Debug, clap::Args)]
pub(super) struct GraphArgs {
    #[command(flatten)]
    walk: WalkArgs,
    /// What it needs, what needs it, or both; both when not given
    #[arg(long, value_name = "WAY", value_parser = ["out", "in", "both"])]
    direction: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct ImpactArgs {
    #[command(flatten)]
    walk: WalkArgs,
    /// Grouped by owner instead of by distance
    #[arg(long)]
    by_owner: bool,
}

#[derive(Debug, clap::Args)]
struct WalkArgs {
    /// The entity: component:default/payments, or payments where only one is called so
    #[arg(value_name = "REF")]
    reference: String,
    /// At most so many steps away
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    depth: Option<u32>,
    /// The relations to follow, with commas between them: dependsOn, consumesApi, providesApi, partOf,
    /// ownedBy, memberOf, childOf, or types of the catalog's own
    #[arg(long, value_name = "A,B")]
    relations: Option<String>,
    /// As a Mermaid flowchart
    #[arg(long)]
    mermaid: bool,
}

const COLUMNS: &[Column] = &[
    Column::new("WAY"),
    Column::new("DISTANCE"),
    Column::whole("REF"),
    Column::new("RELATION"),
    Column::new("VIA"),
    Column::new("OWNER"),
    Column::wide("TITLE"),
    Column::wide("TYPE"),
    Column::wide("LIFECYCLE"),
    Column::wide("SYSTEM"),
];

pub(super) fn run(desk: &mut Desk<'_>, args: &GraphArgs) -> Ended {
    let direction = args.direction.as_deref().and_then(Direction::of_word).unwrap_or_default();
    let asked = |root: EntityRef| Walk { direction, ..Walk::usual(root) };
    show(desk, &args.walk, asked, Shape::Tree)
}

pub(super) fn run_impact(desk: &mut Desk<'_>, args: &ImpactArgs) -> Ended {
    let shape = if args.by_owner { Shape::ByOwner } else { Shape::ByDistance };
    show(desk, &args.walk, Walk::impact, shape)
}

fn show(desk: &mut Desk<'_>, args: &WalkArgs, asked: impl Fn(EntityRef) -> Walk, shape: Shape) -> Ended {
    if args.mermaid && desk.global.output.is_some() {
        return Err(Ending::usage("`--mermaid` is a form of its own; it does not go with `-o`"));
    }
    let named = Named::parse(&args.reference)?;
    let connected = desk.connect()?;
    let listing = wait(whole(|steps| connected.ports.catalog.rows(None, steps)))?;
    let mut walk = Walk { depth: args.depth, ..asked(named.among(&listing)?) };
    if let Some(names) = &args.relations {
        walk.links = links(names, &listing)?;
    }
    let graph = Graph::of(&listing, &walk).ok_or_else(|| unknown(&walk.root))?;
    if listing.find(&walk.root).is_none() {
        complain(&Clean::line(&format!("{} is not in the catalog; this is what names it", walk.root)));
    }
    print(desk, args.mermaid, &graph, shape)?;
    Ok(0)
}

fn print(desk: &mut Desk<'_>, as_mermaid: bool, graph: &Graph, shape: Shape) -> Result<(), Ending> {
    let signs = if desk.global.glyphs == Some(Glyphs::Ascii) { Signs::ASCII } else { Signs::UNICODE };
    match desk.global.output {
        _ if as_mermaid => desk.out.text(&mermaid(graph)),
        None | Some(Format::Table) => desk.out.text(&text(graph, shape, signs)),
        Some(Format::Json) => desk.out.json(&json(graph, shape)),
        Some(Format::Yaml) => desk.out.one(&Clean::default(), &json(graph, shape)),
        Some(Format::Wide | Format::Jsonl | Format::Name | Format::Csv) => desk.out.list(COLUMNS, &rows(graph)),
    }
}

/// The entities that were reached, each once, nearest first.
fn rows(graph: &Graph) -> Vec<Row> {
    let mut rows = Vec::new();
    for (n, side) in (0..).zip(graph.sides()) {
        let places = (0..).zip(side.reach.nodes()).skip(1).map(|(place, _)| place);
        rows.extend(places.filter(|place| !graph.is_told(n, *place)).map(|place| row(&entity(graph, n, place))));
    }
    rows
}

fn row(value: &Value) -> Row {
    let text = |field: &str| match value.get(field) {
        Some(Value::String(text)) => Clean::line(text),
        Some(Value::Number(number)) => Clean::line(&number.to_string()),
        _ => Clean::default(),
    };
    let fields = ["way", "distance", "ref", "relation", "via", "owner", "title", "type", "lifecycle", "system"];
    Row { cells: fields.iter().map(|field| text(field)).collect(), name: text("ref"), value: value.clone() }
}

/// The relations of that names. One that nothing has is a typing error, not an empty graph.
fn links(names: &str, listing: &Arc<Listing>) -> Result<Links, Ending> {
    let links = Links::parse(names);
    let kinds = listing.relation_kinds();
    let known = Links::known(kinds.iter().map(|kind| kind.name.as_str()));
    if let Some(wrong) = links.iter().find(|link| !known.has(link)) {
        let all: Vec<&str> = known.iter().map(|link| link.name().as_str()).collect();
        let words = format!("there is no relation `{}`; there are: {}", wrong.name(), all.join(", "));
        return Err(Ending::usage(&words));
    }
    match links.is_empty() {
        true => Err(Ending::usage("--relations takes names with commas between them: dependsOn,partOf")),
        false => Ok(links),
    }
}

fn unknown(root: &EntityRef) -> Ending {
    let words = "it is not in the catalog, and nothing in it names it";
    let cure = format!("look for it with `stagedoor search {}`", root.name());
    Fault::new(FaultKind::NotFound, &format!("show what depends on {root}"), words, &cure).into()
}
