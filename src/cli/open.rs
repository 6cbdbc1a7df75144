//! `stagedoor open`: a tool, or one of the entity's own links, at the right place.

use super::desk::{Desk, wait};
use super::ending::{Ended, Ending, NOT_FOUND, complain};
use super::named::Named;
use super::whole::whole;
use crate::domain::model::tool::Tool;
use crate::domain::model::{Entity, WebAddress};
use crate::domain::text::Clean;
use crate::platform::browser;
use crate::platform::fault::{Fault, FaultKind};
use serde_json::{Value, json};

#[derive(Debug, clap::Args)]
pub(super) struct OpenArgs {
    /// A tool of the configuration, or the title, type or icon of one of the entity's links
    pub tool: String,
    /// The entity: component:default/payments, or payments where only one is called so
    #[arg(value_name = "REF")]
    pub reference: String,
    /// Print the address instead of opening it
    #[arg(long)]
    pub print: bool,
}

/// An address, or what the entity lacks for it.
type Resolved = Result<String, Vec<Clean>>;

pub(super) fn run(desk: &mut Desk<'_>, args: &OpenArgs) -> Ended {
    let named = Named::parse(&args.reference)?;
    let config = desk.config()?;
    let connected = desk.connect_to(&desk.choose(&config, None)?)?;
    let entity = wait(async {
        let reference = named.resolve(&connected.ports).await?;
        whole(|steps| connected.ports.catalog.by_ref(reference, steps)).await
    })?;
    let (tool, resolved) = resolve(&args.tool, &config.tools, &entity)?;
    // no browser is started in restricted mode
    let print = args.print || desk.global.output.is_some() || desk.restricted.is_some();
    match resolved {
        Ok(url) => {
            if print || !start_browser(&url)? {
                desk.out.one(&Clean::line(&url), &answer(&tool, Some(&url), &[]))?;
            }
            Ok(0)
        }
        Err(missing) => {
            if desk.global.output.is_some_and(|_| !desk.out.for_people()) {
                desk.out.one(&Clean::default(), &answer(&tool, None, &missing))?;
            }
            let missing: Vec<&str> = missing.iter().map(Clean::as_str).collect();
            complain(&Clean::line(&format!(
                "cannot open {tool}: {} has no {}",
                entity.reference(),
                missing.join(", no ")
            )));
            Ok(NOT_FOUND)
        }
    }
}

fn answer(tool: &Clean, url: Option<&str>, missing: &[Clean]) -> Value {
    let missing: Vec<&str> = missing.iter().map(Clean::as_str).collect();
    json!({"tool": tool.as_str(), "url": url, "missing": missing})
}

/// Tools come first: they are the user's own words.
fn resolve(word: &str, tools: &[Tool], entity: &Entity) -> Result<(Clean, Resolved), Ending> {
    let named = |name: &Clean| name.as_str().eq_ignore_ascii_case(word);
    let serving = || tools.iter().filter(|tool| tool.serves(entity.reference().kind()));
    let tool = serving().find(|tool| named(&tool.id)).or_else(|| serving().find(|tool| named(&tool.name)));
    if let Some(tool) = tool {
        return Ok((tool.id.clone(), tool.address(entity)));
    }
    let links = entity.links();
    let link = [0, 1, 2].into_iter().find_map(|by| {
        links.iter().find(|link| named([&link.title, &link.kind, &link.icon].get(by).copied().unwrap_or(&link.title)))
    });
    match link {
        Some(link) => Ok((link.title.clone(), Ok(web_address(link.url.as_str())?))),
        None => Err(unknown(word, serving().map(|tool| &tool.id).chain(links.iter().map(|link| &link.title)), entity)),
    }
}

fn unknown<'a>(word: &str, known: impl Iterator<Item = &'a Clean>, entity: &Entity) -> Ending {
    let known: Vec<String> = known.map(|name| format!("`{name}`")).collect();
    let cure = match known.is_empty() {
        true => "add [[tools]] to the configuration, or links to the entity".into(),
        false => format!("there are: {}", known.join(", ")),
    };
    let happened = format!("there is no such tool or link for {}", entity.reference());
    Fault::new(FaultKind::NotFound, &format!("open `{word}`"), &happened, &cure).into()
}

/// Other people wrote the entity's links: only addresses of the web are opened.
fn web_address(text: &str) -> Result<String, Ending> {
    let address = WebAddress::parse(text).map_err(|why| {
        let cure = "only https:// and http:// are opened, without a user in them";
        Fault::new(FaultKind::Invalid, "open the link", &format!("it is no address of the web: {why}"), cure)
    })?;
    Ok(address.as_str().to_owned())
}

/// Whether there was a browser to start.
fn start_browser(url: &str) -> Result<bool, Ending> {
    let failed = |error: std::io::Error| {
        Fault::new(FaultKind::Local, &format!("open {url}"), &error.to_string(), "`--print` prints the address").into()
    };
    browser::open(url).map_err(failed)
}
