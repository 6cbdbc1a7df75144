//! What is wrong with docs: links that lead nowhere, sections that are missing, pages that nobody finds.

mod ids;
mod sections;

use super::finding::Finding;
use super::mkdocs::{INCLUDE, INCLUDE_EACH};
use super::name::{Href, PageName};
use super::page::Page;
use super::site::Site;
use crate::domain::text::Clean;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A section that docs are expected to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is what it is called")]
pub enum Section {
    Overview,
    GettingStarted,
    Api,
    Operations,
    Architecture,
}

/// What is looked at for [`check`].
pub struct Review<'a> {
    /// The site.
    pub site: &'a Site,
    /// Its pages, as far as they are at hand.
    pub pages: &'a [Arc<Page>],
    /// Whether these are all pages: only then a page that nobody leads to can be told.
    pub is_whole: bool,
    /// Whether there is such a file in the site.
    pub has_file: &'a dyn Fn(&str) -> bool,
    /// The line of a page's source that leads there, from 1, where that is known.
    pub line_of: &'a dyn Fn(&PageName, &Href) -> Option<usize>,
    /// The sections that are expected.
    pub sections: &'a [Section],
}

/// What is wrong: first with the whole, then page by page in the order given.
pub fn check(review: &Review<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = sections::missing(review).map(about_all).collect();
    let known = Known::of(review);
    findings.extend(known.wrong_in_nav(review.site).map(about_all));
    for page in review.pages {
        let hrefs = page.links.iter().map(|link| (&link.to, "a link"));
        let images = page.images.iter().filter_map(|image| Some((image.source.as_ref()?, "an image")));
        let mut told = HashSet::new();
        for (href, what) in hrefs.chain(images) {
            let Some(problem) = known.wrong(href, what) else { continue };
            if told.insert(href) {
                let line = (review.line_of)(&page.name, href);
                let (page, lead) = (Some(page.name.clone()), Some(href.clone()));
                findings.push(Finding { page, line, lead, problem: Clean::line(&problem) });
            }
        }
    }
    findings.extend(unfound(review));
    findings
}

fn about_all(problem: String) -> Finding {
    Finding { page: None, line: None, lead: None, problem: Clean::line(&problem) }
}

/// What there is to lead to.
struct Known<'a> {
    pages: HashSet<&'a PageName>,
    ids: HashMap<&'a PageName, HashSet<&'a str>>,
    has_file: &'a dyn Fn(&str) -> bool,
}

impl<'a> Known<'a> {
    fn of(review: &Review<'a>) -> Self {
        let read = review.pages.iter().map(|page| &page.name);
        let ids = review.pages.iter().map(|page| (&page.name, ids::of(page))).collect();
        Self { pages: review.site.pages.iter().chain(read).collect(), ids, has_file: review.has_file }
    }

    /// What is said of lines of the nav that lead to nothing.
    fn wrong_in_nav(&self, site: &'a Site) -> impl Iterator<Item = String> {
        site.nav.iter().filter_map(|item| match item.to.as_ref()? {
            Href::Other(text) => wrong_include(text.as_str()),
            // which of its ids a page has is no matter of a nav
            Href::Page(page, _) => self.wrong(&Href::Page(page.clone(), None), "the nav"),
            to => self.wrong(to, "the nav"),
        })
    }

    fn wrong(&self, href: &Href, what: &str) -> Option<String> {
        match href {
            Href::Page(page, _) if !self.pages.contains(page) && !(self.has_file)(page.as_str()) => {
                Some(format!("{what} leads to the page `{page}`, which is not there: correct it, or write the page"))
            }
            Href::Page(page, Some(id)) if !id.is_empty() && !is_made(id) => {
                let ids = self.ids.get(page)?;
                let of = if page.is_home() { "the first page".to_owned() } else { format!("`{page}`") };
                (!ids.contains(&**id)).then(|| {
                    format!(
                        "{what} leads to `#{id}` on {of}, where no heading has that id: correct it, or give one that id"
                    )
                })
            }
            Href::File(path) if !(self.has_file)(path) => {
                Some(format!("{what} leads to the file `{path}`, which is not there: correct it, or add the file"))
            }
            Href::Other(text) if text.as_str().starts_with("..") => {
                Some(format!("{what} leads out of the site to `{text}`: use an address instead"))
            }
            _ => None,
        }
    }
}

/// What is said of a line of the nav that takes in another `mkdocs.yml`, and did not.
fn wrong_include(line: &str) -> Option<String> {
    if line.starts_with(INCLUDE_EACH) {
        return Some(format!(
            "the nav has `{line}`, and patterns are not looked through here: name each file with `!include`"
        ));
    }
    let file = line.strip_prefix(INCLUDE)?;
    Some(format!("the nav takes in `{file}`, which cannot be read: correct its path, or what it says"))
}

/// Ids that a theme makes of its own: what they stand for is no text.
fn is_made(id: &str) -> bool {
    id.starts_with("__") || id.starts_with("fn:") || id.starts_with("fnref")
}

/// Pages that stand in no nav and that no other page leads to.
fn unfound(review: &Review<'_>) -> Vec<Finding> {
    if !review.is_whole || review.site.nav.is_empty() {
        return Vec::new();
    }
    let mut found: HashSet<&PageName> = review.site.nav.iter().filter_map(super::site::NavItem::page).collect();
    for page in review.pages {
        let links = page.links.iter().filter_map(|link| if let Href::Page(to, _) = &link.to { Some(to) } else { None });
        found.extend(links.filter(|to| **to != page.name));
    }
    let is_lost = |page: &&Arc<Page>| !page.name.is_home() && page.moved.is_none() && !found.contains(&page.name);
    let finding = |page: &Arc<Page>| Finding {
        page: Some(page.name.clone()),
        line: None,
        lead: None,
        problem: "the page stands in no nav and no page leads to it: put it into the nav, or remove it".into(),
    };
    review.pages.iter().filter(is_lost).map(finding).collect()
}

#[cfg(test)]
mod tests;
