//! `stagedoor search`: full text over catalog and docs.

use super::desk::{Desk, wait};
use super::ending::{Ended, Ending, complain};
use super::out::{Column, Row};
use crate::domain::model::{Hit, Terms};
use crate::domain::text::Clean;
use serde_json::json;

#[derive(Debug, clap::Args)]
pub(super) struct SearchArgs {
    /// What to look for
    pub text: String,
    /// Only of this type: software-catalog, techdocs, or another one of the portal
    #[arg(long = "type", value_name = "T")]
    pub kind: Option<String>,
}

const COLUMNS: &[Column] =
    &[Column::whole("REF"), Column::new("TITLE"), Column::new("TYPE"), Column::new("FOUND"), Column::wide("LINK")];

pub(super) fn run(desk: &mut Desk<'_>, args: &SearchArgs) -> Ended {
    if args.text.trim().is_empty() {
        return Err(Ending::usage("say what to search for"));
    }
    let connected = desk.connect()?;
    let terms = Terms { text: args.text.clone(), kind: args.kind.clone(), ..Terms::default() };
    let told = wait(async { Ok(connected.ports.search.search(terms).await?) })?;
    let rows: Vec<Row> = told.answer.hits.iter().map(row).collect();
    desk.out.list(COLUMNS, &rows)?;
    if rows.is_empty() && desk.out.for_people() {
        complain(&Clean::line(&format!("nothing in {} matches `{}`", connected.platform.name, args.text)));
    }
    Ok(0)
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
