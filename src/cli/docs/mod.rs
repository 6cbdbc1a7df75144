//! `stagedoor docs`: a page of docs as text, from the platform or from a file.

mod file;
mod ink;
mod leads;
mod of_entity;
mod pager;
mod print;
mod source;

pub use ink::Pens;

use super::desk::Desk;
use super::ending::{Ended, Ending};
use crate::domain::docs::{Page, PageName, Site};
use crate::domain::model::{EntityRef, Place};
use crate::domain::text::Clean;
use std::path::Path;
use std::sync::Arc;

#[derive(Debug, clap::Args)]
pub(super) struct DocsArgs {
    /// Whose docs: component:default/payments, payments where only one entity is called so, or a link
    /// (docs:component:default/payments/runbook); or a file: a built .html, or a .md
    #[arg(value_name = "REF|FILE")]
    pub what: String,
    /// Which page, and where it begins: guide/tables, guide/tables#rows, #rows [default: the first page]
    #[arg(value_name = "PAGE")]
    pub page: Option<String>,
    /// Columns of the text [default: those of the terminal; 80 without one]
    #[arg(long, value_name = "N")]
    pub width: Option<usize>,
    /// Show it in $PAGER, or in less, also where it is short
    #[arg(long, overrides_with = "no_pager")]
    pub pager: bool,
    /// Print it, however long it is
    #[arg(long)]
    pub no_pager: bool,
    /// Leave out the numbers behind links, and where they lead
    #[arg(long)]
    pub no_links: bool,
}

impl DocsArgs {
    /// Whether a file is meant: what names one says so by its ending.
    pub(super) fn is_file(&self) -> bool {
        let lower = self.what.to_ascii_lowercase();
        !is_link(&self.what) && ENDINGS.iter().any(|ending| lower.ends_with(ending))
    }
}

const ENDINGS: [&str; 5] = [".html", ".htm", ".xhtml", ".md", ".markdown"];

fn is_link(text: &str) -> bool {
    text.starts_with("stagedoor:") || text.starts_with("docs:")
}

/// A page that was found, and what is known about it.
struct Found {
    page: Arc<Page>,
    /// The site; where only the page was asked for, nothing.
    site: Option<Arc<Site>>,
    /// Whose it is; nobody's where it is a file.
    of: Option<EntityRef>,
    /// The addresses of the portal, for links that lead there.
    web: Vec<Clean>,
    /// Where on the page it begins.
    id: Option<String>,
}

pub(super) fn run(desk: &mut Desk<'_>, args: &DocsArgs) -> Ended {
    let mut found = match args.is_file() {
        true => file::found(Path::new(&args.what), args.page.as_deref())?,
        false => of_entity::found(desk, &asked(args)?)?,
    };
    print::print(desk, args, &mut found)?;
    // the program ends now: what so large a page is made of need not be given back piece by piece
    std::mem::forget(found);
    Ok(0)
}

/// What is asked of a platform.
struct Asked {
    /// The entity as it was named.
    reference: String,
    page: PageName,
    id: Option<String>,
    /// The context that a link names.
    context: Option<String>,
}

fn asked(args: &DocsArgs) -> Result<Asked, Ending> {
    let (page, id) = args.page.as_deref().map(page_and_id).unwrap_or_default();
    if !is_link(&args.what) {
        return Ok(Asked { reference: args.what.clone(), page, id, context: None });
    }
    let place = Place::parse(&args.what).map_err(|error| Ending::usage(&error.to_string()))?;
    let Some(subject) = &place.subject else {
        return Err(Ending::usage(&format!("{} is the link of no entity", args.what)));
    };
    let page = if args.page.is_some() { page } else { PageName::of_path(&place.page) };
    let id = if args.page.is_some() { id } else { place.fragment.clone() };
    Ok(Asked { reference: subject.to_string(), page, id, context: place.context.clone() })
}

fn page_and_id(text: &str) -> (PageName, Option<String>) {
    let (page, id) = text.split_once('#').unwrap_or((text, ""));
    (PageName::of_path(page), (!id.is_empty()).then(|| id.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(what: &str, page: Option<&str>) -> DocsArgs {
        DocsArgs {
            what: what.into(),
            page: page.map(Into::into),
            width: None,
            pager: false,
            no_pager: false,
            no_links: false,
        }
    }

    #[test]
    fn a_file_is_told_from_an_entity_by_its_ending() {
        for file in ["a.html", "/x/README.MD", "./guide/tables.markdown"] {
            assert!(args(file, None).is_file(), "{file}");
        }
        for no in ["payments", "component:default/payments", "docs:component:default/x/guide/a.md"] {
            assert!(!args(no, None).is_file(), "{no}");
        }
    }

    #[test]
    fn a_link_names_its_page_and_a_page_that_is_given_counts_more() {
        let link = "docs:component:default/payments/runbook#x";
        let of_link = asked(&args(link, None)).unwrap();
        assert_eq!((of_link.page.as_str(), of_link.id.as_deref()), ("runbook", Some("x")));
        let given = asked(&args(link, Some("guide/index.md"))).unwrap();
        assert_eq!((given.page.as_str(), given.id), ("guide", None));
        assert!(asked(&args("stagedoor://home", None)).is_err());
    }
}
