//! A page of an entity's docs, as the platform gives it.

use super::{Asked, Found};
use crate::cli::desk::{Desk, wait};
use crate::cli::ending::Ending;
use crate::cli::named::Named;
use crate::cli::whole::whole;
use crate::domain::docs::{PageName, Site, nearest};
use crate::domain::model::EntityRef;
use crate::domain::text::Clean;
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

/// Pages that are named at most where none is like the one that was asked for.
const MOST: usize = 12;

type Answer = (EntityRef, Arc<crate::domain::docs::Page>, Option<Arc<Site>>);

async fn ask(ports: &Ports, named: Named, asked: &Asked, with_site: bool) -> Result<Answer, Ending> {
    let of = with_docs(named, ports).await?;
    match whole(|steps| ports.docs.page(of.clone(), asked.page.clone(), steps)).await {
        Ok(page) => {
            let site = match with_site {
                // the page is there: what only the site tells is left out where that cannot be asked
                true => whole(|steps| ports.docs.site(of.clone(), steps)).await.ok(),
                false => None,
            };
            Ok((of, page, site))
        }
        Err(Ending::Fault(fault)) if fault.kind == FaultKind::NotFound && !asked.page.is_home() => {
            let site = whole(|steps| ports.docs.site(of.clone(), steps)).await.ok();
            Err(site.map_or_else(|| Ending::Fault(fault), |site| no_page(&of, &asked.page, &site)))
        }
        Err(Ending::Fault(fault)) if fault.kind == FaultKind::NotFound => Err(also_called_so(*fault, &of, ports).await),
        Err(ending) => Err(ending),
    }
}

/// The entity that is meant: of several with the name the only one that has docs.
async fn with_docs(named: Named, ports: &Ports) -> Result<EntityRef, Ending> {
    if let Named::Full(full) = named {
        return Ok(full);
    }
    let listing = whole(|steps| ports.catalog.rows(None, steps)).await?;
    let found = named.all_among(&listing);
    let mut have = Vec::new();
    for of in found.iter().filter(|_| found.len() > 1) {
        if whole(|steps| ports.docs.site(of.clone(), steps)).await.is_ok() {
            have.push(of);
        }
    }
    match have.as_slice() {
        [one] => Ok((*one).clone()),
        _ => named.among(&listing),
    }
}

/// Of an entity that is not there: others that have its name.
async fn also_called_so(fault: Fault, of: &EntityRef, ports: &Ports) -> Ending {
    let Ok(listing) = whole(|steps| ports.catalog.rows(None, steps)).await else { return fault.into() };
    let same = |other: &EntityRef| (other.namespace(), other.name()) == (of.namespace(), of.name());
    let same: Vec<EntityRef> = listing.rows().map(|row| row.reference()).filter(same).collect();
    let names: Vec<String> = same.iter().map(|other| other.short().to_string()).collect();
    if names.is_empty() || same.contains(of) {
        return fault.into();
    }
    let article = if names.iter().all(|name| name.starts_with("api:")) { "an" } else { "a" };
    Fault { cure: Clean::line(&format!("there is {article} {}", names.join(", "))), ..fault }.into()
}

fn no_page(of: &EntityRef, page: &PageName, site: &Site) -> Ending {
    let near = nearest(page, &site.pages);
    let names = |pages: &[&PageName]| pages.iter().map(|page| page.as_str()).collect::<Vec<_>>().join(", ");
    let named: Vec<&PageName> = site.pages.iter().filter(|page| !page.is_home()).collect();
    let first = named.get(..MOST).unwrap_or(&named);
    let cure = match near.is_empty() {
        false => format!("the nearest are: {}", names(&near)),
        true if named.is_empty() => "there is a first page alone: leave the name of a page out".to_owned(),
        true => format!("there are: {}{}", names(first), if named.len() > MOST { ", ..." } else { "" }),
    };
    let tried = format!("read the page {page} of {of}");
    Fault::new(FaultKind::NotFound, &tried, "its docs have no such page", &cure).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pages_there_are_is_told_where_none_is_like_the_one_asked_for() {
        let said = |pages: &[&str]| {
            let pages = pages.iter().map(|page| PageName::of_path(page)).collect();
            let of = "component:default/harbor".parse().unwrap();
            match no_page(&of, &PageName::of_path("zebra"), &Site { pages, ..Site::default() }) {
                Ending::Fault(fault) => fault.cure.to_string(),
                _ => String::new(),
            }
        };
        assert_eq!(said(&["", "runbook", "guide"]), "there are: runbook, guide");
        assert_eq!(said(&[""]), "there is a first page alone: leave the name of a page out");
        let many: Vec<String> = (0..13).map(|n| format!("part-{n}")).collect();
        assert!(said(&many.iter().map(String::as_str).collect::<Vec<_>>()).ends_with("part-11, ..."));
    }
}
