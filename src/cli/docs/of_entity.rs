//! A page of an entity's docs, as the platform gives it.

use super::near::near;
use super::{Asked, Found};
use crate::cli::desk::{Desk, wait};
use crate::cli::ending::Ending;
use crate::cli::named::Named;
use crate::cli::whole::whole;
use crate::domain::docs::{PageName, Site};
use crate::domain::model::EntityRef;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::Ports;
use std::sync::Arc;

pub(super) fn found(desk: &mut Desk<'_>, asked: &Asked) -> Result<Found, Ending> {
    let named = Named::parse(&asked.reference)?;
    let config = desk.config()?;
    let connected = desk.connect_to(&desk.choose(&config, asked.context.as_deref())?)?;
    let with_site = !desk.out.for_people();
    let (of, page, site) = wait(ask(&connected.ports, named, asked, with_site))?;
    Ok(Found { page, site, of: Some(of), web: connected.platform.addresses(), id: asked.id.clone() })
}

type Answer = (EntityRef, Arc<crate::domain::docs::Page>, Option<Arc<Site>>);

async fn ask(ports: &Ports, named: Named, asked: &Asked, with_site: bool) -> Result<Answer, Ending> {
    let of = named.resolve(ports).await?;
    match whole(|steps| ports.docs.page(of.clone(), asked.page.clone(), steps)).await {
        Ok(page) => {
            let site = match with_site {
                true => Some(whole(|steps| ports.docs.site(of.clone(), steps)).await?),
                false => None,
            };
            Ok((of, page, site))
        }
        Err(Ending::Fault(fault)) if fault.kind == FaultKind::NotFound && !asked.page.is_home() => {
            let site = whole(|steps| ports.docs.site(of.clone(), steps)).await.ok();
            Err(site.map_or_else(|| Ending::Fault(fault), |site| no_page(&of, &asked.page, &site)))
        }
        Err(ending) => Err(ending),
    }
}

fn no_page(of: &EntityRef, page: &PageName, site: &Site) -> Ending {
    let near = near(page.as_str(), site.pages.iter());
    let names = |pages: &[&PageName]| {
        pages.iter().map(|page| page.as_str()).filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", ")
    };
    let first: Vec<&PageName> = site.pages.iter().take(12).collect();
    let cure = match near.is_empty() {
        false => format!("the nearest are: {}", names(&near)),
        true => format!("there are: {}{}", names(&first), if site.pages.len() > 12 { ", ..." } else { "" }),
    };
    let tried = format!("read the page {page} of {of}");
    Fault::new(FaultKind::NotFound, &tried, "its docs have no such page", &cure).into()
}
