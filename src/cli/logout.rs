//! `stagedoor logout`: signing out.

use super::desk::{Desk, wait};
use super::ending::{Ended, complain};
use super::login;
use crate::domain::text::Clean;
use serde_json::json;

#[derive(Debug, clap::Args)]
pub(super) struct LogoutArgs {
    /// A context, or the address of one
    #[arg(value_name = "CONTEXT|https://PORTAL")]
    pub at: Option<String>,
}

pub(super) fn run(desk: &mut Desk<'_>, args: &LogoutArgs) -> Ended {
    let chosen = login::known(desk, args.at.as_deref())?;
    // whose it is stands in what signing out removes
    let forget = desk.platforms.forgetting(&chosen, &desk.folders);
    let account = desk.open(&chosen)?.ports.account;
    let told = wait(async { Ok(account.sign_out().await) });
    // here it ends in any case, also when nobody waits any longer for the portal
    forget()?;
    let told = told??;
    told.iter().for_each(complain);
    let text =
        format!("nothing of it is kept on this machine, but for the journal of what was done at {}", chosen.name);
    let told: Vec<&str> = told.iter().map(Clean::as_str).collect();
    desk.out.one(&Clean::line(&text), &json!({"context": chosen.context, "told": told}))?;
    Ok(0)
}
