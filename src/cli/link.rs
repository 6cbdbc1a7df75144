//! `stagedoor link`: where an entity is, for stagedoor and for a browser. Asks nobody.

use super::desk::Desk;
use super::ending::{Ended, Ending};
use crate::config::{Chosen, Portal};
use crate::domain::model::{EntityRef, Place, Tab};
use crate::domain::text::Clean;
use serde_json::json;

#[derive(Debug, clap::Args)]
pub(super) struct LinkArgs {
    /// The entity: component:default/payments
    #[arg(value_name = "REF")]
    pub reference: String,
    /// One of its tabs: overview, relations, yaml
    #[arg(long, value_name = "T")]
    pub tab: Option<String>,
}

pub(super) fn run(desk: &mut Desk<'_>, args: &LinkArgs) -> Ended {
    let reference: EntityRef = args.reference.parse().map_err(|error| Ending::usage(&format!("{error}")))?;
    let tab = args.tab.as_deref().map_or(Ok(Tab::Overview), tab)?;
    let config = desk.config()?;
    let url = address(&desk.choose(&config, None)?, &reference);
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
