//! `stagedoor search`: full text over catalog and docs.

use super::asked::{Owner, mine};
use super::desk::{Desk, wait};
use super::ending::{Ended, Ending, complain};
use super::named::Named;
use super::out::{Column, Row};
use crate::domain::model::{Hit, Terms};
use crate::domain::text::Clean;
use crate::platform::ports::Ports;
use serde_json::json;

#[derive(Debug, clap::Args)]
pub(super) struct SearchArgs {
    /// What to look for; with "" everything that the rest leaves
    pub text: String,
    /// Only of this type: software-catalog, techdocs, or another one of the portal
    #[arg(long = "type", value_name = "T")]
    pub hit_type: Option<String>,
    /// Only what belongs to this entity: component:default/payments, or payments where only one is
    /// called so
    #[arg(long, value_name = "REF")]
    pub entity: Option<String>,
    /// Only what is owned by you and your groups, or by a group or user
    #[arg(long, value_name = "me|REF")]
    pub owner: Option<String>,
    /// Only of entities of this kind: component, api, ...
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// Only of entities in this lifecycle
    #[arg(long, value_name = "L")]
    pub lifecycle: Option<String>,
    /// At most so many, the best [default: 100]
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
}

/// Hits that are printed where no other number is given.
const USUAL: usize = 100;

const COLUMNS: &[Column] =
    &[Column::whole("REF"), Column::new("TITLE"), Column::new("TYPE"), Column::new("FOUND"), Column::wide("LINK")];

pub(super) fn run(desk: &mut Desk<'_>, args: &SearchArgs) -> Ended {
    let entity = args.entity.as_deref().map(Named::parse).transpose()?;
    let owner = args.owner.as_deref().map(Owner::parse).transpose()?;
    if args.text.trim().is_empty() && is_open(args) {
        return Err(Ending::usage("say what to search for"));
    }
    let connected = desk.connect()?;
    let hits = wait(found(&connected.ports, args, entity, owner))?;
    let rows: Vec<Row> = hits.iter().map(row).collect();
    desk.out.list(COLUMNS, &rows)?;
    if rows.is_empty() && desk.out.for_people() {
        complain(&Clean::line(&format!("nothing in {} matches `{}`", connected.platform.name, args.text)));
    }
    Ok(0)
}

/// Whether nothing but words narrows what is found.
fn is_open(args: &SearchArgs) -> bool {
    [&args.hit_type, &args.entity, &args.owner, &args.kind, &args.lifecycle].into_iter().all(Option::is_none)
}

/// Asks page by page until there is enough.
async fn found(
    ports: &Ports,
    args: &SearchArgs,
    entity: Option<Named>,
    owner: Option<Owner>,
) -> Result<Vec<Hit>, Ending> {
    let owners = match owner {
        None => Vec::new(),
        Some(Owner::Me) => mine(ports).await?,
        Some(Owner::Of(owner)) => vec![owner],
    };
    let entity = match entity {
        None => None,
        Some(named) => Some(named.resolve(ports).await?),
    };
    let mut terms = Terms {
        text: args.text.clone(),
        kind: args.hit_type.clone(),
        entity,
        owners,
        entity_kind: args.kind.as_ref().map(|kind| kind.to_lowercase()),
        lifecycle: args.lifecycle.clone(),
        ..Terms::default()
    };
    let (limit, mut hits) = (args.limit.unwrap_or(USUAL), Vec::new());
    loop {
        let page = ports.search.search(terms.clone()).await?.answer;
        hits.extend(page.hits.iter().take(limit - hits.len()).cloned());
        terms.from.clone_from(&page.next);
        // a portal that goes on with nothing is not followed for ever
        if hits.len() >= limit || terms.from.is_none() || page.hits.is_empty() {
            return Ok(hits);
        }
    }
}

fn row(hit: &Hit) -> Row {
    let link = hit.place().map(|place| Clean::line(&place.to_string()));
    let reference = hit.entity.as_ref().map(|entity| entity.short()).unwrap_or_default();
    let text = |link: &Option<Clean>| link.as_ref().map(|link| link.as_str().to_owned());
    Row {
        cells: vec![
            reference.clone(),
            hit.title.clone(),
            hit.kind.clone(),
            hit.snippet.clone(),
            link.clone().unwrap_or_default(),
        ],
        name: hit.entity.as_ref().map_or_else(|| hit.title.clone(), |entity| entity.shown().to_clean()),
        value: json!({
            "type": hit.kind.as_str(),
            "title": hit.title.as_str(),
            "ref": hit.entity,
            "link": text(&link),
            "snippet": hit.snippet.as_str(),
        }),
    }
}
