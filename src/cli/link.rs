//! `stagedoor link`: where an entity is, for stagedoor and for a browser. Asks nobody,
//! unless the kind is left out.

use super::desk::{Desk, wait};
use super::ending::{Ended, Ending};
use super::named::Named;
use crate::config::{Chosen, Portal};
use crate::domain::model::{EntityRef, Place, Tab};
use crate::domain::text::Clean;
use serde_json::json;

#[derive(Debug, clap::Args)]
pub(super) struct LinkArgs {
    /// The entity: component:default/payments, or payments where only one is called so
    #[arg(value_name = "REF")]
    pub reference: String,
    /// One of its tabs: overview, relations, graph, api, timeline, yaml
    #[arg(long, value_name = "T")]
    pub tab: Option<String>,
}

pub(super) fn run(desk: &mut Desk<'_>, args: &LinkArgs) -> Ended {
    let named = Named::parse(&args.reference)?;
    let tab = args.tab.as_deref().map_or(Ok(Tab::Overview), tab)?;
    let chosen = desk.choose(&desk.config()?, None)?;
    let reference = match named {
        Named::Full(full) => full,
        short => {
            let connected = desk.open_to_ask(&chosen)?;
            wait(short.resolve(&connected.ports))?
        }
    };
    let url = address(&chosen, &reference);
    let link = Place { tab, ..Place::entity(reference) }.to_string();
    desk.out.one(&Clean::line(&link), &json!({"link": link, "url": url}))?;
    Ok(0)
}

fn tab(word: &str) -> Result<Tab, Ending> {
    let words: Vec<&str> = Tab::ALL.iter().map(|tab| tab.word()).collect();
    Tab::of_word(word)
        .ok_or_else(|| Ending::usage(&format!("there is no tab `{word}`; there are: {}", words.join(", "))))
}

/// The page of Backstage's catalog: `/catalog/NAMESPACE/KIND/NAME`.
fn address(chosen: &Chosen, reference: &EntityRef) -> Option<String> {
    let Portal::Backstage { web, .. } = &chosen.portal else { return None };
    let mut url = url::Url::parse(web).ok()?;
    url.path_segments_mut().ok()?.pop_if_empty().extend([
        "catalog",
        reference.namespace(),
        reference.kind(),
        reference.name(),
    ]);
    Some(url.into())
}
